//! The object over the picture, boxes, and how well they agree; pure functions.

use crate::render::{Rgba, rgba_from_rgb};
use crate::segment::Bounds;

/// Corners in either order, cut off at the picture: a box of at least one pixel.
pub fn between(from: (u32, u32), to: (u32, u32), side: u32) -> Bounds {
    let last = side.saturating_sub(1);
    let [left, right] = [from.0.min(to.0), from.0.max(to.0)].map(|x| x.min(last));
    let [top, bottom] = [from.1.min(to.1), from.1.max(to.1)].map(|y| y.min(last));
    [top, left, bottom + 1, right + 1]
}

/// The picture with all that is not the object darkened, the labelled rest half, and both boxes: that of the
/// object in white, the reader's in yellow.
pub fn shown(
    pixels: &[u8],
    mask: &[u8],
    (found, drawn): (Option<Bounds>, Option<Bounds>),
    side: u32,
) -> Rgba {
    let mut bytes = rgba_from_rgb(pixels);
    for (pixel, label) in bytes.chunks_exact_mut(4).zip(mask) {
        let share = match label {
            2 => continue,
            1 => 2,
            _ => 4,
        };
        for value in &mut pixel[..3] {
            *value /= share;
        }
    }
    let mut picture = Rgba::square(bytes, side);
    for (bounds, colour) in [(found, [255, 255, 255]), (drawn, [255, 220, 0])] {
        if let Some(bounds) = bounds {
            outline(&mut picture, bounds, colour);
        }
    }
    picture
}

fn outline(picture: &mut Rgba, [top, left, bottom, right]: Bounds, colour: [u8; 3]) {
    let (width, height) = (picture.width, picture.height);
    let mut set = |x: u32, y: u32| {
        if x < width && y < height {
            let at = ((y * width + x) * 4) as usize;
            picture.bytes[at..at + 3].copy_from_slice(&colour);
        }
    };
    for x in left..right {
        set(x, top);
        set(x, bottom.saturating_sub(1));
    }
    for y in top..bottom {
        set(left, y);
        set(right.saturating_sub(1), y);
    }
}
