//! From a request to its results: images, one network, one question.

use std::cell::RefCell;

use burn::tensor::Device;

use super::formula::Formula;
use super::help::Looked;
use super::job::{Job, JobFailure, check_class};
use super::network::{Network, SCORES, Seed};
use super::readback;
use super::saliency::{self, Attribution, Here, Question, Subject};
use super::space::total;
use super::tensor::{one_hot, tensor_from_picture};
use crate::image::{MU, Picture, SIGMA, image_norm_from_rgb};
use crate::protocol::{Ray, SaliencyRequest};
use crate::scores;
use crate::spec::{ClassId, Preparation};

/// What a saliency request yields, in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum SaliencyAnswer {
    /// Unnormalised scores of all classes.
    Scores(Vec<f32>),
    /// So many of the parts of the map are done.
    Progress {
        /// Parts so far, from 0.
        done: u32,
        /// Parts in all, of equal length.
        total: u32,
    },
    /// The map as far as it has come.
    SoFar {
        /// As in the end.
        class: ClassId,
        /// Its map.
        attribution: Attribution,
    },
    /// What the method found, last.
    Attribution {
        /// The one that was asked for, or else the predicted one.
        class: ClassId,
        /// Its map.
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
        expected: side.saturating_mul(side).saturating_mul(3),
        found,
    })
}

/// Images from the page, one after the other, each `side * side * 3` bytes of RGB.
///
/// # Errors
/// [`JobFailure::ImageSize`] when the length is another.
pub fn pictures_from_bytes(
    rgb: &[u8],
    count: usize,
    side: usize,
) -> Result<Vec<Picture>, JobFailure> {
    let each = side * side * 3;
    if rgb.len() != each * count {
        return Err(JobFailure::ImageSize {
            expected: each * count,
            found: rgb.len(),
        });
    }
    rgb.chunks_exact(each)
        .map(|image| picture_from_bytes(image.to_vec(), side))
        .collect()
}

/// Unnormalised scores of every picture, `[n, classes]`, one picture at a time.
///
/// # Errors
/// [`JobFailure::Cancelled`], or what the network or the device reports.
pub async fn classify(
    job: &Job,
    network: &dyn Network,
    device: &Device,
    pictures: &[Picture],
) -> Result<Vec<f32>, JobFailure> {
    let mut all = Vec::with_capacity(pictures.len() * network.spec().classes);
    let mut take = |_, looked: Looked| {
        all.extend(looked.scores);
        Ok(())
    };
    let mut draw = |at: usize| Some(image_norm_from_rgb(&pictures[at]));
    let here = Here {
        job,
        network,
        device,
    };
    here.each(pictures.len(), &scores_of(pictures), &mut draw, &mut take)
        .await?;
    Ok(all)
}

/// The question for the scores of pictures of one size.
fn scores_of(pictures: &[Picture]) -> Question<'static> {
    let size = pictures
        .first()
        .map_or([0; 2], |first| [first.height(), first.width()]);
    Question::scores(size.map(|side| side as usize))
}

/// Class and probability of what is found in every picture, made ready in every way of [`Preparation::ALL`] for a
/// network that makes pictures ready as `now`: `[ways, n, 2]`. `progress` hears how many of how many are done.
///
/// # Errors
/// [`JobFailure::Cancelled`], or what the network or the device reports.
pub async fn prepared(
    job: &Job,
    network: &dyn Network,
    device: &Device,
    pictures: &[Picture],
    now: &Preparation,
    progress: impl Fn(u32, u32),
) -> Result<Vec<f32>, JobFailure> {
    let total = (Preparation::ALL.len() * pictures.len()) as u32;
    let mut all = Vec::with_capacity(2 * total as usize);
    let mut take = |at: usize, looked: Looked| {
        let best = scores::predicted(&looked.scores);
        let best = best.and_then(|class| scores::standing(&looked.scores, class));
        // Without a number among the scores there is no class.
        all.extend(best.map_or([f32::NAN; 2], |best| {
            [best.class.index() as f32, best.probability]
        }));
        progress(at as u32 + 1, total);
        Ok(())
    };
    let mut draw = |at: usize| {
        let (way, picture) = (at / pictures.len(), at % pictures.len());
        Some(shown(&pictures[picture], &Preparation::ALL[way], now))
    };
    let here = Here {
        job,
        network,
        device,
    };
    here.each(total as usize, &scores_of(pictures), &mut draw, &mut take)
        .await?;
    Ok(all)
}

/// `image_norm` of what a network that makes pictures ready as `now` has to be shown, to see `picture` made ready as
/// `way` says.
fn shown(picture: &Picture, way: &Preparation, now: &Preparation) -> Vec<f32> {
    if way == now {
        return image_norm_from_rgb(picture);
    }
    let rgb = picture.rgb();
    let area = rgb.len() / 3;
    let mut planes = vec![0.0; rgb.len()];
    for (at, pixel) in rgb.as_chunks::<3>().0.iter().enumerate() {
        let shown = way.shown_to(now, pixel.map(f32::from));
        for channel in 0..3 {
            let norm = (shown[channel] / 255.0 - MU[channel]) / SIGMA[channel];
            planes[channel * area + at] = norm;
        }
    }
    planes
}

/// How far beyond the adversarial image a ray goes, and in how many steps.
const RAY_END: f32 = 1.5;
const RAY_STEPS: usize = 24;

/// Scores along the line from `original` through `adversarial`, unrounded, beside what the gradient
/// at the original predicts.
///
/// # Errors
/// [`JobFailure::NoSuchClass`], [`JobFailure::Cancelled`], or what the network or the device
/// reports.
pub async fn ray(
    job: &Job,
    network: &dyn Network,
    device: &Device,
    [original, adversarial]: [&Picture; 2],
    [source, target]: [ClassId; 2],
) -> Result<Ray, JobFailure> {
    let classes = network.spec().classes;
    for class in [source, target] {
        check_class(class, classes)?;
    }
    let origin = tensor_from_picture(original, device);
    let change = Formula::from(&tensor_from_picture(adversarial, device)) - &origin;
    let change = change.image();
    let mut slopes = [0.0; 2];
    let mut trace = network.forward(origin.clone());
    for (slope, class) in slopes.iter_mut().zip([source, target]) {
        job.checkpoint().await?;
        let seed = Seed {
            layer: SCORES,
            weights: one_hot(1, classes, class.index(), device),
        };
        let gradient = trace.pull_back(&[seed])?;
        let product = readback::floats(total(Formula::from(&gradient) * &change)).await?;
        *slope = product.first().copied().unwrap_or_default();
    }
    let mut ray = Ray {
        source,
        target,
        at: Vec::new(),
        source_score: Vec::new(),
        target_score: Vec::new(),
        source_slope: slopes[0],
        target_slope: slopes[1],
        predicted: Vec::new(),
    };
    for step in 0..=RAY_STEPS {
        job.checkpoint().await?;
        let at = RAY_END * step as f32 / RAY_STEPS as f32;
        let moved = Formula::from(&change) * at + &origin;
        let trace = network.forward(moved.image());
        let scores = readback::floats(trace.scores()?).await?;
        ray.at.push(at);
        ray.source_score.push(scores[source.index()]);
        ray.target_score.push(scores[target.index()]);
        ray.predicted.extend(scores::predicted(&scores));
    }
    Ok(ray)
}

/// Classifies `picture`, then attributes the score of a class as `request` says.
///
/// # Errors
/// [`JobFailure::NoSuchMethod`] and [`JobFailure::NoSuchClass`] before anything is computed, else
/// what the method reports.
pub async fn saliency(
    job: &Job,
    network: &dyn Network,
    device: &Device,
    picture: &Picture,
    request: &SaliencyRequest,
    emit: impl FnMut(SaliencyAnswer),
) -> Result<(), JobFailure> {
    let no_such_method = || JobFailure::NoSuchMethod(request.method.clone());
    let method = saliency::method(&request.method).ok_or_else(no_such_method)?;
    let classes = network.spec().classes;
    if let Some(class) = request.class {
        check_class(class, classes)?;
    }
    job.checkpoint().await?;
    let image_norm = tensor_from_picture(picture, device);
    let trace = network.forward(image_norm.clone());
    let scores = readback::floats(trace.scores()?).await?;
    let class = request
        .class
        .or_else(|| scores::predicted(&scores))
        .unwrap_or(ClassId(0));
    let dead = scores.get(class.index()).is_some_and(|score| *score == 0.0);
    let emit = RefCell::new(emit);
    let emit = |answer| (emit.borrow_mut())(answer);
    emit(SaliencyAnswer::Scores(scores));
    let so_far = |attribution| {
        if job.wants_frame() {
            emit(SaliencyAnswer::SoFar { class, attribution });
        }
    };
    let subject = Subject {
        network,
        image_norm,
        trace,
        class,
        params: &request.params,
        progress: &|done, total| emit(SaliencyAnswer::Progress { done, total }),
        so_far: &so_far,
    };
    let attribution = method.attribute(job, subject).await?;
    let attribution = attribution.looked_at(dead && network.ends_rectified())?;
    job.checkpoint().await?;
    emit(SaliencyAnswer::Attribution { class, attribution });
    Ok(())
}
