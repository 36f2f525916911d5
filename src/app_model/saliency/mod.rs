//! The first part of the practical: what the network says of the image, and a map of it.

pub(super) mod beside;

use std::sync::Arc;

use super::desk::Purpose;
use super::{AppModel, Bytes, Effect, Floats, Map, Payload, Seat};
use crate::protocol::{EngineEvent, Facts, JobId, SaliencyRequest, Task};
use crate::scores::{self, Standing};
use crate::spec::ClassId;

/// What was found last, and how far what is asked for has come.
#[derive(Debug, Clone, Default)]
pub struct SaliencyState {
    /// How many of how many parts of the map under way are done, where there are several.
    pub progress: Option<[u32; 2]>,
    pub scores: Option<Scores>,
    pub map: Option<SaliencyResult>,
    /// The map under way as far as it has come; of nothing that is over.
    pub so_far: Option<SaliencyResult>,
}

/// Scores of one image.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    /// Unnormalised, one per class.
    pub values: Floats,
    pub pixels: Bytes,
    pub elapsed_ms: f32,
}

impl Scores {
    /// The best `count` classes.
    pub fn top(&self, count: usize) -> Vec<Standing> {
        scores::ranking(&self.values, count)
    }

    /// One class with its score and probability.
    pub fn of(&self, class: ClassId) -> Option<Standing> {
        scores::standing(&self.values, class)
    }
}

/// An attribution with everything it was computed from.
#[derive(Debug, Clone, PartialEq)]
pub struct SaliencyResult {
    pub job: JobId,
    pub map: Map,
    /// As it was asked for.
    pub request: SaliencyRequest,
    pub class: ClassId,
    /// The very pixels, `[side, side, 3]`.
    pub pixels: Bytes,
    /// From the request's arrival at the engine.
    pub elapsed_ms: f32,
    pub variant: String,
}

fn is_saliency(purpose: &Purpose) -> bool {
    matches!(purpose, Purpose::Saliency(_))
}

impl SaliencyState {
    /// What there is to be seen: the map under way, else the one that was found last.
    pub fn shown(&self) -> Option<&SaliencyResult> {
        self.so_far.as_ref().or(self.map.as_ref())
    }

    /// Nothing is under way any more.
    pub(super) fn rest(&mut self) {
        self.progress = None;
        self.so_far = None;
    }

    pub(super) fn on_answer(
        &mut self,
        request: SaliencyRequest,
        pixels: Bytes,
        event: EngineEvent,
        payload: Payload,
    ) {
        match event {
            EngineEvent::Scores { elapsed_ms, .. } => {
                let scores = payload.floats().map(|values| Scores {
                    values,
                    pixels,
                    elapsed_ms,
                });
                self.scores = scores.or(self.scores.take());
            }
            EngineEvent::Progress { done, total, .. } => self.progress = Some([done, total]),
            EngineEvent::MapSoFar { job, class, sheet } => {
                let found = Map::new(sheet, Facts::default(), payload).map(|map| SaliencyResult {
                    job,
                    map,
                    request,
                    class,
                    pixels,
                    elapsed_ms: 0.0,
                    variant: String::new(),
                });
                self.so_far = found.or(self.so_far.take());
            }
            EngineEvent::Attribution {
                job,
                class,
                sheet,
                facts,
                elapsed_ms,
                variant,
            } => {
                self.rest();
                let found = Map::new(sheet, facts, payload).map(|map| SaliencyResult {
                    job,
                    map,
                    request,
                    class,
                    pixels,
                    elapsed_ms,
                    variant,
                });
                self.map = found.or(self.map.take());
            }
            _ => {}
        }
    }
}

impl AppModel {
    /// Whether the map of the present image is being computed or waits to be.
    pub fn is_explaining(&self) -> bool {
        self.desk.has(is_saliency) || self.is_of_another_size()
    }

    /// The pixels that the network sees, once they are there.
    pub fn pixels(&self) -> Option<&Bytes> {
        self.picture.opened.as_ref()?.pixels.as_ref()
    }

    /// Whether the present pixels were made for a network of another size.
    pub(super) fn is_of_another_size(&self) -> bool {
        let length = self.image_bytes();
        self.pixels().is_some_and(|pixels| pixels.len() != length)
    }

    /// The class of the present image at this rank, from 0, as far as it is known.
    pub fn seen_class(&self, rank: usize) -> Option<ClassId> {
        let scores = self.saliency.scores.as_ref()?;
        let is_its_own = Arc::ptr_eq(&scores.pixels, self.pixels()?);
        let best = scores.top(rank + 1);
        best.get(rank).filter(|_| is_its_own).map(|best| best.class)
    }

    /// Asks for the map of the present image, class and method; replaces what is under way.
    pub(super) fn ask(&mut self, effects: &mut Vec<Effect>) {
        let pixels = self.pixels().filter(|_| !self.is_of_another_size());
        let Some(pixels) = pixels.cloned() else {
            return;
        };
        self.desk.withdraw(is_saliency, None, effects);
        self.saliency.rest();
        let request = self.settings.saliency(self.settings.class);
        let task = Task::Saliency(request.clone());
        let purpose = Purpose::Saliency(request);
        self.engage(Seat::First, purpose, (task, pixels), effects);
    }

    /// The reader does not want the result any more.
    pub(super) fn cancel(&mut self, now_ms: f64, effects: &mut Vec<Effect>) {
        self.desk.withdraw(is_saliency, Some(now_ms), effects);
        self.saliency.rest();
    }

    /// It belongs to another picture or network.
    pub(super) fn forget_saliency(&mut self, effects: &mut Vec<Effect>) {
        self.desk.withdraw(is_saliency, None, effects);
        self.saliency = SaliencyState::default();
    }
}
