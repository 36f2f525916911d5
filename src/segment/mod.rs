//! From a map and a picture to an object: what else a map could serve for.
//!
//! To add a way: a [`Recipe`] and its [`RecipeSheet`] in a file, and its lines in [`RECIPES`] and [`SHEETS`]. The work is that of the crate
//! `gradoscope-cut`; here stands what is asked of it, portion after portion, and what came of it.

mod bounds;
mod cutting;
mod error;
mod prior;
mod recipe;
mod simonyan;

pub use bounds::{Bounds, area, overlap};
pub use cutting::{Cutting, Segmentation};
pub use error::SegmentError;
pub use prior::CLASS_MAP_WITH_PRIOR;
pub use recipe::{Recipe, RecipeSheet};
pub use simonyan::SIMONYAN;

/// Every way, the default first.
pub const RECIPES: &[&Recipe] = &[&CLASS_MAP_WITH_PRIOR, &SIMONYAN];

/// What the page shows of each, in the same order; no part of the engines.
pub const SHEETS: &[&RecipeSheet] = &[
    &prior::CLASS_MAP_WITH_PRIOR_SHEET,
    &simonyan::SIMONYAN_SHEET,
];

/// The way named `id`.
pub fn recipe(id: &str) -> Option<&'static Recipe> {
    RECIPES.iter().find(|recipe| recipe.id == id).copied()
}
