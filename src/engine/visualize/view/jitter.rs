use burn::tensor::Tensor;

use super::super::contract::View;

/// The image rolled: what leaves on one side comes back on the other.
pub(super) struct Jitter {
    /// Pixels to the right, below the width.
    pub across: usize,
    /// Pixels down, below the height.
    pub down: usize,
}

impl View for Jitter {
    fn see(&self, image: Tensor<4>) -> Tensor<4> {
        roll(roll(image, 2, self.down), 3, self.across)
    }

    fn pull(&self, gradient: Tensor<4>) -> Tensor<4> {
        let [_, _, height, width] = gradient.dims();
        let back = roll(gradient, 3, (width - self.across) % width);
        roll(back, 2, (height - self.down) % height)
    }
}

/// Moves everything along `dim` by `by`, below its length.
fn roll(x: Tensor<4>, dim: usize, by: usize) -> Tensor<4> {
    if by == 0 {
        return x;
    }
    let length = x.dims()[dim];
    let end = x.clone().narrow(dim, length - by, by);
    Tensor::cat(vec![end, x.narrow(dim, 0, length - by)], dim)
}
