use burn::cubecl::server::Handle;
use gradoscope_kernels::Pool;

use super::super::super::drawing::Activation;
use super::super::plan::{Channelwise, Depthwise, Operation, zeros_before};
use super::super::source::{DEPTHWISE_COLUMNS, End, Shader};
use super::Run;
use super::target::Target;

const STRIDE: u32 = 2;

fn side(pool: Pool) -> u32 {
    match pool {
        Pool::Overlapping => 3,
        Pool::Halving => 2,
    }
}

/// What becomes of a number is all in the end of the shader.
fn copied(end: End) -> Shader {
    Shader::Copy { end }
}

impl Run<'_> {
    /// Makes the value `to` in the buffer of `target`; answers with the winners of max-pooling.
    pub(super) fn operate(
        &self,
        operation: &Operation,
        [from, to]: [usize; 2],
        target: Target<'_>,
    ) -> Option<Handle> {
        let source = &self.values[from];
        let numbers = self.numbers(to);
        match operation {
            Operation::Affine(maps) => self.affine(&maps[0], to, source, target),
            Operation::Convolutions(all, activation) => {
                self.convolutions(all, [from, to], source, target.through(*activation));
            }
            Operation::Depthwise(conv, activation) => {
                self.filter(conv, [from, to], source, target.through(*activation));
            }
            Operation::Sum(other) => {
                self.copy(numbers, source, target);
                self.copy(numbers, &self.values[*other], target.adding(true));
            }
            Operation::MaxPool(pool) => {
                return Some(self.pool(*pool, [from, to], source, target));
            }
            Operation::Rectify => {
                self.copy(numbers, source, target.through(Activation::Rectify));
            }
            Operation::Mean(side) => {
                let more = self.cells(from, *side);
                self.flat(|_| Shader::Mean, numbers, &more, &[source], target);
            }
            Operation::Dense(layer, activation) => {
                self.dense(layer, source, target.through(*activation));
            }
        }
        None
    }

    /// Brings `upstream`, the gradient of the value `to`, back to the value `from`.
    pub(super) fn operate_back(
        &self,
        operation: &Operation,
        [from, to]: [usize; 2],
        upstream: &Handle,
        target: Target<'_>,
    ) {
        let numbers = self.numbers(from);
        match operation {
            // The input is read by this step alone.
            Operation::Affine(maps) => self.affine(&maps[1], from, upstream, target),
            Operation::Convolutions(all, _) => {
                self.convolutions_back(all, [from, to], upstream, target);
            }
            Operation::Depthwise(conv, _) => {
                self.filter_back(conv, [from, to], upstream, target);
            }
            Operation::Sum(_) | Operation::Rectify => self.copy(numbers, upstream, target),
            Operation::MaxPool(pool) => self.pool_back(*pool, [from, to], upstream, target),
            Operation::Mean(side) => {
                let more = self.cells(from, *side);
                let shader = |end| Shader::MeanBack { end };
                self.flat(shader, numbers, &more, &[upstream], target);
            }
            Operation::Dense(layer, _) => self.dense_back(layer, upstream, target),
        }
    }

    pub(super) fn copy(&self, numbers: usize, of: &Handle, target: Target<'_>) {
        self.flat(copied, numbers, &[], &[of], target);
    }

    fn affine(&self, map: &Channelwise, value: usize, x: &Handle, target: Target<'_>) {
        let mut more = vec![self.positions(value), self.plan.channels[value]];
        more.extend(map.from.iter().map(|channel| *channel as usize));
        let sources = [x, &map.gain, &map.shift];
        self.flat(
            |_| Shader::Affine,
            self.numbers(value),
            &more,
            &sources,
            target,
        );
    }

    /// A convolution of every channel on its own.
    fn filter(&self, conv: &Depthwise, places: [usize; 2], x: &Handle, target: Target<'_>) {
        let [n, channels, height, width] = self.shape_of(places[1]);
        let threads = n * channels * height * width.div_ceil(DEPTHWISE_COLUMNS as usize);
        let shader = |end| Shader::Depthwise {
            kernel: conv.kernel as u32,
            stride: conv.stride as u32,
            end,
        };
        let more = self.filtered(conv, places);
        let sources = [x, &conv.weight, &conv.bias];
        self.flat(shader, threads, &more, &sources, target);
    }

    fn filter_back(&self, conv: &Depthwise, places: [usize; 2], dy: &Handle, target: Target<'_>) {
        let shader = |end| Shader::DepthwiseBack {
            kernel: conv.kernel as u32,
            stride: conv.stride as u32,
            end,
        };
        let more = self.filtered(conv, places);
        let count = self.numbers(places[0]);
        self.flat(shader, count, &more, &[dy, &conv.weight], target);
    }

    /// Channels, sizes of input and output, and zeros before the input.
    fn filtered(&self, conv: &Depthwise, [from, to]: [usize; 2]) -> Vec<usize> {
        let before = zeros_before(conv.padding, conv.kernel, conv.stride, self.sizes[from]);
        let channels = [self.plan.channels[from]];
        [&channels[..], &self.sizes[from], &self.sizes[to], &before].concat()
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
            kernel: side(pool),
            stride: STRIDE,
        };
        self.flat(|_| shader, numbers, &sizes, &sources, places);
        winners
    }

    fn pool_back(&self, pool: Pool, [from, to]: [usize; 2], upstream: &Handle, target: Target<'_>) {
        let Some(winners) = &self.winners[to] else {
            return;
        };
        let blocks = self.sizes[from].map(|length| length.div_ceil(STRIDE as usize));
        let [n, channels, ..] = self.shape_of(from);
        let count = n * channels * blocks[0] * blocks[1];
        let sizes = [self.sizes[from], self.sizes[to], blocks].concat();
        let shader = |end| Shader::PoolBack {
            kernel: side(pool),
            stride: STRIDE,
            end,
        };
        self.flat(shader, count, &sizes, &[upstream, winners], target);
    }
}
