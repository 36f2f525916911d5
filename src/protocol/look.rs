use serde::{Deserialize, Serialize};

use crate::spec::ClassId;

use super::{MapSheet, MethodChoice};

/// What is asked of one of many images that do not depend on each other, or of a few that go through the network
/// together: normalised numbers, `[n, 3, height, width]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// Height and width of the images, in pixels.
    pub size: [u32; 2],
    /// Whether the scores are wanted.
    pub scores: bool,
    /// The class and the method of the map that is wanted, of one image.
    pub map: Option<(ClassId, MethodChoice)>,
}

/// From an engine to one that helps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ToHelper {
    /// A request of the page's, as it came, with what was enclosed.
    Request(Vec<u8>),
    /// Buffer 0: float32 images.
    Look {
        /// Of this engine's questions.
        number: u32,
        /// What is asked of them.
        look: Look,
    },
    /// Nobody waits for that answer any more.
    Forget {
        /// Of the question.
        number: u32,
    },
}

/// From an engine that helps another one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FromHelper {
    /// It listens.
    Hello,
    /// Its network is loaded, its device checked.
    Ready,
    /// It cannot help.
    Gone,
    /// What the page is to be told, with what is enclosed.
    Event {
        /// An event, as it is posted.
        event: Vec<u8>,
        /// Of the job that it is about.
        job: u32,
        /// Whether nothing follows about that job.
        is_last: bool,
    },
    /// Buffer 0: float32 scores `[n, classes]`, where they were asked for, then the map.
    Looked {
        /// Of the question.
        number: u32,
        /// Shape and meaning of the map's numbers; none without a map.
        sheet: Option<MapSheet>,
    },
    /// There is no answer to that question.
    Failed {
        /// Of the question.
        number: u32,
    },
}
