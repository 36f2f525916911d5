use burn::tensor::Tensor;

use crate::engine::job::{Job, JobFailure, LocalFuture};
use crate::engine::network::{Network, Trace};
use crate::spec::ClassId;

/// What is being explained: one image, one class, one network.
pub struct Subject<'a> {
    pub network: &'a dyn Network,
    /// `[1, 3, h, w]`, normalised.
    pub image_norm: Tensor<4>,
    /// The forward pass on that very image.
    pub trace: Trace<'a>,
    pub class: ClassId,
}

/// Signed values of a method, one per pixel and channel. Colour is somebody else's job.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribution {
    /// `[3, height, width]`, row-major, in the unit that the method states.
    pub values: Vec<f32>,
    pub height: usize,
    pub width: usize,
}

/// A way to say which pixels matter for a class.
pub trait SaliencyMethod: Sync {
    /// Computes the attribution of `subject.class`.
    ///
    /// # Errors
    /// [`JobFailure::Cancelled`] at a checkpoint, or what the network or the device reports.
    fn attribute<'a>(
        &'a self,
        job: &'a Job,
        subject: Subject<'a>,
    ) -> LocalFuture<'a, Result<Attribution, JobFailure>>;
}
