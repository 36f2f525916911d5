use serde::{Deserialize, Serialize};

use crate::app_model::desk::{MISFIT, Purpose};
use crate::app_model::{AppModel, Bytes, Effect, Frames, Later, Map, Payload, RunPhase};
use crate::protocol::{AttackEnd, AttackRequest, AttackStep, Ray, Task};
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
        }
    }

    /// Forgets its steps, to make them once more; not where it stands still.
    pub(super) fn begin_again(&mut self) -> bool {
        if self.phase == RunPhase::Paused {
            return false;
        }
        self.phase = RunPhase::Waiting;
        self.steps.clear();
        self.frames = Frames::default();
        true
    }

    /// Whether it waits, runs or pauses.
    pub fn is_under_way(&self) -> bool {
        self.phase.is_under_way()
    }
}

impl AttackState {
    /// Shows a kept frame; the newest, too, for a position where none is.
    pub(super) fn scrub(&mut self, position: Option<usize>) {
        let kept = self.run.as_ref().map_or(0, |run| run.frames.len());
        self.scrubbed = position.filter(|position| *position < kept);
    }

    pub(super) fn add_step(&mut self, step: AttackStep, elapsed_ms: f32, picture: Payload) {
        let Some(run) = &mut self.run else { return };
        run.steps.push(step);
        run.elapsed_ms = elapsed_ms;
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

    fn forget_run(&mut self, effects: &mut Vec<Effect>) {
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
    pub(super) fn cancel_attack(&mut self, now_ms: Option<f64>, effects: &mut Vec<Effect>) {
        let run = self.attack.run.as_mut().filter(|run| run.is_under_way());
        if let Some(run) = run {
            run.phase = RunPhase::Cancelled;
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
                run.elapsed_ms = elapsed_ms;
                run.variant = variant;
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
