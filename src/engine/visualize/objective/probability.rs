//! The softmax probability of a class, `p`: its derivative with respect to score `k` is
//! `p (1{k = class} - p_k)`, tiny where `p` is near 0 or 1.

use burn::tensor::Tensor;

use super::super::contract::{About, Objective, Seeded};
use crate::engine::formula::{Fold, Formula, fold};
use crate::engine::network::{NetworkError, SCORES, Seed, Trace};
use crate::engine::space::total;
use crate::engine::tensor::one_hot;
use crate::spec::{Need, ObjectiveSpec, Text};

/// What the page shows of it.
pub const ENTRY: ObjectiveSpec = ObjectiveSpec {
    id: "probability",
    name: Text::new(
        "probability of a class (after softmax)",
        "probabilité d’une classe (après softmax)",
    ),
    words: Text::new(
        "The probability of the class: it grows where other scores fall, too, and hardly has a gradient where it is near 0 or 1.",
        "La probabilité de la classe\u{a0}: elle croît aussi quand d’autres scores baissent, et n’a presque pas de gradient là où elle est proche de 0 ou de 1.",
    ),
    caption: Text::new("probability of {class}", "probabilité de {class}"),
    needs: &[Need::Class],
};

pub(super) struct Probability;

/// Of the scores of one image. Nothing is read from the device: in the place of the largest score stands
/// the larger of it and zero, so that no power is above one, and none is lost but where all scores are
/// below -80.
fn softmax(scores: &Tensor<4>) -> Formula {
    let above_zero = Formula::from(scores).at_least(0.0);
    let most = fold(&[(Fold::LargestSize, above_zero)]);
    let powers = (Formula::from(scores) - Formula::one(&most, 0)).exp();
    let sum = total(powers.clone());
    powers / Formula::one(&sum, 0).at_least(f32::MIN_POSITIVE)
}

impl Objective for Probability {
    fn seeds(&self, about: About, trace: &Trace<'_>) -> Result<Seeded, NetworkError> {
        let scores = trace.activation(SCORES)?;
        let [n, classes, _, _] = scores.dims();
        let hot = one_hot(n, classes, about.class.index(), &scores.device());
        let all = softmax(&scores);
        let mine = total(all.clone() * &hot);
        let weights = (Formula::from(&hot) - all) * Formula::one(&mine, 0);
        let seed = Seed {
            layer: SCORES,
            weights: weights.image(),
        };
        Ok((vec![seed], mine))
    }
}
