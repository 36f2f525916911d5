//! A running computation: where it may be cancelled, and how it gives way to others.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use super::help::Helpers;
use super::network::{NetworkError, RedrawError};
use super::readback::ReadbackError;
use crate::spec::ClassId;

/// A future of one thread.
pub type LocalFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Why a computation ended without a result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobFailure {
    /// Somebody wanted it to end.
    #[error("cancelled")]
    Cancelled,
    /// There is no network to ask.
    #[error("no network is loaded")]
    NotReady,
    /// Id of a saliency method that does not exist.
    #[error("there is no method named {0}")]
    NoSuchMethod(String),
    /// A class beyond the scores of the network.
    #[error("class {class} does not exist: the network has {classes}")]
    NoSuchClass {
        /// Which was asked for, from 0.
        class: u16,
        /// How many there are.
        classes: usize,
    },
    /// Id of an attack that does not exist.
    #[error("there is no attack named {0}")]
    NoSuchAttack(String),
    /// An attack on a network of one class.
    #[error("the network has one class only: no other can be reached")]
    NoOtherClass,
    /// Id of an attack that cannot be told a class, or cannot do without.
    #[error("{0} cannot be given this goal")]
    NoSuchGoal(String),
    /// A visualisation of nothing, of no such thing, or of one that was not told enough.
    #[error("{0}")]
    NoSuchObjective(String),
    /// Id of a way to find an object that does not exist.
    #[error("there is no segmentation named {0}")]
    NoSuchRecipe(String),
    /// The map, or what it was to be cut with, is of no use.
    #[error(transparent)]
    Segment(#[from] crate::segment::SegmentError),
    /// The network cannot have other weights.
    #[error("{0}")]
    TooLarge(String),
    /// Nothing was asked for, or too much.
    #[error("{0}")]
    OutOfRange(String),
    /// The attack was over before its first image.
    #[error("the attack ended before it looked at any image")]
    NothingSeen,
    /// Id of a network whose reference values cannot be read.
    #[error("there are no reference values to check {0} with")]
    NoSelfCheck(String),
    /// The buffer of the images has another length than they.
    #[error("an image of {expected} bytes was expected, {found} came")]
    ImageSize {
        /// Bytes that the images have.
        expected: usize,
        /// Bytes that came.
        found: usize,
    },
    /// No picture can be made of the bytes.
    #[error(transparent)]
    Image(#[from] crate::image::ImageError),
    /// The network could not answer.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The numbers could not be read, or are none.
    #[error(transparent)]
    Readback(#[from] ReadbackError),
}

impl From<RedrawError> for JobFailure {
    fn from(error: RedrawError) -> Self {
        match error {
            RedrawError::TooLarge => Self::TooLarge(error.to_string()),
            RedrawError::Readback(error) => Self::Readback(error),
        }
    }
}

/// Refuses a class beyond the scores of a network of so many.
///
/// # Errors
/// [`JobFailure::NoSuchClass`] where the network has no such class.
pub fn check_class(class: ClassId, classes: usize) -> Result<(), JobFailure> {
    let exists = class.index() < classes;
    exists.then_some(()).ok_or(JobFailure::NoSuchClass {
        class: class.0,
        classes,
    })
}

/// What the holder of a job may do to it, at any time.
#[derive(Debug, Clone, Default)]
pub struct Control {
    cancelled: Rc<Cell<bool>>,
    paused: Rc<Cell<bool>>,
}

impl Control {
    /// Ends the job at its next checkpoint, for good.
    pub fn cancel(&self) {
        self.cancelled.set(true);
    }

    /// Whether [`Control::cancel`] was called.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.get()
    }

    /// Holds the job at its next checkpoint, or lets it go on.
    pub fn pause(&self, paused: bool) {
        self.paused.set(paused);
    }
}

/// How a job lets others have their turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Whatever waits, then on at once.
    Short,
    /// A moment longer: the job is paused.
    Long,
}

/// What a computation knows of the world around it.
pub struct Job {
    control: Control,
    give_way: Box<dyn Fn(Turn) -> LocalFuture<'static, ()>>,
    wants_frame: Box<dyn Fn() -> bool>,
    pictures: Cell<u32>,
    helpers: Option<Rc<dyn Helpers>>,
}

/// So many pictures of a run are kept however fast it is, so that a short one is seen step by step on any machine.
const ALL_OF_THE_FIRST: u32 = 64;

impl Job {
    /// `give_way` lets pending messages in; on the CPU nothing else ever does. `wants_frame` says
    /// whether a picture of the present step would be shown.
    pub fn new(
        control: Control,
        give_way: impl Fn(Turn) -> LocalFuture<'static, ()> + 'static,
        wants_frame: impl Fn() -> bool + 'static,
    ) -> Self {
        Self {
            control,
            give_way: Box::new(give_way),
            wants_frame: Box::new(wants_frame),
            pictures: Cell::new(0),
            helpers: None,
        }
    }

    /// The same with other engines at its side.
    pub fn helped_by(self, helpers: Rc<dyn Helpers>) -> Self {
        let helpers = Some(helpers);
        Self { helpers, ..self }
    }

    /// Who looks at images at the same time, where somebody does.
    pub fn helpers(&self) -> Option<&Rc<dyn Helpers>> {
        self.helpers.as_ref()
    }

    /// A job that nobody cancels and that never gives way: for tests and native tools.
    pub fn unattended() -> Self {
        Self::new(
            Control::default(),
            |_| Box::pin(std::future::ready(())),
            || true,
        )
    }

    /// To be called between two steps of some length; waits while the job is paused.
    ///
    /// # Errors
    /// [`JobFailure::Cancelled`] once somebody has cancelled the job.
    pub async fn checkpoint(&self) -> Result<(), JobFailure> {
        let mut turn = Turn::Short;
        loop {
            (self.give_way)(turn).await;
            if self.control.is_cancelled() {
                return Err(JobFailure::Cancelled);
            }
            if !self.control.paused.get() {
                return Ok(());
            }
            turn = Turn::Long;
        }
    }

    /// Whether to show what there is so far of a result that is to come.
    pub fn wants_frame(&self) -> bool {
        (self.wants_frame)()
    }

    /// Whether to read back the picture of the present step, which can be looked at again later.
    pub fn wants_picture(&self) -> bool {
        let count = self.pictures.get();
        let wanted = count < ALL_OF_THE_FIRST || self.wants_frame();
        self.pictures.set(count + u32::from(wanted));
        wanted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pictures_of_a_hundred_steps(is_due: bool) -> usize {
        let at_once = |_| -> LocalFuture<'static, ()> { Box::pin(std::future::ready(())) };
        let job = Job::new(Control::default(), at_once, move || is_due);
        (0..100).filter(|_| job.wants_picture()).count()
    }

    #[test]
    fn of_a_fast_run_the_first_pictures_are_kept_all() {
        assert_eq!(
            pictures_of_a_hundred_steps(false),
            ALL_OF_THE_FIRST as usize
        );
        assert_eq!(pictures_of_a_hundred_steps(true), 100);
    }
}
