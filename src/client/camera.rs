//! The camera, by way of `public/camera.js`, which comes when it is wanted.

use js_sys::{Array, Function, Promise, Reflect};
use serde::Deserialize;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, EventTarget, File, FilePropertyBag, HtmlVideoElement, ImageBitmap};

use super::surroundings::{document, window};
use crate::browser::canvas::{HonestCanvas, Unreadable};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = gradoscope, js_name = camera)]
    fn keeper() -> Promise;

    type Keeper;
    #[wasm_bindgen(method)]
    fn open(this: &Keeper, id: &str, video: &HtmlVideoElement, lost: &JsValue) -> Promise;
    #[wasm_bindgen(method)]
    fn stop(this: &Keeper);
    #[wasm_bindgen(method)]
    fn frame(this: &Keeper) -> Promise;
    #[wasm_bindgen(method)]
    fn photo(this: &Keeper) -> Promise;
}

/// A camera of the reader's.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Listed {
    pub id: String,
    /// Empty where the browser does not tell.
    pub label: String,
}

/// A camera that shows what it sees, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Opened {
    /// Why there is none, as the page has words for it; empty where there is one.
    pub why: String,
    /// What the browser said of it.
    pub message: String,
    pub cameras: Vec<Listed>,
    /// Of the one that is shown.
    pub id: String,
    pub width: u32,
    pub height: u32,
}

/// What was asked for last is not wanted any more.
pub const CLOSED: &str = "closed";

impl Opened {
    fn none(why: &str) -> Self {
        Self {
            why: why.to_owned(),
            ..Self::default()
        }
    }
}

/// Whether there may be a camera, as far as the browser tells before it has asked the reader: it lists
/// one, or would not say, since the page does not come over https or stands in a frame that forbids it.
pub async fn may_be_there() -> bool {
    if !window().is_secure_context() || is_forbidden() == Some(true) {
        return true;
    }
    list().await.is_some_and(|all| {
        all.iter().any(|one| {
            let kind = Reflect::get(&one, &"kind".into()).unwrap_or_default();
            kind == "videoinput"
        })
    })
}

/// Calls `f` whenever a camera comes or goes.
pub fn on_change(f: impl FnMut() + 'static) {
    let Some(devices) = devices().and_then(|one| one.dyn_into::<EventTarget>().ok()) else {
        return;
    };
    let listener = Closure::<dyn FnMut()>::new(f).into_js_value();
    let _ = devices.add_event_listener_with_callback("devicechange", listener.unchecked_ref());
}

fn devices() -> Option<JsValue> {
    let devices = Reflect::get(&window().navigator(), &"mediaDevices".into()).ok();
    devices.filter(JsValue::is_object)
}

async fn list() -> Option<Array> {
    let devices = devices()?;
    let ask = Reflect::get(&devices, &"enumerateDevices".into()).ok()?;
    let asked = ask.dyn_into::<Function>().ok()?.call0(&devices).ok()?;
    let all = JsFuture::from(Promise::resolve(&asked)).await.ok()?;
    all.dyn_into().ok()
}

/// Whether a policy keeps the camera from the page; not every browser tells.
fn is_forbidden() -> Option<bool> {
    let policy = Reflect::get(document()?.as_ref(), &"featurePolicy".into()).ok()?;
    let policy = Some(policy).filter(JsValue::is_object)?;
    let allows: Function = Reflect::get(&policy, &"allowsFeature".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let answer = allows.call1(&policy, &"camera".into()).ok()?;
    answer.as_bool().map(|is_allowed| !is_allowed)
}

/// Fetches what runs the camera; whether it came.
pub async fn fetch() -> bool {
    let _ = JsFuture::from(keeper()).await;
    here().is_some()
}

/// What runs the camera, once it has come.
fn here() -> Option<Keeper> {
    let keeper = Reflect::get(&window(), &"gradoscopeCamera".into()).ok();
    keeper
        .filter(JsValue::is_object)
        .map(JsCast::unchecked_into)
}

/// Shows a camera in `video`, any where `id` is empty; `lost` hears why it went away.
pub async fn open(id: &str, video: &HtmlVideoElement, lost: impl Fn(String) + 'static) -> Opened {
    let Some(keeper) = here() else {
        return Opened::none("not-fetched");
    };
    let lost = Closure::<dyn Fn(String)>::new(lost).into_js_value();
    match JsFuture::from(keeper.open(id, video, &lost)).await {
        Ok(answer) => {
            serde_wasm_bindgen::from_value(answer).unwrap_or_else(|_| Opened::none("other"))
        }
        Err(_) => Opened::none("other"),
    }
}

/// Switches it off, whatever state it is in.
pub fn stop() {
    if let Some(keeper) = here() {
        keeper.stop();
    }
}

/// The picture that it shows now, as a file; then the camera is off.
///
/// # Errors
/// Why there is none, as the page has words for it.
pub async fn shoot() -> Result<File, &'static str> {
    let keeper = here().ok_or("not-fetched")?;
    let taken = take(&keeper).await;
    keeper.stop();
    let (canvas, bitmap) = match taken? {
        Taken::File(file) => return named(&file, "camera.jpg", "image/jpeg"),
        Taken::Bitmap(canvas, bitmap) => (canvas, bitmap),
    };
    let made = canvas.png_of(&bitmap).await;
    bitmap.close();
    let file = made.map_err(|_| "falsified")?;
    named(&file, "camera.png", "image/png")
}

enum Taken {
    Bitmap(HonestCanvas, ImageBitmap),
    File(Blob),
}

/// Where canvases are falsified, a file of the camera's own is as good.
async fn take(keeper: &Keeper) -> Result<Taken, &'static str> {
    let bitmap = JsFuture::from(keeper.frame()).await.map_err(|_| "busy")?;
    let bitmap: ImageBitmap = bitmap.unchecked_into();
    match HonestCanvas::open(bitmap.width(), bitmap.height()) {
        Ok(canvas) => Ok(Taken::Bitmap(canvas, bitmap)),
        Err(Unreadable::Falsified | Unreadable::Refused(_)) => {
            bitmap.close();
            let file = JsFuture::from(keeper.photo()).await;
            Ok(Taken::File(file.map_err(|_| "falsified")?.unchecked_into()))
        }
    }
}

fn named(file: &Blob, name: &str, kind: &str) -> Result<File, &'static str> {
    let options = FilePropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(file);
    File::new_with_blob_sequence_and_options(&parts, name, &options).map_err(|_| "falsified")
}
