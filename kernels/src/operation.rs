//! What a step of a network does.

use crate::conv::Conv;
use crate::dense::Dense;
use crate::depthwise::Depthwise;
use crate::pointwise::Affine;
use crate::{halve, pool};

/// How max-pooling walks; ties go to the first position in row-major order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pool {
    /// 3x3, stride 2, sizes rounded up.
    Overlapping,
    /// 2x2, stride 2, sizes rounded down.
    Halving,
}

impl Pool {
    /// Size of the output; none where no window fits.
    pub fn size(self, from: [usize; 2]) -> Option<[usize; 2]> {
        match self {
            Self::Overlapping => pool::size(from),
            Self::Halving => halve::size(from),
        }
    }
}

/// An operation, from one value to another.
#[derive(Debug)]
pub(crate) enum Kind {
    Affine(Affine),
    /// Their outputs lie side by side, channel after channel.
    Convs(Vec<Conv>),
    Depthwise(Depthwise),
    /// To what the step reads, this value.
    Add(usize),
    MaxPool(Pool),
    Rectify,
    /// Over the positions of each of so many by so many cells.
    Mean(usize),
    Dense(Dense),
}

#[derive(Debug)]
pub(crate) struct Step {
    pub from: usize,
    pub to: usize,
    pub kind: Kind,
}

impl Step {
    /// The values that it is made from.
    pub fn reads(&self) -> impl Iterator<Item = usize> + use<> {
        let other = match self.kind {
            Kind::Add(other) => Some(other),
            _ => None,
        };
        std::iter::once(self.from).chain(other)
    }
}

impl Kind {
    pub fn size(&self, channels: usize, from: [usize; 2]) -> Option<[usize; 2]> {
        match self {
            Kind::Affine(_) | Kind::Rectify | Kind::Add(_) => Some(from),
            Kind::Mean(side) => Some([*side; 2]),
            Kind::MaxPool(pool) => pool.size(from),
            Kind::Dense(dense) => (channels * from[0] * from[1] == dense.inputs).then_some([1, 1]),
            Kind::Depthwise(depthwise) => depthwise.window.size(from),
            Kind::Convs(convs) => {
                let mut sizes = convs.iter().map(|conv| conv.window.size(from));
                let first = sizes.next()??;
                sizes.all(|size| size == Some(first)).then_some(first)
            }
        }
    }
}
