//! Convolutions that filter every channel on its own: forward, and the gradient with respect to
//! their input.

use crate::activation::Activation;
use crate::conv::Scratch;
use crate::filter::Filter;
use crate::graph::Shaped;
use crate::inlay::Inlay;
use crate::product::SLACK;
use crate::shape::{ConvShape, Window};
use crate::team::{Shared, Team};

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
        let Scratch { taps, panels, .. } = scratch;
        let taps = &*taps;
        let (plane, pixels) = (inlay.plane(), out_height * out_width);
        let team = Team::now();
        let panels = panels.of(team, plane + SLACK);
        let output = Shared::new(output);
        team.share(self.bias.len(), pixels * taps.len(), &|member, some| {
            // SAFETY: each thread has its own.
            let padded = unsafe { panels.member(member) };
            for channel in some {
                inlay.lay(source, None, channel, &mut padded[..plane]);
                // SAFETY: every channel once.
                let to = unsafe { output.some(channel * pixels..(channel + 1) * pixels) };
                for (y, row) in to.chunks_exact_mut(out_width).enumerate() {
                    let filter = Filter {
                        source: &padded[y * inlay.row_step()..],
                        taps,
                        weights: &self.weight[channel * taps.len()..][..taps.len()],
                        start: self.bias[channel],
                        activation,
                    };
                    filter.apply(row);
                }
            }
        });
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
        let area = kernel * kernel;
        let phases = Phases::new(self.window, size, out_size);
        let Scratch {
            taps,
            alive: order,
            panels,
            ..
        } = scratch;
        phases.order(taps, order);
        let (taps, order) = (&*taps, &*order);
        let (plane, pixels) = (phases.inlay.plane() + SLACK, out_size[0] * out_size[1]);
        let team = Team::now();
        let panels = panels.of(team, plane + area + size[1]);
        let all = size[0] * size[1];
        let gradient = Shared::new(gradient);
        team.share(self.bias.len(), pixels * area, &|member, some| {
            // SAFETY: each thread has its own.
            let (padded, rest) = unsafe { panels.member(member) }.split_at_mut(plane);
            let (chosen, row) = rest.split_at_mut(area);
            for channel in some {
                // SAFETY: every channel once.
                let to = unsafe { gradient.some(channel * all..(channel + 1) * all) };
                let from = &upstream[channel * pixels..(channel + 1) * pixels];
                // What is not a number differs from zero too.
                if from.iter().all(|value| *value == 0.0) {
                    if !add {
                        to.fill(0.0);
                    }
                    continue;
                }
                let laid = &mut padded[..plane - SLACK];
                phases.inlay.lay(upstream, None, channel, laid);
                let weights = &self.weight[channel * area..][..area];
                for (weight, place) in chosen.iter_mut().zip(order) {
                    *weight = weights[*place];
                }
                let mut begin = 0;
                for vertical in 0..stride {
                    for horizontal in 0..stride {
                        let count = phases.taps_of([vertical, horizontal]);
                        let filter = (&taps[begin..][..count], &chosen[begin..][..count]);
                        phases.apply([vertical, horizontal], padded, filter, to, row, add);
                        begin += count;
                    }
                }
            }
        });
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

    /// The taps of all remainders, one after the other, and where their weights lie in a kernel.
    fn order(&self, taps: &mut Vec<usize>, order: &mut Vec<usize>) {
        let Window { kernel, stride, .. } = self.window;
        taps.clear();
        order.clear();
        for vertical in 0..stride {
            for horizontal in 0..stride {
                for y in (vertical..kernel).step_by(stride) {
                    let row = (self.reach - y / stride) * self.inlay.row_step();
                    for x in (horizontal..kernel).step_by(stride) {
                        taps.push(row + self.reach - x / stride);
                        order.push(y * kernel + x);
                    }
                }
            }
        }
    }

    /// How many taps a remainder has.
    fn taps_of(&self, remainder: [usize; 2]) -> usize {
        let Window { kernel, stride, .. } = self.window;
        let along = |first: usize| kernel.saturating_sub(first).div_ceil(stride);
        along(remainder[0]) * along(remainder[1])
    }

    /// Makes the pixels of a remainder.
    fn apply(
        &self,
        remainder: [usize; 2],
        padded: &[f32],
        (taps, weights): (&[usize], &[f32]),
        plane: &mut [f32],
        scratch: &mut [f32],
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
        let scratch = &mut scratch[..columns];
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
            filter.apply(scratch);
            let to = row.iter_mut().skip(first_x.0).step_by(stride);
            for (to, value) in to.zip(scratch.iter()) {
                *to = if add { *to + value } else { *value };
            }
        }
    }
}
