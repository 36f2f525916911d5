//! Which part of a picture the network gets to see.

/// How a picture of any shape becomes a square.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Framing {
    /// A square part of the picture, shapes kept.
    Square {
        /// Where its centre should be, 0 at the left edge, 1 at the right.
        centre_x: f64,
        /// Where its centre should be, 0 at the top edge, 1 at the bottom.
        centre_y: f64,
        /// How many times smaller than the largest possible square its side is, at least 1.
        zoom: f64,
    },
    /// The whole picture, squeezed.
    Squeeze,
}

impl Framing {
    /// The largest square, in the middle.
    pub const CENTRE_SQUARE: Self = Self::Square {
        centre_x: 0.5,
        centre_y: 0.5,
        zoom: 1.0,
    };
}

impl Default for Framing {
    fn default() -> Self {
        Self::CENTRE_SQUARE
    }
}

/// A part of a picture in whole pixels: columns `x0..x1`, rows `y0..y1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CropBox {
    /// First column.
    pub x0: u32,
    /// First row.
    pub y0: u32,
    /// One past the last column.
    pub x1: u32,
    /// One past the last row.
    pub y1: u32,
}

impl CropBox {
    /// All of a picture of this size.
    pub fn whole(width: u32, height: u32) -> Self {
        Self {
            x0: 0,
            y0: 0,
            x1: width,
            y1: height,
        }
    }

    /// Width in pixels.
    pub fn width(self) -> u32 {
        self.x1.saturating_sub(self.x0)
    }

    /// Height in pixels.
    pub fn height(self) -> u32 {
        self.y1.saturating_sub(self.y0)
    }

    /// A box of the picture (first row, first column, the row after the last, the column after the last) in pixels of
    /// this part of it, resampled to `side` each way: cut off where the part ends, each edge at the nearest one
    /// between two pixels. None where nothing of it is left.
    pub fn place_of(self, bounds: [u32; 4], side: u32) -> Option<[u32; 4]> {
        let place = |at: u32, from: u32, length: u32| {
            let share = (f64::from(at) - f64::from(from)) / f64::from(length.max(1));
            (share.clamp(0.0, 1.0) * f64::from(side)).round() as u32
        };
        let row = |at| place(at, self.y0, self.height());
        let column = |at| place(at, self.x0, self.width());
        let [top, left, bottom, right] = bounds;
        let found @ [top, left, bottom, right] =
            [row(top), column(left), row(bottom), column(right)];
        (top < bottom && left < right).then_some(found)
    }

    /// Whether it has pixels and all of them lie in a picture of this size.
    pub fn is_inside(self, width: u32, height: u32) -> bool {
        self.x0 < self.x1 && self.x1 <= width && self.y0 < self.y1 && self.y1 <= height
    }
}

/// The part of a `width` x `height` picture that `framing` asks for.
///
/// It lies inside the picture and has at least one pixel, whatever the numbers (for
/// sides of at least 1): a centre too close to an edge, or not a number, is moved.
/// [`Framing::CENTRE_SQUARE`] gives side `min(width, height)` starting at
/// `(width - side) / 2`, `(height - side) / 2`, both rounded down.
pub fn crop_box(width: u32, height: u32, framing: Framing) -> CropBox {
    let Framing::Square {
        centre_x,
        centre_y,
        zoom,
    } = framing
    else {
        return CropBox::whole(width, height);
    };
    let largest = width.min(height);
    let zoom = if zoom >= 1.0 { zoom } else { 1.0 };
    let side = ((f64::from(largest) / zoom).round() as u32).clamp(1, largest.max(1));
    let (x0, y0) = (start(width, side, centre_x), start(height, side, centre_y));
    CropBox {
        x0,
        y0,
        x1: x0 + side,
        y1: y0 + side,
    }
}

fn start(length: u32, side: u32, centre: f64) -> u32 {
    let centre = if centre.is_nan() { 0.5 } else { centre };
    let first = (centre * f64::from(length) - f64::from(side) / 2.0).floor();
    // A cast from f64 saturates, so what is left to do is the far edge.
    (first as u32).min(length.saturating_sub(side))
}
