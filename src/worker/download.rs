//! What the browser keeps, and weights from the site itself, once.

use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, CacheStorage, ReadableStreamDefaultReader, Response};

use crate::protocol::{EngineEvent, LoadFailure, StorageState};

use super::post::{post, scope};
use crate::browser::{FETCHED_AHEAD, text_of};

const TRIES: u32 = 3;
/// Shorter than this between two progress reports helps nobody.
const REPORT_EVERY_BYTES: u32 = 128 * 1024;

/// A storage of the browser's, or why there is none.
pub struct Storage(Result<Cache, StorageState>);

impl Storage {
    /// Opens the storage `name`; an insecure address or a browser setting may forbid it.
    pub async fn open(name: &str) -> Self {
        let caches = Reflect::get(&scope(), &JsValue::from_str("caches"))
            .ok()
            .and_then(|value| value.dyn_into::<CacheStorage>().ok());
        let Some(caches) = caches else {
            return Self(Err(StorageState::Unavailable));
        };
        match JsFuture::from(caches.open(name)).await {
            Ok(cache) => Self(Ok(cache.unchecked_into())),
            Err(_) => Self(Err(StorageState::Refused)),
        }
    }

    /// The stored bytes, if they are there.
    pub async fn get(&self, key: &str) -> Option<Vec<u8>> {
        let cache = self.0.as_ref().ok()?;
        let found = JsFuture::from(cache.match_with_str(key)).await.ok()?;
        let response: Response = found.dyn_into().ok()?;
        let bytes = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
        Some(Uint8Array::new(&bytes).to_vec())
    }

    /// Keeps bytes, or says why not.
    pub async fn put(&self, key: &str, bytes: &[u8]) -> StorageState {
        match &self.0 {
            Err(state) => *state,
            Ok(cache) => match store(cache, key, bytes).await {
                Ok(()) => StorageState::Kept,
                Err(_) => StorageState::Refused,
            },
        }
    }

    /// Forgets what turned out to be wrong.
    pub async fn remove(&self, key: &str) {
        if let Ok(cache) = &self.0 {
            let _ = JsFuture::from(cache.delete_with_str(key)).await;
        }
    }
}

async fn store(cache: &Cache, key: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let response = Response::new_with_opt_js_u8_array(Some(&Uint8Array::from(bytes)))?;
    JsFuture::from(cache.put_with_str(key, &response)).await?;
    Ok(())
}

/// Fetches `url`, reporting progress; a broken transfer is tried again.
///
/// # Errors
/// [`LoadFailure::Http`] when the server refuses, [`LoadFailure::Network`] when the transfer
/// fails or ends early every time.
pub async fn fetch(url: &str, total_bytes: u32) -> Result<Vec<u8>, LoadFailure> {
    let mut message = String::new();
    for attempt in 0..TRIES {
        if attempt > 0 {
            wait_ms(500 << attempt).await;
        }
        match fetch_once(url, total_bytes).await {
            Ok(bytes) if bytes.len() < total_bytes as usize => {
                message = format!(
                    "the transfer ended after {} of {total_bytes} bytes",
                    bytes.len()
                );
            }
            Ok(bytes) => return Ok(bytes),
            Err(Attempt::Refused(status)) => return Err(LoadFailure::Http { status }),
            Err(Attempt::Broken(error)) => message = error,
        }
    }
    Err(LoadFailure::Network {
        message,
        tries: TRIES,
    })
}

enum Attempt {
    Refused(u16),
    Broken(String),
}

impl From<JsValue> for Attempt {
    fn from(error: JsValue) -> Self {
        Self::Broken(text_of(&error))
    }
}

async fn fetch_once(url: &str, total_bytes: u32) -> Result<Vec<u8>, Attempt> {
    let response = match ahead(url).await? {
        Some(response) => response,
        None => JsFuture::from(scope().fetch_with_str(url))
            .await?
            .dyn_into()?,
    };
    if !response.ok() {
        return Err(Attempt::Refused(response.status()));
    }
    let body = response
        .body()
        .ok_or_else(|| Attempt::Broken("an empty answer".to_owned()))?;
    let reader: ReadableStreamDefaultReader =
        body.get_reader().dyn_into().map_err(JsValue::from)?;
    let mut bytes = Vec::with_capacity(total_bytes as usize);
    let mut reported = 0;
    loop {
        let chunk = JsFuture::from(reader.read()).await?;
        if Reflect::get(&chunk, &"done".into())?.is_truthy() {
            return Ok(bytes);
        }
        let piece: Uint8Array = Reflect::get(&chunk, &"value".into())?.dyn_into()?;
        let start = bytes.len();
        bytes.resize(start + piece.length() as usize, 0);
        piece.copy_to(&mut bytes[start..]);
        // A server that sends more than the file is not asked for the rest of it.
        if bytes.len() > total_bytes as usize {
            return Ok(bytes);
        }
        let received_bytes = bytes.len() as u32;
        if received_bytes - reported >= REPORT_EVERY_BYTES || received_bytes == total_bytes {
            reported = received_bytes;
            post(
                &EngineEvent::Downloading {
                    received_bytes,
                    total_bytes,
                },
                &[],
            );
        }
    }
}

/// What was asked for while this code was on its way; it can be read once.
async fn ahead(url: &str) -> Result<Option<Response>, JsValue> {
    let (scope, name) = (scope(), JsValue::from_str(FETCHED_AHEAD));
    let ahead = Reflect::get(&scope, &name)?;
    if !ahead.is_object() || Reflect::get(&ahead, &"address".into())? != url {
        return Ok(None);
    }
    Reflect::set(&scope, &name, &JsValue::UNDEFINED)?;
    let answer: Promise = Reflect::get(&ahead, &"answer".into())?.dyn_into()?;
    Ok(JsFuture::from(answer).await?.dyn_into().ok())
}

/// Resolves after `ms` milliseconds.
pub async fn wait_ms(ms: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let _ = scope().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
    });
    let _ = JsFuture::from(promise).await;
}
