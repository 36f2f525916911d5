//! A running computation: where it may be cancelled, and how it gives way to others.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use super::network::NetworkError;
use super::readback::ReadbackError;

/// A future of one thread.
pub type LocalFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Why a computation ended without a result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobFailure {
    #[error("cancelled")]
    Cancelled,
    #[error("there is no method named {0}")]
    NoSuchMethod(String),
    #[error("class {class} does not exist: the network has {classes}")]
    NoSuchClass { class: u16, classes: usize },
    #[error("there are no reference values to check {0} with")]
    NoSelfCheck(String),
    #[error("an image of {expected} bytes was expected, {found} came")]
    ImageSize { expected: usize, found: usize },
    #[error(transparent)]
    Image(#[from] super::image::ImageError),
    #[error(transparent)]
    Network(#[from] NetworkError),
    #[error(transparent)]
    Readback(#[from] ReadbackError),
}

/// A flag that its holder may raise at any time.
#[derive(Debug, Clone, Default)]
pub struct CancelFlag(Rc<Cell<bool>>);

impl CancelFlag {
    pub fn raise(&self) {
        self.0.set(true);
    }

    pub fn is_raised(&self) -> bool {
        self.0.get()
    }
}

/// What a computation knows of the world around it.
pub struct Job {
    cancel: CancelFlag,
    give_way: Box<dyn Fn() -> LocalFuture<'static, ()>>,
}

impl Job {
    /// `give_way` lets pending messages in; on the CPU nothing else ever does.
    pub fn new(
        cancel: CancelFlag,
        give_way: impl Fn() -> LocalFuture<'static, ()> + 'static,
    ) -> Self {
        Self {
            cancel,
            give_way: Box::new(give_way),
        }
    }

    /// A job that nobody cancels and that never gives way: for tests and native tools.
    pub fn unattended() -> Self {
        Self::new(CancelFlag::default(), || Box::pin(std::future::ready(())))
    }

    /// To be called between two steps of some length.
    ///
    /// # Errors
    /// [`JobFailure::Cancelled`] once somebody has cancelled the job.
    pub async fn checkpoint(&self) -> Result<(), JobFailure> {
        (self.give_way)().await;
        if self.cancel.is_raised() {
            Err(JobFailure::Cancelled)
        } else {
            Ok(())
        }
    }
}
