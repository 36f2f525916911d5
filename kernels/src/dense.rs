//! Fully connected layers. Their weights are most of a network's memory, so they are kept once, row
//! by row, and both directions read them as they lie.

use crate::activation::Activation;
use crate::graph::Shaped;
use crate::pointwise;
use crate::shape::{ConvShape, Window};
use crate::team::{Shared, Team};

/// Products that are summed in lanes before they are added to the others, so that roundings grow with
/// the block and the number of blocks, not with the depth.
const BLOCK: usize = 512;
const LANES: usize = 16;
/// Inputs that threads do not part on the way back.
const COLUMNS: usize = 64;

/// A fully connected layer, with frozen weights.
#[derive(Debug, Clone)]
pub struct Dense {
    inputs: usize,
    /// `[outputs, inputs]`, some rows each.
    blocks: Vec<Vec<f32>>,
    bias: Vec<f32>,
}

impl Shaped for Dense {
    fn shape(&self) -> ConvShape {
        ConvShape {
            outputs: self.bias.len(),
            inputs: self.inputs,
            window: Window::POINT,
        }
    }
}

impl Dense {
    /// `blocks` are `[outputs, inputs]`, some rows each, `bias` is `[outputs]`.
    ///
    /// # Panics
    /// When they are not.
    pub fn new(inputs: usize, blocks: Vec<Vec<f32>>, bias: Vec<f32>) -> Self {
        let whole = blocks
            .iter()
            .all(|block| block.len().is_multiple_of(inputs.max(1)));
        let numbers: usize = blocks.iter().map(Vec::len).sum();
        assert!(
            whole && numbers == inputs * bias.len(),
            "numbers of weights"
        );
        Self {
            inputs,
            blocks,
            bias,
        }
    }

    fn rows(&self) -> impl Iterator<Item = &[f32]> {
        let blocks = self.blocks.iter();
        blocks.flat_map(|block| block.chunks_exact(self.inputs))
    }

    /// `[inputs]` to `[outputs]`.
    pub(crate) fn forward(&self, source: &[f32], output: &mut [f32], activation: Activation) {
        let output = Shared::new(output);
        Team::now().share(self.bias.len(), self.inputs, &|_, some| {
            // SAFETY: every output once.
            let to = unsafe { output.some(some.clone()) };
            let rows = self.rows().skip(some.start);
            for ((to, row), bias) in to.iter_mut().zip(rows).zip(&self.bias[some]) {
                let sum = bias + dot(row, source);
                *to = pointwise::within(sum, activation.bounds());
            }
        });
    }

    /// From `[outputs]`, already through the rectifier, to `[inputs]`.
    pub(crate) fn backward(&self, upstream: &[f32], gradient: &mut [f32], add: bool) {
        let units = self.inputs.div_ceil(COLUMNS);
        let gradient = Shared::new(&mut gradient[..self.inputs]);
        Team::now().share(units, COLUMNS * upstream.len(), &|_, some| {
            let columns = some.start * COLUMNS..self.inputs.min(some.end * COLUMNS);
            // SAFETY: every input once.
            let gradient = unsafe { gradient.some(columns.clone()) };
            if !add {
                gradient.fill(0.0);
            }
            for (row, value) in self.rows().zip(upstream) {
                // What is not a number differs from zero too.
                if *value != 0.0 {
                    for (to, weight) in gradient.iter_mut().zip(&row[columns.clone()]) {
                        *to += value * weight;
                    }
                }
            }
        });
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    let blocks = a.chunks(BLOCK).zip(b.chunks(BLOCK));
    blocks.map(|(a, b)| dot_of_block(a, b)).sum()
}

fn dot_of_block(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; LANES];
    let (a_lanes, a_rest) = a.as_chunks::<LANES>();
    let (b_lanes, b_rest) = b.as_chunks::<LANES>();
    for (a, b) in a_lanes.iter().zip(b_lanes) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    for ((sum, a), b) in sums.iter_mut().zip(a_rest).zip(b_rest) {
        *sum += a * b;
    }
    sums.iter().sum()
}
