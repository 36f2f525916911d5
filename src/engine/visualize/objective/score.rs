use burn::tensor::Tensor;

use super::super::contract::Objective;
use crate::engine::formula::Formula;
use crate::engine::network::{Network, NetworkError, SCORES, SCORES_BEFORE_RELU, Seed, Trace};
use crate::engine::space::total;
use crate::engine::tensor::one_hot;
use crate::spec::ClassId;

/// The unnormalised score of a class (Simonyan et al. 2014).
///
/// Where a network ends in a ReLU and the score is exactly zero, it has no gradient: the score
/// before the ReLU then stands in for it.
pub(super) struct Score {
    class: ClassId,
    has_relu: bool,
}

impl Score {
    pub fn new(class: ClassId, network: &dyn Network) -> Self {
        Self {
            class,
            has_relu: network.spec().layers.contains(&SCORES_BEFORE_RELU),
        }
    }
}

impl Objective for Score {
    fn seeds(&self, trace: &Trace<'_>) -> Result<(Vec<Seed>, Tensor<1>), NetworkError> {
        let scores = trace.activation(SCORES)?;
        let [n, classes, _, _] = scores.dims();
        let hot = one_hot(n, classes, self.class.index(), &scores.device());
        let value = total(Formula::from(&scores) * &hot);
        let mut seeds = Vec::new();
        if self.has_relu {
            // No look at the device is needed: the mask is zero where the score is not.
            let is_alive = Formula::from(&scores).size().above(0.0);
            let weights = (Formula::from(1.0) - is_alive) * &hot;
            seeds.push(Seed {
                layer: SCORES_BEFORE_RELU,
                weights: weights.image(),
            });
        }
        seeds.push(Seed {
            layer: SCORES,
            weights: hot,
        });
        Ok((seeds, value))
    }
}
