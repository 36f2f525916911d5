use burn::tensor::Tensor;

use crate::engine::formula::Formula;
use crate::engine::space::total;

/// `weight` times the sum of the squared differences of neighbours, down and across, and its
/// gradient.
pub fn variation_penalty(image: &Tensor<4>, weight: f32) -> (Tensor<1>, Tensor<4>) {
    let (down, of_down) = along(image, 2);
    let (across, of_across) = along(image, 3);
    ((down + across) * weight, (of_down + of_across) * weight)
}

fn along(image: &Tensor<4>, dim: usize) -> (Tensor<1>, Tensor<4>) {
    let length = image.dims()[dim];
    if length < 2 {
        return (total(&image.zeros_like()), image.zeros_like());
    }
    let near = image.clone().narrow(dim, 0, length - 1);
    let far = image.clone().narrow(dim, 1, length - 1);
    let difference = far - near;
    let edge = image.clone().narrow(dim, 0, 1).zeros_like();
    let pulled = Tensor::cat(vec![edge.clone(), difference.clone()], dim);
    let pushed = Tensor::cat(vec![difference.clone(), edge], dim);
    (
        total(Formula::from(&difference) * &difference),
        (pulled - pushed) * 2.0,
    )
}
