use burn::tensor::{Device, Tensor};
use gradoscope_measure::{
    area, gini, kept_and_removed, order, points_inside, relative_distance, share_inside,
};

use crate::engine::help::Looked;
use crate::engine::job::{Job, JobFailure, check_class};
use crate::engine::maps::{attribution, method_of, scores_and_class};
use crate::engine::network::Network;
use crate::engine::readback;
use crate::engine::saliency::{Attribution, Here, Question};
use crate::engine::tensor::tensor_from_picture;
use crate::filling::{Curve, Filled, gone};
use crate::image::Picture;
use crate::protocol::{FaithfulFigures, FaithfulRequest, InBox, MethodChoice};
use crate::random::Random;
use crate::scores::softmax;
use crate::spec::ClassId;

/// Portions at the most, and neighbours.
const MOST_STEPS: u32 = 1000;
const MOST_NEIGHBOURS: u32 = 200;
/// Images that go through the network together.
const BATCH: usize = 4;
/// How far a neighbour's numbers are at the most, in normalised units (Yeh et al. 2019, as Captum has it).
const RADIUS: f32 = 0.02;
/// How far beside a box a map may point, in pixels.
const TOLERANCE: usize = 15;

/// What the curves yield, in this order, method after method.
#[derive(Debug, Clone, PartialEq)]
pub enum FaithfulPart {
    /// So many of the images have been looked at.
    Progress {
        /// Images so far, from 0; the maps themselves are not counted.
        done: u32,
        /// Images in all.
        total: u32,
    },
    /// All of one method, and the positions of the pixels in the order in which they go and come.
    Figures(FaithfulFigures, Vec<u32>),
}

/// The figures of every method of `request` on `picture`.
///
/// # Errors
/// [`JobFailure::NoSuchMethod`], [`JobFailure::NoSuchClass`] and [`JobFailure::OutOfRange`] before anything
/// is computed, else what a method or the network reports.
pub async fn run(
    job: &Job,
    network: &dyn Network,
    device: &Device,
    picture: &Picture,
    request: &FaithfulRequest,
    emit: impl FnMut(FaithfulPart),
) -> Result<(), JobFailure> {
    check(network, picture, request)?;
    job.checkpoint().await?;
    let image_norm = tensor_from_picture(picture, device);
    let (_, class) = scores_and_class(network, &image_norm, request.class).await?;
    let image = readback::floats(image_norm.clone()).await?;
    let size = [picture.height() as usize, picture.width() as usize];
    let per_method = 2 * (request.steps + 1) + request.neighbours;
    let mut round = Round {
        job,
        network,
        image_norm,
        fillings: [request.deletion, request.insertion]
            .map(|filling| Filled::new(image.clone(), size, filling, request.seed)),
        size,
        class,
        done: 0,
        total: per_method * request.methods.len() as u32,
        emit,
    };
    for (method, choice) in (0..).zip(&request.methods) {
        round.tell();
        let map = round.map(choice, round.image_norm.clone()).await?;
        let (figures, order) = round.figures(method, choice, &map, request).await?;
        (round.emit)(FaithfulPart::Figures(figures, order));
    }
    Ok(())
}

fn check(
    network: &dyn Network,
    picture: &Picture,
    request: &FaithfulRequest,
) -> Result<(), JobFailure> {
    for choice in &request.methods {
        method_of(choice)?;
    }
    if let Some(class) = request.class {
        check_class(class, network.spec().classes)?;
    }
    let within = |what: &str, count: u32, least: u32, most: u32| {
        let message = format!("{what}: {least} to {most} were expected, not {count}");
        let is_within = (least..=most).contains(&count);
        is_within
            .then_some(())
            .ok_or(JobFailure::OutOfRange(message))
    };
    within("steps", request.steps, 1, MOST_STEPS)?;
    within("neighbours", request.neighbours, 0, MOST_NEIGHBOURS)?;
    let is_inside = |[top, left, bottom, right]: [u32; 4]| {
        top < bottom && left < right && bottom <= picture.height() && right <= picture.width()
    };
    match request.bounds {
        Some(bounds) if !is_inside(bounds) => {
            let message = format!("a box inside of the picture was expected, not {bounds:?}");
            Err(JobFailure::OutOfRange(message))
        }
        _ => Ok(()),
    }
}

/// One request at work.
struct Round<'a, E> {
    job: &'a Job,
    network: &'a dyn Network,
    image_norm: Tensor<4>,
    /// Of deletion and of insertion.
    fillings: [Filled; 2],
    size: [usize; 2],
    class: ClassId,
    done: u32,
    total: u32,
    emit: E,
}

impl<E: FnMut(FaithfulPart)> Round<'_, E> {
    fn tell(&mut self) {
        let (done, total) = (self.done, self.total);
        (self.emit)(FaithfulPart::Progress { done, total });
    }

    async fn map(
        &self,
        choice: &MethodChoice,
        image_norm: Tensor<4>,
    ) -> Result<Attribution, JobFailure> {
        let of = (choice, self.class);
        attribution(self.job, self.network, image_norm, of, &|_, _| ()).await
    }

    async fn figures(
        &mut self,
        method: u32,
        choice: &MethodChoice,
        map: &Attribution,
        request: &FaithfulRequest,
    ) -> Result<(FaithfulFigures, Vec<u32>), JobFailure> {
        let sizes = map.sizes(self.size);
        let order = order(&sizes);
        let deletion = self.curve(&order, request.steps, Curve::Deletion).await?;
        let insertion = self.curve(&order, request.steps, Curve::Insertion).await?;
        let sensitivity = self.sensitivity(choice, map, request).await?;
        let rounded = |value: Option<f64>| value.map(|value| value as f32);
        let is_one_filling = request.deletion == request.insertion;
        let kept = kept_and_removed(&deletion, &insertion).filter(|_| is_one_filling);
        let area = |curve: &[f32]| area(curve).unwrap_or_default() as f32;
        let figures = FaithfulFigures {
            method,
            class: self.class,
            areas: [area(&deletion), area(&insertion)],
            kept_and_removed: rounded(kept),
            deletion,
            insertion,
            sensitivity,
            gini: rounded(gini(&sizes)),
            inside: request
                .bounds
                .map(|bounds| in_box(&sizes, self.size, bounds)),
            is_zero: map.is_zero(),
        };
        Ok((figures, order))
    }

    /// The class's probability with more and more pixels of `order` gone or there.
    async fn curve(
        &mut self,
        order: &[u32],
        steps: u32,
        kind: Curve,
    ) -> Result<Vec<f32>, JobFailure> {
        let steps = steps as usize;
        let image_length = 3 * self.size[0] * self.size[1];
        let points: Vec<usize> = (0..=steps).collect();
        let batches: Vec<&[usize]> = points.chunks(BATCH).collect();
        let filling = &self.fillings[kind as usize];
        // Of the batch that is being drawn: images that are done, and one that is not.
        let (mut images, mut at_work) = (Vec::new(), None);
        let mut draw = |at: usize| {
            let points = batches[at];
            let done = images.len() / image_length;
            let image = at_work
                .get_or_insert_with(|| filling.without(gone(order, kind, points[done], steps)));
            if !image.advance() {
                return None;
            }
            images.extend(at_work.take().into_iter().flat_map(|image| image.image()));
            let is_whole = images.len() == points.len() * image_length;
            is_whole.then(|| std::mem::take(&mut images))
        };
        let (classes, class) = (self.network.spec().classes.max(1), self.class.index());
        let mut curve = Vec::with_capacity(points.len());
        let (emit, done, total) = (&mut self.emit, &mut self.done, self.total);
        let mut take = |at: usize, looked: Looked| {
            let rows = looked.scores.chunks(classes);
            let probability = |row: &[f32]| softmax(row).get(class).copied();
            curve.extend(rows.map(|row| probability(row).unwrap_or_default()));
            *done += batches[at].len() as u32;
            emit(FaithfulPart::Progress { done: *done, total });
            Ok(())
        };
        let device = &self.image_norm.device();
        let here = here(self.job, self.network, device);
        here.each(
            batches.len(),
            &Question::scores(self.size),
            &mut draw,
            &mut take,
        )
        .await?;
        Ok(curve)
    }

    /// The largest relative distance of a neighbour's map.
    async fn sensitivity(
        &mut self,
        choice: &MethodChoice,
        map: &Attribution,
        request: &FaithfulRequest,
    ) -> Result<Option<f32>, JobFailure> {
        let mut random = Random::new(request.seed);
        let mut largest: Option<f64> = None;
        let image = readback::floats(self.image_norm.clone()).await?;
        let mut draw = |_| {
            let moved = |value: &f32| value + RADIUS * (2.0 * random.uniform() - 1.0);
            Some(image.iter().map(moved).collect())
        };
        let (emit, done, total) = (&mut self.emit, &mut self.done, self.total);
        let mut take = |_, looked: Looked| {
            let (_, other) = looked.map.ok_or(JobFailure::NotReady)?;
            if let Some(distance) = relative_distance(&other, &map.values) {
                largest = Some(largest.unwrap_or_default().max(distance));
            }
            *done += 1;
            emit(FaithfulPart::Progress { done: *done, total });
            Ok(())
        };
        let device = &self.image_norm.device();
        let here = here(self.job, self.network, device);
        let by = (method_of(choice)?, choice.clone());
        let question = Question::map(self.size, self.class, by);
        here.each(request.neighbours as usize, &question, &mut draw, &mut take)
            .await?;
        Ok(largest.map(|distance| distance as f32))
    }
}

fn here<'a>(job: &'a Job, network: &'a dyn Network, device: &'a Device) -> Here<'a> {
    Here {
        job,
        network,
        device,
    }
}

fn in_box(sizes: &[f32], [height, width]: [usize; 2], bounds: [u32; 4]) -> InBox {
    let bounds = bounds.map(|side| side as usize);
    let [top, left, bottom, right] = bounds;
    let inside =
        |at: usize| (top..bottom).contains(&(at / width)) && (left..right).contains(&(at % width));
    let mask: Vec<bool> = (0..height * width).map(inside).collect();
    let area = (bottom - top) * (right - left);
    InBox {
        points_inside: points_inside(sizes, width, bounds, TOLERANCE),
        share: share_inside(sizes, &mask).map(|share| share as f32),
        area: area as f32 / (height * width) as f32,
    }
}
