//! A forward pass through burn, and its way back through burn's automatic differentiation, one
//! operation at a time: so it can stop at any value, and a rectifier can be given another rule.

use burn::tensor::Tensor;
use gradoscope_kernels::{Activation, Graph, Rule, Step};

use super::by_burn;
use super::layers::Tensors;
use super::{Network, Seed};

/// A forward pass through burn.
pub(super) struct ByBurn<'net> {
    graph: &'net Graph<Tensors>,
    /// Of the image and of every step, free of any tape.
    values: Vec<Tensor<4>>,
}

impl<'net> ByBurn<'net> {
    pub(super) fn forward(network: &'net dyn Network, input: &Tensor<4>) -> Self {
        Self {
            graph: network.drawing().graph(),
            values: by_burn::values(network.drawing(), input.clone()),
        }
    }

    pub(super) fn activation(&self, layer: &str) -> Option<Tensor<4>> {
        Some(self.values[self.graph.find(layer)?].clone())
    }

    /// None where no seed is made from `to`, or a name is unknown.
    pub(super) fn pull_back(
        &self,
        seeds: &[Seed],
        to: Option<&str>,
        rule: Rule,
    ) -> Option<Tensor<4>> {
        let end = to.map_or(Some(0), |layer| self.graph.find(layer))?;
        let mut gradients = vec![None; self.values.len()];
        for seed in seeds {
            add(
                &mut gradients[self.graph.find(seed.layer)?],
                seed.weights.clone(),
            );
        }
        for (index, step) in self.graph.steps().iter().enumerate().skip(end).rev() {
            let Some(upstream) = gradients[index + 1].take() else {
                continue;
            };
            for (from, gradient) in self.step_back(step, upstream, rule) {
                add(&mut gradients[from], gradient);
            }
        }
        gradients[end].take()
    }

    /// The gradients of all that a step reads.
    fn step_back(
        &self,
        step: &Step<Tensors>,
        upstream: Tensor<4>,
        rule: Rule,
    ) -> Vec<(usize, Tensor<4>)> {
        let leaves: Vec<_> = (step.reads())
            .map(|from| (from, self.values[from].clone().autodiff().require_grad()))
            .collect();
        let read: Vec<_> = leaves.iter().map(|(_, leaf)| leaf.clone()).collect();
        let (upstream, y) = match (step.operation.activation(), rule) {
            (Activation::Linear, _) | (_, Rule::Gradient) => {
                (upstream, by_burn::apply(step, &read))
            }
            (_, Rule::Guided) => (upstream.clamp_min(0.0), by_burn::apply(step, &read)),
            (_, Rule::Deconvnet) => (
                upstream.clamp_min(0.0),
                by_burn::apply_linear_part(step, &read),
            ),
        };
        let gradients = (y * upstream.autodiff()).sum().backward();
        let found = leaves.into_iter().map(|(from, leaf)| {
            let gradient = leaf.grad(&gradients).map(Tensor::without_autodiff);
            (
                from,
                gradient.unwrap_or_else(|| self.values[from].zeros_like()),
            )
        });
        found.collect()
    }
}

fn add(sum: &mut Option<Tensor<4>>, term: Tensor<4>) {
    *sum = Some(match sum.take() {
        Some(sum) => sum + term,
        None => term,
    });
}
