//! Visits without a network, by way of `public/offline.js`, which comes once the page works.

use js_sys::Promise;
use serde::Deserialize;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::site::Weights;
use super::{App, storage};
use crate::app_model::{Event, NoticeKind};
use crate::catalogue;
use crate::protocol::{StorageState, TransferFailure};

#[wasm_bindgen(js_namespace = gradoscope)]
extern "C" {
    #[wasm_bindgen(js_name = offline)]
    fn ask(act: &str, argument: &JsValue) -> Promise;
}

/// What the browser keeps of this site.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct OfflineState {
    /// Why nothing: `none`, `insecure`, `off`, `refused`; empty where something is kept.
    pub why: String,
    /// Bytes.
    pub kept: f64,
    /// Bytes of everything but the weights of networks.
    pub total: f64,
    /// When all of it was asked for, in milliseconds since 1970; 0 where that is not so, or not known.
    pub at: f64,
}

/// Why not everything is kept.
#[derive(Debug, Clone, PartialEq)]
pub enum NotKept {
    /// Something of it did not come.
    Transfer(TransferFailure),
    /// There is no room for it, or the browser keeps nothing.
    Full,
    /// The file that keeps the site did not come, or does not run here.
    NoKeeper,
}

/// The last word of the keeper.
#[derive(Deserialize)]
struct Answer {
    kept: bool,
    #[serde(default)]
    full: bool,
    #[serde(default)]
    message: String,
}

impl App {
    /// Has the site kept from now on, and says when it has another build.
    pub(super) fn begin_offline(self) {
        let tell =
            Closure::<dyn Fn()>::new(move || self.send(Event::Notify(NoticeKind::NewVersion)));
        let _ = ask("start", &tell.into_js_value());
    }
}

/// What is kept, weights of networks included; nothing where that cannot be told.
pub async fn state() -> Option<OfflineState> {
    let answer = JsFuture::from(ask("state", &JsValue::UNDEFINED))
        .await
        .ok()?;
    let mut state: OfflineState = serde_wasm_bindgen::from_value(answer).ok()?;
    for network in catalogue::NETWORKS {
        let bytes = f64::from(network.bytes);
        state.total += bytes;
        if storage::has(network).await {
            state.kept += bytes;
        } else {
            state.at = 0.0;
        }
    }
    Some(state)
}

/// Has every file of the site and the weights of every network kept; `tell` hears how many bytes came,
/// of how many.
///
/// # Errors
/// Why it is not all of it. What came is kept.
pub async fn keep_all(tell: impl Fn(f64, f64) + Clone + 'static) -> Result<(), NotKept> {
    let mut before = 0.0;
    let files = state().await.ok_or(NotKept::NoKeeper)?;
    for network in catalogue::NETWORKS {
        let (tell, total) = (tell.clone(), files.total);
        let weights = Weights::ask(network, move |received, _| {
            tell(before + f64::from(received), total);
        });
        let came = weights.wait().await.map_err(NotKept::Transfer)?;
        if !came.stored && came.kept().await != StorageState::Kept {
            return Err(NotKept::Full);
        }
        before += f64::from(network.bytes);
    }
    let listener =
        Closure::<dyn Fn(f64, f64)>::new(move |done, _| tell(before + done, files.total));
    let answer = JsFuture::from(ask("keepAll", listener.as_ref().unchecked_ref())).await;
    let answer = answer.map_err(|_| NotKept::NoKeeper)?;
    let answer: Answer = serde_wasm_bindgen::from_value(answer).map_err(|_| NotKept::NoKeeper)?;
    match answer {
        Answer { kept: true, .. } => Ok(()),
        Answer { full: true, .. } => Err(NotKept::Full),
        Answer { message, .. } => Err(NotKept::Transfer(TransferFailure {
            message,
            ..TransferFailure::default()
        })),
    }
}
