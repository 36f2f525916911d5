use std::ops::Deref;
use std::sync::Arc;

use crate::protocol::{CheckpointSheet, DecoderRequest, DeviceKind, EngineRequest};

use super::{AppModel, BlobId, Bytes, EngineId, Kind, NamesFile, SavedFile};

/// The page as it was at a moment; equal to itself alone.
#[derive(Debug, Clone)]
pub struct Snapshot(Arc<AppModel>);

impl Snapshot {
    pub fn of(model: AppModel) -> Self {
        Self(Arc::new(model))
    }
}

impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Deref for Snapshot {
    type Target = AppModel;

    fn deref(&self) -> &AppModel {
        &self.0
    }
}

/// What the page has to do outside of its state.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    SpawnEngine {
        id: EngineId,
        kind: DeviceKind,
        /// What it will be asked to load, so that weights of the site come while its code does.
        network: &'static str,
    },
    EndEngine {
        id: EngineId,
    },
    /// Gets the weights of a network of the site and has an engine load them.
    LoadNetwork {
        id: EngineId,
        network: &'static str,
        spoil_self_check: bool,
    },
    ToEngine {
        id: EngineId,
        request: EngineRequest,
        buffer: Option<Bytes>,
    },
    /// A request about a checkpoint, with its file: `blob`, or else what is kept under `sha256`.
    CheckpointToEngine {
        id: EngineId,
        request: EngineRequest,
        blob: Option<BlobId>,
        sha256: String,
    },
    /// Keeps the sheet of a checkpoint in the browser's storage, and its file where there is one.
    KeepCheckpoint {
        sheet: CheckpointSheet,
        blob: Option<BlobId>,
    },
    /// Reads a list of names for a network of so many classes.
    ReadClassNames {
        id: &'static str,
        file: NamesFile,
        classes: usize,
    },
    /// Ends the decoder's worker, if there is one, and starts another.
    SpawnDecoder {
        generation: u32,
    },
    EndDecoder,
    ToDecoder {
        request: DecoderRequest,
        /// A file that the browser holds.
        blob: Option<BlobId>,
        bytes: Option<Bytes>,
    },
    /// Gives a file to the reader; `is_again`: they asked for this very file before.
    Offer {
        file: SavedFile,
        is_again: bool,
    },
    /// Sends a tick after so many milliseconds.
    Wake {
        after_ms: u32,
    },
    /// Ends the transfer of a file of the site.
    CancelTransfer {
        path: String,
    },
    /// Gets one of the page's samples, by its id, and opens it under this name; its title where it is
    /// empty.
    OpenSample {
        id: String,
        name: String,
    },
    /// Gets one of the page's samples, by its id, for a newcomer. Nothing is said where it does not come:
    /// nobody asked for it.
    Greet {
        id: &'static str,
    },
    /// Puts a result that is on the bench on the shelf.
    Shelve(Kind),
    /// Puts a result on the shelf that was on the bench at another moment.
    ShelveOf(Kind, Snapshot),
    /// Reads the file of an entry of the shelf.
    ReadShelved {
        key: String,
        blob: BlobId,
    },
    /// Keeps everything, then loads the page again; says first what cannot be kept.
    KeepAndReload,
    /// [`AppModel::open_awaited_link`](super::AppModel::open_awaited_link), by the code of links.
    OpenAwaitedLink,
    /// The same with whatever the browser does keep.
    ReloadAnyway,
    /// The reader wants to begin anew, with the shelf alone.
    StartAfresh,
    /// The page goes on: what was kept for its reload goes.
    ForgetKept,
}
