use burn::tensor::Tensor;

use super::{Network, NetworkError};

/// Weights on one named activation: what a pull-back starts from.
#[derive(Debug, Clone)]
pub struct Seed {
    /// Name of the activation.
    pub layer: &'static str,
    /// Same shape as the activation.
    pub weights: Tensor<4>,
}

/// One forward pass: the input, every named activation, and the way back to the input.
///
/// Activations are `[n, c, h, w]`; scores are `[n, classes, 1, 1]`.
pub struct Trace<'net> {
    network: &'net dyn Network,
    input: Tensor<4>,
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

impl<'net> Trace<'net> {
    /// Runs `network` forward on `image_norm`, `[n, 3, h, w]` in normalised units.
    pub fn forward(network: &'net dyn Network, image_norm: Tensor<4>) -> Self {
        let input = image_norm.without_autodiff();
        let tape = Tape::record(network, &input);
        let values = tape
            .tracked
            .iter()
            .map(|(name, value)| (*name, value.clone().without_autodiff()))
            .collect();
        Self {
            network,
            input,
            values,
            tape: Some(tape),
        }
    }

    /// The named activation, free of any tape.
    ///
    /// # Errors
    /// [`NetworkError::NoSuchLayer`] when the network has no activation of that name.
    pub fn activation(&self, layer: &str) -> Result<Tensor<4>, NetworkError> {
        find(&self.values, layer).ok_or_else(|| NetworkError::NoSuchLayer(layer.to_owned()))
    }

    /// Unnormalised class scores, `[n, classes]`.
    ///
    /// # Errors
    /// As [`Trace::activation`].
    pub fn scores(&self) -> Result<Tensor<2>, NetworkError> {
        let scores = self.activation(super::SCORES)?;
        let [n, classes, _, _] = scores.dims();
        Ok(scores.reshape([n, classes]))
    }

    /// Gradient of `sum over seeds of <weights, activation>` with respect to the input,
    /// `[n, 3, h, w]`, per normalised unit.
    ///
    /// May be called any number of times; with burn's autodiff behind it, every call after the
    /// first costs another forward pass.
    ///
    /// # Errors
    /// [`NetworkError::NoSeed`] without a seed, [`NetworkError::NoSuchLayer`] for an unknown one.
    ///
    /// # Panics
    /// When the weights of a seed do not have the shape of its activation.
    pub fn pull_back(&mut self, seeds: &[Seed]) -> Result<Tensor<4>, NetworkError> {
        let tape = self
            .tape
            .take()
            .unwrap_or_else(|| Tape::record(self.network, &self.input));
        let mut total: Option<Tensor<1>> = None;
        for seed in seeds {
            let value = tape
                .find(seed.layer)
                .ok_or_else(|| NetworkError::NoSuchLayer(seed.layer.to_owned()))?;
            assert_eq!(
                value.dims(),
                seed.weights.dims(),
                "the weights of a seed must have the shape of {}",
                seed.layer
            );
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
            .unwrap_or_else(|| self.input.zeros_like()))
    }
}

fn find(list: &[(&'static str, Tensor<4>)], layer: &str) -> Option<Tensor<4>> {
    list.iter()
        .find(|(name, _)| *name == layer)
        .map(|(_, value)| value.clone())
}
