//! A frozen network on WebGPU: forward and the gradient with respect to the input, by shaders of our
//! own, launched through burn's device and on its buffers.
//!
//! What the kernels of the CPU are there, this is here: a [`Plan`] is made once per network, its
//! weights laid out for both directions; forward keeps the winners of max-pooling, backward never
//! computes a gradient of weights. Every output of a convolution is summed in the same order at
//! every position.

mod buffer;
mod launch;
mod plan;
mod run;
mod source;

pub use buffer::{primitive, tensor};
pub use launch::{Program, flat, launch};
pub use plan::{Plan, TUNINGS, Tuning};
pub use run::Run;
pub use source::{Block, entry};
