//! Maps for those who work on with them: one of a class by a method, and from its numbers to one size per
//! pixel.

use burn::tensor::Tensor;

use super::job::{Job, JobFailure};
use super::network::Network;
use super::readback;
use super::saliency::{self, Attribution, SaliencyMethod, Subject};
use crate::protocol::MethodChoice;
use crate::scores::{self, Standing};
use crate::spec::ClassId;

/// The method that was chosen.
///
/// # Errors
/// [`JobFailure::NoSuchMethod`].
pub fn method_of(choice: &MethodChoice) -> Result<&'static dyn SaliencyMethod, JobFailure> {
    let no_such_method = || JobFailure::NoSuchMethod(choice.method.clone());
    saliency::method(&choice.method).ok_or_else(no_such_method)
}

/// The map of `class` on `image_norm`, `[1, 3, h, w]`; `progress` hears how many of how many parts are done.
///
/// # Errors
/// [`JobFailure::NoSuchMethod`], [`JobFailure::Cancelled`], or what the network or the device reports.
pub async fn attribution(
    job: &Job,
    network: &dyn Network,
    image_norm: Tensor<4>,
    (choice, class): (&MethodChoice, ClassId),
    progress: &dyn Fn(u32, u32),
) -> Result<Attribution, JobFailure> {
    let method = method_of(choice)?;
    let subject = Subject {
        network,
        trace: network.forward(image_norm.clone()),
        image_norm,
        class,
        params: &choice.params,
        progress,
        so_far: &|_| (),
    };
    method.attribute(job, subject).await
}

/// Scores of one image, and the class that is meant: the one asked for, or else the predicted one.
///
/// # Errors
/// What the network or the device reports.
pub async fn scores_and_class(
    network: &dyn Network,
    image_norm: &Tensor<4>,
    class: Option<ClassId>,
) -> Result<(Vec<f32>, ClassId), JobFailure> {
    let trace = network.forward(image_norm.clone());
    let scores = readback::floats(trace.scores()?).await?;
    let class = class.or_else(|| scores::predicted(&scores));
    Ok((scores, class.unwrap_or(ClassId(0))))
}

/// What there is to say of a class that exists.
pub fn standing(scores: &[f32], class: ClassId) -> Standing {
    scores::standing(scores, class).unwrap_or(Standing {
        class,
        score: 0.0,
        probability: 0.0,
    })
}

impl Attribution {
    /// One number per pixel of an image of `size`, height and width, row-major, never negative; same unit.
    /// The largest size over the channels; of one signed number per place what is positive, since the rest
    /// speaks against the class.
    pub fn sizes(&self, size: [usize; 2]) -> Vec<f32> {
        let channels = self.sheet.channels.max(1) as usize;
        let places = self.values.len() / channels;
        let map: Vec<f32> = match (channels, self.sheet.signed) {
            (1, true) => self.values.iter().map(|value| value.max(0.0)).collect(),
            _ => (0..places)
                .map(|at| {
                    let all = self.values.iter().skip(at).step_by(places.max(1));
                    all.fold(0.0, |largest: f32, value| largest.max(value.abs()))
                })
                .collect(),
        };
        self.sheet.spread(&map, size)
    }

    /// Whether every number is zero.
    pub fn is_zero(&self) -> bool {
        self.values.iter().all(|value| *value == 0.0)
    }
}
