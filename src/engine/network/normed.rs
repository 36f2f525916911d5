use burn::tensor::Device;
use gradoscope_kernels::{Padding, Window};

use super::{Conv, TensorShape, Weights, WeightsError};

/// What torchvision's normalisations add to a variance.
const EPSILON: f64 = 1e-5;

/// A convolution and the batch normalisation behind it, which is folded into it, as torchvision names them: with
/// zeros around that keep the size at stride one.
pub(super) struct Normed {
    /// Of the convolution, and of the normalisation.
    names: [String; 2],
    /// Channels out and in, and side of the kernels; of a filter per channel, in is one.
    shape: [usize; 3],
    stride: usize,
    /// Whether the convolution has one of its own.
    has_bias: bool,
    epsilon: f64,
}

impl Normed {
    pub fn new(names: [String; 2], shape: [usize; 3], stride: usize) -> Self {
        Self {
            names,
            shape,
            stride,
            has_bias: false,
            epsilon: EPSILON,
        }
    }

    /// Of another normalisation, which adds this to a variance.
    pub fn with_epsilon(self, epsilon: f64) -> Self {
        Self { epsilon, ..self }
    }

    pub fn with_bias(self) -> Self {
        Self {
            has_bias: true,
            ..self
        }
    }

    /// The tensors that it is made of.
    pub fn tensors(&self) -> Vec<TensorShape> {
        let [conv, norm] = &self.names;
        let [out, input, kernel] = self.shape;
        let weight = (format!("{conv}.weight"), vec![out, input, kernel, kernel]);
        let bias = self.has_bias.then(|| (format!("{conv}.bias"), vec![out]));
        let norm = of_norm(norm, out);
        [weight].into_iter().chain(bias).chain(norm).collect()
    }

    /// # Errors
    /// As [`Weights::take`].
    pub fn load(&self, weights: &Weights<'_>, device: &Device) -> Result<Conv, WeightsError> {
        let [out, input, kernel] = self.shape;
        let window = Window {
            kernel,
            stride: self.stride,
            padding: Padding::Each(kernel / 2),
        };
        let bias = match self.has_bias {
            true => weights.values(&format!("{}.bias", self.names[0]), &[out])?,
            false => vec![0.0; out],
        };
        let names = self.names.each_ref().map(String::as_str);
        Conv::load_with_norm(
            weights,
            names,
            ([out, input], &bias),
            window,
            self.epsilon,
            device,
        )
    }
}

fn of_norm(norm: &str, channels: usize) -> [TensorShape; 4] {
    ["weight", "bias", "running_mean", "running_var"]
        .map(|part| (format!("{norm}.{part}"), vec![channels]))
}

/// A batch normalisation that no convolution can take in, because a rectifier or a branch stands between.
pub(super) struct Norm {
    name: String,
    channels: usize,
}

impl Norm {
    pub fn new(name: String, channels: usize) -> Self {
        Self { name, channels }
    }

    pub fn channels(&self) -> usize {
        self.channels
    }

    /// The tensors that it is made of.
    pub fn tensors(&self) -> [TensorShape; 4] {
        of_norm(&self.name, self.channels)
    }

    /// As a filter of one position per channel.
    ///
    /// # Errors
    /// As [`Weights::take`].
    pub fn load(&self, weights: &Weights<'_>, device: &Device) -> Result<Conv, WeightsError> {
        Conv::load_norm(weights, &self.name, self.channels, EPSILON, device)
    }
}
