//! What can be tested on this machine, without a browser: one program, linked once.

#![cfg(not(target_arch = "wasm32"))]

#[path = "../common/mod.rs"]
mod common;

mod answers;
mod architecture;
mod attack_budgets;
mod attack_parity;
mod attacks;
#[cfg(all(feature = "cpu", feature = "page"))]
mod check_report;
mod course;
mod faithful;
#[cfg(feature = "cpu")]
mod formulas;
mod glossary;
mod image;
mod image_changes;
mod image_encode;
mod image_gif;
mod kernels;
mod kernels_filters;
mod kernels_vgg;
mod messages;
mod networks;
#[cfg(feature = "cpu")]
mod onnx;
mod own_checkpoint;
mod parity;
mod recognise;
mod render;
mod saliency;
mod saliency_family;
mod sampled;
mod sanity;
mod segment;
#[cfg(all(feature = "cpu", feature = "gpu"))]
mod shaders;
mod threads;
mod together;
mod typography;
mod visualize;
mod weights;
#[cfg(feature = "cpu")]
mod worker;
