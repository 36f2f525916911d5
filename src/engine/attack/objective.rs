//! What an attack climbs: a number made of the scores of one image, and its derivative.

use crate::scores::{self, best_other};
use crate::spec::ClassId;

use crate::goal::Aim;

/// What an attack climbs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objective {
    /// The unnormalised score of the target; away: less the score of the source.
    Score,
    /// Less the cross-entropy of the target; away: the cross-entropy of the source.
    CrossEntropy,
    /// The score of the target less the best other one; away: the best other one less the source's.
    Margin,
    /// The score of the target, but less its cross-entropy as long as a third class leads; away: as
    /// the score.
    ///
    /// The score alone may lift a related class faster than the target, and never end.
    ScoreThenCrossEntropy,
    /// The score of the target less the logarithm of the sum of the exponentials of all others, which
    /// is the logarithm of its odds; away: of the best other one.
    LogOdds,
}

/// Every objective that can be chosen, in the order of the choice that the page offers.
pub const OBJECTIVES: [Objective; 4] = [
    Objective::Score,
    Objective::CrossEntropy,
    Objective::Margin,
    Objective::ScoreThenCrossEntropy,
];

impl Objective {
    /// Derivative of the objective with respect to the scores of one image.
    pub fn weights(self, scores: &[f32], source: ClassId, aim: Aim) -> Vec<f32> {
        let mut weights = vec![0.0; scores.len()];
        let mut add = |class: ClassId, by: f32| {
            if let Some(weight) = weights.get_mut(class.index()) {
                *weight += by;
            }
        };
        let (class, sign) = match aim {
            Aim::Toward(class) => (class, 1.0),
            Aim::Away => (source, -1.0),
        };
        add(class, sign);
        let third_leads = || aim != Aim::Away && best_other(scores, class) != Some(source);
        match self {
            Self::ScoreThenCrossEntropy if third_leads() => {
                return Self::CrossEntropy.weights(scores, source, aim);
            }
            Self::LogOdds => return log_odds_weights(scores, source, aim),
            Self::Score | Self::ScoreThenCrossEntropy => {}
            Self::Margin => {
                if let Some(rival) = best_other(scores, class) {
                    add(rival, -sign);
                }
            }
            Self::CrossEntropy => {
                for (weight, p) in weights.iter_mut().zip(scores::softmax(scores)) {
                    *weight -= sign * p;
                }
            }
        }
        weights
    }
}

/// The class that has to rise.
fn raised(scores: &[f32], source: ClassId, aim: Aim) -> ClassId {
    match aim {
        Aim::Toward(class) => class,
        Aim::Away => best_other(scores, source).unwrap_or(source),
    }
}

fn log_odds_weights(scores: &[f32], source: ClassId, aim: Aim) -> Vec<f32> {
    let class = raised(scores, source, aim).index();
    let mut others = scores.to_vec();
    if let Some(score) = others.get_mut(class) {
        *score = f32::NEG_INFINITY;
    }
    let mut weights = scores::softmax(&others);
    weights.iter_mut().for_each(|p| *p = -*p);
    if let Some(weight) = weights.get_mut(class) {
        *weight = 1.0;
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The objectives as they are defined, to be differenced numerically.
    fn value(objective: Objective, scores: &[f32], source: ClassId, aim: Aim) -> f64 {
        let (class, sign) = match aim {
            Aim::Toward(class) => (class, 1.0),
            Aim::Away => (source, -1.0),
        };
        let at = |c: usize| f64::from(scores[c]);
        let log_sum: f64 = (0..scores.len()).map(|c| at(c).exp()).sum::<f64>().ln();
        let others = (0..scores.len()).filter(|c| *c != class.index());
        let best = others.map(at).fold(f64::NEG_INFINITY, f64::max);
        sign * match objective {
            Objective::Score => at(class.index()),
            Objective::CrossEntropy => at(class.index()) - log_sum,
            Objective::Margin => at(class.index()) - best,
            Objective::ScoreThenCrossEntropy => {
                let third_leads = aim != Aim::Away && best != at(source.index());
                at(class.index()) - if third_leads { log_sum } else { 0.0 }
            }
            Objective::LogOdds => {
                let class = match aim {
                    Aim::Toward(class) => class.index(),
                    Aim::Away => best_other(scores, source).expect("another class").index(),
                };
                let others = (0..scores.len()).filter(|c| *c != class);
                // The sign of the others stands before the sum, too.
                sign * (at(class) - others.map(|c| at(c).exp()).sum::<f64>().ln())
            }
        }
    }

    #[test]
    fn weights_are_the_derivatives_of_the_objectives() {
        let scores = [1.0_f32, 2.0, -0.5, 0.25];
        let aims = [Aim::Toward(ClassId(2)), Aim::Away];
        for objective in OBJECTIVES.into_iter().chain([Objective::LogOdds]) {
            for (source, aim) in [1, 3]
                .into_iter()
                .flat_map(|s| aims.map(|aim| (ClassId(s), aim)))
            {
                let weights = objective.weights(&scores, source, aim);
                for i in 0..scores.len() {
                    let moved = |by: f32| {
                        let mut scores = scores;
                        scores[i] += by;
                        value(objective, &scores, source, aim)
                    };
                    let slope = (moved(0.0625) - moved(-0.0625)) / 0.125;
                    assert!(
                        (slope - f64::from(weights[i])).abs() < 1e-3,
                        "{objective:?} {source:?} {aim:?} {i}"
                    );
                }
            }
        }
    }
}
