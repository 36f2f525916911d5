//! Saliency methods: which pixels matter for a class.
//!
//! To add one: a file with an `ENTRY` and a [`SaliencyMethod`], and the two lines below (and its
//! line in the catalogue).

mod contract;
pub mod deconvnet;
pub mod grad_cam;
pub mod gradient;
pub mod guided;
pub mod smooth_grad;

pub use contract::{Attribution, ByRule, SaliencyMethod, Subject};

use crate::spec::MethodSpec;

/// Every method: what it is, and how it is computed.
pub const METHODS: &[(&MethodSpec, &dyn SaliencyMethod)] = &[
    (&gradient::ENTRY, &gradient::GRADIENT),
    (&smooth_grad::ENTRY, &smooth_grad::SmoothGrad),
    (&guided::ENTRY, &guided::GUIDED),
    (&deconvnet::ENTRY, &deconvnet::DECONVNET),
    (&grad_cam::ENTRY, &grad_cam::GradCam),
];

/// The method named `id`.
pub fn method(id: &str) -> Option<&'static dyn SaliencyMethod> {
    METHODS
        .iter()
        .find(|(spec, _)| spec.id == id)
        .map(|(_, method)| *method)
}
