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
mod looks;
mod maps;
pub mod occlusion;
mod path;
pub mod random_map;
pub mod rise;
pub mod smooth_grad;
pub mod smooth_grad_squared;
pub mod var_grad;

pub use contract::{Attribution, ByRule, SaliencyMethod, Subject};
pub use looks::{Here, Question};

/// Every method, by its id: how it is computed. Those of one kind stand together. What the page says of them is
/// no part of the engines.
pub const METHODS: &[(&str, &dyn SaliencyMethod)] = &[
    (gradient::ENTRY.id, &gradient::GRADIENT),
    (gradient_input::ENTRY.id, &gradient_input::GradientInput),
    (contrastive::ENTRY.id, &contrastive::Contrastive),
    (guided::ENTRY.id, &guided::GUIDED),
    (deconvnet::ENTRY.id, &deconvnet::DECONVNET),
    (smooth_grad::ENTRY.id, &smooth_grad::SMOOTH_GRAD),
    (
        smooth_grad_squared::ENTRY.id,
        &smooth_grad_squared::SMOOTH_GRAD_SQUARED,
    ),
    (var_grad::ENTRY.id, &var_grad::VAR_GRAD),
    (
        integrated_gradients::ENTRY.id,
        &integrated_gradients::IntegratedGradients,
    ),
    (blur_ig::ENTRY.id, &blur_ig::BlurIg),
    (cam::ENTRY.id, &cam::Cam),
    (grad_cam::ENTRY.id, &grad_cam::GRAD_CAM),
    (grad_cam_pp::ENTRY.id, &grad_cam_pp::GRAD_CAM_PP),
    (hires_cam::ENTRY.id, &hires_cam::HIRES_CAM),
    (layer_cam::ENTRY.id, &layer_cam::LAYER_CAM),
    (guided_grad_cam::ENTRY.id, &guided_grad_cam::GuidedGradCam),
    (occlusion::ENTRY.id, &occlusion::Occlusion),
    (rise::ENTRY.id, &rise::Rise),
    (edges::ENTRY.id, &edges::Edges),
    (random_map::ENTRY.id, &random_map::RandomMap),
    (centre::ENTRY.id, &centre::Centre),
];

/// The method named `id`.
pub fn method(id: &str) -> Option<&'static dyn SaliencyMethod> {
    METHODS
        .iter()
        .find(|(known, _)| *known == id)
        .map(|(_, method)| *method)
}
