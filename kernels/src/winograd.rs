//! The way back through 3x3 convolutions in steps of one by fewer products: F(2x2, 3x3) of Winograd's algorithms,
//! as in Lavin and Gray, "Fast algorithms for convolutional neural networks" (2016).
//!
//! Two by two pixels of what is made come from four by four of what is read. Both are turned into sixteen
//! numbers, each of which is multiplied on its own: 16 products instead of 36.
//!
//! Numbers: about one bit of each is lost, as the sums before and after the products round too. What is
//! made of nine zeros is exactly zero. What is not a number makes those that are made of it not a number,
//! and no others; an infinity may do so too.

use std::ops::Range;

use crate::lanes::{self, Lanes, WIDE, Work};
use crate::product::{Left, MOST_COLUMNS, Panels, ROWS, Right, SLACK, Tile, products_of};
use crate::team::{Shared, Team};

/// Side of the pieces of the input; those of the output overlap by nothing, these by two.
pub(crate) const SIDE: usize = 4;

/// Pixels of an output's piece along a side.
pub(crate) const STEP: usize = 2;

/// Numbers of a piece.
pub(crate) const PLACES: usize = SIDE * SIDE;

/// Weights `[rows, 16 x depth]`, of kernels `[3, 3]` by row and column; rounded once.
pub(crate) fn pack(rows: usize, depth: usize, at: &dyn Fn(usize, usize, usize) -> f32) -> Left {
    /// A row of a kernel, or a column.
    fn turned([a, b, c]: [f64; 3]) -> [f64; SIDE] {
        [a, 0.5 * (a + b + c), 0.5 * (a - b + c), c]
    }
    let mut numbers = vec![0.0; rows * PLACES * depth];
    for (row, numbers) in numbers.chunks_exact_mut(PLACES * depth).enumerate() {
        for k in 0..depth {
            let lines: [[f64; SIDE]; 3] = std::array::from_fn(|y| {
                turned(std::array::from_fn(|x| f64::from(at(row, k, 3 * y + x))))
            });
            for x in 0..SIDE {
                for (y, number) in turned(lines.map(|line| line[x])).into_iter().enumerate() {
                    numbers[(y * SIDE + x) * depth + k] = number as f32;
                }
            }
        }
    }
    Left::pack(rows, PLACES * depth, &|row, k| {
        numbers[row * PLACES * depth + k]
    })
}

/// Convolves with what [`pack`] made; the taps are `[depth, 4, 4]`, and what the right side has for
/// pixels are the pieces.
pub(crate) fn convolve(left: &Left, right: Right<'_>, to: To<'_>, panels: &mut Panels) {
    debug_assert_eq!(left.depth, right.taps.len());
    let team = Team::now();
    let wide = lanes::columns();
    let panels = panels.of(team, PLACES * far(left, wide));
    let pieces = right.width * to.size[0].div_ceil(STEP);
    let products = left.rows * left.depth * wide;
    team.share(pieces.div_ceil(wide), products, &|member, tiles| {
        lanes::run(Convolution {
            left,
            right,
            pieces: tiles.start * wide..pieces.min(tiles.end * wide),
            to,
            // SAFETY: each thread has its own.
            panel: unsafe { panels.member(member) },
        });
    });
}

struct Convolution<'a> {
    left: &'a Left,
    right: Right<'a>,
    pieces: Range<usize>,
    to: To<'a>,
    panel: &'a mut [f32],
}

impl Work for Convolution<'_> {
    #[inline(always)]
    unsafe fn run<L: Lanes>(self) {
        const { assert!(L::COUNT * WIDE <= MOST_COLUMNS) };
        let Self {
            left,
            right,
            pieces,
            to,
            panel,
        } = self;
        let mut first = pieces.start;
        while first < pieces.end {
            let end = pieces.end.min(first + L::COUNT * WIDE);
            // SAFETY: as the caller promises.
            unsafe { some::<L>(left, right, first..end, to, panel) };
            first = end;
        }
    }
}

/// How far apart a panel's places are: a line of memory more than they need, or else what is written of
/// one channel would all compete for the same few lines of the processor's nearest memory.
fn far(left: &Left, wide: usize) -> usize {
    left.depth / PLACES * wide + MOST_COLUMNS
}

/// Pixels of the pieces side by side, in two rows.
type Lines = [[f32; STEP * MOST_COLUMNS]; STEP];

/// As many pieces as the vectors hold, or as there are.
#[inline(always)]
unsafe fn some<L: Lanes>(
    left: &Left,
    right: Right<'_>,
    pieces: Range<usize>,
    to: To<'_>,
    panel: &mut [f32],
) {
    let depth = left.depth / PLACES;
    let wide = L::COUNT * WIDE;
    let far = far(left, wide);
    let panel = &mut panel[..PLACES * far];
    let tile = Tile {
        pixel: pieces.start,
        column: 0,
        columns: pieces.len(),
    };
    // SAFETY: as the caller promises.
    unsafe {
        tile.turn::<L>(right, far, panel);
        let mut lines = [[0.0_f32; STEP * MOST_COLUMNS]; STEP];
        let mut products = [[[L::splat(0.0); WIDE]; ROWS]; PLACES];
        for (index, rows) in left.panels.chunks_exact(ROWS * left.depth).enumerate() {
            let places = rows.chunks_exact(ROWS * depth);
            let panels = panel.chunks_exact(far).map(|panel| &panel[..depth * wide]);
            for ((rows, panel), sums) in places.zip(panels).zip(&mut products) {
                *sums = products_of::<L>(rows, panel);
            }
            let first = ROWS * index;
            for row in 0..ROWS.min(left.rows - first) {
                turn_back(&products, row, &mut lines);
                to.put::<L>(first + row, pieces.clone(), right.width, &lines);
            }
        }
    }
}

impl Tile {
    /// Writes the sixteen numbers of each piece, `[16, far]`, of which `[depth, wide]` are used.
    #[inline(always)]
    unsafe fn turn<L: Lanes>(self, right: Right<'_>, far: usize, panel: &mut [f32]) {
        let wide = L::COUNT * WIDE;
        // Of one channel, as it lies in the input.
        let mut plain = [0.0_f32; PLACES * MOST_COLUMNS + SLACK];
        for (channel, taps) in right.taps.chunks_exact(PLACES).enumerate() {
            let right = Right { taps, ..right };
            // SAFETY: as the caller promises; every slice that is read or written has a vector's length.
            unsafe {
                self.pack::<L>(right, &mut plain);
                for vector in (0..wide).step_by(L::COUNT) {
                    let mut piece = [[L::splat(0.0); SIDE]; SIDE];
                    for (place, number) in piece.as_flattened_mut().iter_mut().enumerate() {
                        *number = L::load(plain[place * wide + vector..][..L::COUNT].as_ptr());
                    }
                    let [a, b, c, d] = piece;
                    let rows = [
                        both(a, c, L::minus),
                        both(b, c, L::plus),
                        both(c, b, L::minus),
                        both(b, d, L::minus),
                    ];
                    for (y, [a, b, c, d]) in rows.into_iter().enumerate() {
                        let row = [a.minus(c), b.plus(c), c.minus(b), b.minus(d)];
                        for (x, number) in row.into_iter().enumerate() {
                            let at = (SIDE * y + x) * far + channel * wide + vector;
                            number.store(panel[at..][..L::COUNT].as_mut_ptr());
                        }
                    }
                }
            }
        }
    }
}

/// Of two rows, column by column.
#[inline(always)]
unsafe fn both<L: Lanes, const N: usize>(
    a: [L; N],
    b: [L; N],
    made: unsafe fn(L, L) -> L,
) -> [L; N] {
    let mut row = a;
    for (to, b) in row.iter_mut().zip(b) {
        // SAFETY: as the caller promises.
        *to = unsafe { made(*to, b) };
    }
    row
}

/// `A^T m A` of a row of the products.
#[inline(always)]
unsafe fn turn_back<L: Lanes>(
    products: &[[[L; WIDE]; ROWS]; PLACES],
    row: usize,
    lines: &mut Lines,
) {
    for vector in 0..WIDE {
        // SAFETY: as the caller promises; a line has as many numbers as the vectors.
        unsafe {
            let mut rows = [[L::splat(0.0); STEP]; SIDE];
            for (row_of, places) in rows.iter_mut().zip(products.chunks_exact(SIDE)) {
                let [a, b, c, d] = [0, 1, 2, 3].map(|x: usize| places[x][row][vector]);
                *row_of = [a.plus(b).plus(c), b.minus(c).minus(d)];
            }
            let [a, b, c, d] = rows;
            let pixels = [
                both(both(a, b, L::plus), c, L::plus),
                both(both(b, c, L::minus), d, L::minus),
            ];
            for (line, [left, right]) in lines.iter_mut().zip(pixels) {
                for (half, numbers) in left.in_turns(right).into_iter().enumerate() {
                    let at = (STEP * vector + half) * L::COUNT;
                    numbers.store(line[at..][..L::COUNT].as_mut_ptr());
                }
            }
        }
    }
}

/// What is made, `[channels, h, w]`.
#[derive(Clone, Copy)]
pub(crate) struct To<'a> {
    pub values: Shared<'a, f32>,
    pub size: [usize; 2],
    /// To what stands there, or else in its place.
    pub add: bool,
}

impl To<'_> {
    /// Puts the pixels of these pieces, `wide` of which lie side by side, where they belong, and leaves
    /// out those outside.
    #[inline(always)]
    unsafe fn put<L: Lanes>(self, row: usize, pieces: Range<usize>, wide: usize, lines: &Lines) {
        let [height, width] = self.size;
        let plane = row * height * width;
        let mut piece = pieces.start;
        while piece < pieces.end {
            let (y, x) = (STEP * (piece / wide), STEP * (piece % wide));
            let count = (pieces.end - piece).min(wide - piece % wide);
            let columns = (STEP * count).min(width - x);
            let begin = STEP * (piece - pieces.start);
            for (y, line) in (y..height).zip(lines) {
                let at = plane + y * width + x;
                let line = &line[begin..begin + columns];
                // SAFETY: as the caller promises.
                unsafe {
                    let to = self.values.some(at..at + columns);
                    if self.add {
                        write::<L>(to, line, |to, number| to.plus(number));
                    } else {
                        // Added to zero, or else the loop becomes a call that copies memory, which takes longer.
                        let zero = L::splat(0.0);
                        write::<L>(to, line, |_, number| number.plus(zero));
                    }
                }
            }
            piece += count;
        }
    }
}

/// Makes every number of what stands there and what lies in the line.
#[inline(always)]
unsafe fn write<L: Lanes>(to: &mut [f32], line: &[f32], made: impl Fn(L, L) -> L) {
    let whole = to.len() / L::COUNT * L::COUNT;
    let ((to, rest), (line, rest_of_line)) = (to.split_at_mut(whole), line.split_at(whole));
    // SAFETY: as the caller promises; every chunk, and `last`, is a whole vector.
    unsafe {
        for (to, line) in to
            .chunks_exact_mut(L::COUNT)
            .zip(line.chunks_exact(L::COUNT))
        {
            made(L::load(to.as_ptr()), L::load(line.as_ptr())).store(to.as_mut_ptr());
        }
        for (to, number) in rest.iter_mut().zip(rest_of_line) {
            let mut last = [0.0_f32; MOST_COLUMNS];
            made(L::splat(*to), L::splat(*number)).store(last.as_mut_ptr());
            *to = last[0];
        }
    }
}
