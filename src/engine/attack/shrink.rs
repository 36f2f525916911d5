//! The search after an attack: a smaller change among the images of 8-bit values.
//!
//! Rounding moves every value by up to half a grey level, and an attack that steps past the
//! boundary goes further than it must. First the whole change is scaled down and rounded again;
//! then the values that the gradient calls least useful for their size are moved one level back,
//! as many as possible. Every image is judged; none but a success is kept.

use gradoscope_measure::rising;

use crate::engine::job::JobFailure;
use crate::engine::readback;
use crate::engine::space::unit_gradient;
use crate::engine::tensor::tensor;
use crate::image::{Picture, image_norm_from_rgb};

use super::objective::Objective;
use super::session::Session;
use super::{Sight, Stop};

const RAY_LOOKS: usize = 5;
const ROUNDS: usize = 4;
const ROUND_LOOKS: usize = 5;
/// A round that makes the change shorter by less than this share is the last.
const WORTH: f64 = 0.01;

/// Looks at the adversarial image, and for a smaller success where it is one; the session keeps it.
///
/// # Errors
/// [`Stop::Failed`] when it is cancelled or broken.
pub(super) async fn search(session: &mut Session<'_>, pair: [&Picture; 2]) -> Result<(), Stop> {
    let mut grid = Grid::new(pair);
    if !grid.succeeds(session, &grid.change.clone()).await? {
        return Ok(());
    }
    scale_down(session, &mut grid).await?;
    for _ in 0..ROUNDS {
        let before = grid.square();
        step_back(session, &mut grid).await?;
        if (grid.square() as f64) > (1.0 - 2.0 * WORTH) * before as f64 {
            break;
        }
    }
    Ok(())
}

/// The largest cut of the whole change that still succeeds, by bisection.
async fn scale_down(session: &mut Session<'_>, grid: &mut Grid<'_>) -> Result<(), Stop> {
    let whole = grid.change.clone();
    let (mut fails, mut succeeds) = (0.0_f32, 1.0_f32);
    for _ in 0..RAY_LOOKS {
        let share = 0.5 * (fails + succeeds);
        let scaled: Vec<i16> = whole
            .iter()
            .map(|d| (f32::from(*d) * share).round() as i16)
            .collect();
        if grid.succeeds(session, &scaled).await? {
            succeeds = share;
            grid.change = scaled;
        } else {
            fails = share;
        }
    }
    Ok(())
}

/// Moves back by one level as many of the least useful values as the goal allows, by bisection.
async fn step_back(session: &mut Session<'_>, grid: &mut Grid<'_>) -> Result<(), Stop> {
    let mut sight = grid.look(session, &grid.change.clone()).await?;
    if !sight.verdict.reached {
        return Ok(());
    }
    let gradient = session.climb(&mut sight, Objective::Margin)?;
    let gradient = readback::floats(unit_gradient(&gradient).image()).await?;
    let order = grid.least_useful_first(&gradient);
    let present = grid.change.clone();
    let (mut succeeds, mut fails) = (0, order.len() + 1);
    for _ in 0..ROUND_LOOKS {
        let count = (succeeds + fails) / 2;
        if count == succeeds {
            break;
        }
        let mut changed = present.clone();
        for at in &order[..count] {
            changed[*at as usize] -= changed[*at as usize].signum();
        }
        if grid.succeeds(session, &changed).await? {
            succeeds = count;
            grid.change = changed;
        } else {
            fails = count;
        }
    }
    Ok(())
}

/// A change of whole grey levels, interleaved like the bytes of the image.
struct Grid<'a> {
    original: &'a Picture,
    change: Vec<i16>,
}

impl<'a> Grid<'a> {
    fn new([original, adversarial]: [&'a Picture; 2]) -> Self {
        let pairs = adversarial.rgb().iter().zip(original.rgb());
        let change = pairs
            .map(|(new, old)| i16::from(*new) - i16::from(*old))
            .collect();
        Self { original, change }
    }

    /// The square of its length, in grey levels.
    fn square(&self) -> u64 {
        let squares = self
            .change
            .iter()
            .map(|d| u64::from(d.unsigned_abs()).pow(2));
        squares.sum()
    }

    /// Positions of the values that changed, the least margin lost per square saved first.
    fn least_useful_first(&self, gradient: &[f32]) -> Vec<u32> {
        let plane = gradient.len() / 3;
        let loss = |at: u32| {
            let (pixel, channel) = (at as usize / 3, at as usize % 3);
            let change = self.change[at as usize];
            let slope = gradient[channel * plane + pixel] * f32::from(change.signum());
            slope / (2.0 * f32::from(change.unsigned_abs()) - 1.0)
        };
        let all = 0..self.change.len() as u32;
        let changed: Vec<u32> = all.filter(|at| self.change[*at as usize] != 0).collect();
        let order = rising(changed.iter().map(|at| loss(*at)));
        order.into_iter().map(|k| changed[k as usize]).collect()
    }

    async fn succeeds(&self, session: &mut Session<'_>, change: &[i16]) -> Result<bool, Stop> {
        Ok(self.look(session, change).await?.verdict.reached)
    }

    async fn look<'s>(&self, session: &mut Session<'s>, change: &[i16]) -> Result<Sight<'s>, Stop> {
        let pairs = self.original.rgb().iter().zip(change);
        let rgb: Vec<u8> = pairs.map(|(old, d)| (i16::from(*old) + d) as u8).collect();
        let (width, height) = (self.original.width(), self.original.height());
        let picture = Picture::new(width, height, rgb).map_err(JobFailure::from)?;
        let shape = [1, 3, height as usize, width as usize];
        let image = tensor(image_norm_from_rgb(&picture), shape, session.device());
        session.look(&image).await
    }
}
