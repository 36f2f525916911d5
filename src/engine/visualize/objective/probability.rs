//! The softmax probability of a class, `p`: its derivative with respect to score `k` is
//! `p (1{k = class} - p_k)`, tiny where `p` is near 0 or 1.

use burn::tensor::activation::softmax;

use super::super::contract::{About, Objective, Seeded};
use crate::engine::network::{NetworkError, SCORES, Seed, Trace};
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

impl Objective for Probability {
    fn seeds(&self, about: About, trace: &Trace<'_>) -> Result<Seeded, NetworkError> {
        let scores = trace.activation(SCORES)?;
        let [n, classes, _, _] = scores.dims();
        let hot = one_hot(n, classes, about.class.index(), &scores.device());
        let all = softmax(scores, 1);
        let mine = (all.clone() * hot.clone()).sum_dim(1);
        let seed = Seed {
            layer: SCORES,
            weights: (hot - all) * mine.clone(),
        };
        Ok((vec![seed], mine.sum()))
    }
}
