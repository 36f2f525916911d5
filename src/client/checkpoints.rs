//! The reader's own checkpoints: from a file to the engine, and in the browser's storage by their
//! hash: the file itself, and a sheet of what it is beside it.

use js_sys::Uint8Array;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, File, Response};

use super::App;
use super::site::address_of;
use super::storage::{entries, open};
use crate::app_model::{BlobId, CheckpointEvent, Event, NoticeKind, Seat};
use crate::protocol::{CheckpointSheet, EngineRequest};
use crate::wire::{self, Buffer};

/// Where they lie in the storage; no file of the site is there.
const FOLDER: &str = "own/";
const SHEET: &str = ".json";
/// More than this is no list of class names.
const MOST_TEXT_BYTES: f64 = 4e6;

impl App {
    /// Has the engine look through a checkpoint.
    pub fn open_checkpoint(self, file: File) {
        let name = file.name();
        let blob = self.keep(file.unchecked_into());
        self.send(Event::Checkpoint(CheckpointEvent::Open { name, blob }));
    }

    /// Takes the names of the classes of a checkpoint, one per line.
    pub fn open_class_names(self, file: File) {
        let name = file.name();
        spawn_local(async move {
            self.send(match lines_of(&file).await {
                Some(names) => Event::Checkpoint(CheckpointEvent::ClassNames(names)),
                None => Event::Notify(NoticeKind::FileUnreadable { name }),
            });
        });
    }

    /// Lists what was kept at earlier visits.
    pub(super) fn find_checkpoints(self) {
        spawn_local(async move {
            let sheets = sheets().await.unwrap_or_default();
            self.send(Event::Checkpoint(CheckpointEvent::Found(sheets)));
        });
    }

    /// Posts a request with the file of a checkpoint, to the engine that is meant and no other.
    pub(super) fn checkpoint_to_engine(
        self,
        (seat, generation): (Seat, u32),
        request: EngineRequest,
        blob: Option<BlobId>,
        sha256: String,
    ) {
        if let Some(blob) = blob.and_then(|id| self.blobs.with_value(|blobs| blobs.get(id))) {
            self.post_to((seat, generation), &request, Some(Buffer::Blob(blob)));
            return;
        }
        spawn_local(async move {
            match kept_file(&sha256).await {
                Some(blob) => {
                    self.post_to((seat, generation), &request, Some(Buffer::Blob(blob)));
                }
                None => self.send(Event::Checkpoint(CheckpointEvent::Gone { sha256 })),
            }
        });
    }

    pub(super) fn keep_checkpoint(self, sheet: CheckpointSheet, blob: Option<BlobId>) {
        let blob = blob.and_then(|id| self.blobs.with_value(|blobs| blobs.get(id)));
        spawn_local(async move {
            let kept = store(&sheet, blob).await.is_ok();
            let sha256 = sheet.sha256;
            self.send(Event::Checkpoint(CheckpointEvent::Stored { sha256, kept }));
        });
    }
}

async fn lines_of(file: &File) -> Option<Vec<String>> {
    if file.size() > MOST_TEXT_BYTES {
        return None;
    }
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    let bytes = Uint8Array::new(&buffer).to_vec();
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_start_matches('\u{feff}').trim_end();
    Some(text.lines().map(|line| line.trim().to_owned()).collect())
}

/// The address of a checkpoint's file in the storage.
fn address(sha256: &str) -> String {
    address_of(&format!("{FOLDER}{sha256}"))
}

/// The hash of the checkpoint whose file has this address, if it is one.
pub(super) fn hash_of(address: &str) -> Option<&str> {
    let (_, name) = address.rsplit_once(FOLDER)?;
    let is_hash = name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit());
    is_hash.then_some(name)
}

pub(super) fn is_sheet(address: &str) -> bool {
    address
        .strip_suffix(SHEET)
        .is_some_and(|file| hash_of(file).is_some())
}

/// The sheet comes last: what has one is there.
async fn store(sheet: &CheckpointSheet, blob: Option<Blob>) -> Result<(), JsValue> {
    let cache = open().await?;
    let address = address(&sheet.sha256);
    if let Some(blob) = blob {
        let response = Response::new_with_opt_blob(Some(&blob))?;
        JsFuture::from(cache.put_with_str(&address, &response)).await?;
    }
    let text = wire::to_json(sheet).map_err(|error| error.to_string())?;
    let response = Response::new_with_opt_str(Some(&text))?;
    JsFuture::from(cache.put_with_str(&format!("{address}{SHEET}"), &response)).await?;
    Ok(())
}

async fn sheets() -> Result<Vec<CheckpointSheet>, JsValue> {
    let mut all = Vec::new();
    for (_, response) in entries(is_sheet).await? {
        all.extend(sheet_in(response).await);
    }
    Ok(all)
}

/// None for what another build of the page wrote.
async fn sheet_in(response: Response) -> Option<CheckpointSheet> {
    let text = JsFuture::from(response.text().ok()?).await.ok()?;
    wire::from_json(&text.as_string()?).ok()
}

async fn kept_file(sha256: &str) -> Option<Blob> {
    let cache = open().await.ok()?;
    let found = JsFuture::from(cache.match_with_str(&address(sha256))).await;
    let response: Response = found.ok()?.dyn_into().ok()?;
    let blob = JsFuture::from(response.blob().ok()?).await.ok()?;
    Some(blob.unchecked_into())
}

/// Forgets the sheet of a checkpoint.
pub(super) async fn remove_sheet(sha256: &str) {
    if let Ok(cache) = open().await {
        let sheet = format!("{}{SHEET}", address(sha256));
        let _ = JsFuture::from(cache.delete_with_str(&sheet)).await;
    }
}
