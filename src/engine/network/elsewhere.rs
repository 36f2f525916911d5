//! Networks whose kernels are in another program, in memory that several threads share.

use std::sync::OnceLock;

use gradoscope_kernels::{AwayPlan, Elsewhere, Sent, Shaped};

use super::drawing::Drawing;
use super::kernels::floats;
use super::layers::{Conv, Dense};

/// Numbers of the largest network that runs there, where memory is bounded: 400 MB, and the buffers of its runs.
const MOST: usize = 100_000_000;

static ELSEWHERE: OnceLock<&dyn Elsewhere> = OnceLock::new();

/// Networks that are loaded from now on run there, but for the largest.
pub fn run_elsewhere(to: &'static dyn Elsewhere) {
    // Whoever was first stays.
    let _ = ELSEWHERE.set(to);
}

/// Where such a network runs, if not here.
pub(super) fn of(drawing: &Drawing) -> Option<&'static dyn Elsewhere> {
    ELSEWHERE
        .get()
        .copied()
        .filter(|_| drawing.weights() <= MOST)
}

/// The plan of `drawing` there; none when the weights are not float32.
pub fn plan_elsewhere(drawing: Drawing, to: &'static dyn Elsewhere) -> Option<AwayPlan> {
    let conv = |conv: Conv| {
        let shape = conv.shape();
        let (weight, bias) = conv.into_parts();
        let [weight, bias] = [floats(weight)?, floats(bias)?].map(|numbers| to.put(&numbers));
        Some(Sent::new(shape, vec![weight], bias))
    };
    let dense = |layer: Dense| {
        let shape = layer.shape();
        let (blocks, bias) = layer.into_parts();
        let blocks = blocks
            .into_iter()
            .map(|block| Some(to.put(&floats(block)?)));
        let blocks = blocks.collect::<Option<_>>()?;
        Some(Sent::new(shape, blocks, to.put(&floats(bias)?)))
    };
    let graph = drawing.into_graph().try_map(conv, conv, dense);
    graph.map(|graph| AwayPlan::new(graph, to))
}
