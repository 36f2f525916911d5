use std::sync::Arc;

use crate::app_model::desk::{MISFIT, Purpose};
use crate::app_model::{AppModel, Effect, Floats, Later, Map, Payload, Seat};
use crate::protocol::{SaliencyRequest, Task};

use super::PairState;
use super::answers::{About, Place, whole};
use super::work::Work;

/// The map of one class as another network draws it.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherMap {
    pub map: Map,
    /// The class on each network.
    pub places: [Place; 2],
    pub elapsed_ms: f32,
    pub variant: String,
}

impl PairState {
    pub(super) fn on_map_scores(&mut self, payload: Payload) {
        if let Some(about) = &mut self.map {
            about.scores[Seat::Second.index()] = payload.floats();
        }
    }

    pub(super) fn on_map(&mut self, map: Option<Map>, elapsed_ms: f32, variant: String) {
        let Some(about) = self.map.as_mut().filter(|about| about.answer.is_running()) else {
            return;
        };
        let class = self.mapped;
        let map = map.and_then(|map| {
            let [first, second] = whole(&about.scores)?;
            Some(OtherMap {
                map,
                places: [Place::new(first, class)?, Place::new(second, class)?],
                elapsed_ms,
                variant,
            })
        });
        about.answer = map.map_or_else(|| Later::Failed(MISFIT.to_owned()), Later::Done);
    }
}

impl AppModel {
    /// Whether there is a map of the present image that the second network can draw too.
    pub fn can_ask_other_map(&self) -> bool {
        self.is_pair_ready() && self.shares_side() && self.mapped_scores().is_some()
    }

    /// The scores of the image that the present map is of.
    fn mapped_scores(&self) -> Option<&Floats> {
        let pixels = self.picture.opened.as_ref()?.pixels.as_ref()?;
        let map = self.saliency.map.as_ref()?;
        let scores = self.saliency.scores.as_ref()?;
        let is_present = [&map.pixels, &scores.pixels]
            .into_iter()
            .all(|of| Arc::ptr_eq(of, pixels));
        (is_present && !self.is_explaining()).then_some(&scores.values)
    }

    pub(super) fn ask_other_map(&mut self, effects: &mut Vec<Effect>) {
        let scores = self.mapped_scores().cloned();
        let map = self.saliency.map.clone();
        let (Some(scores), Some(map), true) = (scores, map, self.can_ask_other_map()) else {
            return;
        };
        self.withdraw_pair(Work::Map, effects);
        let mut about = About::new(map.map.values);
        about.scores[Seat::First.index()] = Some(scores);
        self.pair.map = Some(about);
        self.pair.mapped = map.class;
        let task = Task::Saliency(SaliencyRequest {
            class: Some(map.class),
            ..map.request
        });
        let purpose = Purpose::Pair(Work::Map);
        self.engage(Seat::Second, purpose, (task, map.pixels), effects);
    }
}
