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

impl Activation {
    /// Between which numbers it keeps another.
    pub(crate) fn bounds(self) -> [f32; 2] {
        match self {
            Self::Linear => [f32::NEG_INFINITY, f32::INFINITY],
            Self::Relu => [0.0, f32::INFINITY],
            Self::Relu6 => [0.0, 6.0],
        }
    }
}

/// What a number becomes on its own, other than by a rectifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Curve {
    /// `1 / (1 + exp(-x))`.
    Sigmoid,
    /// `x / 6 + 1 / 2` within 0 and 1.
    HardSigmoid,
}

impl Curve {
    /// What is not a number stays.
    #[inline(always)]
    pub(crate) fn at(self, x: f32) -> f32 {
        match self {
            Self::Sigmoid => 1.0 / (1.0 + (-x).exp()),
            Self::HardSigmoid => (x / 6.0 + 0.5).clamp(0.0, 1.0),
        }
    }

    /// Its slope where it is `y`.
    #[inline(always)]
    pub(crate) fn slope(self, y: f32) -> f32 {
        match self {
            Self::Sigmoid => y * (1.0 - y),
            Self::HardSigmoid if y <= 0.0 || y >= 1.0 => 0.0,
            Self::HardSigmoid => 1.0 / 6.0,
        }
    }
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
