//! Two networks side by side: a second engine, and what is asked of both.

mod answers;
mod companion;
mod jobs;
mod kept;
mod map;
mod matrix;
mod matrix_end;
mod matrix_run;
mod recognition;
#[cfg(test)]
mod tests;
mod transfer;

pub use answers::Place;
pub use companion::Companion;
pub use kept::{KeptPair, KeptPairSettings};
pub use map::OtherMap;
pub use matrix::{MOST_TARGETS, Matrix, MatrixCell, MatrixImage, Trial};
pub use recognition::Recognition;
pub use transfer::{Look, Transfer};

use super::jobs::Jobs;
use crate::app_model::{AppModel, Bytes, Effect, Floats, Later, Seat};
use crate::spec::ClassId;
use answers::About;
use jobs::Purpose;

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
    pub companion: Companion,
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
    again: kept::Again,
    /// By [`Seat::index`].
    jobs: [Jobs<Purpose>; 2],
}

impl Default for PairState {
    fn default() -> Self {
        Self {
            companion: Companion::default(),
            matrix: None,
            targets: 2,
            chosen: None,
            map: None,
            mapped: ClassId(0),
            transfer: None,
            recognition: None,
            classes: 0,
            matrices: 0,
            again: kept::Again::default(),
            jobs: Seat::BOTH.map(Jobs::of),
        }
    }
}

impl AppModel {
    /// The map of the first part as the second network draws it.
    pub fn other_map(&self) -> &Later<OtherMap> {
        let of = self.run.saliency.as_ref().map(|map| &map.map.values);
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
            PairEvent::Load => self.start_companion(effects),
            PairEvent::Unload => self.end_companion(effects),
            PairEvent::AskMap => self.ask_other_map(effects),
            PairEvent::AskTransfer => self.ask_transfer(effects),
            PairEvent::AskRecognition => self.ask_recognition(effects),
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
        for jobs in &mut self.pair.jobs {
            jobs.withdraw(|_| true, None, effects);
        }
        self.pair.map = None;
        self.pair.transfer = None;
        self.pair.recognition = None;
    }
}

impl PairState {
    /// The jobs that an engine has.
    pub(super) fn jobs(&self, seat: Seat) -> &Jobs<Purpose> {
        &self.jobs[seat.index()]
    }

    fn jobs_mut(&mut self, seat: Seat) -> &mut Jobs<Purpose> {
        &mut self.jobs[seat.index()]
    }
}

/// Scores by both engines, as far as they have come.
type Halves = [Option<Floats>; 2];

/// Both, once they are there.
fn whole(halves: &Halves) -> Option<[&Floats; 2]> {
    match halves {
        [Some(first), Some(second)] => Some([first, second]),
        _ => None,
    }
}
