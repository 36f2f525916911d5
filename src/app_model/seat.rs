use serde::{Deserialize, Serialize};

use super::{Bytes, Effect};
use crate::protocol::EngineRequest;

/// Which of the two engines: the page's own, or the one that stands beside it for comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seat {
    #[default]
    First,
    Second,
}

impl Seat {
    pub const BOTH: [Self; 2] = [Self::First, Self::Second];

    /// Position among both.
    pub fn index(self) -> usize {
        match self {
            Self::First => 0,
            Self::Second => 1,
        }
    }

    pub(super) fn ask(self, request: EngineRequest, buffer: Option<Bytes>) -> Effect {
        match self {
            Self::First => Effect::ToEngine { request, buffer },
            Self::Second => Effect::ToCompanion { request, buffer },
        }
    }
}
