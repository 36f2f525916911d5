//! The unnormalised score of a class (Simonyan et al. 2014).
//!
//! Where a network ends in a ReLU and the score is exactly zero, it has no gradient: the score
//! before the ReLU then stands in for it.

use super::super::contract::{About, Objective, Seeded};
use crate::engine::formula::Formula;
use crate::engine::network::{NetworkError, SCORES, SCORES_BEFORE_RELU, Seed, Trace};
use crate::engine::space::total;
use crate::engine::tensor::one_hot;
use crate::spec::{Need, ObjectiveSpec, Text};

/// What the page shows of it.
pub const ENTRY: ObjectiveSpec = ObjectiveSpec {
    id: "score",
    name: Text::new(
        "score of a class (before softmax)",
        "score d’une classe (avant softmax)",
    ),
    words: Text::new(
        "The score of the class, as in the practical, whatever the other scores do.",
        "Le score de la classe, comme dans le TP, quoi que fassent les autres scores.",
    ),
    caption: Text::new("{class}", "{class}"),
    needs: &[Need::Class],
};

pub(super) struct Score;

impl Objective for Score {
    fn seeds(&self, about: About, trace: &Trace<'_>) -> Result<Seeded, NetworkError> {
        let scores = trace.activation(SCORES)?;
        let [n, classes, _, _] = scores.dims();
        let hot = one_hot(n, classes, about.class.index(), &scores.device());
        let value = total(Formula::from(&scores) * &hot);
        let mut seeds = Vec::new();
        if trace.activation(SCORES_BEFORE_RELU).is_ok() {
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
