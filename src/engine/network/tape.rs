//! A forward pass through burn's automatic differentiation, and its way back.

use burn::tensor::Tensor;

use super::trace::check_shape;
use super::{Network, NetworkError, Seed};

/// A forward pass through burn.
pub(super) struct Autodiff<'net> {
    network: &'net dyn Network,
    values: Vec<(&'static str, Tensor<4>)>,
    tape: Option<Tape>,
}

/// What burn's autodiff recorded; good for one backward pass.
struct Tape {
    input: Tensor<4>,
    tracked: Vec<(&'static str, Tensor<4>)>,
}

impl Tape {
    fn record(network: &dyn Network, input: &Tensor<4>) -> Self {
        let input = input.clone().autodiff().require_grad();
        let tracked = network.activations(input.clone());
        Self { input, tracked }
    }

    fn find(&self, layer: &str) -> Option<Tensor<4>> {
        find(&self.tracked, layer)
    }
}

impl<'net> Autodiff<'net> {
    pub(super) fn forward(network: &'net dyn Network, input: &Tensor<4>) -> Self {
        let tape = Tape::record(network, input);
        let values = tape
            .tracked
            .iter()
            .map(|(name, value)| (*name, value.clone().without_autodiff()))
            .collect();
        Self {
            network,
            values,
            tape: Some(tape),
        }
    }

    pub(super) fn activation(&self, layer: &str) -> Option<Tensor<4>> {
        find(&self.values, layer)
    }

    pub(super) fn pull_back(
        &mut self,
        input: &Tensor<4>,
        seeds: &[Seed],
    ) -> Result<Tensor<4>, NetworkError> {
        let tape = self
            .tape
            .take()
            .unwrap_or_else(|| Tape::record(self.network, input));
        let mut total: Option<Tensor<1>> = None;
        for seed in seeds {
            let value = tape
                .find(seed.layer)
                .ok_or_else(|| NetworkError::NoSuchLayer(seed.layer.to_owned()))?;
            check_shape(seed, value.dims());
            let term = (value * seed.weights.clone().autodiff()).sum();
            total = Some(match total {
                Some(sum) => sum + term,
                None => term,
            });
        }
        let total = total.ok_or(NetworkError::NoSeed)?;
        let gradients = total.backward();
        Ok(tape
            .input
            .grad(&gradients)
            .map(Tensor::without_autodiff)
            .unwrap_or_else(|| input.zeros_like()))
    }
}

/// What burn recorded for a backward pass that never came stays in its memory until the next backward
/// pass of any kind, the activations of the whole network with it; so a pass of one number follows.
impl Drop for Autodiff<'_> {
    fn drop(&mut self) {
        if let Some(tape) = self.tape.take() {
            let device = tape.input.device();
            drop(tape);
            let one = Tensor::<1>::zeros([1], &device).autodiff().require_grad();
            one.sum().backward();
        }
    }
}

fn find(list: &[(&'static str, Tensor<4>)], layer: &str) -> Option<Tensor<4>> {
    list.iter()
        .find(|(name, _)| *name == layer)
        .map(|(_, value)| value.clone())
}
