use super::Numbers;
use crate::app_model::Kind;
use crate::spec::Lang;

/// A table or the points of curves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// Every map of several methods.
    Methods,
    /// Every map of several pictures.
    Pictures,
    /// Every measure of every map of the sanity test.
    Sanity,
    /// Every point of the curves of pixels that go and come.
    Faithful,
    /// What every way makes of a map.
    Object,
    /// Each colour of a pixel.
    Proof,
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

/// Of what lines of PyTorch are wanted.
#[derive(Debug, Clone, PartialEq)]
pub enum LinesOf {
    /// Of a result of the bench.
    Bench(Kind),
    /// Of what this record is of.
    Record(String),
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
    /// PyTorch that repeats it, with comments in a language.
    Lines(LinesOf, Lang, String),
}
