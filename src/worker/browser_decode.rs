//! Pictures that only the browser decodes. They are read back in bands, so that no canvas of the
//! size of a photograph is needed.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ImageBitmap};

use super::post::scope;
use crate::browser::canvas::{HonestCanvas, Unreadable};
use crate::image::{Format, ImageError, buffer_with_room, check_size};

/// Pixels of a band, and its widest side: every browser has canvases that large.
const BAND_PIXELS: u32 = 1 << 20;
const BAND_SIDE: u32 = 4096;

/// Width, height and RGBA of a picture that the browser decodes, orientation applied.
///
/// # Errors
/// [`ImageError::BrowserOnly`] where it does not, [`ImageError::Falsified`] where what it gives
/// back cannot be trusted, those of [`check_size`], [`ImageError::OutOfMemory`].
pub(super) async fn rgba(blob: &Blob, format: Format) -> Result<(u32, u32, Vec<u8>), ImageError> {
    let bitmap = bitmap(blob)
        .await
        .map_err(|_| ImageError::BrowserOnly { format })?;
    let pixels = read(&bitmap, format);
    let (width, height) = (bitmap.width(), bitmap.height());
    bitmap.close();
    Ok((width, height, pixels?))
}

async fn bitmap(blob: &Blob) -> Result<ImageBitmap, JsValue> {
    let promise = scope().create_image_bitmap_with_blob(blob)?;
    JsFuture::from(promise).await?.dyn_into()
}

fn read(bitmap: &ImageBitmap, format: Format) -> Result<Vec<u8>, ImageError> {
    let (width, height) = (bitmap.width(), bitmap.height());
    check_size(width, height)?;
    let stride = 4 * width as usize;
    let mut rgba = buffer_with_room(stride as u64 * u64::from(height))?;
    rgba.resize(stride * height as usize, 0);
    let unreadable = |reason| match reason {
        Unreadable::Falsified => ImageError::Falsified { format },
        Unreadable::Refused(_) => ImageError::BrowserOnly { format },
    };

    let wide = width.min(BAND_SIDE);
    let high = height.min(BAND_SIDE).min((BAND_PIXELS / wide).max(1));
    let canvas = HonestCanvas::open(wide, high).map_err(unreadable)?;
    for y in (0..height).step_by(high as usize) {
        for x in (0..width).step_by(wide as usize) {
            let size = (wide.min(width - x), high.min(height - y));
            let part = canvas.part_of(bitmap, (x, y), size).map_err(unreadable)?;
            let first = y as usize * stride + 4 * x as usize;
            let rows = rgba[first..].chunks_mut(stride);
            for (row, part) in rows.zip(part.chunks_exact(4 * size.0 as usize)) {
                row[..part.len()].copy_from_slice(part);
            }
        }
    }
    // Whatever began to falsify in between is found out, too.
    canvas.probe().map_err(unreadable)?;
    Ok(rgba)
}
