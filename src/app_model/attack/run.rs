use serde::{Deserialize, Serialize};

use crate::app_model::desk::{MISFIT, Purpose};
use crate::app_model::{AppModel, Bytes, Effect, Frames, Kind, Later, Map, Payload, RunPhase};
use crate::protocol::{AttackEnd, AttackRequest, AttackStep, Ray, ShrinkRequest, Stage, Task};
use crate::scores::Standing;
use crate::spec::ClassId;

use super::AttackState;
use super::work::{Of, Work};

/// What the PNG file that is offered, decoded again, is classified as.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    pub best: Standing,
    pub source: Standing,
    pub target: Standing,
    /// Whether the goal is reached on the file.
    pub holds: bool,
    /// Whether the decoded pixels are those that were encoded.
    pub same_pixels: bool,
}

/// One change of the world, on the original and on the adversarial image.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SurvivalRow {
    /// Id of the change.
    pub change: &'static str,
    /// The best class of the original under this change: the control.
    pub original: Standing,
    /// The best class of the adversarial image under this change.
    pub adversarial: Standing,
    /// Probabilities on the adversarial image, in 0..1.
    pub target_probability: f32,
    pub source_probability: f32,
    /// Whether the goal is still reached.
    pub survives: bool,
}

/// Saliency before and after, each of the class that the network then sees.
#[derive(Debug, Clone, PartialEq)]
pub struct MapPair {
    pub before_class: ClassId,
    pub before: Map,
    pub after_class: ClassId,
    pub after: Map,
}

/// One attack with everything it was asked for and everything it gave.
#[derive(Debug, Clone, PartialEq)]
pub struct AttackRun {
    pub request: AttackRequest,
    /// The very pixels, `[side, side, 3]`.
    pub original: Bytes,
    pub phase: RunPhase,
    /// Every step so far.
    pub steps: Vec<AttackStep>,
    /// Pictures of some of them.
    pub frames: Frames,
    pub end: Option<AttackEnd>,
    /// The best image, 8-bit, `[side, side, 3]`; there when `end` is.
    pub image: Option<Bytes>,
    pub elapsed_ms: f32,
    pub variant: String,
    /// The PNG file that is offered.
    pub png: Later<Bytes>,
    pub verdict: Later<Verdict>,
    pub survival: Later<Vec<SurvivalRow>>,
    pub ray: Later<Ray>,
    pub maps: Later<MapPair>,
    /// What it was before the search for a smaller change, while that is under way.
    pub before: Option<Box<AttackRun>>,
}

impl AttackRun {
    pub(in crate::app_model) fn new(request: AttackRequest, original: Bytes) -> Self {
        Self {
            request,
            original,
            phase: RunPhase::Waiting,
            steps: Vec::new(),
            frames: Frames::default(),
            end: None,
            image: None,
            elapsed_ms: 0.0,
            variant: String::new(),
            png: Later::NotAsked,
            verdict: Later::NotAsked,
            survival: Later::NotAsked,
            ray: Later::NotAsked,
            maps: Later::NotAsked,
            before: None,
        }
    }

    /// Forgets its steps, to make them once more; not where it stands still.
    pub(super) fn begin_again(&mut self) -> bool {
        if self.phase == RunPhase::Paused {
            return false;
        }
        let before = self.before.as_ref();
        let (steps, frames) = before
            .map(|before| (before.steps.clone(), before.frames.clone()))
            .unwrap_or_default();
        (self.steps, self.frames) = (steps, frames);
        self.phase = RunPhase::Waiting;
        true
    }

    /// Whether a smaller change can be looked for: the file was verified, and was not yet made smaller.
    pub fn can_shrink(&self) -> bool {
        let is_verified = |verdict: &Verdict| verdict.holds && verdict.same_pixels;
        let has_searched = self.end.as_ref().is_some_and(|end| end.search_looks > 0);
        self.phase == RunPhase::Ended
            && !has_searched
            && self.verdict.done().is_some_and(is_verified)
    }

    /// The file that the search for a smaller change began from, and the best that it found.
    pub fn gain(&self) -> Option<(&AttackStep, &AttackEnd)> {
        let first = |step: &&AttackStep| step.stage == Stage::Shrink;
        let end = self.end.as_ref().filter(|end| end.search_looks > 0)?;
        Some((self.steps.iter().find(first)?, end))
    }

    /// The run whose change a search has to make smaller, which goes on from it.
    fn searching(mut self) -> Self {
        self.survival.restart();
        self.ray.restart();
        self.maps.restart();
        let (steps, frames) = (self.steps.clone(), self.frames.clone());
        Self {
            steps,
            frames,
            before: Some(Box::new(self.clone())),
            ..Self::new(self.request, self.original)
        }
    }

    /// Of the present job; of a search, on top of the attack's.
    fn set_elapsed(&mut self, ms: f32) {
        self.elapsed_ms = ms + self.before.as_ref().map_or(0.0, |before| before.elapsed_ms);
    }

    /// It will not end: what it was before a search comes back.
    pub(super) fn stop(&mut self, phase: RunPhase) {
        match self.before.take() {
            Some(before) => *self = *before,
            None => self.phase = phase,
        }
    }

    /// The best image or, where it did not end, the last one that is kept of its way.
    pub fn newest_picture(&self) -> Option<&Bytes> {
        let newest = self.frames.newest().map(|frame| &frame.pixels);
        self.image.as_ref().or(newest)
    }

    /// Whether it waits, runs or pauses.
    pub fn is_under_way(&self) -> bool {
        self.phase.is_under_way()
    }
}

impl AttackState {
    /// Whether what was found was asked for with other settings than there are now.
    pub fn is_of_other_settings(&self) -> bool {
        let ended = self.run.as_ref().filter(|run| !run.is_under_way());
        let now = || self.settings.request(self.settings.spec());
        ended.is_some_and(|run| run.request != now())
    }

    /// Shows a kept frame; the newest, too, for a position where none is.
    pub(super) fn scrub(&mut self, position: Option<usize>) {
        let kept = self.run.as_ref().map_or(0, |run| run.frames.len());
        self.scrubbed = position.filter(|position| *position < kept);
    }

    pub(super) fn add_step(&mut self, step: AttackStep, elapsed_ms: f32, picture: Payload) {
        let Some(run) = &mut self.run else { return };
        run.steps.push(step);
        run.set_elapsed(elapsed_ms);
        let whole = |pixels: &Bytes| pixels.len() == run.original.len();
        let Some(pixels) = picture.bytes().filter(whole) else {
            return;
        };
        if run.frames.push(run.steps.len() - 1, pixels) {
            self.scrubbed = self.scrubbed.map(|position| position / 2);
        }
    }
}

impl AppModel {
    /// Attacks the present image, where nothing hinders it; replaces what is under way.
    pub(super) fn start_attack(&mut self, effects: &mut Vec<Effect>) {
        if self.attack_hindrance().is_some() {
            return;
        }
        let pixels = self.picture.opened.as_ref().and_then(|o| o.pixels.clone());
        let Some(original) = pixels else { return };
        self.cancel_comparison(None, effects);
        self.forget_run(effects);
        let settings = &self.attack.settings;
        let request = settings.request(settings.spec());
        let task = Task::Attack(request.clone());
        self.attack.run = Some(AttackRun::new(request, original.clone()));
        self.ask_about_attack(Work::Attack(Of::Run), (task, original), effects);
    }

    /// Looks for a smaller change than the one that was found and verified.
    pub(super) fn shrink_attack(&mut self, effects: &mut Vec<Effect>) {
        let run = self.attack.run.as_ref().filter(|run| run.can_shrink());
        let Some(run) = run.cloned() else { return };
        let (Some(end), Some(images)) = (run.end.clone(), run.joined()) else {
            return;
        };
        self.cancel_comparison(None, effects);
        self.forget_run(effects);
        let attack = run.request.clone();
        self.attack.run = Some(run.searching());
        let task = Task::Shrink(ShrinkRequest { attack, end });
        self.ask_about_attack(Work::Attack(Of::Run), (task, images), effects);
    }

    fn forget_run(&mut self, effects: &mut Vec<Effect>) {
        self.shelve_before_it_goes(Kind::Attack, effects);
        let is_about_the_run = Purpose::attack(|work| !work.is_about_a_contender());
        self.desk.withdraw(is_about_the_run, None, effects);
        self.errands
            .drop_all(|errand| errand.is_about_an_attack() && !errand.is_about_a_contender());
        self.attack.run = None;
        self.attack.scrubbed = None;
    }

    /// The image is another one: what was found belongs to the one before.
    pub(in crate::app_model) fn forget_attacks(&mut self, effects: &mut Vec<Effect>) {
        self.forget_run(effects);
        self.forget_comparison(effects);
    }

    pub(super) fn hold_attack(&mut self, paused: bool, effects: &mut Vec<Effect>) {
        if let Some(run) = &mut self.attack.run {
            run.phase.hold(paused, || {
                self.desk
                    .hold(Purpose::attack(Work::is_run), paused, effects)
            });
        }
    }

    /// Ends the run under way; what it found stays.
    pub(in crate::app_model) fn cancel_attack(
        &mut self,
        now_ms: Option<f64>,
        effects: &mut Vec<Effect>,
    ) {
        let run = self.attack.run.as_mut().filter(|run| run.is_under_way());
        if let Some(run) = run {
            run.stop(RunPhase::Cancelled);
            self.desk
                .withdraw(Purpose::attack(Work::is_run), now_ms, effects);
        }
    }

    pub(super) fn on_attack_end(
        &mut self,
        of: Of,
        end: AttackEnd,
        (elapsed_ms, variant): (f32, String),
        image: Payload,
        effects: &mut Vec<Effect>,
    ) {
        let original = self.attack.original(of).map(|original| original.len());
        let image = image.bytes().filter(|image| Some(image.len()) == original);
        let Some(image) = image else {
            self.attack.fail(&Work::Attack(of), MISFIT);
            return;
        };
        match of {
            Of::Run => {
                let Some(run) = &mut self.attack.run else {
                    return;
                };
                run.phase = RunPhase::Ended;
                run.end = Some(end);
                run.image = Some(image.clone());
                run.set_elapsed(elapsed_ms);
                run.variant = variant;
                run.before = None;
            }
            Of::Contender(i) => {
                let Some(contender) = self.attack.contender(i) else {
                    return;
                };
                contender.end = Later::Done(end);
                contender.image = Some(image.clone());
                contender.elapsed_ms = elapsed_ms;
                contender.variant = variant;
            }
        }
        self.seal(of, image, effects);
    }
}
