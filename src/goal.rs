//! What an attack has to reach, and whether an image does: one rule for the engine, which stops by
//! it, and for the page, which judges the saved file by it.

use crate::protocol::Goal;
use crate::scores::{self, Standing, best_other};
use crate::spec::ClassId;

/// A goal once the scores of the original are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// To this class.
    Toward(ClassId),
    /// Away from the class of the original.
    Away,
}

impl Aim {
    /// What `goal` means for an original of these scores. `before_relu` are its scores before the
    /// last ReLU, or the scores themselves where there is none. None where there is but one class:
    /// no other can be reached.
    pub fn new(goal: Goal, scores: &[f32], before_relu: &[f32]) -> Option<Self> {
        let first = scores::predicted(scores)?;
        let second = best_other(scores, first)?;
        Some(match goal {
            Goal::Class(class) => Self::Toward(class),
            Goal::Away => Self::Away,
            Goal::RunnerUp => Self::Toward(second),
            Goal::LeastLikely => {
                // Where all are equal the first would be the lowest too.
                let others = (0..before_relu.len()).filter(|i| *i != first.index());
                let lowest = others.min_by(|&a, &b| before_relu[a].total_cmp(&before_relu[b]));
                Self::Toward(lowest.map_or(second, |i| ClassId(i as u16)))
            }
        })
    }
}

/// What the scores of an image say of the goal.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The class of the original.
    pub source: Standing,
    /// The class to reach; the best one besides the source when it has only to leave.
    pub target: Standing,
    /// Score of the target less that of the best other class; away: of the best other class less
    /// the source's.
    pub margin: f32,
    /// Whether the target has the first place, and the probability asked for.
    pub reached: bool,
}

/// Judges the scores of one image. `until_probability` in 0..1 is asked for beyond the first place.
pub fn judge(scores: &[f32], source: ClassId, aim: Aim, until_probability: f32) -> Verdict {
    let probabilities = scores::softmax(scores);
    let standing = |class: ClassId| Standing {
        class,
        score: scores.get(class.index()).copied().unwrap_or_default(),
        probability: probabilities
            .get(class.index())
            .copied()
            .unwrap_or_default(),
    };
    let first = scores::predicted(scores).unwrap_or(source);
    let (target, margin, in_first_place) = match aim {
        Aim::Toward(class) => {
            let rival = best_other(scores, class).unwrap_or(class);
            (
                class,
                standing(class).score - standing(rival).score,
                first == class,
            )
        }
        Aim::Away => {
            let rival = best_other(scores, source).unwrap_or(source);
            (
                rival,
                standing(rival).score - standing(source).score,
                first != source,
            )
        }
    };
    let target = standing(target);
    Verdict {
        source: standing(source),
        target,
        margin,
        reached: in_first_place && target.probability >= until_probability,
    }
}

/// Nearer to one no probability is asked for: its odds would have no end.
const MOST_PROBABLE: f64 = 1.0 - 1e-6;

/// By how much the logarithm of the odds of `class` falls short of those of a probability; negative
/// where it does not.
pub fn missing_odds(scores: &[f32], class: ClassId, probability: f32) -> f32 {
    let wanted = f64::from(probability).min(MOST_PROBABLE);
    let at = |score: &f32| f64::from(*score);
    let others = || {
        let all = scores.iter().enumerate();
        all.filter(|(i, _)| *i != class.index()).map(|(_, s)| at(s))
    };
    let highest = others().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = others().map(|score| (score - highest).exp()).sum();
    let score = scores.get(class.index()).map_or(0.0, at);
    let odds = score - highest - sum.ln();
    ((wanted / (1.0 - wanted)).ln() - odds) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odds_are_missing_as_long_as_the_probability_is() {
        let scores = [1.0_f32, 3.0, 2.5, -4.0];
        let probability = scores::softmax(&scores)[1];
        let missing = |p: f32| missing_odds(&scores, ClassId(1), p);
        assert!(missing(probability).abs() < 1e-5);
        assert!(missing(probability - 0.01) < 0.0 && missing(probability + 0.01) > 0.0);
        // What is missing is what its score has to rise by.
        let mut raised = scores;
        raised[1] += missing(0.9);
        assert!((scores::softmax(&raised)[1] - 0.9).abs() < 1e-6);
        assert_eq!(missing(0.0), f32::NEG_INFINITY);
        assert!(missing(1.0).is_finite());
    }

    #[test]
    fn a_tie_with_an_earlier_class_is_no_success() {
        let verdict = judge(&[2.0, 2.0, 1.0], ClassId(0), Aim::Toward(ClassId(1)), 0.0);
        assert!(!verdict.reached && verdict.margin == 0.0, "{verdict:?}");
        let verdict = judge(&[2.0, 2.5, 1.0], ClassId(0), Aim::Toward(ClassId(1)), 0.0);
        assert!(verdict.reached && verdict.margin == 0.5, "{verdict:?}");
        assert!(!judge(&[2.0, 2.5, 1.0], ClassId(0), Aim::Toward(ClassId(1)), 0.9).reached);
    }

    #[test]
    fn goals_follow_the_scores_of_the_original() {
        let (scores, before) = ([3.0, 0.0, 1.0, 0.0], [3.0, -2.0, 1.0, -4.0]);
        let aim = |goal| Aim::new(goal, &scores, &before);
        assert_eq!(aim(Goal::RunnerUp), Some(Aim::Toward(ClassId(2))));
        assert_eq!(aim(Goal::LeastLikely), Some(Aim::Toward(ClassId(3))));
        assert_eq!(aim(Goal::Away), Some(Aim::Away));
    }

    const GOALS: [Goal; 4] = [
        Goal::Class(ClassId(0)),
        Goal::RunnerUp,
        Goal::LeastLikely,
        Goal::Away,
    ];

    #[test]
    fn one_class_leaves_nothing_to_reach() {
        for goal in GOALS {
            assert_eq!(Aim::new(goal, &[3.0], &[3.0]), None, "{goal:?}");
            assert_eq!(Aim::new(goal, &[], &[]), None, "{goal:?}");
        }
    }

    #[test]
    fn the_class_that_is_seen_is_never_the_one_to_reach() {
        let flat = [0.0; 3];
        for (scores, before) in [(&flat[..], &flat[..]), (&flat[..2], &[-1.0, -0.5][..])] {
            for goal in [Goal::RunnerUp, Goal::LeastLikely] {
                let aim = Aim::new(goal, scores, before);
                assert_eq!(aim, Some(Aim::Toward(ClassId(1))), "{goal:?} {before:?}");
            }
        }
    }
}
