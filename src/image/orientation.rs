//! The orientation a camera wrote into the file, and turning the pixels by it.

use image::metadata::Orientation as ExifTag;

use super::error::ImageError;
use super::picture::buffer_with_room;

/// Orientation as numbered by EXIF, 1 to 8; 1 means "as stored".
pub(super) const AS_STORED: u8 = 1;

/// Reads the number from an EXIF block; anything missing or nonsensical counts as 1.
pub(super) fn from_exif(block: Option<&[u8]>) -> u8 {
    // Some writers of PNG and WebP keep the prefix that belongs to JPEG.
    let tag = block.and_then(|block| {
        ExifTag::from_exif_chunk(block.strip_prefix(b"Exif\0\0").unwrap_or(block))
    });
    tag.map_or(AS_STORED, ExifTag::to_exif)
}

/// Turns RGB pixels of `width` x `height` upright; gives the new width, height and pixels.
/// The three orientations that keep the sides work in place.
pub(super) fn apply(
    orientation: u8,
    width: u32,
    height: u32,
    mut rgb: Vec<u8>,
) -> Result<(u32, u32, Vec<u8>), ImageError> {
    match orientation {
        2 => mirror_rows(&mut rgb, width),
        3 => reverse_pixels(&mut rgb),
        4 => {
            reverse_pixels(&mut rgb);
            mirror_rows(&mut rgb, width);
        }
        5..=8 => {
            return transposed(orientation, width, height, &rgb).map(|out| (height, width, out));
        }
        _ => {}
    }
    Ok((width, height, rgb))
}

fn reverse_pixels(rgb: &mut [u8]) {
    rgb.reverse();
    for pixel in rgb.chunks_exact_mut(3) {
        pixel.swap(0, 2);
    }
}

fn mirror_rows(rgb: &mut [u8], width: u32) {
    for row in rgb.chunks_exact_mut(3 * width as usize) {
        reverse_pixels(row);
    }
}

/// Side of the squares the transposition works in, so that both sides of it stay in cache.
const TILE: usize = 32;

fn transposed(orientation: u8, width: u32, height: u32, rgb: &[u8]) -> Result<Vec<u8>, ImageError> {
    let (width, height) = (width as usize, height as usize);
    let mut out = buffer_with_room(rgb.len() as u64)?;
    out.resize(rgb.len(), 0);
    let (from_right, from_bottom) = match orientation {
        5 => (false, false),
        6 => (false, true),
        7 => (true, true),
        _ => (true, false),
    };
    for top in (0..width).step_by(TILE) {
        for left in (0..height).step_by(TILE) {
            for y in top..(top + TILE).min(width) {
                let source_x = if from_right { width - 1 - y } else { y };
                for x in left..(left + TILE).min(height) {
                    let source_y = if from_bottom { height - 1 - x } else { x };
                    let source = 3 * (source_y * width + source_x);
                    let target = 3 * (y * height + x);
                    out[target..target + 3].copy_from_slice(&rgb[source..source + 3]);
                }
            }
        }
    }
    Ok(out)
}
