use burn::tensor::Tensor;

use crate::engine::job::JobFailure;
use crate::engine::network::{NetworkError, Trace};
use crate::engine::readback::ReadbackError;
use crate::goal::Verdict;
use crate::protocol::{AttackEnd, AttackStep, Ending};

/// One image that was looked at.
pub struct Sight<'net> {
    pub(super) trace: Trace<'net>,
    /// The image that was judged, normalised: rounded where the attack is on 8-bit images.
    pub judged: Tensor<4>,
    /// Unnormalised scores of all classes.
    pub scores: Vec<f32>,
    /// What they say of the goal.
    pub verdict: Verdict,
    /// Whether the score of the class to raise has no gradient here.
    pub is_dead: bool,
}

/// Why an attack must not go on.
#[derive(Debug)]
pub enum Stop {
    /// The goal is reached, or a limit is.
    Halt(Ending),
    /// It was cancelled, or the network or the device reports something.
    Failed(JobFailure),
}

impl From<JobFailure> for Stop {
    fn from(failure: JobFailure) -> Self {
        Self::Failed(failure)
    }
}

impl From<NetworkError> for Stop {
    fn from(error: NetworkError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<ReadbackError> for Stop {
    fn from(error: ReadbackError) -> Self {
        Self::Failed(error.into())
    }
}

/// What an attack yields, in this order: steps, then the end.
#[derive(Debug, Clone, PartialEq)]
pub enum AttackPart {
    /// With the image that was judged, 8-bit RGB, where it was asked for.
    Step(AttackStep, Option<Vec<u8>>),
    /// With the best image, 8-bit RGB.
    End(AttackEnd, Vec<u8>),
}
