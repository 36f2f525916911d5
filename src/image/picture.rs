//! The one kind of picture everything here speaks: 8-bit RGB in memory.

use super::error::ImageError;
use super::flatten;

/// An RGB picture, 8 bits per channel, rows from top to bottom, pixels from left to right.
///
/// Both sides are at least 1 and the buffer holds exactly `3 * width * height` bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

impl Picture {
    /// Takes `rgb` as a picture, `[height, width, 3]`, values 0..=255.
    ///
    /// # Errors
    /// [`ImageError::BadSize`] for a zero side or a buffer of another length.
    pub fn new(width: u32, height: u32, rgb: Vec<u8>) -> Result<Self, ImageError> {
        let expected = 3 * u128::from(width) * u128::from(height);
        if expected == 0 || rgb.len() as u128 != expected {
            return Err(ImageError::BadSize { width, height });
        }
        Ok(Self { width, height, rgb })
    }

    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The values, `[height, width, 3]`.
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    /// The values, without a copy.
    pub fn into_rgb(self) -> Vec<u8> {
        self.rgb
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} x {})", self.width, self.height)
    }
}

/// Composes RGBA (not premultiplied, 8 bits, `[height, width, 4]`) on white, in the
/// buffer it came in. The second value says whether any pixel was not fully opaque.
///
/// Each channel becomes `(c * a + 255 * (255 - a)) / 255`, rounded to the nearest integer.
/// This is the way in for pictures that the browser decoded.
///
/// # Errors
/// [`ImageError::BadSize`] for a zero side or a buffer of another length.
pub fn picture_from_rgba(
    width: u32,
    height: u32,
    rgba: Vec<u8>,
) -> Result<(Picture, bool), ImageError> {
    if rgba.len() as u128 != 4 * u128::from(width) * u128::from(height) {
        return Err(ImageError::BadSize { width, height });
    }
    let (rgb, transparent) = flatten::rgb_from_rgba(rgba);
    Ok((Picture::new(width, height, rgb)?, transparent))
}

/// An empty buffer with room for `bytes` bytes.
///
/// # Errors
/// [`ImageError::OutOfMemory`] instead of an abort.
pub fn buffer_with_room(bytes: u64) -> Result<Vec<u8>, ImageError> {
    let refused = ImageError::OutOfMemory { bytes };
    let mut buffer = Vec::new();
    let length = usize::try_from(bytes).map_err(|_| refused.clone())?;
    buffer.try_reserve_exact(length).map_err(|_| refused)?;
    Ok(buffer)
}
