//! Where the positions of an activation lie over the image: at the middles of what they see.

use gradoscope_kernels::Pool;

use crate::protocol::Cells;

use super::drawing::{Drawing, Kind};
use super::layers::{Conv, Padding};

/// How a step walks over what it reads, alike along both axes.
#[derive(Debug, Clone, Copy)]
enum Walk {
    Stay,
    Window {
        kernel: usize,
        stride: usize,
        padding: Padding,
    },
    Pool(Pool),
    /// Over so many cells.
    Mean(usize),
}

/// The walks of a network: which value each step reads, and how.
pub(super) struct Walks {
    steps: Vec<(usize, Walk)>,
    names: Vec<(&'static str, usize)>,
}

/// An axis of a value: its length, and its positions in pixels of the image.
#[derive(Debug, Clone, Copy)]
struct Axis {
    length: usize,
    first: f32,
    step: f32,
}

impl Walks {
    pub fn of(drawing: &Drawing) -> Self {
        let window = |conv: &Conv| {
            let [_, _, kernel, _] = conv.weight().dims();
            Walk::Window {
                kernel,
                stride: conv.step().stride,
                padding: conv.step().padding,
            }
        };
        let walk = |kind: &Kind| match kind {
            Kind::Affine { .. } | Kind::Sum(_) | Kind::Rectify => Walk::Stay,
            // Side by side, they have one middle.
            Kind::Convolutions(convs, _) => convs.first().map_or(Walk::Stay, window),
            Kind::Depthwise(conv, _) => window(conv),
            Kind::MaxPool(pool) => Walk::Pool(*pool),
            Kind::Mean(side) => Walk::Mean(*side),
            Kind::Dense(..) => Walk::Mean(1),
        };
        let steps = drawing.steps().iter();
        let names = drawing.names().iter();
        Self {
            steps: steps
                .map(|step| (step.from.index(), walk(&step.kind)))
                .collect(),
            names: names.map(|(name, value)| (*name, value.index())).collect(),
        }
    }

    /// Of the activation `layer`, for an image of `size`, height and width; none where there is none.
    pub fn cells(&self, layer: &str, size: [usize; 2]) -> Option<Cells> {
        let (_, value) = self.names.iter().find(|(name, _)| *name == layer)?;
        let mut values = vec![size.map(|length| Axis {
            length,
            first: 0.0,
            step: 1.0,
        })];
        for (from, walk) in &self.steps[..*value] {
            let [down, across] = values[*from];
            values.push([down.through(*walk)?, across.through(*walk)?]);
        }
        let axes = values[*value];
        Some(Cells {
            first: axes.map(|axis| axis.first),
            step: axes.map(|axis| axis.step),
        })
    }
}

impl Axis {
    fn through(self, walk: Walk) -> Option<Self> {
        let Self { length, .. } = self;
        Some(match walk {
            Walk::Stay => self,
            Walk::Window {
                kernel,
                stride,
                padding,
            } => {
                let (before, after) = padding.around(length, kernel, stride);
                let slack = (before + length + after).checked_sub(kernel)?;
                let middle = (kernel as f32 - 1.0) / 2.0 - before as f32;
                self.at(middle, stride as f32, slack / stride + 1)
            }
            Walk::Pool(pool) => {
                let [length, _] = pool.size([length; 2])?;
                let middle = match pool {
                    Pool::Overlapping => 1.0,
                    Pool::Halving => 0.5,
                };
                self.at(middle, 2.0, length)
            }
            Walk::Mean(side) => {
                let cell = length as f32 / side as f32;
                self.at((cell - 1.0) / 2.0, cell, side)
            }
        })
    }

    /// So many positions every `step` of these, the first of them in the `middle`.
    fn at(self, middle: f32, step: f32, length: usize) -> Self {
        Self {
            length,
            first: self.first + middle * self.step,
            step: self.step * step,
        }
    }
}
