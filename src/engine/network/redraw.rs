//! A network with other weights in some layers: what a map must not survive (Adebayo et al. 2018), if it
//! shows what the network has learnt.
//!
//! Weights are those that the network runs with: a batch normalisation is part of its convolution, and is
//! drawn anew with it.

use burn::tensor::{Device, Tensor};
use gradoscope_kernels::{Graph, Operation, Shaped};

use super::drawing::Drawing;
use super::layers::{Conv, Dense, Tensors};
use super::{Drawn, Network, SCORES, SCORES_BEFORE_RELU};
use crate::engine::readback::{self, ReadbackError};
use crate::engine::tensor::tensor;
use crate::protocol::Redraw;
use crate::random::Random;

/// Why a network cannot have other weights.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RedrawError {
    /// Its weights were not kept: they are too many to lie in memory twice.
    #[error("the network is too large to be given other weights here")]
    TooLarge,
    /// The trained weights could not be read.
    #[error(transparent)]
    Readback(#[from] ReadbackError),
}

/// Names of the layers that have weights, in forward order: every named activation with the weighted
/// operations since the one before. None where the weights were not kept.
pub fn weighted_layers(network: &dyn Network) -> Option<Vec<&'static str>> {
    let graph = network.kept()?.graph();
    let mut names = Vec::new();
    for (step, name) in graph.steps().iter().zip(layers(graph)) {
        if let Some(name) = name
            && has_weights(&step.operation)
            && names.last() != Some(&name)
        {
            names.push(name);
        }
    }
    Some(names)
}

/// The same network with other weights in `layer`, drawn as `how` says; other seeds and other layers give
/// other numbers.
///
/// # Errors
/// [`RedrawError::TooLarge`], or what the device reports.
pub async fn redrawn(
    network: &dyn Network,
    layer: &str,
    how: Redraw,
    seed: u32,
    device: &Device,
) -> Result<Drawn, RedrawError> {
    let graph = network.kept().ok_or(RedrawError::TooLarge)?.graph();
    let mut pen = Pen {
        how,
        random: Random::new(seed),
        device,
    };
    let names = layers(graph);
    let mut operations = Vec::new();
    for ((at, step), name) in graph.steps().iter().enumerate().zip(names) {
        let operation = step.operation.clone();
        let is_meant = name == Some(layer) && has_weights(&operation);
        operations.push(match is_meant {
            true => {
                // Of the place in the network: alone or after others, a layer gets the same weights.
                pen.random =
                    Random::new(seed.wrapping_add(0x9E37_79B9_u32.wrapping_mul(at as u32 + 1)));
                pen.operation(operation).await?
            }
            false => operation,
        });
    }
    Ok(made(network, operations, graph.names(), device))
}

/// The same network without the rectifier before its scores, whose gradient then never vanishes for a
/// class. None where there is no such rectifier, or the weights were not kept.
pub fn unrectified(network: &dyn Network, device: &Device) -> Option<Drawn> {
    let graph = network.kept()?.graph();
    let before = graph.names().iter();
    let (_, before) = before
        .copied()
        .find(|(name, _)| *name == SCORES_BEFORE_RELU)?;
    let names = graph.names().iter().map(|(name, value)| match *name {
        SCORES => (SCORES, before),
        name => (name, *value),
    });
    let operations = graph.steps().iter().map(|step| step.operation.clone());
    Some(made(
        network,
        operations.collect(),
        &names.collect::<Vec<_>>(),
        device,
    ))
}

fn made(
    network: &dyn Network,
    operations: Vec<Operation<Tensors>>,
    names: &[(&'static str, gradoscope_kernels::Value)],
    device: &Device,
) -> Drawn {
    let before = network.kept().map(Drawing::graph);
    let channels = before.and_then(|graph| graph.channels().first().copied());
    let mut graph = Graph::new(channels.unwrap_or(3));
    let steps = before.map(Graph::steps).unwrap_or_default();
    for (step, operation) in steps.iter().zip(operations) {
        graph.push(step.from, operation);
    }
    for (name, value) in names {
        graph.name(name, *value);
    }
    Drawn::new(*network.spec(), None, Drawing::of_graph(graph), device)
}

/// Of each step, the name of the first activation at it or after it.
fn layers(graph: &Graph<Tensors>) -> Vec<Option<&'static str>> {
    let after = |step: usize| {
        let names = graph
            .names()
            .iter()
            .filter(|(_, value)| value.index() > step);
        names
            .min_by_key(|(_, value)| value.index())
            .map(|(name, _)| *name)
    };
    (0..graph.steps().len()).map(after).collect()
}

fn has_weights(operation: &Operation<Tensors>) -> bool {
    matches!(
        operation,
        Operation::Convolutions(..) | Operation::Depthwise(..) | Operation::Dense(..)
    )
}

/// What draws weights.
struct Pen<'a> {
    how: Redraw,
    random: Random,
    device: &'a Device,
}

impl Pen<'_> {
    async fn operation(
        &mut self,
        operation: Operation<Tensors>,
    ) -> Result<Operation<Tensors>, ReadbackError> {
        Ok(match operation {
            Operation::Convolutions(all, activation) => {
                let mut drawn = Vec::with_capacity(all.len());
                for conv in all {
                    drawn.push(self.conv(conv).await?);
                }
                Operation::Convolutions(drawn, activation)
            }
            Operation::Depthwise(filters, activation) => {
                let drawn = match is_mean(&filters).await? {
                    true => filters,
                    false => self.conv(filters).await?,
                };
                Operation::Depthwise(drawn, activation)
            }
            Operation::Dense(layer, activation) => {
                Operation::Dense(self.dense(layer).await?, activation)
            }
            other => other,
        })
    }

    async fn conv(&mut self, conv: Conv) -> Result<Conv, ReadbackError> {
        let window = conv.shape().window;
        let (weight, bias) = conv.into_parts();
        let shape = weight.dims();
        let inputs = shape[1..].iter().product();
        let weight = self.numbers(&[weight], inputs).await?;
        let weight = tensor(weight, shape, self.device);
        Ok(Conv::of(weight, self.bias(bias).await?, window))
    }

    async fn dense(&mut self, layer: Dense) -> Result<Dense, ReadbackError> {
        let (blocks, bias) = layer.into_parts();
        let shapes: Vec<[usize; 2]> = blocks.iter().map(|block| block.dims()).collect();
        let inputs = shapes.first().map_or(0, |[_, columns]| *columns);
        let numbers = self.numbers(&blocks, inputs).await?;
        let mut rest = numbers.as_slice();
        let mut block = |shape: [usize; 2]| {
            let (own, after) = rest.split_at(shape[0] * shape[1]);
            rest = after;
            tensor(own.to_vec(), shape, self.device)
        };
        let blocks = shapes.into_iter().map(&mut block).collect();
        Ok(Dense::of(blocks, self.bias(bias).await?))
    }

    /// As many numbers as the tensors have; each output sums over `inputs` of them.
    async fn numbers<const D: usize>(
        &mut self,
        trained: &[Tensor<D>],
        inputs: usize,
    ) -> Result<Vec<f32>, ReadbackError> {
        let count: usize = trained
            .iter()
            .map(|part| part.dims().iter().product::<usize>())
            .sum();
        if self.how == Redraw::He {
            let deviation = (2.0 / inputs.max(1) as f32).sqrt();
            return Ok(self.normal(count, deviation));
        }
        let mut numbers = Vec::with_capacity(count);
        for part in trained {
            numbers.extend(readback::floats(part.clone()).await?);
        }
        Ok(match self.how {
            Redraw::Permutation => self.permuted(numbers),
            _ => self.normal(count, deviation(&numbers)),
        })
    }

    async fn bias(&mut self, trained: Tensor<1>) -> Result<Tensor<1>, ReadbackError> {
        let shape = trained.dims();
        let numbers = match self.how {
            Redraw::Permutation => self.permuted(readback::floats(trained).await?),
            Redraw::He | Redraw::Deviation => vec![0.0; shape[0]],
        };
        Ok(tensor(numbers, shape, self.device))
    }

    fn normal(&mut self, count: usize, deviation: f32) -> Vec<f32> {
        (0..count)
            .map(|_| deviation * self.random.normal())
            .collect()
    }

    /// In another order, every order being as likely (Fisher & Yates).
    fn permuted(&mut self, mut numbers: Vec<f32>) -> Vec<f32> {
        for end in (2..=numbers.len()).rev() {
            numbers.swap(end - 1, self.random.below(end as u32) as usize);
        }
        numbers
    }
}

/// Whether filters are the mean over their window: such a one has learnt nothing.
async fn is_mean(filters: &Conv) -> Result<bool, ReadbackError> {
    let side = filters.shape().window.kernel;
    let (weight, _) = filters.clone().into_parts();
    let share = 1.0 / (side * side) as f32;
    let weights = readback::floats(weight).await?;
    Ok(side > 1 && weights.iter().all(|weight| *weight == share))
}

/// The standard deviation of all numbers from their mean.
fn deviation(numbers: &[f32]) -> f32 {
    let count = numbers.len().max(1) as f64;
    let mean = numbers.iter().copied().map(f64::from).sum::<f64>() / count;
    let square = |value: &f32| (f64::from(*value) - mean).powi(2);
    (numbers.iter().map(square).sum::<f64>() / count).sqrt() as f32
}
