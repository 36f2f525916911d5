use burn::tensor::Tensor;

use super::super::contract::Share;
use crate::engine::formula::Formula;
use crate::engine::space::total;

/// `weight` times the sum of the squared differences of neighbours, down and across, and its
/// gradient.
pub fn variation_penalty(image: &Tensor<4>, weight: f32) -> (Share, Formula) {
    let [down, across] = [2, 3].map(|dim| Differences::along(image, dim));
    let value = total(down.squares() + across.squares());
    let gradient = (down.gradient() + across.gradient()) * weight;
    ((weight, value), gradient)
}

/// By how much every place is above the one before it, and by how much the one behind is above it; zero
/// where there is none.
struct Differences([Tensor<4>; 2]);

impl Differences {
    fn along(image: &Tensor<4>, dim: usize) -> Self {
        let length = image.dims()[dim];
        if length < 2 {
            return Self([image.zeros_like(), image.zeros_like()]);
        }
        let near = image.clone().narrow(dim, 0, length - 1);
        let far = image.clone().narrow(dim, 1, length - 1);
        let difference = (Formula::from(&far) - &near).image();
        let edge = image.clone().narrow(dim, 0, 1).zeros_like();
        let before = Tensor::cat(vec![edge.clone(), difference.clone()], dim);
        let behind = Tensor::cat(vec![difference, edge], dim);
        Self([before, behind])
    }

    fn squares(&self) -> Formula {
        let [before, _] = &self.0;
        Formula::from(before) * before
    }

    fn gradient(&self) -> Formula {
        let [before, behind] = &self.0;
        (Formula::from(before) - behind) * 2.0
    }
}
