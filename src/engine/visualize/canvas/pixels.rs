use burn::tensor::Tensor;

use super::super::contract::Canvas;
use super::Begin;
use crate::engine::formula::Formula;
use crate::protocol::Start;

/// The image itself.
pub(super) struct Pixels(Tensor<4>);

impl Pixels {
    pub fn new(begin: Begin) -> Self {
        Self(match begin.start {
            Start::Noise => begin.noise(),
            Start::Grey | Start::Image => begin.image,
        })
    }
}

impl Canvas for Pixels {
    fn image(&self) -> Tensor<4> {
        self.0.clone()
    }

    fn pull(&self, gradient: Tensor<4>) -> Tensor<4> {
        gradient
    }

    fn add(&mut self, step: Formula) {
        self.0 = (step + &self.0).image();
    }

    fn edit(&mut self, edit: &dyn Fn(Tensor<4>) -> Tensor<4>) {
        self.0 = edit(self.0.clone());
    }

    fn is_of_pixels(&self) -> bool {
        true
    }
}
