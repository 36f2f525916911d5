//! Networks that bring along how their pictures are made ready: a mean and a deviation per channel,
//! as tensors beside the weights.

use crate::image::{MU, SIGMA};

/// What rounding and other sources of the same numbers make of them.
const TOLERANCE: f32 = 0.02;
/// Of the EfficientNet-Lites: 127 and 128 of 255.
const HALF: [f32; 3] = [0.5; 3];

/// A mean or a deviation per channel, as a checkpoint states it.
#[derive(Debug, Clone, PartialEq)]
pub struct Normalisation {
    /// Of the tensor.
    pub name: String,
    /// RGB, for pixels in 0..1.
    pub values: Vec<f32>,
}

/// Whether a tensor is one by its name and its shape: three numbers.
pub(super) fn is_named_by(name: &str, shape: &[usize]) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    let known = [
        "mean", "std", "new_mean", "new_std", "_mean", "_std", "mu", "sigma",
    ];
    let kinds = ["pixel_mean", "pixel_std", "image_mean", "image_std"];
    shape.iter().product::<usize>() == 3 && (known.contains(&last) || kinds.contains(&last))
}

impl Normalisation {
    pub(super) fn of(name: &str, values: &[f32]) -> Self {
        let is_of_bytes = values.iter().any(|value| *value > 1.5);
        let unit = if is_of_bytes { 255.0 } else { 1.0 };
        Self {
            name: name.to_owned(),
            values: values.iter().map(|value| value / unit).collect(),
        }
    }

    /// Whether it is the one of the architecture with this id.
    pub(super) fn is_of(&self, architecture: &str) -> bool {
        let is_mean = self.name.ends_with("mean") || self.name.ends_with("mu");
        let expected = match (architecture.starts_with("efficientnet"), is_mean) {
            (true, _) => HALF,
            (false, true) => MU,
            (false, false) => SIGMA,
        };
        let near = |(found, expected): (&f32, &f32)| (found - expected).abs() <= TOLERANCE;
        self.values.iter().zip(&expected).all(near)
    }
}
