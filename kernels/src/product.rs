//! Matrix products whose right side is read through taps: a convolution is one of them.

use std::ops::Range;

use crate::activation::Activation;
use crate::lanes::{self, Lanes, WIDE, Work};
use crate::team::{Shared, Team};

/// Rows of the left side that are worked on at once.
///
/// With [`WIDE`] vectors of columns these are eight sums: enough to hide the time an addition
/// takes, and few enough for the registers of x86-64 and for what browsers make of WebAssembly. With
/// twelve the compiler runs out of sixteen registers, and the product takes twice as long.
pub(crate) const ROWS: usize = 4;

/// Products that are summed before they are added to the others: then roundings grow with the block
/// and the number of blocks, not with the depth. Near the square root of the depths, 16 to 1000.
const BLOCK: usize = 16;

/// Most numbers that are read past the end of a source, and have to exist there.
pub(crate) const SLACK: usize = 32;

/// The left side of a product, `[rows, depth]`, in panels of [`ROWS`] rows: `[rows / 4, depth, 4]`.
#[derive(Debug, Clone)]
pub(crate) struct Left {
    pub rows: usize,
    pub depth: usize,
    pub panels: Vec<f32>,
}

impl Left {
    pub fn pack(rows: usize, depth: usize, at: &dyn Fn(usize, usize) -> f32) -> Self {
        let mut panels = Vec::with_capacity(rows.next_multiple_of(ROWS) * depth);
        for first in (0..rows).step_by(ROWS) {
            for k in 0..depth {
                panels.extend((first..first + ROWS).map(|row| match row < rows {
                    true => at(row, k),
                    false => 0.0,
                }));
            }
        }
        Self {
            rows,
            depth,
            panels,
        }
    }

    /// The same rows with the columns `kept` alone, in `into`.
    pub fn select(&self, kept: &[usize], into: &mut Left) {
        into.rows = self.rows;
        into.depth = kept.len();
        into.panels.clear();
        for panel in self.panels.chunks_exact(ROWS * self.depth) {
            for k in kept {
                into.panels
                    .extend_from_slice(&panel[ROWS * k..ROWS * (k + 1)]);
            }
        }
    }

    pub fn empty() -> Self {
        Self {
            rows: 0,
            depth: 0,
            panels: Vec::new(),
        }
    }
}

/// The right side of a product, `[depth, pixels]`: row `k` at pixel `(y, x)` is
/// `source[taps[k] + y * row_step + x]`.
#[derive(Clone, Copy)]
pub(crate) struct Right<'a> {
    pub source: &'a [f32],
    pub taps: &'a [usize],
    /// Pixels of a row; rows follow each other in `pixels`.
    pub width: usize,
    pub row_step: usize,
    /// Zeroes the numbers at whose place it is zero or less.
    pub mask: Option<&'a [f32]>,
}

/// What a product is added to.
#[derive(Clone, Copy)]
pub(crate) enum Start<'a> {
    Zero,
    /// One number per row.
    Bias(&'a [f32]),
    /// What stands in the output.
    Output,
}

/// The output, `[rows, stride]`, of which the pixels of the product are written.
#[derive(Clone, Copy)]
pub(crate) struct Output<'a> {
    pub values: Shared<'a, f32>,
    pub stride: usize,
    pub start: Start<'a>,
    pub activation: Activation,
}

/// Multiplies for all `pixels`, by the threads that there are.
pub(crate) fn multiply_together(
    left: &Left,
    right: Right<'_>,
    pixels: usize,
    output: Output<'_>,
    panels: &mut Panels,
) {
    let team = Team::now();
    let panels = panels.of(team, panel_size(left.depth));
    let products = left.rows * left.depth * MOST_COLUMNS;
    team.share(pixels.div_ceil(MOST_COLUMNS), products, &|member, tiles| {
        let first = tiles.start * MOST_COLUMNS;
        let product = Product {
            left,
            right,
            pixels: first..pixels.min(tiles.end * MOST_COLUMNS),
            column: first,
            output,
            // SAFETY: each thread has its own.
            panel: unsafe { panels.member(member) },
        };
        product.made();
    });
}

/// Multiplies for some pixels, of which the first is column 0 of the output.
pub(crate) fn multiply(
    left: &Left,
    right: Right<'_>,
    pixels: Range<usize>,
    output: Output<'_>,
    panel: &mut [f32],
) {
    debug_assert_eq!(left.depth, right.taps.len());
    let product = Product {
        left,
        right,
        pixels,
        column: 0,
        output,
        panel,
    };
    product.made();
}

/// Numbers that a product of this depth wants beside.
pub(crate) fn panel_size(depth: usize) -> usize {
    NEAREST.max(depth * MOST_COLUMNS) + SLACK
}

/// A panel for each thread.
#[derive(Default)]
pub(crate) struct Panels(Vec<f32>);

impl Panels {
    pub fn of(&mut self, team: Team, size: usize) -> PanelsOf<'_> {
        let [numbers, bytes] = LINE;
        let size = size.next_multiple_of(numbers);
        let length = team.members * size;
        if self.0.len() < length + numbers {
            self.0.resize(length + numbers, 0.0);
        }
        let begin = self.0.as_ptr().align_offset(bytes).min(numbers);
        PanelsOf {
            numbers: Shared::new(&mut self.0[begin..][..length]),
            size,
        }
    }
}

/// Panels of one size that begin where a line of memory does: where vectors of a panel lay across
/// two lines, as chance had it, the whole product took a quarter longer.
#[derive(Clone, Copy)]
pub(crate) struct PanelsOf<'a> {
    numbers: Shared<'a, f32>,
    size: usize,
}

impl<'a> PanelsOf<'a> {
    /// # Safety
    /// No two have the same at a time.
    pub unsafe fn member(self, member: usize) -> &'a mut [f32] {
        // SAFETY: as the caller promises.
        unsafe {
            self.numbers
                .some(member * self.size..(member + 1) * self.size)
        }
    }
}

struct Product<'a> {
    left: &'a Left,
    right: Right<'a>,
    pixels: Range<usize>,
    /// Where the first of them lies in the output.
    column: usize,
    output: Output<'a>,
    panel: &'a mut [f32],
}

impl Product<'_> {
    /// Once in the program, for both that ask for it.
    #[inline(never)]
    fn made(self) {
        lanes::run(self);
    }
}

impl Work for Product<'_> {
    /// Goes over the pixels in tiles of [`WIDE`] vectors. A rest that fits
    /// one vector takes two as well: one alone is no faster.
    #[inline(always)]
    unsafe fn run<L: Lanes>(self) {
        const { assert!(L::COUNT * WIDE <= MOST_COLUMNS) };
        let Self {
            left,
            right,
            pixels,
            column,
            output,
            panel,
        } = self;
        let wide = L::COUNT * WIDE;
        let most = (NEAREST / (left.depth * wide)).clamp(1, MOST_TILES);
        let panel = &mut panel[..most * left.depth * wide + SLACK];
        let mut first = pixels.start;
        while first < pixels.end {
            let rest = pixels.end - first;
            let tiles = Tiles {
                first,
                column: column + first - pixels.start,
                end: pixels.end,
                count: rest.div_ceil(wide).min(most),
            };
            // SAFETY: as the caller promises.
            unsafe { tiles.multiply::<L>(left, right, output, panel) };
            first += rest.min(tiles.count * wide);
        }
    }
}

/// Numbers of panels that are kept in the processor's nearest memory, beside the weights.
const NEAREST: usize = 4096;

/// Most tiles that are worked on before the weights change: what is written then lies side by side.
const MOST_TILES: usize = 8;

/// Some tiles one after the other.
#[derive(Clone, Copy)]
struct Tiles {
    /// First pixel.
    first: usize,
    /// Where it begins in the output.
    column: usize,
    /// Behind the last pixel that exists.
    end: usize,
    count: usize,
}

impl Tiles {
    #[inline(always)]
    unsafe fn multiply<L: Lanes>(
        self,
        left: &Left,
        right: Right<'_>,
        output: Output<'_>,
        panel: &mut [f32],
    ) {
        let wide = L::COUNT * WIDE;
        let length = left.depth * wide;
        // In their order: each may write over the beginning of the next.
        for k in 0..self.count {
            let (tile, panel) = (self.tile(k, wide), &mut panel[k * length..]);
            // SAFETY: as the caller promises.
            unsafe { tile.pack::<L>(right, panel) };
        }
        for (index, rows) in left.panels.chunks_exact(ROWS * left.depth).enumerate() {
            let first = ROWS * index;
            let count = ROWS.min(left.rows - first);
            for (k, panel) in panel.chunks_exact(length).take(self.count).enumerate() {
                let tile = self.tile(k, wide);
                // SAFETY: as the caller promises; `rows` and `panel` are as long as they have to be.
                unsafe {
                    let mut sums = tile.begin::<L>(output, first, count);
                    add_products::<L>(&mut sums, rows, panel);
                    tile.end::<L>(output, first, count, sums);
                }
            }
        }
    }

    #[inline(always)]
    fn tile(self, index: usize, wide: usize) -> Tile {
        let begin = index * wide;
        Tile {
            pixel: self.first + begin,
            column: self.column + begin,
            columns: wide.min(self.end - self.first - begin),
        }
    }
}

/// Numbers of a line of the processor's nearest memory, and their bytes.
const LINE: [usize; 2] = [16, 64];

/// Columns of the widest tile.
pub(crate) const MOST_COLUMNS: usize = 16;

/// Some pixels that lie side by side.
#[derive(Clone, Copy)]
pub(crate) struct Tile {
    pub pixel: usize,
    /// Where it begins in the output.
    pub column: usize,
    /// How many of its pixels exist.
    pub columns: usize,
}

impl Tile {
    /// Writes the tile's columns of the right side row by row, `[depth, N]`.
    #[inline(always)]
    pub unsafe fn pack<L: Lanes>(self, right: Right<'_>, panel: &mut [f32]) {
        // SAFETY: as the caller promises.
        unsafe {
            match L::COUNT * WIDE {
                8 => self.pack_columns::<L, 8>(right, panel),
                _ => self.pack_columns::<L, MOST_COLUMNS>(right, panel),
            }
        }
    }

    #[inline(always)]
    unsafe fn pack_columns<L: Lanes, const N: usize>(self, right: Right<'_>, panel: &mut [f32]) {
        let (y, x) = (self.pixel / right.width, self.pixel % right.width);
        let begin = y * right.row_step + x;
        let in_first_row = right.width - x;
        if let Some(mask) = right.mask {
            debug_assert!(in_first_row >= self.columns);
            for (tap, row) in right.taps.iter().zip(panel.chunks_exact_mut(N)) {
                let from = right.source[tap + begin..][..N].chunks_exact(L::COUNT);
                let mask = mask[tap + begin..][..N].chunks_exact(L::COUNT);
                for ((to, value), mask) in row.chunks_exact_mut(L::COUNT).zip(from).zip(mask) {
                    // SAFETY: as the caller promises; every chunk is a whole vector.
                    unsafe {
                        let value = L::load(value.as_ptr()).passed(L::load(mask.as_ptr()));
                        value.store(to.as_mut_ptr());
                    }
                }
            }
            return;
        }
        if in_first_row >= self.columns {
            for (tap, row) in right.taps.iter().zip(panel.chunks_exact_mut(N)) {
                row.copy_from_slice(&right.source[tap + begin..][..N]);
            }
            return;
        }
        // Pieces of several rows. Each is copied as if it filled the tile: what it writes too
        // much is overwritten by the next piece, or by the next row of the panel.
        let next = (y + 1) * right.row_step;
        for (k, tap) in right.taps.iter().enumerate() {
            copy::<N>(&right.source[tap + begin..], &mut panel[k * N..]);
            let (mut done, mut from) = (in_first_row, tap + next);
            while done < self.columns {
                copy::<N>(&right.source[from..], &mut panel[k * N + done..]);
                done += right.width;
                from += right.row_step;
            }
        }
    }

    #[inline(always)]
    unsafe fn begin<L: Lanes>(
        self,
        output: Output<'_>,
        first: usize,
        count: usize,
    ) -> [[L; WIDE]; ROWS] {
        // SAFETY: as the caller promises; every chunk, and `whole`, is as long as what is read and written.
        unsafe {
            let mut sums = [[L::splat(0.0); WIDE]; ROWS];
            match output.start {
                Start::Zero => {}
                Start::Bias(bias) => {
                    for (sums, bias) in sums.iter_mut().zip(&bias[first..first + count]) {
                        *sums = [L::splat(*bias); WIDE];
                    }
                }
                Start::Output => {
                    for (row, sums) in sums.iter_mut().enumerate().take(count) {
                        let at = (first + row) * output.stride + self.column;
                        let values = output.values.some(at..at + self.columns);
                        if self.columns == L::COUNT * WIDE {
                            for (sum, from) in sums.iter_mut().zip(values.chunks_exact(L::COUNT)) {
                                *sum = L::load(from.as_ptr());
                            }
                            continue;
                        }
                        let mut whole = [0.0_f32; MOST_COLUMNS];
                        whole[..self.columns].copy_from_slice(values);
                        for (k, sum) in sums.iter_mut().enumerate() {
                            *sum = L::load(whole[k * L::COUNT..].as_ptr());
                        }
                    }
                }
            }
            sums
        }
    }

    #[inline(always)]
    unsafe fn end<L: Lanes>(
        self,
        output: Output<'_>,
        first: usize,
        count: usize,
        mut sums: [[L; WIDE]; ROWS],
    ) {
        // SAFETY: as the caller promises; every chunk, and `whole`, is as long as what is read and written.
        unsafe {
            if output.activation != Activation::Linear {
                let bounds = L::splats(output.activation.bounds());
                for sum in sums.as_flattened_mut() {
                    *sum = sum.within(bounds);
                }
            }
            for (row, sums) in sums.iter().enumerate().take(count) {
                let at = (first + row) * output.stride + self.column;
                let values = output.values.some(at..at + self.columns);
                if self.columns == L::COUNT * WIDE {
                    for (sum, to) in sums.iter().zip(values.chunks_exact_mut(L::COUNT)) {
                        sum.store(to.as_mut_ptr());
                    }
                } else {
                    let mut whole = [0.0_f32; MOST_COLUMNS];
                    for (k, sum) in sums.iter().enumerate() {
                        sum.store(whole[k * L::COUNT..].as_mut_ptr());
                    }
                    values.copy_from_slice(&whole[..self.columns]);
                }
            }
        }
    }
}

#[inline(always)]
fn copy<const N: usize>(from: &[f32], to: &mut [f32]) {
    to[..N].copy_from_slice(&from[..N]);
}

/// `rows^T panel`, block by block; see [`accumulate`].
#[inline(always)]
pub(crate) unsafe fn products_of<L: Lanes>(rows: &[f32], panel: &[f32]) -> [[L; WIDE]; ROWS] {
    let (first, rest) = rows.split_at((ROWS * BLOCK).min(rows.len()));
    let (first_of_panel, panel) = panel.split_at((BLOCK * L::COUNT * WIDE).min(panel.len()));
    // SAFETY: as the caller promises.
    unsafe {
        let mut sums = accumulate::<L>(first, first_of_panel);
        add_products::<L>(&mut sums, rest, panel);
        sums
    }
}

/// Adds `rows^T panel` block by block.
#[inline(always)]
unsafe fn add_products<L: Lanes>(sums: &mut [[L; WIDE]; ROWS], rows: &[f32], panel: &[f32]) {
    let blocks = rows.chunks(ROWS * BLOCK);
    for (rows, panel) in blocks.zip(panel.chunks(BLOCK * L::COUNT * WIDE)) {
        // SAFETY: as the caller promises.
        unsafe { add::<L>(sums, accumulate::<L>(rows, panel)) };
    }
}

#[inline(always)]
unsafe fn add<L: Lanes>(sums: &mut [[L; WIDE]; ROWS], part: [[L; WIDE]; ROWS]) {
    for (sum, part) in sums.as_flattened_mut().iter_mut().zip(part.as_flattened()) {
        // SAFETY: as the caller promises.
        *sum = unsafe { sum.plus(*part) };
    }
}

/// `rows^T panel`: `rows` is `[depth, 4]`, `panel` `[depth, WIDE vectors]`.
#[inline(always)]
unsafe fn accumulate<L: Lanes>(rows: &[f32], panel: &[f32]) -> [[L; WIDE]; ROWS] {
    // SAFETY: as the caller promises.
    let mut sums = unsafe { [[L::splat(0.0); WIDE]; ROWS] };
    for (weights, columns) in rows
        .as_chunks::<ROWS>()
        .0
        .iter()
        .zip(panel.chunks_exact(L::COUNT * WIDE))
    {
        // SAFETY: as the caller promises; `columns` has `WIDE` vectors.
        unsafe {
            let columns: [L; WIDE] =
                std::array::from_fn(|k| L::load(columns.as_ptr().add(k * L::COUNT)));
            for (weight, sums) in weights.iter().zip(&mut sums) {
                let weight = L::broadcast(weight);
                for (sum, column) in sums.iter_mut().zip(columns) {
                    *sum = sum.add_product(weight, column);
                }
            }
        }
    }
    sums
}
