//! Networks behind one waist: run forward on `image_norm`, keep a [`Trace`], pull weights on its
//! activations back to the input. No method, attack or objective ever sees automatic
//! differentiation.
//!
//! To add a network: one file with an `ENTRY` and a `load`, and the two lines below.

pub mod alexnet;
#[cfg(feature = "autodiff")]
mod by_burn;
mod cells;
mod contract;
pub mod densenet;
mod drawing;
mod drawn;
pub mod efficientnet_lite;
#[cfg(with_threads)]
mod elsewhere;
mod head;
mod kernels;
mod layers;
mod matrix;
pub mod mobilenet;
pub mod mobilenet_v3;
mod normalisation;
mod normed;
mod numbers;
pub mod onnx;
pub mod own;
mod plan;
pub mod recognise;
mod redraw;
mod refusal;
pub mod resnet;
mod seed;
#[cfg(feature = "gpu")]
pub(super) mod shaders;
pub mod squeezenet;
#[cfg(feature = "autodiff")]
mod tape;
mod trace;
pub mod vgg;
mod weights;

pub use contract::{Network, NetworkError, Reference, SCORES, SCORES_BEFORE_RELU};
pub use drawing::Drawing;
pub use drawn::Drawn;
#[cfg(with_threads)]
pub use elsewhere::{plan_elsewhere, run_elsewhere};
pub use gradoscope_kernels::Rule;
pub use layers::{Conv, Dense};
pub use matrix::Matrix;
pub(in crate::engine) use numbers::Numbers;
pub use plan::Plan;
pub use redraw::{RedrawError, redrawn, unrectified, weighted_layers};
pub use seed::Seed;
#[cfg(feature = "gpu")]
pub use shaders::{Block, TUNINGS, Tuning};
pub use trace::Trace;
pub use weights::{Loaded, Weights, WeightsError, rows_per_block};

use burn::tensor::Device;

type Load = fn(&Weights<'_>, &Device) -> Result<Box<dyn Network>, WeightsError>;

/// Name and shape of a tensor.
pub type TensorShape = (String, Vec<usize>);

/// Every network: what it is, and how it is made from its weights.
pub const NETWORKS: &[(&crate::spec::NetworkSpec, Load)] = &[
    (&squeezenet::ENTRY, squeezenet::load),
    (&efficientnet_lite::ENTRY, efficientnet_lite::load),
];

/// Makes the network `id` from the bytes of its weights file, after checking their hash.
///
/// # Errors
/// [`NetworkError::NoSuchNetwork`], or the [`WeightsError`] that names what is wrong with the file.
pub fn load(id: &str, bytes: &[u8], device: &Device) -> Result<Box<dyn Network>, NetworkError> {
    let (spec, load) = NETWORKS
        .iter()
        .find(|(spec, _)| spec.id == id)
        .ok_or_else(|| NetworkError::NoSuchNetwork(id.to_owned()))?;
    let weights = Weights::verified(bytes, spec.sha256)?;
    Ok(load(&weights, device)?)
}
