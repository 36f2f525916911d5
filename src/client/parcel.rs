//! Results on their way through a reload. Nothing else of the page calls this, so that its code is
//! fetched only when it is wanted.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use super::App;
use super::keeping::{list_of, text_of};
use crate::app_model::{
    AppModel, BlobId, Choices, Event, Header, Kept, KeptResults, NoticeKind, Results, Thing,
    Things, Unusable,
};
use crate::wire::{self, Buffer};
use leptos::prelude::*;

/// Everything that was found, as the browser can store it; null where it cannot.
pub fn pack(app: App) -> JsValue {
    let (results, things) = app.model.with_untracked(AppModel::results);
    let buffers: Vec<Buffer> = things.0.iter().map(buffer_of).collect();
    // What is stored is copied, not transferred.
    wire::pack(&results, &buffers).map_or(JsValue::NULL, |(parcel, _)| parcel)
}

/// Puts back what `keep.js` gives, and says what is back.
pub fn restore(app: App, kept: JsValue) {
    match read(app, &kept) {
        Ok(kept) => app.change(|model| model.restore(kept)),
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
    let flag = |name: &str| Reflect::get(kept, &name.into()).is_ok_and(|value| value.is_truthy());
    Ok(Kept {
        choices,
        files: files.iter().map(file).collect(),
        results: match wire::unpack::<Results>(results.clone()) {
            _ if !results.is_truthy() => KeptResults::None,
            Ok((results, buffers)) => KeptResults::Whole(Box::new(results), things_of(&buffers)),
            Err(_) => KeptResults::Unreadable,
        },
        had_stopped: flag("hadStopped"),
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
