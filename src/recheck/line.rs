use std::cell::RefCell;
use std::rc::Rc;
use std::task::{Context, Waker};

use gradoscope_checkpoint::{CheckpointError, ReadAt};

use crate::app_model::Payload;
use crate::engine::job::{LocalFuture, Turn};
use crate::protocol::{EngineEvent, FromHelper};
use crate::worker::{self, Nobody, Opened, Port, Told, open_cpu};

/// What an engine says, with the buffer beside it.
pub(super) type Heard = (EngineEvent, Payload);

/// The line to an engine that works when it is listened to.
#[derive(Clone, Default)]
pub(super) struct Line {
    heard: Rc<RefCell<Vec<Heard>>>,
    tasks: Rc<RefCell<Vec<LocalFuture<'static, ()>>>>,
}

/// A file of weights.
#[derive(Clone)]
pub(super) struct Weights(pub Rc<[u8]>);

impl ReadAt for Weights {
    fn length(&self) -> u64 {
        self.0.len() as u64
    }

    async fn read_at(&self, offset: u64, length: usize) -> Result<Vec<u8>, CheckpointError> {
        self.0.as_ref().read_at(offset, length).await
    }
}

impl Port for Line {
    type File = Weights;
    type Beside = ();
    type Helper = Nobody;

    fn post(&self, event: &EngineEvent, payload: &[worker::Payload<'_>]) {
        let payload = payload.first().map_or(Payload::None, |first| match first {
            worker::Payload::Bytes(bytes) => Payload::Bytes((*bytes).into()),
            worker::Payload::Floats(values) => Payload::Floats((*values).into()),
        });
        self.heard.borrow_mut().push((event.clone(), payload));
    }

    fn hire(&self, _: Told<()>) -> Option<Nobody> {
        None
    }

    fn pass_on(&self, _: &[u8], (): ()) {}

    fn numbers((): ()) -> Vec<f32> {
        Vec::new()
    }

    fn reply(&self, _: &FromHelper, _: &[f32]) {}

    fn sleep(&self, _: i32) -> LocalFuture<'static, ()> {
        Box::pin(async {})
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.tasks.borrow_mut().push(Box::pin(task));
    }

    /// Nobody else waits.
    fn give_way(&self, _: Turn) -> LocalFuture<'static, ()> {
        Box::pin(async {})
    }

    /// The clock stands still: nobody looks at how long it takes, and no picture on the way is due but the
    /// first.
    fn now_ms(&self) -> f64 {
        0.0
    }

    fn most_bytes(&self) -> u64 {
        u64::MAX
    }

    async fn open_device(&self) -> Result<Opened, String> {
        open_cpu().await
    }
}

impl Line {
    /// Has it work to the end; all that it has said since the last time.
    pub fn hear(&self) -> Vec<Heard> {
        let mut context = Context::from_waker(Waker::noop());
        loop {
            let tasks = self.tasks.take();
            if tasks.is_empty() {
                return self.heard.take();
            }
            for mut task in tasks {
                if task.as_mut().poll(&mut context).is_pending() {
                    self.tasks.borrow_mut().push(task);
                }
            }
        }
    }
}
