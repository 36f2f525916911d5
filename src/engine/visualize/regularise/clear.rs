use burn::tensor::Tensor;

use crate::engine::job::JobFailure;
use crate::engine::readback;

/// Sets pixels whose norm over the channels lies below the `percentile` (0..100) to the mean
/// colour, zero.
///
/// # Errors
/// What the device reports.
pub async fn clear_small_norms(image: Tensor<4>, percentile: f32) -> Result<Tensor<4>, JobFailure> {
    let size = image.clone().square().sum_dim(1).sqrt();
    clear(image, size, percentile).await
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
    let size = (image.clone() * gradient).sum_dim(1).abs();
    clear(image, size, percentile).await
}

async fn clear(
    image: Tensor<4>,
    size: Tensor<4>,
    percentile: f32,
) -> Result<Tensor<4>, JobFailure> {
    let sizes = readback::floats(size.clone()).await?;
    let keep = size.greater_equal_elem(rank(sizes, percentile)).float();
    Ok(image * keep)
}

/// The percentile of `values`, linear between ranks, as NumPy's default.
fn rank(mut values: Vec<f32>, percentile: f32) -> f32 {
    values.sort_by(f32::total_cmp);
    let at = f64::from(percentile) / 100.0 * values.len().saturating_sub(1) as f64;
    let (low, high) = (at.floor() as usize, at.ceil() as usize);
    match (values.get(low), values.get(high)) {
        (Some(a), Some(b)) => (f64::from(*a) + (f64::from(*b) - f64::from(*a)) * at.fract()) as f32,
        _ => 0.0,
    }
}
