use crate::app_model::{AppModel, Effect};

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

impl Work {
    pub(super) fn is_about_the_matrix(&self) -> bool {
        matches!(self, Self::Original(_) | Self::Attack(_) | Self::Judge(_))
    }
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
