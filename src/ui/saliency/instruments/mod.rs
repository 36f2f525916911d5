//! Maps put to the test. What there is to draw and to say of a run is pure and compiled everywhere.

pub mod curves;
pub mod doctor_math;
pub mod object_math;
pub mod outcome;
#[cfg(test)]
mod tests;

#[cfg(target_arch = "wasm32")]
mod doctor;
#[cfg(target_arch = "wasm32")]
mod drawn_box;
#[cfg(target_arch = "wasm32")]
mod faithful;
#[cfg(target_arch = "wasm32")]
mod gone;
#[cfg(target_arch = "wasm32")]
mod object;
#[cfg(target_arch = "wasm32")]
mod running;
#[cfg(target_arch = "wasm32")]
mod sanity;
#[cfg(target_arch = "wasm32")]
mod set;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use view::{LoadTest, Test, test};
