//! The check of a network without reference values: its gradient against central differences of its
//! own score, along fixed random directions, and every number finite.

use burn::tensor::{Device, Tensor, TensorData};

use super::{JobFailure, picture, score_and_gradient};
use crate::engine::network::Network;
use crate::engine::random::Random;
use crate::engine::readback;
use crate::engine::tensor::tensor_from_picture;
use crate::protocol::SelfCheckReport;
use crate::scores;
use crate::spec::ClassId;

/// Seed of the image and of the directions.
const SEED: u32 = 1;
/// One direction can be nearly at right angles to the gradient; so many are not.
const DIRECTIONS: usize = 8;
/// By what share of itself a step changes the score, about: further, the bends of ReLUs come in;
/// nearer, the rounding of the score.
const SHARE: f32 = 5e-5;
/// Largest allowed error, relative to the norm of the gradient. `tests/own_checkpoint.rs` prints what
/// sound networks reach, and what a gradient does that is twice too large.
pub const TOLERANCE: f32 = 0.1;

/// As [`super::run`]. A direction of -1 and 1 meets a gradient `g` with `|g|` in the root mean square;
/// the error is that of the slopes, in the same mean, over `|g|`.
pub(super) async fn run(
    network: &dyn Network,
    device: &Device,
    spoil: bool,
) -> Result<SelfCheckReport, JobFailure> {
    let picture = picture(SEED)?;
    let image = tensor_from_picture(&picture, device);
    let scores = readback::floats(network.forward(image.clone()).scores()?).await?;
    let class = scores::predicted(&scores).unwrap_or(ClassId(0));
    let (_, mut gradient) = score_and_gradient(network, device, &picture, class).await?;
    if spoil {
        gradient.iter_mut().for_each(|value| *value *= 2.0);
    }
    let norm = gradient.iter().map(|g| f64::from(*g).powi(2)).sum::<f64>();
    let norm = norm.sqrt();
    let score = scores.get(class.index()).copied().unwrap_or(0.0);
    let reach = reach(score, norm as f32);
    let mut random = Random::new(SEED);
    let mut squares = 0.0;
    for _ in 0..DIRECTIONS {
        let step: Vec<f32> = gradient
            .iter()
            .map(|_| if random.below(2) == 0 { -reach } else { reach })
            .collect();
        let expected: f64 = step
            .iter()
            .zip(&gradient)
            .map(|(d, g)| f64::from(*d) * f64::from(*g))
            .sum();
        let found = difference(network, device, &image, step, class).await?;
        squares += ((found - expected) / f64::from(reach)).powi(2);
    }
    Ok(SelfCheckReport {
        score_error: 0.0,
        score_tolerance: super::SCORE_TOLERANCE,
        gradient_error: relative((squares / DIRECTIONS as f64).sqrt(), norm) as f32,
        gradient_tolerance: TOLERANCE,
        by_reference: false,
    })
}

/// A score that nothing changes, as of a last ReLU that is shut, has no slope and no gradient.
fn relative(error: f64, norm: f64) -> f64 {
    if error == 0.0 { 0.0 } else { error / norm }
}

/// How far each number of the image moves, in normalised units.
fn reach(score: f32, norm: f32) -> f32 {
    let reach = SHARE * score.abs() / norm;
    if reach.is_normal() { reach } else { SHARE }
}

/// Half the difference of the score of `class` between both ends of `step`: what the gradient says
/// of it, to the first order.
async fn difference(
    network: &dyn Network,
    device: &Device,
    image: &Tensor<4>,
    step: Vec<f32>,
    class: ClassId,
) -> Result<f64, JobFailure> {
    let step = Tensor::<4>::from_data(TensorData::new(step, image.dims()), device);
    let mut ends = [0.0; 2];
    for (end, sign) in ends.iter_mut().zip([1.0, -1.0]) {
        let moved = image.clone() + step.clone() * sign;
        let scores = readback::floats(network.forward(moved).scores()?).await?;
        *end = f64::from(scores.get(class.index()).copied().unwrap_or(f32::NAN));
    }
    Ok((ends[0] - ends[1]) / 2.0)
}
