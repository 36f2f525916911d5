//! JPEG files, by the decoder of our own (the crate `jpeg`), which knows when pixels are missing.

use gradoscope_jpeg::{Decoder, Ending as JpegEnding, Error};

use super::decoded::{Decoded, Ending, check_size};
use super::error::ImageError;
use super::format::Format;
use super::orientation;
use super::picture::Picture;

const FORMAT: Format = Format::Jpeg;

pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, ImageError> {
    let decoder = Decoder::new(bytes).map_err(refused)?;
    let (width, height) = (decoder.width(), decoder.height());
    check_size(width, height)?;
    let turned = orientation::from_exif(decoder.exif());
    let had_icc_profile = decoder.has_colour_profile();
    let decoded = decoder.decode().map_err(refused)?;
    let (width, height, rgb) = orientation::apply(turned, width, height, decoded.rgb)?;
    Ok(Decoded {
        picture: Picture::new(width, height, rgb)?,
        format: FORMAT,
        had_icc_profile,
        had_transparency: false,
        bit_depth: 8,
        orientation: turned,
        animated: false,
        ending: match decoded.ending {
            JpegEnding::Marked => Ending::Marked,
            JpegEnding::Unmarked => Ending::Unmarked,
            JpegEnding::Coarse => Ending::Coarse,
        },
    })
}

fn refused(error: Error) -> ImageError {
    let format = FORMAT;
    match error {
        Error::Unsupported(variant) => ImageError::Unsupported {
            format,
            feature: Some(variant.to_string()),
        },
        Error::Truncated => ImageError::Truncated { format },
        Error::Corrupt(reason) => ImageError::Corrupt {
            format,
            reason: reason.to_owned(),
        },
        Error::OutOfMemory(bytes) => ImageError::OutOfMemory { bytes },
    }
}
