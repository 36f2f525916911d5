use burn::backend::wgpu::CubeTensor;
use burn::cubecl::server::Handle;
use burn::tensor::Tensor;

use super::super::drawing::Activation;
use super::buffer::{primitive, tensor};
use super::launch::{flat, launch};
use super::plan::{Channelwise, Convolution, Operation, Plan, in_eights};
use super::source::{CHANNELS, End, Shader, Window};

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

/// One direction of a convolution.
struct Way<'a> {
    weight: &'a Handle,
    bias: &'a Handle,
    inputs: usize,
    outputs: usize,
    kernel: usize,
    stride: usize,
    padding: usize,
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
        let mut gradients: Vec<Option<Handle>> = vec![None; self.values.len()];
        for (name, weights) in seeds {
            let value = self.plan.find(name)?;
            let weights = primitive(weights.clone())?.handle;
            gradients[value] = Some(match gradients[value].take() {
                Some(sum) => self.sum(value, &sum, &weights),
                None => weights,
            });
        }
        for (index, step) in self.plan.steps.iter().enumerate().rev() {
            let Some(upstream) = gradients[index + 1].take() else {
                continue;
            };
            let present = gradients[step.from].take();
            let own = self.step_back(step.from, index + 1, &step.operation, upstream, present);
            gradients[step.from] = Some(own);
        }
        let handle = match gradients[0].take() {
            Some(handle) => handle,
            None => self.zeros(0),
        };
        Some(tensor(&self.input, self.shape_of(0), handle))
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

    /// Launches a shader that makes `numbers` of them, one each.
    fn flat(&self, shader: Shader, numbers: usize, more: &[usize], buffers: &[&Handle]) {
        let all = std::iter::once(&numbers).chain(more);
        let parameters = self.plan.parameters(all.map(|n| *n as u32).collect());
        let mut bound = buffers.to_vec();
        bound.push(&parameters);
        let groups = flat(numbers, shader.workgroup());
        launch(&self.plan.client, shader, groups, &bound);
    }

    /// A new buffer: neither of the two may be anyone else's.
    fn sum(&self, value: usize, one: &Handle, other: &Handle) -> Handle {
        let numbers = self.numbers(value);
        let sum = self.empty(value);
        self.flat(Shader::Copy, numbers, &[], &[one, &sum]);
        self.flat(Shader::Add, numbers, &[], &[other, &sum]);
        sum
    }

    fn step(&mut self, from: usize, to: usize, operation: &Operation) {
        let output = self.empty(to);
        let source = self.values[from].clone();
        let numbers = self.numbers(to);
        let mut winners = None;
        match operation {
            Operation::Affine(maps) => self.affine(&maps[0], to, &source, &output),
            Operation::Convolutions(all, activation) => {
                let end = match activation {
                    Activation::Rectify => End::Rectify,
                    Activation::Linear => End::Store,
                };
                let mut first = 0;
                for conv in all {
                    let x = self.part(from, &source, 0);
                    let y = self.part(to, &output, first);
                    self.convolve(&conv.there(), x, y, end);
                    first += conv.outputs;
                }
            }
            Operation::MaxPool => {
                let places = self.plan.client.empty(4 * numbers);
                let sizes = [self.sizes[from], self.sizes[to]].concat();
                self.flat(POOL, numbers, &sizes, &[&source, &output, &places]);
                winners = Some(places);
            }
            Operation::Rectify => self.flat(Shader::Rectify, numbers, &[], &[&source, &output]),
            Operation::Mean => {
                let positions = [self.positions(from)];
                self.flat(Shader::Mean, numbers, &positions, &[&source, &output]);
            }
        }
        self.values.push(output);
        self.winners.push(winners);
    }

    fn affine(&self, map: &Channelwise, value: usize, x: &Handle, y: &Handle) {
        let mut more = vec![self.positions(value), self.plan.channels[value]];
        more.extend(map.from.iter().map(|channel| *channel as usize));
        let numbers = self.numbers(value);
        self.flat(
            Shader::Affine,
            numbers,
            &more,
            &[x, &map.gain, &map.shift, y],
        );
    }

    /// The gradient of the value `from`: what comes back from `to`, and what is `present`.
    fn step_back(
        &self,
        from: usize,
        to: usize,
        operation: &Operation,
        upstream: Handle,
        present: Option<Handle>,
    ) -> Handle {
        let numbers = self.numbers(from);
        // What is present may be a seed, which is not ours to write to.
        let (gradient, end) = match present {
            Some(present) => {
                let own = self.empty(from);
                self.flat(Shader::Copy, numbers, &[], &[&present, &own]);
                (own, End::Add)
            }
            None => (self.empty(from), End::Store),
        };
        match operation {
            Operation::Affine(maps) => {
                // The input is read by this step alone.
                self.affine(&maps[1], from, &upstream, &gradient);
            }
            Operation::Convolutions(all, activation) => {
                let upstream = match activation {
                    Activation::Rectify => self.masked(to, &upstream),
                    Activation::Linear => upstream,
                };
                self.convolve_back(all, [from, to], &upstream, &gradient, end);
            }
            Operation::MaxPool => {
                let shader = Shader::PoolBack {
                    kernel: 3,
                    stride: 2,
                    end,
                };
                let sizes = [self.sizes[from], self.sizes[to]].concat();
                if let Some(winners) = &self.winners[to] {
                    let buffers = [&upstream, winners, &gradient];
                    self.flat(shader, numbers, &sizes, &buffers);
                }
            }
            Operation::Rectify => {
                let buffers = [&upstream, &self.values[to], &gradient];
                self.flat(Shader::Mask { end }, numbers, &[], &buffers);
            }
            Operation::Mean => {
                let positions = [self.positions(from)];
                let buffers = [&upstream, &gradient];
                self.flat(Shader::MeanBack { end }, numbers, &positions, &buffers);
            }
        }
        gradient
    }

    /// The gradient of what stands before the rectifier of `value`.
    fn masked(&self, value: usize, gradient: &Handle) -> Handle {
        let masked = self.empty(value);
        let buffers = [gradient, &self.values[value], &masked];
        let shader = Shader::Mask { end: End::Store };
        self.flat(shader, self.numbers(value), &[], &buffers);
        masked
    }

    fn convolve_back(
        &self,
        all: &[Convolution],
        [from, to]: [usize; 2],
        upstream: &Handle,
        gradient: &Handle,
        mut end: End,
    ) {
        let mut first = 0;
        for conv in all {
            let dy = self.part(to, upstream, first);
            let dx = self.part(from, gradient, 0);
            match conv.stride {
                1 => self.convolve(&conv.back(), dy, dx, end),
                _ => self.spread(conv, dy, dx, end),
            }
            first += conv.outputs;
            end = End::Add;
        }
    }

    fn convolve(&self, way: &Way<'_>, x: Part<'_>, y: Part<'_>, end: End) {
        let tuning = self.plan.tuning();
        let ([x_image, x_first], [y_image, y_first]) = (x.place(), y.place());
        let channels = [way.inputs, in_eights(way.outputs), way.outputs];
        let places = [x_image, x_first, y_image, y_first];
        let (shader, numbers, threads) = if way.kernel == 1 && way.stride == 1 && way.padding == 0 {
            let tile = tuning.product;
            let numbers = [vec![y.positions()], channels.to_vec(), places.to_vec()];
            let threads = y.positions().div_ceil(tile.positions as usize);
            (Shader::Product { tile, end }, numbers.concat(), threads)
        } else {
            let [rows, columns] = tuning.window;
            let window = Window {
                kernel: way.kernel as u32,
                stride: way.stride as u32,
                padding: way.padding as u32,
                rows,
                columns,
            };
            let sizes = [x.size, y.size].concat();
            let numbers = [sizes, channels.to_vec(), places.to_vec()];
            let threads = y.size[0].div_ceil(rows as usize) * y.size[1].div_ceil(columns as usize);
            (Shader::Window { window, end }, numbers.concat(), threads)
        };
        let buffers = [x.buffer, way.weight, way.bias, y.buffer];
        self.tiled(shader, [threads, way.outputs], &numbers, &buffers);
    }

    fn spread(&self, conv: &Convolution, dy: Part<'_>, dx: Part<'_>, end: End) {
        let window = Window {
            kernel: conv.kernel as u32,
            stride: conv.stride as u32,
            padding: conv.padding as u32,
            rows: 1,
            columns: 1,
        };
        let numbers = [
            [dx.size, dy.size].concat(),
            vec![conv.outputs, in_eights(conv.inputs), conv.inputs],
            [dy.place(), dx.place()].concat(),
        ];
        let blocks: usize = dx.size.iter().map(|n| n.div_ceil(conv.stride)).product();
        let buffers = [dy.buffer, &conv.back, dx.buffer];
        let shader = Shader::Spread { window, end };
        self.tiled(shader, [blocks, conv.inputs], &numbers.concat(), &buffers);
    }

    /// Launches a shader of a convolution: threads along `x`, groups of channels along `y`, images
    /// along `z`.
    fn tiled(
        &self,
        shader: Shader,
        [threads, channels]: [usize; 2],
        numbers: &[usize],
        buffers: &[&Handle],
    ) {
        let each = match shader {
            Shader::Spread { .. } => 4,
            _ => CHANNELS as usize,
        };
        let groups = [
            threads.div_ceil(shader.workgroup() as usize) as u32,
            channels.div_ceil(each) as u32,
            self.n as u32,
        ];
        let parameters = self
            .plan
            .parameters(numbers.iter().map(|n| *n as u32).collect());
        let mut bound = buffers.to_vec();
        bound.push(&parameters);
        launch(&self.plan.client, shader, groups, &bound);
    }
}

const POOL: Shader = Shader::Pool {
    kernel: 3,
    stride: 2,
};

impl Convolution {
    fn there(&self) -> Way<'_> {
        Way {
            weight: &self.weight,
            bias: &self.bias,
            inputs: self.inputs,
            outputs: self.outputs,
            kernel: self.kernel,
            stride: self.stride,
            padding: self.padding,
        }
    }

    /// Of a convolution of stride one.
    fn back(&self) -> Way<'_> {
        Way {
            weight: &self.back,
            bias: &self.no_bias,
            inputs: self.outputs,
            outputs: self.inputs,
            kernel: self.kernel,
            stride: 1,
            padding: self.kernel - 1 - self.padding,
        }
    }
}
