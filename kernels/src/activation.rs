//! What follows a convolution, and what comes back through it.

/// What follows a convolution at every position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// Nothing.
    Linear,
    /// Zero where negative.
    Relu,
    /// At most 6 as well.
    Relu6,
}

/// What comes back through a rectifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Rule {
    /// What flows into a unit that was active: the gradient.
    #[default]
    Gradient,
    /// Of that, what is positive: guided backpropagation.
    Guided,
    /// What is positive, whatever the unit did: the deconvolutional network.
    Deconvnet,
}
