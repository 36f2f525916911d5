//! Fewer bits per channel, spread over the same range.
//!
//! With `n` bits there are the levels `0..=m`, `m = 2^n - 1`. A value `v` goes to the
//! nearest, `k = round(v m / 255)`, and is shown as `round(255 k / m)`. Neither division
//! can end in one half, 255 and `m` being odd: there are no ties to settle.

use crate::image::{ImageError, Picture};
use crate::spec::{ChangeSpec, Text};

/// [`reduced`] to 5 bits.
pub const FIVE: ChangeSpec = ChangeSpec {
    id: "bits-5",
    name: Text::new("5 bits per channel", "5 bits par canal"),
};

/// [`reduced`] to 4 bits.
pub const FOUR: ChangeSpec = ChangeSpec {
    id: "bits-4",
    name: Text::new("4 bits per channel", "4 bits par canal"),
};

/// The picture with `bits` bits per channel, 1 to 8.
///
/// # Errors
/// None.
pub fn reduced(picture: &Picture, bits: u32) -> Result<Picture, ImageError> {
    let most = (1 << bits.clamp(1, 8)) - 1;
    let rgb = picture
        .rgb()
        .iter()
        .map(|&value| {
            let level = nearest(u32::from(value) * most, 255);
            nearest(255 * level, most) as u8
        })
        .collect();
    Picture::new(picture.width(), picture.height(), rgb)
}

/// `a / b`, rounded to the nearest.
fn nearest(a: u32, b: u32) -> u32 {
    (2 * a + b) / (2 * b)
}
