//! Gradoscope: see, through the gradient of its input, what an image classifier looks at.
//!
//! ```text
//! bin/app      -> ui -> client -> wire -> protocol -> spec, image
//!                     \-> record -> app_model
//! bin/engine_* -> worker ------> wire
//!                    \---------> engine = saliency -> network -> kernels, checkpoint, burn
//! bin/decoder  -> worker ------> image
//! ```
//!
//! The engine never knows the web; the page never links burn. What a network or a method *is*
//! stands as plain data beside its code and is gathered by [`catalogue`].

#![warn(
    missing_docs,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used
)]

pub mod catalogue;
pub mod engine;
pub mod filling;
pub mod goal;
pub mod image;
pub mod protocol;
pub mod random;
pub mod render;
pub mod scores;
pub mod segment;
pub mod spec;
pub mod worker;

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub mod wire;

// The page's own rooms, linked by nobody else.
#[cfg(feature = "page")]
#[allow(missing_docs)]
pub mod app_model;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
#[allow(missing_docs)]
pub mod client;
#[cfg(feature = "page")]
pub mod course;
#[cfg(feature = "page")]
pub mod labels;
#[cfg(all(feature = "page", feature = "cpu", not(target_arch = "wasm32")))]
#[allow(missing_docs)]
pub mod recheck;
#[cfg(feature = "page")]
pub mod record;
#[cfg(feature = "page")]
pub mod repeat;
#[cfg(feature = "page")]
pub mod report;
#[cfg(feature = "page")]
#[allow(missing_docs)]
pub mod ui;
