//! Whether a map hangs on what the network has learnt, and on the class (Adebayo et al. 2018): the map
//! after changes of weights or of the class, beside the map as it is.
//!
//! Deviations: the paper's similarities are two, here they are five; which one is read decides what the
//! test says.

mod likeness;
mod run;

pub use run::{SanityPart, run};
