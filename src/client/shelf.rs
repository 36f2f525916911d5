//! Results on their way to the shelf, and what stands there on its way back.

use std::sync::{Arc, OnceLock};

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;

use super::app::{App, Pending};
use super::intake::bytes_of;
use super::site::part_failure;
use crate::app_model::{AppModel, BlobId, Event, Kind, NoticeKind, ShelfEvent, Shelved};

/// How the name of its module ends, after the part that it is cut off at.
pub(super) const MODULE: &str = "shelf.wasm";
/// Results that wait for the code, at the most.
const MOST_WAITING: usize = 8;

/// The code that puts results together for the shelf: a module of its own, since the first picture
/// does not wait for it.
#[derive(Clone, Copy)]
pub struct ShelfCode {
    /// [`super::shelf_code::make`].
    pub make: fn(&AppModel, Kind) -> Option<(Shelved, Vec<u8>)>,
    /// [`super::shelf_code::read`].
    pub read: fn(&[u8]) -> Option<Shelved>,
}

/// What the page knows of that code.
#[derive(Default)]
pub(super) struct Shelving {
    code: Option<ShelfCode>,
    /// Each with the page as it was, since the bench may have another result by the time.
    waiting: Vec<(Kind, AppModel)>,
}

static FETCH: OnceLock<fn() -> Pending<ShelfCode>> = OnceLock::new();

/// The code of the shelf is fetched by this; to be said before the page starts.
pub fn shelve_by(fetch: fn() -> Pending<ShelfCode>) {
    let _ = FETCH.set(fetch);
}

impl App {
    /// Has the code there in good time.
    pub(super) fn fetch_shelf(self) {
        spawn_local(async move {
            // A failure shows when the code is wanted: then it is asked for again.
            let _ = self.shelf_code().await;
        });
    }

    /// Puts a result that is on the bench on the shelf.
    pub(super) fn shelve(self, kind: Kind) {
        if let Some(code) = self.shelving.with_value(|shelving| shelving.code) {
            let made = self.model.with_untracked(|model| (code.make)(model, kind));
            return self.put_on_shelf(made);
        }
        let now = self.model.get_untracked();
        self.shelving.update_value(|Shelving { waiting, .. }| {
            waiting.push((kind, now));
            let too_many = waiting.len().saturating_sub(MOST_WAITING);
            waiting.drain(..too_many);
        });
        spawn_local(async move {
            match self.shelf_code().await {
                Some(code) => self.shelve_waiting(code),
                None => self.say_not_shelved(),
            }
        });
    }

    fn shelve_waiting(self, code: ShelfCode) {
        let waiting = self
            .shelving
            .try_update_value(|shelving| std::mem::take(&mut shelving.waiting));
        for (kind, model) in waiting.unwrap_or_default() {
            self.put_on_shelf((code.make)(&model, kind));
        }
    }

    /// The result waits for the next one, which asks for the code again.
    fn say_not_shelved(self) {
        let failure = part_failure();
        self.send(Event::Notify(match failure.is_new_version() {
            true => NoticeKind::NewVersion,
            false => NoticeKind::NotShelved(failure),
        }));
    }

    fn put_on_shelf(self, made: Option<(Shelved, Vec<u8>)>) {
        let Some((shelved, file)) = made else { return };
        let parts = Array::of1(&Uint8Array::from(&file[..]));
        // It fails where the browser has no room: then the entry is there as long as the page is.
        let blob = Blob::new_with_u8_array_sequence(&parts).ok();
        let blob = blob.map_or(BlobId::NONE, |blob| self.keep(blob));
        let shelved = Arc::new(shelved);
        self.send(Event::Shelf(ShelfEvent::Put { shelved, blob }));
    }

    /// Reads the file of an entry.
    pub(super) fn read_shelved(self, key: String, blob: BlobId) {
        let file = self.blobs.with_value(|blobs| blobs.get(blob));
        spawn_local(async move {
            let bytes = match file {
                Some(file) => bytes_of(&file).await,
                None => None,
            };
            let code = self.shelf_code().await;
            let shelved = code.and_then(|code| (code.read)(&bytes?));
            let shelved = shelved.map(Arc::new);
            self.send(Event::Shelf(ShelfEvent::Read { key, shelved }));
        });
    }

    async fn shelf_code(self) -> Option<ShelfCode> {
        if let Some(code) = self.shelving.with_value(|shelving| shelving.code) {
            return Some(code);
        }
        let code = (FETCH.get()?)().await.ok()?;
        self.shelving
            .update_value(|shelving| shelving.code = Some(code));
        Some(code)
    }
}
