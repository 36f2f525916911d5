//! Two networks side by side: a second engine, and what is asked of both.

mod answers;
mod kept;
mod map;
mod matrix;
mod matrix_end;
mod matrix_run;
mod recognition;
mod second;
#[cfg(test)]
mod tests;
mod transfer;
pub(super) mod work;

pub use answers::Place;
pub use kept::{KeptPair, KeptPairSettings};
pub use map::OtherMap;
pub use matrix::{MOST_TARGETS, Matrix, MatrixCell, MatrixImage, Trial};
pub use recognition::Recognition;
pub use transfer::{Look, Transfer};

use crate::app_model::desk::{MISFIT, Purpose};
use crate::app_model::{AppModel, Bytes, Effect, Later, Map, Payload, Seat};
use crate::protocol::{EngineEvent, Task};
use crate::spec::ClassId;
use answers::About;
use work::Work;

/// Ids of what is shown of two networks, one at a time, the first one first.
pub const PAIR_LEAVES: [&str; 4] = ["maps", "transfer", "recognition", "matrix"];

/// What happens to the comparison of two networks.
#[derive(Debug, Clone)]
pub enum PairEvent {
    /// The second network, by its id.
    Choose(&'static str),
    /// Gets the second network, on an engine of its own.
    Load,
    /// Ends that engine.
    Unload,
    /// The map of the first part, by the second network.
    AskMap,
    /// What both networks say of the adversarial image of the second part.
    AskTransfer,
    /// What both networks say of the visualisation of the third part.
    AskRecognition,
    /// One of [`PAIR_LEAVES`] is shown.
    Leaf(&'static str),
    /// How many targets each image is led to in the matrix.
    Targets(usize),
    /// Fills the matrix from images that will come, in this order, by their names.
    Fill {
        images: Vec<String>,
    },
    /// The file of an image of the matrix; none where it could not be had.
    Image {
        matrix: u32,
        image: usize,
        file: Option<Bytes>,
    },
    CancelMatrix {
        now_ms: f64,
    },
}

/// Two networks side by side.
#[derive(Debug, Clone)]
pub struct PairState {
    /// Of [`PAIR_LEAVES`].
    pub leaf: &'static str,
    pub matrix: Option<Matrix>,
    /// Images are led to so many classes each.
    pub targets: usize,
    /// The second network, once the reader chose one.
    chosen: Option<&'static str>,
    map: Option<About<f32, OtherMap>>,
    /// The class that it is of.
    mapped: ClassId,
    transfer: Option<About<u8, Transfer>>,
    recognition: Option<About<u8, Recognition>>,
    /// Of both networks, while a matrix is filled.
    classes: usize,
    /// How many matrices there have been.
    matrices: u32,
    again: kept::ToAskAgain,
}

impl Default for PairState {
    fn default() -> Self {
        Self {
            leaf: PAIR_LEAVES[0],
            matrix: None,
            targets: 2,
            chosen: None,
            map: None,
            mapped: ClassId(0),
            transfer: None,
            recognition: None,
            classes: 0,
            matrices: 0,
            again: kept::ToAskAgain::default(),
        }
    }
}

impl AppModel {
    /// The map of the first part as the second network draws it.
    pub fn other_map(&self) -> &Later<OtherMap> {
        let of = self.saliency.map.as_ref().map(|map| &map.map.values);
        About::answer(self.pair.map.as_ref(), of)
    }

    /// What both networks say of the adversarial image.
    pub fn transfer(&self) -> &Later<Transfer> {
        let run = self.attack.run.as_ref();
        let of = run.and_then(|run| run.image.as_ref());
        About::answer(self.pair.transfer.as_ref(), of)
    }

    /// What both networks say of the visualisation.
    pub fn recognition(&self) -> &Later<Recognition> {
        let run = self.visual.run.as_ref();
        let of = run.and_then(|run| run.image.as_ref());
        About::answer(self.pair.recognition.as_ref(), of)
    }

    pub(super) fn on_pair(&mut self, event: PairEvent, effects: &mut Vec<Effect>) {
        match event {
            PairEvent::Choose(id) => self.choose_other(id, effects),
            PairEvent::Load => self.start_second(effects),
            PairEvent::Unload => self.end_second(effects),
            PairEvent::AskMap => self.ask_other_map(effects),
            PairEvent::AskTransfer => self.ask_transfer(effects),
            PairEvent::AskRecognition => self.ask_recognition(effects),
            PairEvent::Leaf(id) => self.pair.leaf = id,
            PairEvent::Targets(count) => self.pair.targets = count.clamp(1, MOST_TARGETS),
            PairEvent::Fill { images } => self.fill_matrix(images, effects),
            PairEvent::Image {
                matrix,
                image,
                file,
            } => self.on_matrix_file(matrix, image, file, effects),
            PairEvent::CancelMatrix { now_ms } => self.cancel_matrix(now_ms, effects),
        }
    }

    /// One of the networks is another one now: what was found is about those before.
    pub(super) fn forget_pair(&mut self, effects: &mut Vec<Effect>) {
        self.forget_matrix(effects);
        self.desk.withdraw(Purpose::pair(|_| true), None, effects);
        self.pair.map = None;
        self.pair.transfer = None;
        self.pair.recognition = None;
    }

    /// The same to both engines.
    pub(super) fn engage_both(
        &mut self,
        work: Work,
        asked: (Task, Bytes),
        effects: &mut Vec<Effect>,
    ) {
        for seat in Seat::BOTH {
            self.engage(seat, Purpose::Pair(work), asked.clone(), effects);
        }
    }

    pub(super) fn withdraw_pair(&mut self, work: Work, effects: &mut Vec<Effect>) {
        let is = Purpose::pair(|other| *other == work);
        self.desk.withdraw(is, None, effects);
    }

    /// What an engine says of something that this part asked for.
    pub(in crate::app_model) fn on_pair_answer(
        &mut self,
        seat: Seat,
        work: Work,
        event: EngineEvent,
        payload: Payload,
        effects: &mut Vec<Effect>,
    ) {
        match (work, event) {
            (Work::Map, EngineEvent::Scores { .. }) => self.pair.on_map_scores(payload),
            // Of a trial; its end tells more.
            (
                _,
                EngineEvent::AttackStep { .. }
                | EngineEvent::MapSoFar { .. }
                | EngineEvent::Scores { .. }
                | EngineEvent::Progress { .. },
            ) => return,
            (
                Work::Map,
                EngineEvent::Attribution {
                    sheet,
                    facts,
                    elapsed_ms,
                    variant,
                    ..
                },
            ) => self
                .pair
                .on_map(Map::new(sheet, facts, payload), elapsed_ms, variant),
            (Work::Transfer, EngineEvent::Classified { .. }) => self.on_transfer(seat, payload),
            (Work::Recognition, EngineEvent::Classified { .. }) => {
                self.on_recognition(seat, payload);
            }
            (Work::Original(image), EngineEvent::Classified { .. }) => {
                self.pair.on_original_seen(image, seat, payload);
            }
            (Work::Attack(trial), EngineEvent::AttackEnd { elapsed_ms, .. }) => {
                self.on_trial_end(trial, elapsed_ms, payload, effects);
            }
            (Work::Judge(trial), EngineEvent::Classified { .. }) => {
                self.pair.on_judged(trial, seat, payload);
            }
            (work, _) => self.pair.fail(work, MISFIT),
        }
        self.advance_matrix(effects);
    }

    /// What was asked for will not come; nor will anything else where the engine `stopped`.
    pub(in crate::app_model) fn lose_pair(
        &mut self,
        work: Work,
        stopped: bool,
        message: &str,
        effects: &mut Vec<Effect>,
    ) {
        self.pair.fail(work, message);
        if !stopped {
            self.advance_matrix(effects);
        }
    }
}

impl PairState {
    /// What was asked for will not come.
    pub(super) fn fail(&mut self, work: Work, message: &str) {
        match work {
            Work::Map => About::fail(&mut self.map, message),
            Work::Transfer => About::fail(&mut self.transfer, message),
            Work::Recognition => About::fail(&mut self.recognition, message),
            Work::Original(image) => self.fail_image(image, message),
            Work::Attack(trial) | Work::Judge(trial) => self.fail_trial(trial, message),
        }
    }
}
