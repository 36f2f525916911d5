use burn::tensor::{Device, Tensor};
use gradoscope_kernels::{ConvShape, Form, Padding, Shaped, Window};

use super::{Weights, WeightsError};

/// Weights as tensors of burn.
#[derive(Clone)]
pub enum Tensors {}

impl Form for Tensors {
    type Conv = Conv;
    type Depthwise = Conv;
    type Dense = Dense;
}

/// A convolution with frozen weights.
#[derive(Debug, Clone)]
pub struct Conv {
    weight: Tensor<4>,
    bias: Tensor<1>,
    window: Window,
}

impl Shaped for Conv {
    fn shape(&self) -> ConvShape {
        let [outputs, inputs, ..] = self.weight.dims();
        ConvShape {
            outputs,
            inputs,
            window: self.window,
        }
    }
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
        let window = Window {
            kernel,
            stride,
            padding: Padding::Each(padding),
        };
        Ok(Self {
            weight,
            bias,
            window,
        })
    }

    /// Takes `{name}.weight`, `[out, in, kernel, kernel]`, and folds into it the batch normalisation
    /// `{norm}` that follows: `{norm}.weight`, `.bias`, `.running_mean` and `.running_var`, each
    /// `[out]`. Folded in float64. Of a filter per channel, `in` is one. `bias` is the convolution's own, `[out]`.
    ///
    /// # Errors
    /// As [`Weights::take`].
    pub fn load_with_norm(
        weights: &Weights<'_>,
        [name, norm]: [&str; 2],
        ([out, input], bias): ([usize; 2], &[f32]),
        window: Window,
        epsilon: f64,
        device: &Device,
    ) -> Result<Self, WeightsError> {
        let shape = [out, input, window.kernel, window.kernel];
        let kernels = weights.values(&format!("{name}.weight"), &shape)?;
        let PerChannel { scale, shift } = PerChannel::of_norm(weights, norm, out, epsilon)?;
        let folded = kernels
            .chunks(kernels.len() / out)
            .zip(&scale)
            .flat_map(|(kernel, scale)| kernel.iter().map(move |w| f64::from(*w) * scale))
            .collect();
        let bias = (0..out)
            .map(|c| shift[c] + f64::from(bias[c]) * scale[c])
            .collect();
        Ok(Self {
            weight: weights.computed(folded, shape, device),
            bias: weights.computed(bias, [out], device),
            window,
        })
    }

    /// Takes `{name}.weight`, `[out, in, kernel, kernel]`; nothing is added.
    ///
    /// # Errors
    /// As [`Weights::take`].
    pub(super) fn load_without_bias(
        weights: &Weights<'_>,
        name: &str,
        [out, input]: [usize; 2],
        window: Window,
        device: &Device,
    ) -> Result<Self, WeightsError> {
        let shape = [out, input, window.kernel, window.kernel];
        let weight = weights.take(&format!("{name}.weight"), shape, device)?;
        Ok(Self {
            weight,
            bias: weights.computed(vec![0.0; out], [out], device),
            window,
        })
    }

    /// The batch normalisation `norm` on its own, as a filter of one position per channel.
    ///
    /// # Errors
    /// As [`Weights::take`].
    pub(super) fn load_norm(
        weights: &Weights<'_>,
        norm: &str,
        channels: usize,
        epsilon: f64,
        device: &Device,
    ) -> Result<Self, WeightsError> {
        let PerChannel { scale, shift } = PerChannel::of_norm(weights, norm, channels, epsilon)?;
        Ok(Self {
            weight: weights.computed(scale, [channels, 1, 1, 1], device),
            bias: weights.computed(shift, [channels], device),
            window: Window::POINT,
        })
    }

    /// The mean over windows of `side` that lie side by side, as a filter per channel.
    pub(super) fn mean(
        weights: &Weights<'_>,
        channels: usize,
        side: usize,
        device: &Device,
    ) -> Self {
        let share = vec![1.0 / (side * side) as f64; channels * side * side];
        Self {
            weight: weights.computed(share, [channels, 1, side, side], device),
            bias: weights.computed(vec![0.0; channels], [channels], device),
            window: Window {
                kernel: side,
                stride: side,
                ..Window::POINT
            },
        }
    }

    /// Of its weights, `[out, in, kernel, kernel]`, and its biases, `[out]`.
    pub(super) fn of(weight: Tensor<4>, bias: Tensor<1>, window: Window) -> Self {
        Self {
            weight,
            bias,
            window,
        }
    }

    /// Of 1x1 with the weights `[out, in, 1, 1]`, and nothing to add.
    pub(super) fn without_bias(weight: Tensor<4>) -> Self {
        let [out, ..] = weight.dims();
        Self {
            bias: Tensor::zeros([out], &weight.device()),
            weight,
            window: Window::POINT,
        }
    }

    /// Its weights and its biases.
    pub(super) fn into_parts(self) -> (Tensor<4>, Tensor<1>) {
        (self.weight, self.bias)
    }

    #[cfg(feature = "autodiff")]
    pub(super) fn weight(&self) -> &Tensor<4> {
        &self.weight
    }

    #[cfg(feature = "autodiff")]
    pub(super) fn bias(&self) -> &Tensor<1> {
        &self.bias
    }
}

/// What a batch normalisation multiplies every channel by, and what it adds then, in float64.
struct PerChannel {
    scale: Vec<f64>,
    shift: Vec<f64>,
}

impl PerChannel {
    fn of_norm(
        weights: &Weights<'_>,
        norm: &str,
        channels: usize,
        epsilon: f64,
    ) -> Result<Self, WeightsError> {
        let part = |part: &str| weights.values(&format!("{norm}.{part}"), &[channels]);
        let (gain, shift) = (part("weight")?, part("bias")?);
        let (mean, variance) = (part("running_mean")?, part("running_var")?);
        let scale: Vec<f64> = gain
            .iter()
            .zip(&variance)
            .map(|(gain, variance)| f64::from(*gain) / (f64::from(*variance) + epsilon).sqrt())
            .collect();
        let shift = (0..channels)
            .map(|c| f64::from(shift[c]) - f64::from(mean[c]) * scale[c])
            .collect();
        Ok(Self { scale, shift })
    }
}

/// A fully connected layer with frozen weights, kept as blocks of rows.
#[derive(Debug, Clone)]
pub struct Dense {
    blocks: Vec<Tensor<2>>,
    bias: Tensor<1>,
}

impl Shaped for Dense {
    fn shape(&self) -> ConvShape {
        let [outputs] = self.bias.dims();
        ConvShape {
            outputs,
            inputs: self.blocks.first().map_or(0, |block| block.dims()[1]),
            window: Window::POINT,
        }
    }
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
        Ok(Self { blocks, bias })
    }

    /// Of its weights in rows, `[out, in]` altogether, and its biases, `[out]`.
    pub(super) fn of(blocks: Vec<Tensor<2>>, bias: Tensor<1>) -> Self {
        Self { blocks, bias }
    }

    /// Its weights in rows, and its biases.
    pub(super) fn into_parts(self) -> (Vec<Tensor<2>>, Tensor<1>) {
        (self.blocks, self.bias)
    }

    /// Its weights in rows, `[out, in]` altogether.
    #[cfg(feature = "autodiff")]
    pub(super) fn blocks(&self) -> &[Tensor<2>] {
        &self.blocks
    }

    #[cfg(feature = "autodiff")]
    pub(super) fn bias(&self) -> &Tensor<1> {
        &self.bias
    }
}
