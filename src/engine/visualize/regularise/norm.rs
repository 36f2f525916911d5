use burn::tensor::Tensor;

use super::super::contract::Share;
use crate::engine::formula::Formula;
use crate::engine::space::{l2, total};

/// `lambda ||x||` and its gradient, `lambda x / ||x||`; zero at zero.
pub fn norm_penalty(image: &Tensor<4>, lambda: f32) -> (Share, Formula) {
    let norm = l2(image);
    let direction = Formula::from(image) / Formula::one(&norm, 0).at_least(f32::MIN_POSITIVE);
    ((lambda, norm), direction * lambda)
}

/// `lambda ||x||^2` and its gradient, `2 lambda x`.
pub fn squared_penalty(image: &Tensor<4>, lambda: f32) -> (Share, Formula) {
    let value = total(Formula::from(image) * image);
    ((lambda, value), Formula::from(image) * (2.0 * lambda))
}
