//! The optimiser that several methods share.

use burn::tensor::Tensor;

use super::formula::Formula;

/// Adam (Kingma & Ba 2015) with its usual constants.
pub struct Adam {
    mean: Tensor<4>,
    square: Tensor<4>,
    steps: i32,
}

impl Adam {
    const BETAS: (f32, f32) = (0.9, 0.999);
    const EPSILON: f32 = 1e-8;

    /// For gradients of this shape, on this device.
    pub fn new(like: &Tensor<4>) -> Self {
        Self {
            mean: like.zeros_like(),
            square: like.zeros_like(),
            steps: 0,
        }
    }

    /// What to subtract.
    pub fn step(&mut self, gradient: &Tensor<4>, rate: f32) -> Formula {
        let (b1, b2) = Self::BETAS;
        self.steps += 1;
        let gradient = Formula::from(gradient);
        let square = gradient.clone() * gradient.clone() * (1.0 - b2);
        self.mean = (gradient * (1.0 - b1) + Formula::from(&self.mean) * b1).image();
        self.square = (square + Formula::from(&self.square) * b2).image();
        let mean = Formula::from(&self.mean) / (1.0 - b1.powi(self.steps));
        let square = Formula::from(&self.square) / (1.0 - b2.powi(self.steps));
        mean / (square.root() + Self::EPSILON) * rate
    }
}
