//! The third part of the practical: images made by climbing a class, and sheets of them.

mod axis;
mod check;
mod kept;
mod kept_settings;
mod run;
mod settings;
mod sweep;
mod terms;
#[cfg(test)]
mod tests;
pub(super) mod work;

pub use axis::{Axis, MOST_VALUES};
pub use check::{CHECKED, CheckRow};
pub use kept::KeptVisuals;
pub use kept_settings::KeptVisualSettings;
pub use run::VisualRun;
pub use settings::{AxisChoice, VisualSettings};
pub use sweep::{Cell, CellState, Sweep};

use crate::app_model::desk::MISFIT;
use crate::app_model::{AppModel, Effect, Later, Payload};
use crate::protocol::{EngineEvent, Start, Term};
use crate::spec::{ClassId, ParamSpec};
use work::Of;
use work::Work;

/// What happens to the third part of the practical.
#[derive(Debug, Clone)]
pub enum VisualEvent {
    /// Takes over a preset's parameters and start, and the layer that it climbs where it has one.
    Preset(&'static str),
    /// Of a run under way, too, from its next iteration on.
    Set(&'static ParamSpec, f32),
    /// The class to climb, in the place of the first term that names one.
    Class(ClassId),
    /// The class that the network sees in the present image.
    SeenClass,
    /// One of the terms, by its position; one more at the end.
    Term(usize, Term),
    RemoveTerm(usize),
    Start(Start),
    Seed(u32),
    Begin,
    Pause,
    Resume,
    Cancel {
        now_ms: f64,
    },
    /// Shows a kept frame, by its position among them; none: the newest.
    Scrub(Option<usize>),
    /// Has an animated file made of the kept frames.
    Animate,
    /// What the first or second direction of a sheet varies; none: nothing.
    Axis(usize, Option<Axis>),
    AxisValues(usize, Vec<f32>),
    Sweep,
    CancelSweep {
        now_ms: f64,
    },
    /// Opens a cell of the sheet as the run that it is.
    OpenCell(usize),
}

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
            VisualEvent::Sweep => self.sweep(effects),
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
