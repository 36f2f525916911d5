//! What a worker keeps in the browser's storage.

use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, CacheStorage, Response};

use super::post::scope;

/// A storage that has not answered for so long does without us, and we without it.
const PATIENCE_MS: i32 = 3_000;

/// A storage of the browser's, if there is one.
pub struct Storage(Option<Cache>);

impl Storage {
    /// Opens the storage `name`; an insecure address or a browser setting may forbid it.
    pub async fn open(name: &str) -> Self {
        // Some settings make the very question throw.
        let caches = Reflect::get(&scope(), &JsValue::from_str("caches"));
        let caches = caches
            .ok()
            .and_then(|value| value.dyn_into::<CacheStorage>().ok());
        let Some(caches) = caches else {
            return Self(None);
        };
        let cache = answer(caches.open(name)).await;
        Self(cache.map(JsCast::unchecked_into))
    }

    /// The stored bytes, if they are there.
    pub async fn get(&self, key: &str) -> Option<Vec<u8>> {
        let found = answer(self.0.as_ref()?.match_with_str(key)).await?;
        let response: Response = found.dyn_into().ok()?;
        let bytes = answer(response.array_buffer().ok()?).await?;
        Some(Uint8Array::new(&bytes).to_vec())
    }

    /// Keeps bytes, where there is a place for them.
    pub async fn put(&self, key: &str, bytes: &[u8]) {
        let response = Response::new_with_opt_js_u8_array(Some(&Uint8Array::from(bytes)));
        if let (Some(cache), Ok(response)) = (&self.0, response) {
            answer(cache.put_with_str(key, &response)).await;
        }
    }

    /// Forgets what turned out to be wrong.
    pub async fn remove(&self, key: &str) {
        if let Some(cache) = &self.0 {
            answer(cache.delete_with_str(key)).await;
        }
    }
}

/// What a promise gives, unless it fails or takes too long.
async fn answer(promise: Promise) -> Option<JsValue> {
    let late = Promise::new(&mut |_, reject| {
        let _ = scope().set_timeout_with_callback_and_timeout_and_arguments_0(&reject, PATIENCE_MS);
    });
    let first = Promise::race(&js_sys::Array::of2(&promise, &late));
    JsFuture::from(first).await.ok()
}
