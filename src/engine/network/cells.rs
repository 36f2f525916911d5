//! Where the positions of an activation lie over the image: at the middles of what they see.

use gradoscope_kernels::{Form, Graph, Operation, Shaped, Window};

use crate::protocol::Cells;

use super::Plan;

impl Plan {
    /// Of the activation `layer`, for an image of `size`, height and width; none where there is no such
    /// activation, or the image is too small.
    pub(super) fn cells(&self, layer: &str, size: [usize; 2]) -> Option<Cells> {
        match self {
            Self::Kernels(plan) => cells(plan.graph(), layer, size),
            #[cfg(with_threads)]
            Self::Away(plan) => cells(plan.graph(), layer, size),
            #[cfg(feature = "gpu")]
            Self::Shaders(plan) => cells(&plan.graph, layer, size),
        }
    }
}

fn cells<F: Form>(graph: &Graph<F>, layer: &str, size: [usize; 2]) -> Option<Cells> {
    let value = graph.find(layer)?;
    let sizes = graph.sizes(size)?;
    let mut all = vec![Cells::PIXELS];
    for step in &graph.steps()[..value] {
        let from = step.from.index();
        let (middle, apart) = walk(&step.operation, sizes[from]);
        let Cells { first, step } = all[from];
        all.push(Cells {
            first: [0, 1].map(|axis| first[axis] + middle[axis] * step[axis]),
            step: [0, 1].map(|axis| step[axis] * apart[axis]),
        });
    }
    all.pop()
}

/// The middle of what the first position sees of a value of `size`, and how far apart those of two
/// neighbours are.
fn walk<F: Form>(operation: &Operation<F>, size: [usize; 2]) -> ([f32; 2], [f32; 2]) {
    let middle = |length: f32| (length - 1.0) / 2.0;
    let over_window = |window: Window| {
        let before = window.before(size);
        let middle = before.map(|zeros| middle(window.kernel as f32) - zeros as f32);
        (middle, [window.stride as f32; 2])
    };
    let over_cells = |side: usize| {
        let cell = size.map(|length| length as f32 / side as f32);
        (cell.map(middle), cell)
    };
    match operation {
        Operation::Affine(_)
        | Operation::Sum(_)
        | Operation::Join(_)
        | Operation::Rectify
        | Operation::Curve(_)
        | Operation::Times(_) => ([0.0; 2], [1.0; 2]),
        // Side by side, they have one middle.
        Operation::Convolutions(convs, _) => {
            let first = convs.first().map(|conv| conv.shape().window);
            over_window(first.unwrap_or(Window::POINT))
        }
        Operation::Depthwise(filters, _) => over_window(filters.shape().window),
        Operation::MaxPool(pool) => {
            let first = middle(pool.side as f32) - pool.padding as f32;
            ([first; 2], [pool.stride as f32; 2])
        }
        Operation::Mean(side) => over_cells(*side),
        Operation::Dense(..) => over_cells(1),
    }
}
