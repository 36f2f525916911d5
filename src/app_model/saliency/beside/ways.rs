//! The pictures of a series, made ready in every way: what tells which way a network was trained with, where its file
//! does not say so.

use crate::app_model::desk::{MISFIT, Purpose};
use crate::app_model::{AppModel, Effect, Later, OwnNetwork, Payload, Seat};
use crate::labels::ClassNames;
use crate::protocol::{EngineEvent, Task};
use crate::spec::{ClassId, Preparation};

use super::Of;
use super::series::{Series, Ways};

impl AppModel {
    /// Whether the file of the network leaves open how its pictures are made ready.
    pub fn has_ways(&self) -> bool {
        self.way().is_some()
    }

    fn way(&self) -> Option<Preparation> {
        self.checkpoint().and_then(OwnNetwork::preparation)
    }

    /// Whether there are pictures to be shown to it, and it is at none.
    pub fn can_try_ways(&self) -> bool {
        let is_idle = |series: &Series| !series.is_under_way() && !series.ways.found.is_running();
        let has_some = |series: &Series| series.items.iter().any(|item| item.pixels.is_some());
        let series = self.series(Of::Pictures);
        self.has_ways() && series.is_some_and(|series| is_idle(series) && has_some(series))
    }

    pub(super) fn try_ways(&mut self, effects: &mut Vec<Effect>) {
        let Some(now) = self.way().filter(|_| self.can_try_ways()) else {
            return;
        };
        let Some(series) = self.beside.place(Of::Pictures) else {
            return;
        };
        let there = series.items.iter().enumerate();
        let there = there.filter_map(|(at, item)| Some((at, item.pixels.clone()?)));
        let (of, images): (Vec<usize>, Vec<_>) = there.unzip();
        let task = Task::Prepare {
            count: of.len() as u32,
            now: now.id.to_owned(),
        };
        series.ways = Ways {
            of,
            progress: None,
            found: Later::Running,
        };
        self.engage(
            Seat::First,
            Purpose::Ways,
            (task, images.concat().into()),
            effects,
        );
    }

    pub(super) fn withdraw_ways(&mut self, now_ms: Option<f64>, effects: &mut Vec<Effect>) {
        let is = |purpose: &Purpose| matches!(purpose, Purpose::Ways);
        self.desk.withdraw(is, now_ms, effects);
        if let Some(ways) = self.ways() {
            *ways = Ways::default();
        }
    }

    /// Those that are under way.
    fn ways(&mut self) -> Option<&mut Ways> {
        let series = self.beside.place(Of::Pictures).as_mut();
        let ways = series.map(|series| &mut series.ways);
        ways.filter(|ways| ways.found.is_running())
    }

    pub(super) fn on_ways(&mut self, event: &EngineEvent, payload: Payload) {
        let Some(ways) = self.ways() else { return };
        if let EngineEvent::Progress { done, total, .. } = event {
            ways.progress = Some([*done, *total]);
            return;
        }
        let numbers = payload.floats().unwrap_or_default();
        let per_way = 2 * ways.of.len();
        ways.progress = None;
        if numbers.len() != per_way * Preparation::ALL.len() || per_way == 0 {
            ways.found = Later::Failed(MISFIT.to_owned());
            return;
        }
        let found = |[class, probability]: &[f32; 2]| {
            let is_number = class.is_finite() && probability.is_finite();
            is_number.then_some((ClassId(*class as u16), *probability))
        };
        let of_way = |way: &[f32]| way.as_chunks::<2>().0.iter().map(found).collect();
        ways.found = Later::Done(numbers.chunks_exact(per_way).map(of_way).collect());
    }

    pub(super) fn fail_ways(&mut self, message: String) {
        if let Some(ways) = self.ways() {
            ways.progress = None;
            ways.found = Later::Failed(message);
        }
    }

    /// The class that the label of a picture of the series says, where the network has these classes.
    pub fn truth_in_series(&self, at: usize) -> Option<ClassId> {
        let picture = self.series(Of::Pictures)?.items.get(at)?.picture.as_ref()?;
        picture
            .truth
            .filter(|_| self.class_names() == ClassNames::ImageNet)
    }
}
