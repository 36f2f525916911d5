//! Networks that run in another program, whose memory several threads share; here is what is known of them.
//!
//! [`Elsewhere`] is the way there, [`Desk`] what stands at its end. Both ends are of one build.

mod desk;
mod written;

use crate::activation::Rule;
use crate::graph::{Form, Graph, Shaped};
use crate::shape::ConvShape;

pub use desk::Desk;

/// The other program. What it is asked ends in a panic there where it cannot be done, and this program
/// with it.
pub trait Elsewhere: Sync {
    /// Hands numbers over: their slot.
    fn put(&self, numbers: &[f32]) -> u32;
    /// Takes the numbers of a slot back.
    fn take(&self, slot: u32) -> Vec<f32>;
    /// Asks for something.
    fn ask(&self, what: Ask, words: &[u32]) -> u32;
}

/// What is asked for, with its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// A network that reads so many channels.
    Begin,
    /// One operation more, as [`written`] has it.
    Push,
    /// The network that has begun is whole: its number.
    Finish,
    /// Network: is wanted no more.
    Forget,
    /// Network, images, how many, height, width: a run, or [`NOTHING`].
    Forward,
    /// Run: has ended.
    End,
    /// Run, value: a slot.
    Activation,
    /// Run, value, rule, then value and weights of each seed: a slot, or [`NOTHING`].
    PullBack,
}

impl Ask {
    const ALL: [Self; 8] = [
        Self::Begin,
        Self::Push,
        Self::Finish,
        Self::Forget,
        Self::Forward,
        Self::End,
        Self::Activation,
        Self::PullBack,
    ];

    /// By its number.
    pub fn of(number: u32) -> Option<Self> {
        Self::ALL.get(number as usize).copied()
    }
}

/// There is none.
const NOTHING: u32 = u32::MAX;

/// Weights that lie elsewhere.
pub enum Away {}

impl Form for Away {
    type Conv = Sent;
    type Depthwise = Sent;
    type Dense = Sent;
}

/// What is known here of weights that were handed over, and their slots until the network is whole.
#[derive(Debug, Clone)]
pub struct Sent {
    shape: ConvShape,
    weights: Vec<u32>,
    bias: u32,
}

impl Sent {
    /// Of weights, some rows each, and biases that were handed over.
    pub fn new(shape: ConvShape, weights: Vec<u32>, bias: u32) -> Self {
        Self {
            shape,
            weights,
            bias,
        }
    }
}

impl Shaped for Sent {
    fn shape(&self) -> ConvShape {
        self.shape
    }
}

/// A frozen network that runs elsewhere; as [`crate::Plan`].
pub struct AwayPlan {
    graph: Graph<Away>,
    to: &'static dyn Elsewhere,
    number: u32,
}

impl AwayPlan {
    /// Of these operations, whose weights were handed over.
    pub fn new(graph: Graph<Away>, to: &'static dyn Elsewhere) -> Self {
        to.ask(Ask::Begin, &[graph.channels()[0] as u32]);
        for step in graph.steps() {
            to.ask(Ask::Push, &written::write(step, to));
        }
        let number = to.ask(Ask::Finish, &[]);
        Self { graph, to, number }
    }

    /// What it runs.
    pub fn graph(&self) -> &Graph<Away> {
        &self.graph
    }

    /// As [`crate::Plan::forward`].
    pub fn forward(&self, images: &[f32], n: usize, size: [usize; 2]) -> Option<AwayRun<'_>> {
        let sizes = self.graph.sizes(size)?;
        let slot = self.to.put(images);
        let words = [self.number, slot, n as u32, size[0] as u32, size[1] as u32];
        let number = self.to.ask(Ask::Forward, &words);
        (number != NOTHING).then_some(AwayRun {
            plan: self,
            number,
            n,
            sizes,
        })
    }
}

impl Drop for AwayPlan {
    fn drop(&mut self) {
        self.to.ask(Ask::Forget, &[self.number]);
    }
}

/// One forward pass elsewhere; as [`crate::Run`].
pub struct AwayRun<'plan> {
    plan: &'plan AwayPlan,
    number: u32,
    n: usize,
    sizes: Vec<[usize; 2]>,
}

impl AwayRun<'_> {
    /// As [`crate::Run::shape`].
    pub fn shape(&self, name: &str) -> Option<[usize; 4]> {
        let value = self.plan.graph.find(name)?;
        let [height, width] = self.sizes[value];
        Some([self.n, self.plan.graph.channels()[value], height, width])
    }

    /// As [`crate::Run::activation`].
    pub fn activation(&self, name: &str) -> Option<Vec<f32>> {
        let value = self.plan.graph.find(name)?;
        let to = self.plan.to;
        let slot = to.ask(Ask::Activation, &[self.number, value as u32]);
        Some(to.take(slot))
    }

    /// As [`crate::Run::pull_back`].
    pub fn pull_back(
        &mut self,
        seeds: &[(&str, &[f32])],
        end: Option<&str>,
        rule: Rule,
    ) -> Option<Vec<f32>> {
        let AwayPlan { graph, to, .. } = self.plan;
        let end = end.map_or(Some(0), |name| graph.find(name))?;
        let values: Vec<usize> = seeds
            .iter()
            .map(|(name, _)| graph.find(name))
            .collect::<Option<_>>()?;
        let mut words = vec![self.number, end as u32, rule as u32];
        for (value, (_, weights)) in values.into_iter().zip(seeds) {
            words.extend([value as u32, to.put(weights)]);
        }
        let slot = to.ask(Ask::PullBack, &words);
        (slot != NOTHING).then(|| to.take(slot))
    }
}

impl Drop for AwayRun<'_> {
    fn drop(&mut self) {
        self.plan.to.ask(Ask::End, &[self.number]);
    }
}
