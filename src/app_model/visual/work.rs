use serde::{Deserialize, Serialize};

/// Whose image it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app_model) enum Of {
    Run,
    Cell(usize),
}

/// What an engine is asked for by this part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app_model) enum Work {
    Ascend(Of),
    Check,
}

impl Work {
    /// Whether it is the run itself.
    pub(in crate::app_model) fn is_run(&self) -> bool {
        *self == Self::Ascend(Of::Run)
    }

    /// Whether it is for a sheet.
    pub(in crate::app_model) fn is_about_a_cell(&self) -> bool {
        matches!(self, Self::Ascend(Of::Cell(_)))
    }
}

/// How far a cell has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellState {
    Upcoming,
    Running,
    Done,
    Failed,
}
