//! Results on their way through a reload. Nothing else of the page calls this, so that its code is
//! fetched only when it is wanted.

use std::hash::{DefaultHasher, Hash, Hasher};

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;

use super::App;
use super::keeping::{flag_of, list_of, text_of};
use super::surroundings::{now_ms, yielded};
use crate::app_model::{
    AppModel, BlobId, Choices, Event, Header, Kept, KeptResults, NoticeKind, Results, Thing,
    Things, Unusable,
};
use crate::image::Framing;
use crate::wire::{self, Buffer};
use leptos::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// What has to survive, from now on; so many of the files, the last ones, only if there is room; and
    /// whether there is more that would have to be computed again.
    #[wasm_bindgen(catch, js_name = hold, js_namespace = gradoscopeKeep)]
    fn hold_choices(
        choices: &str,
        files: &Array,
        to_spare: u32,
        has_results: bool,
    ) -> Result<(), JsValue>;
    /// Results that belong to it; null: those of before do not. The answer comes once they are written down.
    #[wasm_bindgen(catch, js_name = holdResults, js_namespace = gradoscopeKeep)]
    async fn hold_results_of(results: &JsValue) -> Result<JsValue, JsValue>;
}

/// Results are written down so often at most, and after a rest of so many times what it took.
const RESULTS_EVERY_MS: f64 = 2_000.0;
const REST: f64 = 5.0;
/// The same while more is being computed.
const RUNNING_EVERY_MS: f64 = 15_000.0;
const RUNNING_REST: f64 = 30.0;

/// Tells `keep.js` what has changed: a reload, a crash and a tab that is thrown away ask nobody before.
pub fn hold(app: App) {
    let (choices, files) = app.model.with_untracked(AppModel::choices);
    let Ok(text) = wire::to_json(&choices) else {
        return;
    };
    let is_new = app.held.try_update_value(|held| {
        held.is_stale = false;
        let is_new = held.choices != text;
        if is_new {
            held.choices.clone_from(&text);
        }
        is_new
    });
    if is_new == Some(true) {
        let file = |id| app.blobs.with_value(|blobs| blobs.get(id));
        let files = files.into_iter().map(|id| JsValue::from(file(id)));
        let to_spare = choices.files_to_spare() as u32;
        let has_results = app.model.with_untracked(AppModel::has_results);
        let _ = hold_choices(&text, &files.collect::<Array>(), to_spare, has_results);
    }
    hold_results(app);
}

/// Those that are about another picture must not come back with this one; those that are new are written
/// down once it is time.
fn hold_results(app: App) {
    let (of, is_running) = app
        .model
        .with_untracked(|model| (subject(model), model.is_computing()));
    let began = now_ms();
    let (every, rest) = match is_running {
        true => (RUNNING_EVERY_MS, RUNNING_REST),
        false => (RESULTS_EVERY_MS, REST),
    };
    let is_due = app.held.try_update_value(|held| {
        if held.results.of != of {
            held.results.of = of;
            held.results.mark = 0;
            spawn_local(async {
                let _ = hold_results_of(&JsValue::NULL).await;
            });
        }
        let results = &held.results;
        let is_due =
            !results.is_writing && began >= results.written_ms + every.max(rest * results.took_ms);
        // To be looked at again.
        held.is_stale |= !is_due;
        is_due
    });
    let is_any = of.is_some() || app.model.with_untracked(AppModel::has_results);
    if is_due != Some(true) || !is_any {
        return;
    }
    let (results, things) = app.model.with_untracked(AppModel::results);
    let Some(mark) = mark_of(&results, &things) else {
        return;
    };
    if app.held.with_value(|held| held.results.mark == mark) {
        return;
    }
    app.held.update_value(|held| {
        held.results.mark = mark;
        held.results.is_writing = true;
    });
    spawn_local(async move {
        // Large pictures take their time: no task of the page becomes longer by it.
        yielded().await;
        let parcel = packed(&results, &things);
        yielded().await;
        if app.held.with_value(|held| held.results.of == of) {
            let _ = hold_results_of(&parcel).await;
        }
        app.held.update_value(|held| {
            held.results.is_writing = false;
            held.results.written_ms = now_ms();
            held.results.took_ms = now_ms() - began;
        });
    });
}

/// What the results are about.
fn subject(model: &AppModel) -> Option<(u32, Framing, &'static str)> {
    let opened = model.picture.opened.as_ref()?;
    Some((opened.id, opened.framing, model.settings.network))
}

/// What differs between any two states of the results: their text, and where what they speak of lies.
fn mark_of(results: &Results, things: &Things) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    wire::to_json(results).ok()?.hash(&mut hasher);
    for thing in &things.0 {
        match thing {
            Thing::Bytes(bytes) => (bytes.as_ptr().addr(), bytes.len()).hash(&mut hasher),
            Thing::Floats(floats) => (floats.as_ptr().addr(), floats.len()).hash(&mut hasher),
        }
    }
    Some(hasher.finish())
}

/// Everything that was found, as the browser can store it; null where it cannot.
pub fn pack(app: App) -> JsValue {
    let (results, things) = app.model.with_untracked(AppModel::results);
    packed(&results, &things)
}

fn packed(results: &Results, things: &Things) -> JsValue {
    let buffers: Vec<Buffer> = things.0.iter().map(buffer_of).collect();
    // What is stored is copied, not transferred.
    wire::pack_to_keep(results, &buffers).unwrap_or(JsValue::NULL)
}

/// Puts back what `keep.js` gives, and says what is back.
pub fn restore(app: App, kept: JsValue) {
    match read(app, &kept) {
        Ok(kept) => {
            app.change(|model| model.restore(kept));
            // What is written down is about what is shown again.
            let of = app.model.with_untracked(subject);
            app.held.update_value(|held| held.results.of = of);
        }
        Err(why) => app.send(Event::Notify(NoticeKind::KeptUnusable(why))),
    }
}

fn read(app: App, kept: &JsValue) -> Result<Kept, Unusable> {
    let text = text_of(kept, "choices").ok_or(Unusable::Damaged)?;
    Header::check(wire::from_json(&text).ok())?;
    let choices: Choices = wire::from_json(&text).map_err(|_| Unusable::Damaged)?;
    let files = list_of(kept, "files");
    // Nothing but files and null ever stands there.
    let file = |value: JsValue| match value.is_null() {
        true => BlobId::NONE,
        false => app.keep(value.unchecked_into::<Blob>()),
    };
    let results = Reflect::get(kept, &"results".into()).unwrap_or(JsValue::NULL);
    Ok(Kept {
        choices,
        files: files.iter().map(file).collect(),
        results: match wire::unpack_kept::<Results>(results.clone()) {
            _ if flag_of(kept, "lostResults") => KeptResults::Unreadable,
            _ if !results.is_truthy() => KeptResults::None,
            Ok((results, buffers)) => KeptResults::Whole(Box::new(results), things_of(&buffers)),
            Err(_) => KeptResults::Unreadable,
        },
        had_stopped: flag_of(kept, "hadStopped"),
        is_own: flag_of(kept, "isOwn"),
        is_shelf: flag_of(kept, "isShelf"),
    })
}

fn buffer_of(thing: &Thing) -> Buffer {
    match thing {
        Thing::Bytes(bytes) => Buffer::from_bytes(bytes),
        Thing::Floats(floats) => Buffer::from_floats(floats),
    }
}

fn things_of(buffers: &[Buffer]) -> Things {
    let thing = |buffer: &Buffer| match (buffer.to_bytes(), buffer.to_floats()) {
        (Some(bytes), _) => Some(Thing::Bytes(bytes.into())),
        (_, Some(floats)) => Some(Thing::Floats(floats.into())),
        _ => None,
    };
    Things(buffers.iter().filter_map(thing).collect())
}
