/// Which of the two series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Several methods on the picture of the page.
    Methods,
    /// One method on several pictures.
    Pictures,
}

/// A map of a series, by its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app_model) struct Work {
    pub of: Of,
    pub at: usize,
}
