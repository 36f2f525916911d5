//! The operations of a network, in order: one vocabulary for all who draw it, run it or say where its
//! values lie, however each of them keeps the weights.

use crate::activation::{Activation, Curve};
use crate::pointwise::Affine;
use crate::shape::{ConvShape, Pool};

/// What an operation reads or makes: `[channels, h, w]` per image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value(usize);

impl Value {
    /// What the network reads.
    pub const INPUT: Self = Self(0);

    pub(crate) fn at(index: usize) -> Self {
        Self(index)
    }

    /// 0 of the input, `k + 1` of what step `k` makes.
    pub fn index(self) -> usize {
        self.0
    }
}

/// How weights, and the biases with them, are kept.
pub trait Form {
    /// Of a convolution, `[outputs, inputs, kernel, kernel]`.
    type Conv: Shaped;
    /// Of a filter per channel, `[channels, 1, kernel, kernel]`.
    type Depthwise: Shaped;
    /// Of a fully connected layer, `[outputs, inputs]`, whose window is a point.
    type Dense: Shaped;
}

/// What is known of weights in every form.
pub trait Shaped: Clone {
    /// What they are for.
    fn shape(&self) -> ConvShape;
}

/// An operation, from one value to the next new one.
#[derive(Clone)]
pub enum Operation<F: Form> {
    /// Per channel.
    Affine(Affine),
    /// Of one input to one size, their outputs channel after channel; and what follows.
    Convolutions(Vec<F::Conv>, Activation),
    /// Of every channel on its own.
    Depthwise(F::Depthwise, Activation),
    /// Of all numbers of a value, to one position.
    Dense(F::Dense, Activation),
    /// Of what the step reads and this, of one shape.
    Sum(Value),
    /// The channels of what the step reads, then those of these; all are of one size.
    Join(Vec<Value>),
    /// Of each channel on its own.
    MaxPool(Pool),
    /// Zero where negative.
    Rectify,
    /// Of every number on its own.
    Curve(Curve),
    /// What the step reads times this, number by number, or channel by channel where this is of one position.
    Times(Value),
    /// Over the positions of each of so many by so many cells, whatever the size: cell `i` of an axis
    /// of length `l` spans `floor(i l / side)` to `ceil((i + 1) l / side)`.
    Mean(usize),
}

impl<F: Form> Operation<F> {
    /// The rectifier that it ends in.
    pub fn activation(&self) -> Activation {
        match self {
            Self::Convolutions(_, activation)
            | Self::Depthwise(_, activation)
            | Self::Dense(_, activation) => *activation,
            Self::Rectify => Activation::Relu,
            Self::Affine(_)
            | Self::Sum(_)
            | Self::Join(_)
            | Self::MaxPool(_)
            | Self::Curve(_)
            | Self::Times(_)
            | Self::Mean(_) => Activation::Linear,
        }
    }

    /// How many channels it makes of `channels`, of which there are `all` in what it reads altogether.
    ///
    /// # Panics
    /// When it is for another number of them.
    fn outputs(&self, channels: usize, all: usize) -> usize {
        let made = |outputs: usize, of: usize| {
            assert_eq!(of, channels, "channels of the input");
            outputs
        };
        match self {
            Self::Affine(affine) => made(affine.order.len(), affine.order.len()),
            Self::Convolutions(all, _) => {
                let shapes = all.iter().map(Shaped::shape);
                shapes.map(|shape| made(shape.outputs, shape.inputs)).sum()
            }
            Self::Depthwise(filters, _) => {
                let shape = filters.shape();
                made(shape.outputs, shape.outputs)
            }
            Self::Dense(layer, _) => layer.shape().outputs,
            Self::Join(_) => all,
            Self::Sum(_)
            | Self::MaxPool(_)
            | Self::Rectify
            | Self::Curve(_)
            | Self::Times(_)
            | Self::Mean(_) => channels,
        }
    }

    /// Height and width of what it makes; none where it does not fit.
    fn size(&self, channels: usize, from: [usize; 2]) -> Option<[usize; 2]> {
        match self {
            Self::Affine(_)
            | Self::Sum(_)
            | Self::Join(_)
            | Self::Rectify
            | Self::Curve(_)
            | Self::Times(_) => Some(from),
            Self::Convolutions(all, _) => {
                let mut sizes = all.iter().map(|conv| conv.shape().window.size(from));
                let first = sizes.next()??;
                sizes.all(|size| size == Some(first)).then_some(first)
            }
            Self::Depthwise(filters, _) => filters.shape().window.size(from),
            Self::Dense(layer, _) => {
                (channels * from[0] * from[1] == layer.shape().inputs).then_some([1, 1])
            }
            Self::MaxPool(pool) => pool.size(from),
            Self::Mean(side) => Some([*side; 2]),
        }
    }
}

/// An operation, and what it reads.
#[derive(Clone)]
pub struct Step<F: Form> {
    /// The value that it is of.
    pub from: Value,
    /// What is done to it.
    pub operation: Operation<F>,
}

impl<F: Form> Step<F> {
    /// Indices of all values that it is made from, in their order.
    pub fn reads(&self) -> impl Iterator<Item = usize> + '_ {
        let others: &[Value] = match &self.operation {
            Operation::Sum(other) | Operation::Times(other) => std::slice::from_ref(other),
            Operation::Join(others) => others,
            _ => &[],
        };
        let all = std::iter::once(self.from).chain(others.iter().copied());
        all.map(Value::index)
    }
}

/// A network: its operations in order, and the names of some values.
#[derive(Clone)]
pub struct Graph<F: Form> {
    channels: Vec<usize>,
    steps: Vec<Step<F>>,
    names: Vec<(&'static str, Value)>,
}

impl<F: Form> Graph<F> {
    /// Nothing yet, of an input of `channels`.
    pub fn new(channels: usize) -> Self {
        Self {
            channels: vec![channels],
            steps: Vec::new(),
            names: Vec::new(),
        }
    }

    /// What `operation` makes of `from`.
    ///
    /// # Panics
    /// When it is for another number of channels, or a window of a pool may see nothing.
    pub fn push(&mut self, from: Value, operation: Operation<F>) -> Value {
        let channels = self.channels[from.0];
        if let Operation::Sum(other) | Operation::Times(other) = operation {
            assert_eq!(channels, self.channels[other.0], "channels");
        }
        if let Operation::MaxPool(pool) = operation {
            pool.check();
        }
        let step = Step { from, operation };
        let all = step.reads().map(|value| self.channels[value]).sum();
        self.channels.push(step.operation.outputs(channels, all));
        self.steps.push(step);
        Value(self.steps.len())
    }

    /// Makes `value` known as `name`: it can be read and seeded.
    pub fn name(&mut self, name: &'static str, value: Value) {
        self.names.push((name, value));
    }

    /// Index of the value `name`.
    pub fn find(&self, name: &str) -> Option<usize> {
        let found = self.names.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.0)
    }

    /// Every name and its value, in the order they were given.
    pub fn names(&self) -> &[(&'static str, Value)] {
        &self.names
    }

    /// In order: step `k` makes value `k + 1`.
    pub fn steps(&self) -> &[Step<F>] {
        &self.steps
    }

    /// Of every value.
    pub fn channels(&self) -> &[usize] {
        &self.channels
    }

    /// Height and width of every value, for an input of `size`; none where an operation does not fit.
    pub fn sizes(&self, size: [usize; 2]) -> Option<Vec<[usize; 2]>> {
        let mut sizes = vec![size];
        for step in &self.steps {
            let from = step.from.0;
            let is_factor = matches!(step.operation, Operation::Times(_));
            let fits = |size| size == sizes[from] || is_factor && size == [1, 1];
            if !step.reads().all(|value| fits(sizes[value])) {
                return None;
            }
            sizes.push(step.operation.size(self.channels[from], sizes[from])?);
        }
        Some(sizes)
    }

    /// The same network, its weights kept in another form; none where one of them has none.
    pub fn try_map<G: Form>(
        self,
        conv: impl Fn(F::Conv) -> Option<G::Conv>,
        depthwise: impl Fn(F::Depthwise) -> Option<G::Depthwise>,
        dense: impl Fn(F::Dense) -> Option<G::Dense>,
    ) -> Option<Graph<G>> {
        let mapped = |operation| {
            Some(match operation {
                Operation::Affine(affine) => Operation::Affine(affine),
                Operation::Convolutions(all, activation) => {
                    let all = all.into_iter().map(&conv).collect::<Option<_>>()?;
                    Operation::Convolutions(all, activation)
                }
                Operation::Depthwise(filters, activation) => {
                    Operation::Depthwise(depthwise(filters)?, activation)
                }
                Operation::Dense(layer, activation) => Operation::Dense(dense(layer)?, activation),
                Operation::Sum(other) => Operation::Sum(other),
                Operation::Join(others) => Operation::Join(others),
                Operation::MaxPool(pool) => Operation::MaxPool(pool),
                Operation::Rectify => Operation::Rectify,
                Operation::Curve(curve) => Operation::Curve(curve),
                Operation::Times(other) => Operation::Times(other),
                Operation::Mean(side) => Operation::Mean(side),
            })
        };
        let steps = self.steps.into_iter().map(|Step { from, operation }| {
            let operation = mapped(operation)?;
            Some(Step { from, operation })
        });
        Some(Graph {
            steps: steps.collect::<Option<_>>()?,
            channels: self.channels,
            names: self.names,
        })
    }
}
