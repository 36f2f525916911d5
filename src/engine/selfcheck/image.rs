use crate::image::{ImageError, Picture};

/// Side of the built-in image in pixels.
pub const SIDE: u32 = 64;

/// Of a cell of the coarse grid, in pixels.
const CELL: usize = 8;

/// The built-in image: a coarse grid of random colours, blended, and fine noise of 0..31 on it.
///
/// Integers only, so that it is the same everywhere.
///
/// # Errors
/// None in practice: only what any picture may report, such as no memory.
pub fn picture(seed: u32) -> Result<Picture, ImageError> {
    picture_of(seed, SIDE)
}

/// The same of another side, for networks that see images of one size only.
///
/// # Errors
/// As [`picture`].
pub fn picture_of(seed: u32, side: u32) -> Result<Picture, ImageError> {
    let length = side as usize;
    let cells = length.div_ceil(CELL) + 1;
    let mut state = seed;
    let mut random_byte = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 24
    };
    let grid: Vec<u32> = (0..cells * cells * 3).map(|_| random_byte()).collect();
    let at = |row: usize, column: usize, channel: usize| grid[(row * cells + column) * 3 + channel];
    let mut rgb = Vec::with_capacity(length * length * 3);
    for y in 0..length {
        for x in 0..length {
            for c in 0..3 {
                let (i, v) = (y / CELL, (y % CELL) as u32);
                let (j, u) = (x / CELL, (x % CELL) as u32);
                let upper = (8 - u) * at(i, j, c) + u * at(i, j + 1, c);
                let lower = (8 - u) * at(i + 1, j, c) + u * at(i + 1, j + 1, c);
                let smooth = (8 - v) * upper + v * lower;
                rgb.push((smooth * 7 / 512 + random_byte() / 8) as u8);
            }
        }
    }
    Picture::new(side, side, rgb)
}
