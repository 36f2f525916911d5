//! From a picture to the bytes of a PNG file, and the proof that they are the same picture.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

use super::decode::decode;
use super::error::ImageError;
use super::letters::{self, Label};
use super::picture::Picture;

/// A PNG file's signature and its first chunk end here.
const AFTER_HEADER: usize = 33;

/// A picture as a PNG file, 8 bits per channel, RGB, without any metadata.
///
/// Lossless: [`decode`] gives back the same values. The quickest compression is used, the
/// one that the decoder's own library brings.
///
/// # Errors
/// [`ImageError::BadSize`] for sides that PNG cannot hold (2^31 pixels and more).
pub fn encode_png(picture: &Picture) -> Result<Vec<u8>, ImageError> {
    let size = (picture.width(), picture.height());
    write(picture.rgb(), size, ExtendedColorType::Rgb8)
}

/// Pixels of any size as a PNG file, 8 bits per channel, with `labels` drawn on them.
///
/// `pixels` is RGB or RGBA, `[height, width, 3]` or `[height, width, 4]`. The file has an alpha
/// channel where a pixel is not opaque, and every value as it came. The texts of `description` and
/// of the labels stand in the file too (an `iTXt` chunk `Description`), unless there are none.
///
/// # Errors
/// [`ImageError::BadSize`] for a zero side, a buffer of another length, or sides that PNG cannot
/// hold.
pub fn encode(
    mut pixels: Vec<u8>,
    (width, height): (u32, u32),
    labels: &[Label],
    description: &str,
) -> Result<Vec<u8>, ImageError> {
    let count = u128::from(width) * u128::from(height);
    let channels = (3..=4).find(|c| count > 0 && count * c == pixels.len() as u128);
    let channels = channels.ok_or(ImageError::BadSize { width, height })? as usize;
    letters::draw(labels, &mut pixels, width, channels);
    let is_opaque = channels == 3 || pixels.iter().skip(3).step_by(4).all(|alpha| *alpha == 255);
    if channels == 4 && is_opaque {
        let mut at = 0;
        pixels.retain(|_| {
            at += 1;
            at % 4 != 0
        });
    }
    let colours = if is_opaque {
        ExtendedColorType::Rgb8
    } else {
        ExtendedColorType::Rgba8
    };
    let mut file = write(&pixels, (width, height), colours)?;
    let texts = labels.iter().map(|label| label.text.as_str());
    let texts: Vec<&str> = [description].into_iter().chain(texts).collect();
    describe(&mut file, &texts.join("\n"));
    Ok(file)
}

/// Puts a text into a PNG file, unless there is none.
fn describe(file: &mut Vec<u8>, text: &str) {
    if !text.trim().is_empty() {
        let chunk = text_chunk("Description", text.trim());
        file.splice(AFTER_HEADER..AFTER_HEADER, chunk);
    }
}

fn write(
    pixels: &[u8],
    (width, height): (u32, u32),
    colours: ExtendedColorType,
) -> Result<Vec<u8>, ImageError> {
    let mut file = Vec::new();
    PngEncoder::new_with_quality(&mut file, CompressionType::Fast, FilterType::Paeth)
        .write_image(pixels, width, height, colours)
        // Memory takes whatever is written to it: only the size can be refused.
        .map_err(|_| ImageError::BadSize { width, height })?;
    Ok(file)
}

/// An `iTXt` chunk, not compressed, of no stated language.
fn text_chunk(keyword: &str, text: &str) -> Vec<u8> {
    let mut body = b"iTXt".to_vec();
    body.extend(keyword.bytes().chain([0; 5]));
    body.extend(text.bytes().filter(|byte| *byte != 0));
    let length = (body.len() - 4) as u32;
    let sum = crc32(&body);
    [&length.to_be_bytes()[..], &body, &sum.to_be_bytes()].concat()
}

/// The checksum of PNG chunks.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| (crc >> 1) ^ (0xedb8_8320 * (crc & 1));
    !bytes
        .iter()
        .fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

/// A file and what its bytes say when they are read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The bytes of a PNG file.
    pub file: Vec<u8>,
    /// The pixels decoded from `file`, not those it was made of.
    pub picture: Picture,
}

/// Makes a PNG file of `rgb`, `[side, side, 3]`, with a description in it unless that is empty, and
/// decodes it again.
///
/// # Errors
/// [`ImageError::BadSize`] when `rgb` has another length, and those of [`decode`].
pub fn seal(rgb: Vec<u8>, side: u32, description: &str) -> Result<Sealed, ImageError> {
    let mut file = encode_png(&Picture::new(side, side, rgb)?)?;
    describe(&mut file, description);
    let picture = decode(&file)?.picture;
    Ok(Sealed { file, picture })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_the_library_s_own_chunks() {
        let file = encode(vec![9; 12], (2, 2), &[], "").expect("a file");
        let sum = |at: usize| u32::from_be_bytes(file[at..at + 4].try_into().expect("four bytes"));
        assert_eq!(crc32(&file[12..29]), sum(29));
        let end = file.len();
        assert_eq!(crc32(&file[end - 8..end - 4]), sum(end - 4));
    }
}
