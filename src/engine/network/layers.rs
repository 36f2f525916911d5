use burn::tensor::module::{conv2d, max_pool2d};
use burn::tensor::ops::{ConvOptions, MaxPoolOptions};
use burn::tensor::{Device, FloatDType, Tensor, TensorData};

use crate::engine::image::{MU, SIGMA};

use super::{Weights, WeightsError};

/// A convolution with frozen weights.
#[derive(Debug, Clone)]
pub struct Conv {
    weight: Tensor<4>,
    bias: Tensor<1>,
    stride: usize,
    padding: usize,
}

impl Conv {
    /// Takes `{name}.weight`, `[out, in, kernel, kernel]`, and `{name}.bias`, `[out]`.
    ///
    /// # Errors
    /// As [`Weights::take`].
    pub fn load(
        weights: &Weights<'_>,
        name: &str,
        [out, input, kernel]: [usize; 3],
        [stride, padding]: [usize; 2],
        device: &Device,
    ) -> Result<Self, WeightsError> {
        let weight = weights.take(
            &format!("{name}.weight"),
            [out, input, kernel, kernel],
            device,
        )?;
        let bias = weights.take(&format!("{name}.bias"), [out], device)?;
        // On the autodiff device so that they meet a tracked image, but never tracked themselves:
        // no gradient of a weight is ever computed.
        Ok(Self {
            weight: weight.autodiff(),
            bias: bias.autodiff(),
            stride,
            padding,
        })
    }

    pub(super) fn weight(&self) -> &Tensor<4> {
        &self.weight
    }

    pub(super) fn bias(&self) -> &Tensor<1> {
        &self.bias
    }

    pub(super) fn stride_and_padding(&self) -> [usize; 2] {
        [self.stride, self.padding]
    }

    /// `[n, in, h, w]` to `[n, out, h', w']`.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let options = ConvOptions::new([self.stride; 2], [self.padding; 2], [1; 2], 1);
        conv2d(x, self.weight.clone(), Some(self.bias.clone()), options)
    }
}

/// Max-pooling 3x3, stride 2, sizes rounded up; ties go to the first position in row-major order.
pub fn max_pool_3x3_stride_2(x: Tensor<4>) -> Tensor<4> {
    let options = MaxPoolOptions {
        kernel_size: [3, 3],
        stride: [2, 2],
        padding: [(0, 0); 2],
        dilation: [1, 1],
        ceil_mode: true,
    };
    max_pool2d(x, options)
}

/// An affine map per channel from `image_norm` to a network's own input, optionally with the
/// channels reversed (RGB to BGR).
///
/// `offset` and `scale` are for values `v` in 0..255, RGB order: `(v - offset) * scale`.
pub fn adapt_to_input(
    image_norm: Tensor<4>,
    offset: [f32; 3],
    scale: [f32; 3],
    reverse_channels: bool,
) -> Tensor<4> {
    let device = image_norm.device();
    let precision = FloatDType::from(image_norm.dtype());
    let per_channel = |values: [f32; 3]| {
        let data = TensorData::new(values.to_vec(), [1, 3, 1, 1]);
        Tensor::<4>::from_data(data, &device).cast(precision)
    };
    let (gain, shift) = gain_and_shift(offset, scale);
    let x = image_norm * per_channel(gain) + per_channel(shift);
    if reverse_channels { x.flip([1]) } else { x }
}

/// The map of [`adapt_to_input`] as `gain * x + shift`, RGB order.
pub(super) fn gain_and_shift(offset: [f32; 3], scale: [f32; 3]) -> ([f32; 3], [f32; 3]) {
    let mut gain = [0.0; 3];
    let mut shift = [0.0; 3];
    for c in 0..3 {
        gain[c] = SIGMA[c] * 255.0 * scale[c];
        shift[c] = (MU[c] * 255.0 - offset[c]) * scale[c];
    }
    (gain, shift)
}
