use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::app_model::desk::MISFIT;
use crate::app_model::{Floats, Later, Payload, Seat};
use crate::scores::{self, Standing};
use crate::spec::ClassId;

/// Scores by both engines, as far as they have come.
pub(super) type Halves = [Option<Floats>; 2];

/// Both, once they are there.
pub(super) fn whole(halves: &Halves) -> Option<[&Floats; 2]> {
    match halves {
        [Some(first), Some(second)] => Some([first, second]),
        _ => None,
    }
}

/// Something asked about one image or one map; of another one it does not hold.
#[derive(Debug, Clone)]
pub(super) struct About<K, T> {
    pub of: Arc<[K]>,
    pub answer: Later<T>,
    pub scores: Halves,
}

impl<K, T> About<K, T> {
    pub(super) fn new(of: Arc<[K]>) -> Self {
        Self {
            of,
            answer: Later::Running,
            scores: Halves::default(),
        }
    }

    /// The answer, where it is about `of`.
    pub(super) fn answer<'a>(about: Option<&'a Self>, of: Option<&Arc<[K]>>) -> &'a Later<T> {
        let about = about.filter(|about| of.is_some_and(|of| Arc::ptr_eq(of, &about.of)));
        about.map_or(&Later::NotAsked, |about| &about.answer)
    }

    pub(super) fn fail(about: &mut Option<Self>, message: &str) {
        if let Some(about) = about.as_mut().filter(|about| about.answer.is_running()) {
            about.answer = Later::Failed(message.to_owned());
        }
    }

    /// One engine's scores; the answer is made once both are there.
    pub(super) fn add(
        &mut self,
        seat: Seat,
        payload: Payload,
        make: impl Fn([&Floats; 2]) -> Option<T>,
    ) {
        self.scores[seat.index()] = payload.floats();
        let misfit = || Later::Failed(MISFIT.to_owned());
        if !self.answer.is_running() {
            return;
        }
        if self.scores[seat.index()].is_none() {
            self.answer = misfit();
        } else if let Some(both) = whole(&self.scores) {
            self.answer = make(both).map_or_else(misfit, Later::Done);
        }
    }
}

/// Where one class stands among all.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Place {
    pub standing: Standing,
    /// From 1.
    pub rank: usize,
}

impl Place {
    pub(super) fn new(values: &[f32], class: ClassId) -> Option<Self> {
        Some(Self {
            standing: scores::standing(values, class)?,
            rank: scores::rank(values, class)?,
        })
    }
}

pub(super) fn best(values: &[f32]) -> Option<Standing> {
    scores::standing(values, scores::predicted(values)?)
}
