//! The map as a picture to look at, and which pixel lies where on it; pure functions.

use crate::render::Rgba;

/// A frame that fills the whole picture: left, top, right, bottom, as shares of its sides.
pub const WHOLE: [f64; 4] = [0.0, 0.0, 1.0, 1.0];

/// Draws `map` (a square of `side`, RGBA) inside of `frame` of a picture, over what is `under` it
/// there; `opacity` in 0..1. Outside of the frame nothing is touched.
///
/// Pixels are repeated, not smoothed. A `map` of another length than `side` says is left out.
pub fn in_place(
    picture: &mut Rgba,
    under: &[u8],
    map: &[u8],
    side: u32,
    frame: [f64; 4],
    opacity: f32,
) {
    let opacity = opacity.clamp(0.0, 1.0);
    if map.len() != (side * side * 4) as usize || under.len() != picture.bytes.len() {
        return;
    }
    let (width, height) = (picture.width, picture.height);
    let [left, top, right, bottom] = frame;
    for y in reach(top, bottom, height) {
        for x in reach(left, right, width) {
            let at = (
                (f64::from(x) + 0.5) / f64::from(width),
                (f64::from(y) + 0.5) / f64::from(height),
            );
            let Some((mx, my)) = pixel_at(frame, at, side) else {
                continue;
            };
            let to = ((y * width + x) * 4) as usize;
            let from = ((my * side + mx) * 4) as usize;
            for c in 0..3 {
                let mixed =
                    f32::from(map[from + c]) * opacity + f32::from(under[to + c]) * (1.0 - opacity);
                picture.bytes[to + c] = mixed.round() as u8;
            }
        }
    }
}

/// The pixels of a row or column of so many that may lie between two shares of it.
fn reach(from: f64, to: f64, count: u32) -> std::ops::Range<u32> {
    let length = f64::from(count);
    (from * length) as u32..((to * length).ceil() as u32).min(count)
}

/// The pixel of a square of `side` at a place of the picture, in shares of its sides.
pub fn pixel_at(frame: [f64; 4], (x, y): (f64, f64), side: u32) -> Option<(u32, u32)> {
    let [left, top, right, bottom] = frame;
    let inside = (left..right).contains(&x) && (top..bottom).contains(&y);
    let index = |at: f64, from: f64, to: f64| {
        let share = (at - from) / (to - from);
        ((share * f64::from(side)) as u32).min(side.saturating_sub(1))
    };
    inside.then(|| (index(x, left, right), index(y, top, bottom)))
}

/// The middle of a pixel, in shares of the picture's sides.
pub fn place_of(frame: [f64; 4], (x, y): (u32, u32), side: u32) -> (f64, f64) {
    let [left, top, right, bottom] = frame;
    let share = |i: u32| (f64::from(i) + 0.5) / f64::from(side.max(1));
    (
        left + (right - left) * share(x),
        top + (bottom - top) * share(y),
    )
}

/// The value of each channel at a pixel, from `values` of shape `[3, side, side]`.
pub fn components(values: &[f32], (x, y): (u32, u32), side: u32) -> Option<[f32; 3]> {
    let (plane, at) = ((side * side) as usize, (y * side + x) as usize);
    (x < side && y < side && values.len() == 3 * plane)
        .then(|| [values[at], values[plane + at], values[2 * plane + at]])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pixel_is_found_again_at_its_own_middle() {
        let frame = [0.25, 0.0, 0.75, 1.0];
        for pixel in [(0, 0), (3, 1), (7, 7)] {
            assert_eq!(pixel_at(frame, place_of(frame, pixel, 8), 8), Some(pixel));
        }
        assert_eq!(pixel_at(frame, (0.2, 0.5), 8), None);
    }

    #[test]
    fn lays_one_map_after_another_into_its_frame_and_leaves_the_rest_alone() {
        let under = [100, 100, 100, 255].repeat(4);
        let mut picture = Rgba {
            bytes: under.clone(),
            width: 4,
            height: 1,
        };
        let frame = [0.25, 0.0, 0.75, 1.0];
        let place = picture.bytes.as_ptr();
        let outside = [100, 100, 100, 255];
        for (opacity, inside) in [(0.5, [150, 50, 75, 255]), (1.0, [200, 0, 50, 255])] {
            in_place(&mut picture, &under, &[200, 0, 50, 255], 1, frame, opacity);
            assert_eq!(picture.bytes, [outside, inside, inside, outside].concat());
        }
        assert_eq!(picture.bytes.as_ptr(), place, "nothing is copied");
    }

    #[test]
    fn takes_components_channel_by_channel() {
        let values = [
            1.0, 2.0, 3.0, 4.0, 10.0, 20.0, 30.0, 40.0, -1.0, -2.0, -3.0, -4.0,
        ];
        assert_eq!(components(&values, (1, 1), 2), Some([4.0, 40.0, -4.0]));
        assert_eq!(components(&values, (2, 0), 2), None);
    }
}
