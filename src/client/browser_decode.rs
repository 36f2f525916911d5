use js_sys::{Array, Uint8Array};
use wasm_bindgen::{Clamped, JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ImageBitmap, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

use super::surroundings::window;
use crate::app_model::Bytes;

/// As our own decoder's limit.
const MOST_PIXELS: f64 = 50e6;

/// Width, height and RGBA of a picture that the browser decodes, orientation applied.
///
/// # Errors
/// Whatever the browser throws; a picture of more than 50 megapixels.
pub(super) async fn rgba(bytes: &[u8]) -> Result<(u32, u32, Bytes), JsValue> {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence(&parts)?;
    let bitmap: ImageBitmap = JsFuture::from(window().create_image_bitmap_with_blob(&blob)?)
        .await?
        .dyn_into()?;
    let (width, height) = (bitmap.width(), bitmap.height());
    if f64::from(width) * f64::from(height) > MOST_PIXELS {
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
    Ok((width, height, rgba.into()))
}
