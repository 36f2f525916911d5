//! The third part of the practical: images made by climbing a class, and sheets of them.

mod axis;
mod check;
mod event;
mod kept;
mod kept_settings;
mod run;
pub(super) mod settings;
mod sweep;
pub(super) mod terms;
#[cfg(test)]
mod tests;
mod turn;
pub(super) mod work;

pub use axis::{Axis, BESIDE, MOST_VALUES};
pub use check::{CHECKED, CheckRow};
pub use event::VisualEvent;
pub use kept::KeptVisuals;
pub use kept_settings::KeptVisualSettings;
pub use run::{Adjusted, VisualRun};
pub use settings::{AxisChoice, VisualSettings};
pub use sweep::{Cell, Sweep};
pub use work::CellState;

use crate::app_model::desk::MISFIT;
use crate::app_model::{AppModel, Effect, Later, Payload};
use crate::protocol::EngineEvent;
use work::Of;
use work::Work;

/// The third part of the practical.
#[derive(Debug, Clone, Default)]
pub struct VisualState {
    pub settings: VisualSettings,
    /// The run under way, or the last one.
    pub run: Option<VisualRun>,
    /// The kept frame that is shown, by its position among them; none: the newest.
    pub scrubbed: Option<usize>,
    pub sweep: Option<Sweep>,
    /// Milliseconds of an iteration at the network's side, as last seen.
    pace_ms: Option<f64>,
}

impl AppModel {
    pub(super) fn on_visual(&mut self, event: VisualEvent, effects: &mut Vec<Effect>) {
        match event {
            VisualEvent::Begin => self.begin_visual(effects),
            VisualEvent::Pause => self.hold_visual(true, effects),
            VisualEvent::Resume => self.hold_visual(false, effects),
            VisualEvent::Cancel { now_ms } => self.cancel_visual(Some(now_ms), effects),
            VisualEvent::Scrub(position) => self.visual.scrub(position),
            VisualEvent::Animate => self.animate(effects),
            VisualEvent::Sweep => self.sweep(self.chosen_axes(), effects),
            VisualEvent::Beside => {
                self.forget_visual(effects);
                self.sweep(vec![(Axis::Preset, BESIDE.to_vec())], effects);
            }
            VisualEvent::CancelSweep { now_ms } => self.cancel_sweep(Some(now_ms), effects),
            VisualEvent::OpenCell(cell) => self.open_cell(cell, effects),
            VisualEvent::SeenClass => {
                if let Some(class) = self.seen_class(0) {
                    terms::set_class(&mut self.visual.settings.terms, class);
                }
            }
            choice => {
                let network = self.network();
                self.visual.settings.change(choice, network);
                self.visual.settings.adapt(network);
                self.adjust_visual(effects);
            }
        }
    }

    /// What the engine says of something that this part asked for.
    pub(super) fn on_visual_answer(
        &mut self,
        work: Work,
        event: EngineEvent,
        payload: Payload,
        effects: &mut Vec<Effect>,
    ) {
        match (work, event) {
            (
                Work::Ascend(of),
                EngineEvent::VisualStep {
                    step, elapsed_ms, ..
                },
            ) => return self.visual.add_step(of, step, elapsed_ms, payload),
            (
                Work::Ascend(of),
                EngineEvent::VisualEnd {
                    end,
                    elapsed_ms,
                    variant,
                    ..
                },
            ) => {
                let network = self.network();
                let took = (elapsed_ms, variant);
                if !self.visual.end(of, end, took, payload, network) {
                    self.visual.fail(work, MISFIT);
                } else if of == Of::Run {
                    self.check(effects);
                }
            }
            (Work::Check, EngineEvent::Classified { .. }) => self.on_check_classified(payload),
            (work, _) => self.visual.fail(work, MISFIT),
        }
        self.advance_sweep(effects);
    }
}

impl VisualState {
    /// The sheet of two presets, where it stands in the place of a run.
    pub fn beside(&self) -> Option<&Sweep> {
        let sweep = self.sweep.as_ref();
        sweep.filter(|sweep| self.run.is_none() && sweep.is_beside())
    }

    pub(super) fn fail_check(&mut self, message: &str) {
        if let Some(run) = &mut self.run {
            run.check = Later::Failed(message.to_owned());
        }
    }

    pub(super) fn fail_animation(&mut self, message: &str) {
        if let Some(run) = &mut self.run {
            run.animation = Later::Failed(message.to_owned());
        }
    }
}
