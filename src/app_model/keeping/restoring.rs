use super::Things;

/// Something that may not come back, as the reader calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    Picture,
    Network,
    SecondNetwork,
    Settings,
    /// Everything that was computed.
    Results,
    Attack,
    Comparison,
    Visualisation,
    Sheet,
    Shelf,
}

/// On the way back.
#[derive(Debug, Default)]
pub(in crate::app_model) struct Restoring {
    pub(in crate::app_model) things: Things,
    pub(in crate::app_model) lost: Vec<Piece>,
    /// Whether something that was being computed has begun again.
    pub(in crate::app_model) restarted: bool,
}
