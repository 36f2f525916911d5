//! From the bytes of a file to an upright, opaque 8-bit RGB picture.

use std::io::Cursor;

use image::codecs::{bmp::BmpDecoder, gif::GifDecoder, png::PngDecoder, webp::WebPDecoder};
use image::error::UnsupportedErrorKind;
use image::{ColorType, ImageDecoder, ImageError as CodecError, Limits};

use super::decoded::{Decoded, Ending, MAX_MEGAPIXELS, check_size};
use super::error::ImageError;
use super::format::{Format, Handling};
use super::picture::{Picture, buffer_with_room};
use super::{bmp, flatten, jpeg, orientation, structure};

/// Room for the largest picture at 16 bits RGBA.
const MAX_DECODER_BYTES: u64 = MAX_MEGAPIXELS as u64 * 1_000_000 * 8;

/// Decodes JPEG, PNG, WebP, GIF or BMP, recognised by their content.
///
/// The size is checked against [`MAX_MEGAPIXELS`] from the header, before any pixel is
/// decoded. GIF and WebP animations give their first frame, on the full canvas; an
/// animated PNG gives its default image. A file that ends before its last pixel is
/// refused, even where other programs would show the part that is there. A JPEG of which only
/// the end marker is missing is taken, see [`Decoded::ending`]; damage in the middle of its
/// pixels is refused where the codes show it.
///
/// Peak memory is about `max(3, bytes per decoded pixel) * pixels` plus the file; a JPEG needs
/// up to 3 bytes per pixel more, 4 if it is progressive, and a picture to be turned by a quarter
/// needs `3 * pixels` more.
///
/// # Errors
/// Every variant of [`ImageError`]. The decoders below are not known to panic, but their
/// own inner buffers are allocated infallibly: call this where an abort can be borne.
pub fn decode(bytes: &[u8]) -> Result<Decoded, ImageError> {
    let format = Format::sniff(bytes)?;
    match format.handling() {
        Handling::Here => {}
        Handling::Browser => return Err(ImageError::BrowserOnly { format }),
        Handling::Refused => {
            return Err(ImageError::Unsupported {
                format,
                feature: None,
            });
        }
    }
    if format == Format::Bmp && bmp::is_inside_out(bytes) {
        return Err(ImageError::Corrupt {
            format,
            reason: "negative width".to_owned(),
        });
    }
    if let Some((width, height)) = structure::declared_size(format, bytes) {
        check_size(width, height)?;
    }
    File { format, bytes }.decode()
}

#[derive(Clone, Copy)]
struct File<'a> {
    format: Format,
    bytes: &'a [u8],
}

impl File<'_> {
    fn decode(self) -> Result<Decoded, ImageError> {
        let source = Cursor::new(self.bytes);
        let error = |cause| self.error(cause);
        match self.format {
            Format::Jpeg => jpeg::decode(self.bytes),
            Format::Png if self.bytes.get(12..16) == Some(b"CgBI") => {
                // PNG in name only: written for one phone's memory, without its checks.
                Err(self.unsupported("CgBI"))
            }
            Format::Png => {
                let decoder = PngDecoder::with_limits(source, limits()).map_err(error)?;
                let animated = decoder.is_apng().map_err(error)?;
                self.read(decoder, animated)
            }
            Format::WebP => {
                let decoder = WebPDecoder::new(source).map_err(error)?;
                let animated = decoder.has_animation();
                self.read(decoder, animated)
            }
            Format::Gif => {
                let animated = structure::gif_is_animated(self.bytes);
                self.read(GifDecoder::new(source).map_err(error)?, animated)
            }
            _ => self.read(
                BmpDecoder::new(bmp::Reworded::new(self.bytes)).map_err(error)?,
                false,
            ),
        }
    }

    fn read<D: ImageDecoder>(self, mut decoder: D, animated: bool) -> Result<Decoded, ImageError> {
        let (width, height) = decoder.dimensions();
        check_size(width, height)?;
        // A WebP keeps its orientation behind the pixels.
        if self.format == Format::WebP && structure::is_cut_short(self.format, self.bytes) {
            return Err(ImageError::Truncated {
                format: self.format,
            });
        }
        decoder.set_limits(limits()).map_err(|e| self.error(e))?;
        // Damaged metadata is no reason to refuse the pixels.
        let had_icc_profile = decoder.icc_profile().ok().flatten().is_some();
        let turned = orientation::from_exif(decoder.exif_metadata().ok().flatten().as_deref());
        let colour = decoder.color_type();
        let pixels = width as usize * height as usize;
        let decoded_bytes = pixels * usize::from(colour.bytes_per_pixel());

        let room = decoded_bytes.max(3 * pixels);
        let mut buffer = buffer_with_room(room as u64)?;
        buffer.resize(room, 0);
        decoder
            .read_image(&mut buffer[..decoded_bytes])
            .map_err(|e| self.error(e))?;
        if self.format == Format::Bmp && colour == ColorType::Rgba8 {
            bmp::fill_empty_alpha(&mut buffer[..decoded_bytes]);
        }

        let flat = flatten::rgb_from_decoded(buffer, pixels, colour)
            .ok_or_else(|| self.unsupported(&format!("{colour:?}")))?;
        let (width, height, rgb) = orientation::apply(turned, width, height, flat.rgb)?;
        Ok(Decoded {
            picture: Picture::new(width, height, rgb)?,
            format: self.format,
            had_icc_profile,
            had_transparency: flat.transparent,
            bit_depth: (8 * colour.bytes_per_pixel() / colour.channel_count()),
            orientation: turned,
            animated,
            ending: Ending::Marked,
        })
    }

    fn unsupported(self, feature: &str) -> ImageError {
        ImageError::Unsupported {
            format: self.format,
            feature: Some(feature.to_owned()),
        }
    }

    fn error(self, cause: CodecError) -> ImageError {
        let format = self.format;
        match cause {
            CodecError::Unsupported(cause) => match cause.kind() {
                UnsupportedErrorKind::GenericFeature(feature) => self.unsupported(&feature),
                _ => self.unsupported(&cause.to_string()),
            },
            CodecError::Limits(_) => ImageError::OutOfMemory {
                bytes: MAX_DECODER_BYTES,
            },
            _ if structure::is_cut_short(format, self.bytes) => ImageError::Truncated { format },
            cause => ImageError::Corrupt {
                format,
                reason: cause.to_string(),
            },
        }
    }
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_DECODER_BYTES);
    limits
}
