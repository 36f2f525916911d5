//! The operations of a network, in order.

use std::sync::{Mutex, PoisonError};

use crate::activation::Activation;
use crate::conv::{Conv, ConvShape, Padding};
use crate::dense::Dense;
use crate::depthwise::Depthwise;
use crate::operation::{Kind, Pool, Step};
use crate::pointwise::Affine;
use crate::tape::Tape;

/// Runs whose buffers are kept for the next: a method rarely holds more at once.
const SHELF: usize = 2;

/// What an operation reads or writes: `[channels, h, w]` per image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value(pub(crate) usize);

/// A frozen network, ready to run.
pub struct Plan {
    pub(crate) channels: Vec<usize>,
    pub(crate) steps: Vec<Step>,
    names: Vec<(&'static str, Value)>,
    shelf: Mutex<Vec<Tape>>,
}

/// Collects the operations of a [`Plan`].
pub struct Builder {
    channels: Vec<usize>,
    steps: Vec<Step>,
    names: Vec<(&'static str, Value)>,
}

impl Builder {
    /// A network whose input has `channels`.
    pub fn new(channels: usize) -> (Self, Value) {
        let builder = Self {
            channels: vec![channels],
            steps: Vec::new(),
            names: Vec::new(),
        };
        (builder, Value(0))
    }

    fn push(&mut self, from: Value, channels: usize, kind: Kind) -> Value {
        let to = self.channels.len();
        self.channels.push(channels);
        self.steps.push(Step {
            from: from.0,
            to,
            kind,
        });
        Value(to)
    }

    /// Channel `c` of the output is `gain[c] * x[order[c]] + shift[c]`.
    ///
    /// # Panics
    /// When `order` does not name every channel once.
    pub fn affine(&mut self, x: Value, order: &[usize], gain: &[f32], shift: &[f32]) -> Value {
        let channels = self.channels[x.0];
        let mut sorted = order.to_vec();
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..channels), "every channel once");
        assert_eq!([gain.len(), shift.len()], [channels; 2]);
        let affine = Affine {
            order: order.to_vec(),
            gain: gain.to_vec(),
            shift: shift.to_vec(),
        };
        self.push(x, channels, Kind::Affine(affine))
    }

    /// A convolution; see [`Builder::convs`].
    ///
    /// # Panics
    /// As there.
    pub fn conv(&mut self, x: Value, conv: (ConvShape, Activation, &[f32], &[f32])) -> Value {
        self.convs(x, &[conv])
    }

    /// Convolutions of one input to one size, their outputs side by side: shape, what follows,
    /// weights `[outputs, inputs, kernel, kernel]` and biases `[outputs]` of each.
    ///
    /// # Panics
    /// When weights or biases do not have the numbers of their shape.
    pub fn convs(&mut self, x: Value, convs: &[(ConvShape, Activation, &[f32], &[f32])]) -> Value {
        let convs: Vec<Conv> = convs
            .iter()
            .map(|(shape, activation, weight, bias)| {
                assert_eq!(shape.inputs, self.channels[x.0], "channels of the input");
                Conv::new(*shape, *activation, weight, bias)
            })
            .collect();
        let channels = convs.iter().map(|conv| conv.shape.outputs).sum();
        self.push(x, channels, Kind::Convs(convs))
    }

    /// A filter per channel: kernel, stride and padding; what follows; weights
    /// `[channels, kernel, kernel]` and biases `[channels]`.
    ///
    /// # Panics
    /// When weights or biases do not have the numbers of their shape.
    pub fn depthwise(
        &mut self,
        x: Value,
        shape: (usize, usize, Padding),
        activation: Activation,
        [weight, bias]: [&[f32]; 2],
    ) -> Value {
        let channels = self.channels[x.0];
        assert_eq!(bias.len(), channels, "channels of the input");
        let depthwise = Depthwise::new(shape, activation, weight, bias);
        self.push(x, channels, Kind::Depthwise(depthwise))
    }

    /// The sum of two values of one shape.
    ///
    /// # Panics
    /// When their channels differ.
    pub fn add(&mut self, x: Value, y: Value) -> Value {
        assert_eq!(self.channels[x.0], self.channels[y.0], "channels");
        self.push(x, self.channels[x.0], Kind::Add(y.0))
    }

    /// The largest number under each position of a window, channel by channel.
    pub fn max_pool(&mut self, x: Value, pool: Pool) -> Value {
        self.push(x, self.channels[x.0], Kind::MaxPool(pool))
    }

    /// Zero where negative.
    pub fn relu(&mut self, x: Value) -> Value {
        self.push(x, self.channels[x.0], Kind::Rectify)
    }

    /// The means over the positions of `side` by `side` cells, `[channels, side, side]`; over all
    /// positions where it is one.
    pub fn mean(&mut self, x: Value, side: usize) -> Value {
        self.push(x, self.channels[x.0], Kind::Mean(side))
    }

    /// Of all numbers of a value, `[channels, h, w]`, to `[outputs, 1, 1]`: weights `[outputs, inputs]`
    /// in blocks of whole rows, and biases `[outputs]`.
    ///
    /// # Panics
    /// When `blocks` are not whole rows, as many as `bias` has numbers.
    pub fn dense(
        &mut self,
        x: Value,
        inputs: usize,
        activation: Activation,
        (blocks, bias): (Vec<Vec<f32>>, Vec<f32>),
    ) -> Value {
        let dense = Dense::new(inputs, activation, blocks, bias);
        self.push(x, dense.outputs(), Kind::Dense(dense))
    }

    /// Makes `x` known as `name`: it can be read and seeded.
    pub fn name(&mut self, name: &'static str, x: Value) {
        self.names.push((name, x));
    }

    /// The plan of all that was added.
    pub fn build(self) -> Plan {
        Plan {
            channels: self.channels,
            steps: self.steps,
            names: self.names,
            shelf: Mutex::new(Vec::new()),
        }
    }
}

impl Plan {
    /// Whether every operation has an output for images of `size`, height and width.
    pub fn fits(&self, size: [usize; 2]) -> bool {
        self.sizes(size).is_some()
    }

    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        let found = self.names.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.0)
    }

    /// Keeps the buffers of a run that has ended.
    pub(crate) fn put_back(&self, tape: Tape) {
        let mut shelf = self.shelf();
        if shelf.len() < SHELF {
            shelf.push(tape);
        }
    }

    pub(crate) fn shelf(&self) -> std::sync::MutexGuard<'_, Vec<Tape>> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Height and width of every value.
    pub(crate) fn sizes(&self, size: [usize; 2]) -> Option<Vec<[usize; 2]>> {
        let mut sizes = vec![size];
        for step in &self.steps {
            let from = sizes[step.from];
            if step.reads().any(|value| sizes[value] != from) {
                return None;
            }
            sizes.push(step.kind.size(self.channels[step.from], from)?);
        }
        Some(sizes)
    }
}
