//! Drawing on the page's canvases, and files for the reader. Nothing is ever read back from a canvas:
//! some browsers falsify what comes back.

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{Clamped, JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlAnchorElement, HtmlCanvasElement,
    ImageData, Url,
};

use super::surroundings::{after, document, window};
use crate::app_model::SavedFile;

/// The browser may ask the reader first, and reads the address once they have answered.
const REVOKE_AFTER_MS: u32 = 60_000;
/// Frames in frames that are looked at.
const MOST_FRAMES: usize = 16;

/// Draws RGBA pixels, row-major, on a canvas that takes their size.
///
/// # Errors
/// Whatever the browser throws, and a length that is not a multiple of `width * 4`.
pub fn draw(canvas: &HtmlCanvasElement, rgba: &[u8], width: u32) -> Result<(), JsValue> {
    let image = ImageData::new_with_u8_clamped_array(Clamped(rgba), width)?;
    canvas.set_width(width);
    canvas.set_height(image.height());
    let context = canvas
        .get_context("2d")?
        .ok_or_else(|| JsValue::from_str("no canvas"))?;
    let context: CanvasRenderingContext2d = context.dyn_into()?;
    context.put_image_data(&image, 0.0, 0.0)
}

/// Whether a download arrives, as far as can be told: one that is dropped is dropped silently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    Likely,
    /// In a frame of another site, or in an app that shows pages.
    Doubtful,
    /// A frame forbids it.
    Impossible,
}

/// The address of a file in the page's memory; dropping it frees both.
pub struct Address(String);

impl Address {
    /// # Errors
    /// Whatever the browser throws.
    pub fn of(file: &SavedFile) -> Result<Self, JsValue> {
        Url::create_object_url_with_blob(&blob(file)?).map(Self)
    }

    pub fn href(&self) -> &str {
        &self.0
    }
}

impl Drop for Address {
    fn drop(&mut self) {
        let _ = Url::revoke_object_url(&self.0);
    }
}

fn blob(file: &SavedFile) -> Result<Blob, JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type(file.mime);
    let parts = Array::of1(&Uint8Array::from(&file.bytes[..]));
    Blob::new_with_u8_array_sequence_and_options(&parts, &kind)
}

/// Gives a file to the browser's downloads, where they are not forbidden.
///
/// # Errors
/// Whatever the browser throws.
pub fn offer(file: &SavedFile) -> Result<Arrival, JsValue> {
    let arrival = arrival();
    let address = Address::of(file)?;
    if arrival != Arrival::Impossible {
        let document = document().ok_or_else(|| JsValue::from_str("no document"))?;
        let link: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
        link.set_href(address.href());
        link.set_download(&file.name);
        link.click();
        after(REVOKE_AFTER_MS, move || drop(address));
    }
    Ok(arrival)
}

/// A frame says what it forbids to pages of its own site only.
fn arrival() -> Arrival {
    let mut here = window();
    for _ in 0..MOST_FRAMES {
        let parent = here.parent().ok().flatten();
        let Some(parent) = parent.filter(|parent| *parent != here) else {
            break;
        };
        let Ok(Some(frame)) = here.frame_element() else {
            return Arrival::Doubtful;
        };
        let sandbox = frame.get_attribute("sandbox");
        let allows = |rule: &str| rule.eq_ignore_ascii_case("allow-downloads");
        if sandbox.is_some_and(|rules| !rules.split_ascii_whitespace().any(allows)) {
            return Arrival::Impossible;
        }
        here = parent;
    }
    let agent = window().navigator().user_agent().unwrap_or_default();
    // Android's and Apple's ways to show pages inside of an app.
    let is_in_app =
        agent.contains("; wv)") || (agent.contains("AppleWebKit") && !agent.contains("Safari/"));
    // A page that was sandboxed by its server has no origin.
    let origin = Reflect::get(&window(), &"origin".into()).ok();
    if is_in_app || origin == Some("null".into()) {
        Arrival::Doubtful
    } else {
        Arrival::Likely
    }
}

/// Whether the browser copies pictures at all.
pub fn can_copy() -> bool {
    clipboard().is_some()
}

fn clipboard() -> Option<(JsValue, Function)> {
    let kind = Reflect::get(&window(), &"ClipboardItem".into()).ok()?;
    let board = Reflect::get(&window().navigator(), &"clipboard".into()).ok()?;
    Some((
        Some(board).filter(JsValue::is_object)?,
        kind.dyn_into().ok()?,
    ))
}

/// Copies a picture, which has to be a PNG file.
///
/// # Errors
/// Where the browser, or the frame that the page stands in, does not allow it.
pub async fn copy(file: &SavedFile) -> Result<(), JsValue> {
    let (board, kind) = clipboard().ok_or_else(|| JsValue::from_str("no clipboard"))?;
    let forms = Object::new();
    Reflect::set(&forms, &file.mime.into(), &blob(file)?.into())?;
    let item = Reflect::construct(&kind, &Array::of1(&forms))?;
    let write: Function = Reflect::get(&board, &"write".into())?.dyn_into()?;
    let written = write.call1(&board, &Array::of1(&item))?;
    JsFuture::from(Promise::resolve(&written)).await?;
    Ok(())
}
