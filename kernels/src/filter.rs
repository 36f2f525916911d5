//! One filter along one row, on vectors of columns.

use crate::activation::Activation;
use crate::lanes::{self, Lanes, WIDE, Work};
use crate::product::MOST_COLUMNS;

/// One row of an output: at `x` the start and, tap after tap, `weights[k] * source[taps[k] + x]`.
#[derive(Clone, Copy)]
pub(crate) struct Filter<'a> {
    /// [`crate::product::SLACK`] more than is needed.
    pub source: &'a [f32],
    pub taps: &'a [usize],
    pub weights: &'a [f32],
    pub start: f32,
    pub activation: Activation,
}

impl Filter<'_> {
    pub fn apply(self, row: &mut [f32]) {
        lanes::run(Row { filter: self, row });
    }

    /// Makes the columns from `first` on, as many as a tile has or as there are; how many.
    #[inline(always)]
    unsafe fn tile<L: Lanes, const W: usize>(self, row: &mut [f32], first: usize) -> usize {
        const { assert!(L::COUNT * W <= MOST_COLUMNS) };
        let columns = (row.len() - first).min(L::COUNT * W);
        // SAFETY: as the caller promises; every slice is as long as what is read and written.
        unsafe {
            let mut sums = [L::splat(self.start); W];
            for (tap, weight) in self.taps.iter().zip(self.weights) {
                let from = &self.source[tap + first..][..L::COUNT * W];
                let weight = L::broadcast(weight);
                for (sum, from) in sums.iter_mut().zip(from.chunks_exact(L::COUNT)) {
                    *sum = sum.add_product(weight, L::load(from.as_ptr()));
                }
            }
            let bounds = L::splats(self.activation.bounds());
            for sum in &mut sums {
                *sum = sum.within(bounds);
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

struct Row<'a> {
    filter: Filter<'a>,
    row: &'a mut [f32],
}

impl Work for Row<'_> {
    #[inline(always)]
    unsafe fn run<L: Lanes>(self) {
        let Self { filter, row } = self;
        let mut done = 0;
        while done < row.len() {
            let rest = row.len() - done;
            // SAFETY: as the caller promises.
            done += unsafe {
                if rest <= L::COUNT {
                    filter.tile::<L, 1>(row, done)
                } else {
                    filter.tile::<L, WIDE>(row, done)
                }
            };
        }
    }
}
