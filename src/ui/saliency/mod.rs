//! The first part of the practical: which pixels a score depends on.

pub mod estimate;
pub mod figure;
pub mod instruments;
pub mod picture;
pub mod words;

#[cfg(target_arch = "wasm32")]
mod batch;
#[cfg(target_arch = "wasm32")]
mod beside;
#[cfg(target_arch = "wasm32")]
pub(super) mod colour_bar;
#[cfg(target_arch = "wasm32")]
mod controls;
#[cfg(target_arch = "wasm32")]
mod panel;
#[cfg(target_arch = "wasm32")]
mod probe;
#[cfg(target_arch = "wasm32")]
mod reader;
#[cfg(target_arch = "wasm32")]
mod series;
#[cfg(target_arch = "wasm32")]
mod state;
#[cfg(target_arch = "wasm32")]
mod view;
#[cfg(target_arch = "wasm32")]
mod ways;

#[cfg(target_arch = "wasm32")]
pub use instruments::{LoadTest, Test, test};
#[cfg(target_arch = "wasm32")]
pub use panel::{SALIENCY, saliency};
