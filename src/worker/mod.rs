//! The inside of a worker: requests in, events out, one job at a time.

mod browser_decode;
mod checkpoint;
mod decoder;
mod device;
mod engine;
mod post;
mod running;
#[cfg(feature = "gpu")]
mod storage;
#[cfg(feature = "gpu")]
mod tuning;

pub use decoder::serve as serve_decoder;
#[cfg(feature = "cpu")]
pub use device::open_cpu;
#[cfg(feature = "gpu")]
pub use device::open_gpu;
pub use engine::serve as serve_engine;
pub use post::{give_way, post};
