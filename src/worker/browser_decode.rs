use wasm_bindgen::{Clamped, JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ImageBitmap, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

use super::post::scope;
use crate::engine::image::MAX_MEGAPIXELS;

/// Width, height and RGBA of a picture that the browser decodes, orientation applied.
///
/// # Errors
/// Whatever the browser throws; a picture of more pixels than our own decoder takes.
pub(super) async fn rgba(blob: &Blob) -> Result<(u32, u32, Vec<u8>), JsValue> {
    let promise = scope().create_image_bitmap_with_blob(blob)?;
    let bitmap: ImageBitmap = JsFuture::from(promise).await?.dyn_into()?;
    let (width, height) = (bitmap.width(), bitmap.height());
    if u64::from(width) * u64::from(height) > u64::from(MAX_MEGAPIXELS) * 1_000_000 {
        return Err(JsValue::from_str("too many pixels"));
    }
    let canvas = OffscreenCanvas::new(width, height)?;
    let context: OffscreenCanvasRenderingContext2d = canvas
        .get_context("2d")?
        .ok_or_else(|| JsValue::from_str("no canvas"))?
        .dyn_into()?;
    context.draw_image_with_image_bitmap(&bitmap, 0.0, 0.0)?;
    bitmap.close();
    let data = context.get_image_data(0.0, 0.0, f64::from(width), f64::from(height))?;
    let Clamped(rgba) = data.data();
    Ok((width, height, rgba))
}
