//! Moved by one pixel. What comes in at the edge repeats the edge.

use crate::image::{ImageError, Picture};
use crate::spec::{ChangeSpec, Text};

/// What the page shows of [`right`].
pub const RIGHT: ChangeSpec = ChangeSpec {
    id: "shift-right-1",
    name: Text::new(
        "Shifted right by one pixel",
        "Décalage d’un pixel vers la droite",
    ),
};

/// What the page shows of [`down`].
pub const DOWN: ChangeSpec = ChangeSpec {
    id: "shift-down-1",
    name: Text::new(
        "Shifted down by one pixel",
        "Décalage d’un pixel vers le bas",
    ),
};

/// One pixel to the right; the first column stands twice, the last is lost.
///
/// # Errors
/// None.
pub fn right(picture: &Picture) -> Result<Picture, ImageError> {
    let mut rgb = Vec::with_capacity(picture.rgb().len());
    for row in picture.rgb().chunks_exact(3 * picture.width() as usize) {
        rgb.extend_from_slice(&row[..3]);
        rgb.extend_from_slice(&row[..row.len() - 3]);
    }
    Picture::new(picture.width(), picture.height(), rgb)
}

/// One pixel down; the first row stands twice, the last is lost.
///
/// # Errors
/// None.
pub fn down(picture: &Picture) -> Result<Picture, ImageError> {
    let row = 3 * picture.width() as usize;
    let mut rgb = picture.rgb().to_vec();
    rgb.copy_within(..picture.rgb().len() - row, row);
    Picture::new(picture.width(), picture.height(), rgb)
}
