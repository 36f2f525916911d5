use crate::app_model::{Bytes, NoticeKind, Payload};
use crate::protocol::EngineEvent;

use super::series::Named;
use super::work::{Of, Work};

/// What happens to maps side by side.
#[derive(Debug, Clone)]
pub enum BesideEvent {
    /// A method, by its id, is to be among those side by side, or not to be.
    Choose {
        method: &'static str,
        is_wanted: bool,
    },
    /// Whether all maps of a unit are drawn on one scale.
    OneScale(bool),
    /// Every chosen method on the picture of the page.
    Compare,
    /// The method that is chosen, on these pictures, whose files will come.
    Open(Vec<Named>),
    /// The pictures of the series, made ready in every way that the network may want.
    Ways,
    /// The file of a picture, or why there is none.
    File {
        series: u32,
        at: usize,
        file: Result<Bytes, NoticeKind>,
    },
    Cancel {
        of: Of,
        now_ms: f64,
    },
}

/// All that is passed on to the code of this room, which comes later than the page.
#[derive(Debug)]
pub(in crate::app_model) enum Heard {
    /// An engine answers.
    Answer(Work, EngineEvent, Payload),
    /// It will not, for this reason; none: it has stopped.
    Lost(Work, Option<String>),
    /// An engine answers what it finds in pictures made ready in every way.
    Ways(EngineEvent, Payload),
    /// It will not, for this reason.
    NoWays(String),
    /// The pixels of a picture.
    Opened(usize, Payload),
    /// There are none, for this reason.
    NotOpened(usize, String),
}
