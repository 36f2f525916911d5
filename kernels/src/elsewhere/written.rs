//! An operation as words.

use super::{Away, Elsewhere, Sent};
use crate::activation::{Activation, Curve};
use crate::conv::Conv;
use crate::dense::Dense;
use crate::depthwise::Depthwise;
use crate::graph::{Operation, Step, Value};
use crate::packed::Packed;
use crate::pointwise::Affine;
use crate::shape::{ConvShape, Padding, Pool, Window};

const ACTIVATIONS: [Activation; 3] = [Activation::Linear, Activation::Relu, Activation::Relu6];
const CURVES: [Curve; 2] = [Curve::Sigmoid, Curve::HardSigmoid];

/// In the place of a number of zeros.
const SAME: u32 = u32::MAX;

/// The words of a step, whose numbers are handed over.
pub(super) fn write(step: &Step<Away>, to: &dyn Elsewhere) -> Vec<u32> {
    let mut words = vec![step.from.index() as u32];
    let index = |value: &Value| value.index() as u32;
    match &step.operation {
        Operation::Affine(affine) => {
            words.extend([0, to.put(&affine.gain), to.put(&affine.shift)]);
            words.extend(affine.order.iter().map(|channel| *channel as u32));
        }
        Operation::Convolutions(convs, activation) => {
            words.extend([1, *activation as u32]);
            convs.iter().for_each(|conv| conv.write(&mut words));
        }
        Operation::Depthwise(filters, activation) => {
            words.extend([2, *activation as u32]);
            filters.write(&mut words);
        }
        Operation::Dense(layer, activation) => {
            words.extend([3, *activation as u32]);
            layer.write(&mut words);
        }
        Operation::Sum(other) => words.extend([4, index(other)]),
        Operation::Join(others) => {
            words.push(5);
            words.extend(others.iter().map(index));
        }
        Operation::MaxPool(pool) => {
            let [side, stride, padding] =
                [pool.side, pool.stride, pool.padding].map(|word| word as u32);
            words.extend([6, side, stride, padding, u32::from(pool.rounds_up)]);
        }
        Operation::Rectify => words.push(7),
        Operation::Curve(curve) => words.extend([8, *curve as u32]),
        Operation::Times(other) => words.extend([9, index(other)]),
        Operation::Mean(side) => words.extend([10, *side as u32]),
    }
    words
}

impl Sent {
    fn write(&self, words: &mut Vec<u32>) {
        let ConvShape {
            outputs,
            inputs,
            window,
        } = self.shape;
        let padding = match window.padding {
            Padding::Each(padding) => padding as u32,
            Padding::Same => SAME,
        };
        words.extend([outputs, inputs, window.kernel, window.stride].map(|word| word as u32));
        words.extend([padding, self.bias, self.weights.len() as u32]);
        words.extend(&self.weights);
    }
}

/// The words of one step, read in their order.
struct Words<'a>(std::slice::Iter<'a, u32>);

impl Words<'_> {
    fn next(&mut self) -> Option<u32> {
        self.0.next().copied()
    }

    fn size(&mut self) -> Option<usize> {
        Some(self.next()? as usize)
    }

    fn activation(&mut self) -> Option<Activation> {
        ACTIVATIONS.get(self.size()?).copied()
    }

    /// Shape, biases and weights.
    fn sent(
        &mut self,
        take: &mut dyn FnMut(u32) -> Option<Vec<f32>>,
    ) -> Option<(ConvShape, Vec<f32>, Vec<Vec<f32>>)> {
        let [outputs, inputs] = [self.size()?, self.size()?];
        let window = Window {
            kernel: self.size()?,
            stride: self.size()?,
            padding: match self.next()? {
                SAME => Padding::Same,
                padding => Padding::Each(padding as usize),
            },
        };
        let bias = take(self.next()?)?;
        let blocks = (0..self.next()?)
            .map(|_| take(self.next()?))
            .collect::<Option<_>>()?;
        let shape = ConvShape {
            outputs,
            inputs,
            window,
        };
        Some((shape, bias, blocks))
    }

    fn conv(&mut self, take: &mut dyn FnMut(u32) -> Option<Vec<f32>>) -> Option<Conv> {
        let (shape, bias, blocks) = self.sent(take)?;
        Some(Conv::new(shape, blocks.first()?, bias))
    }
}

/// The step of these words; `take` gives the numbers of a slot.
pub(super) fn read(
    words: &[u32],
    mut take: impl FnMut(u32) -> Option<Vec<f32>>,
) -> Option<Step<Packed>> {
    let mut words = Words(words.iter());
    let take = &mut take;
    let from = Value::at(words.size()?);
    let operation = match words.next()? {
        0 => {
            let [gain, shift] = [take(words.next()?)?, take(words.next()?)?];
            let order = words.0.map(|channel| *channel as usize).collect();
            Operation::Affine(Affine::new(order, gain, shift))
        }
        1 => {
            let activation = words.activation()?;
            let mut convs = Vec::new();
            while words.0.len() > 0 {
                convs.push(words.conv(take)?);
            }
            Operation::Convolutions(convs, activation)
        }
        2 => {
            let activation = words.activation()?;
            let (shape, bias, mut blocks) = words.sent(take)?;
            let filters = Depthwise::new(shape.window, blocks.pop()?, bias);
            Operation::Depthwise(filters, activation)
        }
        3 => {
            let activation = words.activation()?;
            let (shape, bias, blocks) = words.sent(take)?;
            Operation::Dense(Dense::new(shape.inputs, blocks, bias), activation)
        }
        4 => Operation::Sum(Value::at(words.size()?)),
        5 => Operation::Join(words.0.map(|value| Value::at(*value as usize)).collect()),
        6 => Operation::MaxPool(Pool {
            side: words.size()?,
            stride: words.size()?,
            padding: words.size()?,
            rounds_up: words.next()? != 0,
        }),
        7 => Operation::Rectify,
        8 => Operation::Curve(*CURVES.get(words.size()?)?),
        9 => Operation::Times(Value::at(words.size()?)),
        10 => Operation::Mean(words.size()?),
        _ => return None,
    };
    Some(Step { from, operation })
}
