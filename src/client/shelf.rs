//! Results on their way to the shelf, and what stands there on its way back.

use std::sync::Arc;

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;

use super::app::{App, StateCode, WithFile};
use super::intake::bytes_of;
use super::site::part_failure;
use crate::app_model::{BlobId, Event, Kind, NoticeKind, ShelfEvent, Snapshot};

impl App {
    /// Puts a result on the shelf that is on the bench, or was there in `model`. Without the code, which is
    /// asked for as soon as an engine is ready, it stays on the bench until that has come.
    pub(super) fn shelve(self, kind: Kind, model: Option<Snapshot>) {
        if let Some(code) = self.state.get_untracked() {
            return self.put_on_shelf(match model {
                Some(model) => (code.to_shelf)(&model, kind),
                None => self
                    .model
                    .with_untracked(|model| (code.to_shelf)(model, kind)),
            });
        }
        self.state_seat.update_value(|seat| seat.waiting.push(kind));
        spawn_local(async move {
            if self.state_code().await.is_none() {
                self.say_not_shelved();
            }
        });
    }

    pub(super) fn shelve_waiting(self, code: StateCode) {
        let waiting = self
            .state_seat
            .try_update_value(|seat| std::mem::take(&mut seat.waiting));
        for kind in waiting.unwrap_or_default() {
            let made = self
                .model
                .with_untracked(|model| (code.to_shelf)(model, kind));
            self.put_on_shelf(made);
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

    /// What was made for it; none where there was no such result.
    fn put_on_shelf(self, made: Option<WithFile>) {
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
            let code = self.state_code().await;
            let shelved = code.and_then(|code| (code.from_shelf)(&bytes?));
            let shelved = shelved.map(Arc::new);
            self.send(Event::Shelf(ShelfEvent::Read { key, shelved }));
        });
    }
}
