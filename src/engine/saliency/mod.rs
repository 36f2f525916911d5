//! Saliency methods: which pixels matter for a class.
//!
//! To add one: a file with an `ENTRY` and a [`SaliencyMethod`], and the two lines below (and its
//! line in the catalogue).

pub mod baseline;
pub mod blur_ig;
pub mod cam;
pub mod centre;
mod contract;
pub mod contrastive;
mod copies;
pub mod deconvnet;
pub mod edges;
mod gaussian;
pub mod grad_cam;
pub mod grad_cam_pp;
pub mod gradient;
pub mod gradient_input;
pub mod guided;
pub mod guided_grad_cam;
pub mod hires_cam;
pub mod integrated_gradients;
pub mod layer_cam;
mod maps;
pub mod occlusion;
mod path;
pub mod random_map;
pub mod rise;
pub mod smooth_grad;
pub mod smooth_grad_squared;
pub mod var_grad;

pub use contract::{Attribution, ByRule, SaliencyMethod, Subject};

use crate::spec::MethodSpec;

/// Every method: what it is, and how it is computed. Those of one kind stand together.
pub const METHODS: &[(&MethodSpec, &dyn SaliencyMethod)] = &[
    (&gradient::ENTRY, &gradient::GRADIENT),
    (&gradient_input::ENTRY, &gradient_input::GradientInput),
    (&contrastive::ENTRY, &contrastive::Contrastive),
    (&guided::ENTRY, &guided::GUIDED),
    (&deconvnet::ENTRY, &deconvnet::DECONVNET),
    (&smooth_grad::ENTRY, &smooth_grad::SMOOTH_GRAD),
    (
        &smooth_grad_squared::ENTRY,
        &smooth_grad_squared::SMOOTH_GRAD_SQUARED,
    ),
    (&var_grad::ENTRY, &var_grad::VAR_GRAD),
    (
        &integrated_gradients::ENTRY,
        &integrated_gradients::IntegratedGradients,
    ),
    (&blur_ig::ENTRY, &blur_ig::BlurIg),
    (&cam::ENTRY, &cam::Cam),
    (&grad_cam::ENTRY, &grad_cam::GRAD_CAM),
    (&grad_cam_pp::ENTRY, &grad_cam_pp::GRAD_CAM_PP),
    (&hires_cam::ENTRY, &hires_cam::HIRES_CAM),
    (&layer_cam::ENTRY, &layer_cam::LAYER_CAM),
    (&guided_grad_cam::ENTRY, &guided_grad_cam::GuidedGradCam),
    (&occlusion::ENTRY, &occlusion::Occlusion),
    (&rise::ENTRY, &rise::Rise),
    (&edges::ENTRY, &edges::Edges),
    (&random_map::ENTRY, &random_map::RandomMap),
    (&centre::ENTRY, &centre::Centre),
];

/// The method named `id`.
pub fn method(id: &str) -> Option<&'static dyn SaliencyMethod> {
    METHODS
        .iter()
        .find(|(spec, _)| spec.id == id)
        .map(|(_, method)| *method)
}
