//! Numbers to pictures: pure functions, the same on every machine.

mod colour;
mod map;

pub use colour::{COLOUR_MAPS, ColourMap};
pub use map::{Limits, REDUCTIONS, Reduction, Scale, limits, over_image, reduce, rgba_from_map};
