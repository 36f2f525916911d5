use burn::tensor::Device;

use super::kernels;
use super::layers::{Conv, Dense, gain_and_shift};
#[cfg(feature = "gpu")]
use super::shaders;

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
#[derive(Debug)]
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
    /// Of a value of one position.
    Dense(Box<Dense>),
    /// Of what the step reads and this.
    Sum(Value),
    /// 3x3, stride 2, sizes rounded up; ties go to the first position in row-major order.
    MaxPool,
    Rectify,
    /// Over all positions.
    Mean,
}

#[derive(Debug)]
pub(super) struct Step {
    pub from: Value,
    pub kind: Kind,
}

/// The operations of a network, in order, as its layers draw them: what a [`Plan`] is made of.
#[derive(Debug, Default)]
pub struct Drawing {
    steps: Vec<Step>,
    names: Vec<(&'static str, Value)>,
}

/// A network made ready for kernels or shaders of our own.
pub enum Plan {
    Kernels(gradoscope_kernels::Plan),
    #[cfg(feature = "gpu")]
    Shaders(Box<shaders::Plan>),
}

impl Drawing {
    pub fn new() -> Self {
        Self::default()
    }

    fn push(&mut self, from: Value, kind: Kind) -> Value {
        self.steps.push(Step { from, kind });
        Value(self.steps.len())
    }

    /// The image in normalised units, for a network that reads it as it is.
    pub fn image_norm(&self) -> Value {
        Value(0)
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

    /// Of `[n, c, 1, 1]`.
    pub fn dense(&mut self, x: Value, dense: &Dense) -> Value {
        self.push(x, Kind::Dense(Box::new(dense.clone())))
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

    /// Ties go to the first position in row-major order.
    pub fn max_pool_3x3_stride_2(&mut self, x: Value) -> Value {
        self.push(x, Kind::MaxPool)
    }

    pub fn relu(&mut self, x: Value) -> Value {
        self.push(x, Kind::Rectify)
    }

    /// `[n, c, h, w]` to `[n, c, 1, 1]`.
    pub fn mean_over_positions(&mut self, x: Value) -> Value {
        self.push(x, Kind::Mean)
    }

    /// Makes `x` an activation of the network.
    pub fn name(&mut self, name: &'static str, x: Value) {
        self.names.push((name, x));
    }

    /// The plan for `device`; none where an operation is missing there, or a weight is not float32.
    pub fn finish(self, device: &Device) -> Option<Plan> {
        if kernels::run_on(device) {
            return kernels::plan(&self).map(Plan::Kernels);
        }
        #[cfg(feature = "gpu")]
        return shaders::Plan::new(&self, device).map(|plan| Plan::Shaders(Box::new(plan)));
        #[cfg(not(feature = "gpu"))]
        None
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }

    pub(super) fn names(&self) -> &[(&'static str, Value)] {
        &self.names
    }
}
