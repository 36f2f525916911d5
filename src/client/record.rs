//! Records of runs: the code that writes and reads them is a module of its own, since few visits need
//! it; fetched when a result is saved or a record is opened.

use std::sync::OnceLock;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use super::App;
use super::app::Pending;
use super::intake::bytes_of;
use super::site::part_failure;
use crate::app_model::{
    BlobId, Drawn, Event, NotSaved, NoticeKind, PictureSource, RecordRefusal, SaveEvent,
};
use crate::protocol::TransferFailure;
use crate::record::{Kind, Wanted};

/// A file with a record in it.
pub enum Recorded {
    Json(Vec<u8>),
    Png(Vec<u8>),
}

/// The code that writes and reads records.
#[derive(Clone, Copy)]
pub struct RecordCode {
    /// [`super::record_code::write`].
    pub write: fn(App, Wanted),
    /// [`super::record_code::draw`].
    pub draw: fn(App, Drawn, Kind),
    /// [`super::record_code::read`].
    pub read: fn(App, String, Recorded),
}

/// Fetches it.
pub type Recording = fn() -> Pending<RecordCode>;

static FETCH: OnceLock<Recording> = OnceLock::new();

/// Records are written and read by this; to be said before the page starts.
pub fn record_by(fetch: Recording) {
    let _ = FETCH.set(fetch);
}

impl App {
    /// Makes a file of what was found, and hands it to the reader.
    pub fn write_file(self, wanted: Wanted) {
        let name = match &wanted {
            Wanted::Record(_, name)
            | Wanted::Numbers(_, name)
            | Wanted::Table(_, name)
            | Wanted::Lines(_, _, name) => name,
        };
        let name = name.clone();
        self.with_code(
            move |code| (code.write)(self, wanted),
            move |failure| NoticeKind::NotSaved {
                name,
                why: NotSaved::NotWritten(failure),
            },
        );
    }

    /// Makes a PNG file that carries the record of its run.
    pub fn save_with_record(self, picture: Drawn, kind: Kind) {
        let name = picture.name.clone();
        self.with_code(
            move |code| (code.draw)(self, picture, kind),
            move |failure| NoticeKind::NotSaved {
                name,
                why: NotSaved::NotWritten(failure),
            },
        );
    }

    /// Restores the run of a record.
    pub(super) fn open_record(self, file: File) {
        let name = file.name();
        spawn_local(async move {
            if file.size() > crate::record::MOST_BYTES as f64 {
                let why = RecordRefusal::TooLarge;
                return self.send(Event::Notify(NoticeKind::RecordRefused { name, why }));
            }
            match bytes_of(&file).await {
                Some(bytes) => self.read_record(name, Recorded::Json(bytes)),
                None => self.send(Event::Notify(NoticeKind::FileUnreadable { name })),
            }
        });
    }

    /// Restores the run whose record a picture carries.
    pub fn restore_run(self, name: String, blob: BlobId) {
        let file = self.blobs.with_value(|blobs| blobs.get(blob));
        spawn_local(async move {
            let bytes = match file {
                Some(file) => bytes_of(&file).await,
                None => None,
            };
            match bytes {
                Some(bytes) => self.read_record(name, Recorded::Png(bytes)),
                None => self.send(Event::Notify(NoticeKind::FileUnreadable { name })),
            }
        });
    }

    /// Opens a picture that the browser holds already.
    pub fn open_kept(self, name: String, blob: BlobId) {
        let _ = self.choose_picture();
        let source = PictureSource::File { blob };
        self.send(Event::OpenPicture { name, source });
    }

    /// Asks what is to become of a picture that carries a record.
    pub(super) fn offer_record(self, file: File) -> NoticeKind {
        NoticeKind::PictureWithRecord {
            name: file.name(),
            blob: self.keep(file.unchecked_into()),
        }
    }

    /// Restores the run of a record, or says why not.
    pub fn read_record(self, name: String, recorded: Recorded) {
        let of = name.clone();
        self.with_code(
            move |code| (code.read)(self, name, recorded),
            move |failure| NoticeKind::RecordRefused {
                name: of,
                why: RecordRefusal::NotStarted(failure),
            },
        );
    }

    /// Follows the links of a record, one after the other, as if the reader had followed them.
    pub(super) fn follow_record(self, links: Vec<String>) {
        self.to_focus.set(true);
        spawn_local(async move {
            for link in links {
                self.open_link(&link).await;
            }
        });
    }

    /// Does something with the code, and says so where it did not come.
    fn with_code(
        self,
        work: impl FnOnce(RecordCode) + 'static,
        failed: impl FnOnce(TransferFailure) -> NoticeKind + 'static,
    ) {
        let Some(fetch) = FETCH.get() else { return };
        spawn_local(async move {
            if let Ok(code) = fetch().await {
                return work(code);
            }
            let kind = match part_failure() {
                failure if failure.is_new_version() => NoticeKind::NewVersion,
                failure => failed(failure),
            };
            self.send(Event::Notify(kind));
        });
    }

    /// Hands a file that is ready to the reader.
    pub(super) fn save(self, event: SaveEvent) {
        self.send(Event::Save(event));
    }
}
