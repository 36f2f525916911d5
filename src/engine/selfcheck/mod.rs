//! Proof on the reader's own device: one forward pass and one input gradient of a built-in image,
//! compared with values from the independent reference.
//!
//! The image is 64x64, made by integer arithmetic, and has no ties that a device could break
//! differently. `tests/fixtures/parity/make_selfcheck.py` makes the expected values.

pub mod differences;
mod image;

use burn::tensor::Device;

pub use image::{SIDE, picture};

use super::job::JobFailure;
use super::network::{Network, SCORES, Seed};
use super::readback;
use super::tensor::{one_hot, tensor_from_picture};
use crate::protocol::SelfCheckReport;
use crate::spec::ClassId;

/// Largest allowed difference of the score.
pub const SCORE_TOLERANCE: f32 = 1e-3;
/// Largest allowed relative L2 error of the gradient.
pub const GRADIENT_TOLERANCE: f32 = 1e-2;

const SAMPLES: usize = 512;

/// Position of sample `k` in the flat gradient `[3, 64, 64]`: one in each run of 24, moving.
fn sampled(k: usize) -> usize {
    24 * k + (7 * k + k / 24) % 24
}

/// Compares `network` on `device` with the reference. `spoil` doubles the gradient first: the way
/// to see what a failed check looks like.
///
/// # Errors
/// What the network or the device reports. A network without expected values, a reader's own, is
/// checked against differences of its own scores: nothing runs unchecked.
pub async fn run(
    network: &dyn Network,
    device: &Device,
    spoil: bool,
) -> Result<SelfCheckReport, JobFailure> {
    let id = network.spec().id;
    let no_reference = || JobFailure::NoSelfCheck(id.to_owned());
    let Some(reference) = network.reference() else {
        let change = |gradient: &mut [f32]| {
            if spoil {
                gradient.iter_mut().for_each(|value| *value *= 2.0);
            }
        };
        return differences::run([network; 2], device, &change).await;
    };
    let numbers: Vec<f32> = reference
        .numbers
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect();
    let [class, score, norm, samples @ ..] = numbers.as_slice() else {
        return Err(no_reference());
    };
    let class = ClassId(*class as u16);
    let picture = picture(reference.seed)?;
    let (found_score, mut gradient) = score_and_gradient(network, device, &picture, class).await?;
    if spoil {
        gradient.iter_mut().for_each(|value| *value *= 2.0);
    }
    Ok(SelfCheckReport {
        score_error: (found_score - score).abs(),
        score_tolerance: SCORE_TOLERANCE,
        gradient_error: gradient_error(&gradient, samples, *norm),
        gradient_tolerance: GRADIENT_TOLERANCE,
        by_reference: true,
    })
}

async fn score_and_gradient(
    network: &dyn Network,
    device: &Device,
    picture: &crate::image::Picture,
    class: ClassId,
) -> Result<(f32, Vec<f32>), JobFailure> {
    let mut trace = network.forward(tensor_from_picture(picture, device));
    let scores = readback::floats(trace.scores()?).await?;
    let seed = Seed {
        layer: SCORES,
        weights: one_hot(1, scores.len(), class.index(), device),
    };
    let gradient = readback::floats(trace.pull_back(&[seed])?).await?;
    let score = scores.get(class.index()).copied().unwrap_or(0.0);
    Ok((score, gradient))
}

/// The larger of two relative errors: of the sampled values (L2), and of the whole norm.
fn gradient_error(gradient: &[f32], samples: &[f32], norm: f32) -> f32 {
    let (mut difference, mut size) = (0.0_f64, 0.0_f64);
    for (k, expected) in samples.iter().enumerate().take(SAMPLES) {
        let found = gradient.get(sampled(k)).copied().unwrap_or(f32::INFINITY);
        difference += f64::from(found - expected).powi(2);
        size += f64::from(*expected).powi(2);
    }
    let found_norm = gradient
        .iter()
        .map(|v| f64::from(*v).powi(2))
        .sum::<f64>()
        .sqrt();
    let of_norm = (found_norm - f64::from(norm)).abs() / f64::from(norm);
    (difference / size).sqrt().max(of_norm) as f32
}
