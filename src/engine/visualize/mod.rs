//! Class visualisation: an image made by climbing the gradient of an objective.
//!
//! Four things are separate: the objective ([`objective`]), what the image is made of
//! ([`canvas`]), how a step sees it ([`view`]) and what keeps it plain ([`regularise`]). The loop
//! that joins them is `run`.
//!
//! To add a canvas or a view: one file, and its two lines in the folder's `mod.rs`; an objective
//! has a line in the catalogue, too.

pub mod canvas;
mod contract;
pub mod linear;
pub mod objective;
pub mod params;
pub mod presets;
pub mod regularise;
mod run;
mod stride;
pub mod view;

pub use contract::{About, Canvas, Objective, Seeded, Share, View, VisualPart};
pub use run::{Dial, run};
