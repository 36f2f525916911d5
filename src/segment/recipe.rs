use crate::spec::{Paper, Text};

/// A way from a map to an object: its numbers, all that the engine needs.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// Permanent, kebab-case.
    pub id: &'static str,
    /// Pixels whose value in the map is above this quantile, in 0..1, are examples of the object's colours.
    pub above: f64,
    /// Those below this quantile are examples of the background's.
    pub below: f64,
    /// What the border between two pixels of one colour costs, in natural units, where nobody chose.
    pub gamma: f64,
    /// The map is blurred by so many pixels before anything is read from it; 0 for not at all.
    pub blur: f64,
    /// How much a place in the ranking of the map counts beside a colour; 0 for not at all.
    pub prior: f64,
    /// How often the colours are learnt anew from what was found, at the most.
    pub refits: u32,
}

/// What the page shows of it.
#[derive(Debug, Clone, Copy)]
pub struct RecipeSheet {
    /// What it is about.
    pub recipe: &'static Recipe,
    /// As its choice is called.
    pub name: Text,
    /// What it does, in plain words.
    pub words: Text,
    /// What it cannot do.
    pub beware: Text,
    /// Where it comes from.
    pub paper: Paper,
    /// Where it departs from the paper.
    pub deviations: Text,
}
