//! What becomes of what an engine was asked for.

use crate::app_model::{AppModel, Effect, RunPhase, Standstill};

use super::work::{Of, Work};
use super::{CellState, VisualRun, VisualState};

impl VisualState {
    /// What was asked for will not come.
    pub(super) fn fail(&mut self, work: Work, message: &str) {
        match work {
            Work::Check => self.fail_check(message),
            Work::Ascend(of) => {
                if let Some(run) = self.run_of(of) {
                    run.phase = RunPhase::Interrupted;
                }
                if let Of::Cell(i) = of {
                    self.set_cell(i, CellState::Failed);
                }
            }
        }
    }

    fn ascent(&mut self, work: Work) -> Option<&mut VisualRun> {
        match work {
            Work::Ascend(of) => self.run_of(of),
            Work::Check => None,
        }
    }

    pub(in crate::app_model) fn begin(&mut self, work: Work, variant: &str) {
        if let Some(run) = self.ascent(work) {
            run.phase = RunPhase::Running;
            run.variant = variant.to_owned();
        }
    }

    /// A run that the reader paused stays as it was.
    pub(in crate::app_model) fn begins_again(&mut self, work: Work) -> bool {
        let Some(run) = self.ascent(work) else {
            return true;
        };
        let is_paused = run.phase == RunPhase::Paused;
        if !is_paused {
            *run = VisualRun::new(run.request.clone(), run.first.clone());
        }
        !is_paused
    }
}

impl AppModel {
    /// What was asked for will not come; nor will anything else where the engine `stopped`.
    pub(in crate::app_model) fn lose_visual(
        &mut self,
        work: Work,
        stopped: bool,
        message: &str,
        effects: &mut Vec<Effect>,
    ) {
        if stopped && work.is_about_a_cell() {
            self.visual.stand_still(Standstill::Interrupted);
        } else {
            self.visual.fail(work, message);
        }
        self.advance_sweep(effects);
    }
}
