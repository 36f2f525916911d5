use burn::tensor::Tensor;

use super::super::contract::Share;
use crate::engine::formula::Formula;
use crate::engine::space::total;
use crate::engine::tensor::tensor;

/// `weight` times the sum of the squared differences of neighbours, down and across, and its
/// gradient.
pub fn variation_penalty(image: &Tensor<4>, weight: f32) -> (Share, Formula) {
    let [down, across] = [[1, 0], [0, 1]].map(|by| difference(image, by));
    let square = |one: &Tensor<4>| Formula::from(one) * one;
    let value = total(square(&down) + square(&across));
    let [_, _, height, width] = image.dims();
    // What a place is above the one before it, less what the one behind it is above it.
    let from_down = Formula::from(&down) - Formula::rolled(&down, [height - 1, 0]);
    let from_across = Formula::from(&across) - Formula::rolled(&across, [0, width - 1]);
    ((weight, value), (from_down + from_across) * (2.0 * weight))
}

/// By how much every place is above the one so far before it; zero where there is none.
fn difference(image: &Tensor<4>, by: [usize; 2]) -> Tensor<4> {
    let shape @ [n, channels, height, width] = image.dims();
    let has_one = |at: usize| at / width >= by[0] && at % width >= by[1];
    let plane = (0..height * width).map(|at| f32::from(u8::from(has_one(at))));
    let inside: Vec<f32> = plane.collect();
    let inside = tensor(inside.repeat(n * channels), shape, &image.device());
    ((Formula::from(image) - Formula::rolled(image, by)) * &inside).image()
}
