use burn::tensor::Tensor;

use crate::engine::space::{direction, l2, total};

/// `lambda ||x||` and its gradient, `lambda x / ||x||`; zero at zero.
pub fn norm_penalty(image: &Tensor<4>, lambda: f32) -> (Tensor<1>, Tensor<4>) {
    let value = l2(image.clone()) * lambda;
    (value, direction(image.clone()) * lambda)
}

/// `lambda ||x||^2` and its gradient, `2 lambda x`.
pub fn squared_penalty(image: &Tensor<4>, lambda: f32) -> (Tensor<1>, Tensor<4>) {
    let value = total(image.clone().square()) * lambda;
    (value, image.clone() * (2.0 * lambda))
}
