//! The image that an attack keeps.

use burn::tensor::Tensor;

use crate::protocol::{AttackStep, Norms};

/// The image to keep so far.
#[derive(Clone)]
pub(super) struct Best {
    pub judged: Tensor<4>,
    /// As [`crate::protocol::AttackEnd::tried`].
    pub tried: Option<f32>,
    pub step: AttackStep,
}

impl Best {
    /// A success before a failure; the smaller of two successes, the nearer of two failures.
    pub fn yields_to(&self, new: &AttackStep) -> bool {
        let old = &self.step;
        match (new.reached, old.reached) {
            (true, true) => new.norms.l2_unit < old.norms.l2_unit,
            (false, false) => new.margin > old.margin,
            (new, _) => new,
        }
    }
}

/// As [`crate::engine::space::norms`] gives them.
pub(super) fn norms_from(row: &[f32]) -> Norms {
    let at = |i: usize| row.get(i).copied().unwrap_or_default();
    Norms {
        l2_unit: at(0),
        linf_unit: at(1),
        mean_unit: at(2),
        l2_norm: at(3),
        linf_norm: at(4),
        mean_norm: at(5),
        changed_pixels: at(6) as u32,
        outside: at(7) as u32,
    }
}
