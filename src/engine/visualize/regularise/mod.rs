//! What keeps an image plain: penalties on the way up, and edits after a step.

mod clear;
mod norm;
mod variation;

use burn::tensor::Tensor;

use super::contract::Share;
use super::linear::{self, Separable};
use super::params;
use crate::engine::formula::Formula;
use crate::engine::job::JobFailure;
use crate::engine::space::into_box;
use crate::spec::ParamValues;

pub use clear::{clear_small_contributions, clear_small_norms};
pub use norm::{norm_penalty, squared_penalty};
pub use variation::variation_penalty;

/// What the regularisers subtract from the objective, and its gradient with respect to `image`.
pub fn penalty(image: &Tensor<4>, values: &ParamValues) -> (Vec<Share>, Formula) {
    let lambda = values.get(&params::LAMBDA);
    let of_norm = if values.whole(&params::SQUARED) == 1 {
        squared_penalty
    } else {
        norm_penalty
    };
    let (share, mut gradient) = of_norm(image, lambda);
    let mut shares = vec![share];
    let tv = values.get(&params::TV);
    if tv > 0.0 {
        let (more, steeper) = variation_penalty(image, tv);
        shares.push(more);
        gradient = gradient + steeper;
    }
    (shares, gradient)
}

/// Blur weights, made once for a size and a width.
#[derive(Default)]
pub struct Blur(Option<(usize, f32, Separable)>);

impl Blur {
    fn apply(&mut self, image: Tensor<4>, sigma: f32) -> Tensor<4> {
        let side = image.dims()[3];
        let is_same = |made: &(usize, f32, Separable)| made.0 == side && made.1 == sigma;
        if !self.0.as_ref().is_some_and(is_same) {
            self.0 = Some((side, sigma, linear::blur(side, sigma, &image.device())));
        }
        match &self.0 {
            Some((_, _, weights)) => weights.apply(image),
            None => image,
        }
    }
}

/// The image after a step: decay, clamp, blur, and the two clearings of Yosinski et al. (2015), in
/// this order. `gradient` is the objective's, with respect to the image.
///
/// # Errors
/// What the device reports when the clearings rank the pixels.
pub async fn edited(
    image: Tensor<4>,
    gradient: &Tensor<4>,
    iteration: usize,
    values: &ParamValues,
    blur: &mut Blur,
) -> Result<Tensor<4>, JobFailure> {
    let mut formula = Formula::from(&image);
    let decay = values.get(&params::DECAY);
    if decay > 0.0 {
        formula = formula * (1.0 - decay);
    }
    if values.is_on(&params::CLAMP) {
        formula = into_box(formula);
    }
    let mut image = formula.image();
    let sigma = values.get(&params::BLUR);
    if sigma > 0.0 && iteration.is_multiple_of(values.whole(&params::BLUR_EVERY)) {
        image = blur.apply(image, sigma);
    }
    let percentile = values.get(&params::NORM_PERCENTILE);
    if percentile > 0.0 {
        image = clear_small_norms(image, percentile).await?;
    }
    let percentile = values.get(&params::CONTRIBUTION_PERCENTILE);
    if percentile > 0.0 {
        image = clear_small_contributions(image, gradient.clone(), percentile).await?;
    }
    Ok(image)
}
