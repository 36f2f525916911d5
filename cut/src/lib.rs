//! An image cut into object and background: colours of both as Gaussian mixtures, an energy that
//! counts colours and borders, and the labels of least energy by maximum flow.
//!
//! - [`Mixture`]: how likely a colour is, fitted to examples.
//! - [`Grid`]: the energy of every way to label the pixels, in whole numbers (Boykov & Jolly 2001,
//!   "Interactive graph cuts for optimal boundary & region segmentation").
//! - [`Flow`]: the labels that have the least of it, exactly (Boykov & Kolmogorov 2004, "An experimental
//!   comparison of min-cut/max-flow algorithms for energy minimization in vision").
//! - [`Regions`], [`Rect`], [`overlap`]: what was found.
//!
//! Everything is done in portions: who calls may stop between two of them. A crate of its own, without
//! any dependency, because the rest is built for size.

#![warn(
    missing_docs,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used
)]

mod colour;
mod flow;
mod grid;
mod mixture;
mod region;
mod seeding;

pub use colour::Colour;
pub use flow::Flow;
pub use grid::{Grid, UNIT};
pub use mixture::Mixture;
pub use region::{Rect, Regions, overlap};
