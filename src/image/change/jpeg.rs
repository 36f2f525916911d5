//! Saved as a JPEG and opened again.
//!
//! The file is a baseline JPEG with the standard's tables for quantisation (scaled to the
//! quality as libjpeg does) and for Huffman codes. Colour is kept at full resolution,
//! 4:4:4, which changes less than 4:2:0, libjpeg's default, at the same quality. It is
//! opened by the decoder that opens the reader's files.

use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;

use super::super::decode::decode;
use crate::image::{ImageError, Picture};
use crate::spec::{ChangeSpec, Text};

/// [`saved`] with quality 95.
pub const QUALITY_95: ChangeSpec = ChangeSpec {
    id: "jpeg-444-95",
    name: Text::new("JPEG, quality 95 (4:4:4)", "JPEG, qualité 95 (4:4:4)"),
};

/// [`saved`] with quality 75.
pub const QUALITY_75: ChangeSpec = ChangeSpec {
    id: "jpeg-444-75",
    name: Text::new("JPEG, quality 75 (4:4:4)", "JPEG, qualité 75 (4:4:4)"),
};

/// [`saved`] with quality 50.
pub const QUALITY_50: ChangeSpec = ChangeSpec {
    id: "jpeg-444-50",
    name: Text::new("JPEG, quality 50 (4:4:4)", "JPEG, qualité 50 (4:4:4)"),
};

/// [`saved`] with quality 25.
pub const QUALITY_25: ChangeSpec = ChangeSpec {
    id: "jpeg-444-25",
    name: Text::new("JPEG, quality 25 (4:4:4)", "JPEG, qualité 25 (4:4:4)"),
};

/// The picture after a JPEG file of `quality`, 1 to 100.
///
/// # Errors
/// [`ImageError::BadSize`] for sides that JPEG cannot hold (2^16 pixels and more), and those
/// of the decoder.
pub fn saved(picture: &Picture, quality: u8) -> Result<Picture, ImageError> {
    Ok(decode(&encoded(picture, quality)?)?.picture)
}

/// The bytes of that file.
///
/// # Errors
/// [`ImageError::BadSize`] for sides that JPEG cannot hold.
pub fn encoded(picture: &Picture, quality: u8) -> Result<Vec<u8>, ImageError> {
    let mut file = Vec::new();
    let (width, height) = (picture.width(), picture.height());
    JpegEncoder::new_with_quality(&mut file, quality)
        .encode(picture.rgb(), width, height, ExtendedColorType::Rgb8)
        // Memory takes whatever is written to it: only the size can be refused.
        .map_err(|_| ImageError::BadSize { width, height })?;
    Ok(file)
}
