//! The check of a network without reference values: its gradient against differences of its own
//! score, and every number finite.
//!
//! Between two images the score changes by the integral of its gradient along the way. These networks
//! are linear in pieces, so that this is exact however many pieces the way goes through, while the
//! gradient at one point says little of it. Where a short way with one gradient does not agree, the
//! way is made longer, so that the rounding of the score matters less, and looked at in more points.
//! A sound network agrees on one of these ways, drawn or trained; a wrong gradient on none.

use burn::tensor::{Device, Tensor};

use super::JobFailure;
use super::image::{SIDE, picture_of};
use crate::engine::formula::Formula;
use crate::engine::network::{Network, SCORES, Seed};
use crate::engine::readback;
use crate::engine::tensor::{one_hot, tensor, tensor_from_picture};
use crate::protocol::SelfCheckReport;
use crate::random::Random;
use crate::scores;
use crate::spec::ClassId;

/// Seed of the image and of the directions.
const SEED: u32 = 1;
/// By what share of itself the shortest way changes the score, about: nearer, rounding comes in.
const SHARE: f32 = 5e-5;
/// No number of the image moves further, in normalised units.
const FARTHEST: f32 = 0.5;
/// The shortest way where the gradient says that the score does not change.
const WITHOUT_SLOPE: f32 = 0.01;
/// What rounding may make of a score, relative to it.
const ROUNDING: f64 = 2e-6;
/// Largest allowed error, relative to the changes of the score. `tests/own_checkpoint.rs` prints what
/// sound networks reach, and what wrong gradients do.
pub const TOLERANCE: f32 = 0.1;

/// A way through the image: how far, beside the shortest, and how many gradients are taken on it.
struct Way {
    length: f32,
    points: usize,
    /// One direction can be nearly at right angles to the gradient; so many are not.
    directions: usize,
}

const WAYS: [Way; 3] = [
    Way {
        length: 1.0,
        points: 1,
        directions: 8,
    },
    Way {
        length: 4.0,
        points: 8,
        directions: 6,
    },
    Way {
        length: 16.0,
        points: 32,
        directions: 4,
    },
];

/// Compares the gradient of `gradients` with differences of the score of `scores`, which are one
/// network outside of tests. `change` is done to every gradient first.
///
/// # Errors
/// What the network or the device reports.
pub async fn run(
    [scores, gradients]: [&dyn Network; 2],
    device: &Device,
    change: &dyn Fn(&mut [f32]),
) -> Result<SelfCheckReport, JobFailure> {
    let image = tensor_from_picture(&picture_of(SEED, side_of(scores))?, device);
    let found = readback::floats(scores.forward(image.clone()).scores()?).await?;
    let class = scores::predicted(&found).unwrap_or(ClassId(0));
    let subject = Subject {
        scores,
        gradients,
        device,
        image,
        class,
        change,
    };
    let gradient = subject.gradient(subject.image.clone()).await?;
    let score = found.get(class.index()).copied().unwrap_or(0.0);
    let shortest = reach(score, norm(&gradient) as f32);
    let mut least = f32::INFINITY;
    for way in &WAYS {
        let far = (shortest * way.length).min(FARTHEST);
        least = least.min(subject.error(way, far).await?);
        if least <= TOLERANCE {
            break;
        }
    }
    Ok(SelfCheckReport {
        score_error: 0.0,
        score_tolerance: super::SCORE_TOLERANCE,
        gradient_error: least,
        gradient_tolerance: TOLERANCE,
        by_reference: false,
    })
}

/// Of an image that the network can see: a small one, unless its layers are made for one size.
fn side_of(network: &dyn Network) -> u32 {
    let small = [SIDE as usize; 2];
    match network.cells(SCORES, small) {
        Some(_) => SIDE,
        None => u32::try_from(network.spec().side).unwrap_or(SIDE),
    }
}

fn norm(gradient: &[f32]) -> f64 {
    let squares = gradient.iter().map(|g| f64::from(*g).powi(2));
    squares.sum::<f64>().sqrt()
}

/// How far each number of the image moves on the shortest way, in normalised units.
fn reach(score: f32, norm: f32) -> f32 {
    let reach = SHARE * score.abs() / norm;
    if reach.is_normal() {
        reach
    } else {
        WITHOUT_SLOPE
    }
}

struct Subject<'n> {
    scores: &'n dyn Network,
    gradients: &'n dyn Network,
    device: &'n Device,
    image: Tensor<4>,
    class: ClassId,
    change: &'n dyn Fn(&mut [f32]),
}

impl Subject<'_> {
    /// The error on ways of one kind, `far` to both sides of the image in every number: in the root mean
    /// square over random directions of -1 and 1, in which every number of the gradient counts alike.
    async fn error(&self, way: &Way, far: f32) -> Result<f32, JobFailure> {
        let mut random = Random::new(SEED);
        let (mut errors, mut sizes) = (0.0, 0.0);
        for _ in 0..way.directions {
            let count = self.image.dims().iter().product();
            let step: Vec<f32> = (0..count)
                .map(|_| if random.below(2) == 0 { -far } else { far })
                .collect();
            let moved = tensor(step.clone(), self.image.dims(), self.device);
            let mut expected = 0.0;
            for point in 0..way.points {
                let at = (2 * point + 1) as f32 / way.points as f32 - 1.0;
                let gradient = self.gradient(self.beside(&moved, at)).await?;
                let both = step.iter().zip(&gradient);
                expected += both
                    .map(|(d, g)| f64::from(*d) * f64::from(*g))
                    .sum::<f64>();
            }
            expected /= way.points as f64;
            let ends = [
                self.score(&moved, 1.0).await?,
                self.score(&moved, -1.0).await?,
            ];
            let difference = (ends[0] - ends[1]) / 2.0;
            let rounding = ROUNDING * ends[0].abs().max(ends[1].abs());
            let error = (difference - expected).abs() - rounding;
            errors += error.max(0.0).powi(2);
            sizes += expected.abs().max(difference.abs()).powi(2);
        }
        // A score that nothing changes, as of a last ReLU that is shut, has no slope and no gradient.
        Ok(if errors == 0.0 {
            0.0
        } else {
            (errors / sizes).sqrt() as f32
        })
    }

    /// The image moved so many times by a step.
    fn beside(&self, step: &Tensor<4>, times: f32) -> Tensor<4> {
        (Formula::from(step) * times + &self.image).image()
    }

    /// Of the score, there.
    async fn gradient(&self, image: Tensor<4>) -> Result<Vec<f32>, JobFailure> {
        let mut trace = self.gradients.forward(image);
        let classes = self.gradients.spec().classes;
        let seed = Seed {
            layer: SCORES,
            weights: one_hot(1, classes, self.class.index(), self.device),
        };
        let mut gradient = readback::floats(trace.pull_back(&[seed])?).await?;
        (self.change)(&mut gradient);
        Ok(gradient)
    }

    async fn score(&self, step: &Tensor<4>, sign: f32) -> Result<f64, JobFailure> {
        let moved = self.beside(step, sign);
        let scores = readback::floats(self.scores.forward(moved).scores()?).await?;
        let score = scores.get(self.class.index()).copied();
        Ok(f64::from(score.unwrap_or(f32::NAN)))
    }
}
