//! Through a reload, and out of a page that has stopped: what `keep.js` is told as the page goes, and
//! what it gives back. It works without the page's own code, which may be dead by then.

use js_sys::{Array, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

use super::app::Held;
use super::{App, surroundings};
use crate::app_model::{AppModel, Event, KeepFailure, Left, NoticeKind, Unusable};

#[wasm_bindgen]
extern "C" {
    /// Writes down what is held, and results; `{kept, why}`.
    #[wasm_bindgen(catch, js_namespace = gradoscopeKeep)]
    async fn prepare(results: &JsValue) -> Result<JsValue, JsValue>;
    /// Writes down what is held as far as that goes, and loads the page again.
    #[wasm_bindgen(catch, js_namespace = gradoscopeKeep)]
    fn reload() -> Result<(), JsValue>;
    /// What this tab kept; null where it kept nothing.
    #[wasm_bindgen(catch, js_namespace = gradoscopeKeep)]
    async fn take() -> Result<JsValue, JsValue>;
    /// What was kept is back, or not wanted.
    #[wasm_bindgen(catch, js_namespace = gradoscopeKeep)]
    fn forget() -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = gradoscopeKeep)]
    fn afresh() -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = gradoscopeKeep)]
    fn die(message: &str) -> Result<(), JsValue>;
}

/// The page can do nothing any more; says so outside of it.
pub fn say_dead(message: &str) {
    // Without that script there is nobody to tell.
    let _ = die(message);
}

impl App {
    /// Keeps everything and loads the page again; says first what cannot be kept.
    pub(super) fn keep_and_reload(self) {
        let begin = |held: &mut Held| std::mem::replace(&mut held.is_reloading, true);
        if self.held.try_update_value(begin) != Some(false) {
            // It is at it already.
            return;
        }
        spawn_local(async move {
            let code = self.wanted_state().await;
            let packed = code.map_or(JsValue::NULL, |code| {
                (code.hold)(self);
                (code.pack)(self)
            });
            let has_code = !packed.is_null();
            let answer = prepare(&packed).await.unwrap_or(JsValue::NULL);
            let kept = text_of(&answer, "kept").unwrap_or_default();
            self.held.update_value(|held| held.is_reloading = false);
            let has_results = self.model.with_untracked(AppModel::has_results);
            let left = match kept.as_str() {
                "all" if has_code || !has_results => return surroundings::reload(),
                "all" | "files" => Left::Picture,
                // A photograph of the site is fetched again.
                "choices" if self.model.with_untracked(AppModel::has_sample) => Left::Picture,
                "choices" => Left::Settings,
                _ => Left::Nothing,
            };
            let why = match text_of(&answer, "why").as_deref() {
                None if kept == "all" => KeepFailure::NoCode,
                Some("full") => KeepFailure::Full,
                Some("silent") => KeepFailure::Silent,
                _ => KeepFailure::Refused,
            };
            self.send(Event::Notify(NoticeKind::CannotKeep { why, left }));
        });
    }

    /// Loads the page again with whatever can be kept: the reader was told.
    pub(super) fn reload_anyway(self) {
        if let Some(code) = self.state.get_untracked() {
            (code.hold)(self);
        }
        if reload().is_err() {
            surroundings::reload();
        }
    }

    /// Takes back what this tab kept, and says whether it had kept anything of use.
    pub(super) async fn take_kept(self) -> bool {
        let kept = take().await.unwrap_or(JsValue::NULL);
        if kept.is_null() {
            return false;
        }
        let unusable = match text_of(&kept, "failed").as_deref() {
            Some(_) => Some(Unusable::Silent),
            None => match self.wanted_state().await {
                Some(code) => {
                    (code.restore)(self, kept.clone());
                    None
                }
                None => Some(Unusable::NoCode),
            },
        };
        match unusable {
            // It may yet be had: at the next try.
            Some(Unusable::Silent | Unusable::NoCode) => {}
            _ => forget_kept(),
        }
        if let Some(why) = unusable {
            self.send(Event::Notify(NoticeKind::KeptUnusable(why)));
        }
        unusable.is_none() && !flag_of(&kept, "isShelf")
    }
}

/// The reader wants to begin anew.
pub(super) fn start_afresh() {
    if afresh().is_err() {
        surroundings::reload();
    }
}

/// What was kept is back, or not wanted.
pub(super) fn forget_kept() {
    let _ = forget();
}

/// A text of an object of `keep.js`.
pub(super) fn text_of(object: &JsValue, name: &str) -> Option<String> {
    Reflect::get(object, &name.into()).ok()?.as_string()
}

/// A flag of an object of `keep.js`.
pub(super) fn flag_of(object: &JsValue, name: &str) -> bool {
    Reflect::get(object, &name.into()).is_ok_and(|value| value.is_truthy())
}

/// A list of an object of `keep.js`.
pub(super) fn list_of(object: &JsValue, name: &str) -> Array {
    let list = Reflect::get(object, &name.into()).ok();
    list.and_then(|list| list.dyn_into().ok())
        .unwrap_or_default()
}
