use burn::tensor::Tensor;

use super::params;
use crate::engine::adam::Adam;
use crate::engine::space::{direction, total};
use crate::spec::ParamValues;

/// Below this norm a gradient is taken for one of this norm: where the objective is all but flat,
/// no finite step makes it grow by a given amount.
const FLATTEST: f32 = 1e-3;

/// From a gradient to a step, by the step rule.
#[derive(Default)]
pub struct Stride(Option<Adam>);

impl Stride {
    pub fn step(&mut self, gradient: Tensor<4>, values: &ParamValues) -> Tensor<4> {
        let eta = values.get(&params::ETA);
        match values.whole(&params::STEP) {
            1 => direction(gradient) * eta,
            2 => {
                let square = total(gradient.clone().square()).clamp_min(FLATTEST.powi(2));
                gradient * (square.recip() * eta).reshape([1, 1, 1, 1])
            }
            3 => {
                let adam = self.0.get_or_insert_with(|| Adam::new(&gradient));
                adam.step(gradient, eta)
            }
            _ => gradient * eta,
        }
    }

    /// Another canvas, another memory.
    pub fn forget(&mut self) {
        self.0 = None;
    }
}
