//! Formulas and folds beside plain Rust, on any device.

use burn::tensor::{Device, Tensor};
use gradoscope::engine::formula::{Fold, Formula, fold};
use gradoscope::engine::{readback, space};
use gradoscope::image::{MU, SIGMA};
use gradoscope::random::Random;

/// Largest difference of numbers about as large as one: division may be off by some last digits.
const TOLERANCE: f64 = 2e-6;
/// Of a sum, by its size.
const OF_SUMS: f64 = 1e-5;

pub const SHAPES: [[usize; 4]; 3] = [[1, 3, 5, 7], [2, 3, 4, 6], [1, 3, 40, 61]];

struct Image {
    numbers: Vec<f32>,
    shape: [usize; 4],
    tensor: Tensor<4>,
}

impl Image {
    /// Noise, twice as wide as the standard one, so that some lies outside of the valid pixels.
    fn new(shape: [usize; 4], seed: u32, device: &Device) -> Self {
        let mut random = Random::new(seed);
        let count = shape.iter().product();
        let numbers: Vec<f32> = (0..count).map(|_| 2.0 * random.normal()).collect();
        let tensor = super::tensor(&numbers, shape, device);
        Self {
            numbers,
            shape,
            tensor,
        }
    }

    /// `make` of every number, its channel and its place.
    fn map(&self, make: impl Fn(f32, usize, usize) -> f32) -> Vec<f32> {
        let [_, _, height, width] = self.shape;
        let all = self.numbers.iter().enumerate();
        all.map(|(at, x)| make(*x, at / (height * width) % 3, at))
            .collect()
    }
}

async fn same(what: &str, found: Formula, expected: &[f32]) {
    let found = readback::floats(found.image()).await.expect("numbers");
    let distance = super::largest_difference(&found, expected);
    assert!(distance <= TOLERANCE, "{what}: {distance:e}");
}

/// Every formula that the families share, on images of this shape.
pub async fn check(shape: [usize; 4], device: &Device) {
    let x = Image::new(shape, 1, device);
    let unit = |x: f32, c: usize| x * SIGMA[c] + MU[c];
    let norm = |u: f32, c: usize| (u - MU[c]) / SIGMA[c];
    let in_box = x.map(|x, c, _| x.clamp(norm(0.0, c), norm(1.0, c)));
    same("into_box", space::into_box(&x.tensor), &in_box).await;
    let rounded = x.map(|x, c, _| {
        let level = (unit(x, c) * 255.0).round_ties_even().clamp(0.0, 255.0);
        norm(level / 255.0, c)
    });
    same("eight_bit", space::eight_bit(&x.tensor), &rounded).await;
    let squares: f64 = x.numbers.iter().map(|x| f64::from(*x).powi(2)).sum();
    let other = Image::new(shape, 2, device);
    let moved = other.map(|o, _, at| o + 3.0 * (f64::from(x.numbers[at]) / squares.sqrt()) as f32);
    let step = space::direction(&x.tensor) * 3.0 + &other.tensor;
    same("a step", step, &moved).await;
    let zero = x.tensor.zeros_like();
    same(
        "no direction",
        space::direction(&zero),
        &vec![0.0; moved.len()],
    )
    .await;
    rolled(&x).await;
    operations(&x, &other).await;
    folds(&x, &other).await;
}

async fn rolled(x: &Image) {
    let [_, _, height, width] = x.shape;
    for [down, across] in [[0, 0], [1, 0], [2, 3], [height, width - 1]] {
        let expected = x.map(|_, _, at| {
            let (row, column) = (at / width % height, at % width);
            let (from_row, from_column) = (
                (row + 2 * height - down) % height,
                (column + width - across) % width,
            );
            x.numbers[at - row * width - column + from_row * width + from_column]
        });
        let found = Formula::rolled(&x.tensor, [down, across]);
        same("rolled", found, &expected).await;
    }
}

/// What is left of the operations, the same image in them twice.
async fn operations(x: &Image, other: &Image) {
    let sum = Formula::from(&x.tensor) + &other.tensor;
    let found = sum.clone().sign() * sum.clone().size().root() - &x.tensor;
    let expected = x.map(|x, _, at| {
        let sum = x + other.numbers[at];
        sum.signum() * sum.abs().sqrt() - x
    });
    same("sign and root", found, &expected).await;
    // Of numbers that reach from deep black to bright white, and far beyond what float32 holds.
    for times in [1.0, 100.0] {
        let found = space::sigmoid(sum.clone() * times);
        let expected = x.map(|x, _, at| {
            let power = f64::from(-(x + other.numbers[at]) * times);
            (1.0 / (1.0 + power.exp())) as f32
        });
        same("sigmoid", found, &expected).await;
    }
    // Farther out, a number near one has lost the digits already.
    let found = space::logit(space::sigmoid(Formula::from(&x.tensor) * 0.25));
    same("logit", found, &x.map(|x, _, _| 0.25 * x)).await;
    let found = sum.above(0.25) - Formula::from(&x.tensor).above(&x.tensor);
    let expected = x.map(|x, _, at| f32::from(x + other.numbers[at] > 0.25));
    same("above", found, &expected).await;
}

async fn folds(x: &Image, other: &Image) {
    let delta: Vec<f64> = (x.numbers.iter().zip(&other.numbers))
        .map(|(x, other)| f64::from(x - other))
        .collect();
    let [n, _, height, width] = x.shape;
    let plane = height * width;
    let is_far = |pixel: usize| {
        let image = pixel / plane * 3 * plane + pixel % plane;
        (0..3).any(|c| delta[image + c * plane] > 3.0)
    };
    let expected = [
        delta.iter().sum::<f64>(),
        delta.iter().map(|d| d * d).sum::<f64>().sqrt(),
        delta.iter().map(|d| d.abs()).sum::<f64>() / delta.len() as f64,
        delta.iter().fold(0.0, |most, d| d.abs().max(most)),
        (0..n * plane).filter(|pixel| is_far(*pixel)).count() as f64,
    ];
    let of = Formula::from(&x.tensor) - &other.tensor;
    let mut all = vec![
        (Fold::Sum, of.clone()),
        (Fold::Norm, of.clone()),
        (Fold::MeanSize, of.clone()),
        (Fold::LargestSize, of.clone()),
    ];
    let without_pixels = readback::floats(fold(&all)).await.expect("numbers");
    // Of one image: its pixels are counted.
    if n == 1 {
        all.push((Fold::Pixels, of.above(3.0)));
    }
    let found = readback::floats(fold(&all)).await.expect("numbers");
    let size: f64 = delta.iter().map(|d| d.abs()).sum();
    for (k, (found, expected)) in found.iter().zip(expected).enumerate() {
        let distance = (f64::from(*found) - expected).abs();
        let scale = if k == 0 { size } else { expected };
        assert!(distance <= OF_SUMS * scale, "fold {k}: {found}, {expected}");
    }
    for (k, (one, other)) in without_pixels.iter().zip(&found).enumerate() {
        let distance = f64::from(one - other).abs();
        assert!(distance <= OF_SUMS * size, "fold {k}: {one}, {other}");
    }
}
