use burn::tensor::Tensor;

use super::super::contract::Objective;
use crate::engine::network::{NetworkError, Seed, Trace};

/// A whole layer, half its mean square (DeepDream: Mordvintsev, Olah & Tyka 2015).
pub(super) struct Layer(pub &'static str);

impl Objective for Layer {
    fn seeds(&self, trace: &Trace<'_>) -> Result<(Vec<Seed>, Tensor<1>), NetworkError> {
        let activation = trace.activation(self.0)?;
        let count = activation.dims().iter().product::<usize>() as f32;
        let weights = activation.clone() / count;
        let value = (activation * weights.clone()).sum() * 0.5;
        let layer = self.0;
        Ok((vec![Seed { layer, weights }], value))
    }
}
