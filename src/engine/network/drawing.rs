use gradoscope_kernels::{
    Activation, Affine, ConvShape, Curve, Graph, Operation, Pool, Shaped, Value,
};

use crate::image::{MU, SIGMA};

use super::Weights;
use super::layers::{Conv, Dense, Tensors};
use super::normalisation::Normalisation;

/// The operations of a network, in order, as its layers draw them: what a [`super::Plan`] is made of.
#[derive(Clone)]
pub struct Drawing {
    graph: Graph<Tensors>,
    /// Of the values that are kept from here on, in their order.
    names: std::slice::Iter<'static, &'static str>,
    /// Of its own, in the place of the usual one.
    normalisation: Option<Normalisation>,
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
        Self::of_graph(Graph::new(channels))
    }

    /// Of an image of three channels, made ready as it is for these weights; [`Drawing::keep`] gives these names to
    /// values in their order.
    pub fn of_layers(names: &'static [&'static str], weights: &Weights<'_>) -> Self {
        Self {
            names: names.iter(),
            normalisation: weights.normalisation(),
            ..Self::new()
        }
    }

    /// The image in normalised units, for a network that reads it as it is, or in the units of its own normalisation.
    pub fn image_norm(&mut self) -> Value {
        match self.normalisation {
            None => Value::INPUT,
            Some(own) => self.normalised_by(own),
        }
    }

    /// From `image_norm` to the same pixels by another mean and deviation.
    fn normalised_by(&mut self, own: Normalisation) -> Value {
        let channels = [0, 1, 2];
        let gain = channels.map(|c| SIGMA[c] / own.deviation[c]);
        let shift = channels.map(|c| (MU[c] - own.mean[c]) / own.deviation[c]);
        let affine = Affine::new(channels.into(), gain.into(), shift.into());
        self.graph.push(Value::INPUT, Operation::Affine(affine))
    }

    /// An affine map per channel from `image_norm` to a network's own input, optionally with the
    /// channels reversed (RGB to BGR).
    ///
    /// Weights that bring their own normalisation get that instead.
    ///
    /// `offset` and `scale` are for values `v` in 0..255, RGB order: `(v - offset) * scale`.
    pub fn adapt_to_input(
        &mut self,
        offset: [f32; 3],
        scale: [f32; 3],
        reverse_channels: bool,
    ) -> Value {
        if let Some(own) = self.normalisation {
            return self.normalised_by(own);
        }
        let mut order = [0, 1, 2];
        if reverse_channels {
            order.reverse();
        }
        let gain = order.map(|c| SIGMA[c] * 255.0 * scale[c]);
        let shift = order.map(|c| (MU[c] * 255.0 - offset[c]) * scale[c]);
        let affine = Affine::new(order.into(), gain.into(), shift.into());
        self.graph.push(Value::INPUT, Operation::Affine(affine))
    }

    /// Convolutions of one input, their channels one after the other.
    fn convolutions(&mut self, x: Value, convs: &[&Conv], activation: Activation) -> Value {
        let convs = convs.iter().map(|conv| (*conv).clone()).collect();
        self.graph
            .push(x, Operation::Convolutions(convs, activation))
    }

    /// A convolution, with its bias and nothing after it.
    pub fn conv(&mut self, x: Value, conv: &Conv) -> Value {
        self.convolutions(x, &[conv], Activation::Linear)
    }

    /// With the ReLU after it.
    pub fn conv_relu(&mut self, x: Value, conv: &Conv) -> Value {
        self.convolutions(x, &[conv], Activation::Relu)
    }

    /// With the ReLU6 after it.
    pub fn conv_relu6(&mut self, x: Value, conv: &Conv) -> Value {
        self.convolutions(x, &[conv], Activation::Relu6)
    }

    /// A filter per channel, with the ReLU6 after it.
    pub fn depthwise_relu6(&mut self, x: Value, conv: &Conv) -> Value {
        let operation = Operation::Depthwise(conv.clone(), Activation::Relu6);
        self.graph.push(x, operation)
    }

    /// Of `[n, c, h, w]`, flattened, to `[n, out, 1, 1]`.
    pub fn dense(&mut self, x: Value, dense: &Dense) -> Value {
        let operation = Operation::Dense(dense.clone(), Activation::Linear);
        self.graph.push(x, operation)
    }

    /// With the ReLU after it.
    pub fn dense_relu(&mut self, x: Value, dense: &Dense) -> Value {
        let operation = Operation::Dense(dense.clone(), Activation::Relu);
        self.graph.push(x, operation)
    }

    /// Of two values of one shape.
    pub fn sum(&mut self, x: Value, y: Value) -> Value {
        self.graph.push(x, Operation::Sum(y))
    }

    /// A convolution, with the rectifier after it.
    pub fn convolution(&mut self, x: Value, conv: &Conv, activation: Activation) -> Value {
        self.convolutions(x, &[conv], activation)
    }

    /// A filter per channel, with the rectifier after it.
    pub fn depthwise(&mut self, x: Value, conv: &Conv, activation: Activation) -> Value {
        let operation = Operation::Depthwise(conv.clone(), activation);
        self.graph.push(x, operation)
    }

    /// Of `[n, c, h, w]`, flattened, with the rectifier after it.
    pub fn dense_then(&mut self, x: Value, dense: &Dense, activation: Activation) -> Value {
        let operation = Operation::Dense(dense.clone(), activation);
        self.graph.push(x, operation)
    }

    /// Of values of one size, their channels one after the other.
    pub fn join(&mut self, x: Value, others: Vec<Value>) -> Value {
        self.graph.push(x, Operation::Join(others))
    }

    /// Convolutions of one input, each with its ReLU, their channels one after the other.
    pub fn side_by_side_relu(&mut self, x: Value, convs: &[&Conv]) -> Value {
        self.convolutions(x, convs, Activation::Relu)
    }

    /// Sizes are rounded up; ties go to the first position in row-major order.
    pub fn max_pool_3x3_stride_2(&mut self, x: Value) -> Value {
        self.graph.push(x, Operation::MaxPool(Pool::OVERLAPPING))
    }

    /// Sizes are rounded down; ties go to the first position in row-major order.
    pub fn max_pool_2x2_stride_2(&mut self, x: Value) -> Value {
        self.graph.push(x, Operation::MaxPool(Pool::HALVING))
    }

    /// By any windows.
    pub fn max_pool(&mut self, x: Value, pool: Pool) -> Value {
        self.graph.push(x, Operation::MaxPool(pool))
    }

    /// `max(x, 0)`.
    pub fn relu(&mut self, x: Value) -> Value {
        self.graph.push(x, Operation::Rectify)
    }

    /// Of every number on its own.
    pub fn curve(&mut self, x: Value, curve: Curve) -> Value {
        self.graph.push(x, Operation::Curve(curve))
    }

    /// Number by number, or channel by channel where `y` is of one position.
    pub fn times(&mut self, x: Value, y: Value) -> Value {
        self.graph.push(x, Operation::Times(y))
    }

    /// `[n, c, h, w]` to `[n, c, 1, 1]`.
    pub fn mean_over_positions(&mut self, x: Value) -> Value {
        self.graph.push(x, Operation::Mean(1))
    }

    /// `[n, c, h, w]` to `[n, c, side, side]`, whatever the size: cell `i` of an axis of length `l`
    /// is the mean from `floor(i l / side)` to `ceil((i + 1) l / side)`.
    pub fn mean_over_cells(&mut self, x: Value, side: usize) -> Value {
        self.graph.push(x, Operation::Mean(side))
    }

    /// Makes `x` an activation of the network.
    pub fn name(&mut self, name: &'static str, x: Value) {
        self.graph.name(name, x);
    }

    /// Makes `x` an activation of the network, under the next of the names.
    pub fn keep(&mut self, x: Value) {
        if let Some(name) = self.names.next() {
            self.name(name, x);
        }
    }

    pub(super) fn of_graph(graph: Graph<Tensors>) -> Self {
        Self {
            graph,
            names: [].iter(),
            normalisation: None,
        }
    }

    /// How many weights its layers have, biases left out.
    pub(super) fn weights(&self) -> usize {
        let steps = self.graph.steps().iter();
        steps.map(|step| weights(&step.operation)).sum()
    }

    pub(super) fn graph(&self) -> &Graph<Tensors> {
        &self.graph
    }

    pub(super) fn into_graph(self) -> Graph<Tensors> {
        self.graph
    }
}

fn weights(operation: &Operation<Tensors>) -> usize {
    let count = |shape: ConvShape| shape.outputs * shape.inputs * shape.window.kernel.pow(2);
    match operation {
        Operation::Convolutions(all, _) => all.iter().map(|conv| count(conv.shape())).sum(),
        Operation::Depthwise(filters, _) => count(filters.shape()),
        Operation::Dense(layer, _) => count(layer.shape()),
        _ => 0,
    }
}
