use crate::protocol::{DecoderRequest, DeviceKind, EngineRequest};

use super::{BlobId, Bytes};

/// What the page has to do outside of its state.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Ends the engine's worker, if there is one, and starts another.
    SpawnEngine {
        generation: u32,
        kind: DeviceKind,
    },
    EndEngine,
    ToEngine {
        request: EngineRequest,
        buffer: Option<Bytes>,
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
    /// Sends a tick after so many milliseconds.
    Wake {
        after_ms: u32,
    },
    /// Loads the page again: page and workers are of different builds.
    ReloadPage,
}
