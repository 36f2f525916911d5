//! What happens to images in the world: they are compressed, moved, cropped, blurred.
//!
//! Every change keeps the size and depends on nothing but the pixels, so an image and a
//! changed copy of it can be put through the very same one.
//!
//! To add one: a file with an `ENTRY` and a function, and the two lines below (and its line
//! in the catalogue). Ids are permanent.

pub mod bits;
pub mod blur;
pub mod crop;
pub mod jpeg;
pub mod noise;
pub mod shift;

use super::error::ImageError;
use super::picture::Picture;
use crate::spec::ChangeSpec;

/// Makes a changed copy of the same size.
pub type Change = fn(&Picture) -> Result<Picture, ImageError>;

/// Every change: what it is, and how it is made.
pub const CHANGES: &[(&ChangeSpec, Change)] = &[
    (&jpeg::QUALITY_95, |picture| jpeg::saved(picture, 95)),
    (&jpeg::QUALITY_75, |picture| jpeg::saved(picture, 75)),
    (&jpeg::QUALITY_50, |picture| jpeg::saved(picture, 50)),
    (&jpeg::QUALITY_25, |picture| jpeg::saved(picture, 25)),
    (&shift::RIGHT, shift::right),
    (&shift::DOWN, shift::down),
    (&crop::ENTRY, crop::cropped),
    (&blur::SIGMA_0_5, |picture| blur::blurred(picture, 0.5)),
    (&blur::SIGMA_1, |picture| blur::blurred(picture, 1.0)),
    (&noise::ENTRY, noise::noisy),
    (&bits::FIVE, |picture| bits::reduced(picture, 5)),
    (&bits::FOUR, |picture| bits::reduced(picture, 4)),
];

/// Why there are no changed images.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// An id that stands in no line of [`CHANGES`].
    #[error("there is no change {0:?}")]
    Unknown(String),
    /// The images cannot be taken apart or changed.
    #[error(transparent)]
    Image(#[from] ImageError),
}

/// Puts `count` images, `[count, side, side, 3]`, through the changes with the ids `only`, in
/// that order: `[only, count, side, side, 3]`. No ids: through all of [`CHANGES`].
///
/// # Errors
/// [`ChangeError::Unknown`] for an id that does not exist; [`ImageError::BadSize`] for no
/// images or a buffer of another length, with the size of all of them one below the other;
/// and those of the changes.
pub fn changes(rgb: &[u8], side: u32, count: u32, only: &[String]) -> Result<Vec<u8>, ChangeError> {
    let chosen = chosen(only)?;
    let images = images(rgb, side, count)?;
    let mut all = Vec::with_capacity(chosen.len() * rgb.len());
    for change in chosen {
        for image in &images {
            all.extend_from_slice(change(image)?.rgb());
        }
    }
    Ok(all)
}

fn chosen(only: &[String]) -> Result<Vec<Change>, ChangeError> {
    if only.is_empty() {
        return Ok(CHANGES.iter().map(|&(_, change)| change).collect());
    }
    only.iter().map(|id| with_id(id)).collect()
}

fn with_id(id: &str) -> Result<Change, ChangeError> {
    let found = CHANGES.iter().find(|(spec, _)| spec.id == id);
    found
        .map(|&(_, change)| change)
        .ok_or_else(|| ChangeError::Unknown(id.to_owned()))
}

fn images(rgb: &[u8], side: u32, count: u32) -> Result<Vec<Picture>, ImageError> {
    let bytes = 3 * u128::from(side) * u128::from(side) * u128::from(count);
    if bytes == 0 || bytes != rgb.len() as u128 {
        return Err(ImageError::BadSize {
            width: side,
            height: side.saturating_mul(count),
        });
    }
    rgb.chunks_exact(rgb.len() / count as usize)
        .map(|rgb| Picture::new(side, side, rgb.to_vec()))
        .collect()
}
