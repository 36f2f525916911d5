/// What one of the engines, or each, is asked for by this part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app_model) enum Work {
    Map,
    Transfer,
    Recognition,
    /// What the networks see in an image of the matrix.
    Original(usize),
    /// A trial of the matrix.
    Attack(usize),
    /// What the networks see in what a trial made.
    Judge(usize),
}

impl Work {
    /// Whether it is an attack of the matrix.
    pub(in crate::app_model) fn is_of_a_trial(self) -> bool {
        matches!(self, Self::Attack(_))
    }

    pub(super) fn is_about_the_matrix(&self) -> bool {
        matches!(self, Self::Original(_) | Self::Attack(_) | Self::Judge(_))
    }
}
