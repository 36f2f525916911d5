use burn::backend::wgpu::CubeTensor;
use burn::cubecl::server::Handle;
use burn::tensor::Tensor;

use super::super::drawing::Activation;
use super::super::layers::Padding;
use super::buffer::{primitive, tensor};
use super::launch::{flat, launch};
use super::plan::{Channelwise, Convolution, Depthwise, Operation, Plan, in_eights};
use super::source::{
    CHANNELS, DEPTHWISE_COLUMNS, End, Gate, SPREAD_BLOCKS, SPREAD_CHANNELS, Shader, Window,
};

/// One forward pass: its activations, and the gradients with respect to its input.
pub struct Run<'plan> {
    plan: &'plan Plan,
    input: CubeTensor,
    n: usize,
    sizes: Vec<[usize; 2]>,
    values: Vec<Handle>,
    /// Of max-pooling, where it made the value.
    winners: Vec<Option<Handle>>,
}

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

/// The gradient of a value, under way.
struct Gradient {
    buffer: Handle,
    /// It has been through the rectifier that made the value.
    gated: bool,
}

/// Where a shader writes, and what it does to what it writes.
#[derive(Clone, Copy)]
struct Target<'a> {
    buffer: &'a Handle,
    end: End,
    /// What a masked end reads.
    gate: Option<&'a Handle>,
}

impl<'a> Target<'a> {
    fn store(buffer: &'a Handle) -> Self {
        Self {
            buffer,
            end: End::STORE,
            gate: None,
        }
    }

    /// Through the activation that follows.
    fn through(self, activation: Activation) -> Self {
        let gate = match activation {
            Activation::Linear => Gate::Open,
            Activation::Rectify => Gate::Rectify,
            Activation::Rectify6 => Gate::Rectify6,
        };
        let end = End { gate, ..self.end };
        Self { end, ..self }
    }

    fn adding(self, add: bool) -> Self {
        let end = End { add, ..self.end };
        Self { end, ..self }
    }

    /// Back through the rectifier that made `value`.
    fn gated(self, gate: Gate, value: &'a Handle) -> Self {
        let end = End { gate, ..self.end };
        Self {
            end,
            gate: (gate != Gate::Open).then_some(value),
            ..self
        }
    }

    fn open(self) -> Self {
        let end = End {
            gate: Gate::Open,
            ..self.end
        };
        Self {
            end,
            gate: None,
            ..self
        }
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
    fn is_product(&self) -> bool {
        self.kernel == 1 && self.stride == 1 && self.padding == [0, 0]
    }

    /// Whether its input is likely to be zero in most channels: the gradient of a score, behind the
    /// layer that has a channel per class.
    fn is_sparse(&self) -> bool {
        self.back && self.is_product() && self.inputs >= MANY
    }
}

impl<'plan> Run<'plan> {
    pub fn forward(plan: &'plan Plan, input: CubeTensor, n: usize, sizes: Vec<[usize; 2]>) -> Self {
        let mut run = Self {
            plan,
            n,
            sizes,
            values: vec![input.handle.clone()],
            winners: vec![None],
            input,
        };
        for (index, step) in plan.steps.iter().enumerate() {
            run.step(step.from, index + 1, &step.operation);
        }
        run
    }

    /// `[n, channels, h, w]` of the value `name`.
    pub fn shape(&self, name: &str) -> Option<[usize; 4]> {
        Some(self.shape_of(self.plan.find(name)?))
    }

    /// The value `name`.
    pub fn activation(&self, name: &str) -> Option<Tensor<4>> {
        let value = self.plan.find(name)?;
        let handle = self.values[value].clone();
        Some(tensor(&self.input, self.shape_of(value), handle))
    }

    /// Gradient of the sum over `seeds` of `<weights, value>` with respect to the input; none where a
    /// name is unknown. Weights have the shape of their value. As often as wanted.
    pub fn gradient(&self, seeds: &[(&str, Tensor<4>)]) -> Option<Tensor<4>> {
        if seeds.is_empty() {
            return None;
        }
        let mut gradients: Vec<Option<Gradient>> = Vec::new();
        gradients.resize_with(self.values.len(), || None);
        for (name, weights) in seeds {
            let value = self.plan.find(name)?;
            let weights = primitive(weights.clone())?.handle;
            let buffer = match gradients[value].take() {
                Some(sum) => self.sum(value, &sum.buffer, &weights),
                None => weights,
            };
            gradients[value] = Some(Gradient {
                buffer,
                gated: false,
            });
        }
        for (index, step) in self.plan.steps.iter().enumerate().rev() {
            let Some(upstream) = gradients[index + 1].take() else {
                continue;
            };
            let to = index + 1;
            let upstream = self.through_gate(to, upstream);
            let mut sources = vec![step.from];
            if let Operation::Sum(other) = step.operation {
                sources.push(other);
            }
            for from in sources {
                let present = gradients[from].take();
                let own = self.step_back([from, to], &step.operation, &upstream, present);
                gradients[from] = Some(own);
            }
        }
        let buffer = match gradients[0].take() {
            Some(gradient) => gradient.buffer,
            None => self.zeros(0),
        };
        Some(tensor(&self.input, self.shape_of(0), buffer))
    }

    fn shape_of(&self, value: usize) -> [usize; 4] {
        let [height, width] = self.sizes[value];
        [self.n, self.plan.channels[value], height, width]
    }

    fn numbers(&self, value: usize) -> usize {
        self.shape_of(value).iter().product()
    }

    fn positions(&self, value: usize) -> usize {
        self.sizes[value].iter().product()
    }

    fn empty(&self, value: usize) -> Handle {
        self.plan.client.empty(4 * self.numbers(value))
    }

    fn zeros(&self, value: usize) -> Handle {
        let zeros = vec![0; 4 * self.numbers(value)];
        self.plan.client.create_from_slice(&zeros)
    }

    fn part<'a>(&self, value: usize, buffer: &'a Handle, first_channel: usize) -> Part<'a> {
        Part {
            buffer,
            size: self.sizes[value],
            channels: self.plan.channels[value],
            first_channel,
        }
    }

    /// Launches a shader whose invocations are `count`; `target` is the last of its buffers.
    fn flat(
        &self,
        shader: impl Fn(End) -> Shader,
        count: usize,
        more: &[usize],
        sources: &[&Handle],
        target: Target<'_>,
    ) {
        let shader = shader(target.end);
        let numbers = [&[count], more].concat();
        let groups = flat(count, shader.workgroup());
        self.launch(shader, groups, &numbers, sources, target);
    }

    fn launch(
        &self,
        shader: Shader,
        groups: [u32; 3],
        numbers: &[usize],
        sources: &[&Handle],
        target: Target<'_>,
    ) {
        let numbers = numbers.iter().map(|number| *number as u32).collect();
        let parameters = self.plan.parameters(numbers);
        let mut buffers = sources.to_vec();
        buffers.extend([target.buffer, &parameters]);
        buffers.extend(target.gate);
        launch(&self.plan.client, shader, groups, &buffers);
    }

    /// A new buffer: neither of the two may be anyone else's.
    fn sum(&self, value: usize, one: &Handle, other: &Handle) -> Handle {
        let numbers = self.numbers(value);
        let sum = self.copy(value, one);
        let target = Target::store(&sum).adding(true);
        self.flat(|end| Shader::Copy { end }, numbers, &[], &[other], target);
        sum
    }

    fn copy(&self, value: usize, of: &Handle) -> Handle {
        let copy = self.empty(value);
        let target = Target::store(&copy);
        let numbers = self.numbers(value);
        self.flat(|end| Shader::Copy { end }, numbers, &[], &[of], target);
        copy
    }

    fn step(&mut self, from: usize, to: usize, operation: &Operation) {
        let output = self.empty(to);
        let source = self.values[from].clone();
        let numbers = self.numbers(to);
        let target = Target::store(&output);
        let mut winners = None;
        match operation {
            Operation::Affine(maps) => self.affine(&maps[0], to, &source, target),
            Operation::Convolutions(all, activation) => {
                let target = target.through(*activation);
                let mut first = 0;
                for conv in all {
                    let x = self.part(from, &source, 0);
                    let y = self.part(to, &output, first);
                    self.convolve(&conv.there(self.sizes[from]), x, y, target);
                    first += conv.outputs;
                }
            }
            Operation::MaxPool => {
                let places = self.plan.client.empty(4 * numbers);
                let sizes = [self.sizes[from], self.sizes[to]].concat();
                let target = Target::store(&places);
                self.flat(|_| POOL, numbers, &sizes, &[&source, &output], target);
                winners = Some(places);
            }
            Operation::Depthwise(conv, activation) => {
                let target = target.through(*activation);
                self.filter(conv, [from, to], &source, target);
            }
            Operation::Sum(other) => {
                let copy = |end| Shader::Copy { end };
                self.flat(copy, numbers, &[], &[&source], target);
                let more = [&self.values[*other]];
                self.flat(copy, numbers, &[], &more, target.adding(true));
            }
            Operation::Rectify => {
                let target = target.through(Activation::Rectify);
                self.flat(|end| Shader::Copy { end }, numbers, &[], &[&source], target);
            }
            Operation::Mean => {
                let positions = [self.positions(from)];
                self.flat(|_| Shader::Mean, numbers, &positions, &[&source], target);
            }
        }
        self.values.push(output);
        self.winners.push(winners);
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

    /// What comes back from `value` to what stands before the rectifier that made it.
    fn through_gate(&self, value: usize, gradient: Gradient) -> Handle {
        let gate = self.plan.gates[value];
        if gradient.gated || gate == Gate::Open {
            return gradient.buffer;
        }
        let masked = self.empty(value);
        let target = Target::store(&masked).gated(gate, &self.values[value]);
        let shader = |end| Shader::Copy { end };
        self.flat(
            shader,
            self.numbers(value),
            &[],
            &[&gradient.buffer],
            target,
        );
        masked
    }

    /// The gradient of the value `from`: what comes back from `to`, and what is `present`.
    fn step_back(
        &self,
        [from, to]: [usize; 2],
        operation: &Operation,
        upstream: &Handle,
        present: Option<Gradient>,
    ) -> Gradient {
        // What is present may be a seed, which is not ours to write to.
        let add = present.is_some();
        let buffer = match present {
            Some(present) => self.copy(from, &present.buffer),
            None => self.empty(from),
        };
        let gated = self.plan.first_readers[from] == Some(to - 1);
        let gate = match gated {
            true => self.plan.gates[from],
            false => Gate::Open,
        };
        let target = Target::store(&buffer)
            .adding(add)
            .gated(gate, &self.values[from]);
        self.back(operation, [from, to], upstream, target);
        Gradient { buffer, gated }
    }

    fn back(
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
                self.convolve_back(all, [from, to], upstream, target);
            }
            Operation::Depthwise(conv, _) => {
                self.filter_back(conv, [from, to], upstream, target);
            }
            Operation::Sum(_) => {
                self.flat(
                    |end| Shader::Copy { end },
                    numbers,
                    &[],
                    &[upstream],
                    target,
                );
            }
            Operation::MaxPool => self.pool_back([from, to], upstream, target),
            Operation::Rectify => {
                let sources = [upstream, &self.values[to]];
                self.flat(|end| Shader::Mask { end }, numbers, &[], &sources, target);
            }
            Operation::Mean => {
                let positions = [self.positions(from)];
                let shader = |end| Shader::MeanBack { end };
                self.flat(shader, numbers, &positions, &[upstream], target);
            }
        }
    }

    /// A convolution of every channel on its own.
    fn filter(&self, conv: &Depthwise, [from, to]: [usize; 2], x: &Handle, target: Target<'_>) {
        let [n, channels, height, width] = self.shape_of(to);
        let threads = n * channels * height * width.div_ceil(DEPTHWISE_COLUMNS as usize);
        let (kernel, stride) = (conv.kernel as u32, conv.stride as u32);
        let shader = |end| Shader::Depthwise {
            kernel,
            stride,
            end,
        };
        let more = self.filtered(conv, [from, to]);
        self.flat(
            shader,
            threads,
            &more,
            &[x, &conv.weight, &conv.bias],
            target,
        );
    }

    fn filter_back(
        &self,
        conv: &Depthwise,
        [from, to]: [usize; 2],
        dy: &Handle,
        target: Target<'_>,
    ) {
        let (kernel, stride) = (conv.kernel as u32, conv.stride as u32);
        let shader = |end| Shader::DepthwiseBack {
            kernel,
            stride,
            end,
        };
        let more = self.filtered(conv, [from, to]);
        self.flat(
            shader,
            self.numbers(from),
            &more,
            &[dy, &conv.weight],
            target,
        );
    }

    /// Channels, sizes of input and output, and zeros before the input.
    fn filtered(&self, conv: &Depthwise, [from, to]: [usize; 2]) -> Vec<usize> {
        let before = zeros_before(conv.padding, conv.kernel, conv.stride, self.sizes[from]);
        let channels = [self.plan.channels[from]];
        [&channels[..], &self.sizes[from], &self.sizes[to], &before].concat()
    }

    fn pool_back(&self, [from, to]: [usize; 2], upstream: &Handle, target: Target<'_>) {
        let Some(winners) = &self.winners[to] else {
            return;
        };
        let blocks = self.sizes[from].map(|length| length.div_ceil(POOLED[1] as usize));
        let [n, channels, ..] = self.shape_of(from);
        let count = n * channels * blocks[0] * blocks[1];
        let sizes = [self.sizes[from], self.sizes[to], blocks].concat();
        let [kernel, stride] = POOLED;
        let shader = |end| Shader::PoolBack {
            kernel,
            stride,
            end,
        };
        self.flat(shader, count, &sizes, &[upstream, winners], target);
    }

    fn convolve_back(
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
            match conv.stride {
                1 => self.convolve(&conv.back(self.sizes[from]), dy, dx, target),
                _ => self.spread(conv, dy, dx, target),
            }
            first += conv.outputs;
        }
    }

    /// Threads of all groups of channels stand in one row, so that small images leave few idle.
    fn convolve(&self, way: &Way<'_>, x: Part<'_>, y: Part<'_>, target: Target<'_>) {
        let tuning = self.plan.tuning();
        let alive = (way.is_sparse() && x.channels == way.inputs).then(|| self.alive(&x));
        let end = target.end;
        let channels = [way.inputs, in_eights(way.outputs), way.outputs];
        let places = [x.place(), y.place()].concat();
        let (shader, sizes, threads) = if way.is_product() {
            let tile = tuning.product;
            let threads = y.positions().div_ceil(tile.positions as usize);
            let shader = Shader::Product {
                tile,
                sparse: alive.is_some(),
                end,
            };
            (shader, vec![y.positions()], threads)
        } else {
            let [rows, columns] = tuning.window;
            let window = Window {
                kernel: way.kernel as u32,
                stride: way.stride as u32,
                padding: way.padding.map(|zeros| zeros as u32),
                rows,
                columns,
            };
            let threads = y.size[0].div_ceil(rows as usize) * y.size[1].div_ceil(columns as usize);
            let sizes = [x.size, y.size].concat();
            (Shader::Window { window, end }, sizes, threads)
        };
        let threads = threads * way.outputs.div_ceil(CHANNELS as usize);
        let numbers = [sizes, channels.to_vec(), places].concat();
        let mut sources = vec![x.buffer, way.weight, way.bias];
        sources.extend(&alive);
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
        let (client, all) = (&self.plan.client, self.n * x.channels);
        let flags = client.empty(4 * all);
        let target = Target::store(&flags);
        self.flat(
            |_| Shader::Alive,
            all,
            &[x.positions()],
            &[x.buffer],
            target,
        );
        let list = client.empty(4 * (all + self.n));
        let target = Target::store(&list);
        self.flat(|_| Shader::List, self.n, &[x.channels], &[&flags], target);
        list
    }

    fn spread(&self, conv: &Convolution, dy: Part<'_>, dx: Part<'_>, target: Target<'_>) {
        let window = Window {
            kernel: conv.kernel as u32,
            stride: conv.stride as u32,
            padding: conv.zeros_before(dx.size).map(|zeros| zeros as u32),
            rows: 1,
            columns: 1,
        };
        let numbers = [
            [dx.size, dy.size].concat(),
            vec![conv.outputs, in_eights(conv.inputs), conv.inputs],
            [dy.place(), dx.place()].concat(),
        ];
        let [height, width] = dx.size;
        let rows = height.div_ceil(conv.stride);
        let across = width.div_ceil(conv.stride * SPREAD_BLOCKS as usize);
        let threads = rows * across * conv.inputs.div_ceil(SPREAD_CHANNELS as usize);
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

/// Channels from which on it pays to look which are zero.
const MANY: usize = 512;

/// Kernel and stride of max-pooling.
const POOLED: [u32; 2] = [3, 2];
const POOL: Shader = Shader::Pool {
    kernel: POOLED[0],
    stride: POOLED[1],
};

/// Before the first row, and before the first column.
fn zeros_before(padding: Padding, kernel: usize, stride: usize, size: [usize; 2]) -> [usize; 2] {
    size.map(|length| padding.around(length, kernel, stride).0)
}

impl Convolution {
    fn zeros_before(&self, size: [usize; 2]) -> [usize; 2] {
        zeros_before(self.padding, self.kernel, self.stride, size)
    }

    /// For an input of `size`.
    fn there(&self, size: [usize; 2]) -> Way<'_> {
        Way {
            back: false,
            weight: &self.weight,
            bias: &self.bias,
            inputs: self.inputs,
            outputs: self.outputs,
            kernel: self.kernel,
            stride: self.stride,
            padding: self.zeros_before(size),
        }
    }

    /// Of a convolution of stride one whose input was of `size`.
    fn back(&self, size: [usize; 2]) -> Way<'_> {
        Way {
            back: true,
            weight: &self.back,
            bias: &self.no_bias,
            inputs: self.outputs,
            outputs: self.inputs,
            kernel: self.kernel,
            stride: 1,
            padding: self.zeros_before(size).map(|zeros| self.kernel - 1 - zeros),
        }
    }
}
