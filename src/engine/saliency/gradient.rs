//! The gradient of a class score with respect to the image (Simonyan et al. 2014, section 3).
//!
//! The score is the unnormalised one, as in the paper. The paper's map, the largest absolute value
//! over the three channels, is a reduction made where the map is drawn, so that others can be
//! chosen without computing again. Deviation: the paper averages ten crops, here there is one.

use crate::engine::job::{Job, JobFailure, LocalFuture};
use crate::engine::network::{SCORES, Seed};
use crate::engine::readback;
use crate::engine::tensor::one_hot;
use crate::spec::{MethodSpec, Paper, Text};

use super::{Attribution, SaliencyMethod, Subject};

/// What the page shows of it.
pub const ENTRY: MethodSpec = MethodSpec {
    id: "gradient",
    name: Text::new("Gradient", "Gradient"),
    summary: Text::new(
        "How much the score of the class changes when one pixel changes a little.",
        "De combien le score de la classe change quand un pixel change un peu.",
    ),
    paper: Paper {
        cite: "Simonyan, Vedaldi & Zisserman (2014)",
        title: "Deep Inside Convolutional Networks: Visualising Image Classification Models and Saliency Maps",
        url: "https://arxiv.org/abs/1312.6034",
    },
    unit: Text::new("score per normalised unit", "score par unité normalisée"),
};

/// `d score / d image_norm`.
pub struct Gradient;

impl SaliencyMethod for Gradient {
    fn attribute<'a>(
        &'a self,
        job: &'a Job,
        mut subject: Subject<'a>,
    ) -> LocalFuture<'a, Result<Attribution, JobFailure>> {
        Box::pin(async move {
            job.checkpoint().await?;
            let [n, _, height, width] = subject.image_norm.dims();
            let classes = subject.network.spec().classes;
            let seed = Seed {
                layer: SCORES,
                weights: one_hot(
                    n,
                    classes,
                    subject.class.index(),
                    &subject.image_norm.device(),
                ),
            };
            let gradient = subject.trace.pull_back(&[seed])?;
            let values = readback::floats(gradient).await?;
            Ok(Attribution {
                values,
                height,
                width,
            })
        })
    }
}
