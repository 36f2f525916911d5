//! From unnormalised scores to probabilities and ranks; pure functions.

use gradoscope_measure::rising;
use serde::{Deserialize, Serialize};

use crate::spec::ClassId;

/// A class with its unnormalised score and its softmax probability, in 0..1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// Which class.
    pub class: ClassId,
    /// Its score as the network gives it.
    pub score: f32,
    /// Among all classes of the network.
    pub probability: f32,
}

/// Softmax of `scores`, computed in float64 after subtracting the largest.
pub fn softmax(scores: &[f32]) -> Vec<f32> {
    let largest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f64> = scores
        .iter()
        .map(|score| f64::from(score - largest).exp())
        .collect();
    let sum: f64 = powers.iter().sum();
    powers.iter().map(|power| (power / sum) as f32).collect()
}

/// Positions of the values, the largest first; equal ones in the order they stand in. What is no
/// number comes last.
pub fn descending(values: &[f32]) -> Vec<usize> {
    let falling = values.iter().map(|value| -value.max(f32::NEG_INFINITY));
    rising(falling).into_iter().map(|at| at as usize).collect()
}

/// The `count` classes of highest score, highest first; ties in the order of their index.
pub fn ranking(scores: &[f32], count: usize) -> Vec<Standing> {
    let probabilities = softmax(scores);
    descending(scores)
        .into_iter()
        .take(count)
        .filter_map(|i| {
            Some(Standing {
                class: ClassId(u16::try_from(i).ok()?),
                score: scores[i],
                probability: probabilities[i],
            })
        })
        .collect()
}

/// One class; none where there is no such class.
pub fn standing(scores: &[f32], class: ClassId) -> Option<Standing> {
    Some(Standing {
        class,
        score: *scores.get(class.index())?,
        probability: *softmax(scores).get(class.index())?,
    })
}

/// How many classes have a higher score than this one, and one; equals share a rank.
pub fn rank(scores: &[f32], class: ClassId) -> Option<usize> {
    let own = scores.get(class.index()).filter(|own| !own.is_nan())?;
    Some(1 + scores.iter().filter(|score| *score > own).count())
}

/// The class of highest score; the first of equals.
pub fn predicted(scores: &[f32]) -> Option<ClassId> {
    best_but(scores, None)
}

/// The class of highest score but for `class`; the first of equals.
pub fn best_other(scores: &[f32], class: ClassId) -> Option<ClassId> {
    best_but(scores, Some(class))
}

fn best_but(scores: &[f32], left_out: Option<ClassId>) -> Option<ClassId> {
    let candidates = (0..scores.len()).filter(|i| left_out.is_none_or(|class| class.index() != *i));
    let is_better = |i: usize, best: usize| scores[i] > scores[best] || scores[best].is_nan();
    let best = candidates.reduce(|best, i| if is_better(i, best) { i } else { best })?;
    u16::try_from(best).ok().map(ClassId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn softmax_follows_its_definition_and_survives_large_scores() {
        let p = softmax(&[1000.0, 1000.0 + 3.0_f32.ln()]);
        assert!(
            (p[0] - 0.25).abs() < 1e-4 && (p[1] - 0.75).abs() < 1e-4,
            "{p:?}"
        );
    }

    #[test]
    fn ranks_by_score_and_breaks_ties_by_index() {
        let best = ranking(&[0.0, 2.0, 5.0, 2.0], 3);
        let classes: Vec<u16> = best.iter().map(|r| r.class.0).collect();
        assert_eq!(classes, [2, 1, 3]);
        assert_eq!(predicted(&[1.0, 1.0]), Some(ClassId(0)));
        assert_eq!(predicted(&[]), None);
        let ranks = [0, 1, 2, 3, 4].map(|class| rank(&[0.0, 2.0, 5.0, 2.0], ClassId(class)));
        assert_eq!(ranks, [Some(4), Some(2), Some(1), Some(2), None]);
        assert_eq!(
            best_other(&[1.0, 3.0, 2.0, 2.0], ClassId(1)),
            Some(ClassId(2))
        );
        assert_eq!(best_other(&[1.0], ClassId(0)), None);
    }

    #[test]
    fn what_is_no_number_is_never_the_best() {
        let scores = [f32::NAN, 1.0, f32::NEG_INFINITY, 3.0];
        assert_eq!(predicted(&scores), Some(ClassId(3)));
        assert_eq!(descending(&scores)[..2], [3, 1]);
        assert_eq!(descending(&[-f32::NAN, f32::NAN, 1.0])[0], 2);
    }
}
