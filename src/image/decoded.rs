//! What is decoded, and which sizes are.

use super::error::ImageError;
use super::format::Format;
use super::picture::Picture;

/// Largest picture taken, in millions of pixels.
pub const MAX_MEGAPIXELS: u32 = 50;

/// A picture and what was done or ignored to get it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The pixels, upright and on white.
    pub picture: Picture,
    /// The format of the file.
    pub format: Format,
    /// A colour profile was in the file and has been ignored.
    pub had_icc_profile: bool,
    /// At least one pixel was not fully opaque.
    pub had_transparency: bool,
    /// Bits per channel as decoded: 8, or 16 where the file has more than 8.
    pub bit_depth: u8,
    /// The file's orientation as EXIF numbers it, 1 to 8, already applied; 1 = as stored.
    pub orientation: u8,
    /// The file has several frames; the picture is the first.
    pub animated: bool,
    /// How the file ends; where it is not as it should be, all pixels are here nevertheless.
    pub ending: Ending,
}

/// How a file ends of which no pixel is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum Ending {
    /// As it should.
    #[default]
    Marked,
    /// A JPEG without its end marker.
    Unmarked,
    /// A progressive JPEG without its last refinements: what it holds is coarse.
    Coarse,
}

/// Refuses a size that no picture here may have.
///
/// # Errors
/// [`ImageError::BadSize`] for a side of zero, [`ImageError::TooLarge`].
pub fn check_size(width: u32, height: u32) -> Result<(), ImageError> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        return Err(ImageError::BadSize { width, height });
    }
    if pixels > u64::from(MAX_MEGAPIXELS) * 1_000_000 {
        return Err(ImageError::TooLarge {
            pixels,
            limit: MAX_MEGAPIXELS,
        });
    }
    Ok(())
}
