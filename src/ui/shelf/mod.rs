//! The shelf as it is seen. What there is to say of an entry is read from its record alone, pure and
//! compiled everywhere; so another kind of result needs no code here.

pub mod charts;
pub mod facts;
pub mod figures;
pub mod pictures;
pub mod reading;
pub mod tables;
#[cfg(test)]
mod tests;
pub mod titles;

#[cfg(target_arch = "wasm32")]
mod cards;
#[cfg(target_arch = "wasm32")]
mod divider;
#[cfg(target_arch = "wasm32")]
mod fold;
#[cfg(target_arch = "wasm32")]
mod opened;
#[cfg(target_arch = "wasm32")]
mod picked;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(super) use cards::{read, titles_of};
#[cfg(target_arch = "wasm32")]
pub(super) use fold::{fold, to_shelf};
#[cfg(target_arch = "wasm32")]
pub use view::shelf;
