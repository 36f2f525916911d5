use burn::tensor::{Device, Tensor};

use super::super::contract::Canvas;
use super::super::linear::{self, Separable};
use super::Begin;
use crate::engine::formula::Formula;
use crate::engine::network::Matrix;
use crate::engine::space::{logit, norm_from_unit, sigmoid, unit_from_norm, unit_gradient};
use crate::engine::tensor::tensor;
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
    colours: Matrix,
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
            colours: Matrix::new(matrix().concat(), [3, 3], &device),
        };
        let numbers = match begin.start {
            Start::Noise => (Formula::from(&begin.noise()) * NOISE).image(),
            Start::Grey | Start::Image => made.numbers_of(begin.image),
        };
        Self { numbers, ..made }
    }

    /// The numbers that give `image`.
    fn numbers_of(&self, image: Tensor<4>) -> Tensor<4> {
        let unit = unit_from_norm(&image).at_least(INSIDE);
        let logit = logit(unit.at_most(1.0 - INSIDE)).image();
        let inverse = Matrix::new(inverse().concat(), [3, 3], &self.numbers.device());
        let waves = self.waves.apply(inverse.mixed(logit));
        (Formula::from(&waves) / &self.weight).image()
    }

    fn unit(&self) -> Tensor<4> {
        let weighted = (Formula::from(&self.numbers) * &self.weight).image();
        let waves = self.waves.apply(weighted);
        sigmoid(&self.colours.mixed(waves)).image()
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
        let transposed = transposed(matrix());
        let transposed = Matrix::new(transposed.concat(), [3, 3], &self.numbers.device());
        // The waves are symmetric and their own inverse.
        let of_waves = self.waves.apply(transposed.mixed(of_colours));
        (Formula::from(&of_waves) * &self.weight).image()
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
    tensor(values.repeat(3), [1, 3, side, side], device)
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

fn transposed(m: [[f32; 3]; 3]) -> [[f32; 3]; 3] {
    [0, 1, 2].map(|i| [0, 1, 2].map(|j| m[j][i]))
}

fn inverse() -> [[f32; 3]; 3] {
    let m = matrix();
    let minor = |r: usize, c: usize| {
        let (r1, r2) = ((r + 1) % 3, (r + 2) % 3);
        let (c1, c2) = ((c + 1) % 3, (c + 2) % 3);
        m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]
    };
    let determinant: f32 = (0..3).map(|c| m[0][c] * minor(0, c)).sum();
    [0, 1, 2].map(|i| [0, 1, 2].map(|j| minor(j, i) / determinant))
}
