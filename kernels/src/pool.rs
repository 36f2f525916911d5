//! Max-pooling 3x3, stride 2, sizes rounded up.

use crate::shape::Pool;
use crate::team::{Shared, Team};

const KERNEL: usize = Pool::OVERLAPPING.side;
const STRIDE: usize = Pool::OVERLAPPING.stride;
/// Of columns beyond the border: larger than every place in a window.
const NOWHERE: i32 = 99;

/// Maxima of columns, taken apart by the parity of the column.
pub(crate) struct Columns {
    best: Vec<f32>,
    place: Vec<i32>,
    even: (Vec<f32>, Vec<i32>),
    odd: (Vec<f32>, Vec<i32>),
}

impl Columns {
    pub fn new() -> Self {
        Self {
            best: Vec::new(),
            place: Vec::new(),
            even: (Vec::new(), Vec::new()),
            odd: (Vec::new(), Vec::new()),
        }
    }

    fn resize(&mut self, out_width: usize) {
        // One even column more than there are windows, and as many odd ones.
        let length = 2 * out_width + 2;
        self.best.clear();
        self.best.resize(length, f32::NEG_INFINITY);
        self.place.clear();
        self.place.resize(length, NOWHERE);
        for (values, places) in [&mut self.even, &mut self.odd] {
            values.resize(out_width + 1, 0.0);
            places.resize(out_width + 1, 0);
        }
    }
}

/// `[channels, h, w]` to `[channels, h', w']`; `winners` are the places in the window, 0..9 in
/// row-major order, the first of equals. What is not a number wins.
pub(crate) fn forward(
    source: &[f32],
    [height, width]: [usize; 2],
    output: &mut [f32],
    winners: &mut [u8],
    [out_height, out_width]: [usize; 2],
    columns: &mut Vec<Columns>,
) {
    let team = Team::now();
    columns.resize_with(team.members, Columns::new);
    columns.iter_mut().for_each(|some| some.resize(out_width));
    let columns = Shared::new(columns);
    let (pixels, made) = (height * width, out_height * out_width);
    let channels = source.len() / pixels;
    let (output, winners) = (Shared::new(output), Shared::new(winners));
    team.share(channels, 2 * pixels, &|member, some| {
        // SAFETY: each thread has its own columns, and every channel is made once.
        let ([columns], output, winners) = (unsafe {
            let made = some.start * made..some.end * made;
            (
                columns.some(member..member + 1),
                output.some(made.clone()),
                winners.some(made),
            )
        }) else {
            return;
        };
        let rows = output
            .chunks_exact_mut(out_width)
            .zip(winners.chunks_exact_mut(out_width));
        let mut rows = rows.into_iter();
        for plane in source[some.start * pixels..some.end * pixels].chunks_exact(pixels) {
            for y in 0..out_height {
                let Some((output, winners)) = rows.next() else {
                    return;
                };
                let end = (STRIDE * y + KERNEL).min(height);
                down(&plane[STRIDE * y * width..end * width], width, columns);
                across(columns, output, winners);
            }
        }
    });
}

/// The maximum of every column of the window's rows, and its row times three.
fn down(window: &[f32], width: usize, columns: &mut Columns) {
    let (first, rest) = window.split_at(width);
    // A row that is missing is the first once more: an equal never wins.
    let row = |index: usize| rest.get(index * width..(index + 1) * width);
    let second = row(0).unwrap_or(first);
    let third = row(1).unwrap_or(first);
    let done = vectors::down([first, second, third], columns);
    let to = columns.best[..width]
        .iter_mut()
        .zip(&mut columns.place[..width]);
    let from = first.iter().zip(second.iter().zip(third));
    for ((best, place), (a, (b, c))) in to.zip(from).skip(done) {
        let earlier = winner((*a, 0), (*b, KERNEL as i32));
        (*best, *place) = winner(earlier, (*c, 2 * KERNEL as i32));
    }
}

/// The maximum of every three columns.
fn across(columns: &mut Columns, output: &mut [f32], winners: &mut [u8]) {
    let done = vectors::across(columns, output, winners);
    apart(columns, done);
    let count = output.len();
    let winners = &mut winners[..count];
    let (left, left_place) = (&columns.even.0[..count], &columns.even.1[..count]);
    let (middle, middle_place) = (&columns.odd.0[..count], &columns.odd.1[..count]);
    let (right, right_place) = (&columns.even.0[1..=count], &columns.even.1[1..=count]);
    for x in done..count {
        let a = (left[x], left_place[x]);
        let b = (middle[x], middle_place[x].wrapping_add(1));
        let c = (right[x], right_place[x].wrapping_add(2));
        let (best, place) = winner(winner(a, b), c);
        output[x] = best;
        winners[x] = place as u8;
    }
}

/// Even and odd columns from the given window on.
fn apart(columns: &mut Columns, from: usize) {
    let (even, odd) = (&mut columns.even, &mut columns.odd);
    let pairs = &columns.best.as_chunks::<2>().0[from..];
    let to = even.0[from..].iter_mut().zip(&mut odd.0[from..]);
    for (pair, (even, odd)) in pairs.iter().zip(to) {
        (*even, *odd) = (pair[0], pair[1]);
    }
    let pairs = &columns.place.as_chunks::<2>().0[from..];
    let to = even.1[from..].iter_mut().zip(&mut odd.1[from..]);
    for (pair, (even, odd)) in pairs.iter().zip(to) {
        (*even, *odd) = (pair[0], pair[1]);
    }
}

/// Of two numbers and their places: the larger, or the first in row-major order. By bits, so that
/// the compiler makes vectors of it and no branches.
#[inline(always)]
pub(crate) fn winner(a: (f32, i32), b: (f32, i32)) -> (f32, i32) {
    let wins = (b.0 > a.0) | ((b.0 == a.0) & (b.1 < a.1)) | b.0.is_nan();
    let mask = u32::from(wins).wrapping_neg();
    let choose = |a: u32, b: u32| (a & !mask) | (b & mask);
    (
        f32::from_bits(choose(a.0.to_bits(), b.0.to_bits())),
        choose(a.1 as u32, b.1 as u32) as i32,
    )
}

/// Adds every window's gradient to its winner.
pub(crate) fn backward(
    upstream: &[f32],
    winners: &[u8],
    [out_height, out_width]: [usize; 2],
    gradient: &mut [f32],
    [height, width]: [usize; 2],
    add: bool,
) {
    let places: [usize; KERNEL * KERNEL] =
        std::array::from_fn(|place| place / KERNEL * width + place % KERNEL);
    let sizes = [height * width, out_height * out_width];
    back(
        upstream,
        winners,
        gradient,
        sizes,
        add,
        |upstream, winners, gradient| {
            let rows = upstream
                .chunks_exact(out_width)
                .zip(winners.chunks_exact(out_width));
            for (index, (upstream, winners)) in rows.enumerate() {
                let (channel, y) = (index / out_height, index % out_height);
                let from = (channel * height + STRIDE * y) * width;
                for (x, (value, winner)) in upstream.iter().zip(winners).enumerate() {
                    if let Some(place) = places.get(usize::from(*winner)) {
                        gradient[from + STRIDE * x + place] += value;
                    }
                }
            }
        },
    );
}

/// Has channels pooled, some at a time, of `[pixels, made]` numbers each.
pub(crate) fn there(
    source: &[f32],
    output: &mut [f32],
    winners: &mut [u8],
    [pixels, made]: [usize; 2],
    work: impl Fn(&[f32], &mut [f32], &mut [u8]) + Sync,
) {
    let (output, winners) = (Shared::new(output), Shared::new(winners));
    Team::now().share(source.len() / pixels.max(1), pixels, &|_, some| {
        let range = some.start * made..some.end * made;
        // SAFETY: every channel once.
        let (output, winners) = unsafe { (output.some(range.clone()), winners.some(range)) };
        let source = &source[some.start * pixels..some.end * pixels];
        work(source, output, winners);
    });
}

/// Has what comes back to channels added to their winners, or to zero, in the same way.
pub(crate) fn back(
    upstream: &[f32],
    winners: &[u8],
    gradient: &mut [f32],
    [pixels, made]: [usize; 2],
    add: bool,
    work: impl Fn(&[f32], &[u8], &mut [f32]) + Sync,
) {
    let channels = gradient.len() / pixels.max(1);
    let gradient = Shared::new(gradient);
    Team::now().share(channels, pixels, &|_, some| {
        let range = some.start * made..some.end * made;
        // SAFETY: every channel once.
        let gradient = unsafe { gradient.some(some.start * pixels..some.end * pixels) };
        if !add {
            gradient.fill(0.0);
        }
        work(&upstream[range.clone()], &winners[range], gradient);
    });
}

/// Elsewhere the compiler makes vectors of the plain loops.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod vectors {
    use super::Columns;

    /// How many columns were done: none.
    pub fn down(_rows: [&[f32]; 3], _columns: &mut Columns) -> usize {
        0
    }

    /// How many windows were done: none.
    pub fn across(_columns: &Columns, _output: &mut [f32], _winners: &mut [u8]) -> usize {
        0
    }
}

/// Four columns or windows at once, as many as there are; the rest is left to the plain loops.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod vectors {
    use std::arch::wasm32::{
        f32x4_eq, f32x4_gt, f32x4_ne, i16x8_narrow_i32x4, i32x4_add, i32x4_lt, i32x4_shuffle,
        i32x4_splat, u8x16_narrow_i16x8, u32x4_extract_lane, v128, v128_and, v128_bitselect,
        v128_load, v128_or, v128_store,
    };

    use super::{Columns, KERNEL};

    const LANES: usize = 4;

    /// Numbers and their places.
    #[derive(Clone, Copy)]
    struct Candidates(v128, v128);

    impl Candidates {
        /// As [`super::winner`].
        fn or(self, other: Self) -> Self {
            let larger = f32x4_gt(other.0, self.0);
            let first = v128_and(f32x4_eq(other.0, self.0), i32x4_lt(other.1, self.1));
            let no_number = f32x4_ne(other.0, other.0);
            let wins = v128_or(v128_or(larger, first), no_number);
            Self(
                v128_bitselect(other.0, self.0, wins),
                v128_bitselect(other.1, self.1, wins),
            )
        }
    }

    fn load<T>(from: &[T; LANES]) -> v128 {
        const { assert!(size_of::<T>() == 4) };
        // SAFETY: four numbers of four bytes.
        unsafe { v128_load(from.as_ptr().cast()) }
    }

    fn store<T>(value: v128, to: &mut [T; LANES]) {
        const { assert!(size_of::<T>() == 4) };
        // SAFETY: as above, and every pattern of bits is a number.
        unsafe { v128_store(to.as_mut_ptr().cast(), value) }
    }

    pub fn down(rows: [&[f32]; 3], columns: &mut Columns) -> usize {
        let [first, second, third] = rows.map(|row| row.as_chunks::<LANES>().0);
        let best = columns.best.as_chunks_mut::<LANES>().0;
        let place = columns.place.as_chunks_mut::<LANES>().0;
        let to = best.iter_mut().zip(place);
        let from = first.iter().zip(second.iter().zip(third));
        for ((best, place), (a, (b, c))) in to.zip(from) {
            let a = Candidates(load(a), i32x4_splat(0));
            let b = Candidates(load(b), i32x4_splat(KERNEL as i32));
            let c = Candidates(load(c), i32x4_splat(2 * KERNEL as i32));
            let winner = a.or(b).or(c);
            store(winner.0, best);
            store(winner.1, place);
        }
        first.len() * LANES
    }

    /// Columns `2 x` and `2 x + 1` of four windows from `at` on.
    fn pairs<T>(values: &[T], at: usize) -> Option<(v128, v128)> {
        let (low, rest) = values.get(at..)?.split_first_chunk::<LANES>()?;
        let (low, high) = (load(low), load(rest.first_chunk::<LANES>()?));
        Some((
            i32x4_shuffle::<0, 2, 4, 6>(low, high),
            i32x4_shuffle::<1, 3, 5, 7>(low, high),
        ))
    }

    pub fn across(columns: &Columns, output: &mut [f32], winners: &mut [u8]) -> usize {
        let windows = output.as_chunks_mut::<LANES>().0;
        let winners = winners.as_chunks_mut::<LANES>().0;
        let mut done = 0;
        for (output, winners) in windows.iter_mut().zip(winners) {
            let four = |at: usize| {
                let (even, odd) = pairs(&columns.best, at)?;
                let (even_place, odd_place) = pairs(&columns.place, at)?;
                Some((
                    Candidates(even, even_place),
                    Candidates(odd, i32x4_add(odd_place, i32x4_splat(1))),
                ))
            };
            let (Some((left, middle)), Some((right, _))) = (four(2 * done), four(2 * done + 2))
            else {
                break;
            };
            let right = Candidates(right.0, i32x4_add(right.1, i32x4_splat(2)));
            let winner = left.or(middle).or(right);
            store(winner.0, output);
            let halves = i16x8_narrow_i32x4(winner.1, winner.1);
            let bytes = u8x16_narrow_i16x8(halves, halves);
            *winners = u32x4_extract_lane::<0>(bytes).to_le_bytes();
            done += LANES;
        }
        done
    }
}
