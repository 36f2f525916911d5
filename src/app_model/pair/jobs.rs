use crate::app_model::attack::{LOST, MISFIT};
use crate::app_model::jobs::{Order, job_of};
use crate::app_model::{
    Again, AppModel, Bytes, Effect, Map, NoticeKind, Payload, Seat, Standstill,
};
use crate::protocol::{EngineEvent, JobError, JobErrorKind, JobId, Task};

use super::PairState;
use super::answers::About;

/// What a job of one of the engines is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app_model) enum Purpose {
    Map,
    Transfer,
    Recognition,
    /// What the networks see in an image of the matrix.
    Original(usize),
    /// A trial of the matrix.
    Attack(usize),
    /// What the networks see in what a trial made.
    Judge(usize),
}

impl Purpose {
    pub(super) fn is_about_the_matrix(&self) -> bool {
        matches!(self, Self::Original(_) | Self::Attack(_) | Self::Judge(_))
    }
}

impl PairState {
    /// What was asked for will not come.
    pub(super) fn fail(&mut self, purpose: Purpose, message: &str) {
        match purpose {
            Purpose::Map => About::fail(&mut self.map, message),
            Purpose::Transfer => About::fail(&mut self.transfer, message),
            Purpose::Recognition => About::fail(&mut self.recognition, message),
            Purpose::Original(image) => self.fail_image(image, message),
            Purpose::Attack(trial) | Purpose::Judge(trial) => self.fail_trial(trial, message),
        }
    }
}

impl AppModel {
    /// Gives a job to an engine, now or once it is ready.
    pub(super) fn engage_pair(
        &mut self,
        seat: Seat,
        purpose: Purpose,
        (task, buffer): (Task, Bytes),
        effects: &mut Vec<Effect>,
    ) {
        let order = Order {
            purpose,
            task,
            buffer,
        };
        if seat == Seat::First && !self.engine.is_ready() {
            return self.pair.jobs_mut(seat).wait(order);
        }
        let job = self.run.next_job();
        self.pair.jobs_mut(seat).start(job, order, effects);
    }

    /// The same to both engines.
    pub(super) fn engage_both(
        &mut self,
        purpose: Purpose,
        work: (Task, Bytes),
        effects: &mut Vec<Effect>,
    ) {
        for seat in Seat::BOTH {
            self.engage_pair(seat, purpose, work.clone(), effects);
        }
    }

    pub(super) fn withdraw_pair(&mut self, purpose: Purpose, effects: &mut Vec<Effect>) {
        for jobs in &mut self.pair.jobs {
            jobs.withdraw(|other| *other == purpose, None, effects);
        }
    }

    /// What an engine says of one of the jobs of this part.
    pub(in crate::app_model) fn on_pair_result(
        &mut self,
        seat: Seat,
        event: EngineEvent,
        payload: Payload,
        effects: &mut Vec<Effect>,
    ) {
        let Some(job) = job_of(&event) else { return };
        match event {
            EngineEvent::Scores { .. } => {
                if self.pair.jobs(seat).purpose(job) == Some(&Purpose::Map) {
                    self.pair.on_map_scores(payload);
                }
            }
            // The end tells more.
            EngineEvent::AttackStep { .. } | EngineEvent::Progress { .. } => {}
            EngineEvent::Cancelled { .. } => self.pair.jobs_mut(seat).confirm_cancelled(job),
            EngineEvent::Failed { error, .. } => self.on_pair_failed(seat, job, error, effects),
            last => {
                if let Some(purpose) = self.pair.jobs_mut(seat).take(job) {
                    self.on_pair_answer(seat, purpose, last, payload, effects);
                    self.advance_matrix(effects);
                }
            }
        }
    }

    fn on_pair_answer(
        &mut self,
        seat: Seat,
        purpose: Purpose,
        event: EngineEvent,
        payload: Payload,
        effects: &mut Vec<Effect>,
    ) {
        match (purpose, event) {
            (
                Purpose::Map,
                EngineEvent::Attribution {
                    sheet,
                    elapsed_ms,
                    variant,
                    ..
                },
            ) => self
                .pair
                .on_map(Map::new(sheet, payload), elapsed_ms, variant),
            (Purpose::Transfer, EngineEvent::Classified { .. }) => {
                self.on_transfer(seat, payload);
            }
            (Purpose::Recognition, EngineEvent::Classified { .. }) => {
                self.on_recognition(seat, payload);
            }
            (Purpose::Original(image), EngineEvent::Classified { .. }) => {
                self.pair.on_original_seen(image, seat, payload);
            }
            (Purpose::Attack(trial), EngineEvent::AttackEnd { elapsed_ms, .. }) => {
                self.on_trial_end(trial, elapsed_ms, payload, effects);
            }
            (Purpose::Judge(trial), EngineEvent::Classified { .. }) => {
                self.pair.on_judged(trial, seat, payload);
            }
            (purpose, _) => self.pair.fail(purpose, MISFIT),
        }
    }

    fn on_pair_failed(
        &mut self,
        seat: Seat,
        job: JobId,
        error: JobError,
        effects: &mut Vec<Effect>,
    ) {
        let jobs = self.pair.jobs_mut(seat);
        jobs.confirm_cancelled(job);
        // Of a job that was cancelled nobody wants to hear.
        let Some(purpose) = jobs.purpose(job).copied() else {
            return;
        };
        if error.kind == JobErrorKind::Device {
            return self.on_device_lost(seat, error.message, effects);
        }
        jobs.take(job);
        self.pair.fail(purpose, &error.message);
        self.advance_matrix(effects);
    }

    fn on_device_lost(&mut self, seat: Seat, message: String, effects: &mut Vec<Effect>) {
        match seat {
            Seat::First => {
                let again = Again::default();
                let notice = NoticeKind::DeviceLost { message, again };
                self.on_engine_crashed(self.engine.generation, notice, effects);
            }
            Seat::Second => self.stop_companion(None, effects),
        }
    }

    /// The worker of the first network that had the jobs is gone: they begin anew on the next.
    pub(in crate::app_model) fn reclaim_pair_jobs(&mut self) {
        self.pair.jobs_mut(Seat::First).reclaim(|_| true);
    }

    /// The engine of the first network is ready.
    pub(in crate::app_model) fn engage_waiting_pairs(&mut self, effects: &mut Vec<Effect>) {
        for order in self.pair.jobs_mut(Seat::First).take_waiting() {
            let job = self.run.next_job();
            self.pair.jobs_mut(Seat::First).start(job, order, effects);
        }
    }

    /// The worker that had the jobs is gone, and no other one comes.
    pub(in crate::app_model) fn lose_pair_jobs(&mut self, seat: Seat, effects: &mut Vec<Effect>) {
        let lost = self.pair.jobs_mut(seat).lose();
        for purpose in &lost {
            self.pair.fail(*purpose, LOST);
        }
        // Without one of the engines no image can be judged, whatever the other is at.
        self.stand_matrix_still(Standstill::Interrupted, None, effects);
    }
}
