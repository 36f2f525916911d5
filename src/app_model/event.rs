use crate::image::Framing;
use crate::protocol::{DecoderEvent, EngineEvent, StorageState, TransferFailure};
use crate::spec::{ClassId, ParamSpec};

use super::{
    Adjustment, AttackEvent, Bytes, CheckpointEvent, DeviceWish, EngineId, Floats, NoticeKind,
    PairEvent, SaveEvent, VisualEvent,
};

/// Whatever happens to the page.
#[derive(Debug, Clone)]
pub enum Event {
    Started {
        surroundings: Surroundings,
        adapter: Option<Adapter>,
    },
    Engine {
        id: EngineId,
        event: EngineEvent,
        payload: Payload,
        now_ms: f64,
    },
    /// The code of an engine is here and runs.
    EngineStarted {
        id: EngineId,
    },
    EngineCrashed {
        id: EngineId,
        message: String,
    },
    /// Where the weights of an engine are.
    Weights {
        id: EngineId,
        state: WeightsState,
    },
    Decoder {
        generation: u32,
        event: DecoderEvent,
        payload: Payload,
    },
    DecoderCrashed {
        generation: u32,
        message: String,
    },
    /// The code of the decoder is here and runs.
    DecoderStarted {
        generation: u32,
    },
    /// The reader asks once more for what the decoder could not do.
    TryDecoderAgain,
    /// The code of the decoder did not come.
    DecoderNotStarted {
        generation: u32,
        failure: TransferFailure,
    },
    Tick {
        now_ms: f64,
    },
    /// A sample is on its way.
    FetchingSample {
        id: String,
        name: String,
    },
    OpenPicture {
        name: String,
        source: PictureSource,
    },
    /// The file or sample never arrived.
    PictureUnreadable {
        name: String,
        kind: NoticeKind,
    },
    Frame(Framing),
    ChooseClass(Option<ClassId>),
    ChooseMethod(&'static str),
    /// Of the method that is chosen.
    SetParam(&'static ParamSpec, f32),
    /// The method that is chosen has its defaults again.
    DefaultParams,
    Adjust(Adjustment),
    ChooseDevice(DeviceWish),
    /// By its id.
    ChooseNetwork(&'static str),
    Checkpoint(CheckpointEvent),
    StartEngineAgain,
    /// The reader does not want to wait for a file of the site.
    CancelTransfer {
        path: String,
    },
    /// One of the parts of the practical, by its id.
    OpenPart(&'static str),
    /// Loads the page again with everything that is on it.
    ReloadKeeping,
    /// The same, whatever the browser refuses to keep: the reader was told what.
    ReloadAnyway,
    Cancel {
        now_ms: f64,
    },
    Attack(AttackEvent),
    Visual(VisualEvent),
    Pair(PairEvent),
    Save(SaveEvent),
    Dismiss(u32),
    Notify(NoticeKind),
    /// Files came, or something that is none: what there is to say of them, and no more of those
    /// before.
    Intake(Vec<NoticeKind>),
}

/// A file that the browser holds for the page, by its number: large ones would not fit in the page's
/// own memory, nor be copied without a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BlobId(pub u32);

impl BlobId {
    /// No file has this number: the browser does not have it any more.
    pub const NONE: Self = Self(0);
}

/// Where a picture comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureSource {
    /// One of the page's samples, by its id.
    Sample { id: String, blob: BlobId },
    /// A file that was chosen, dropped or pasted.
    File { blob: BlobId },
}

impl PictureSource {
    pub fn blob(&self) -> BlobId {
        match self {
            Self::Sample { blob, .. } | Self::File { blob } => *blob,
        }
    }
}

/// The buffer that came with a message.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Payload {
    #[default]
    None,
    Bytes(Bytes),
    Floats(Floats),
}

impl Payload {
    pub(super) fn bytes(self) -> Option<Bytes> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    pub(super) fn floats(self) -> Option<Floats> {
        match self {
            Self::Floats(floats) => Some(floats),
            _ => None,
        }
    }
}

/// What the browser and the address allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Surroundings {
    /// https or localhost: storage and WebGPU exist only there.
    pub secure: bool,
    pub has_webgpu: bool,
    /// Makes the self-check fail, to see what happens then.
    pub spoil_self_check: bool,
}

impl Default for Surroundings {
    fn default() -> Self {
        Self {
            secure: true,
            has_webgpu: false,
            spoil_self_check: false,
        }
    }
}

/// The browser's WebGPU adapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adapter {
    /// Vendor, architecture and description, as far as the browser tells.
    pub name: String,
    /// Whether it computes on the CPU.
    pub software: bool,
}

/// Where the weights of an engine are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WeightsState {
    /// Whether they came from the browser's storage.
    pub from_storage: bool,
    /// Whether it keeps them, once that is known.
    pub storage: Option<StorageState>,
}
