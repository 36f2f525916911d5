//! What a convolution reads through its taps.

use crate::lanes::{self, Lanes, Work};
use crate::pointwise::passed;
use crate::product::SLACK;
use crate::team::{Shared, Team};

/// Channels with zeros around them, every row taken apart by the remainder of the column divided
/// by the stride: then the pixels that a tap reads lie side by side.
pub(crate) struct Inlay {
    size: [usize; 2],
    /// Zeros above and to the left, below and to the right.
    before: [usize; 2],
    after: [usize; 2],
    stride: usize,
    /// Columns of one remainder.
    part: usize,
}

impl Inlay {
    /// Zeros before and after along each axis: height, width.
    pub fn new(size: [usize; 2], around: [[usize; 2]; 2], stride: usize) -> Self {
        let [[above, below], [left, right]] = around;
        Self {
            size,
            before: [above, left],
            after: [below, right],
            stride,
            part: (left + size[1] + right).div_ceil(stride),
        }
    }

    fn row(&self) -> usize {
        self.stride * self.part
    }

    pub fn row_step(&self) -> usize {
        self.stride * self.row()
    }

    pub fn plane(&self) -> usize {
        (self.before[0] + self.size[0] + self.after[0]) * self.row()
    }

    /// Offsets of every tap, `[channels, kernel, kernel]`.
    pub fn taps(&self, channels: usize, kernel: usize, taps: &mut Vec<usize>) {
        taps.clear();
        for channel in 0..channels {
            for y in 0..kernel {
                let row = channel * self.plane() + y * self.row();
                taps.extend(
                    (0..kernel).map(|x| row + x % self.stride * self.part + x / self.stride),
                );
            }
        }
    }

    pub fn clear(&self, channels: usize, padded: &mut Vec<f32>) {
        padded.clear();
        padded.resize(channels * self.plane() + SLACK, 0.0);
    }

    /// Puts the channels together again, without what surrounds them.
    pub fn take_out(&self, padded: &[f32], gradient: &mut [f32], add: bool) {
        let [height, width] = self.size;
        let planes = padded.chunks_exact(self.plane());
        for (plane, channel) in planes.zip(gradient.chunks_exact_mut(height * width)) {
            let rows = plane.chunks_exact(self.row()).skip(self.before[0]);
            for (row, line) in rows.zip(channel.chunks_exact_mut(width)) {
                for (remainder, part) in row.chunks_exact(self.part).enumerate() {
                    let (skipped, first) = self.first_column(remainder);
                    let line = line.iter_mut().skip(first).step_by(self.stride);
                    for (to, value) in line.zip(&part[skipped.min(self.part)..]) {
                        *to = if add { *to + value } else { *value };
                    }
                }
            }
        }
    }

    /// The first column of a remainder that is not padding: its place among those of the
    /// remainder, and in the image.
    fn first_column(&self, remainder: usize) -> (usize, usize) {
        let skipped = self.before[1]
            .saturating_sub(remainder)
            .div_ceil(self.stride);
        (skipped, skipped * self.stride + remainder - self.before[1])
    }

    /// Lays in the given channels of `source`, with zeros where `mask` is zero or less.
    pub fn fill(
        &self,
        source: &[f32],
        mask: Option<&[f32]>,
        channels: &[usize],
        padded: &mut Vec<f32>,
    ) {
        let plane = self.plane();
        let length = channels.len() * plane;
        if padded.len() < length + SLACK {
            padded.resize(length + SLACK, 0.0);
        }
        let (padded, slack) = padded.split_at_mut(length);
        slack[..SLACK].fill(0.0);
        let padded = Shared::new(padded);
        Team::now().share(channels.len(), plane / 4, &|_, some| {
            for k in some {
                // SAFETY: every plane once.
                let to = unsafe { padded.some(k * plane..(k + 1) * plane) };
                self.lay(source, mask, channels[k], to);
            }
        });
    }

    /// Lays in one channel.
    pub fn lay(&self, source: &[f32], mask: Option<&[f32]>, channel: usize, plane: &mut [f32]) {
        let [height, width] = self.size;
        plane.fill(0.0);
        let rows = plane.chunks_exact_mut(self.row()).skip(self.before[0]);
        for (y, row) in (0..height).zip(rows) {
            let from = (channel * height + y) * width;
            let values = &source[from..from + width];
            let mask = mask.map(|mask| &mask[from..from + width]);
            self.fill_row(values, mask, row);
        }
    }

    fn fill_row(&self, values: &[f32], mask: Option<&[f32]>, row: &mut [f32]) {
        if self.stride == 1 {
            let row = &mut row[self.before[1]..self.before[1] + values.len()];
            match mask {
                None => row.copy_from_slice(values),
                Some(mask) => {
                    for ((to, value), mask) in row.iter_mut().zip(values).zip(mask) {
                        *to = passed(*value, *mask);
                    }
                }
            }
            return;
        }
        if self.stride == 2 {
            let (even, odd) = row.split_at_mut(self.part);
            let [(skipped, first), (skipped_of_odd, _)] = [0, 1].map(|k| self.first_column(k));
            let even = &mut even[skipped.min(self.part)..];
            let odd = &mut odd[skipped_of_odd.min(self.part)..];
            // One of both remainders has the first column, the other the second.
            let to = if first == 0 { [even, odd] } else { [odd, even] };
            return lanes::run(Apart { values, mask, to });
        }
        debug_assert!(mask.is_none());
        for (remainder, part) in row.chunks_exact_mut(self.part).enumerate() {
            let (skipped, first) = self.first_column(remainder);
            let values = values.iter().skip(first).step_by(self.stride);
            for (to, value) in part[skipped.min(self.part)..].iter_mut().zip(values) {
                *to = *value;
            }
        }
    }
}

/// A row whose columns go to two places in turns.
struct Apart<'a> {
    values: &'a [f32],
    mask: Option<&'a [f32]>,
    to: [&'a mut [f32]; 2],
}

impl Work for Apart<'_> {
    #[inline(always)]
    unsafe fn run<L: Lanes>(self) {
        let Self { values, mask, to } = self;
        let [first, second] = to;
        let pair = 2 * L::COUNT;
        let whole = values.len() / pair;
        let vectors = first
            .chunks_exact_mut(L::COUNT)
            .zip(second.chunks_exact_mut(L::COUNT));
        // SAFETY: as the caller promises; every chunk and every half is a whole vector.
        unsafe {
            let load =
                |numbers: &[f32], first: usize| L::load(numbers[first..][..L::COUNT].as_ptr());
            for (k, (first, second)) in vectors.enumerate().take(whole) {
                let [mut a, mut b] = [load(values, k * pair), load(values, k * pair + L::COUNT)];
                if let Some(mask) = mask {
                    a = a.passed(load(mask, k * pair));
                    b = b.passed(load(mask, k * pair + L::COUNT));
                }
                let [a, b] = a.apart(b);
                a.store(first.as_mut_ptr());
                b.store(second.as_mut_ptr());
            }
        }
        for column in whole * pair..values.len() {
            let value = mask.map_or(values[column], |mask| passed(values[column], mask[column]));
            let to = if column % 2 == 0 {
                &mut *first
            } else {
                &mut *second
            };
            to[column / 2] = value;
        }
    }
}
