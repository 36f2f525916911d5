use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use burn::backend::wgpu::CubeTensor;
use burn::cubecl::client::Client;
use burn::cubecl::server::Handle;
use burn::tensor::{Device, Tensor};

use super::super::drawing::{Activation, Drawing, Kind};
use super::super::layers::{Conv, Dense, Padding};
use super::buffer::{primitive, zeros};
use super::run::Run;
use super::source::{CHANNELS, Gate, Tile};

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

/// A convolution of every channel on its own.
pub struct Depthwise {
    pub kernel: usize,
    pub stride: usize,
    pub padding: Padding,
    /// `[channels, kernel, kernel]`.
    pub weight: Handle,
    pub bias: Handle,
}

pub enum Operation {
    /// Which channel each one is read from, and its gain and shift; then the same for the way back.
    Affine(Box<[Channelwise; 2]>),
    Convolutions(Vec<Convolution>, Activation),
    Depthwise(Depthwise, Activation),
    /// With this value.
    Sum(usize),
    /// 3x3, stride 2, sizes rounded up.
    MaxPool,
    Rectify,
    Mean,
}

pub struct Channelwise {
    pub from: Vec<u32>,
    pub gain: Handle,
    pub shift: Handle,
}

pub struct Step {
    pub from: usize,
    pub operation: Operation,
}

/// How the shaders are cut; devices differ in what suits them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tuning {
    pub name: &'static str,
    pub product: Tile,
    /// Rows and columns of a convolution that a thread makes.
    pub window: [u32; 2],
}

/// The first is what a device gets that was not measured, the last what suits software adapters.
pub const TUNINGS: &[Tuning] = &[
    Tuning::new("runs of 8, 2x4", 8, false, [2, 4]),
    Tuning::new("strides of 4, 2x2", 4, true, [2, 2]),
    Tuning::new("runs of 16, 4x4", 16, false, [4, 4]),
];

impl Tuning {
    const fn new(name: &'static str, positions: u32, apart: bool, window: [u32; 2]) -> Self {
        let product = Tile { positions, apart };
        Self {
            name,
            product,
            window,
        }
    }
}

/// A frozen network, ready to run.
pub struct Plan {
    pub client: Client,
    pub channels: Vec<usize>,
    pub steps: Vec<Step>,
    /// Of every value: the rectifier that made it as its way back sees it, and the first step that
    /// reads it, which is the last that adds to its gradient.
    pub gates: Vec<Gate>,
    pub first_readers: Vec<Option<usize>>,
    names: Vec<(&'static str, usize)>,
    /// Parameters of shaders, by what they are.
    parameters: Mutex<HashMap<Vec<u32>, Handle>>,
    tuning: Mutex<Tuning>,
}

impl Plan {
    /// None on other devices, or where a shader is missing.
    pub fn new(drawing: &Drawing, device: &Device) -> Option<Self> {
        let client = primitive(Tensor::<1>::zeros([1], device))?.client;
        let mut channels = vec![3];
        let mut steps = Vec::new();
        for step in drawing.steps() {
            let from = step.from.index();
            let (operation, outputs) = operation(&step.kind, channels[from], device)?;
            channels.push(outputs);
            steps.push(Step { from, operation });
        }
        let names = drawing.names();
        let gates =
            std::iter::once(Gate::Open).chain(steps.iter().map(|step| step.operation.gate()));
        let reader = |value: usize| steps.iter().position(|step: &Step| step.reads(value));
        Some(Self {
            client,
            gates: gates.collect(),
            first_readers: (0..channels.len()).map(reader).collect(),
            channels,
            steps,
            names: names.iter().map(|(name, x)| (*name, x.index())).collect(),
            parameters: Mutex::new(HashMap::new()),
            tuning: Mutex::new(TUNINGS[0]),
        })
    }

    /// Runs forward on `image_norm`, `[n, 3, h, w]`; none where it is not of this device, or too
    /// small for the network.
    pub fn forward(&self, image_norm: &Tensor<4>) -> Option<Run<'_>> {
        let [n, _, height, width] = image_norm.dims();
        let input: CubeTensor = primitive(image_norm.clone())?;
        let sizes = self.sizes([height, width])?;
        Some(Run::forward(self, input, n, sizes))
    }

    pub fn find(&self, name: &str) -> Option<usize> {
        let found = self.names.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| *value)
    }

    pub fn tuning(&self) -> Tuning {
        *self.tuning.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn tune(&self, tuning: Tuning) {
        *self.tuning.lock().unwrap_or_else(PoisonError::into_inner) = tuning;
    }

    /// The buffer that holds `numbers`, made once.
    pub fn parameters(&self, numbers: Vec<u32>) -> Handle {
        let mut known = self
            .parameters
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let make = |numbers: &Vec<u32>| {
            let bytes: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
            self.client.create_from_slice(&bytes)
        };
        if let Some(found) = known.get(&numbers) {
            return found.clone();
        }
        let made = make(&numbers);
        known.insert(numbers, made.clone());
        made
    }

    /// Height and width of every value.
    fn sizes(&self, size: [usize; 2]) -> Option<Vec<[usize; 2]>> {
        let mut sizes = vec![size];
        for step in &self.steps {
            let size = step.operation.size(sizes[step.from])?;
            sizes.push(size);
        }
        Some(sizes)
    }
}

impl Step {
    fn reads(&self, value: usize) -> bool {
        let other = matches!(self.operation, Operation::Sum(other) if other == value);
        other || self.from == value
    }
}

impl Operation {
    /// The rectifier that it ends in, as its way back sees it.
    fn gate(&self) -> Gate {
        match self {
            Self::Convolutions(_, Activation::Rectify)
            | Self::Depthwise(_, Activation::Rectify) => Gate::Masked,
            Self::Convolutions(_, Activation::Rectify6)
            | Self::Depthwise(_, Activation::Rectify6) => Gate::Masked6,
            _ => Gate::Open,
        }
    }

    fn size(&self, from: [usize; 2]) -> Option<[usize; 2]> {
        match self {
            Self::Affine(_) | Self::Rectify | Self::Sum(_) => Some(from),
            Self::Depthwise(conv, _) => through(conv.padding, conv.kernel, conv.stride, from),
            Self::Mean => Some([1, 1]),
            Self::MaxPool => {
                let fits = from.iter().all(|length| *length >= 3);
                fits.then(|| from.map(|length| (length - 3).div_ceil(2) + 1))
            }
            Self::Convolutions(all, _) => {
                let first = all.first()?;
                let size = first.size(from)?;
                all.iter()
                    .all(|conv| conv.size(from) == Some(size))
                    .then_some(size)
            }
        }
    }
}

impl Convolution {
    fn new(conv: &Conv, device: &Device) -> Option<Self> {
        let step = conv.step();
        if step.groups != 1 {
            return None;
        }
        let weight = conv.weight().clone().without_autodiff();
        let bias = conv.bias().clone().without_autodiff();
        Self::of(weight, bias, (step.stride, step.padding), device)
    }

    /// A fully connected layer of a value of one position.
    fn dense(layer: &Dense, device: &Device) -> Option<Self> {
        let blocks = layer.blocks().iter();
        let rows = Tensor::cat(
            blocks
                .map(|block| block.clone().without_autodiff())
                .collect(),
            0,
        );
        let [outputs, inputs] = rows.dims();
        let bias = layer.bias().clone().without_autodiff();
        let weight = rows.reshape([outputs, inputs, 1, 1]);
        Self::of(weight, bias, (1, Padding::Each(0)), device)
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

    fn size(&self, from: [usize; 2]) -> Option<[usize; 2]> {
        through(self.padding, self.kernel, self.stride, from)
    }
}

impl Depthwise {
    fn new(conv: &Conv) -> Option<Self> {
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

/// The size of a convolution's output; none where the kernel does not fit.
fn through(padding: Padding, kernel: usize, stride: usize, from: [usize; 2]) -> Option<[usize; 2]> {
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

fn operation(kind: &Kind, channels: usize, device: &Device) -> Option<(Operation, usize)> {
    Some(match kind {
        Kind::Affine { order, gain, shift } => {
            let there = channelwise(order, gain, shift, device)?;
            let mut inverse = [0; 3];
            let mut gain_back = [0.0; 3];
            for (to, from) in order.iter().enumerate() {
                inverse[*from] = to;
                gain_back[*from] = gain[to];
            }
            let back = channelwise(&inverse, &gain_back, &[0.0; 3], device)?;
            (Operation::Affine(Box::new([there, back])), channels)
        }
        Kind::Convolutions(convs, activation) => {
            let made = convs
                .iter()
                .map(|conv| Convolution::new(conv, device))
                .collect::<Option<Vec<_>>>()?;
            let outputs = made.iter().map(|conv| conv.outputs).sum();
            (Operation::Convolutions(made, *activation), outputs)
        }
        Kind::Depthwise(conv, activation) => (
            Operation::Depthwise(Depthwise::new(conv)?, *activation),
            channels,
        ),
        Kind::Dense(layer) => {
            let made = Convolution::dense(layer, device)?;
            let outputs = made.outputs;
            (
                Operation::Convolutions(vec![made], Activation::Linear),
                outputs,
            )
        }
        Kind::Sum(other) => (Operation::Sum(other.index()), channels),
        Kind::MaxPool => (Operation::MaxPool, channels),
        Kind::Rectify => (Operation::Rectify, channels),
        Kind::Mean => (Operation::Mean, channels),
    })
}

fn channelwise(
    from: &[usize; 3],
    gain: &[f32; 3],
    shift: &[f32; 3],
    device: &Device,
) -> Option<Channelwise> {
    let buffer = |numbers: &[f32; 3]| {
        let tensor = Tensor::<1>::from_floats(*numbers, device);
        primitive(tensor).map(|found| found.handle)
    };
    Some(Channelwise {
        from: from.iter().map(|channel| *channel as u32).collect(),
        gain: buffer(gain)?,
        shift: buffer(shift)?,
    })
}
