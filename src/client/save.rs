//! Saving a picture to the reader's machine.

use js_sys::{Array, Function, Promise, Uint8Array};
use wasm_bindgen::{Clamped, JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlAnchorElement, HtmlCanvasElement,
    ImageData, Url,
};

use super::surroundings::{after, document};

/// A browser may still read the address a moment after the click.
const REVOKE_AFTER_MS: u32 = 10_000;

/// Draws RGBA pixels, row-major, on a canvas that takes their size.
///
/// # Errors
/// Whatever the browser throws, and a length that is not a multiple of `width * 4`.
pub fn draw(canvas: &HtmlCanvasElement, rgba: &[u8], width: u32) -> Result<(), JsValue> {
    let image = ImageData::new_with_u8_clamped_array(Clamped(rgba), width)?;
    canvas.set_width(width);
    canvas.set_height(image.height());
    context(canvas)?.put_image_data(&image, 0.0, 0.0)
}

/// The drawing context of a canvas.
///
/// # Errors
/// When the browser has none to give.
pub fn context(canvas: &HtmlCanvasElement) -> Result<CanvasRenderingContext2d, JsValue> {
    canvas
        .get_context("2d")?
        .ok_or_else(|| JsValue::from_str("no canvas"))?
        .dyn_into()
        .map_err(JsValue::from)
}

/// Offers RGBA pixels as a PNG file.
///
/// # Errors
/// Whatever the browser throws.
pub async fn png(rgba: &[u8], width: u32, file_name: &str) -> Result<(), JsValue> {
    let picture = new_canvas()?;
    draw(&picture, rgba, width)?;
    canvas(&picture, file_name).await
}

/// A canvas that is not on the page.
///
/// # Errors
/// Whatever the browser throws.
pub fn new_canvas() -> Result<HtmlCanvasElement, JsValue> {
    let document = document().ok_or_else(|| JsValue::from_str("no document"))?;
    let canvas = document.create_element("canvas")?;
    canvas.dyn_into().map_err(JsValue::from)
}

/// Offers what is drawn on a canvas as a PNG file.
///
/// # Errors
/// Whatever the browser throws.
pub async fn canvas(canvas: &HtmlCanvasElement, file_name: &str) -> Result<(), JsValue> {
    let promise = Promise::new(&mut |resolve: Function, _| {
        let _ = canvas.to_blob(&resolve);
    });
    let blob: Blob = JsFuture::from(promise).await?.dyn_into()?;
    offer(&blob, file_name)
}

/// Offers these very bytes as a file.
///
/// # Errors
/// Whatever the browser throws.
pub fn file(bytes: &[u8], mime: &str, file_name: &str) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type(mime);
    let parts = Array::of1(&Uint8Array::from(bytes));
    offer(
        &Blob::new_with_u8_array_sequence_and_options(&parts, &kind)?,
        file_name,
    )
}

fn offer(blob: &Blob, file_name: &str) -> Result<(), JsValue> {
    let document = document().ok_or_else(|| JsValue::from_str("no document"))?;
    let url = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    link.set_href(&url);
    link.set_download(file_name);
    link.click();
    after(REVOKE_AFTER_MS, move || {
        let _ = Url::revoke_object_url(&url);
    });
    Ok(())
}
