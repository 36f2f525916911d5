//! Just enough of pictures for thumbnails: decode, crop the centre, shrink, encode.

use std::io::Cursor;

use anyhow::{Context, Result, bail};
use png::{ColorType, Transformations};
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

const THUMB_SIDE: usize = 128;
const THUMB_QUALITY: u8 = 82;

/// 8-bit RGB, row by row.
pub struct Picture {
    pub width: usize,
    pub height: usize,
    rgb: Vec<u8>,
}

impl Picture {
    /// Reads a PNG or a JPEG.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        if bytes.starts_with(b"\x89PNG") {
            decode_png(bytes)
        } else {
            decode_jpeg(bytes)
        }
    }

    /// The centre square at 128x128, as a JPEG.
    pub fn thumbnail(&self) -> Result<Vec<u8>> {
        let small = self.shrunk_centre(THUMB_SIDE)?;
        let mut jpeg = Vec::new();
        jpeg_encoder::Encoder::new(&mut jpeg, THUMB_QUALITY)
            .encode(
                &small,
                THUMB_SIDE as u16,
                THUMB_SIDE as u16,
                jpeg_encoder::ColorType::Rgb,
            )
            .context("cannot encode the thumbnail")?;
        Ok(jpeg)
    }

    /// Each pixel is the mean of the pixels it covers.
    fn shrunk_centre(&self, side: usize) -> Result<Vec<u8>> {
        let square = self.width.min(self.height);
        if square < side {
            bail!("a picture of {}x{} is too small", self.width, self.height);
        }
        let (left, top) = ((self.width - square) / 2, (self.height - square) / 2);
        let span = |at: usize| (at * square / side)..((at + 1) * square / side);
        let mut out = Vec::with_capacity(side * side * 3);
        for (y, x) in (0..side).flat_map(|y| (0..side).map(move |x| (y, x))) {
            let mut sums = [0_usize; 3];
            for (row, column) in span(y).flat_map(|row| span(x).map(move |column| (row, column))) {
                let at = ((top + row) * self.width + left + column) * 3;
                for (sum, value) in sums.iter_mut().zip(&self.rgb[at..at + 3]) {
                    *sum += usize::from(*value);
                }
            }
            let count = span(y).len() * span(x).len();
            out.extend(sums.map(|sum| ((sum + count / 2) / count) as u8));
        }
        Ok(out)
    }
}

fn decode_png(bytes: &[u8]) -> Result<Picture> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info()?;
    let size = reader
        .output_buffer_size()
        .context("the PNG is too large")?;
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels)?;
    let rgb = match frame.color_type {
        ColorType::Rgb => pixels,
        ColorType::Rgba => pixels
            .as_chunks::<4>()
            .0
            .iter()
            .flat_map(|[r, g, b, _]| [*r, *g, *b])
            .collect(),
        ColorType::Grayscale => pixels.iter().flat_map(|grey| [*grey; 3]).collect(),
        other => bail!("a PNG of kind {other:?} is not expected here"),
    };
    Ok(Picture {
        width: frame.width as usize,
        height: frame.height as usize,
        rgb,
    })
}

fn decode_jpeg(bytes: &[u8]) -> Result<Picture> {
    let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let rgb = decoder
        .decode()
        .map_err(|error| anyhow::anyhow!("{error:?}"))
        .context("cannot decode the JPEG")?;
    let (width, height) = decoder.dimensions().context("the JPEG has no size")?;
    Ok(Picture { width, height, rgb })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thumbnail_shows_the_centre_square() {
        // Left third red, middle third green, right third blue: the centre square is green.
        let colours = [[255, 0, 0], [0, 255, 0], [0, 0, 255]];
        let rgb = (0..400 * 1200)
            .flat_map(|pixel| colours[pixel % 1200 / 400])
            .collect();
        let picture = Picture {
            width: 1200,
            height: 400,
            rgb,
        };
        let small = Picture::decode(&picture.thumbnail().unwrap()).unwrap();
        assert_eq!((small.width, small.height), (128, 128));
        for pixel in small.rgb.as_chunks::<3>().0 {
            let [red, green, blue] = *pixel;
            assert!(green > 240 && red < 16 && blue < 16, "{pixel:?}");
        }
    }
}
