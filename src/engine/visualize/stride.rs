use burn::tensor::Tensor;

use super::params;
use crate::engine::adam::Adam;
use crate::engine::formula::Formula;
use crate::engine::space::{direction, total};
use crate::spec::ParamValues;

/// Below this norm a gradient is taken for one of this norm: where the objective is all but flat,
/// no finite step makes it grow by a given amount.
const FLATTEST: f32 = 1e-3;

/// From a gradient to a step, by the step rule.
#[derive(Default)]
pub struct Stride(Option<Adam>);

impl Stride {
    pub fn step(&mut self, gradient: &Tensor<4>, values: &ParamValues) -> Formula {
        let eta = values.get(&params::ETA);
        match values.whole(&params::STEP) {
            1 => direction(gradient) * eta,
            2 => {
                let square = total(Formula::from(gradient) * gradient);
                let square = Formula::one(&square, 0).at_least(FLATTEST.powi(2));
                Formula::from(gradient) * (Formula::from(1.0) / square * eta)
            }
            3 => {
                let adam = self.0.get_or_insert_with(|| Adam::new(gradient));
                adam.step(gradient, eta)
            }
            _ => Formula::from(gradient) * eta,
        }
    }

    /// Another canvas, another memory.
    pub fn forget(&mut self) {
        self.0 = None;
    }
}
