//! How likely a colour is: a sum of a few Gaussians.

use std::f64::consts::TAU;

use crate::colour::Colour;
use crate::seeding::{centres, groups};

/// Gaussians at the most.
const COMPONENTS: usize = 5;
/// Rounds of k-means, and as many of expectation and maximisation after them.
const ROUNDS: usize = 10;
/// Added to the variance of every channel, in squared levels: a grey image, or one flat colour, would
/// have none in some direction.
const ADDED: f64 = 4.0;
/// A component with less than so many colours is given up.
const LEAST: f64 = 1e-6;

type Matrix = [[f64; 3]; 3];

#[derive(Debug, Clone)]
struct Component {
    mean: Colour,
    inverse: Matrix,
    /// Logarithm of its weight and of all factors before the exponential.
    log_height: f64,
}

/// A mixture of at most five Gaussians with full covariances over colours, 0..255 per channel.
#[derive(Debug, Clone)]
pub struct Mixture {
    components: Vec<Component>,
}

impl Mixture {
    /// Fits one to examples: centres by k-means++ (`uniform` draws from 0..1), ten rounds of k-means,
    /// ten of expectation and maximisation, 4 added to every variance. The same examples in the same
    /// order and the same draws give the same mixture. None of no examples.
    pub fn fit(colours: &[Colour], uniform: &mut dyn FnMut() -> f64) -> Option<Self> {
        let centres = centres(colours, COMPONENTS, uniform);
        let count = centres.len();
        let groups = groups(colours, centres, ROUNDS);
        let mut sums = vec![Sums::default(); count];
        for (colour, group) in colours.iter().zip(groups) {
            sums[group].add(*colour, 1.0);
        }
        let mut mixture = Self::of(&sums, colours.len())?;
        for _ in 0..ROUNDS {
            mixture = mixture.refit(colours)?;
        }
        Some(mixture)
    }

    /// The negative natural logarithm of the density at a colour, densities being per cubed level.
    pub fn cost(&self, colour: Colour) -> f64 {
        let mut logs = [f64::NEG_INFINITY; COMPONENTS];
        -self.logs(colour, &mut logs)
    }

    /// Writes the logarithm of each component's share in the density; that of the density.
    fn logs(&self, colour: Colour, logs: &mut [f64; COMPONENTS]) -> f64 {
        let mut largest = f64::NEG_INFINITY;
        for (log, component) in logs.iter_mut().zip(&self.components) {
            *log = component.log(colour);
            largest = largest.max(*log);
        }
        let known = &logs[..self.components.len()];
        largest
            + known
                .iter()
                .map(|log| (log - largest).exp())
                .sum::<f64>()
                .ln()
    }

    fn refit(&self, colours: &[Colour]) -> Option<Self> {
        let mut sums = vec![Sums::default(); self.components.len()];
        let mut logs = [f64::NEG_INFINITY; COMPONENTS];
        for colour in colours {
            let log = self.logs(*colour, &mut logs);
            for (sums, own) in sums.iter_mut().zip(logs) {
                sums.add(*colour, (own - log).exp());
            }
        }
        Self::of(&sums, colours.len())
    }

    fn of(sums: &[Sums], count: usize) -> Option<Self> {
        let components = sums.iter().filter(|sums| sums.weight > LEAST);
        let components: Vec<_> = components.map(|sums| sums.component(count)).collect();
        (!components.is_empty()).then_some(Self { components })
    }
}

impl Component {
    fn log(&self, colour: Colour) -> f64 {
        let off = [0, 1, 2].map(|c| colour[c] - self.mean[c]);
        let row = |r: usize| (0..3).map(|c| self.inverse[r][c] * off[c]).sum::<f64>();
        let square: f64 = (0..3).map(|r| off[r] * row(r)).sum();
        self.log_height - square / 2.0
    }
}

/// Weighted sums over colours and over their products.
#[derive(Debug, Clone, Default)]
struct Sums {
    weight: f64,
    first: Colour,
    second: Matrix,
}

impl Sums {
    fn add(&mut self, colour: Colour, weight: f64) {
        self.weight += weight;
        for r in 0..3 {
            self.first[r] += weight * colour[r];
            for c in 0..3 {
                self.second[r][c] += weight * colour[r] * colour[c];
            }
        }
    }

    /// Of `count` colours in all.
    fn component(&self, count: usize) -> Component {
        let mean = self.first.map(|sum| sum / self.weight);
        let mut covariance = self.second;
        for r in 0..3 {
            for c in 0..3 {
                covariance[r][c] = covariance[r][c] / self.weight - mean[r] * mean[c];
            }
            covariance[r][r] += ADDED;
        }
        let (inverse, determinant) = inverted(&covariance);
        let weight = self.weight / count as f64;
        Component {
            mean,
            inverse,
            log_height: weight.ln() - 0.5 * (3.0 * TAU.ln() + determinant.ln()),
        }
    }
}

/// The inverse and the determinant of a symmetric matrix whose eigenvalues are [`ADDED`] at the least.
fn inverted(m: &Matrix) -> (Matrix, f64) {
    // Of the two other rows and columns, in cyclic order: signs come by themselves.
    let cofactor = |r: usize, c: usize| {
        let [r1, r2, c1, c2] = [(r + 1) % 3, (r + 2) % 3, (c + 1) % 3, (c + 2) % 3];
        m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]
    };
    let determinant: f64 = (0..3).map(|c| m[0][c] * cofactor(0, c)).sum();
    let inverse = [0, 1, 2].map(|r| [0, 1, 2].map(|c| cofactor(c, r) / determinant));
    (inverse, determinant)
}
