use burn::cubecl::server::Handle;
use burn::tensor::{Device, Tensor};

use super::super::super::layers::{self, Conv, Padding};
use super::super::buffer::{primitive, zeros};
use super::super::source::CHANNELS;

/// A convolution, its weights laid out for both directions.
pub struct Convolution {
    pub outputs: usize,
    pub inputs: usize,
    pub kernel: usize,
    pub stride: usize,
    pub padding: Padding,
    /// `[inputs, kernel, kernel, outputs]`, outputs filled up with zeros to a multiple of eight.
    pub weight: Handle,
    pub bias: Handle,
    /// `[outputs, kernel, kernel, inputs]`, inputs filled up likewise; turned by half a turn where
    /// the stride is one, so that the way back is a convolution too.
    pub back: Handle,
    pub no_bias: Handle,
}

/// A fully connected layer.
pub struct Dense {
    pub outputs: usize,
    pub inputs: usize,
    /// `[rows, inputs]` each, and how many rows: none larger than a device binds.
    pub blocks: Vec<(Handle, usize)>,
    pub bias: Handle,
}

/// A convolution of every channel on its own.
pub struct Depthwise {
    pub kernel: usize,
    pub stride: usize,
    pub padding: Padding,
    /// `[channels, kernel, kernel]`.
    pub weight: Handle,
    pub bias: Handle,
}

/// Which channel each one is read from, and its gain and shift.
pub struct Channelwise {
    pub from: Vec<u32>,
    pub gain: Handle,
    pub shift: Handle,
}

impl Convolution {
    pub(super) fn new(conv: &Conv, device: &Device) -> Option<Self> {
        let step = conv.step();
        if step.groups != 1 {
            return None;
        }
        let weight = conv.weight().clone().without_autodiff();
        let bias = conv.bias().clone().without_autodiff();
        Self::of(weight, bias, (step.stride, step.padding), device)
    }

    fn of(
        weight: Tensor<4>,
        bias: Tensor<1>,
        (stride, padding): (usize, Padding),
        device: &Device,
    ) -> Option<Self> {
        let [outputs, inputs, kernel, _] = weight.dims();
        let back = weight.clone().permute([0, 2, 3, 1]);
        let back = match stride {
            1 => back.flip([1, 2]),
            _ => back,
        };
        Some(Self {
            outputs,
            inputs,
            kernel,
            stride,
            padding,
            weight: rows(weight.permute([1, 2, 3, 0]), device)?,
            bias: filled(bias, device)?,
            back: rows(back, device)?,
            no_bias: zeros(in_eights(inputs), device)?,
        })
    }

    pub(super) fn size(&self, from: [usize; 2]) -> Option<[usize; 2]> {
        through(self.padding, self.kernel, self.stride, from)
    }
}

impl Dense {
    pub(super) fn new(layer: &layers::Dense) -> Option<Self> {
        let block = |rows: &Tensor<2>| {
            let [outputs, _] = rows.dims();
            Some((primitive(rows.clone())?.handle, outputs))
        };
        let blocks: Vec<_> = layer.blocks().iter().map(block).collect::<Option<_>>()?;
        Some(Self {
            outputs: blocks.iter().map(|(_, outputs)| outputs).sum(),
            inputs: layer.inputs(),
            blocks,
            bias: primitive(layer.bias().clone())?.handle,
        })
    }
}

impl Depthwise {
    pub(super) fn new(conv: &Conv) -> Option<Self> {
        let [channels, of_group, kernel, _] = conv.weight().dims();
        let step = conv.step();
        ([of_group, step.groups] == [1, channels]).then_some(())?;
        Some(Self {
            kernel,
            stride: step.stride,
            padding: step.padding,
            weight: primitive(conv.weight().clone())?.handle,
            bias: primitive(conv.bias().clone())?.handle,
        })
    }
}

impl Channelwise {
    pub(super) fn new(
        from: &[usize; 3],
        gain: &[f32; 3],
        shift: &[f32; 3],
        device: &Device,
    ) -> Option<Self> {
        let buffer = |numbers: &[f32; 3]| {
            let tensor = Tensor::<1>::from_floats(*numbers, device);
            primitive(tensor).map(|found| found.handle)
        };
        Some(Self {
            from: from.iter().map(|channel| *channel as u32).collect(),
            gain: buffer(gain)?,
            shift: buffer(shift)?,
        })
    }
}

/// Before the first row, and before the first column.
pub fn zeros_before(
    padding: Padding,
    kernel: usize,
    stride: usize,
    size: [usize; 2],
) -> [usize; 2] {
    size.map(|length| padding.around(length, kernel, stride).0)
}

/// The size of a convolution's output; none where the kernel does not fit.
pub(super) fn through(
    padding: Padding,
    kernel: usize,
    stride: usize,
    from: [usize; 2],
) -> Option<[usize; 2]> {
    let whole = from.map(|length| {
        let (before, after) = padding.around(length, kernel, stride);
        before + length + after
    });
    let fits = whole.iter().all(|length| *length >= kernel);
    fits.then(|| whole.map(|length| (length - kernel) / stride + 1))
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
