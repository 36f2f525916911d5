//! Files of the site, by way of `public/site.js`: one clock, one list of causes.

use js_sys::{Array, Object, Promise, Reflect};
use serde::Deserialize;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Worker};

use crate::browser::{WEIGHTS_STORAGE, storage_key, text_of};
use crate::protocol::{SlowTransfer, StorageState, TransferFailure};
use crate::spec::NetworkSpec;

#[wasm_bindgen(js_namespace = gradoscope)]
extern "C" {
    fn get(path: &str, options: &JsValue) -> Promise;
    fn weights(path: &str, options: &JsValue) -> Promise;
    fn worker(file: &str, name: &str) -> Promise;
    fn watch(listener: &JsValue);
    #[wasm_bindgen(js_name = cancel)]
    fn cancel_transfer(path: &str);
    /// The name of this page's course's file.
    #[wasm_bindgen(js_name = courseFile)]
    pub(super) fn course_file() -> String;
    /// The bytes of a course's file; null where there is none.
    pub(super) fn course(path: &str) -> Promise;
    /// Whether there is another course than the one that comes with the page.
    #[wasm_bindgen(js_name = hasCourse)]
    pub(super) fn has_course() -> Promise;
    /// A list of samples with those of the course before them.
    #[wasm_bindgen(js_name = withCourse)]
    pub(super) fn with_course(list: &Array) -> Promise;
    #[wasm_bindgen(js_name = addressOf)]
    fn address(path: &str) -> String;
}

/// Resolves an address of the site, under whatever path it is hosted.
pub fn address_of(path: &str) -> String {
    address(path)
}

/// Ends the transfer of a file, because the reader does not want to wait.
pub fn cancel(path: &str) {
    cancel_transfer(path);
}

/// Why the last part that was asked for did not come.
pub fn part_failure() -> TransferFailure {
    let holder = Reflect::get(&js_sys::global(), &"gradoscope".into());
    let failure = holder.and_then(|holder| Reflect::get(&holder, &"partFailure".into()));
    failure_of(failure.unwrap_or_default())
}

/// What came of a transfer that failed.
fn failure_of(error: JsValue) -> TransferFailure {
    let message = text_of(&error);
    let known = serde_wasm_bindgen::from_value(error);
    known.unwrap_or_else(|_| TransferFailure {
        message,
        ..TransferFailure::default()
    })
}

/// What is known of a file before it is asked for.
#[derive(Clone, Copy, Default)]
pub(super) struct Known<'a> {
    pub bytes: Option<u32>,
    pub sha256: Option<&'a str>,
}

/// A file of the site, compared with what is known of it.
///
/// # Errors
/// Why it did not come, after several tries.
pub(super) async fn fetch(
    path: &str,
    known: Known<'_>,
) -> Result<js_sys::Uint8Array, TransferFailure> {
    let options = Object::new();
    describe(&options, known);
    let bytes = JsFuture::from(get(path, &options)).await;
    Ok(bytes.map_err(failure_of)?.unchecked_into())
}

fn describe(options: &Object, known: Known<'_>) {
    if let Some(bytes) = known.bytes {
        set(options, "bytes", &bytes.into());
    }
    if let Some(sha256) = known.sha256 {
        set(options, "sha256", &sha256.into());
    }
}

/// Setting a field of an object of our own does not fail.
fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}

/// A worker by the name of its file, which the page keeps once it has come.
///
/// # Errors
/// Why its files did not come, or are of no use to this browser.
pub(super) async fn start_worker(file: &str, name: &str) -> Result<Worker, TransferFailure> {
    let started = JsFuture::from(worker(file, name)).await;
    Ok(started.map_err(failure_of)?.unchecked_into())
}

/// Weights on their way.
#[derive(Clone)]
pub(super) struct Weights {
    promise: Promise,
}

/// Weights that are here.
pub(super) struct Came {
    pub blob: Blob,
    /// Whether the browser had kept them.
    pub stored: bool,
    /// Whether it keeps them now.
    keeping: Promise,
}

#[derive(Deserialize)]
struct Progress {
    received: u32,
    total: u32,
}

impl Weights {
    /// Asks for them, from the storage or from the site; `tell` hears how many bytes of how many came.
    pub(super) fn ask(network: &NetworkSpec, tell: impl Fn(u32, u32) + 'static) -> Self {
        let options = Object::new();
        let known = Known {
            bytes: Some(network.bytes),
            sha256: Some(network.sha256),
        };
        describe(&options, known);
        let key = storage_key(network.sha256, &address_of(network.file));
        set(&options, "store", &WEIGHTS_STORAGE.into());
        set(&options, "key", &key.into());
        let listener = Closure::<dyn Fn(JsValue)>::new(move |progress| {
            if let Ok(Progress { received, total }) = serde_wasm_bindgen::from_value(progress) {
                tell(received, total);
            }
        });
        set(&options, "onProgress", &listener.into_js_value());
        let promise = weights(network.file, &options);
        // Who waits for them hears of a failure; it is nobody else's.
        let silent = Closure::<dyn FnMut(JsValue)>::new(|_| {});
        let _ = promise.catch(&silent);
        silent.forget();
        Self { promise }
    }

    /// Waits for them.
    ///
    /// # Errors
    /// Why they did not come.
    pub(super) async fn wait(self) -> Result<Came, TransferFailure> {
        let came = JsFuture::from(self.promise).await.map_err(failure_of)?;
        let field = |name: &str| Reflect::get(&came, &name.into()).unwrap_or_default();
        Ok(Came {
            blob: field("blob").unchecked_into(),
            stored: field("stored").is_truthy(),
            keeping: field("keeping").unchecked_into(),
        })
    }
}

impl Came {
    /// Whether the browser keeps them for the next visit.
    pub(super) async fn kept(self) -> StorageState {
        let state = JsFuture::from(self.keeping).await.unwrap_or_default();
        match state.as_string().as_deref() {
            Some("kept") => StorageState::Kept,
            Some("unavailable") => StorageState::Unavailable,
            _ => StorageState::Refused,
        }
    }
}

/// Hears of transfers that take long; nothing once none does.
pub(super) fn listen(tell: impl Fn(Vec<SlowTransfer>) + 'static) {
    let listener = Closure::<dyn Fn(Array)>::new(move |all: Array| {
        tell(serde_wasm_bindgen::from_value(all.into()).unwrap_or_default());
    });
    watch(&listener.into_js_value());
}
