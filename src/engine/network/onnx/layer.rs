use std::rc::Rc;

use gradoscope_checkpoint::onnx::Constant;
use gradoscope_kernels::{Activation, Curve, Pool, Window};

/// What makes the next value of a network; values are numbered, the image is 0.
#[derive(Debug, Clone)]
pub(super) enum Layer {
    Conv {
        from: usize,
        conv: Conv,
        then: Then,
    },
    /// Of a fixed weight for every place of the window, per channel.
    Average {
        from: usize,
        window: Window,
    },
    /// Nothing but what follows.
    Scaled {
        from: usize,
        then: Then,
    },
    Dense {
        from: usize,
        dense: Dense,
        then: Then,
    },
    Sum {
        from: usize,
        other: usize,
    },
    Join {
        from: usize,
        others: Vec<usize>,
    },
    MaxPool {
        from: usize,
        pool: Pool,
    },
    Rectify {
        from: usize,
    },
    Curve {
        from: usize,
        curve: Curve,
    },
    /// By a value of the same size, or of one position.
    Times {
        from: usize,
        other: usize,
    },
    Mean {
        from: usize,
    },
}

/// A convolution as a model has it, and the square one that it becomes.
#[derive(Debug, Clone)]
pub(super) struct Conv {
    /// `[outputs, inputs / groups, height, width]`.
    pub weight: Rc<Constant>,
    pub bias: Option<Rc<Constant>>,
    pub inputs: usize,
    pub groups: usize,
    pub window: Window,
    /// Where the weights lie in the square kernel, whose rest is zero.
    pub at: [usize; 2],
}

impl Conv {
    pub fn outputs(&self) -> usize {
        self.weight.shape[0]
    }

    /// Whether every channel is filtered on its own.
    pub fn is_depthwise(&self) -> bool {
        self.groups > 1 && self.groups == self.inputs && self.outputs() == self.inputs
    }
}

/// A matrix, and what is added.
#[derive(Debug, Clone)]
pub(super) struct Dense {
    pub weight: Rc<Constant>,
    /// Whether its rows are the outputs.
    pub has_rows: bool,
    pub outputs: usize,
    pub inputs: usize,
    /// All products are multiplied by it.
    pub factor: f32,
    pub bias: Option<(Rc<Constant>, f32)>,
}

/// What is done to every output channel afterwards, and the rectifier at the end.
#[derive(Debug, Clone)]
pub(super) struct Then {
    pub folds: Vec<Fold>,
    pub activation: Activation,
}

impl Then {
    pub const NOTHING: Self = Self {
        folds: Vec::new(),
        activation: Activation::Linear,
    };
}

/// What is multiplied by a number per channel and moved by another: it becomes part of the weights.
#[derive(Debug, Clone)]
pub(super) enum Fold {
    /// Scale, shift, mean and variance, and what is added to the variance.
    Norm([Rc<Constant>; 4], f32),
    Times(Rc<Constant>),
    By(Rc<Constant>),
    Plus(Rc<Constant>),
    Minus(Rc<Constant>),
}

impl Fold {
    pub fn constants(&self) -> Vec<&Rc<Constant>> {
        match self {
            Self::Norm(all, _) => all.iter().collect(),
            Self::Times(one) | Self::By(one) | Self::Plus(one) | Self::Minus(one) => vec![one],
        }
    }
}

impl Layer {
    /// Every tensor that it needs.
    pub fn constants(&self) -> Vec<&Rc<Constant>> {
        let (mut all, then) = match self {
            Self::Conv { conv, then, .. } => {
                let both = std::iter::once(&conv.weight).chain(&conv.bias);
                (both.collect::<Vec<_>>(), then)
            }
            Self::Dense { dense, then, .. } => {
                let bias = dense.bias.as_ref().map(|(bias, _)| bias);
                (std::iter::once(&dense.weight).chain(bias).collect(), then)
            }
            Self::Scaled { then, .. } => (Vec::new(), then),
            _ => return Vec::new(),
        };
        all.extend(then.folds.iter().flat_map(Fold::constants));
        all
    }

    /// Whether a rectifier ends it.
    pub fn is_rectified(&self) -> bool {
        match self {
            Self::Conv { then, .. } | Self::Scaled { then, .. } | Self::Dense { then, .. } => {
                then.activation != Activation::Linear
            }
            Self::Rectify { .. } => true,
            _ => false,
        }
    }
}
