use burn::tensor::Tensor;

use crate::engine::job::{Job, JobFailure, LocalFuture};
use crate::engine::network::{Network, Rule, SCORES, Seed, Trace};
use crate::engine::readback;
use crate::engine::tensor::one_hot;
use crate::protocol::{Cells, MapSheet};
use crate::spec::{ClassId, ParamValues, Unit};

/// What is being explained: one image, one class, one network; and how.
pub struct Subject<'a> {
    /// Whose score is explained.
    pub network: &'a dyn Network,
    /// `[1, 3, h, w]`, normalised.
    pub image_norm: Tensor<4>,
    /// The forward pass on that very image.
    pub trace: Trace<'a>,
    /// The class of the score.
    pub class: ClassId,
    /// Of the method, and of a method that it asks in turn.
    pub params: &'a ParamValues,
    /// Told how many of how many parts are done, where there are several.
    pub progress: &'a dyn Fn(u32, u32),
}

impl<'a> Subject<'a> {
    /// The same of another image, which nobody is told the progress of.
    pub fn of(&self, image_norm: Tensor<4>) -> Self {
        Self {
            trace: self.network.forward(image_norm.clone()),
            image_norm,
            progress: &|_, _| (),
            ..*self
        }
    }

    /// The gradient of the class's score with respect to the image, or to the activation `to`, in its
    /// shape; rectifiers let through what `rule` says.
    ///
    /// # Errors
    /// As [`Trace::pull_back_to`].
    pub fn pull_back(&mut self, to: Option<&str>, rule: Rule) -> Result<Tensor<4>, JobFailure> {
        let [n, ..] = self.image_norm.dims();
        let (classes, device) = (self.network.spec().classes, self.image_norm.device());
        let seed = Seed {
            layer: SCORES,
            weights: one_hot(n, classes, self.class.index(), &device),
        };
        Ok(self.trace.pull_back_to(to, rule, &[seed])?)
    }

    /// Height and width of the image.
    pub fn size(&self) -> [usize; 2] {
        let [_, _, height, width] = self.image_norm.dims();
        [height, width]
    }
}

/// What a method found. Colour is somebody else's job.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribution {
    /// As the sheet says.
    pub values: Vec<f32>,
    /// Shape and meaning of the values.
    pub sheet: MapSheet,
}

impl Attribution {
    /// Signed numbers, three at every pixel of an image of `size`, height and width.
    pub fn of_pixels(values: Vec<f32>, [height, width]: [usize; 2], unit: Unit) -> Self {
        let sheet = MapSheet {
            channels: 3,
            height: height as u32,
            width: width as u32,
            signed: true,
            unit,
            cells: Cells::PIXELS,
        };
        Self { values, sheet }
    }
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

/// One pull-back to the image is all there is to it.
pub struct ByRule(pub Rule, pub Unit);

impl SaliencyMethod for ByRule {
    fn attribute<'a>(
        &'a self,
        job: &'a Job,
        mut subject: Subject<'a>,
    ) -> LocalFuture<'a, Result<Attribution, JobFailure>> {
        Box::pin(async move {
            job.checkpoint().await?;
            let gradient = subject.pull_back(None, self.0)?;
            let values = readback::floats(gradient).await?;
            Ok(Attribution::of_pixels(values, subject.size(), self.1))
        })
    }
}
