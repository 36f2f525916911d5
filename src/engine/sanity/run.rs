use std::cell::RefCell;

use burn::tensor::{Device, Tensor};
use gradoscope_measure::entropy;

use crate::engine::job::{Job, JobFailure, check_class};
use crate::engine::maps::{attribution, method_of, scores_and_class, standing};
use crate::engine::network::{
    Drawn, Network, RedrawError, SCORES_BEFORE_RELU, redrawn, unrectified, weighted_layers,
};
use crate::engine::saliency::Attribution;
use crate::engine::tensor::tensor_from_picture;
use crate::image::Picture;
use crate::protocol::{Change, Changed, Likeness, MethodChoice, Redraw, SanityRequest, SanityStep};
use crate::random::Random;
use crate::scores::descending;
use crate::spec::ClassId;

use super::likeness::Seen;

/// Bins of the histogram whose entropy is told.
const BINS: usize = 100;
/// Classes at the most.
const MOST_CLASSES: u32 = 100;

/// What the bench yields, one after the other.
#[derive(Debug, Clone, PartialEq)]
pub enum SanityPart {
    /// So many of the parts of this step's map are done.
    Progress {
        /// Parts so far, from 0.
        done: u32,
        /// Parts in all, of equal length.
        total: u32,
    },
    /// A map and what there is to say of it.
    Step(SanityStep, Attribution),
}

/// The map of a class on `picture`, those of the controls, then one for each change.
///
/// # Errors
/// [`JobFailure::NoSuchMethod`], [`JobFailure::NoSuchClass`], [`JobFailure::TooLarge`] and
/// [`JobFailure::OutOfRange`] before anything is computed, else what a method reports.
pub async fn run(
    job: &Job,
    network: &dyn Network,
    device: &Device,
    picture: &Picture,
    request: &SanityRequest,
    emit: impl FnMut(SanityPart),
) -> Result<(), JobFailure> {
    let choice = MethodChoice {
        method: request.map.method.clone(),
        params: request.map.params.clone(),
    };
    check(network, &choice, request)?;
    job.checkpoint().await?;
    let image_norm = tensor_from_picture(picture, device);
    let (scores, class) = scores_and_class(network, &image_norm, request.map.class).await?;
    let plan = Plan::of(network, request, &scores, class);
    let steps = 1 + request.controls.len() + plan.len();
    let mut bench = Bench {
        job,
        device,
        image_norm,
        first: None,
        done: 0,
        total: steps as u32,
        emit: RefCell::new(emit),
    };
    bench
        .step(network, (&choice, class), Changed::Nothing)
        .await?;
    for control in &request.controls {
        let what = Changed::Method(control.method.clone());
        bench.step(network, (control, class), what).await?;
    }
    match plan {
        Plan::Classes(classes) => {
            for class in classes {
                bench
                    .step(network, (&choice, class), Changed::Class)
                    .await?;
            }
            Ok(())
        }
        Plan::Layers(layers, how, keeps) => {
            let drawn = (layers, how, request.seed);
            bench.redraw(network, (&choice, class), drawn, keeps).await
        }
    }
}

fn check(
    network: &dyn Network,
    choice: &MethodChoice,
    request: &SanityRequest,
) -> Result<(), JobFailure> {
    for choice in request.controls.iter().chain([choice]) {
        method_of(choice)?;
    }
    if let Some(class) = request.map.class {
        check_class(class, network.spec().classes)?;
    }
    match request.change {
        Change::Classes { count } if !(1..=MOST_CLASSES).contains(&count) => {
            let message = format!("1 to {MOST_CLASSES} classes can be compared, not {count}");
            Err(JobFailure::OutOfRange(message))
        }
        Change::Cascade(_) | Change::Alone(_) if weighted_layers(network).is_none() => {
            Err(RedrawError::TooLarge.into())
        }
        _ => Ok(()),
    }
}

/// What is changed from step to step.
enum Plan {
    /// Layers from the scores down, and whether they keep their weights.
    Layers(Vec<&'static str>, Redraw, bool),
    Classes(Vec<ClassId>),
}

impl Plan {
    fn of(network: &dyn Network, request: &SanityRequest, scores: &[f32], class: ClassId) -> Self {
        let turned = || {
            let layers = weighted_layers(network).unwrap_or_default();
            layers.into_iter().rev().collect()
        };
        match request.change {
            Change::Cascade(how) => Self::Layers(turned(), how, true),
            Change::Alone(how) => Self::Layers(turned(), how, false),
            Change::Classes { count } => {
                let count = count as usize;
                Self::Classes(others(network, scores, class, count, request.seed))
            }
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Layers(layers, ..) => layers.len(),
            Self::Classes(classes) => classes.len(),
        }
    }
}

/// The least likely class and others that are drawn, none of them `class`, none twice; those whose score is
/// cut off at zero are left out.
fn others(
    network: &dyn Network,
    scores: &[f32],
    class: ClassId,
    count: usize,
    seed: u32,
) -> Vec<ClassId> {
    let is_alive = |at: &usize| *at != class.index() && !is_cut_off(network, scores[*at]);
    let mut left: Vec<usize> = descending(scores).into_iter().filter(is_alive).collect();
    let mut random = Random::new(seed);
    let mut chosen: Vec<usize> = left.pop().into_iter().collect();
    while chosen.len() < count && !left.is_empty() {
        chosen.push(left.swap_remove(random.below(left.len() as u32) as usize));
    }
    let id = |at: usize| u16::try_from(at).ok().map(ClassId);
    chosen.into_iter().filter_map(id).collect()
}

/// Whether the last rectifier hides how the score hangs on the image.
fn is_cut_off(network: &dyn Network, score: f32) -> bool {
    score == 0.0 && network.spec().layers.contains(&SCORES_BEFORE_RELU)
}

/// The bench at work.
struct Bench<'a, E> {
    job: &'a Job,
    device: &'a Device,
    image_norm: Tensor<4>,
    first: Option<Attribution>,
    done: u32,
    total: u32,
    emit: RefCell<E>,
}

impl<E: FnMut(SanityPart)> Bench<'_, E> {
    fn emit(&self, part: SanityPart) {
        (self.emit.borrow_mut())(part);
    }

    /// One map, beside the first; the first one stays.
    async fn step(
        &mut self,
        network: &dyn Network,
        (choice, class): (&MethodChoice, ClassId),
        what: Changed,
    ) -> Result<(), JobFailure> {
        self.job.checkpoint().await?;
        let (scores, _) = scores_and_class(network, &self.image_norm, Some(class)).await?;
        let standing = standing(&scores, class);
        let other = match is_cut_off(network, standing.score) {
            true => unrectified(network, self.device),
            false => None,
        };
        let escaped = other.is_some();
        let network = other
            .as_ref()
            .map_or(network, |other| other as &dyn Network);
        let progress = |done, total| self.emit(SanityPart::Progress { done, total });
        let image_norm = self.image_norm.clone();
        let asked = attribution(self.job, network, image_norm, (choice, class), &progress);
        let map = asked.await?;
        let (likeness, entropy) = self.figures(&map);
        self.done += 1;
        let step = SanityStep {
            what,
            done: self.done,
            total: self.total,
            standing,
            escaped,
            is_zero: map.is_zero(),
            likeness,
            entropy,
        };
        self.job.checkpoint().await?;
        if self.first.is_none() {
            self.first = Some(map.clone());
        }
        self.emit(SanityPart::Step(step, map));
        Ok(())
    }

    /// One map after each layer that gets other weights; `keeps`: so do those before it.
    async fn redraw(
        &mut self,
        network: &dyn Network,
        of: (&MethodChoice, ClassId),
        (layers, how, seed): (Vec<&'static str>, Redraw, u32),
        keeps: bool,
    ) -> Result<(), JobFailure> {
        let mut before: Option<Drawn> = None;
        for layer in layers {
            let from: &dyn Network = match &before {
                Some(before) if keeps => before,
                _ => network,
            };
            let changed = redrawn(from, layer, how, seed, self.device).await?;
            let what = Changed::Layer(layer.to_owned());
            self.step(&changed, of, what).await?;
            before = Some(changed);
        }
        Ok(())
    }

    /// Likeness to the first map, and entropy.
    fn figures(&self, map: &Attribution) -> (Option<Likeness>, Option<f32>) {
        let [_, _, height, width] = self.image_norm.dims();
        let seen = Seen::new(map, [height, width]);
        let first = self.first.as_ref().unwrap_or(map);
        let is_comparable = !first.is_zero() && !map.is_zero();
        let likeness = is_comparable.then(|| Seen::new(first, [height, width]).likeness(&seen));
        let entropy = entropy(seen.sizes(), BINS).map(|value| value as f32);
        (likeness, entropy)
    }
}
