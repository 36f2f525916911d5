//! The second part of the practical: an attack, what it found, and what is asked about it.

mod asked;
mod comparison;
mod jobs;
mod kept;
mod kept_comparison;
mod run;
mod sealing;
mod settings;
#[cfg(test)]
mod tests;

pub use comparison::{Comparison, Contender};
pub use kept::{KeptAttackSettings, KeptAttacks};
pub use run::{AttackRun, MapPair, SurvivalRow, Verdict};
pub use settings::{AttackSettings, FACTORS};

use std::collections::VecDeque;

use super::jobs::Jobs;
use crate::app_model::{Again, AppModel, Effect, Map, NoticeKind, Payload};
use crate::protocol::{AttackRequest, EngineEvent, Goal, JobError, JobErrorKind, JobId};
use crate::spec::ParamSpec;
use jobs::Purpose;
pub(super) use jobs::{LOST, Of};

/// An answer of another kind or size than the question's.
pub(super) const MISFIT: &str = "the answer does not fit the question";

/// What happens to the second part of the practical.
#[derive(Debug, Clone)]
pub enum AttackEvent {
    Choose(&'static str),
    /// A parameter of the chosen attack.
    Set(&'static ParamSpec, f32),
    /// Back to the defaults: the parameters of every attack, the probability, the seed, the search,
    /// the bare rule, and what a comparison is told. The attack and its goal stay.
    Reset,
    Goal(Goal),
    Bare(bool),
    Shrink(bool),
    /// In 0..1; 0: off.
    UntilProbability(f32),
    Seed(u32),
    /// One of [`FACTORS`].
    Factor(u32),
    CompareGradients(u32),
    /// In 0..1; 0: off.
    CompareProbability(f32),
    Start,
    Pause,
    Resume,
    Cancel {
        now_ms: f64,
    },
    /// Shows a kept frame, by its position among them; none: the newest.
    Scrub(Option<usize>),
    /// Makes the file that could not be made.
    SealAgain,
    AskSurvival,
    AskRay,
    AskMaps,
    Compare,
    CancelComparison {
        now_ms: f64,
    },
}

/// The second part of the practical.
#[derive(Debug, Clone, Default)]
pub struct AttackState {
    pub settings: AttackSettings,
    /// The run under way, or the last one on the present image.
    pub run: Option<AttackRun>,
    /// The kept frame that is shown, by its position among them; none: the newest.
    pub scrubbed: Option<usize>,
    pub comparison: Option<Comparison>,
    pub(super) jobs: Jobs<Purpose>,
    /// The contenders whose turn has not come.
    upcoming: VecDeque<(usize, AttackRequest)>,
    /// What every contender was asked for.
    requests: Vec<AttackRequest>,
}

/// Why no attack can be started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hindrance {
    /// There is no image yet.
    NoPicture,
    /// The network has one class only.
    NoOtherClass,
    /// The network sees the goal already.
    AlreadyThere,
}

impl AppModel {
    /// Why no attack can be started as everything is set, if anything hinders it.
    pub fn attack_hindrance(&self) -> Option<Hindrance> {
        let opened = self.picture.opened.as_ref();
        let goal = self.attack.settings.goal;
        if self.network().classes < 2 {
            Some(Hindrance::NoOtherClass)
        } else if opened.is_none_or(|opened| opened.pixels.is_none()) {
            Some(Hindrance::NoPicture)
        } else if matches!(goal, Goal::Class(class) if Some(class) == self.seen_class(0)) {
            Some(Hindrance::AlreadyThere)
        } else {
            None
        }
    }

    pub(super) fn on_attack(&mut self, event: AttackEvent, effects: &mut Vec<Effect>) {
        match event {
            AttackEvent::Start => self.start_attack(effects),
            AttackEvent::Pause => self.hold_attack(true, effects),
            AttackEvent::Resume => self.hold_attack(false, effects),
            AttackEvent::Cancel { now_ms } => self.cancel_attack(Some(now_ms), effects),
            AttackEvent::Scrub(position) => self.attack.scrub(position),
            AttackEvent::SealAgain => self.seal_again(effects),
            AttackEvent::AskSurvival => self.ask_survival(effects),
            AttackEvent::AskRay => self.ask_ray(effects),
            AttackEvent::AskMaps => self.ask_maps(effects),
            AttackEvent::Compare => self.compare(effects),
            AttackEvent::CancelComparison { now_ms } => {
                self.cancel_comparison(Some(now_ms), effects);
            }
            AttackEvent::Goal(Goal::Class(class)) if class.index() >= self.network().classes => {}
            choice => {
                self.attack.settings.change(choice);
                let classes = self.network().classes;
                self.attack.settings.adapt(classes);
            }
        }
    }

    /// What the engine says of one of the jobs of this part.
    pub(super) fn on_attack_result(
        &mut self,
        job: JobId,
        event: EngineEvent,
        payload: Payload,
        effects: &mut Vec<Effect>,
    ) {
        match event {
            EngineEvent::AttackStep {
                step, elapsed_ms, ..
            } => self.on_step(job, step, elapsed_ms, payload),
            // Of a map; the attack's end tells more.
            EngineEvent::Scores { .. } | EngineEvent::Progress { .. } => {}
            EngineEvent::Cancelled { .. } => self.attack.jobs.confirm_cancelled(job),
            EngineEvent::Failed { error, .. } => self.on_attack_failed(job, error, effects),
            last => {
                if let Some(purpose) = self.attack.jobs.take(job) {
                    self.on_answer(purpose, last, payload, effects);
                    self.advance_comparison(effects);
                }
            }
        }
    }

    fn on_answer(
        &mut self,
        purpose: Purpose,
        event: EngineEvent,
        payload: Payload,
        effects: &mut Vec<Effect>,
    ) {
        match (purpose, event) {
            (
                Purpose::Attack(of),
                EngineEvent::AttackEnd {
                    end,
                    elapsed_ms,
                    variant,
                    ..
                },
            ) => self.on_attack_end(of, end, (elapsed_ms, variant), payload, effects),
            (Purpose::Verify { of, same_pixels }, EngineEvent::Classified { .. }) => {
                self.on_verified(of, same_pixels, payload);
            }
            (Purpose::Survival, EngineEvent::Classified { .. }) => self.on_survival(payload),
            (Purpose::Ray, EngineEvent::Ray { ray, .. }) => self.attack.on_ray(ray),
            (
                purpose @ (Purpose::MapBefore | Purpose::MapAfter { .. }),
                EngineEvent::Attribution { class, sheet, .. },
            ) => self.on_map(purpose, class, Map::new(sheet, payload), effects),
            (purpose, _) => self.attack.fail(&purpose, MISFIT),
        }
    }

    fn on_attack_failed(&mut self, job: JobId, error: JobError, effects: &mut Vec<Effect>) {
        self.attack.jobs.confirm_cancelled(job);
        // Of a job that was cancelled nobody wants to hear.
        let Some(purpose) = self.attack.jobs.purpose(job) else {
            return;
        };
        // Everything else has a place of its own for its failure.
        if matches!(purpose, Purpose::Attack(Of::Run)) {
            self.notify(NoticeKind::JobFailed(error.clone()));
        }
        if error.kind == JobErrorKind::Device {
            let notice = NoticeKind::DeviceLost {
                message: error.message,
                again: Again::default(),
            };
            self.on_engine_crashed(self.engine.generation, notice, effects);
        } else if let Some(purpose) = self.attack.jobs.take(job) {
            self.attack.fail(&purpose, &error.message);
            self.advance_comparison(effects);
        }
    }
}
