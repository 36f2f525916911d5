//! Moving and zooming the square that the network sees; pure functions.

use crate::image::{CropBox, Framing, crop_box};

/// Largest zoom of the crop square.
pub const MAX_ZOOM: f64 = 8.0;

/// The square moved by `dx`, `dy` whole pixels of a `width` x `height` picture, kept inside.
pub fn moved(framing: Framing, (width, height): (u32, u32), dx: f64, dy: f64) -> Framing {
    let Framing::Square { zoom, .. } = framing else {
        return framing;
    };
    let square = crop_box(width, height, framing);
    let side = f64::from(square.width());
    let centre = |first: u32, by: f64, length: u32| {
        let most = f64::from(length) - side;
        let first = (f64::from(first) + by.round()).clamp(0.0, most.max(0.0));
        // A quarter of a pixel more, so that rounding down finds this very pixel again.
        (first + side / 2.0 + 0.25) / f64::from(length.max(1))
    };
    Framing::Square {
        centre_x: centre(square.x0, dx, width),
        centre_y: centre(square.y0, dy, height),
        zoom,
    }
}

/// The square at another zoom, around the same centre.
pub fn zoomed(framing: Framing, zoom: f64) -> Framing {
    match framing {
        Framing::Square {
            centre_x, centre_y, ..
        } => Framing::Square {
            centre_x,
            centre_y,
            zoom: zoom.clamp(1.0, MAX_ZOOM),
        },
        Framing::Squeeze => framing,
    }
}

/// The zoom of a framing; 1 for the whole picture.
pub fn zoom_of(framing: Framing) -> f64 {
    match framing {
        Framing::Square { zoom, .. } => zoom,
        Framing::Squeeze => 1.0,
    }
}

/// Left, top, right, bottom of what the network sees, as shares of the picture's sides.
pub fn shares((width, height): (u32, u32), framing: Framing) -> [f64; 4] {
    shares_of(crop_box(width, height, framing), (width, height))
}

/// The same of a box that is known in pixels.
pub fn shares_of(part: CropBox, (width, height): (u32, u32)) -> [f64; 4] {
    let (w, h) = (f64::from(width.max(1)), f64::from(height.max(1)));
    let [x0, y0, x1, y1] = [part.x0, part.y0, part.x1, part.y1].map(f64::from);
    [x0 / w, y0 / h, x1 / w, y1 / h]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_pixel(size: (u32, u32), framing: Framing) -> (u32, u32) {
        let part = crop_box(size.0, size.1, framing);
        (part.x0, part.y0)
    }

    #[test]
    fn every_step_moves_by_exactly_one_pixel_and_stops_at_the_edge() {
        let size = (451, 300);
        let mut framing = Framing::CENTRE_SQUARE;
        assert_eq!(first_pixel(size, framing), (75, 0));
        for expected in 76..=151 {
            framing = moved(framing, size, 1.0, 0.0);
            assert_eq!(first_pixel(size, framing), (expected, 0));
        }
        assert_eq!(first_pixel(size, moved(framing, size, 1.0, 5.0)), (151, 0));
    }

    #[test]
    fn zooming_keeps_the_centre_and_stays_in_bounds() {
        let framing = zoomed(Framing::CENTRE_SQUARE, 2.0);
        assert_eq!(shares((400, 400), framing), [0.25, 0.25, 0.75, 0.75]);
        assert_eq!(zoom_of(zoomed(framing, 100.0)), MAX_ZOOM);
        assert_eq!(zoom_of(zoomed(framing, 0.1)), 1.0);
        assert_eq!(zoomed(Framing::Squeeze, 3.0), Framing::Squeeze);
    }
}
