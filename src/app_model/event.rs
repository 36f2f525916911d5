use crate::image::Framing;
use crate::protocol::{DecoderEvent, EngineEvent, TransferFailure};
use crate::spec::{ClassId, ParamSpec};

use super::{
    Adapter, Adjustment, AttackEvent, CheckpointEvent, DeviceWish, EngineId, NoticeKind, PairEvent,
    Payload, PictureSource, SaveEvent, ShelfEvent, Surroundings, VisualEvent, WeightsState,
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
    /// The sample for a newcomer is here.
    Greeting {
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
    /// One of the leaves under the map of the first part, of [`super::leaf::ALL`].
    OpenLeaf(&'static str),
    /// Loads the page again with everything that is on it.
    ReloadKeeping,
    /// The same, whatever the browser refuses to keep: the reader was told what.
    ReloadAnyway,
    /// Loads the page again without what came back; the shelf stays.
    StartAfresh,
    Cancel {
        now_ms: f64,
    },
    Attack(AttackEvent),
    Visual(VisualEvent),
    Pair(PairEvent),
    Shelf(ShelfEvent),
    Save(SaveEvent),
    Dismiss(u32),
    Notify(NoticeKind),
    /// Files came, or something that is none: what there is to say of them, and no more of those
    /// before.
    Intake(Vec<NoticeKind>),
}
