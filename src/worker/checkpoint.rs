//! A reader's own checkpoint, out of a file that the browser holds.

use burn::tensor::Device;
use gradoscope_checkpoint::{CheckpointError, ReadAt};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use super::post::{post, scope};
use crate::browser::text_of;
use crate::engine::network::Network;
use crate::engine::network::own;
use crate::protocol::{CheckpointRefusal, CheckpointSheet, EngineEvent, LoadFailure};

/// Shorter than this between two progress reports helps nobody.
const REPORT_EVERY: f32 = 0.02;

/// A file of the browser's, read piece by piece.
struct BlobSource(Blob);

impl ReadAt for BlobSource {
    fn length(&self) -> u64 {
        self.0.size() as u64
    }

    async fn read_at(&self, offset: u64, length: usize) -> Result<Vec<u8>, CheckpointError> {
        let unreadable = |error: JsValue| CheckpointError::Read(text_of(&error));
        let (start, end) = (offset as f64, (offset + length as u64) as f64);
        let piece = self.0.slice_with_f64_and_f64(start, end);
        let buffer = JsFuture::from(piece.map_err(unreadable)?.array_buffer()).await;
        Ok(Uint8Array::new(&buffer.map_err(unreadable)?).to_vec())
    }
}

/// Reads a checkpoint through and tells the page what it is.
pub(super) async fn open(blob: Option<Blob>, file_name: &str) {
    let mut told = 0.0;
    let progress = |share: f32| {
        if share - told >= REPORT_EVERY {
            told = share;
            post(&EngineEvent::ReadingCheckpoint { share }, &[]);
        }
    };
    let outcome = match source(blob) {
        Ok(source) => own::inspect(&source, file_name, most_bytes(), progress).await,
        Err(refusal) => Err(refusal),
    };
    let event = outcome.map_or_else(
        EngineEvent::CheckpointRefused,
        EngineEvent::CheckpointOpened,
    );
    post(&event, &[]);
}

/// Makes the network of a checkpoint that was looked through before.
///
/// # Errors
/// [`LoadFailure::Checkpoint`].
pub(super) async fn load(
    blob: Option<Blob>,
    sheet: &CheckpointSheet,
    device: &Device,
) -> Result<Box<dyn Network>, LoadFailure> {
    let source = source(blob).map_err(LoadFailure::Checkpoint)?;
    let most_bytes = most_bytes();
    #[cfg(feature = "cpu")]
    expect_heap(own::needed_bytes(sheet.parameters), most_bytes)
        .map_err(LoadFailure::Checkpoint)?;
    let mut told = 0.0;
    let total_bytes = u32::try_from(sheet.bytes).unwrap_or(u32::MAX);
    let progress = |done: usize, of: usize| {
        let share = done as f32 / of.max(1) as f32;
        if share - told >= REPORT_EVERY || done == of {
            told = share;
            let received_bytes = (f64::from(total_bytes) * f64::from(share)) as u32;
            let event = EngineEvent::Downloading {
                received_bytes,
                total_bytes,
            };
            post(&event, &[]);
        }
    };
    own::load(&source, most_bytes, device, progress)
        .await
        .map_err(LoadFailure::Checkpoint)
}

/// All bytes of a file of the browser's.
///
/// # Errors
/// What the browser says.
pub(super) async fn bytes_of(blob: &Blob) -> Result<Vec<u8>, String> {
    let buffer = JsFuture::from(blob.array_buffer()).await;
    let buffer = buffer.map_err(|error| text_of(&error))?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

fn source(blob: Option<Blob>) -> Result<BlobSource, CheckpointRefusal> {
    let unreadable = || CheckpointRefusal::Unreadable {
        message: "no file came with the request".to_owned(),
    };
    blob.map(BlobSource).ok_or_else(unreadable)
}

/// Half of the device's memory, as far as the browser tells, and never more than a network may take.
fn most_bytes() -> u64 {
    let gibibytes = Reflect::get(&scope(), &"navigator".into())
        .and_then(|navigator| Reflect::get(&navigator, &"deviceMemory".into()))
        .ok()
        .and_then(|value| value.as_f64());
    gibibytes.map_or(own::MOST_BYTES, |gibibytes| {
        own::MOST_BYTES.min((gibibytes * 0.5 * f64::from(1 << 30)) as u64)
    })
}

/// Grows the heap to what will be needed and gives it back: what cannot be had is said before
/// anything is lost for it.
#[cfg(feature = "cpu")]
fn expect_heap(needed_bytes: u64, most_bytes: u64) -> Result<(), CheckpointRefusal> {
    let refuse = || CheckpointRefusal::Memory {
        needed_bytes,
        most_bytes,
    };
    let count = usize::try_from(needed_bytes).map_err(|_| refuse())?;
    let mut room: Vec<u8> = Vec::new();
    room.try_reserve_exact(count).map_err(|_| refuse())?;
    // Or else it is left out of the build: nobody reads it.
    std::hint::black_box(&mut room);
    Ok(())
}
