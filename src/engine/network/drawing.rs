use gradoscope_kernels::Pool;

use super::layers::{Conv, Dense, gain_and_shift};

/// What an operation reads or writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value(usize);

impl Value {
    /// 0 is the image, `k + 1` what step `k` makes.
    pub(super) fn index(self) -> usize {
        self.0
    }
}

/// What follows a convolution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    Linear,
    Rectify,
    /// At most 6 as well.
    Rectify6,
}

/// An operation, from one value to the next new one.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// `y[c] = gain[c] * x[order[c]] + shift[c]`.
    Affine {
        order: [usize; 3],
        gain: [f32; 3],
        shift: [f32; 3],
    },
    /// Of one input, their outputs channel after channel.
    Convolutions(Vec<Conv>, Activation),
    /// Of every channel on its own.
    Depthwise(Box<Conv>, Activation),
    /// Of all numbers of a value, to one position.
    Dense(Box<Dense>, Activation),
    /// Of what the step reads and this.
    Sum(Value),
    /// Ties go to the first position in row-major order.
    MaxPool(Pool),
    Rectify,
    /// Over the positions of each of so many by so many cells.
    Mean(usize),
}

#[derive(Debug, Clone)]
pub(super) struct Step {
    pub from: Value,
    pub kind: Kind,
}

#[cfg(feature = "autodiff")]
impl Step {
    /// Indices of the values that it is made from.
    pub(super) fn reads(&self) -> impl Iterator<Item = usize> + use<> {
        let other = match self.kind {
            Kind::Sum(other) => Some(other),
            _ => None,
        };
        std::iter::once(self.from).chain(other).map(Value::index)
    }

    /// Whether it ends in a rectifier.
    pub(super) fn is_rectified(&self) -> bool {
        match &self.kind {
            Kind::Convolutions(_, activation)
            | Kind::Depthwise(_, activation)
            | Kind::Dense(_, activation) => *activation != Activation::Linear,
            Kind::Rectify => true,
            _ => false,
        }
    }
}

/// The operations of a network, in order, as its layers draw them: what a [`Plan`] is made of.
#[derive(Debug, Clone)]
pub struct Drawing {
    channels: usize,
    steps: Vec<Step>,
    names: Vec<(&'static str, Value)>,
}

impl Default for Drawing {
    fn default() -> Self {
        Self::new()
    }
}

impl Drawing {
    /// Of an image of three channels.
    pub fn new() -> Self {
        Self::of_channels(3)
    }

    /// Of anything else, `[n, channels, h, w]`.
    pub fn of_channels(channels: usize) -> Self {
        Self {
            channels,
            steps: Vec::new(),
            names: Vec::new(),
        }
    }

    fn push(&mut self, from: Value, kind: Kind) -> Value {
        self.steps.push(Step { from, kind });
        Value(self.steps.len())
    }

    /// The image in normalised units, for a network that reads it as it is.
    pub fn image_norm(&self) -> Value {
        Value(0)
    }

    /// An affine map per channel from `image_norm` to a network's own input, optionally with the
    /// channels reversed (RGB to BGR).
    ///
    /// `offset` and `scale` are for values `v` in 0..255, RGB order: `(v - offset) * scale`.
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
        let kind = Kind::Affine { order, gain, shift };
        self.push(self.image_norm(), kind)
    }

    pub fn conv(&mut self, x: Value, conv: &Conv) -> Value {
        self.push(
            x,
            Kind::Convolutions(vec![conv.clone()], Activation::Linear),
        )
    }

    /// With the ReLU after it.
    pub fn conv_relu(&mut self, x: Value, conv: &Conv) -> Value {
        self.side_by_side_relu(x, &[conv])
    }

    /// With the ReLU6 after it.
    pub fn conv_relu6(&mut self, x: Value, conv: &Conv) -> Value {
        let convs = vec![conv.clone()];
        self.push(x, Kind::Convolutions(convs, Activation::Rectify6))
    }

    /// A convolution of as many groups as channels, with the ReLU6 after it.
    pub fn depthwise_relu6(&mut self, x: Value, conv: &Conv) -> Value {
        self.push(
            x,
            Kind::Depthwise(Box::new(conv.clone()), Activation::Rectify6),
        )
    }

    /// Of `[n, c, h, w]`, flattened, to `[n, out, 1, 1]`.
    pub fn dense(&mut self, x: Value, dense: &Dense) -> Value {
        let dense = Box::new(dense.clone());
        self.push(x, Kind::Dense(dense, Activation::Linear))
    }

    /// With the ReLU after it.
    pub fn dense_relu(&mut self, x: Value, dense: &Dense) -> Value {
        let dense = Box::new(dense.clone());
        self.push(x, Kind::Dense(dense, Activation::Rectify))
    }

    /// Of two values of one shape.
    pub fn sum(&mut self, x: Value, y: Value) -> Value {
        self.push(x, Kind::Sum(y))
    }

    /// Convolutions of one input, each with its ReLU, their channels one after the other.
    pub fn side_by_side_relu(&mut self, x: Value, convs: &[&Conv]) -> Value {
        let convs = convs.iter().map(|conv| (*conv).clone()).collect();
        self.push(x, Kind::Convolutions(convs, Activation::Rectify))
    }

    /// Sizes are rounded up; ties go to the first position in row-major order.
    pub fn max_pool_3x3_stride_2(&mut self, x: Value) -> Value {
        self.push(x, Kind::MaxPool(Pool::Overlapping))
    }

    /// Sizes are rounded down; ties go to the first position in row-major order.
    pub fn max_pool_2x2_stride_2(&mut self, x: Value) -> Value {
        self.push(x, Kind::MaxPool(Pool::Halving))
    }

    pub fn relu(&mut self, x: Value) -> Value {
        self.push(x, Kind::Rectify)
    }

    /// `[n, c, h, w]` to `[n, c, 1, 1]`.
    pub fn mean_over_positions(&mut self, x: Value) -> Value {
        self.push(x, Kind::Mean(1))
    }

    /// `[n, c, h, w]` to `[n, c, side, side]`, whatever the size: cell `i` of an axis of length `l`
    /// is the mean from `floor(i l / side)` to `ceil((i + 1) l / side)`.
    pub fn mean_over_cells(&mut self, x: Value, side: usize) -> Value {
        self.push(x, Kind::Mean(side))
    }

    /// Makes `x` an activation of the network.
    pub fn name(&mut self, name: &'static str, x: Value) {
        self.names.push((name, x));
    }

    pub(super) fn channels(&self) -> usize {
        self.channels
    }

    /// Its steps and its names.
    pub(super) fn into_parts(self) -> (Vec<Step>, Vec<(&'static str, Value)>) {
        (self.steps, self.names)
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }

    pub(super) fn names(&self) -> &[(&'static str, Value)] {
        &self.names
    }
}
