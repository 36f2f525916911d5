//! A reader's own checkpoint.

use burn::tensor::Device;
use gradoscope_checkpoint::ReadAt;

use super::port::Port;
use crate::engine::network::Network;
use crate::engine::network::own;
use crate::protocol::{CheckpointRefusal, CheckpointSheet, EngineEvent, LoadFailure};
use crate::spec::Preparation;

/// Shorter than this between two progress reports helps nobody.
const REPORT_EVERY: f32 = 0.02;

/// Reads a checkpoint through and tells the page what it is.
pub(super) async fn open<P: Port>(port: &P, file: Option<P::File>, file_name: &str) {
    let mut told = 0.0;
    let progress = |share: f32| {
        if share - told >= REPORT_EVERY {
            told = share;
            port.post(&EngineEvent::ReadingCheckpoint { share }, &[]);
        }
    };
    let outcome = match source(file) {
        Ok(source) => own::inspect(&source, file_name, port.most_bytes(), progress).await,
        Err(refusal) => Err(refusal),
    };
    let event = outcome.map_or_else(
        EngineEvent::CheckpointRefused,
        EngineEvent::CheckpointOpened,
    );
    port.post(&event, &[]);
}

/// Makes the network of a checkpoint that was looked through before.
///
/// # Errors
/// [`LoadFailure::Checkpoint`].
pub(super) async fn load<P: Port>(
    port: &P,
    file: Option<P::File>,
    sheet: &CheckpointSheet,
    device: &Device,
) -> Result<Box<dyn Network>, LoadFailure> {
    let source = source(file).map_err(LoadFailure::Checkpoint)?;
    let most_bytes = port.most_bytes();
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
            port.post(&event, &[]);
        }
    };
    let preparation = Preparation::of(&sheet.preparation);
    own::load(&source, most_bytes, preparation, device, progress)
        .await
        .map_err(LoadFailure::Checkpoint)
}

/// All bytes of a file.
///
/// # Errors
/// What its medium says.
pub(super) async fn bytes_of<S: ReadAt>(file: Option<S>) -> Result<Vec<u8>, String> {
    let file = file.ok_or("no weights came with the request")?;
    let length = usize::try_from(file.length()).map_err(|error| error.to_string())?;
    let bytes = file.read_at(0, length).await;
    bytes.map_err(|error| error.to_string())
}

fn source<S>(file: Option<S>) -> Result<S, CheckpointRefusal> {
    let unreadable = || CheckpointRefusal::Unreadable {
        message: "no file came with the request".to_owned(),
    };
    file.ok_or_else(unreadable)
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
