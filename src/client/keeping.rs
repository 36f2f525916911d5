//! Through a reload, and out of a page that has stopped: what `keep.js` is told as the page goes, and
//! what it gives back. It works without the page's own code, which may be dead by then.

use js_sys::{Array, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

use super::app::Held;
use super::{App, address, shelf, surroundings};
use crate::app_model::{AppModel, Event, KeepFailure, Left, NoticeKind, Unusable};
use crate::wire;

#[wasm_bindgen]
extern "C" {
    /// What has to survive, from now on; so many of the files, the last ones, only if there is room.
    #[wasm_bindgen(catch, js_namespace = gradoscopeKeep)]
    fn hold(choices: &str, files: &Array, to_spare: u32) -> Result<(), JsValue>;
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
    fn die(message: &str) -> Result<(), JsValue>;
}

/// How the name of its module ends, after the part that it is cut off at.
const MODULE: &str = "keeping.wasm";

/// The page can do nothing any more; says so outside of it.
pub fn say_dead(message: &str) {
    // Without that script there is nobody to tell.
    let _ = die(message);
}

impl App {
    /// Once in a while: tells `keep.js` what has changed, and has the code there in good time: when
    /// it is wanted, the site may be another one.
    pub(super) fn mind_keeping(self) {
        if self.held.with_value(|held| held.is_stale) {
            self.hold_choices();
        }
        let is_ready = || self.model.with_untracked(|model| model.engines.is_ready());
        let is_due = self.held.with_value(|held| !held.is_code_asked_for) && is_ready();
        if is_due {
            self.held.update_value(|held| held.is_code_asked_for = true);
            self.begin_offline();
            self.fetch_links();
            self.fetch_shelf();
            spawn_local(async move {
                // A failure shows when the code is wanted: then it is asked for again.
                let _ = (self.keeping.fetch)().await;
            });
        }
    }

    /// Whether nobody waits for a file: its code comes ahead of need.
    pub(super) fn is_ahead_of_need(self, path: &str) -> bool {
        let is_of_keeping = path.ends_with(MODULE);
        let is_of_links = path.ends_with(address::MODULE);
        path.ends_with(shelf::MODULE)
            || is_of_keeping && self.held.with_value(|held| !held.is_code_wanted)
            || is_of_links && self.address.with_value(|address| !address.is_code_wanted)
    }

    fn hold_choices(self) {
        let (choices, files) = self.model.with_untracked(AppModel::choices);
        let Ok(text) = wire::to_json(&choices) else {
            return;
        };
        let is_new = self.held.try_update_value(|held| {
            held.is_stale = false;
            let is_new = held.choices != text;
            if is_new {
                held.choices.clone_from(&text);
            }
            is_new
        });
        if is_new == Some(true) {
            let file = |id| self.blobs.with_value(|blobs| blobs.get(id));
            let files = files.into_iter().map(|id| JsValue::from(file(id)));
            let to_spare = choices.files_to_spare() as u32;
            let _ = hold(&text, &files.collect::<Array>(), to_spare);
        }
    }

    /// Keeps everything and loads the page again; says first what cannot be kept.
    pub(super) fn keep_and_reload(self) {
        let want = |held: &mut Held| std::mem::replace(&mut held.is_code_wanted, true);
        if self.held.try_update_value(want) != Some(false) {
            // It is at it already.
            return;
        }
        self.hold_choices();
        spawn_local(async move {
            let packed = (self.keeping.pack)(self).await;
            let has_code = packed.as_ref().is_ok_and(|parcel| !parcel.is_null());
            let answer = prepare(&packed.unwrap_or(JsValue::NULL)).await;
            let answer = answer.unwrap_or(JsValue::NULL);
            let kept = text_of(&answer, "kept").unwrap_or_default();
            self.held.update_value(|held| held.is_code_wanted = false);
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
        self.hold_choices();
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
            Some("silent") => Some(Unusable::Silent),
            Some(_) => Some(Unusable::Gone),
            None => {
                self.held.update_value(|held| held.is_code_wanted = true);
                let restored = (self.keeping.restore)(self, kept).await;
                self.held.update_value(|held| held.is_code_wanted = false);
                restored.is_err().then_some(Unusable::NoCode)
            }
        };
        match unusable {
            // It may yet be had: at the next try.
            Some(Unusable::Silent | Unusable::NoCode) => {}
            _ => forget_kept(),
        }
        if let Some(why) = unusable {
            self.send(Event::Notify(NoticeKind::KeptUnusable(why)));
        }
        unusable.is_none()
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

/// A list of an object of `keep.js`.
pub(super) fn list_of(object: &JsValue, name: &str) -> Array {
    let list = Reflect::get(object, &name.into()).ok();
    list.and_then(|list| list.dyn_into().ok())
        .unwrap_or_default()
}
