//! A pass of a plan, forward and back.

mod convolution;
mod dense;
mod operation;
mod target;

use burn::backend::wgpu::CubeTensor;
use burn::cubecl::server::Handle;
use burn::tensor::Tensor;
use gradoscope_kernels::{Rule, Step};

use super::buffer::{primitive, tensor};
use super::launch::{flat, launch};
use super::plan::{Buffers, Plan};
use super::source::{End, Gate, Shader};
use target::Target;

/// Where a way back ends, and what rectifiers let through on it.
#[derive(Clone, Copy)]
struct Course {
    end: usize,
    rule: Rule,
}

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

/// The gradient of a value, under way.
struct Gradient {
    buffer: Handle,
    /// Whether it is ours to write to: a seed is not.
    ours: bool,
    /// It has been through the rectifier that made the value.
    gated: bool,
}

impl Plan {
    /// Runs forward on `image_norm`, `[n, 3, h, w]`; none where it is not of this device, or too
    /// small for the network.
    pub fn forward(&self, image_norm: &Tensor<4>) -> Option<Run<'_>> {
        let [n, _, height, width] = image_norm.dims();
        let input: CubeTensor = primitive(image_norm.clone())?;
        let sizes = self.graph.sizes([height, width])?;
        Some(Run::forward(self, input, n, sizes))
    }
}

impl<'plan> Run<'plan> {
    fn forward(plan: &'plan Plan, input: CubeTensor, n: usize, sizes: Vec<[usize; 2]>) -> Self {
        let mut run = Self {
            plan,
            n,
            sizes,
            values: vec![input.handle.clone()],
            winners: vec![None],
            input,
        };
        for (k, step) in plan.graph.steps().iter().enumerate() {
            let to = k + 1;
            let output = run.empty(to);
            let target = Target::store(&output);
            let winners = run.operate(&step.operation, [step.from.index(), to], target);
            run.values.push(output);
            run.winners.push(winners);
        }
        run
    }

    /// `[n, channels, h, w]` of the value `name`.
    pub fn shape(&self, name: &str) -> Option<[usize; 4]> {
        Some(self.shape_of(self.plan.graph.find(name)?))
    }

    /// The value `name`.
    pub fn activation(&self, name: &str) -> Option<Tensor<4>> {
        let value = self.plan.graph.find(name)?;
        let handle = self.values[value].clone();
        Some(tensor(&self.input, self.shape_of(value), handle))
    }

    /// Gradient of the sum over `seeds` of `<weights, value>` with respect to the value `to`, or else to
    /// the input; none where a name is unknown, or no seed is made from `to`. Weights have the shape of
    /// their value. As often as wanted.
    pub fn pull_back(
        &self,
        seeds: &[(&str, Tensor<4>)],
        to: Option<&str>,
        rule: Rule,
    ) -> Option<Tensor<4>> {
        let end = to.map_or(Some(0), |name| self.plan.graph.find(name))?;
        let course = Course { end, rule };
        let mut gradients: Vec<Option<Gradient>> = Vec::new();
        gradients.resize_with(self.values.len(), || None);
        for (name, weights) in seeds {
            let value = self.plan.graph.find(name)?;
            let weights = primitive(weights.clone())?.handle;
            let present = gradients[value].take();
            gradients[value] = Some(self.seeded(value, present, weights));
        }
        for (k, step) in self.plan.graph.steps().iter().enumerate().skip(end).rev() {
            let to = k + 1;
            let Some(upstream) = gradients[to].take() else {
                continue;
            };
            let upstream = self.through_gate(to, upstream, rule);
            let mut begin = 0;
            for from in step.reads() {
                let present = gradients[from].take();
                let places = ([from, to], begin);
                let own = self.step_back(step, places, &upstream, present, course);
                gradients[from] = Some(own);
                begin += self.numbers(from) / self.n.max(1);
            }
        }
        let gradient = gradients[end].take()?;
        Some(tensor(&self.input, self.shape_of(end), gradient.buffer))
    }

    fn shape_of(&self, value: usize) -> [usize; 4] {
        let [height, width] = self.sizes[value];
        [self.n, self.plan.graph.channels()[value], height, width]
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

    /// A new buffer with what is in `of`.
    fn copy_of(&self, value: usize, of: &Handle) -> Handle {
        let copy = self.empty(value);
        self.copy(self.numbers(value), of, Target::store(&copy));
        copy
    }

    /// Adds the weights of a seed to what is there of a gradient.
    fn seeded(&self, value: usize, present: Option<Gradient>, weights: Handle) -> Gradient {
        let Some(present) = present else {
            return Gradient {
                buffer: weights,
                ours: false,
                gated: false,
            };
        };
        let sum = self.to_write(value, present);
        let target = Target::store(&sum).adding(true);
        self.copy(self.numbers(value), &weights, target);
        Gradient {
            buffer: sum,
            ours: true,
            gated: false,
        }
    }

    /// The buffer of a gradient, or a copy where it is not ours to write to.
    fn to_write(&self, value: usize, gradient: Gradient) -> Handle {
        match gradient.ours {
            true => gradient.buffer,
            false => self.copy_of(value, &gradient.buffer),
        }
    }

    /// Of the rectifier that made `value`.
    fn gate(&self, value: usize, rule: Rule) -> Gate {
        let maker = value.checked_sub(1).map(|k| &self.plan.graph.steps()[k]);
        maker.map_or(Gate::Open, |step| {
            Gate::back(step.operation.activation(), rule)
        })
    }

    /// What comes back from `value` to what stands before the rectifier that made it.
    fn through_gate(&self, value: usize, gradient: Gradient, rule: Rule) -> Handle {
        let gate = self.gate(value, rule);
        if gradient.gated || gate == Gate::Open {
            return gradient.buffer;
        }
        let masked = self.empty(value);
        let target = Target::store(&masked).gated(gate, &self.values[value]);
        self.copy(self.numbers(value), &gradient.buffer, target);
        masked
    }

    /// The gradient of the value `from`: what comes back from `to`, and what is `present`.
    fn step_back(
        &self,
        step: &Step<Buffers>,
        places: ([usize; 2], usize),
        upstream: &Handle,
        present: Option<Gradient>,
        Course { end, rule }: Course,
    ) -> Gradient {
        let ([from, to], _) = places;
        let add = present.is_some();
        let buffer = match present {
            Some(present) => self.to_write(from, present),
            None => self.empty(from),
        };
        // The first step that reads a value is the last that adds to its gradient.
        let before = &self.plan.graph.steps()[..to - 1];
        let is_first = !before
            .iter()
            .any(|step| step.reads().any(|read| read == from));
        let gated = from != end && is_first;
        let gate = match gated {
            true => self.gate(from, rule),
            false => Gate::Open,
        };
        let target = Target::store(&buffer)
            .adding(add)
            .gated(gate, &self.values[from]);
        self.operate_back(step, places, upstream, target);
        Gradient {
            buffer,
            ours: true,
            gated,
        }
    }
}
