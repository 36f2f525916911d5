//! What stands in for pixels that go: one rule for the engine, whose network looks at such images, and for
//! the page, which shows them.

use gradoscope_measure::{Imputation, out_of_focus, replaced, taken};

use crate::image::{MU, SIGMA};
use crate::protocol::Filling;
use crate::random::Random;

/// Rounds of conjugate gradients in one portion of the work.
const ROUNDS: usize = 20;
/// Deviation of the noise on imputed pixels, in normalised units, as in ROAD.
const IMPUTED_NOISE: f32 = 0.01;

/// Which way pixels are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    /// They go, the most important first.
    Deletion,
    /// They come, the most important first.
    Insertion,
}

/// The positions of `order`, decreasing in importance, that are not there after step `step` of `steps`.
pub fn gone(order: &[u32], curve: Curve, step: usize, steps: usize) -> &[u32] {
    let (first, rest) = order.split_at(taken(step, steps, order.len()));
    match curve {
        Curve::Deletion => first,
        Curve::Insertion => rest,
    }
}

/// An image some of whose pixels something else stands in for.
#[derive(Debug, Clone)]
pub struct Filled {
    /// `[3, h, w]`, normalised.
    image: Vec<f32>,
    size: [usize; 2],
    /// The same where nothing of it is left; none where it depends on what is left.
    filling: Option<Vec<f32>>,
    seed: u32,
}

/// One such image on its way.
#[derive(Debug)]
pub enum Refill {
    /// It is there.
    Made(Vec<f32>),
    /// It is made of what is left.
    Imputing {
        /// The work at it.
        work: Box<Imputation>,
        /// Positions that are imputed.
        gone: Vec<u32>,
        /// Of their noise.
        seed: u32,
    },
}

impl Filled {
    /// `image`, `[3, h, w]`, normalised, of `size`, height and width.
    pub fn new(image: Vec<f32>, size: [usize; 2], filling: Filling, seed: u32) -> Self {
        let pixels = size[0] * size[1];
        let valid = |unit: f32, at: usize| {
            let channel = at / pixels.max(1) % 3;
            (unit - MU[channel]) / SIGMA[channel]
        };
        let all = 0..image.len();
        let filling = match filling {
            Filling::MeanColour => Some(vec![0.0; image.len()]),
            Filling::Black => Some(all.map(|at| valid(0.0, at)).collect()),
            Filling::OutOfFocus => Some(out_of_focus(&image, size)),
            Filling::Noise => {
                let mut random = Random::new(seed);
                Some(all.map(|at| valid(random.uniform(), at)).collect())
            }
            Filling::Imputed => None,
        };
        Self {
            image,
            size,
            filling,
            seed,
        }
    }

    /// The image without the pixels at the positions `gone`.
    pub fn without(&self, gone: &[u32]) -> Refill {
        let pixels = self.size[0] * self.size[1];
        if let Some(filling) = &self.filling {
            return Refill::Made(replaced(&self.image, filling, pixels, gone));
        }
        let mut is_known = vec![true; pixels];
        for at in gone {
            if let Some(is_known) = is_known.get_mut(*at as usize) {
                *is_known = false;
            }
        }
        match Imputation::new(&self.image, self.size, &is_known) {
            Some(work) => Refill::Imputing {
                work: Box::new(work),
                gone: gone.to_vec(),
                seed: self.seed,
            },
            // Nothing is left to make it of.
            None => Refill::Made(vec![0.0; self.image.len()]),
        }
    }
}

impl Refill {
    /// Goes on for a portion of the work; whether it is done.
    pub fn advance(&mut self) -> bool {
        match self {
            Self::Made(_) => true,
            Self::Imputing { work, .. } => work.advance(ROUNDS),
        }
    }

    /// `[3, h, w]`, normalised, as far as it is done.
    pub fn image(self) -> Vec<f32> {
        match self {
            Self::Made(image) => image,
            Self::Imputing { work, gone, seed } => {
                let mut image = work.image();
                let mut random = Random::new(seed);
                let pixels = image.len() / 3;
                for channel in image.chunks_mut(pixels.max(1)) {
                    for at in &gone {
                        if let Some(value) = channel.get_mut(*at as usize) {
                            *value += IMPUTED_NOISE * random.normal();
                        }
                    }
                }
                image
            }
        }
    }
}
