use burn::tensor::activation::sigmoid;
use burn::tensor::{Device, Tensor, TensorData};

use super::super::contract::Canvas;
use super::super::linear::{self, Separable};
use super::Begin;
use crate::engine::formula::Formula;
use crate::engine::space::{norm_from_unit, unit_from_norm, unit_gradient};
use crate::protocol::Start;

/// Real waves of decorrelated colours, squeezed into valid pixels (Olah, Mordvintsev & Schubert
/// 2017): `pixel = sigmoid(colours . waves . (number / (4 frequency)))`.
///
/// Deviation: the orthonormal Hartley transform in place of the complex Fourier transform, which
/// spans the same images with as many numbers as pixels.
pub(super) struct Waves {
    numbers: Tensor<4>,
    waves: Separable,
    /// What each number counts for: [`GAIN`] over its frequency.
    weight: Tensor<4>,
    /// Red, green and blue from three uncorrelated colours.
    colours: [Tensor<4>; 3],
}

/// A square root of the correlation of colours over ImageNet, as Lucid gives it (its
/// `color_correlation_svd_sqrt`), before division by its largest column norm.
const COLOURS: [[f32; 3]; 3] = [[0.26, 0.09, 0.02], [0.27, 0.0, -0.05], [0.27, -0.09, 0.03]];
/// Of the noise to begin with.
const NOISE: f32 = 0.01;
/// Of the whole image; Lucid's `fft_image` divides by four too. With it steps of 0.05 by Adam suit.
const GAIN: f32 = 0.25;
/// Keeps the numbers of black and white pixels finite.
const INSIDE: f32 = 0.01;

impl Waves {
    pub fn new(begin: Begin) -> Self {
        let device = begin.image.device();
        let [_, _, side, _] = begin.image.dims();
        let made = Self {
            numbers: begin.image.zeros_like(),
            waves: linear::waves(side, &device),
            weight: weight(side, &device),
            colours: colours(&device),
        };
        let numbers = match begin.start {
            Start::Noise => begin.noise() * NOISE,
            Start::Grey | Start::Image => made.numbers_of(begin.image),
        };
        Self { numbers, ..made }
    }

    /// The numbers that give `image`.
    fn numbers_of(&self, image: Tensor<4>) -> Tensor<4> {
        let unit = unit_from_norm(&image)
            .at_least(INSIDE)
            .at_most(1.0 - INSIDE);
        let unit = unit.image();
        let logit = (unit.clone() / (unit.neg() + 1.0)).log();
        let uncorrelated = mix(logit, &inverse_colours(&self.numbers.device()));
        self.waves.apply(uncorrelated) / self.weight.clone()
    }

    fn unit(&self) -> Tensor<4> {
        let waves = self.waves.apply(self.numbers.clone() * self.weight.clone());
        sigmoid(mix(waves, &self.colours))
    }
}

impl Canvas for Waves {
    fn image(&self) -> Tensor<4> {
        norm_from_unit(&self.unit()).image()
    }

    fn pull(&self, gradient: Tensor<4>) -> Tensor<4> {
        let unit = self.unit();
        let slope = (Formula::from(1.0) - &unit) * &unit;
        let of_colours = (unit_gradient(&gradient) * slope).image();
        let transposed = transposed_colours(&self.numbers.device());
        // The waves are symmetric and their own inverse.
        self.waves.apply(mix(of_colours, &transposed)) * self.weight.clone()
    }

    fn add(&mut self, step: Formula) {
        self.numbers = (step + &self.numbers).image();
    }

    fn edit(&mut self, _edit: &dyn Fn(Tensor<4>) -> Tensor<4>) {}

    fn is_of_pixels(&self) -> bool {
        false
    }
}

fn weight(side: usize, device: &Device) -> Tensor<4> {
    let lowest = 1.0 / side as f32;
    let mut values = Vec::with_capacity(side * side);
    for row in 0..side {
        for column in 0..side {
            let (y, x) = (
                linear::frequency(row, side),
                linear::frequency(column, side),
            );
            values.push(GAIN / (x * x + y * y).sqrt().max(lowest));
        }
    }
    Tensor::from_data(TensorData::new(values, [1, 1, side, side]), device)
}

/// Channel `i` of the result is the sum over `j` of column `j` of the matrix times channel `j`.
fn mix(x: Tensor<4>, columns: &[Tensor<4>; 3]) -> Tensor<4> {
    let part = |j: usize| x.clone().narrow(1, j, 1) * columns[j].clone();
    part(0) + part(1) + part(2)
}

fn matrix() -> [[f32; 3]; 3] {
    let column = |j: usize| {
        COLOURS
            .iter()
            .map(|row| row[j] * row[j])
            .sum::<f32>()
            .sqrt()
    };
    let largest = (0..3).map(column).fold(0.0, f32::max);
    COLOURS.map(|row| row.map(|value| value / largest))
}

fn columns(matrix: [[f32; 3]; 3], device: &Device) -> [Tensor<4>; 3] {
    [0, 1, 2].map(|j| {
        let column: Vec<f32> = matrix.iter().map(|row| row[j]).collect();
        Tensor::from_data(TensorData::new(column, [1, 3, 1, 1]), device)
    })
}

fn colours(device: &Device) -> [Tensor<4>; 3] {
    columns(matrix(), device)
}

fn transposed_colours(device: &Device) -> [Tensor<4>; 3] {
    let m = matrix();
    columns([0, 1, 2].map(|i| [0, 1, 2].map(|j| m[j][i])), device)
}

fn inverse_colours(device: &Device) -> [Tensor<4>; 3] {
    let m = matrix();
    let minor = |r: usize, c: usize| {
        let (r1, r2) = ((r + 1) % 3, (r + 2) % 3);
        let (c1, c2) = ((c + 1) % 3, (c + 2) % 3);
        m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]
    };
    let determinant: f32 = (0..3).map(|c| m[0][c] * minor(0, c)).sum();
    columns(
        [0, 1, 2].map(|i| [0, 1, 2].map(|j| minor(j, i) / determinant)),
        device,
    )
}
