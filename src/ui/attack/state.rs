use leptos::prelude::*;

use crate::app_model::{AppModel, AttackEvent, AttackRun, RunPhase};
use crate::protocol::AttackStep;
use crate::ui::canvas::ById;
use crate::ui::context::Ui;

/// While it runs, curves are drawn again after every step at first, later more rarely.
const STEPS_PER_REDRAW: usize = 64;

/// What the views of an attack share.
#[derive(Clone, Copy)]
pub(super) struct AttackView {
    pub ui: Ui,
    pub side: Memo<u32>,
    pub phase: Memo<Option<RunPhase>>,
    pub factor: Memo<u32>,
    /// The image that is attacked, or will be.
    pub original: Memo<Option<ById<[u8]>>>,
    pub shown: Memo<Option<Shot>>,
    /// The best image, once the attack has ended.
    pub best: Memo<Option<ById<[u8]>>>,
    /// The image whose values are read, counted as the curves count, unless it is always the last
    /// one: the one that is shown, or the one nearest to it that the reader went to.
    pub read_at: Memo<Option<f64>>,
    went_to: RwSignal<Option<f64>>,
    /// Changes whenever what hangs on all of the steps has to be drawn again.
    pub pulse: Memo<(Option<RunPhase>, usize)>,
}

/// Which image is shown.
#[derive(Clone, PartialEq)]
pub(super) struct Shot {
    pub at: At,
    pub pixels: ById<[u8]>,
}

/// Which numbers are shown.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum At {
    Step(usize),
    /// What the attack ended with.
    Best,
}

impl AttackView {
    pub fn new(ui: Ui) -> Self {
        let went_to = RwSignal::new(None);
        Self {
            ui,
            side: ui.part(|model| model.network().side as u32),
            phase: ui.part(|model| run(model).map(|run| run.phase)),
            factor: ui.part(|model| model.attack.settings.factor),
            original: ui.part(original),
            shown: ui.part(shot),
            best: ui.part(|model| run(model)?.image.clone().map(ById)),
            went_to,
            read_at: ui.part(move |model| {
                let run = run(model)?;
                let scrubbed = model.attack.scrubbed;
                // As long as the slider is where that led.
                let went_to = went_to.get();
                let went_to = went_to.filter(|look| frame_near(run, *look) == scrubbed);
                let is_last = run.phase == RunPhase::Running && scrubbed.is_none();
                let shown = || {
                    let shot = shot(model).filter(|_| !is_last)?;
                    Some(f64::from(step(run, shot.at)?.look))
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
    pub fn of_run<T>(self, part: impl FnOnce(&AttackRun) -> Option<T>) -> Option<T> {
        self.ui
            .app
            .model
            .with_untracked(|model| run(model).and_then(part))
    }

    /// Reads the values of an image, and shows the kept one that is nearest to it.
    pub fn read(self, look: f64) {
        self.went_to.set(Some(look));
        let frame = self.of_run(|run| frame_near(run, look));
        self.ui.attack(AttackEvent::Scrub(frame));
    }

    /// Whether the image that the attack ended with is shown.
    pub fn is_best(self) -> bool {
        self.shown
            .with(|shot| matches!(shot, Some(shot) if shot.at == At::Best))
    }

    /// Something of the step that is shown, kept up to date.
    pub fn of_step<T>(self, part: impl FnOnce(&AttackRun, &AttackStep) -> T) -> Option<T> {
        self.phase.track();
        let at = self.shown.with(|shot| shot.as_ref().map(|shot| shot.at))?;
        self.of_run(|run| Some(part(run, step(run, at)?)))
    }
}

pub(super) fn run(model: &AppModel) -> Option<&AttackRun> {
    model.attack.run.as_ref()
}

/// The kept image that is nearest to one that was looked at.
fn frame_near(run: &AttackRun, look: f64) -> Option<usize> {
    let look_of = |step: usize| run.steps.get(step).map_or(0.0, |s| f64::from(s.look));
    run.frames.nearest(|step| (look_of(step) - look).abs())
}

fn original(model: &AppModel) -> Option<ById<[u8]>> {
    let present = || model.picture.opened.as_ref()?.pixels.clone();
    let original = run(model).map(|run| run.original.clone());
    original.or_else(present).map(ById)
}

fn shot(model: &AppModel) -> Option<Shot> {
    let run = run(model)?;
    let frame = |frame: &crate::app_model::Frame| Shot {
        at: At::Step(frame.step),
        pixels: ById(frame.pixels.clone()),
    };
    let scrubbed = model.attack.scrubbed.and_then(|at| run.frames.get(at));
    let best = || {
        run.image.clone().map(|pixels| Shot {
            at: At::Best,
            pixels: ById(pixels),
        })
    };
    scrubbed
        .map(frame)
        .or_else(best)
        .or_else(|| run.frames.newest().map(frame))
}

pub(super) fn step(run: &AttackRun, at: At) -> Option<&AttackStep> {
    match at {
        At::Step(at) => run.steps.get(at),
        At::Best => run.end.as_ref().map(|end| &end.best),
    }
}
