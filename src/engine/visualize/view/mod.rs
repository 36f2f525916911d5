//! How a step sees the image: rolled, turned, scaled.

mod jitter;
mod turn;

use burn::tensor::Tensor;

use super::contract::View;
use super::params;
use crate::random::Random;
use crate::spec::ParamValues;

/// Draws the views of one step, in the order in which the image passes through them.
pub fn draw(values: &ParamValues, side: usize, random: &mut Random) -> Vec<Box<dyn View>> {
    let mut views: Vec<Box<dyn View>> = Vec::new();
    let (rotation, scale) = (values.get(&params::ROTATION), values.get(&params::SCALE));
    if rotation > 0.0 || scale > 0.0 {
        let mut either_way = || 2.0 * random.uniform() - 1.0;
        let degrees = rotation * either_way();
        let factor = 1.0 + scale / 100.0 * either_way();
        views.push(Box::new(turn::Turn::new(degrees, factor, side)));
    }
    let jitter = values.whole(&params::JITTER) as u32;
    if jitter > 0 {
        let across = random.below(jitter + 1) as usize % side;
        let down = random.below(jitter + 1) as usize % side;
        views.push(Box::new(jitter::Jitter { across, down }));
    }
    views
}

/// Through all views.
pub fn see(views: &[Box<dyn View>], image: Tensor<4>) -> Tensor<4> {
    views.iter().fold(image, |image, view| view.see(image))
}

/// Back through all views, last first.
pub fn pull(views: &[Box<dyn View>], gradient: Tensor<4>) -> Tensor<4> {
    views
        .iter()
        .rev()
        .fold(gradient, |gradient, view| view.pull(gradient))
}
