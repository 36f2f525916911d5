use burn::tensor::Tensor;
use burn::tensor::activation::softmax;

use super::super::contract::Objective;
use crate::engine::network::{NetworkError, SCORES, Seed, Trace};
use crate::engine::tensor::one_hot;
use crate::spec::ClassId;

/// The softmax probability of a class, `p`: its derivative with respect to score `k` is
/// `p (1{k = class} - p_k)`, tiny where `p` is near 0 or 1.
pub(super) struct Probability(pub ClassId);

impl Objective for Probability {
    fn seeds(&self, trace: &Trace<'_>) -> Result<(Vec<Seed>, Tensor<1>), NetworkError> {
        let scores = trace.activation(SCORES)?;
        let [n, classes, _, _] = scores.dims();
        let hot = one_hot(n, classes, self.0.index(), &scores.device());
        let all = softmax(scores, 1);
        let mine = (all.clone() * hot.clone()).sum_dim(1);
        let seed = Seed {
            layer: SCORES,
            weights: (hot - all) * mine.clone(),
        };
        Ok((vec![seed], mine.sum()))
    }
}
