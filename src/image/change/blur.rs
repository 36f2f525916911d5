//! Out of focus: a Gaussian blur.
//!
//! Each channel by itself, down the columns and then along the rows, with the weights
//! `exp(-k^2 / (2 sigma^2))` for `|k| <= floor(4 sigma + 1/2)`, normalised to a sum of 1.
//! Beyond an edge the picture goes on mirrored, its edge pixels standing twice (SciPy calls
//! that `reflect`). Computed in float64 and rounded once, at the end.

use crate::image::{ImageError, Picture};
use crate::spec::{ChangeSpec, Text};

/// [`blurred`] with a sigma of half a pixel.
pub const SIGMA_0_5: ChangeSpec = ChangeSpec {
    id: "blur-0.5",
    name: Text::new("Gaussian blur, sigma 0.5", "Flou gaussien, sigma 0,5"),
};

/// [`blurred`] with a sigma of one pixel.
pub const SIGMA_1: ChangeSpec = ChangeSpec {
    id: "blur-1",
    name: Text::new("Gaussian blur, sigma 1", "Flou gaussien, sigma 1"),
};

/// How many `sigma` the weights reach.
const TRUNCATE: f64 = 4.0;

/// The picture blurred with `sigma` pixels.
///
/// # Errors
/// None for a finite, positive `sigma`.
pub fn blurred(picture: &Picture, sigma: f64) -> Result<Picture, ImageError> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let kernel = kernel(sigma);
    let values: Vec<f64> = picture.rgb().iter().map(|&v| f64::from(v)).collect();
    let values = filtered(&values, height, 3 * width, &kernel);
    let values = filtered(&values, width, 3, &kernel);
    let rgb = values.iter().map(|value| value.round() as u8).collect();
    Picture::new(picture.width(), picture.height(), rgb)
}

fn kernel(sigma: f64) -> Vec<f64> {
    let radius = (TRUNCATE * sigma + 0.5) as i64;
    let heights: Vec<f64> = (-radius..=radius)
        .map(|k| (-0.5 * (k * k) as f64 / (sigma * sigma)).exp())
        .collect();
    let total: f64 = heights.iter().sum();
    heights.iter().map(|height| height / total).collect()
}

/// `values`, shape `[_, length, inner]`, filtered along the middle axis.
fn filtered(values: &[f64], length: usize, inner: usize, kernel: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; values.len()];
    let radius = (kernel.len() / 2) as isize;
    let blocks = values.chunks_exact(length * inner);
    for (target, block) in out.chunks_exact_mut(length * inner).zip(blocks) {
        for (at, sums) in (0..).zip(target.chunks_exact_mut(inner)) {
            for (k, weight) in (at - radius..).zip(kernel) {
                let source = &block[mirrored(k, length) * inner..][..inner];
                for (sum, value) in sums.iter_mut().zip(source) {
                    *sum += weight * value;
                }
            }
        }
    }
    out
}

/// The position inside `0..length` that stands for `at`: `d c b a | a b c d | d c b a`.
fn mirrored(at: isize, length: usize) -> usize {
    let period = 2 * length;
    let at = at.rem_euclid(period as isize) as usize;
    at.min(period - 1 - at)
}
