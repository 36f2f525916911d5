use super::Numbers;

/// A result that is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Of the first part.
    Map,
    /// Of the second.
    Attack,
    /// Of the third.
    Visualisation,
    /// Several of them.
    Sheet,
    /// Of the fourth part: the map by the second network.
    SecondMap,
    /// What both networks say of the adversarial image.
    Transfer,
    /// What both say of the visualisation.
    Recognition,
    /// Of images made on each and shown to both.
    Matrix,
}

/// A table or the points of curves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// Every image that an attack looked at.
    AttackCurves,
    /// Every attack under one budget.
    Comparison,
    /// What the changes of the world leave of an attack.
    Survival,
    /// Every iteration of a visualisation.
    VisualCurves,
    /// Every cell of a sheet.
    Sheet,
    /// What both networks say of the adversarial image.
    Transfer,
    /// What both say of the visualisation.
    Recognition,
    /// The counts of the matrix of two networks.
    Matrix,
    /// Every attack of it.
    Trials,
}

/// A file that is wanted, and its name.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    /// JSON.
    Record(Kind, String),
    /// `.npy`.
    Numbers(Numbers, String),
    /// CSV.
    Table(Table, String),
}

impl Kind {
    /// As records name it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Map => "map",
            Self::Attack => "attack",
            Self::Visualisation => "visualisation",
            Self::Sheet => "sheet",
            Self::SecondMap => "second-map",
            Self::Transfer => "transfer",
            Self::Recognition => "recognition",
            Self::Matrix => "matrix",
        }
    }
}
