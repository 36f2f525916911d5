//! What the engine's worker needs of the world around it; everything else of it runs anywhere.

use std::future::Future;
use std::rc::Rc;

use gradoscope_checkpoint::ReadAt;

use super::device::Opened;
use crate::engine::job::{LocalFuture, Turn};
use crate::protocol::{EngineEvent, FromHelper, ToHelper};

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
    /// float32.
    Floats(Vec<f32>),
}

impl<F> Enclosed<F> {
    pub(super) fn file(&self) -> Option<&F> {
        match self {
            Self::File(file) => Some(file),
            Self::Nothing | Self::Bytes(_) | Self::Floats(_) => None,
        }
    }

    pub(super) fn into_file(self) -> Option<F> {
        match self {
            Self::File(file) => Some(file),
            Self::Nothing | Self::Bytes(_) | Self::Floats(_) => None,
        }
    }

    pub(super) fn into_bytes(self) -> Option<Vec<u8>> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::Nothing | Self::File(_) | Self::Floats(_) => None,
        }
    }

    pub(super) fn into_floats(self) -> Option<Vec<f32>> {
        match self {
            Self::Floats(values) => Some(values),
            Self::Nothing | Self::File(_) | Self::Bytes(_) => None,
        }
    }
}

/// The line to an engine that helps; dropped, that engine ends.
pub trait Line<F> {
    /// Tells it.
    fn tell(&self, word: &ToHelper, enclosed: Enclosed<F>);
}

/// Where no engine helps.
#[derive(Debug, Clone, Copy)]
pub enum Nobody {}

impl<F> Line<F> for Nobody {
    fn tell(&self, _: &ToHelper, _: Enclosed<F>) {
        match *self {}
    }
}

/// What an engine that helps says, and what lies beside it.
pub type Told<B> = Rc<dyn Fn(FromHelper, B)>;

/// The page's end of the line, and the thread that the worker has.
pub trait Port: Clone + 'static {
    /// Of the reader's or of the site.
    type File: ReadAt + Clone + 'static;

    /// What lies beside the words of an engine that helps, on its way to the page.
    type Beside: 'static;

    /// To an engine that helps.
    type Helper: Line<Self::File> + 'static;

    /// Tells the page.
    fn post(&self, event: &EngineEvent, payload: &[Payload<'_>]);

    /// Starts another engine like this one; none where that is not possible.
    fn hire(&self, told: Told<Self::Beside>) -> Option<Self::Helper>;

    /// Whether kernels that threads share may have all of them, or leave the processor to engines that help.
    fn share_threads(&self, _all: bool) {}

    /// Passes on to the page what an engine that helps has written.
    fn pass_on(&self, event: &[u8], beside: Self::Beside);

    /// The numbers that lie beside a word.
    fn numbers(beside: Self::Beside) -> Vec<f32>;

    /// Tells the engine that this one helps.
    fn reply(&self, word: &FromHelper, numbers: &[f32]);

    /// Comes back after so many milliseconds.
    fn sleep(&self, ms: i32) -> LocalFuture<'static, ()>;

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
