//! Where images live, between normalised numbers and pixels in 0..1, channel by channel; and how
//! large a change is.

use burn::tensor::Tensor;

use super::formula::{Fold, Formula, fold};
use super::readback::{self, ReadbackError};
use crate::image::{MU, SIGMA};

/// A change smaller than this, in 0..1, is rounding.
const NO_CHANGE: f32 = 1e-6;
/// Of e: a float32 still.
const LARGEST_POWER: f32 = 80.0;

/// Pixels in 0..1.
pub fn unit_from_norm(x: impl Into<Formula>) -> Formula {
    x.into() * SIGMA + MU
}

/// Normalised numbers.
pub fn norm_from_unit(u: impl Into<Formula>) -> Formula {
    (u.into() - MU) / SIGMA
}

/// A change in 0..1 from one in normalised units.
pub fn unit_change(delta: impl Into<Formula>) -> Formula {
    delta.into() * SIGMA
}

/// The gradient with respect to pixels in 0..1 from that with respect to normalised numbers.
pub fn unit_gradient(gradient: impl Into<Formula>) -> Formula {
    gradient.into() / SIGMA
}

/// `1 / (1 + exp(-x))`: a number between 0 and 1 from any number.
pub fn sigmoid(x: impl Into<Formula>) -> Formula {
    let power = (Formula::from(0.0) - x.into()).at_most(LARGEST_POWER);
    Formula::from(1.0) / (power.exp() + 1.0)
}

/// What [`sigmoid`] makes `u` of.
pub fn logit(u: impl Into<Formula>) -> Formula {
    let u = u.into();
    (u.clone() / (Formula::from(1.0) - u)).log()
}

/// The nearest valid pixels.
pub fn into_box(x: impl Into<Formula>) -> Formula {
    let end = |unit: f32| [0, 1, 2].map(|c| (unit - MU[c]) / SIGMA[c]);
    x.into().at_least(end(0.0)).at_most(end(1.0))
}

/// Whole grey levels, 0 to 255, nearest to `x`.
pub fn grey_levels(x: impl Into<Formula>) -> Formula {
    let level = (unit_from_norm(x) * 255.0).round();
    level.at_least(0.0).at_most(255.0)
}

/// The image that a file of 8 bits per channel would hold.
pub fn eight_bit(x: impl Into<Formula>) -> Formula {
    norm_from_unit(grey_levels(x) / 255.0)
}

/// 8-bit RGB of one image, row-major; what lies outside of the valid pixels is clipped.
///
/// # Errors
/// What the device reports.
pub async fn bytes(x: &Tensor<4>) -> Result<Vec<u8>, ReadbackError> {
    let grey = readback::floats(grey_levels(x).image()).await?;
    let count = grey.len() / 3;
    let pixels = (0..count).flat_map(|at| [grey[at], grey[count + at], grey[2 * count + at]]);
    Ok(pixels.map(|level| level as u8).collect())
}

/// The numbers of [`crate::protocol::Norms`] for `x` against `origin`, `[8]`.
pub fn norms(x: &Tensor<4>, origin: &Tensor<4>) -> Tensor<1> {
    let delta = Formula::from(x) - origin;
    let unit = unit_change(delta.clone());
    let size = [Fold::Norm, Fold::LargestSize, Fold::MeanSize];
    let mut all = Vec::from(size.map(|fold| (fold, unit.clone())));
    all.extend(size.map(|fold| (fold, delta.clone())));
    all.push((Fold::Pixels, unit.size().above(NO_CHANGE)));
    let from_middle = (unit_from_norm(x) - 0.5).size();
    all.push((Fold::Sum, from_middle.above(0.5 + NO_CHANGE)));
    fold(&all)
}

/// The sum of all numbers.
pub fn total(x: impl Into<Formula>) -> Tensor<1> {
    fold(&[(Fold::Sum, x.into())])
}

/// The Euclidean norm.
pub fn l2(x: impl Into<Formula>) -> Tensor<1> {
    fold(&[(Fold::Norm, x.into())])
}

/// The same direction, of length one; zero stays zero.
pub fn direction(x: impl Into<Formula>) -> Formula {
    let x = x.into();
    let norm = l2(x.clone());
    x / Formula::one(&norm, 0).at_least(f32::MIN_POSITIVE)
}
