use crate::app_model::AppModel;
use crate::image::SIGMA;

use super::ProofRun;

/// The gradient beside differences of the score, in score per normalised unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proven {
    /// Normalised units between the two images.
    pub step: f64,
    /// None where the map that is shown is none of the gradient of that class.
    pub gradient: Option<f64>,
    pub quotient: f64,
    /// What rounding of the scores to float32 alone may change of the quotient.
    pub rounding: f64,
}

impl ProofRun {
    /// Red, green, blue; none before the scores are there. `gradient`: of the same class, `[3, side, side]`.
    pub fn proven(&self, gradient: Option<&[f32]>, side: u32) -> Option<[Proven; 3]> {
        let (x, y) = self.request.pixel;
        let slopes = self.answers.first()?;
        let plane = (side * side) as usize;
        let of = |colour: usize| {
            let slope = slopes[colour];
            let step = f64::from(slope.levels) / 255.0 / f64::from(SIGMA[colour]);
            let [low, high] = slope.scores.map(f64::from);
            let size = slope.scores[0].abs().max(slope.scores[1].abs());
            let at = colour * plane + (y * side + x) as usize;
            Proven {
                step,
                gradient: gradient.and_then(|all| Some(f64::from(*all.get(at)?))),
                quotient: (high - low) / step,
                rounding: f64::from(size * f32::EPSILON) / step,
            }
        };
        (x < side && y < side).then(|| [of(0), of(1), of(2)])
    }
}

impl AppModel {
    /// The proof, beside the gradient where that is the map that is shown.
    pub fn proven(&self) -> Option<[Proven; 3]> {
        let run = self.proof_run()?;
        let map = self.saliency.map.as_ref();
        let map =
            map.filter(|map| map.class == run.request.class && map.request.method == "gradient");
        let side = self.network().side as u32;
        run.proven(map.map(|map| &map.map.values[..]), side)
    }
}
