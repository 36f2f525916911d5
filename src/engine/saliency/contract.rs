use burn::tensor::Tensor;

use crate::engine::job::{Job, JobFailure, LocalFuture};
use crate::engine::network::{Network, Rule, SCORES, Seed, Trace};
use crate::engine::readback::{self, ReadbackError};
use crate::engine::tensor::{one_hot, tensor};
use crate::protocol::{Cells, Fact, MapSheet};
use crate::scores;
use crate::spec::{ClassId, ParamValues, Unit};

/// Parts of the way after which the map so far is worth a look.
const LOOKS: u32 = 10;

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
    /// Given the map as far as it has come, now and then.
    pub so_far: &'a dyn Fn(Attribution),
}

impl<'a> Subject<'a> {
    /// The same of another image, which nobody is told the progress of.
    pub fn of(&self, image_norm: Tensor<4>) -> Self {
        Self {
            trace: self.network.forward(image_norm.clone()),
            image_norm,
            progress: &|_, _| (),
            so_far: &|_| (),
            ..*self
        }
    }

    /// The same of another image of the same size, `[3, h, w]`, normalised.
    pub fn of_numbers(&self, image_norm: &[f32]) -> Self {
        let (shape, device) = (self.image_norm.dims(), self.image_norm.device());
        self.of(tensor(image_norm.to_vec(), shape, &device))
    }

    /// The image, `[3, h, w]`, normalised.
    ///
    /// # Errors
    /// What the device reports.
    pub async fn numbers(&self) -> Result<Vec<f32>, JobFailure> {
        Ok(readback::floats(self.image_norm.clone()).await?)
    }

    /// Unnormalised scores of the image.
    ///
    /// # Errors
    /// What the network or the device reports.
    pub async fn scores(&self) -> Result<Vec<f32>, JobFailure> {
        Ok(readback::floats(self.trace.scores()?).await?)
    }

    /// Unnormalised score of the class.
    ///
    /// # Errors
    /// What the network or the device reports.
    pub async fn score(&self) -> Result<f32, JobFailure> {
        let scores = self.scores().await?;
        Ok(scores.get(self.class.index()).copied().unwrap_or_default())
    }

    /// Probability of the class in 0..1, and whether it is the best one.
    ///
    /// # Errors
    /// What the network or the device reports.
    pub async fn probability(&self) -> Result<(f32, bool), JobFailure> {
        Ok(self.seen(&self.scores().await?))
    }

    /// The same of an image with these scores.
    pub fn seen(&self, scores: &[f32]) -> (f32, bool) {
        let standing = scores::standing(scores, self.class);
        let is_best = scores::predicted(scores) == Some(self.class);
        (standing.map_or(0.0, |of| of.probability), is_best)
    }

    /// The gradient of the class's score with respect to the image, `[3, h, w]`, per normalised unit.
    ///
    /// # Errors
    /// What the network or the device reports.
    pub async fn gradient(&mut self) -> Result<Vec<f32>, JobFailure> {
        let gradient = self.pull_back(None, Rule::Gradient)?;
        Ok(readback::floats(gradient).await?)
    }

    /// Says that `done` of `total` parts are done, and shows the map so far where enough has changed.
    pub fn tell(&self, done: u32, total: u32, map: impl FnOnce() -> Attribution) {
        (self.progress)(done, total);
        let looks = |done: u32| u64::from(done) * u64::from(LOOKS) / u64::from(total.max(1));
        if done > 0 && looks(done) > looks(done - 1) {
            (self.so_far)(map());
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
    /// What there is to say of them.
    pub facts: Vec<Fact>,
}

impl Attribution {
    /// Signed numbers, three at every pixel of an image of `size`, height and width.
    pub fn of_pixels(values: Vec<f32>, size: [usize; 2], unit: Unit) -> Self {
        Self::on_pixels(values, size, (3, true), unit)
    }

    /// Numbers, so many at every pixel of an image of `size`, height and width; `signed` as the sheet has
    /// it.
    pub fn on_pixels(
        values: Vec<f32>,
        [height, width]: [usize; 2],
        (channels, signed): (u32, bool),
        unit: Unit,
    ) -> Self {
        let sheet = MapSheet {
            channels,
            height: height as u32,
            width: width as u32,
            signed,
            unit,
            cells: Cells::PIXELS,
        };
        Self {
            values,
            sheet,
            facts: Vec::new(),
        }
    }

    /// The same with more to say of it.
    pub fn with(mut self, facts: impl IntoIterator<Item = Fact>) -> Self {
        self.facts.extend(facts);
        self
    }

    /// The same with what its numbers show by themselves; `dead`: whether the score is cut off at zero.
    ///
    /// # Errors
    /// [`ReadbackError::NotFinite`] where one of the numbers is not finite.
    pub fn looked_at(self, dead: bool) -> Result<Self, ReadbackError> {
        if !self.values.iter().all(|value| value.is_finite()) {
            return Err(ReadbackError::NotFinite);
        }
        let is_above = self.values.iter().any(|value| *value > 0.0);
        let is_below = self.values.iter().any(|value| *value < 0.0);
        let fact = match (is_above, is_below) {
            (false, false) => Some(Fact::AllZero { dead }),
            (false, true) => Some(Fact::NothingFor),
            (true, _) => None,
        };
        Ok(self.with(fact))
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

    /// Whether its subject may be several images, `[n, 3, h, w]`: then its values are those of one after the other.
    fn takes_many(&self) -> bool {
        false
    }
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

    fn takes_many(&self) -> bool {
        true
    }
}
