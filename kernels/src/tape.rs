//! The buffers of a pass, and what its steps do with them.

use std::ops::Range;

use crate::activation::{Activation, Rule};
use crate::conv::{Scratch, Upstream};
use crate::graph::{Graph, Operation, Shaped, Step};
use crate::packed::Packed;
use crate::pool::{self, Columns};
use crate::product::SLACK;
use crate::shape::Pool;
use crate::{average, halve, pointwise, windows};

/// The buffers of a run.
pub(crate) struct Tape {
    pub n: usize,
    pub places: Vec<Place>,
    /// Numbers of one image in `values`, and of one image in `winners`.
    pub per_image: [usize; 2],
    /// `[n, per_image]`: every value, [`SLACK`] after each.
    pub values: Vec<f32>,
    /// Of every max-pooling.
    winners: Vec<u8>,
    /// Gradients that are under way, one per value at most.
    gradients: Vec<Option<Vec<f32>>>,
    pub free: Vec<Vec<f32>>,
    scratch: Scratch,
    columns: Vec<Columns>,
}

impl Default for Tape {
    fn default() -> Self {
        Self {
            n: 0,
            places: Vec::new(),
            per_image: [0; 2],
            values: Vec::new(),
            winners: Vec::new(),
            gradients: Vec::new(),
            free: Vec::new(),
            scratch: Scratch::new(),
            columns: Vec::new(),
        }
    }
}

/// Where a value lies in the numbers of an image.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub channels: usize,
    pub size: [usize; 2],
    begin: usize,
    /// Of its winners, where max-pooling made it.
    winners: usize,
}

impl Place {
    fn pixels(&self) -> usize {
        self.size[0] * self.size[1]
    }

    pub fn length(&self) -> usize {
        self.channels * self.pixels()
    }

    pub fn range(&self) -> Range<usize> {
        self.begin..self.begin + self.length()
    }

    fn with_slack(&self) -> Range<usize> {
        self.begin..self.begin + self.length() + SLACK
    }

    fn winners(&self) -> Range<usize> {
        self.winners..self.winners + self.length()
    }
}

impl Tape {
    pub fn lay_out(&mut self, graph: &Graph<Packed>, n: usize, sizes: Vec<[usize; 2]>) {
        let [mut begin, mut winners] = [0; 2];
        self.places.clear();
        for (index, size) in sizes.into_iter().enumerate() {
            let place = Place {
                channels: graph.channels()[index],
                size,
                begin,
                winners,
            };
            begin += place.length() + SLACK;
            let maker = index.checked_sub(1).map(|k| &graph.steps()[k].operation);
            if let Some(Operation::MaxPool(_)) = maker {
                winners += place.length();
            }
            self.places.push(place);
        }
        self.n = n;
        self.per_image = [begin, winners];
        self.values.resize(n * begin, 0.0);
        self.winners.resize(n * winners, 0);
        self.gradients.resize_with(self.places.len(), || None);
    }

    pub fn forward(&mut self, graph: &Graph<Packed>, index: usize, image: &[f32]) {
        let [numbers, winners] = self.per_image;
        let values = &mut self.values[index * numbers..(index + 1) * numbers];
        let winners = &mut self.winners[index * winners..(index + 1) * winners];
        values[self.places[0].range()].copy_from_slice(image);
        for (step, to) in graph.steps().iter().zip(&self.places[1..]) {
            let from = self.places[step.from.index()];
            // A value lies behind all that it is made from.
            let (before, behind) = values.split_at_mut(to.begin);
            let source = &before[from.with_slack()];
            let output = &mut behind[..to.length()];
            let activation = step.operation.activation();
            let scratch = &mut self.scratch;
            match &step.operation {
                Operation::Affine(affine) => {
                    affine.forward(&source[..from.length()], from.pixels(), output);
                }
                Operation::Convolutions(convs, _) => {
                    let mut rest = output;
                    for conv in convs {
                        let length = conv.shape().outputs * to.pixels();
                        let (output, behind) = rest.split_at_mut(length);
                        conv.forward(source, from.size, output, to.size, activation, scratch);
                        rest = behind;
                    }
                }
                Operation::Depthwise(depthwise, _) => {
                    depthwise.forward(source, from.size, output, to.size, activation, scratch);
                }
                Operation::Sum(other) => {
                    let other = &before[self.places[other.index()].range()];
                    pointwise::sum_of_two(&source[..from.length()], other, output);
                }
                Operation::Join(_) => {
                    let mut rest = output;
                    for part in step.reads() {
                        let part = &before[self.places[part].range()];
                        let (output, behind) = rest.split_at_mut(part.len());
                        output.copy_from_slice(part);
                        rest = behind;
                    }
                }
                Operation::MaxPool(kind) => {
                    let source = &source[..from.length()];
                    let winners = &mut winners[to.winners()];
                    match *kind {
                        Pool::OVERLAPPING => {
                            let columns = &mut self.columns;
                            pool::forward(source, from.size, output, winners, to.size, columns);
                        }
                        Pool::HALVING => {
                            halve::forward(source, from.size, output, winners, to.size);
                        }
                        other => {
                            let sizes = [from.size, to.size];
                            windows::forward(source, output, winners, sizes, other);
                        }
                    }
                }
                Operation::Rectify => pointwise::rectify(&source[..from.length()], output),
                Operation::Curve(curve) => {
                    pointwise::along(*curve, &source[..from.length()], output);
                }
                Operation::Times(other) => {
                    let other = &before[self.places[other.index()].range()];
                    pointwise::product(&source[..from.length()], other, output, false);
                }
                Operation::Mean(side) => {
                    average::forward(&source[..from.length()], from.size, output, *side);
                }
                Operation::Dense(dense, _) => {
                    dense.forward(&source[..from.length()], output, activation);
                }
            }
        }
    }

    /// Adds `weights` to the gradient of `value`.
    pub fn seed(&mut self, value: usize, weights: &[f32]) {
        match self.gradients.get_mut(value).and_then(Option::as_mut) {
            Some(gradient) => {
                for (to, weight) in gradient.iter_mut().zip(weights) {
                    *to += weight;
                }
            }
            None => {
                let mut gradient = self.buffer(weights.len());
                gradient[..weights.len()].copy_from_slice(weights);
                self.gradients[value] = Some(gradient);
            }
        }
    }

    /// A buffer of at least `length` numbers and [`SLACK`], holding anything.
    fn buffer(&mut self, length: usize) -> Vec<f32> {
        let length = length + SLACK;
        // The smallest that is large enough, or else the largest.
        let best = (0..self.free.len()).min_by_key(|index| {
            let found = self.free[*index].len();
            (found < length, found.abs_diff(length))
        });
        let mut buffer = best.map_or_else(Vec::new, |index| self.free.swap_remove(index));
        if buffer.len() < length {
            buffer.resize(length, 0.0);
        }
        buffer
    }

    /// Goes back from the seeds of one image to the value `end`: its gradient.
    pub fn backward(
        &mut self,
        graph: &Graph<Packed>,
        index: usize,
        end: usize,
        rule: Rule,
    ) -> Option<Vec<f32>> {
        for (k, step) in graph.steps().iter().enumerate().skip(end).rev() {
            let to = k + 1;
            let Some(mut upstream) = self.gradients[to].take() else {
                continue;
            };
            // Of values that were joined, where each lies in the whole.
            let mut begin = 0;
            for (which, from) in step.reads().enumerate() {
                let length = self.places[from].length();
                let (mut gradient, add) = match self.gradients[from].take() {
                    Some(gradient) => (gradient, true),
                    None => (self.buffer(length), false),
                };
                let gradient_of_from = &mut gradient[..length];
                match step.operation {
                    Operation::Join(_) => {
                        let part = &upstream[begin..begin + length];
                        pointwise::pass(part, gradient_of_from, add);
                        begin += length;
                    }
                    Operation::Times(other) => {
                        let partner = [other, step.from][which];
                        let numbers = &self.values[index * self.per_image[0]..];
                        let partner = &numbers[self.places[partner.index()].range()];
                        let upstream = &upstream[..self.places[to].length()];
                        pointwise::product_back(upstream, partner, gradient_of_from, add);
                    }
                    _ => {
                        let gradients = (&mut upstream[..], gradient_of_from);
                        self.step_back((step, to), index, gradients, add, rule);
                    }
                }
                self.gradients[from] = Some(gradient);
            }
            self.free.push(upstream);
        }
        let found = self.gradients[end].take();
        // Of values beside the way, and before it.
        let left = self.gradients.iter_mut().filter_map(Option::take);
        self.free.extend(left);
        found
    }

    /// From the value `to` to one of those that its step reads; all are of one shape. `upstream` is
    /// masked in place where that is simplest.
    fn step_back(
        &mut self,
        (step, to): (&Step<Packed>, usize),
        index: usize,
        (upstream, gradient): (&mut [f32], &mut [f32]),
        add: bool,
        rule: Rule,
    ) {
        let [numbers, winners] = self.per_image;
        let values = &self.values[index * numbers..(index + 1) * numbers];
        let winners = &self.winners[index * winners..(index + 1) * winners];
        let (from, to) = (self.places[step.from.index()], self.places[to]);
        let activation = step.operation.activation();
        // The gradient passes the ReLU of a convolution where it is read.
        let is_masked = matches!(step.operation, Operation::Convolutions(..))
            && (activation, rule) == (Activation::Relu, Rule::Gradient);
        if !is_masked {
            let upstream = &mut upstream[..to.length()];
            close(upstream, &values[to.range()], activation, rule);
        }
        let whole = &*upstream;
        let upstream = &whole[..to.length()];
        match &step.operation {
            Operation::Affine(affine) => affine.backward(upstream, to.pixels(), gradient, add),
            Operation::Convolutions(convs, _) => {
                let (mut begin, mut add) = (0, add);
                let output = &values[to.with_slack()];
                for conv in convs {
                    let upstream = Upstream {
                        gradient: &whole[begin..],
                        output: is_masked.then_some(&output[begin..]),
                    };
                    let scratch = &mut self.scratch;
                    conv.backward(upstream, to.size, gradient, from.size, add, scratch);
                    begin += conv.shape().outputs * to.pixels();
                    add = true;
                }
            }
            Operation::Depthwise(depthwise, _) => {
                let scratch = &mut self.scratch;
                depthwise.backward(upstream, to.size, gradient, from.size, add, scratch);
            }
            Operation::Sum(_) | Operation::Rectify => pointwise::pass(upstream, gradient, add),
            Operation::Curve(curve) => {
                pointwise::along_back(*curve, upstream, &values[to.range()], gradient, add);
            }
            // What they read is of several shapes.
            Operation::Join(_) | Operation::Times(_) => {}
            Operation::MaxPool(kind) => {
                let winners = &winners[to.winners()];
                match *kind {
                    Pool::OVERLAPPING => {
                        pool::backward(upstream, winners, to.size, gradient, from.size, add);
                    }
                    Pool::HALVING => {
                        halve::backward(upstream, winners, to.size, gradient, from.size, add);
                    }
                    other => {
                        let sizes = [from.size, to.size];
                        windows::backward(upstream, winners, gradient, sizes, other, add);
                    }
                }
            }
            Operation::Mean(side) => average::backward(upstream, *side, gradient, from.size, add),
            Operation::Dense(dense, _) => dense.backward(upstream, gradient, add),
        }
    }
}

/// Drops what the rectifier behind an operation holds back.
fn close(upstream: &mut [f32], output: &[f32], activation: Activation, rule: Rule) {
    if activation != Activation::Linear && rule != Rule::Gradient {
        pointwise::drop_negative(upstream);
    }
    if rule == Rule::Deconvnet {
        return;
    }
    match activation {
        Activation::Linear => {}
        Activation::Relu => pointwise::close_below(upstream, output),
        Activation::Relu6 => pointwise::close_outside(upstream, output),
    }
}
