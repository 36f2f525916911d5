//! The thread of the practical beside the experiment. Its code is a module of its own; the seat and the
//! button that opens it are with the page.

mod contents;
mod desk;
mod figures;
mod mistakes;
mod name;
mod networks;
mod prose;
mod question;
mod report;
mod reporter;
mod restore;
mod seat;
mod view;

pub use reporter::ReportCode;
pub(super) use seat::{seat, to_course};
pub use view::course;
