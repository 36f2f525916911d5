//! What becomes of what an engine was asked for.

use crate::app_model::{AppModel, Effect, Later, RunPhase, Standstill};

use super::AttackState;
use super::work::{Of, Work};

impl AttackState {
    /// What was asked for will not come.
    pub(super) fn fail(&mut self, work: &Work, message: &str) {
        let failed = message.to_owned();
        if let Work::Attack(Of::Contender(i)) = work
            && let Some(contender) = self.contender(*i)
        {
            contender.end = Later::Failed(failed);
        } else if let Work::Verify { of, .. } = work {
            self.set_verdict(*of, Later::Failed(failed));
        } else if let Some(run) = &mut self.run {
            match work {
                Work::Attack(_) => run.stop(RunPhase::Interrupted),
                Work::Survival => run.survival = Later::Failed(failed),
                Work::Ray => run.ray = Later::Failed(failed),
                Work::MapBefore | Work::MapAfter { .. } => run.maps = Later::Failed(failed),
                Work::Verify { .. } => {}
            }
        }
    }

    pub(in crate::app_model) fn begin(&mut self, work: &Work, variant: &str) {
        if let (Work::Attack(Of::Run), Some(run)) = (work, &mut self.run) {
            run.phase = RunPhase::Running;
            run.variant = variant.to_owned();
        }
    }

    /// A run that the reader paused stays as it was.
    pub(in crate::app_model) fn begins_again(&mut self, work: &Work) -> bool {
        match (work, &mut self.run) {
            (Work::Attack(Of::Run), Some(run)) => {
                self.scrubbed = None;
                run.begin_again()
            }
            _ => true,
        }
    }
}

impl AppModel {
    /// What was asked for will not come; nor will anything else where the engine `stopped`.
    pub(in crate::app_model) fn lose_attack(
        &mut self,
        work: &Work,
        stopped: bool,
        message: &str,
        effects: &mut Vec<Effect>,
    ) {
        if stopped && work.is_about_a_contender() {
            self.attack.stand_still(Standstill::Interrupted);
        }
        self.attack.fail(work, message);
        self.advance_comparison(effects);
    }
}
