//! What an image is made of.

mod pixels;
mod waves;

use burn::tensor::Tensor;

use super::contract::Canvas;
use crate::engine::tensor::tensor;
use crate::protocol::Start;
use crate::random::Random;

/// Makes a canvas of this kind (the position of the parameter's choice) that shows `image`, or
/// noise where there is none. Images are `[1, 3, side, side]`, normalised.
pub fn canvas(kind: usize, begin: Begin) -> Box<dyn Canvas> {
    match kind {
        1 => Box::new(waves::Waves::new(begin)),
        _ => Box::new(pixels::Pixels::new(begin)),
    }
}

/// What a canvas shows at first.
pub struct Begin {
    /// Whether that is noise or an image.
    pub start: Start,
    /// The image of [`Start::Image`]; else zeros of the wanted shape.
    pub image: Tensor<4>,
    /// Of [`Start::Noise`].
    pub seed: u32,
}

impl Begin {
    /// Standard normal numbers in the shape of the image, row-major.
    fn noise(&self) -> Tensor<4> {
        let shape = self.image.dims();
        let mut random = Random::new(self.seed);
        let values: Vec<f32> = (0..shape.iter().product::<usize>())
            .map(|_| random.normal())
            .collect();
        tensor(values, shape, &self.image.device())
    }
}
