use burn::tensor::module::{conv2d, max_pool2d};
use burn::tensor::ops::{ConvOptions, MaxPoolOptions};
use burn::tensor::{Device, FloatDType, Tensor, TensorData};

use crate::engine::image::{MU, SIGMA};

use super::{Weights, WeightsError};

/// How a convolution steps over its input.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    pub stride: usize,
    pub padding: Padding,
    /// Input and output channels fall into so many groups that do not see each other.
    pub groups: usize,
}

/// Zeros around the input of a convolution.
#[derive(Debug, Clone, Copy)]
pub enum Padding {
    /// So many on each side.
    Each(usize),
    /// TensorFlow's "same": as many as make the output `ceil(input / stride)` long; where their
    /// number is odd, the last side has one more.
    Same,
}

impl Padding {
    /// Zeros before and after, along an axis of `length`.
    pub(super) fn around(self, length: usize, kernel: usize, stride: usize) -> (usize, usize) {
        match self {
            Self::Each(padding) => (padding, padding),
            Self::Same => {
                let last = (length.div_ceil(stride) - 1) * stride;
                let total = (last + kernel).saturating_sub(length);
                (total / 2, total - total / 2)
            }
        }
    }
}

/// A convolution with frozen weights.
#[derive(Debug, Clone)]
pub struct Conv {
    weight: Tensor<4>,
    bias: Tensor<1>,
    step: Step,
}

impl Conv {
    /// Takes `{name}.weight`, `[out, in, kernel, kernel]`, and `{name}.bias`, `[out]`; `padding`
    /// zeros on each side.
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
        let step = Step {
            stride,
            padding: Padding::Each(padding),
            groups: 1,
        };
        Ok(Self::frozen(weight, bias, step))
    }

    /// Takes `{name}.weight`, `[out, in / groups, kernel, kernel]`, and folds into it the batch
    /// normalisation `{norm}` that follows: `{norm}.weight`, `.bias`, `.running_mean` and
    /// `.running_var`, each `[out]`. Folded in float64.
    ///
    /// # Errors
    /// As [`Weights::take`].
    pub fn load_with_norm(
        weights: &Weights<'_>,
        [name, norm]: [&str; 2],
        [out, input, kernel]: [usize; 3],
        step: Step,
        epsilon: f64,
        device: &Device,
    ) -> Result<Self, WeightsError> {
        let shape = [out, input / step.groups, kernel, kernel];
        let kernels = weights.values(&format!("{name}.weight"), &shape)?;
        let per_channel = |part: &str| weights.values(&format!("{norm}.{part}"), &[out]);
        let (gain, shift) = (per_channel("weight")?, per_channel("bias")?);
        let (mean, variance) = (per_channel("running_mean")?, per_channel("running_var")?);
        let scale: Vec<f64> = gain
            .iter()
            .zip(&variance)
            .map(|(gain, variance)| f64::from(*gain) / (f64::from(*variance) + epsilon).sqrt())
            .collect();
        let folded = kernels
            .chunks(kernels.len() / out)
            .zip(&scale)
            .flat_map(|(kernel, scale)| kernel.iter().map(move |w| f64::from(*w) * scale))
            .collect();
        let bias = (0..out)
            .map(|c| f64::from(shift[c]) - f64::from(mean[c]) * scale[c])
            .collect();
        Ok(Self::frozen(
            weights.computed(folded, shape, device),
            weights.computed(bias, [out], device),
            step,
        ))
    }

    /// On the autodiff device so that the weights meet a tracked image, but never tracked
    /// themselves: no gradient of a weight is ever computed.
    fn frozen(weight: Tensor<4>, bias: Tensor<1>, step: Step) -> Self {
        Self {
            weight: weight.autodiff(),
            bias: bias.autodiff(),
            step,
        }
    }

    pub(super) fn weight(&self) -> &Tensor<4> {
        &self.weight
    }

    pub(super) fn bias(&self) -> &Tensor<1> {
        &self.bias
    }

    pub(super) fn step(&self) -> Step {
        self.step
    }

    /// `[n, in, h, w]` to `[n, out, h', w']`.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let [_, _, height, width] = x.dims();
        let [_, _, kernel, _] = self.weight.dims();
        let Step {
            stride,
            padding,
            groups,
        } = self.step;
        let mut options = ConvOptions::new([stride; 2], [0; 2], [1; 2], groups);
        options.padding = [height, width].map(|length| padding.around(length, kernel, stride));
        conv2d(x, self.weight.clone(), Some(self.bias.clone()), options)
    }
}

/// A fully connected layer with frozen weights, kept as blocks of rows.
#[derive(Debug, Clone)]
pub struct Dense {
    blocks: Vec<Tensor<2>>,
    bias: Tensor<1>,
}

impl Dense {
    /// Takes `{name}.weight`, `[out, in]`, and `{name}.bias`, `[out]`.
    ///
    /// # Errors
    /// As [`Weights::take`].
    pub fn load(
        weights: &Weights<'_>,
        name: &str,
        [out, input]: [usize; 2],
        device: &Device,
    ) -> Result<Self, WeightsError> {
        let blocks = weights.take_rows(&format!("{name}.weight"), [out, input], device)?;
        let bias = weights.take(&format!("{name}.bias"), [out], device)?;
        Ok(Self {
            blocks: blocks.into_iter().map(Tensor::autodiff).collect(),
            bias: bias.autodiff(),
        })
    }

    /// Its weights in rows, `[out, in]` altogether.
    pub(super) fn blocks(&self) -> &[Tensor<2>] {
        &self.blocks
    }

    pub(super) fn bias(&self) -> &Tensor<1> {
        &self.bias
    }

    /// `[n, c, h, w]`, flattened to `[n, c * h * w]`, to `[n, out, 1, 1]`.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let [n, channels, height, width] = x.dims();
        let x = x.reshape([n, channels * height * width]);
        let parts = self
            .blocks
            .iter()
            .map(|block| x.clone().matmul(block.clone().transpose()))
            .collect();
        let y = Tensor::cat(parts, 1) + self.bias.clone().unsqueeze();
        let [n, out] = y.dims();
        y.reshape([n, out, 1, 1])
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

/// `[n, c, h, w]` to `[n, c, 1, 1]`.
pub fn mean_over_positions(x: Tensor<4>) -> Tensor<4> {
    x.mean_dim(3).mean_dim(2)
}
