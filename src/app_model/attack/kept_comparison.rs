use serde::{Deserialize, Serialize};

use crate::app_model::keeping::{At, Piece, Restoring, Things};
use crate::app_model::{AppModel, Effect, Later, Standstill};
use crate::protocol::{AttackEnd, AttackRequest, Goal};

use super::work::Of;
use super::{AttackState, Comparison, Contender, Verdict};

/// [`Comparison`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct KeptComparison {
    goal: Goal,
    max_gradients: u32,
    original: At,
    contenders: Vec<KeptContender>,
    standstill: Option<Standstill>,
    probability: f32,
}

/// [`Contender`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptContender {
    request: AttackRequest,
    end: Later<AttackEnd>,
    image: Option<At>,
    elapsed_ms: f32,
    variant: String,
    verdict: Later<Verdict>,
}

impl Contender {
    fn keep(&self, things: &mut Things) -> KeptContender {
        let Self {
            attack: _,
            request,
            end,
            image,
            elapsed_ms,
            variant,
            verdict,
        } = self;
        KeptContender {
            request: request.clone(),
            end: end.clone(),
            image: image.as_ref().map(|image| things.put(image)),
            elapsed_ms: *elapsed_ms,
            variant: variant.clone(),
            verdict: verdict.clone(),
        }
    }
}

impl KeptContender {
    /// None where the attack is not known any more, or the image is missing.
    fn contender(self, length: usize, things: &Things) -> Option<Contender> {
        let image = self.image.and_then(|at| things.of_length(at, length));
        if self.image.is_some() != image.is_some() || self.end.done().is_some() != image.is_some() {
            return None;
        }
        Some(Contender {
            // Its turn comes again.
            end: match self.end {
                Later::Running => Later::NotAsked,
                end => end,
            },
            image,
            elapsed_ms: self.elapsed_ms,
            variant: self.variant,
            verdict: self.verdict,
            ..Contender::new(self.request)?
        })
    }
}

impl AttackState {
    pub(super) fn keep_comparison(&self, things: &mut Things) -> Option<KeptComparison> {
        let Comparison {
            goal,
            max_gradients,
            probability,
            original,
            contenders,
            standstill,
        } = self.comparison.as_ref()?;
        Some(KeptComparison {
            goal: *goal,
            max_gradients: *max_gradients,
            original: things.put(original),
            contenders: contenders.iter().map(|c| c.keep(things)).collect(),
            standstill: *standstill,
            probability: *probability,
        })
    }
}

impl AppModel {
    /// Puts the comparison back; it goes on where it was.
    pub(super) fn restore_comparison(
        &mut self,
        kept: KeptComparison,
        restoring: &mut Restoring,
        effects: &mut Vec<Effect>,
    ) {
        let length = self.image_bytes();
        let Some(original) = restoring.things.of_length(kept.original, length) else {
            return restoring.lost.push(Piece::Comparison);
        };
        let count = kept.contenders.len();
        let contenders = kept.contenders.into_iter();
        let known = contenders.filter_map(|c| c.contender(length, &restoring.things));
        let contenders: Vec<Contender> = known.collect();
        if contenders.len() < count {
            restoring.lost.push(Piece::Comparison);
        }
        if contenders.is_empty() {
            return;
        }
        let comparison = Comparison {
            goal: kept.goal,
            max_gradients: kept.max_gradients,
            probability: kept.probability,
            original,
            contenders,
            standstill: kept.standstill,
        };
        if comparison.standstill.is_none() {
            let turns = comparison.contenders.iter().enumerate();
            let to_come = turns.filter(|(_, c)| c.end == Later::NotAsked);
            self.attack.upcoming = to_come.map(|(i, _)| i).collect();
        }
        restoring.restarted |= comparison.is_under_way();
        let unverified = comparison.contenders.iter().enumerate();
        let unverified = unverified.filter(|(_, c)| c.verdict.is_running());
        let unverified: Vec<_> = unverified
            .filter_map(|(i, c)| Some((i, c.image.clone()?)))
            .collect();
        self.attack.comparison = Some(comparison);
        for (i, image) in unverified {
            self.seal(Of::Contender(i), image, effects);
        }
        self.advance_comparison(effects);
    }
}
