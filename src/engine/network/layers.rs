use burn::tensor::{Device, Tensor};

use crate::image::{MU, SIGMA};

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
        Ok(Self { weight, bias, step })
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
        Ok(Self {
            weight: weights.computed(folded, shape, device),
            bias: weights.computed(bias, [out], device),
            step,
        })
    }

    /// Of 1x1 with the weights `[out, in, 1, 1]`, and nothing to add.
    pub(super) fn without_bias(weight: Tensor<4>) -> Self {
        let [out, ..] = weight.dims();
        Self {
            bias: Tensor::zeros([out], &weight.device()),
            weight,
            step: Step {
                stride: 1,
                padding: Padding::Each(0),
                groups: 1,
            },
        }
    }

    /// Its weights and its biases.
    pub(super) fn into_parts(self) -> (Tensor<4>, Tensor<1>) {
        (self.weight, self.bias)
    }

    pub(super) fn weight(&self) -> &Tensor<4> {
        &self.weight
    }

    #[cfg(any(feature = "autodiff", feature = "gpu"))]
    pub(super) fn bias(&self) -> &Tensor<1> {
        &self.bias
    }

    pub(super) fn step(&self) -> Step {
        self.step
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
        Ok(Self { blocks, bias })
    }

    pub(super) fn inputs(&self) -> usize {
        self.blocks.first().map_or(0, |block| block.dims()[1])
    }

    /// Its weights in rows, and its biases.
    pub(super) fn into_parts(self) -> (Vec<Tensor<2>>, Tensor<1>) {
        (self.blocks, self.bias)
    }

    /// Its weights in rows, `[out, in]` altogether.
    #[cfg(any(feature = "autodiff", feature = "gpu"))]
    pub(super) fn blocks(&self) -> &[Tensor<2>] {
        &self.blocks
    }

    #[cfg(any(feature = "autodiff", feature = "gpu"))]
    pub(super) fn bias(&self) -> &Tensor<1> {
        &self.bias
    }
}

/// The map of [`super::Drawing::adapt_to_input`] as `gain * x + shift`, RGB order.
pub(super) fn gain_and_shift(offset: [f32; 3], scale: [f32; 3]) -> ([f32; 3], [f32; 3]) {
    let mut gain = [0.0; 3];
    let mut shift = [0.0; 3];
    for c in 0..3 {
        gain[c] = SIGMA[c] * 255.0 * scale[c];
        shift[c] = (MU[c] * 255.0 - offset[c]) * scale[c];
    }
    (gain, shift)
}
