use leptos::prelude::*;

use crate::app_model::{AppModel, Frame, RunPhase, VisualEvent, VisualRun};
use crate::protocol::{VisualEnd, VisualStep};
use crate::render::{Rgba, rgba_from_rgb};
use crate::ui::canvas::{ById, Shown};
use crate::ui::context::Ui;

/// While it runs, curves are drawn again after every step at first, later more rarely.
const STEPS_PER_REDRAW: usize = 64;

/// What the views of a visualisation share.
#[derive(Clone, Copy)]
pub(super) struct VisualView {
    pub ui: Ui,
    pub phase: Memo<Option<RunPhase>>,
    /// Whether two presets stand side by side in the place of a run.
    pub is_beside: Memo<bool>,
    pub shown: Memo<Option<Shot>>,
    /// The iteration whose values are read, unless it is the newest: the one whose picture is shown,
    /// or the one nearest to it that the reader went to.
    pub read_at: Memo<Option<f64>>,
    went_to: RwSignal<Option<f64>>,
    /// Changes whenever what hangs on all of the steps has to be drawn again.
    pub pulse: Memo<(Option<RunPhase>, usize)>,
}

/// Which image is shown.
#[derive(Clone, PartialEq)]
pub(super) struct Shot {
    /// Position among the steps; none: the finished image.
    pub step: Option<usize>,
    pub pixels: ById<[u8]>,
}

impl VisualView {
    pub fn new(ui: Ui) -> Self {
        let went_to = RwSignal::new(None);
        Self {
            ui,
            phase: ui.part(|model| run(model).map(|run| run.phase)),
            is_beside: ui.part(|model| model.visual.beside().is_some()),
            shown: ui.part(shot),
            went_to,
            read_at: ui.part(move |model| {
                let (run, scrubbed) = (run(model)?, model.visual.scrubbed);
                // As long as the slider is where that led.
                let went_to = went_to.get();
                let went_to = went_to.filter(|at| frame_near(run, *at) == scrubbed);
                let shown = || {
                    let step = run.steps.get(run.frames.get(scrubbed?)?.step)?;
                    Some(f64::from(step.iteration))
                };
                went_to.or_else(shown)
            }),
            pulse: ui.part(|model| {
                run(model).map_or((None, 0), |run| {
                    let count = run.steps.len();
                    let stride = 1 + count / STEPS_PER_REDRAW;
                    let is_moving = run.phase == RunPhase::Running;
                    let drawn = if is_moving {
                        count - count % stride
                    } else {
                        count
                    };
                    (Some(run.phase), drawn)
                })
            }),
        }
    }

    /// Something of the run, as it is now; what asks for it has to say when to ask again.
    pub fn of_run<T>(self, part: impl FnOnce(&VisualRun) -> Option<T>) -> Option<T> {
        let model = self.ui.app.model;
        model.with_untracked(|model| run(model).and_then(part))
    }

    /// Something of the step whose image is shown, kept up to date; of the last one for the
    /// finished image.
    pub fn of_step<T>(self, part: impl FnOnce(&VisualStep) -> T) -> Option<T> {
        self.phase.track();
        let at = self
            .shown
            .with(|shot| shot.as_ref().map(|shot| shot.step))?;
        self.of_run(|run| {
            let step = match at {
                Some(at) => run.steps.get(at),
                None => run.steps.last(),
            };
            step.map(part)
        })
    }

    /// Reads the values of an iteration, and shows the kept picture that is nearest to it.
    pub fn read(self, iteration: f64) {
        self.went_to.set(Some(iteration));
        let frame = self.of_run(|run| frame_near(run, iteration));
        self.ui.visual(VisualEvent::Scrub(frame));
    }

    /// Whether the engine works on the run, or will.
    pub fn is_under_way(self) -> bool {
        self.phase.get().is_some_and(RunPhase::is_under_way)
    }
}

pub(super) fn run(model: &AppModel) -> Option<&VisualRun> {
    model.visual.run.as_ref()
}

/// The kept picture that is nearest to an iteration; none: the finished one.
fn frame_near(run: &VisualRun, iteration: f64) -> Option<usize> {
    let is_end = |end: &VisualEnd| f64::from(end.iterations) <= iteration;
    if run.end.as_ref().is_some_and(is_end) {
        return None;
    }
    let at = |step: usize| run.steps.get(step).map_or(0.0, |s| f64::from(s.iteration));
    run.frames.nearest(|step| (at(step) - iteration).abs())
}

fn shot(model: &AppModel) -> Option<Shot> {
    let run = run(model)?;
    let frame = |frame: &Frame| Shot {
        step: Some(frame.step),
        pixels: ById(frame.pixels.clone()),
    };
    let scrubbed = model.visual.scrubbed.and_then(|at| run.frames.get(at));
    let finished = || {
        run.image.clone().map(|pixels| Shot {
            step: None,
            pixels: ById(pixels),
        })
    };
    scrubbed
        .map(frame)
        .or_else(finished)
        .or_else(|| run.frames.newest().map(frame))
}

/// A square of RGB as a picture.
pub(super) fn square(pixels: Option<&ById<[u8]>>) -> Shown {
    pixels.map_or_else(Shown::default, |pixels| {
        let side = (pixels.0.len() / 3).isqrt() as u32;
        Shown::new(Rgba::square(rgba_from_rgb(&pixels.0), side))
    })
}
