use crate::app_model::attack::LOST;
use crate::app_model::jobs::Order;
use crate::app_model::{AppModel, Bytes, Effect, RunPhase, Standstill};
use crate::protocol::Task;

use super::{CellState, VisualRun, VisualState};

/// Whose image it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app_model) enum Of {
    Run,
    Cell(usize),
}

/// What a job of the engine is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app_model) enum Purpose {
    Ascend(Of),
    Check,
}

impl Purpose {
    pub(super) fn is_about_a_cell(&self) -> bool {
        matches!(self, Self::Ascend(Of::Cell(_)))
    }
}

impl VisualState {
    /// What was asked for will not come.
    pub(super) fn fail(&mut self, purpose: Purpose, message: &str) {
        match purpose {
            Purpose::Check => self.fail_check(message),
            Purpose::Ascend(of) => {
                if let Some(run) = self.run_of(of) {
                    run.phase = RunPhase::Interrupted;
                }
                if let Of::Cell(i) = of {
                    self.set_cell(i, CellState::Failed);
                }
            }
        }
    }

    /// The worker that had the jobs is gone: they begin anew on the next, with the parameters as
    /// they are now. A run that the reader paused stays as it was.
    pub(in crate::app_model) fn reclaim_jobs(&mut self) {
        let (run, sweep) = (&mut self.run, &mut self.sweep);
        let lost = self.jobs.reclaim(|order| {
            let run = match order.purpose {
                Purpose::Check => None,
                Purpose::Ascend(Of::Run) => run.as_mut(),
                Purpose::Ascend(Of::Cell(i)) => {
                    let cells = sweep.as_mut().map(|sweep| &mut sweep.cells);
                    cells
                        .and_then(|cells| cells.get_mut(i))
                        .map(|cell| &mut cell.run)
                }
            };
            let Some(run) = run else { return true };
            if run.phase == RunPhase::Paused {
                return false;
            }
            *run = VisualRun::new(run.request.clone(), run.first.clone());
            order.task = Task::Visualize(run.request.clone());
            true
        });
        for purpose in lost {
            self.fail(purpose, LOST);
        }
    }

    /// The worker that had the jobs is gone, and no other one comes.
    pub(in crate::app_model) fn lose_jobs(&mut self) {
        let lost = self.jobs.lose();
        if lost.iter().any(Purpose::is_about_a_cell) {
            self.stand_still(Standstill::Interrupted);
        }
        for purpose in lost.into_iter().filter(|p| !p.is_about_a_cell()) {
            self.fail(purpose, LOST);
        }
    }
}

impl AppModel {
    /// Gives the engine a job, now or once it is ready.
    pub(super) fn engage_visual(
        &mut self,
        purpose: Purpose,
        task: Task,
        buffer: Bytes,
        effects: &mut Vec<Effect>,
    ) {
        self.engage_visual_order(
            Order {
                purpose,
                task,
                buffer,
            },
            effects,
        );
    }

    fn engage_visual_order(&mut self, order: Order<Purpose>, effects: &mut Vec<Effect>) {
        if !self.engine.is_ready() {
            return self.visual.jobs.wait(order);
        }
        let variant = self.engine_variant().unwrap_or_default().to_owned();
        if let Purpose::Ascend(of) = order.purpose
            && let Some(run) = self.visual.run_of(of)
        {
            run.phase = RunPhase::Running;
            run.variant = variant;
        }
        let job = self.run.next_job();
        self.visual.jobs.start(job, order, effects);
    }

    /// The engine is ready.
    pub(in crate::app_model) fn engage_waiting_visuals(&mut self, effects: &mut Vec<Effect>) {
        for order in self.visual.jobs.take_waiting() {
            self.engage_visual_order(order, effects);
        }
    }
}
