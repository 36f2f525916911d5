//! What the native and the browser tests share: fixtures, and how far a result may be from them.

#![allow(dead_code)]

pub mod family;
pub mod fixtures;
pub mod formulas;
pub mod messages;
pub mod random;
pub mod sampled;
pub mod together;
pub mod toy;
pub mod ways;

use burn::tensor::{Device, Tensor, TensorData};
use gradoscope::engine::network::{Network, SCORES, Seed};
use gradoscope::engine::readback;
use gradoscope::engine::tensor::one_hot;

/// Largest allowed difference of any score.
pub const SCORE_TOLERANCE: f64 = 1e-3;
/// Floor of the allowed relative L2 error of a gradient: a hundred times what rounding does to one
/// that is firm, and below what the faults of `native/sampled.rs` do.
pub const GRADIENT_TOLERANCE: f64 = 5e-5;

/// What a gradient may be off that rounding moves so far: twice as much, and half of that again since
/// a sample of it may show more than there is.
pub fn tolerance(rounding: f64) -> f64 {
    GRADIENT_TOLERANCE.max(3.0 * rounding)
}

/// Below which most gradients have to be, whatever rounding does to the others.
pub const CLOSE: f64 = 1e-3;

/// The default network with its published weights, from the checkout; native tests only.
pub fn squeezenet(device: &Device) -> Box<dyn Network> {
    published(gradoscope::catalogue::NETWORKS[0].id, device)
}

/// The network `id` with its published weights, from the checkout; native tests only.
pub fn published(id: &str, device: &Device) -> Box<dyn Network> {
    let networks = gradoscope::catalogue::NETWORKS;
    let spec = networks.iter().find(|spec| spec.id == id).expect("an id");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/public/");
    let bytes = std::fs::read(format!("{path}{}", spec.file))
        .expect("the weights; cargo xtask assets fetches them");
    gradoscope::engine::network::load(spec.id, &bytes, device).expect("the published weights load")
}

/// The pixels of a parity fixture; native tests only.
pub fn picture(name: &str) -> gradoscope::image::Picture {
    let fixtures::Parity { size, pixels, .. } = parity(name);
    let [height, width] = size.map(|side| side as u32);
    gradoscope::image::Picture::new(width, height, pixels).expect("its pixels")
}

/// The parity fixture `name`; native tests only.
pub fn parity(name: &str) -> fixtures::Parity {
    let bytes = fixtures::Folder("parity").bytes(&format!("{name}.safetensors"));
    fixtures::Parity::parse(name, &bytes)
}

/// `||found - expected|| / ||expected||`.
pub fn relative_l2(found: &[f32], expected: &[f32]) -> f64 {
    assert_eq!(found.len(), expected.len());
    let square = |v: f64| v * v;
    let difference: f64 = found
        .iter()
        .zip(expected)
        .map(|(a, b)| square(f64::from(*a) - f64::from(*b)))
        .sum();
    let size: f64 = expected.iter().map(|v| square(f64::from(*v))).sum();
    (difference / size).sqrt()
}

/// The largest difference.
pub fn largest_difference(found: &[f32], expected: &[f32]) -> f64 {
    assert_eq!(found.len(), expected.len());
    found
        .iter()
        .zip(expected)
        .map(|(a, b)| f64::from((a - b).abs()))
        .fold(0.0, f64::max)
}

/// `[3, h, w]` in 0..1 from 8-bit RGB.
pub fn channels_first(pixels: &[u8]) -> Vec<f32> {
    let channel = |c| pixels.iter().skip(c).step_by(3);
    let all = (0..3).flat_map(channel);
    all.map(|level| f32::from(*level) / 255.0).collect()
}

/// `[1, 3, h, w]` in normalised units from 8-bit RGB.
pub fn image_norm(pixels: &[u8], [height, width]: [usize; 2], device: &Device) -> Tensor<4> {
    let picture = gradoscope::image::Picture::new(width as u32, height as u32, pixels.to_vec())
        .expect("a fixture's pixels make up its size");
    gradoscope::engine::tensor::tensor_from_picture(&picture, device)
}

/// A tensor of the given numbers.
pub fn tensor<const D: usize>(values: &[f32], shape: [usize; D], device: &Device) -> Tensor<D> {
    Tensor::from_data(TensorData::new(values.to_vec(), shape), device)
}

/// How far one image is from the reference.
#[derive(Debug, Clone)]
pub struct Distances {
    pub scores: f64,
    pub scores_before_relu: f64,
    pub gradient: f64,
    pub gradient_tolerance: f64,
}

impl Distances {
    pub fn hold(&self) -> bool {
        self.scores <= SCORE_TOLERANCE
            && self.scores_before_relu <= SCORE_TOLERANCE
            && self.gradient <= self.gradient_tolerance
    }
}

/// Runs one fixture on `network`.
pub async fn distances(
    network: &dyn Network,
    fixture: &fixtures::Parity,
    device: &Device,
) -> Distances {
    let image = image_norm(&fixture.pixels, fixture.size, device);
    let mut trace = network.forward(image);
    let scores = readback::floats(trace.scores().expect("scores"))
        .await
        .expect("scores");
    let before = trace
        .activation(gradoscope::engine::network::SCORES_BEFORE_RELU)
        .expect("scores before the last ReLU");
    let before = readback::floats(before)
        .await
        .expect("scores before the last ReLU");
    let seed = Seed {
        layer: SCORES,
        weights: one_hot(1, scores.len(), fixture.class, device),
    };
    let gradient = trace.pull_back(&[seed]).expect("a gradient");
    let gradient = readback::floats(gradient).await.expect("finite numbers");
    Distances {
        scores: largest_difference(&scores, &fixture.scores),
        scores_before_relu: largest_difference(&before, &fixture.scores_before_relu),
        gradient: fixture.distance(&gradient),
        gradient_tolerance: tolerance(fixture.distance.max(fixture.rounding)),
    }
}
