use serde::{Deserialize, Serialize};

/// Something that is computed only when it is asked for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Later<T> {
    #[default]
    NotAsked,
    Running,
    Done(T),
    /// In English, for the record; it may be asked for again.
    Failed(String),
}

impl<T> Later<T> {
    pub fn is_running(&self) -> bool {
        matches!(self, Self::Running)
    }

    /// How tests know how far it has come.
    pub fn id(&self) -> &'static str {
        match self {
            Self::NotAsked => "not-asked",
            Self::Running => "running",
            Self::Done(_) => "done",
            Self::Failed(_) => "failed",
        }
    }

    pub fn done(&self) -> Option<&T> {
        match self {
            Self::Done(value) => Some(value),
            _ => None,
        }
    }

    /// Whether it was under way; then it can be asked for again.
    pub(super) fn restart(&mut self) -> bool {
        let was_running = self.is_running();
        if was_running {
            *self = Self::NotAsked;
        }
        was_running
    }

    /// The same with another answer; one that there is no other for is as if it were not asked for.
    pub(super) fn and_then<U>(&self, other: impl FnOnce(&T) -> Option<U>) -> Later<U> {
        match self {
            Self::NotAsked => Later::NotAsked,
            Self::Running => Later::Running,
            Self::Done(value) => other(value).map_or(Later::NotAsked, Later::Done),
            Self::Failed(message) => Later::Failed(message.clone()),
        }
    }
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunPhase {
    /// For the engine to be ready.
    Waiting,
    Running,
    Paused,
    Ended,
    /// By the reader; what was found until then is kept.
    Cancelled,
    /// The worker was lost; what was found until then is kept.
    Interrupted,
}

impl RunPhase {
    /// Goes over from running to paused, or back, where `change` brings that about.
    pub(super) fn hold(&mut self, paused: bool, change: impl FnOnce() -> bool) {
        let (from, to) = match paused {
            true => (Self::Running, Self::Paused),
            false => (Self::Paused, Self::Running),
        };
        if *self == from && change() {
            *self = to;
        }
    }

    /// Whether it waits, runs or pauses.
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Waiting | Self::Running | Self::Paused)
    }
}

/// Why nothing happens any more although not all have run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standstill {
    Cancelled,
    Interrupted,
}
