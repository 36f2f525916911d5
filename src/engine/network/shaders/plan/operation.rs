use burn::tensor::Device;

use super::super::super::drawing::{Activation, Kind};
use super::super::source::Gate;
use super::weights::{Channelwise, Convolution, Depthwise, through};

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

impl Operation {
    /// What `kind` is of a value of so many channels, and how many it makes; none where a shader is
    /// missing.
    pub(super) fn new(kind: &Kind, channels: usize, device: &Device) -> Option<(Self, usize)> {
        Some(match kind {
            Kind::Affine { order, gain, shift } => {
                let there = Channelwise::new(order, gain, shift, device)?;
                let mut inverse = [0; 3];
                let mut gain_back = [0.0; 3];
                for (to, from) in order.iter().enumerate() {
                    inverse[*from] = to;
                    gain_back[*from] = gain[to];
                }
                let back = Channelwise::new(&inverse, &gain_back, &[0.0; 3], device)?;
                (Self::Affine(Box::new([there, back])), channels)
            }
            Kind::Convolutions(convs, activation) => {
                let made = convs
                    .iter()
                    .map(|conv| Convolution::new(conv, device))
                    .collect::<Option<Vec<_>>>()?;
                let outputs = made.iter().map(|conv| conv.outputs).sum();
                (Self::Convolutions(made, *activation), outputs)
            }
            Kind::Depthwise(conv, activation) => (
                Self::Depthwise(Depthwise::new(conv)?, *activation),
                channels,
            ),
            Kind::Dense(layer) => {
                let made = Convolution::dense(layer, device)?;
                let outputs = made.outputs;
                (Self::Convolutions(vec![made], Activation::Linear), outputs)
            }
            Kind::Sum(other) => (Self::Sum(other.index()), channels),
            Kind::MaxPool => (Self::MaxPool, channels),
            Kind::Rectify => (Self::Rectify, channels),
            Kind::Mean => (Self::Mean, channels),
        })
    }

    /// The rectifier that it ends in, as its way back sees it.
    pub(super) fn gate(&self) -> Gate {
        match self {
            Self::Convolutions(_, Activation::Rectify)
            | Self::Depthwise(_, Activation::Rectify) => Gate::Masked,
            Self::Convolutions(_, Activation::Rectify6)
            | Self::Depthwise(_, Activation::Rectify6) => Gate::Masked6,
            _ => Gate::Open,
        }
    }

    pub(super) fn size(&self, from: [usize; 2]) -> Option<[usize; 2]> {
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
