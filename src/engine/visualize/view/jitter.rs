use burn::tensor::Tensor;

use super::super::contract::View;
use crate::engine::formula::Formula;

/// The image rolled: what leaves on one side comes back on the other.
pub(super) struct Jitter {
    /// Pixels to the right, below the width.
    pub across: usize,
    /// Pixels down, below the height.
    pub down: usize,
}

impl View for Jitter {
    fn see(&self, image: Tensor<4>) -> Tensor<4> {
        Formula::rolled(&image, [self.down, self.across]).image()
    }

    fn pull(&self, gradient: Tensor<4>) -> Tensor<4> {
        let [_, _, height, width] = gradient.dims();
        let back = [height - self.down, width - self.across];
        Formula::rolled(&gradient, back).image()
    }
}
