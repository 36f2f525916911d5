//! Gradients of images. This room has never heard of the web.

mod adam;
pub mod answer;
pub mod attack;
pub mod faithful;
pub mod formula;
pub mod help;
pub mod job;
pub mod maps;
pub mod network;
pub mod readback;
pub mod saliency;
pub mod sanity;
pub mod segment;
pub mod selfcheck;
pub mod space;
pub mod tensor;
pub mod visualize;
