//! From an image to an object: a map, then the cheapest cut.

mod crops;
mod run;

pub use run::{SegmentPart, map_of, run};
