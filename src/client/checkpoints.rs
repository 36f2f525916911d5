//! The reader's own checkpoints: from a file to the engine, and in the browser's storage by their
//! hash: the file itself, and a sheet of what it is beside it.

use std::pin::Pin;
use std::sync::OnceLock;

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, File, Response};

use super::App;
use super::intake::bytes_of;
use super::site::part_failure;
use super::storage::{SHEET, address, entries, is_sheet, open};
use crate::app_model::{
    BlobId, CheckpointEvent, EngineId, Event, NamesFile, NamesRefusal, NoticeKind, SideFile,
};
use crate::protocol::{CheckpointSheet, EngineRequest};
use crate::wire::{self, Buffer};

/// More than this is no list of class names.
const MOST_TEXT_BYTES: f64 = 4e6;

/// What a list of names holds, once the code that reads it is here.
pub type NamesFound =
    Pin<Box<dyn Future<Output = Result<Result<SideFile, NamesRefusal>, SplitLoaderError>>>>;
/// Reads a file for so many classes.
pub type NamesReader = fn(Vec<u8>, usize) -> NamesFound;

static NAMES_READER: OnceLock<NamesReader> = OnceLock::new();

/// Lists of class names are read by this; to be said before the page starts.
pub fn read_names_by(reader: NamesReader) {
    let _ = NAMES_READER.set(reader);
}

impl App {
    /// Has the engine look through a checkpoint.
    pub fn open_checkpoint(self, file: File) {
        let name = file.name();
        let blob = self.keep(file.unchecked_into());
        self.send(Event::Checkpoint(CheckpointEvent::Open { name, blob }));
    }

    /// Takes a list of the names of a checkpoint's classes.
    pub fn open_class_names(self, file: File) {
        let name = file.name();
        spawn_local(async move {
            if file.size() > MOST_TEXT_BYTES {
                let names = vec![name];
                return self.send(Event::Notify(NoticeKind::FilesOfNoKind { names }));
            }
            self.send(match bytes_of(&file).await {
                Some(bytes) => Event::Checkpoint(CheckpointEvent::ClassNames(NamesFile {
                    name,
                    bytes: bytes.into(),
                })),
                None => Event::Notify(NoticeKind::FileUnreadable { name }),
            });
        });
    }

    /// Reads a list of names, by code that is fetched for it.
    pub(super) fn read_class_names(self, id: &'static str, file: NamesFile, classes: usize) {
        let Some(read) = NAMES_READER.get() else {
            return;
        };
        spawn_local(async move {
            let NamesFile { name, bytes } = file;
            self.send(match read(bytes.to_vec(), classes).await {
                Ok(found) => Event::Checkpoint(CheckpointEvent::ClassNamesRead { id, name, found }),
                Err(_) => match part_failure() {
                    failure if failure.is_new_version() => Event::Notify(NoticeKind::NewVersion),
                    failure => Event::Notify(NoticeKind::ClassNamesUnread(failure)),
                },
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
        id: EngineId,
        request: EngineRequest,
        blob: Option<BlobId>,
        sha256: String,
    ) {
        if let Some(blob) = blob.and_then(|id| self.blobs.with_value(|blobs| blobs.get(id))) {
            return self.post_to_engine(id, &request, Some(Buffer::Blob(blob)));
        }
        spawn_local(async move {
            match kept_file(&sha256).await {
                Some(blob) => self.post_to_engine(id, &request, Some(Buffer::Blob(blob))),
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
