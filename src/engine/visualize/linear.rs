//! Linear maps of rows and columns, as matrices: blur, enlargement, waves.
//!
//! `M` acts on an image `[n, 3, h, w]` as `M x M'`, on rows and columns alike.

use burn::tensor::{Device, Tensor};

use crate::engine::network::Matrix;
use crate::engine::tensor::transposed;

/// A square image seen through a matrix on both sides.
pub struct Separable(Matrix);

impl Separable {
    /// From the rows of a matrix of `out` by `side`.
    fn new(rows: Vec<f32>, out: usize, side: usize, device: &Device) -> Self {
        Self(Matrix::new(rows, [out, side], device))
    }

    /// `M x M'`.
    pub fn apply(&self, x: Tensor<4>) -> Tensor<4> {
        let rows = transposed(self.0.times(x));
        transposed(self.0.times(rows))
    }
}

/// Gaussian weights, truncated at four sigma, borders mirrored with the edge repeated: SciPy's
/// `gaussian_filter` with its defaults.
pub fn blur(side: usize, sigma: f32, device: &Device) -> Separable {
    let sigma = f64::from(sigma);
    let radius = (4.0 * sigma + 0.5) as i64;
    let weight = |d: i64| (-0.5 * (d as f64 / sigma).powi(2)).exp();
    let sum: f64 = (-radius..=radius).map(weight).sum();
    let mut rows = vec![0.0_f64; side * side];
    for i in 0..side {
        for d in -radius..=radius {
            rows[i * side + mirrored(i as i64 + d, side)] += weight(d) / sum;
        }
    }
    let rows = rows.into_iter().map(|v| v as f32).collect();
    Separable::new(rows, side, side, device)
}

/// `i` reflected into 0..side: d c b a | a b c d | d c b a.
fn mirrored(i: i64, side: usize) -> usize {
    let side = side as i64;
    let i = i.rem_euclid(2 * side);
    (if i < side { i } else { 2 * side - 1 - i }) as usize
}

/// Bilinear enlargement from `side` to `out`, pixel centres aligned.
pub fn enlarge(side: usize, out: usize, device: &Device) -> Separable {
    let mut rows = vec![0.0_f32; out * side];
    for i in 0..out {
        let at = ((i as f64 + 0.5) * side as f64 / out as f64 - 0.5).clamp(0.0, (side - 1) as f64);
        let (low, part) = (at.floor() as usize, (at - at.floor()) as f32);
        rows[i * side + low] += 1.0 - part;
        rows[i * side + (low + 1).min(side - 1)] += part;
    }
    Separable::new(rows, out, side, device)
}

/// The Hartley transform, orthonormal and its own inverse: real waves `cos + sin`.
pub fn waves(side: usize, device: &Device) -> Separable {
    let scale = 1.0 / (side as f64).sqrt();
    let rows = (0..side * side)
        .map(|k| {
            let turn = ((k / side) * (k % side)) % side;
            let angle = std::f64::consts::TAU * turn as f64 / side as f64;
            ((angle.cos() + angle.sin()) * scale) as f32
        })
        .collect();
    Separable::new(rows, side, side, device)
}

/// Frequency of wave `k` among `side`, in cycles per pixel.
pub fn frequency(k: usize, side: usize) -> f32 {
    k.min(side - k) as f32 / side as f32
}
