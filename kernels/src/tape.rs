//! The buffers of a pass, and what its steps do with them.

use std::ops::Range;

use crate::activation::{Activation, Rule};
use crate::conv::{Scratch, Upstream};
use crate::operation::{Kind, Pool, Step};
use crate::pool::{self, Columns};
use crate::product::SLACK;
use crate::{average, halve, pointwise};

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
    columns: Columns,
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
            columns: Columns::new(),
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
    pub fn lay_out(
        &mut self,
        channels: &[usize],
        steps: &[Step],
        n: usize,
        sizes: Vec<[usize; 2]>,
    ) {
        let [mut begin, mut winners] = [0; 2];
        self.places.clear();
        for (index, size) in sizes.into_iter().enumerate() {
            let place = Place {
                channels: channels[index],
                size,
                begin,
                winners,
            };
            begin += place.length() + SLACK;
            let maker = index.checked_sub(1).map(|step| &steps[step].kind);
            if let Some(Kind::MaxPool(_)) = maker {
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

    pub fn forward(&mut self, steps: &[Step], index: usize, image: &[f32]) {
        let [numbers, winners] = self.per_image;
        let values = &mut self.values[index * numbers..(index + 1) * numbers];
        let winners = &mut self.winners[index * winners..(index + 1) * winners];
        values[self.places[0].range()].copy_from_slice(image);
        for step in steps {
            let (from, to) = (self.places[step.from], self.places[step.to]);
            // A value lies behind all that it is made from.
            let (before, behind) = values.split_at_mut(to.begin);
            let source = &before[from.with_slack()];
            let output = &mut behind[..to.length()];
            match &step.kind {
                Kind::Affine(affine) => {
                    affine.forward(&source[..from.length()], from.pixels(), output);
                }
                Kind::Convs(convs) => {
                    let mut channel = 0;
                    for conv in convs {
                        let range = channel..channel + conv.shape.outputs;
                        channel = range.end;
                        let output =
                            &mut output[range.start * to.pixels()..range.end * to.pixels()];
                        conv.forward(source, from.size, output, to.size, &mut self.scratch);
                    }
                }
                Kind::Depthwise(depthwise) => {
                    depthwise.forward(source, from.size, output, to.size, &mut self.scratch);
                }
                Kind::Add(other) => {
                    let other = &before[self.places[*other].range()];
                    pointwise::sum_of_two(&source[..from.length()], other, output);
                }
                Kind::MaxPool(kind) => {
                    let source = &source[..from.length()];
                    let winners = &mut winners[to.winners()];
                    match kind {
                        Pool::Overlapping => {
                            let columns = &mut self.columns;
                            pool::forward(source, from.size, output, winners, to.size, columns);
                        }
                        Pool::Halving => {
                            halve::forward(source, from.size, output, winners, to.size);
                        }
                    }
                }
                Kind::Rectify => pointwise::rectify(&source[..from.length()], output),
                Kind::Mean(side) => {
                    average::forward(&source[..from.length()], from.size, output, *side);
                }
                Kind::Dense(dense) => dense.forward(&source[..from.length()], output),
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
        steps: &[Step],
        index: usize,
        end: usize,
        rule: Rule,
    ) -> Option<Vec<f32>> {
        // Step `k` makes value `k + 1`.
        for step in steps[end..].iter().rev() {
            let Some(mut upstream) = self.gradients[step.to].take() else {
                continue;
            };
            for from in step.reads() {
                let length = self.places[from].length();
                let (mut gradient, add) = match self.gradients[from].take() {
                    Some(gradient) => (gradient, true),
                    None => (self.buffer(length), false),
                };
                let gradients = (&mut upstream[..], &mut gradient[..length]);
                self.step_back(step, index, gradients, add, rule);
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

    /// To one of the values that the step reads; all are of one shape. `upstream` is masked in place
    /// where that is simplest.
    fn step_back(
        &mut self,
        step: &Step,
        index: usize,
        (upstream, gradient): (&mut [f32], &mut [f32]),
        add: bool,
        rule: Rule,
    ) {
        let [numbers, winners] = self.per_image;
        let values = &self.values[index * numbers..(index + 1) * numbers];
        let winners = &self.winners[index * winners..(index + 1) * winners];
        let (from, to) = (self.places[step.from], self.places[step.to]);
        match &step.kind {
            Kind::Affine(affine) => {
                affine.backward(&upstream[..to.length()], to.pixels(), gradient, add);
            }
            Kind::Convs(convs) => {
                let (mut channel, mut add) = (0, add);
                let output = &values[to.with_slack()];
                for conv in convs {
                    let begin = channel * to.pixels();
                    let end = begin + conv.shape.outputs * to.pixels();
                    // The gradient passes a ReLU where it is read.
                    let is_masked = conv.activation == Activation::Relu && rule == Rule::Gradient;
                    if !is_masked {
                        let upstream = &mut upstream[begin..end];
                        close(upstream, &output[begin..], conv.activation, rule);
                    }
                    let upstream = Upstream {
                        gradient: &upstream[begin..],
                        output: is_masked.then_some(&output[begin..]),
                    };
                    conv.backward(
                        upstream,
                        to.size,
                        gradient,
                        from.size,
                        add,
                        &mut self.scratch,
                    );
                    channel += conv.shape.outputs;
                    add = true;
                }
            }
            Kind::Depthwise(depthwise) => {
                let (upstream, output) = (&mut upstream[..to.length()], &values[to.range()]);
                close(upstream, output, depthwise.activation, rule);
                let scratch = &mut self.scratch;
                depthwise.backward(upstream, to.size, gradient, from.size, add, scratch);
            }
            Kind::Add(_) => pointwise::pass(&upstream[..to.length()], gradient, add),
            Kind::MaxPool(kind) => {
                if !add {
                    gradient.fill(0.0);
                }
                let upstream = &upstream[..to.length()];
                let winners = &winners[to.winners()];
                match kind {
                    Pool::Overlapping => {
                        pool::backward(upstream, winners, to.size, gradient, from.size);
                    }
                    Pool::Halving => {
                        halve::backward(upstream, winners, to.size, gradient, from.size);
                    }
                }
            }
            Kind::Rectify => {
                let upstream = &mut upstream[..to.length()];
                close(upstream, &values[to.range()], Activation::Relu, rule);
                pointwise::pass(upstream, gradient, add);
            }
            Kind::Mean(side) => {
                average::backward(&upstream[..to.length()], *side, gradient, from.size, add);
            }
            Kind::Dense(dense) => {
                let upstream = &mut upstream[..to.length()];
                close(upstream, &values[to.range()], dense.activation, rule);
                dense.backward(upstream, gradient, add);
            }
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
