use crate::app_model::jobs::Order;
use crate::app_model::{AppModel, Bytes, Effect, Later, Map, RunPhase, Standstill};
use crate::protocol::Task;
use crate::spec::ClassId;

use super::AttackState;

pub(in crate::app_model) const LOST: &str = "the engine was lost";

/// Whose image it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app_model) enum Of {
    Run,
    Contender(usize),
}

/// What a job of the engine is for.
#[derive(Debug, Clone)]
pub(in crate::app_model) enum Purpose {
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
        before: Map,
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

    /// The worker that had the jobs is gone: they begin anew on the next. A run that the reader
    /// paused stays as it was.
    pub(in crate::app_model) fn reclaim_jobs(&mut self) {
        let run = &mut self.run;
        let lost = self
            .jobs
            .reclaim(|order| match (&order.purpose, &mut *run) {
                (Purpose::Attack(Of::Run), Some(run)) => run.begin_again(),
                _ => true,
            });
        if !lost.is_empty() {
            self.scrubbed = None;
        }
        for purpose in &lost {
            self.fail(purpose, LOST);
        }
    }

    /// The worker that had the jobs is gone, and no other one comes.
    pub(in crate::app_model) fn lose_jobs(&mut self) {
        let lost = self.jobs.lose();
        if lost.iter().any(Purpose::is_about_a_contender) {
            self.stand_still(Standstill::Interrupted);
        }
        for purpose in &lost {
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
        self.engage_order(
            Order {
                purpose,
                task,
                buffer,
            },
            effects,
        );
    }

    fn engage_order(&mut self, order: Order<Purpose>, effects: &mut Vec<Effect>) {
        if !self.engine.is_ready() {
            return self.attack.jobs.wait(order);
        }
        let variant = self.engine_variant().unwrap_or_default().to_owned();
        if let (Purpose::Attack(Of::Run), Some(run)) = (&order.purpose, &mut self.attack.run) {
            run.phase = RunPhase::Running;
            run.variant = variant;
        }
        let job = self.run.next_job();
        self.attack.jobs.start(job, order, effects);
    }

    /// The engine is ready.
    pub(in crate::app_model) fn engage_waiting_attacks(&mut self, effects: &mut Vec<Effect>) {
        for order in self.attack.jobs.take_waiting() {
            self.engage_order(order, effects);
        }
    }
}
