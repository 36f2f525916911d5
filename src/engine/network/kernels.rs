use burn::tensor::{DType, Device, Tensor};
use gradoscope_kernels::{Activation, Builder, ConvShape, Plan, Value};

use super::layers::{Conv, gain_and_shift};

/// Whether the kernels of the CPU can stand in for burn on `device`.
fn runs_on(device: &Device) -> bool {
    #[cfg(feature = "cpu")]
    return device.clone().without_autodiff() == Device::flex();
    #[cfg(not(feature = "cpu"))]
    {
        let _ = device;
        false
    }
}

/// Whether `image_norm` is made of what a plan reads.
pub(super) fn can_read(image_norm: &Tensor<4>) -> bool {
    image_norm.dtype() == DType::F32 && runs_on(&image_norm.device())
}

/// The numbers of a tensor of the CPU in row-major order; none when they are not float32.
///
/// There the readback waits for nothing, in a browser too.
pub(super) fn floats<const D: usize>(tensor: Tensor<D>) -> Option<Vec<f32>> {
    let data = tensor.without_autodiff().try_into_data().ok()?;
    data.try_into_vec::<f32>().ok()
}

/// A [`Plan`] under way, drawn from layers whose weights are on the CPU in float32.
pub struct Drawing {
    builder: Builder,
    image_norm: Value,
}

impl Drawing {
    /// None on other devices.
    pub fn new(device: &Device) -> Option<Self> {
        let (builder, image_norm) = Builder::new(3);
        runs_on(device).then_some(Self {
            builder,
            image_norm,
        })
    }

    /// The image in normalised units, for a network that reads it as it is.
    pub fn image_norm(&self) -> Value {
        self.image_norm
    }

    /// See [`super::adapt_to_input`].
    pub fn adapt_to_input(
        &mut self,
        offset: [f32; 3],
        scale: [f32; 3],
        reverse_channels: bool,
    ) -> Value {
        let (mut gain, mut shift) = gain_and_shift(offset, scale);
        let mut order = [0, 1, 2];
        if reverse_channels {
            order.reverse();
            gain.reverse();
            shift.reverse();
        }
        self.builder.affine(self.image_norm, &order, &gain, &shift)
    }

    /// None when the weights are not float32, or the convolution is one that the kernels do not have.
    pub fn conv(&mut self, x: Value, conv: &Conv) -> Option<Value> {
        self.convs(x, &[conv], Activation::Linear)
    }

    /// With the ReLU after it; as [`Drawing::conv`].
    pub fn conv_relu(&mut self, x: Value, conv: &Conv) -> Option<Value> {
        self.convs(x, &[conv], Activation::Relu)
    }

    /// Convolutions of one input, each with its ReLU, their channels one after the other; as
    /// [`Drawing::conv`].
    pub fn side_by_side_relu(&mut self, x: Value, convs: &[&Conv]) -> Option<Value> {
        self.convs(x, convs, Activation::Relu)
    }

    fn convs(&mut self, x: Value, convs: &[&Conv], activation: Activation) -> Option<Value> {
        let numbers = convs
            .iter()
            .map(|conv| {
                let weight = floats(conv.weight().clone())?;
                let bias = floats(conv.bias().clone())?;
                Some((shape_of(conv)?, weight, bias))
            })
            .collect::<Option<Vec<_>>>()?;
        let convs: Vec<_> = numbers
            .iter()
            .map(|(shape, weight, bias)| (*shape, activation, &weight[..], &bias[..]))
            .collect();
        Some(self.builder.convs(x, &convs))
    }

    /// Ties go to the first position in row-major order.
    pub fn max_pool_3x3_stride_2(&mut self, x: Value) -> Value {
        self.builder.max_pool(x)
    }

    pub fn relu(&mut self, x: Value) -> Value {
        self.builder.relu(x)
    }

    /// `[n, c, h, w]` to `[n, c, 1, 1]`.
    pub fn mean_over_positions(&mut self, x: Value) -> Value {
        self.builder.mean(x)
    }

    /// Makes `x` an activation of the network.
    pub fn name(&mut self, name: &'static str, x: Value) {
        self.builder.name(name, x);
    }

    pub fn finish(self) -> Plan {
        self.builder.build()
    }
}

fn shape_of(conv: &Conv) -> Option<ConvShape> {
    let [outputs, inputs, kernel, _] = conv.weight().dims();
    let [stride, padding] = conv.stride_and_padding()?;
    Some(ConvShape {
        outputs,
        inputs,
        kernel,
        stride,
        padding,
    })
}
