//! The only place that reads a tensor back from its device.

use burn::tensor::Tensor;

/// Why a tensor could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadbackError {
    /// What the device says, which fails or is lost.
    #[error("the device did not give the numbers back: {0}")]
    Device(String),
    /// It computed a NaN or an infinity.
    #[error("the device computed a number that is not finite")]
    NotFinite,
}

/// The numbers of several tensors, one after the other, as [`floats`]: in one transfer, where there is one.
///
/// # Errors
/// As [`floats`].
pub async fn all(tensors: Vec<Tensor<1>>) -> Result<Vec<f32>, ReadbackError> {
    #[cfg(not(only_the_cpu))]
    return floats(Tensor::cat(tensors, 0)).await;
    // burn's way to join tensors brings quantised ones with it, and with them most of its operations.
    #[cfg(only_the_cpu)]
    {
        let mut numbers = Vec::new();
        for tensor in tensors {
            numbers.extend(floats(tensor).await?);
        }
        Ok(numbers)
    }
}

/// The numbers of `tensor` in row-major order, every one of them finite.
///
/// # Errors
/// [`ReadbackError::Device`] when the device fails or is lost, [`ReadbackError::NotFinite`] when it
/// computed a NaN or an infinity: none may ever reach a picture.
pub async fn floats<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, ReadbackError> {
    let data = tensor
        .into_data_async()
        .await
        .map_err(|error| ReadbackError::Device(format!("{error:?}")))?;
    let values = data
        .try_into_vec::<f32>()
        .map_err(|error| ReadbackError::Device(format!("{error:?}")))?;
    if values.iter().all(|value| value.is_finite()) {
        Ok(values)
    } else {
        Err(ReadbackError::NotFinite)
    }
}
