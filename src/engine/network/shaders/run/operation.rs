use burn::cubecl::server::Handle;
use gradoscope_kernels::{Affine, ConvShape, Operation, Pool, Shaped, Step};

use super::super::plan::{Buffers, Depthwise};
use super::super::source::{DEPTHWISE_COLUMNS, End, Shader};
use super::Run;
use super::target::Target;

/// What becomes of a number is all in the end of the shader.
fn copied(end: End) -> Shader {
    Shader::Copy { end }
}

impl Run<'_> {
    /// Makes the value `to` in the buffer of `target`; answers with the winners of max-pooling.
    pub(super) fn operate(
        &self,
        operation: &Operation<Buffers>,
        [from, to]: [usize; 2],
        target: Target<'_>,
    ) -> Option<Handle> {
        let source = &self.values[from];
        let numbers = self.numbers(to);
        let target = target.through(operation.activation());
        match operation {
            Operation::Affine(map) => self.affine(map, to, source, target),
            Operation::Convolutions(all, _) => {
                self.convolutions(all, [from, to], source, target);
            }
            Operation::Depthwise(filters, _) => self.filter(filters, [from, to], source, target),
            Operation::Sum(other) => {
                self.copy(numbers, source, target);
                self.copy(numbers, &self.values[other.index()], target.adding(true));
            }
            Operation::Join(others) => {
                let parts = std::iter::once(from).chain(others.iter().map(|other| other.index()));
                let mut begin = 0;
                for part in parts {
                    let more = self.within(part, to, begin);
                    let sources = [&self.values[part]];
                    self.flat(
                        |_| Shader::Join,
                        self.numbers(part),
                        &more,
                        &sources,
                        target,
                    );
                    begin += more[0];
                }
            }
            Operation::MaxPool(pool) => {
                return Some(self.pool(*pool, [from, to], source, target));
            }
            Operation::Rectify => self.copy(numbers, source, target),
            Operation::Curve(curve) => {
                let shader = |_| Shader::Curve { curve: *curve };
                self.flat(shader, numbers, &[], &[source], target);
            }
            Operation::Times(other) => {
                self.product([from, other.index()], source, to, target);
            }
            Operation::Mean(side) => {
                let more = self.cells(from, *side);
                self.flat(|_| Shader::Mean, numbers, &more, &[source], target);
            }
            Operation::Dense(layer, _) => self.dense(layer, source, target),
        }
        None
    }

    /// Brings `upstream`, the gradient of the value `to`, back to the value `from`, which begins so many numbers behind
    /// the first where an image's values were joined.
    pub(super) fn operate_back(
        &self,
        step: &Step<Buffers>,
        ([from, to], begin): ([usize; 2], usize),
        upstream: &Handle,
        target: Target<'_>,
    ) {
        let numbers = self.numbers(from);
        match &step.operation {
            // The input is read by this step alone.
            Operation::Affine(map) => self.affine(&map.back(), from, upstream, target),
            Operation::Convolutions(all, _) => {
                self.convolutions_back(all, [from, to], upstream, target);
            }
            Operation::Depthwise(filters, _) => {
                self.filter_back(filters, [from, to], upstream, target);
            }
            Operation::Sum(_) | Operation::Rectify => self.copy(numbers, upstream, target),
            Operation::Join(_) => {
                let more = self.within(from, to, begin);
                self.flat(
                    |end| Shader::Part { end },
                    numbers,
                    &more,
                    &[upstream],
                    target,
                );
            }
            Operation::Curve(curve) => {
                let shader = |end| Shader::CurveBack { curve: *curve, end };
                let sources = [upstream, &self.values[to]];
                self.flat(shader, numbers, &[], &sources, target);
            }
            Operation::Times(other) => {
                let partner = match begin {
                    0 => other.index(),
                    _ => step.from.index(),
                };
                self.product([to, partner], upstream, from, target);
            }
            Operation::MaxPool(pool) => self.pool_back(*pool, [from, to], upstream, target),
            Operation::Mean(side) => {
                let more = self.cells(from, *side);
                let shader = |end| Shader::MeanBack { end };
                self.flat(shader, numbers, &more, &[upstream], target);
            }
            Operation::Dense(layer, _) => self.dense_back(layer, upstream, target),
        }
    }

    /// `x`, which has the shape of the first value, times the second, to the shape of `to`: number by number, by one
    /// factor for all positions of a channel, or summed over them.
    fn product(&self, [of, by]: [usize; 2], x: &Handle, to: usize, target: Target<'_>) {
        let sources = [x, &self.values[by]];
        let numbers = self.numbers(to);
        if self.positions(to) < self.positions(of) {
            let shader = |end| Shader::TimesSum { end };
            return self.flat(shader, numbers, &[self.positions(of)], &sources, target);
        }
        let shared = self.positions(of) / self.positions(by).max(1);
        self.flat(
            |end| Shader::Times { end },
            numbers,
            &[shared],
            &sources,
            target,
        );
    }

    /// Of a value that was joined with others: numbers of an image in it and in the whole, and where it begins.
    fn within(&self, part: usize, whole: usize, begin: usize) -> [usize; 3] {
        let of_an_image = |value| self.numbers(value) / self.n.max(1);
        [of_an_image(part), of_an_image(whole), begin]
    }

    pub(super) fn copy(&self, numbers: usize, of: &Handle, target: Target<'_>) {
        self.flat(copied, numbers, &[], &[of], target);
    }

    fn affine(&self, map: &Affine, value: usize, x: &Handle, target: Target<'_>) {
        let more = [&[self.positions(value), map.order.len()][..], &map.order].concat();
        let numbers = map.gain.iter().chain(&map.shift);
        let map = self
            .plan
            .parameters(numbers.map(|number| number.to_bits()).collect());
        let count = self.numbers(value);
        self.flat(|_| Shader::Affine, count, &more, &[x, &map], target);
    }

    /// A convolution of every channel on its own.
    fn filter(&self, filters: &Depthwise, places: [usize; 2], x: &Handle, target: Target<'_>) {
        let [n, channels, height, width] = self.shape_of(places[1]);
        let threads = n * channels * height * width.div_ceil(DEPTHWISE_COLUMNS as usize);
        let window = filters.shape().window;
        let shader = |end| Shader::Depthwise {
            kernel: window.kernel as u32,
            stride: window.stride as u32,
            end,
        };
        let more = self.filtered(filters, places);
        let sources = [x, &filters.weight, &filters.bias];
        self.flat(shader, threads, &more, &sources, target);
    }

    fn filter_back(
        &self,
        filters: &Depthwise,
        places: [usize; 2],
        dy: &Handle,
        target: Target<'_>,
    ) {
        let window = filters.shape().window;
        let shader = |end| Shader::DepthwiseBack {
            kernel: window.kernel as u32,
            stride: window.stride as u32,
            end,
        };
        let more = self.filtered(filters, places);
        let count = self.numbers(places[0]);
        self.flat(shader, count, &more, &[dy, &filters.weight], target);
    }

    /// Channels, sizes of input and output, and zeros before the input.
    fn filtered(&self, filters: &Depthwise, [from, to]: [usize; 2]) -> Vec<usize> {
        let ConvShape {
            outputs, window, ..
        } = filters.shape();
        let before = window.before(self.sizes[from]);
        [&[outputs][..], &self.sizes[from], &self.sizes[to], &before].concat()
    }

    /// Height and width, and the cells along each.
    fn cells(&self, value: usize, side: usize) -> [usize; 3] {
        let [height, width] = self.sizes[value];
        [height, width, side]
    }

    fn pool(&self, pool: Pool, [from, to]: [usize; 2], x: &Handle, target: Target<'_>) -> Handle {
        let numbers = self.numbers(to);
        let winners = self.plan.client.empty(4 * numbers);
        let sizes = [self.sizes[from], self.sizes[to]].concat();
        let sources = [x, target.buffer];
        let places = Target::store(&winners);
        let shader = Shader::Pool {
            kernel: pool.side as u32,
            stride: pool.stride as u32,
            padding: pool.padding as u32,
        };
        self.flat(|_| shader, numbers, &sizes, &sources, places);
        winners
    }

    fn pool_back(&self, pool: Pool, [from, to]: [usize; 2], upstream: &Handle, target: Target<'_>) {
        let Some(winners) = &self.winners[to] else {
            return;
        };
        let blocks = self.sizes[from].map(|length| (length + pool.padding).div_ceil(pool.stride));
        let [n, channels, ..] = self.shape_of(from);
        let count = n * channels * blocks[0] * blocks[1];
        let sizes = [self.sizes[from], self.sizes[to], blocks].concat();
        let shader = |end| Shader::PoolBack {
            kernel: pool.side as u32,
            stride: pool.stride as u32,
            padding: pool.padding as u32,
            end,
        };
        self.flat(shader, count, &sizes, &[upstream, winners], target);
    }
}
