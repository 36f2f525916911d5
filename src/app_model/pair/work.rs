use crate::app_model::attack::MISFIT;
use crate::app_model::parts::Purpose;
use crate::app_model::{AppModel, Bytes, Effect, Payload, Seat};
use crate::protocol::{EngineEvent, Task};

use super::PairState;
use super::answers::About;

/// What one of the engines, or each, is asked for by this part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app_model) enum Work {
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

pub(super) fn is_about_the_matrix(purpose: &Purpose) -> bool {
    matches!(
        purpose,
        Purpose::Pair(Work::Original(_) | Work::Attack(_) | Work::Judge(_))
    )
}

impl PairState {
    /// What was asked for will not come.
    pub(super) fn fail(&mut self, work: Work, message: &str) {
        match work {
            Work::Map => About::fail(&mut self.map, message),
            Work::Transfer => About::fail(&mut self.transfer, message),
            Work::Recognition => About::fail(&mut self.recognition, message),
            Work::Original(image) => self.fail_image(image, message),
            Work::Attack(trial) | Work::Judge(trial) => self.fail_trial(trial, message),
        }
    }
}

impl AppModel {
    /// The same to both engines.
    pub(super) fn engage_both(
        &mut self,
        work: Work,
        asked: (Task, Bytes),
        effects: &mut Vec<Effect>,
    ) {
        for seat in Seat::BOTH {
            self.engage(seat, Purpose::Pair(work), asked.clone(), effects);
        }
    }

    pub(super) fn withdraw_pair(&mut self, work: Work, effects: &mut Vec<Effect>) {
        let is = |purpose: &Purpose| matches!(purpose, Purpose::Pair(other) if *other == work);
        self.desk.withdraw(is, None, effects);
    }

    /// What an engine says of something that this part asked for.
    pub(in crate::app_model) fn on_pair_answer(
        &mut self,
        seat: Seat,
        work: Work,
        event: EngineEvent,
        payload: Payload,
        effects: &mut Vec<Effect>,
    ) {
        match (work, event) {
            (Work::Map, EngineEvent::Scores { .. }) => self.pair.on_map_scores(payload),
            // Of a trial; its end tells more.
            (_, EngineEvent::Scores { .. } | EngineEvent::AttackStep { .. }) => return,
            (
                Work::Map,
                EngineEvent::Attribution {
                    elapsed_ms,
                    variant,
                    ..
                },
            ) => self.pair.on_map(payload, elapsed_ms, variant),
            (Work::Transfer, EngineEvent::Classified { .. }) => self.on_transfer(seat, payload),
            (Work::Recognition, EngineEvent::Classified { .. }) => {
                self.on_recognition(seat, payload);
            }
            (Work::Original(image), EngineEvent::Classified { .. }) => {
                self.pair.on_original_seen(image, seat, payload);
            }
            (Work::Attack(trial), EngineEvent::AttackEnd { elapsed_ms, .. }) => {
                self.on_trial_end(trial, elapsed_ms, payload, effects);
            }
            (Work::Judge(trial), EngineEvent::Classified { .. }) => {
                self.pair.on_judged(trial, seat, payload);
            }
            (work, _) => self.pair.fail(work, MISFIT),
        }
        self.advance_matrix(effects);
    }

    /// What was asked for will not come; nor will anything else where the engine `stopped`.
    pub(in crate::app_model) fn lose_pair(
        &mut self,
        work: Work,
        stopped: bool,
        message: &str,
        effects: &mut Vec<Effect>,
    ) {
        self.pair.fail(work, message);
        if !stopped {
            self.advance_matrix(effects);
        }
    }
}
