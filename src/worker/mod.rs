//! The inside of a worker: requests in, events out, one job at a time. The engine's runs anywhere,
//! behind a [`Port`]; the decoder's in a browser only.

#[cfg(target_arch = "wasm32")]
mod browser_decode;
#[cfg(target_arch = "wasm32")]
mod browser_port;
mod checkpoint;
mod crew;
#[cfg(target_arch = "wasm32")]
mod decoder;
mod device;
mod engine;
mod port;
#[cfg(target_arch = "wasm32")]
mod post;
mod running;
#[cfg(all(feature = "gpu", target_arch = "wasm32"))]
mod storage;
#[cfg(all(feature = "relaxed", target_arch = "wasm32"))]
mod threads;
#[cfg(all(feature = "gpu", target_arch = "wasm32"))]
mod tuning;

#[cfg(target_arch = "wasm32")]
pub use browser_port::serve as serve_engine;
#[cfg(target_arch = "wasm32")]
pub use decoder::serve as serve_decoder;
pub use device::Opened;
#[cfg(feature = "cpu")]
pub use device::open_cpu;
#[cfg(all(feature = "gpu", target_arch = "wasm32"))]
pub use device::open_gpu;
pub use engine::Engine;
pub use port::{Enclosed, Line, Nobody, Payload, Port, Told};
#[cfg(target_arch = "wasm32")]
pub use post::{give_way, post};
#[cfg(all(feature = "relaxed", target_arch = "wasm32"))]
pub use threads::use_them as use_threads;
