use burn::tensor::Device;
use gradoscope_kernels::Pool;

use super::super::super::drawing::{Activation, Kind};
use super::super::source::Gate;
use super::weights::{Channelwise, Convolution, Dense, Depthwise, through};

pub enum Operation {
    /// Which channel each one is read from, and its gain and shift; then the same for the way back.
    Affine(Box<[Channelwise; 2]>),
    Convolutions(Vec<Convolution>, Activation),
    Depthwise(Depthwise, Activation),
    /// With this value.
    Sum(usize),
    MaxPool(Pool),
    Rectify,
    /// Over the positions of each of so many by so many cells.
    Mean(usize),
    Dense(Dense, Activation),
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
            Kind::Dense(layer, activation) => {
                let made = Dense::new(layer)?;
                let outputs = made.outputs;
                (Self::Dense(made, *activation), outputs)
            }
            Kind::Sum(other) => (Self::Sum(other.index()), channels),
            Kind::MaxPool(pool) => (Self::MaxPool(*pool), channels),
            Kind::Rectify => (Self::Rectify, channels),
            Kind::Mean(side) => (Self::Mean(*side), channels),
        })
    }

    /// The rectifier that it ends in, as its way back sees it.
    pub(super) fn gate(&self) -> Gate {
        match self {
            Self::Convolutions(_, Activation::Rectify)
            | Self::Depthwise(_, Activation::Rectify)
            | Self::Dense(_, Activation::Rectify)
            | Self::Rectify => Gate::Masked,
            Self::Convolutions(_, Activation::Rectify6)
            | Self::Depthwise(_, Activation::Rectify6)
            | Self::Dense(_, Activation::Rectify6) => Gate::Masked6,
            _ => Gate::Open,
        }
    }

    /// Of the output for an input of so many channels and that size.
    pub(super) fn size(&self, channels: usize, from: [usize; 2]) -> Option<[usize; 2]> {
        match self {
            Self::Affine(_) | Self::Rectify | Self::Sum(_) => Some(from),
            Self::Depthwise(conv, _) => through(conv.padding, conv.kernel, conv.stride, from),
            Self::Mean(side) => Some([*side; 2]),
            Self::MaxPool(pool) => pool.size(from),
            Self::Dense(layer, _) => {
                (channels * from[0] * from[1] == layer.inputs).then_some([1, 1])
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
