use burn::cubecl::server::Handle;
use burn::tensor::{Device, Tensor};
use gradoscope_kernels::{ConvShape, Form, Shaped};

use super::super::super::layers::{self, Conv};
use super::super::buffer::{primitive, zeros};
use super::super::source::CHANNELS;

/// Weights in buffers of WebGPU.
pub enum Buffers {}

impl Form for Buffers {
    type Conv = Convolution;
    type Depthwise = Depthwise;
    type Dense = Dense;
}

/// A convolution, its weights laid out for both directions.
#[derive(Clone)]
pub struct Convolution {
    pub shape: ConvShape,
    /// `[inputs, kernel, kernel, outputs]`, outputs filled up with zeros to a multiple of eight.
    pub weight: Handle,
    pub bias: Handle,
    /// `[outputs, kernel, kernel, inputs]`, inputs filled up likewise; turned by half a turn where
    /// the stride is one, so that the way back is a convolution too.
    pub back: Handle,
    pub no_bias: Handle,
}

/// A convolution of every channel on its own.
#[derive(Clone)]
pub struct Depthwise {
    shape: ConvShape,
    /// `[channels, kernel, kernel]`.
    pub weight: Handle,
    pub bias: Handle,
}

/// A fully connected layer.
#[derive(Clone)]
pub struct Dense {
    shape: ConvShape,
    /// `[rows, inputs]` each, and how many rows: none larger than a device binds.
    pub blocks: Vec<(Handle, usize)>,
    pub bias: Handle,
}

impl Shaped for Convolution {
    fn shape(&self) -> ConvShape {
        self.shape
    }
}

impl Shaped for Depthwise {
    fn shape(&self) -> ConvShape {
        self.shape
    }
}

impl Shaped for Dense {
    fn shape(&self) -> ConvShape {
        self.shape
    }
}

impl Convolution {
    pub(super) fn new(conv: Conv, device: &Device) -> Option<Self> {
        let shape = conv.shape();
        let (weight, bias) = conv.into_parts();
        let weight = weight.without_autodiff();
        let back = weight.clone().permute([0, 2, 3, 1]);
        let back = match shape.window.stride {
            1 => back.flip([1, 2]),
            _ => back,
        };
        Some(Self {
            shape,
            weight: rows(weight.permute([1, 2, 3, 0]), device)?,
            bias: filled(bias.without_autodiff(), device)?,
            back: rows(back, device)?,
            no_bias: zeros(in_eights(shape.inputs), device)?,
        })
    }
}

impl Depthwise {
    pub(super) fn new(conv: Conv) -> Option<Self> {
        let shape = conv.shape();
        let (weight, bias) = conv.into_parts();
        Some(Self {
            shape,
            weight: primitive(weight)?.handle,
            bias: primitive(bias)?.handle,
        })
    }
}

impl Dense {
    pub(super) fn new(layer: layers::Dense) -> Option<Self> {
        let shape = layer.shape();
        let (blocks, bias) = layer.into_parts();
        let block = |rows: Tensor<2>| {
            let [outputs, _] = rows.dims();
            Some((primitive(rows)?.handle, outputs))
        };
        Some(Self {
            shape,
            blocks: blocks.into_iter().map(block).collect::<Option<_>>()?,
            bias: primitive(bias)?.handle,
        })
    }
}

/// The next multiple of the channels that a thread makes.
pub fn in_eights(channels: usize) -> usize {
    channels.next_multiple_of(CHANNELS as usize)
}

/// `[a, b, c, channels]` with zeros after the channels.
fn rows(weight: Tensor<4>, device: &Device) -> Option<Handle> {
    let [a, b, c, channels] = weight.dims();
    let missing = in_eights(channels) - channels;
    let whole = match missing {
        0 => weight,
        _ => Tensor::cat(vec![weight, Tensor::zeros([a, b, c, missing], device)], 3),
    };
    // A permuted tensor has its numbers where they were.
    primitive(whole).map(|found| found.handle)
}

fn filled(bias: Tensor<1>, device: &Device) -> Option<Handle> {
    let [channels] = bias.dims();
    let missing = in_eights(channels) - channels;
    let whole = match missing {
        0 => bias,
        _ => Tensor::cat(vec![bias, Tensor::zeros([missing], device)], 0),
    };
    primitive(whole).map(|found| found.handle)
}
