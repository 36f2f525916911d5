//! What the engine's worker needs of the world around it; everything else of it runs anywhere.

use std::future::Future;

use gradoscope_checkpoint::ReadAt;

use super::device::Opened;
use crate::engine::job::{LocalFuture, Turn};
use crate::protocol::EngineEvent;

/// Numbers beside an event.
#[derive(Debug, Clone, Copy)]
pub enum Payload<'a> {
    /// 8-bit RGB.
    Bytes(&'a [u8]),
    /// float32.
    Floats(&'a [f32]),
}

/// What came beside a request.
pub enum Enclosed<F> {
    /// Nothing, or nothing that an engine takes.
    Nothing,
    /// A file that stays where it is.
    File(F),
    /// 8-bit RGB.
    Bytes(Vec<u8>),
}

impl<F> Enclosed<F> {
    pub(super) fn into_file(self) -> Option<F> {
        match self {
            Self::File(file) => Some(file),
            Self::Nothing | Self::Bytes(_) => None,
        }
    }

    pub(super) fn into_bytes(self) -> Option<Vec<u8>> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::Nothing | Self::File(_) => None,
        }
    }
}

/// The page's end of the line, and the thread that the worker has.
pub trait Port: Clone + 'static {
    /// Of the reader's or of the site.
    type File: ReadAt + 'static;

    /// Tells the page.
    fn post(&self, event: &EngineEvent, payload: &[Payload<'_>]);

    /// Begins a task beside the others.
    fn spawn(&self, task: impl Future<Output = ()> + 'static);

    /// Lets requests and other tasks have their turn.
    fn give_way(&self, turn: Turn) -> LocalFuture<'static, ()>;

    /// Milliseconds since some moment.
    fn now_ms(&self) -> f64;

    /// What a network may take in all, in bytes.
    fn most_bytes(&self) -> u64;

    /// Opens the device.
    ///
    /// # Errors
    /// What the device says.
    fn open_device(&self) -> impl Future<Output = Result<Opened, String>>;
}
