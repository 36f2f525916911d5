use burn::cubecl::server::Handle;
use gradoscope_kernels::ConvShape;

use super::super::plan::{Convolution, in_eights};
use super::super::source::{Block, CHANNELS, SPREAD_BLOCKS, SPREAD_CHANNELS, Shader, Walk, Window};
use super::Run;
use super::target::Target;

/// Channels from which on it pays to look which are zero.
const MANY: usize = 512;

/// A buffer that holds some channels of a value for every image.
struct Part<'a> {
    buffer: &'a Handle,
    size: [usize; 2],
    /// Of the whole value.
    channels: usize,
    first_channel: usize,
}

impl Part<'_> {
    fn positions(&self) -> usize {
        self.size[0] * self.size[1]
    }

    /// Numbers of an image, and the first of the part.
    fn place(&self) -> [usize; 2] {
        let positions = self.positions();
        [self.channels * positions, self.first_channel * positions]
    }
}

/// One direction of a convolution.
struct Way<'a> {
    back: bool,
    weight: &'a Handle,
    bias: &'a Handle,
    inputs: usize,
    outputs: usize,
    kernel: usize,
    stride: usize,
    /// Before the first row, and before the first column.
    padding: [usize; 2],
}

impl Way<'_> {
    fn walk(&self) -> Walk {
        Walk {
            kernel: self.kernel as u32,
            stride: self.stride as u32,
            padding: self.padding.map(|zeros| zeros as u32),
        }
    }

    fn is_product(&self) -> bool {
        self.walk() == Walk::POINTWISE
    }

    /// Whether its input is likely to be zero in most channels: the gradient of a score, behind the
    /// layer that has a channel per class.
    fn is_sparse(&self) -> bool {
        self.back && self.is_product() && self.inputs >= MANY
    }
}

impl Run<'_> {
    /// Convolutions of one input, their outputs channel after channel.
    pub(super) fn convolutions(
        &self,
        all: &[Convolution],
        [from, to]: [usize; 2],
        x: &Handle,
        target: Target<'_>,
    ) {
        let mut first = 0;
        for conv in all {
            let x = self.part(from, x, 0);
            let y = self.part(to, target.buffer, first);
            self.convolve(&conv.there(self.sizes[from]), x, y, target);
            first += conv.shape.outputs;
        }
    }

    pub(super) fn convolutions_back(
        &self,
        all: &[Convolution],
        [from, to]: [usize; 2],
        upstream: &Handle,
        target: Target<'_>,
    ) {
        let mut first = 0;
        for (index, conv) in all.iter().enumerate() {
            let dy = self.part(to, upstream, first);
            let dx = self.part(from, target.buffer, 0);
            let add = target.end.add || index > 0;
            let target = match index + 1 == all.len() {
                true => target.adding(add),
                false => target.adding(add).open(),
            };
            match conv.shape.window.stride {
                1 => self.convolve(&conv.back(self.sizes[from]), dy, dx, target),
                _ => self.spread(conv, dy, dx, target),
            }
            first += conv.shape.outputs;
        }
    }

    fn part<'a>(&self, value: usize, buffer: &'a Handle, first_channel: usize) -> Part<'a> {
        Part {
            buffer,
            size: self.sizes[value],
            channels: self.plan.graph.channels()[value],
            first_channel,
        }
    }

    fn convolve(&self, way: &Way<'_>, x: Part<'_>, y: Part<'_>, target: Target<'_>) {
        let alive = (way.is_sparse() && x.channels == way.inputs).then(|| self.alive(&x));
        match self.plan.tuning().block(self.n, y.positions(), way.outputs) {
            Some(block) => self.convolve_blocks(way, [x, y], block, alive.as_ref(), target),
            None => self.convolve_threads(way, [x, y], alive.as_ref(), target),
        }
    }

    fn convolve_blocks(
        &self,
        way: &Way<'_>,
        [x, y]: [Part<'_>; 2],
        block: Block,
        alive: Option<&Handle>,
        target: Target<'_>,
    ) {
        let shader = Shader::Tiled {
            block,
            walk: way.walk(),
            sparse: alive.is_some(),
            end: target.end,
        };
        let [across, down] = block.groups(y.positions(), way.outputs);
        let groups = [across, down, self.n].map(|count| count as u32);
        let numbers = [
            [x.size, y.size].concat(),
            vec![way.inputs, in_eights(way.outputs), way.outputs],
            [x.place(), y.place()].concat(),
        ];
        let mut sources = vec![x.buffer, way.weight, way.bias];
        sources.extend(alive);
        self.launch(shader, groups, &numbers.concat(), &sources, target);
    }

    /// Threads of all groups of channels stand in one row, so that small images leave few idle.
    fn convolve_threads(
        &self,
        way: &Way<'_>,
        [x, y]: [Part<'_>; 2],
        alive: Option<&Handle>,
        target: Target<'_>,
    ) {
        let tuning = self.plan.tuning();
        let end = target.end;
        let channels = [way.inputs, in_eights(way.outputs), way.outputs];
        let places = [x.place(), y.place()].concat();
        let (shader, sizes, threads) = if way.is_product() {
            let tile = tuning.tile(way.inputs);
            let of_channels = y.positions().div_ceil(tile.positions as usize);
            let threads = of_channels * way.outputs.div_ceil(tile.channels as usize);
            let shader = Shader::Product {
                tile,
                sparse: alive.is_some(),
                end,
            };
            (shader, vec![y.positions()], threads)
        } else {
            let window = tuning.window(way.kernel, way.stride, way.padding, y.size);
            let [rows, columns] = [window.rows, window.columns].map(|count| count as usize);
            let of_channels = y.size[0].div_ceil(rows) * y.size[1].div_ceil(columns);
            let threads = of_channels * way.outputs.div_ceil(CHANNELS as usize);
            let sizes = [x.size, y.size].concat();
            (Shader::Window { window, end }, sizes, threads)
        };
        let numbers = [sizes, channels.to_vec(), places].concat();
        let mut sources = vec![x.buffer, way.weight, way.bias];
        sources.extend(alive);
        self.launch(
            shader,
            self.groups(shader, threads),
            &numbers,
            &sources,
            target,
        );
    }

    /// The list of the channels of `x`, a whole value, that are not zero everywhere.
    fn alive(&self, x: &Part<'_>) -> Handle {
        let client = &self.plan.client;
        let (channels, n) = (x.channels, self.n);
        let flags = client.empty(4 * n * channels);
        let target = Target::store(&flags);
        let groups = [channels as u32, 1, n as u32];
        let numbers = [channels, x.positions()];
        self.launch(Shader::Alive, groups, &numbers, &[x.buffer], target);
        let list = client.empty(4 * n * (channels + 1));
        let target = Target::store(&list);
        let groups = [1, 1, n as u32];
        self.launch(Shader::List, groups, &[channels], &[&flags], target);
        list
    }

    fn spread(&self, conv: &Convolution, dy: Part<'_>, dx: Part<'_>, target: Target<'_>) {
        let ConvShape {
            outputs,
            inputs,
            window,
        } = conv.shape;
        let (kernel, stride, zeros) = (window.kernel, window.stride, window.before(dx.size));
        let window = Window {
            // A thread makes blocks of the gradient, whatever the cut.
            rows: 1,
            columns: 1,
            ..(self.plan.tuning()).window(kernel, stride, zeros, dx.size)
        };
        let numbers = [
            [dx.size, dy.size].concat(),
            vec![outputs, in_eights(inputs), inputs],
            [dy.place(), dx.place()].concat(),
        ];
        let [height, width] = dx.size;
        let rows = height.div_ceil(stride);
        let across = width.div_ceil(stride * SPREAD_BLOCKS as usize);
        let threads = rows * across * inputs.div_ceil(SPREAD_CHANNELS as usize);
        let end = target.end;
        let shader = Shader::Spread { window, end };
        let groups = self.groups(shader, threads);
        let sources = [dy.buffer, &conv.back];
        self.launch(shader, groups, &numbers.concat(), &sources, target);
    }

    /// Workgroups of a convolution: threads along `x`, images along `z`.
    fn groups(&self, shader: Shader, threads: usize) -> [u32; 3] {
        let groups = threads.div_ceil(shader.workgroup() as usize);
        [groups as u32, 1, self.n as u32]
    }
}

impl Convolution {
    /// For an input of `size`.
    fn there(&self, size: [usize; 2]) -> Way<'_> {
        let ConvShape {
            outputs,
            inputs,
            window,
        } = self.shape;
        Way {
            back: false,
            weight: &self.weight,
            bias: &self.bias,
            inputs,
            outputs,
            kernel: window.kernel,
            stride: window.stride,
            padding: window.before(size),
        }
    }

    /// Of a convolution of stride one whose input was of `size`.
    fn back(&self, size: [usize; 2]) -> Way<'_> {
        let there = self.there(size);
        Way {
            back: true,
            weight: &self.back,
            bias: &self.no_bias,
            inputs: there.outputs,
            outputs: there.inputs,
            padding: there.padding.map(|zeros| there.kernel - 1 - zeros),
            ..there
        }
    }
}
