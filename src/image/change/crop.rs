//! Cropped by 5 % and brought back to its size.
//!
//! 2.5 % of the width goes at the left and at the right, 2.5 % of the height at the top and
//! at the bottom, each rounded to the nearest whole pixel (halves up): 6 pixels of 224 or
//! 227. What is left is enlarged with the resampling that the network's input is made with.

use crate::image::{CropBox, ImageError, Picture, resample_bilinear};
use crate::spec::{ChangeSpec, Text};

/// What the page shows of it.
pub const ENTRY: ChangeSpec = ChangeSpec {
    id: "crop-5",
    name: Text::new(
        "Cropped by 5%, then resized back",
        "Rognage de 5\u{202f}%, puis retour à la taille",
    ),
};

/// The middle of the picture, as large as the whole.
///
/// # Errors
/// [`ImageError::OutOfMemory`].
pub fn cropped(picture: &Picture) -> Result<Picture, ImageError> {
    let (width, height) = (picture.width(), picture.height());
    let (left, top) = (margin(width), margin(height));
    let kept = CropBox {
        x0: left,
        y0: top,
        x1: width - left,
        y1: height - top,
    };
    resample_bilinear(picture, kept, width, height)
}

/// `side / 40`, rounded.
fn margin(side: u32) -> u32 {
    side / 40 + u32::from(side % 40 >= 20)
}
