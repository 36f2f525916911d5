//! What the page and its workers say to each other: typed, versioned by the build.
//!
//! A message is a value of these types, field after field, and the buffers it speaks of beside it.

mod attack;
mod checkpoint;
mod decoder;
mod engine;
mod faithful;
mod look;
mod saliency;
mod sanity;
mod segment;
mod transfer;
mod visualize;

pub use attack::{
    AttackEnd, AttackRequest, AttackStep, Ending, Goal, Norms, Ray, ShrinkRequest, Stage,
};
pub use checkpoint::{CheckpointRefusal, CheckpointSheet, GraphSheet, header_of_model_with_data};
pub use decoder::{DecoderEvent, DecoderRequest, PictureFacts, RECORD_KEYWORD};
pub use engine::{
    Adapter, Cut, DeviceKind, DeviceReport, EngineEvent, EngineRequest, JobError, JobErrorKind,
    JobId, LoadFailure, SelfCheckReport, StorageState, Task,
};

pub use faithful::{FaithfulFigures, FaithfulRequest, Filling, InBox, MethodChoice};
pub use look::{FromHelper, Look, ToHelper};
pub use saliency::{Cells, Fact, Facts, MapSheet, SaliencyRequest};
pub use sanity::{Change, Changed, Likeness, Redraw, SanityRequest, SanityStep};
pub use segment::{Found, SegmentFacts, SegmentRequest};
pub use transfer::{SlowTransfer, TransferCause, TransferFailure};
pub use visualize::{Start, Term, VisualEnd, VisualStep, VisualizeRequest};

/// The build a piece of the page belongs to; page and workers must agree.
pub const BUILD: &str = match option_env!("GRADOSCOPE_BUILD") {
    Some(build) => build,
    None => "development",
};
