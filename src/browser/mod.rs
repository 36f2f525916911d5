//! What the page and its workers both ask of the browser.

pub mod adapter;
pub mod canvas;
#[cfg(feature = "gpu")]
pub mod constructors;

use wasm_bindgen::{JsCast, JsValue};

/// Name of the storage that holds weights: workers fill it, the page lists and empties it.
pub const WEIGHTS_STORAGE: &str = "gradoscope-weights";

/// A cache entry's address: the file's own, with its hash.
pub fn storage_key(sha256: &str, url: &str) -> String {
    format!("{url}?sha256={sha256}")
}

/// Name of the storage that holds what was measured on an adapter.
pub const TUNING_STORAGE: &str = "gradoscope-tuning";

/// What a thrown JavaScript value says.
pub fn text_of(value: &JsValue) -> String {
    value
        .dyn_ref::<js_sys::Error>()
        .map(|error| String::from(error.message()))
        .or_else(|| value.as_string())
        .unwrap_or_else(|| format!("{value:?}"))
}
