//! Convolutions that filter every channel on its own: forward, and the gradient with respect to
//! their input.

use crate::activation::Activation;
use crate::conv::Scratch;
use crate::filter::Filter;
use crate::graph::Shaped;
use crate::inlay::Inlay;
use crate::shape::{ConvShape, Window};

/// A filter per channel, with frozen weights.
#[derive(Debug, Clone)]
pub struct Depthwise {
    window: Window,
    /// `[channels, kernel, kernel]`.
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Shaped for Depthwise {
    fn shape(&self) -> ConvShape {
        ConvShape {
            outputs: self.bias.len(),
            inputs: 1,
            window: self.window,
        }
    }
}

impl Depthwise {
    /// `weight` is `[channels, kernel, kernel]`, `bias` `[channels]`.
    ///
    /// # Panics
    /// When they are not, the padding is as large as the kernel, or the stride zero.
    pub fn new(window: Window, weight: Vec<f32>, bias: Vec<f32>) -> Self {
        window.check();
        let area = window.kernel * window.kernel;
        assert_eq!(weight.len(), bias.len() * area, "weights");
        Self {
            window,
            weight,
            bias,
        }
    }

    /// `source` is `[channels, h, w]`, `output` `[channels, h', w']`.
    pub(crate) fn forward(
        &self,
        source: &[f32],
        size: [usize; 2],
        output: &mut [f32],
        [out_height, out_width]: [usize; 2],
        activation: Activation,
        scratch: &mut Scratch,
    ) {
        let Window { kernel, stride, .. } = self.window;
        let inlay = Inlay::new(size, self.window.around(size), stride);
        inlay.taps(1, kernel, &mut scratch.taps);
        let filters = self.weight.chunks_exact(kernel * kernel).zip(&self.bias);
        let planes = output.chunks_exact_mut(out_height * out_width);
        for (channel, (plane, (weights, bias))) in planes.zip(filters).enumerate() {
            inlay.fill(source, None, channel..channel + 1, &mut scratch.padded);
            for (y, row) in plane.chunks_exact_mut(out_width).enumerate() {
                let filter = Filter {
                    source: &scratch.padded[y * inlay.row_step()..],
                    taps: &scratch.taps,
                    weights,
                    start: *bias,
                    activation,
                };
                filter.apply(row);
            }
        }
    }

    /// The gradient with respect to the input, `[channels, h, w]`, written into `gradient` or added
    /// to it. `upstream` is `[channels, h', w']`, already zero where the activation lets nothing
    /// pass.
    pub(crate) fn backward(
        &self,
        upstream: &[f32],
        out_size: [usize; 2],
        gradient: &mut [f32],
        size: [usize; 2],
        add: bool,
        scratch: &mut Scratch,
    ) {
        let Window { kernel, stride, .. } = self.window;
        let phases = Phases::new(self.window, size, out_size);
        let Scratch {
            padded,
            taps,
            rows,
            weights: chosen,
            ..
        } = scratch;
        let pixels = out_size[0] * out_size[1];
        let planes = gradient.chunks_exact_mut(size[0] * size[1]);
        let filters = self.weight.chunks_exact(kernel * kernel);
        for (channel, (plane, weights)) in planes.zip(filters).enumerate() {
            let from = &upstream[channel * pixels..(channel + 1) * pixels];
            // What is not a number differs from zero too.
            if from.iter().all(|value| *value == 0.0) {
                if !add {
                    plane.fill(0.0);
                }
                continue;
            }
            phases
                .inlay
                .fill(upstream, None, channel..channel + 1, padded);
            for vertical in 0..stride {
                for horizontal in 0..stride {
                    phases.choose([vertical, horizontal], weights, taps, chosen);
                    phases.apply(
                        [vertical, horizontal],
                        padded,
                        (taps, chosen),
                        plane,
                        rows,
                        add,
                    );
                }
            }
        }
    }
}

/// The way back, taken apart by the remainders of the input's padded row and column divided by the
/// stride: the pixels of one remainder are made by the same taps.
struct Phases {
    window: Window,
    /// Of the gradient at the output.
    inlay: Inlay,
    size: [usize; 2],
    /// Zeros above and to the left of the input.
    before: [usize; 2],
    /// The same of the gradient: as many as the first pixel reaches back.
    reach: usize,
}

impl Phases {
    fn new(window: Window, size: [usize; 2], out_size: [usize; 2]) -> Self {
        let reach = (window.kernel - 1) / window.stride;
        // A row or column that no window reached may follow the last.
        let around = [[reach, reach + 1]; 2];
        Self {
            window,
            inlay: Inlay::new(out_size, around, 1),
            size,
            before: window.before(size),
            reach,
        }
    }

    /// The taps of a remainder and their weights.
    fn choose(
        &self,
        remainder: [usize; 2],
        weights: &[f32],
        taps: &mut Vec<usize>,
        chosen: &mut Vec<f32>,
    ) {
        let Window { kernel, stride, .. } = self.window;
        taps.clear();
        chosen.clear();
        for y in (remainder[0]..kernel).step_by(stride) {
            let row = (self.reach - y / stride) * self.inlay.row_step();
            for x in (remainder[1]..kernel).step_by(stride) {
                taps.push(row + self.reach - x / stride);
                chosen.push(weights[y * kernel + x]);
            }
        }
    }

    /// Makes the pixels of a remainder.
    fn apply(
        &self,
        remainder: [usize; 2],
        padded: &[f32],
        (taps, weights): (&[usize], &[f32]),
        plane: &mut [f32],
        scratch: &mut Vec<f32>,
        add: bool,
    ) {
        let stride = self.window.stride;
        let [first_y, first_x] = std::array::from_fn(|axis| {
            // The first pixel of the remainder that is not padding, and its place among them.
            let place = self.before[axis]
                .saturating_sub(remainder[axis])
                .div_ceil(stride);
            (place * stride + remainder[axis] - self.before[axis], place)
        });
        let [height, width] = self.size;
        let columns = width.saturating_sub(first_x.0).div_ceil(stride);
        scratch.resize(columns, 0.0);
        let rows = (first_y.0..height).step_by(stride);
        for (place, y) in (first_y.1..).zip(rows) {
            let filter = Filter {
                source: &padded[place * self.inlay.row_step() + first_x.1..],
                taps,
                weights,
                start: 0.0,
                activation: Activation::Linear,
            };
            let row = &mut plane[y * width..(y + 1) * width];
            if stride == 1 && !add {
                filter.apply(row);
                continue;
            }
            filter.apply(scratch.as_mut_slice());
            let to = row.iter_mut().skip(first_x.0).step_by(stride);
            for (to, value) in to.zip(scratch.iter()) {
                *to = if add { *to + value } else { *value };
            }
        }
    }
}
