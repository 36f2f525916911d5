//! Where images live, and how large a change is.

use burn::tensor::{Device, Tensor, TensorData};

use super::image::{MU, SIGMA};
use super::readback::{self, ReadbackError};

/// Where images live: between normalised numbers and pixels in 0..1, channel by channel.
///
/// Tensors are `[n, 3, h, w]`; those of one number per channel `[1, 3, 1, 1]`.
#[derive(Debug, Clone)]
pub struct Space {
    mu: Tensor<4>,
    sigma: Tensor<4>,
}

/// A change smaller than this, in 0..1, is rounding.
const NO_CHANGE: f32 = 1e-6;

impl Space {
    pub fn new(device: &Device) -> Self {
        let channels = |values: [f32; 3]| {
            Tensor::from_data(TensorData::new(values.to_vec(), [1, 3, 1, 1]), device)
        };
        Self {
            mu: channels(MU),
            sigma: channels(SIGMA),
        }
    }

    /// Pixels in 0..1.
    pub fn unit_from_norm(&self, x: Tensor<4>) -> Tensor<4> {
        x * self.sigma.clone() + self.mu.clone()
    }

    /// Normalised numbers.
    pub fn norm_from_unit(&self, u: Tensor<4>) -> Tensor<4> {
        (u - self.mu.clone()) / self.sigma.clone()
    }

    /// A change in 0..1 from one in normalised units.
    pub fn unit_change(&self, delta: Tensor<4>) -> Tensor<4> {
        delta * self.sigma.clone()
    }

    /// The gradient with respect to pixels in 0..1 from that with respect to normalised numbers.
    pub fn unit_gradient(&self, gradient: Tensor<4>) -> Tensor<4> {
        gradient / self.sigma.clone()
    }

    /// The nearest valid pixels.
    pub fn into_box(&self, x: Tensor<4>) -> Tensor<4> {
        let shape = x.dims();
        let low = self.mu.clone().neg() / self.sigma.clone();
        let high = (self.mu.clone().neg() + 1.0) / self.sigma.clone();
        x.max_pair(low.expand(shape)).min_pair(high.expand(shape))
    }

    /// Whole grey levels, 0 to 255, nearest to `x`.
    pub fn grey_levels(&self, x: Tensor<4>) -> Tensor<4> {
        (self.unit_from_norm(x) * 255.0).round().clamp(0.0, 255.0)
    }

    /// The image that a file of 8 bits per channel would hold.
    pub fn eight_bit(&self, x: Tensor<4>) -> Tensor<4> {
        self.norm_from_unit(self.grey_levels(x) / 255.0)
    }

    /// 8-bit RGB of one image, row-major; what lies outside of the valid pixels is clipped.
    ///
    /// # Errors
    /// What the device reports.
    pub async fn bytes(&self, x: Tensor<4>) -> Result<Vec<u8>, ReadbackError> {
        let grey = readback::floats(self.grey_levels(x).permute([0, 2, 3, 1])).await?;
        Ok(grey.into_iter().map(|level| level as u8).collect())
    }

    /// The numbers of [`crate::protocol::Norms`] for `x` against `origin`, as one row `[1, 8]`.
    pub fn norms(&self, x: Tensor<4>, origin: Tensor<4>) -> Tensor<2> {
        let delta = x.clone() - origin;
        let unit = self.unit_change(delta.clone());
        let size = |delta: Tensor<4>| {
            let magnitude = delta.clone().abs();
            [l2(delta), magnitude.clone().max(), mean(magnitude)]
        };
        let changed = unit.clone().abs().max_dim(1).greater_elem(NO_CHANGE);
        let pixels = self.unit_from_norm(x);
        let outside = (pixels - 0.5).abs().greater_elem(0.5 + NO_CHANGE);
        let mut parts = Vec::from(size(unit));
        parts.extend(size(delta));
        parts.push(total(changed.float()));
        parts.push(total(outside.float()));
        let row = Tensor::cat(parts, 0);
        let [count] = row.dims();
        row.reshape([1, count])
    }
}

/// Sum in stages: a single long float32 sum would lose digits.
pub fn total(x: Tensor<4>) -> Tensor<1> {
    x.sum_dim(3).sum_dim(2).sum()
}

fn mean(x: Tensor<4>) -> Tensor<1> {
    let count = x.dims().iter().product::<usize>();
    total(x) / count as f32
}

/// The Euclidean norm.
pub fn l2(x: Tensor<4>) -> Tensor<1> {
    total(x.square()).sqrt()
}

/// The same direction, of length one; zero stays zero.
pub fn direction(x: Tensor<4>) -> Tensor<4> {
    let norm = l2(x.clone()).clamp_min(f32::MIN_POSITIVE);
    x / norm.reshape([1, 1, 1, 1])
}
