use std::sync::Arc;

use crate::app_model::Shelved;
use crate::client::Pending;
use crate::report::{Form, Handed, Refusal, Report, Told};
use crate::spec::Lang;
use crate::ui::shelf::reading::Titles;

/// The code that makes and reads reports: few visits need it.
#[derive(Clone, Copy)]
pub struct Reporter {
    /// [`crate::ui::report::told`].
    pub tell: fn(Arc<Shelved>, Titles, Lang) -> Pending<Told>,
    /// [`crate::report::write`].
    pub write: fn(Arc<Report>, Form) -> Pending<Vec<u8>>,
    /// [`crate::report::read`].
    pub read: fn(Vec<u8>) -> Pending<Result<Handed, Refusal>>,
}
