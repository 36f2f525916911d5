//! From a picture to the bytes of a PNG file, and the proof that they are the same picture.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

use super::decode::decode;
use super::error::ImageError;
use super::picture::Picture;

/// A picture as a PNG file, 8 bits per channel, RGB, without any metadata.
///
/// Lossless: [`decode`] gives back the same values. The quickest compression is used, the
/// one that the decoder's own library brings.
///
/// # Errors
/// [`ImageError::BadSize`] for sides that PNG cannot hold (2^31 pixels and more).
pub fn encode_png(picture: &Picture) -> Result<Vec<u8>, ImageError> {
    let mut file = Vec::new();
    let (width, height) = (picture.width(), picture.height());
    PngEncoder::new_with_quality(&mut file, CompressionType::Fast, FilterType::Paeth)
        .write_image(picture.rgb(), width, height, ExtendedColorType::Rgb8)
        // Memory takes whatever is written to it: only the size can be refused.
        .map_err(|_| ImageError::BadSize { width, height })?;
    Ok(file)
}

/// A file and what its bytes say when they are read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The bytes of a PNG file.
    pub file: Vec<u8>,
    /// The pixels decoded from `file`, not those it was made of.
    pub picture: Picture,
}

/// Makes a PNG file of `rgb`, `[side, side, 3]`, and decodes it again.
///
/// # Errors
/// [`ImageError::BadSize`] when `rgb` has another length, and those of [`decode`].
pub fn seal(rgb: Vec<u8>, side: u32) -> Result<Sealed, ImageError> {
    let file = encode_png(&Picture::new(side, side, rgb)?)?;
    let picture = decode(&file)?.picture;
    Ok(Sealed { file, picture })
}
