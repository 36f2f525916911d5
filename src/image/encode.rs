//! From a picture to the bytes of a PNG file, and the proof that they are the same picture.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

use super::decode::decode;
use super::error::ImageError;
use super::format::Format;
use super::letters::{self, Label};
use super::picture::{Picture, picture_from_rgba};
use super::png_text::put_text;

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

/// The same with one more text in the file, under a keyword. The file is decoded again: what comes
/// back has the pixels that it was made of.
///
/// # Errors
/// Those of [`encode`] and of [`decode`], and [`ImageError::Corrupt`] where other pixels come back.
pub fn encode_with(
    pixels: Vec<u8>,
    size: (u32, u32),
    labels: &[Label],
    description: &str,
    (keyword, text): (&str, &str),
) -> Result<Vec<u8>, ImageError> {
    let mut file = encode(pixels.clone(), size, labels, description)?;
    let drawn = match labels {
        [] => picture_of(pixels, size)?,
        // What was drawn on it stands in the file alone.
        _ => decode(&file)?.picture,
    };
    put_text(&mut file, keyword, text);
    if decode(&file)?.picture != drawn {
        return Err(ImageError::Corrupt {
            format: Format::Png,
            reason: "other pixels came back".to_owned(),
        });
    }
    Ok(file)
}

/// RGB, or RGBA on white, as a picture.
///
/// # Errors
/// Those of [`Picture::new`] and of [`picture_from_rgba`].
pub fn picture_of(pixels: Vec<u8>, (width, height): (u32, u32)) -> Result<Picture, ImageError> {
    let is_rgb = pixels.len() as u128 == u128::from(width) * u128::from(height) * 3;
    match is_rgb {
        true => Picture::new(width, height, pixels),
        false => Ok(picture_from_rgba(width, height, pixels)?.0),
    }
}

/// Puts a text into a PNG file, unless there is none.
fn describe(file: &mut Vec<u8>, text: &str) {
    if !text.trim().is_empty() {
        put_text(file, "Description", text.trim());
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
