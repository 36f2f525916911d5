use crate::image::{ImageError, Picture};

/// Side of the built-in image in pixels.
pub const SIDE: u32 = 64;

/// Cells of the coarse grid; each is 8 pixels wide.
const CELLS: usize = 9;

/// The built-in image: a coarse grid of random colours, blended, and fine noise of 0..31 on it.
///
/// Integers only, so that it is the same everywhere.
///
/// # Errors
/// None in practice: only what any picture may report, such as no memory.
pub fn picture(seed: u32) -> Result<Picture, ImageError> {
    let mut state = seed;
    let mut random_byte = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 24
    };
    let grid: Vec<u32> = (0..CELLS * CELLS * 3).map(|_| random_byte()).collect();
    let at = |row: usize, column: usize, channel: usize| grid[(row * CELLS + column) * 3 + channel];
    let side = SIDE as usize;
    let mut rgb = Vec::with_capacity(side * side * 3);
    for y in 0..side {
        for x in 0..side {
            for c in 0..3 {
                let (i, v) = (y / 8, (y % 8) as u32);
                let (j, u) = (x / 8, (x % 8) as u32);
                let upper = (8 - u) * at(i, j, c) + u * at(i, j + 1, c);
                let lower = (8 - u) * at(i + 1, j, c) + u * at(i + 1, j + 1, c);
                let smooth = (8 - v) * upper + v * lower;
                rgb.push((smooth * 7 / 512 + random_byte() / 8) as u8);
            }
        }
    }
    Picture::new(SIDE, SIDE, rgb)
}
