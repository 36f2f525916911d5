use crate::app_model::Shelved;
use crate::client::Pending;
use crate::report::{Form, Handed, Refusal, Report, Told};
use crate::spec::Lang;
use crate::ui::shelf::reading::Titles;

/// The code that makes and reads reports: few visits need it.
#[derive(Clone, Copy)]
pub struct ReportCode {
    /// [`crate::ui::report::told`].
    pub tell: fn(&Shelved, Titles, Lang, &str) -> Told,
    /// [`crate::report::write`].
    pub write: fn(&Report, Form) -> Vec<u8>,
    /// [`crate::report::read`].
    pub read: fn(&[u8]) -> Result<Handed, Refusal>,
}

/// Fetches it.
pub type Reporting = fn() -> Pending<ReportCode>;
