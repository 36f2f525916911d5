//! Numbers to pictures: pure functions, the same on every machine.

mod colour;
mod difference;
mod map;
mod picture;

pub use colour::{COLOUR_MAPS, ColourMap};
pub use difference::{change_energies, difference, energy_share};
pub use map::{
    FIXED_SCALES, Limits, PERCENTILES, REDUCTIONS, Reduction, Scale, highs, limits, on_pixels,
    over_image, reduce, rgba_from_map,
};
pub use picture::{Rgba, rgb_from_labels, rgba_from_rgb};
