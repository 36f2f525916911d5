use gradoscope_measure::{Imputation, out_of_focus, replaced};

use crate::engine::job::{Job, JobFailure};
use crate::image::{MU, SIGMA};
use crate::protocol::Filling;
use crate::random::Random;

/// Rounds of conjugate gradients between two moments at which the job may be cancelled.
const ROUNDS: usize = 20;
/// Deviation of the noise on imputed pixels, in normalised units, as in ROAD.
const IMPUTED_NOISE: f32 = 0.01;

/// An image some of whose pixels something else stands in for.
pub struct Filled<'a> {
    /// `[3, h, w]`, normalised.
    image: &'a [f32],
    size: [usize; 2],
    /// The same where nothing of it is left; none where it depends on what is left.
    filling: Option<Vec<f32>>,
    seed: u32,
}

impl<'a> Filled<'a> {
    /// `image`, `[3, h, w]`, normalised, of `size`, height and width.
    pub fn new(image: &'a [f32], size: [usize; 2], filling: Filling, seed: u32) -> Self {
        let pixels = size[0] * size[1];
        let valid = |unit: f32, at: usize| {
            let channel = at / pixels.max(1) % 3;
            (unit - MU[channel]) / SIGMA[channel]
        };
        let all = 0..image.len();
        let filling = match filling {
            Filling::MeanColour => Some(vec![0.0; image.len()]),
            Filling::Black => Some(all.map(|at| valid(0.0, at)).collect()),
            Filling::OutOfFocus => Some(out_of_focus(image, size)),
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

    /// The image without the pixels at the positions `gone`, `[3, h, w]`.
    ///
    /// # Errors
    /// [`JobFailure::Cancelled`].
    pub async fn without(&self, job: &Job, gone: &[u32]) -> Result<Vec<f32>, JobFailure> {
        let pixels = self.size[0] * self.size[1];
        if let Some(filling) = &self.filling {
            return Ok(replaced(self.image, filling, pixels, gone));
        }
        let mut is_known = vec![true; pixels];
        gone.iter().for_each(|at| is_known[*at as usize] = false);
        let Some(mut imputation) = Imputation::new(self.image, self.size, &is_known) else {
            // Nothing is left to make it of.
            return Ok(vec![0.0; self.image.len()]);
        };
        while !imputation.advance(ROUNDS) {
            job.checkpoint().await?;
        }
        let mut image = imputation.image();
        let mut random = Random::new(self.seed);
        for channel in image.chunks_mut(pixels) {
            for at in gone {
                channel[*at as usize] += IMPUTED_NOISE * random.normal();
            }
        }
        Ok(image)
    }
}
