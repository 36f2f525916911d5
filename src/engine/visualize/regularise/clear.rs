use burn::tensor::Tensor;
use gradoscope_measure::quantile;

use crate::engine::formula::Formula;
use crate::engine::job::JobFailure;
use crate::engine::readback;
use crate::engine::tensor::tensor;

/// Sets pixels whose norm over the channels lies below the `percentile` (0..100) to the mean
/// colour, zero.
///
/// # Errors
/// What the device reports.
pub async fn clear_small_norms(image: Tensor<4>, percentile: f32) -> Result<Tensor<4>, JobFailure> {
    let squares = Formula::from(&image) * &image;
    clear(&image, squares, f32::sqrt, percentile).await
}

/// The same by contribution, `|sum over channels of x * gradient|`.
///
/// # Errors
/// What the device reports.
pub async fn clear_small_contributions(
    image: Tensor<4>,
    gradient: Tensor<4>,
    percentile: f32,
) -> Result<Tensor<4>, JobFailure> {
    let contributions = Formula::from(&image) * &gradient;
    clear(&image, contributions, f32::abs, percentile).await
}

/// By the size of the sum over the channels.
async fn clear(
    image: &Tensor<4>,
    terms: Formula,
    size: fn(f32) -> f32,
    percentile: f32,
) -> Result<Tensor<4>, JobFailure> {
    let terms = readback::floats(terms.image()).await?;
    let pixels = terms.len() / 3;
    let sizes: Vec<f32> = (0..pixels)
        .map(|at| size(terms[at] + terms[pixels + at] + terms[2 * pixels + at]))
        .collect();
    // Linear between ranks, as NumPy's default.
    let least = quantile(&sizes, f64::from(percentile) / 100.0).unwrap_or(0.0);
    let keep = sizes.iter().map(|size| f32::from(u8::from(*size >= least)));
    let keep = keep.cycle().take(3 * pixels).collect();
    let keep = tensor(keep, image.dims(), &image.device());
    Ok((Formula::from(image) * &keep).image())
}
