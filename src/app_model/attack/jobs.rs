use std::collections::VecDeque;

use crate::app_model::{AppModel, Bytes, Effect, Floats, Phase, engine::CANCEL_PATIENCE_MS};
use crate::protocol::{AttackRequest, EngineEvent, EngineRequest, JobId, Task};
use crate::spec::ClassId;

use super::errands::Errands;
use super::{AttackState, Later, RunPhase, Standstill};

const LOST: &str = "the engine was lost";

/// Whose image it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Run,
    Contender(usize),
}

/// What a job of the engine is for.
#[derive(Debug, Clone)]
pub(super) enum Purpose {
    Attack(Of),
    Verify {
        of: Of,
        /// Whether the file gave back the pixels that were put in it.
        same_pixels: bool,
    },
    Survival,
    Ray,
    MapBefore,
    MapAfter {
        before_class: ClassId,
        before: Floats,
    },
}

impl Purpose {
    pub(super) fn is_about_a_contender(&self) -> bool {
        matches!(
            self,
            Self::Attack(Of::Contender(_))
                | Self::Verify {
                    of: Of::Contender(_),
                    ..
                }
        )
    }
}

/// A job for an engine that is not ready yet.
#[derive(Debug, Clone)]
struct Waiting {
    purpose: Purpose,
    task: Task,
    buffer: Bytes,
}

/// What the workers were asked for, and why.
#[derive(Debug, Clone, Default)]
pub(in crate::app_model) struct Jobs {
    waiting: Vec<Waiting>,
    running: Vec<(JobId, Purpose)>,
    /// Jobs of which the engine has not confirmed that they ended, since when.
    cancelled: Vec<(JobId, f64)>,
    pub(super) errands: Errands,
    /// The contenders whose turn has not come.
    pub(super) upcoming: VecDeque<(usize, AttackRequest)>,
    /// What the comparison was asked for; the settings may have changed since.
    pub(super) compared_until_probability: f32,
}

impl Jobs {
    /// Whether what the engine says of `job` is said to this part of the page.
    pub(in crate::app_model) fn own(&self, job: JobId) -> bool {
        self.running.iter().any(|(id, _)| *id == job)
            || self.cancelled.iter().any(|(id, _)| *id == job)
    }

    /// When the reader cancelled what is still going on.
    pub(in crate::app_model) fn cancelled_at_ms(&self) -> impl Iterator<Item = f64> {
        self.cancelled.iter().map(|(_, since_ms)| *since_ms)
    }

    pub(super) fn purpose(&self, job: JobId) -> Option<&Purpose> {
        let (_, purpose) = self.running.iter().find(|(id, _)| *id == job)?;
        Some(purpose)
    }

    pub(super) fn running(&self, is: impl Fn(&Purpose) -> bool) -> Option<JobId> {
        let (job, _) = self.running.iter().find(|(_, purpose)| is(purpose))?;
        Some(*job)
    }

    pub(super) fn take(&mut self, job: JobId) -> Option<Purpose> {
        let at = self.running.iter().position(|(id, _)| *id == job)?;
        Some(self.running.swap_remove(at).1)
    }

    pub(super) fn confirm_cancelled(&mut self, job: JobId) {
        self.cancelled.retain(|(id, _)| *id != job);
    }
}

/// The job that an event is about.
pub(in crate::app_model) fn job_of(event: &EngineEvent) -> Option<JobId> {
    match event {
        EngineEvent::Scores { job, .. }
        | EngineEvent::Attribution { job, .. }
        | EngineEvent::AttackStep { job, .. }
        | EngineEvent::AttackEnd { job, .. }
        | EngineEvent::Classified { job, .. }
        | EngineEvent::Ray { job, .. }
        | EngineEvent::Cancelled { job }
        | EngineEvent::Failed { job, .. } => Some(*job),
        EngineEvent::Hello { .. }
        | EngineEvent::Downloading { .. }
        | EngineEvent::Ready { .. }
        | EngineEvent::LoadFailed(_)
        | EngineEvent::Pong
        | EngineEvent::Dying { .. } => None,
    }
}

impl AttackState {
    /// What was asked for will not come.
    pub(super) fn fail(&mut self, purpose: &Purpose, message: &str) {
        let failed = message.to_owned();
        if let Purpose::Attack(Of::Contender(i)) = purpose
            && let Some(contender) = self.contender(*i)
        {
            contender.end = Later::Failed(failed);
        } else if let Purpose::Verify { of, .. } = purpose {
            self.set_verdict(*of, Later::Failed(failed));
        } else if let Some(run) = &mut self.run {
            match purpose {
                Purpose::Attack(_) => run.phase = RunPhase::Interrupted,
                Purpose::Survival => run.survival = Later::Failed(failed),
                Purpose::Ray => run.ray = Later::Failed(failed),
                Purpose::MapBefore | Purpose::MapAfter { .. } => run.maps = Later::Failed(failed),
                Purpose::Verify { .. } => {}
            }
        }
    }

    /// The worker that had the jobs is gone.
    pub(in crate::app_model) fn lose_jobs(&mut self) {
        self.jobs.cancelled.clear();
        let lost = std::mem::take(&mut self.jobs.running);
        if lost.iter().any(|(_, p)| p.is_about_a_contender()) {
            self.stand_still(Standstill::Interrupted);
        }
        for (_, purpose) in &lost {
            self.fail(purpose, LOST);
        }
    }
}

impl AppModel {
    /// Gives the engine a job, now or once it is ready.
    pub(super) fn engage(
        &mut self,
        purpose: Purpose,
        task: Task,
        buffer: Bytes,
        effects: &mut Vec<Effect>,
    ) {
        if !matches!(self.engine.phase, Phase::Ready { .. }) {
            self.attack.jobs.waiting.push(Waiting {
                purpose,
                task,
                buffer,
            });
            return;
        }
        if let (Purpose::Attack(Of::Run), Some(run)) = (&purpose, &mut self.attack.run) {
            run.phase = RunPhase::Running;
        }
        let job = self.run.next_job();
        self.attack.jobs.running.push((job, purpose));
        effects.push(Effect::ToEngine {
            request: EngineRequest::Run { job, task },
            buffer: Some(buffer),
        });
    }

    /// The engine is ready.
    pub(in crate::app_model) fn engage_waiting(&mut self, effects: &mut Vec<Effect>) {
        for waiting in std::mem::take(&mut self.attack.jobs.waiting) {
            self.engage(waiting.purpose, waiting.task, waiting.buffer, effects);
        }
    }

    /// Takes jobs back. With a time the reader waits for it, and a worker that does not obey soon
    /// is replaced.
    pub(super) fn withdraw(
        &mut self,
        is: impl Fn(&Purpose) -> bool,
        now_ms: Option<f64>,
        effects: &mut Vec<Effect>,
    ) {
        let jobs = &mut self.attack.jobs;
        jobs.waiting.retain(|waiting| !is(&waiting.purpose));
        for (job, _) in jobs.running.extract_if(.., |(_, purpose)| is(purpose)) {
            effects.push(Effect::ToEngine {
                request: EngineRequest::Cancel { job },
                buffer: None,
            });
            if let Some(now_ms) = now_ms {
                jobs.cancelled.push((job, now_ms));
                effects.push(Effect::Wake {
                    after_ms: CANCEL_PATIENCE_MS as u32,
                });
            }
        }
    }
}
