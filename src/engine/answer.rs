//! From a request to its results: one image, one network, one method.

use burn::tensor::Device;

use super::image::Picture;
use super::job::{Job, JobFailure};
use super::network::Network;
use super::readback;
use super::saliency::{self, Attribution, Subject};
use super::tensor::tensor_from_picture;
use crate::scores;
use crate::spec::ClassId;

/// What a saliency request yields, in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum SaliencyAnswer {
    /// Unnormalised scores of all classes.
    Scores(Vec<f32>),
    Attribution {
        class: ClassId,
        attribution: Attribution,
    },
}

/// An image from the page: `side * side * 3` bytes of RGB.
///
/// # Errors
/// [`JobFailure::ImageSize`] when the length is another.
pub fn picture_from_bytes(rgb: Vec<u8>, side: usize) -> Result<Picture, JobFailure> {
    let found = rgb.len();
    Picture::new(side as u32, side as u32, rgb).map_err(|_| JobFailure::ImageSize {
        expected: side * side * 3,
        found,
    })
}

/// Classifies `picture`, then attributes the score of `class`, or of the predicted class.
///
/// # Errors
/// [`JobFailure::NoSuchMethod`] and [`JobFailure::NoSuchClass`] before anything is computed, else
/// what the method reports.
pub async fn saliency(
    job: &Job,
    network: &dyn Network,
    device: &Device,
    picture: &Picture,
    method: &str,
    class: Option<ClassId>,
    mut emit: impl FnMut(SaliencyAnswer),
) -> Result<(), JobFailure> {
    let method =
        saliency::method(method).ok_or_else(|| JobFailure::NoSuchMethod(method.to_owned()))?;
    let classes = network.spec().classes;
    if let Some(class) = class
        && class.index() >= classes
    {
        return Err(JobFailure::NoSuchClass {
            class: class.0,
            classes,
        });
    }
    job.checkpoint().await?;
    let image_norm = tensor_from_picture(picture, device);
    let trace = network.forward(image_norm.clone());
    let scores = readback::floats(trace.scores()?).await?;
    let class = class
        .or_else(|| scores::predicted(&scores))
        .unwrap_or(ClassId(0));
    emit(SaliencyAnswer::Scores(scores));
    let subject = Subject {
        network,
        image_norm,
        trace,
        class,
    };
    let attribution = method.attribute(job, subject).await?;
    job.checkpoint().await?;
    emit(SaliencyAnswer::Attribution { class, attribution });
    Ok(())
}
