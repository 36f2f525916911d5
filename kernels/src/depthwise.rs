//! Convolutions that filter every channel on its own: forward, and the gradient with respect to
//! their input.

use crate::conv::{Activation, Padding, Scratch, Window};
use crate::inlay::Inlay;
use crate::lanes::Lanes;

/// Vectors of columns that are worked on at once.
const WIDE: usize = 2;
/// Columns of the widest tile.
const MOST_COLUMNS: usize = 16;

/// A filter per channel, with frozen weights.
#[derive(Debug, Clone)]
pub(crate) struct Depthwise {
    pub window: Window,
    pub activation: Activation,
    /// `[channels, kernel, kernel]`.
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Depthwise {
    /// `weight` is `[channels, kernel, kernel]`, `bias` `[channels]`.
    ///
    /// # Panics
    /// When they are not, or as [`Window::new`].
    pub fn new(
        (kernel, stride, padding): (usize, usize, Padding),
        activation: Activation,
        weight: &[f32],
        bias: &[f32],
    ) -> Self {
        assert_eq!(weight.len(), bias.len() * kernel * kernel, "weights");
        Self {
            window: Window::new(kernel, stride, padding),
            activation,
            weight: weight.to_vec(),
            bias: bias.to_vec(),
        }
    }

    /// `source` is `[channels, h, w]`, `output` `[channels, h', w']`.
    pub fn forward(
        &self,
        source: &[f32],
        size: [usize; 2],
        output: &mut [f32],
        [out_height, out_width]: [usize; 2],
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
                    activation: self.activation,
                };
                filter.apply(row);
            }
        }
    }

    /// The gradient with respect to the input, `[channels, h, w]`, written into `gradient` or added
    /// to it. `upstream` is `[channels, h', w']`, already zero where the activation lets nothing
    /// pass.
    pub fn backward(
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
        let [[above, _], [left, _]] = window.around(size);
        // A row or column that no window reached may follow the last.
        let around = [[reach, reach + 1]; 2];
        Self {
            window,
            inlay: Inlay::new(out_size, around, 1),
            size,
            before: [above, left],
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

/// One row of an output: at `x` the start and, tap after tap, `weights[k] * source[taps[k] + x]`.
#[derive(Clone, Copy)]
struct Filter<'a> {
    /// [`crate::product::SLACK`] more than is needed.
    source: &'a [f32],
    taps: &'a [usize],
    weights: &'a [f32],
    start: f32,
    activation: Activation,
}

impl Filter<'_> {
    fn apply(self, row: &mut [f32]) {
        #[cfg(target_arch = "x86_64")]
        if crate::lanes::has_avx2() {
            // Sound: the processor has what the function is compiled for.
            return unsafe { self.apply_avx2(row) };
        }
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        type Here = crate::lanes::Simd128;
        #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
        type Here = crate::lanes::Portable;
        // Sound: the whole build is compiled for these instructions.
        unsafe { self.apply_with::<Here>(row) }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,fma")]
    unsafe fn apply_avx2(self, row: &mut [f32]) {
        unsafe { self.apply_with::<crate::lanes::Avx2>(row) }
    }

    #[inline(always)]
    unsafe fn apply_with<L: Lanes>(self, row: &mut [f32]) {
        let mut done = 0;
        while done < row.len() {
            let rest = row.len() - done;
            // Sound: as the caller promises.
            done += unsafe {
                if rest <= L::COUNT {
                    self.tile::<L, 1>(row, done)
                } else {
                    self.tile::<L, WIDE>(row, done)
                }
            };
        }
    }

    /// Makes the columns from `first` on, as many as a tile has or as there are; how many.
    #[inline(always)]
    unsafe fn tile<L: Lanes, const W: usize>(self, row: &mut [f32], first: usize) -> usize {
        const { assert!(L::COUNT * W <= MOST_COLUMNS) };
        let columns = (row.len() - first).min(L::COUNT * W);
        // Sound: as the caller promises; every slice is as long as what is read and written.
        unsafe {
            let mut sums = [L::splat(self.start); W];
            for (tap, weight) in self.taps.iter().zip(self.weights) {
                let from = &self.source[tap + first..][..L::COUNT * W];
                let weight = L::broadcast(weight);
                for (sum, from) in sums.iter_mut().zip(from.chunks_exact(L::COUNT)) {
                    *sum = sum.add_product(weight, L::load(from.as_ptr()));
                }
            }
            for sum in &mut sums {
                *sum = match self.activation {
                    Activation::Linear => *sum,
                    Activation::Relu => sum.rectified(),
                    Activation::Relu6 => sum.rectified().at_most_6(),
                };
            }
            let to = &mut row[first..first + columns];
            if columns == L::COUNT * W {
                for (sum, to) in sums.iter().zip(to.chunks_exact_mut(L::COUNT)) {
                    sum.store(to.as_mut_ptr());
                }
            } else {
                let mut whole = [0.0_f32; MOST_COLUMNS];
                for (sum, to) in sums.iter().zip(whole.chunks_exact_mut(L::COUNT)) {
                    sum.store(to.as_mut_ptr());
                }
                to.copy_from_slice(&whole[..columns]);
            }
        }
        columns
    }
}
