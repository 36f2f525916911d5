use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::app_model::keeping::{Piece, Restoring, Things};
use crate::app_model::map::KeptMap;
use crate::app_model::{AppModel, Effect, Engine, Later, Seat, Standstill};
use crate::protocol::AttackRequest;
use crate::spec::ClassId;

use super::answers::{About, Halves, Place};
use super::matrix::{MatrixImage, Trial};
use super::{MOST_TARGETS, Matrix, OtherMap, PAIR_LEAVES, Recognition, Transfer};

/// What was chosen in the fourth part, as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptPairSettings {
    chosen: Option<String>,
    /// Whether the second network was there, or on its way.
    is_loaded: bool,
    targets: usize,
    leaf: String,
}

/// What was found in the fourth part, as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptPair {
    map: Later<KeptOther>,
    transfer: Later<Transfer>,
    recognition: Later<Recognition>,
    matrix: Option<KeptMatrix>,
}

/// [`OtherMap`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptOther {
    map: KeptMap,
    places: [Place; 2],
    elapsed_ms: f32,
    variant: String,
}

/// [`Matrix`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptMatrix {
    number: u32,
    request: AttackRequest,
    targets: usize,
    images: Vec<(String, Later<[ClassId; 2]>)>,
    trials: Vec<KeptTrial>,
    standstill: Option<Standstill>,
}

/// [`Trial`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptTrial {
    image: usize,
    from: Seat,
    target: ClassId,
    seen: Later<[ClassId; 2]>,
    elapsed_ms: f32,
}

/// What is asked again once both networks are there.
#[derive(Debug, Clone, Default)]
pub(super) struct ToAskAgain {
    load: bool,
    map: bool,
    transfer: bool,
    recognition: bool,
}

impl Matrix {
    fn keep(&self) -> KeptMatrix {
        let image = |image: &MatrixImage| (image.name.clone(), image.seen.clone());
        let trial = |trial: &Trial| KeptTrial {
            image: trial.image,
            from: trial.from,
            target: trial.target,
            seen: trial.seen.clone(),
            elapsed_ms: trial.elapsed_ms,
        };
        KeptMatrix {
            number: self.number,
            request: self.request.clone(),
            targets: self.targets,
            images: self.images.iter().map(image).collect(),
            trials: self.trials.iter().map(trial).collect(),
            standstill: self.standstill,
        }
    }
}

impl KeptMatrix {
    /// What was found stays. It does not go on: its images would have to be fetched again.
    fn matrix(self) -> Matrix {
        let found = |seen| match seen {
            Later::Running => Later::NotAsked,
            seen => seen,
        };
        let image = |(name, seen)| MatrixImage {
            seen: found(seen),
            ..MatrixImage::new(name)
        };
        let trial = |trial: KeptTrial| Trial {
            image: trial.image,
            from: trial.from,
            target: trial.target,
            seen: found(trial.seen),
            elapsed_ms: trial.elapsed_ms,
            scores: Halves::default(),
        };
        let mut matrix = Matrix {
            number: self.number,
            request: self.request,
            targets: self.targets,
            images: self.images.into_iter().map(image).collect(),
            trials: self.trials.into_iter().map(trial).collect(),
            engines: [1; 2],
            standstill: self.standstill,
        };
        if matrix.is_under_way() {
            matrix.standstill = Some(Standstill::Interrupted);
        }
        matrix
    }
}

impl AppModel {
    pub(in crate::app_model) fn keep_pair_settings(&self) -> KeptPairSettings {
        KeptPairSettings {
            chosen: self.pair.chosen.map(str::to_owned),
            is_loaded: self.engines.second().is_some_and(Engine::is_alive),
            targets: self.pair.targets,
            leaf: self.pair.leaf.to_owned(),
        }
    }

    pub(in crate::app_model) fn restore_pair_settings(
        &mut self,
        kept: KeptPairSettings,
        lost: &mut Vec<Piece>,
    ) {
        let chosen = kept.chosen.as_deref();
        let known = chosen.and_then(|id| self.network_named(id));
        if known.is_none() && chosen.is_some() {
            lost.push(Piece::SecondNetwork);
        }
        self.pair.chosen = known.map(|spec| spec.id);
        self.pair.targets = kept.targets.clamp(1, MOST_TARGETS);
        let leaf = PAIR_LEAVES.into_iter().find(|id| *id == kept.leaf);
        self.pair.leaf = leaf.unwrap_or(self.pair.leaf);
        self.pair.again.load = kept.is_loaded && known.is_some() == chosen.is_some();
    }

    pub(in crate::app_model) fn keep_pair(&self, things: &mut Things) -> KeptPair {
        KeptPair {
            map: self.other_map().and_then(|map| {
                Some(KeptOther {
                    map: map.map.keep(things),
                    places: map.places,
                    elapsed_ms: map.elapsed_ms,
                    variant: map.variant.clone(),
                })
            }),
            transfer: self.transfer().clone(),
            recognition: self.recognition().clone(),
            matrix: self.pair.matrix.as_ref().map(Matrix::keep),
        }
    }

    /// Puts back what was found about what is back already.
    pub(in crate::app_model) fn restore_pair(&mut self, kept: KeptPair, restoring: &mut Restoring) {
        let again = &mut self.pair.again;
        again.map = kept.map.is_running();
        again.transfer = kept.transfer.is_running();
        again.recognition = kept.recognition.is_running();
        restoring.restarted |= again.map || again.transfer || again.recognition;
        if let Some(saliency) = &self.saliency.map {
            let map = kept.map.and_then(|map| {
                Some(OtherMap {
                    map: map.map.map(&restoring.things)?,
                    places: map.places,
                    elapsed_ms: map.elapsed_ms,
                    variant: map.variant.clone(),
                })
            });
            self.pair.mapped = saliency.class;
            self.pair.map = about(&saliency.map.values, map);
        }
        let attacked = self.attack.run.as_ref().and_then(|run| run.image.as_ref());
        self.pair.transfer = attacked.and_then(|image| about(image, kept.transfer));
        let made = self.visual.run.as_ref().and_then(|run| run.image.as_ref());
        self.pair.recognition = made.and_then(|image| about(image, kept.recognition));
        if let Some(matrix) = kept.matrix {
            self.pair.matrices = matrix.number.min(u32::MAX / 2);
            self.pair.matrix = Some(matrix.matrix());
        }
    }

    /// Asks again what was being asked when the page was loaded again; as soon as it can be.
    pub(in crate::app_model) fn ask_pair_again(&mut self, effects: &mut Vec<Effect>) {
        if std::mem::take(&mut self.pair.again.load) {
            self.start_second(effects);
        }
        if !self.is_pair_ready() {
            return;
        }
        let again = std::mem::take(&mut self.pair.again);
        if again.map {
            self.ask_other_map(effects);
        }
        if again.transfer {
            self.ask_transfer(effects);
        }
        if again.recognition {
            self.ask_recognition(effects);
        }
    }
}

/// An answer that is there, about `of`.
fn about<K, T>(of: &Arc<[K]>, answer: Later<T>) -> Option<About<K, T>> {
    match answer {
        Later::Done(_) | Later::Failed(_) => Some(About {
            of: of.clone(),
            answer,
            scores: Halves::default(),
        }),
        Later::NotAsked | Later::Running => None,
    }
}

#[cfg(test)]
impl AppModel {
    /// Answers everything that can be asked about what is there.
    pub(crate) fn answer_for_tests(
        &mut self,
        map: OtherMap,
        transfer: Transfer,
        recognition: Recognition,
    ) {
        let done = |of: Option<&crate::app_model::Bytes>| of.cloned().unwrap_or_default();
        let attacked = self.attack.run.as_ref().and_then(|run| run.image.as_ref());
        self.pair.transfer = about(&done(attacked), Later::Done(transfer));
        let made = self.visual.run.as_ref().and_then(|run| run.image.as_ref());
        self.pair.recognition = about(&done(made), Later::Done(recognition));
        if let Some(saliency) = &self.saliency.map {
            self.pair.map = about(&saliency.map.values, Later::Done(map));
        }
    }

    /// A matrix of one image, with one attack on each network that led to `target`, which the other
    /// did not see.
    pub(crate) fn fill_for_tests(&mut self, request: AttackRequest, target: ClassId) {
        let trial = |from: Seat| Trial {
            image: 0,
            from,
            target,
            seen: Later::Done([Seat::First, Seat::Second].map(|by| match by == from {
                true => target,
                false => ClassId(0),
            })),
            elapsed_ms: 1.5,
            scores: Halves::default(),
        };
        let image = MatrixImage {
            seen: Later::Done([ClassId(0); 2]),
            ..MatrixImage::new("Chelsea".to_owned())
        };
        self.pair.matrix = Some(Matrix {
            number: 1,
            request,
            targets: 1,
            images: vec![image],
            trials: Seat::BOTH.map(trial).to_vec(),
            engines: [1; 2],
            standstill: None,
        });
    }
}
