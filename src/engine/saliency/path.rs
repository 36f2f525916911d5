//! What the methods that go from one image to another have in common: whether their sum is right.

use crate::protocol::Fact;

use super::{Attribution, Subject};

/// A way from a baseline to the image.
pub(super) struct Path<'s, 'a> {
    pub subject: &'s Subject<'a>,
    /// Unnormalised scores of the image and of the baseline.
    pub score: f32,
    pub baseline_score: f32,
}

impl Path<'_, '_> {
    /// How far the sum of the map is from the difference of the scores, in shares of it; zero where both are
    /// zero.
    pub fn gap(&self, map: &Attribution) -> f64 {
        let difference = f64::from(self.score) - f64::from(self.baseline_score);
        let off = (sum(map) - difference).abs();
        match off > 0.0 {
            true => off / difference.abs(),
            false => 0.0,
        }
    }

    /// Both, for the reader.
    pub fn completeness(&self, map: &Attribution, steps: u32) -> Fact {
        Fact::Completeness {
            sum: sum(map) as f32,
            score: self.score,
            baseline_score: self.baseline_score,
            steps,
        }
    }
}

fn sum(map: &Attribution) -> f64 {
    map.values.iter().copied().map(f64::from).sum()
}
