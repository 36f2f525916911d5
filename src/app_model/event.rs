use crate::engine::image::Framing;
use crate::protocol::{DecoderEvent, EngineEvent};
use crate::spec::ClassId;

use super::{
    Adjustment, AttackEvent, Bytes, CheckpointEvent, DeviceWish, Floats, NoticeKind, PairEvent,
    VisualEvent,
};

/// Whatever happens to the page.
#[derive(Debug, Clone)]
pub enum Event {
    Started {
        surroundings: Surroundings,
        adapter: Option<Adapter>,
    },
    Engine {
        generation: u32,
        event: EngineEvent,
        payload: Payload,
        now_ms: f64,
    },
    EngineCrashed {
        generation: u32,
        message: String,
    },
    /// The engine of the second network said something.
    Companion {
        generation: u32,
        event: EngineEvent,
        payload: Payload,
        now_ms: f64,
    },
    CompanionCrashed {
        generation: u32,
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
    Adjust(Adjustment),
    ChooseDevice(DeviceWish),
    /// By its id.
    ChooseNetwork(&'static str),
    Checkpoint(CheckpointEvent),
    StartEngineAgain,
    Cancel {
        now_ms: f64,
    },
    Attack(AttackEvent),
    Visual(VisualEvent),
    Pair(PairEvent),
    Dismiss(u32),
    Notify(NoticeKind),
}

/// A file that the browser holds for the page, by its number: large ones would not fit in the page's
/// own memory, nor be copied without a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BlobId(pub u32);

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
