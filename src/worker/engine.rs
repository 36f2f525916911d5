//! The engine's worker.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::checkpoint;
use super::device::Opened;
use super::port::{Enclosed, Port};
use super::running::{Handle, Loaded, Running};
use crate::engine::job::{Control, JobFailure};
use crate::engine::network::{self, own};
use crate::engine::readback::ReadbackError;
use crate::engine::selfcheck;
use crate::protocol::{
    BUILD, CheckpointSheet, EngineEvent, EngineRequest, JobError, JobErrorKind, JobId, LoadFailure,
    Task,
};
use crate::spec::ParamValues;

#[derive(Default)]
struct State {
    loaded: Option<Rc<Loaded>>,
    jobs: HashMap<JobId, Handle>,
}

/// What answers the requests that come through a port.
pub struct Engine<P> {
    port: P,
    state: RefCell<State>,
}

impl<P: Port> Engine<P> {
    /// One that has no network yet.
    pub fn new(port: P) -> Rc<Self> {
        let state = RefCell::default();
        Rc::new(Self { port, state })
    }

    /// Tells the page that requests are listened to.
    pub fn greet(&self) {
        let build = BUILD.to_owned();
        self.port.post(&EngineEvent::Hello { build }, &[]);
    }

    /// Takes up a request; what it leads to is posted, now or by a task.
    pub fn take(self: &Rc<Self>, request: EngineRequest, enclosed: Enclosed<P::File>) {
        match request {
            EngineRequest::Ping => self.port.post(&EngineEvent::Pong, &[]),
            EngineRequest::Cancel { job } => self.cancel(job),
            EngineRequest::Load {
                network,
                spoil_self_check,
            } => self.begin(async move |engine| {
                let file = enclosed.into_file();
                let outcome = engine.load(&network, file, spoil_self_check).await;
                let event = outcome.unwrap_or_else(EngineEvent::LoadFailed);
                engine.port.post(&event, &[]);
            }),
            EngineRequest::OpenCheckpoint { file_name } => self.begin(async move |engine| {
                checkpoint::open(&engine.port, enclosed.into_file(), &file_name).await;
            }),
            EngineRequest::LoadCheckpoint {
                sheet,
                spoil_self_check,
            } => self.begin(async move |engine| {
                let file = enclosed.into_file();
                let outcome = engine.load_checkpoint(&sheet, file, spoil_self_check);
                let event = outcome.await.unwrap_or_else(EngineEvent::LoadFailed);
                engine.port.post(&event, &[]);
            }),
            EngineRequest::Pause { job } => self.pause(job, true),
            EngineRequest::Resume { job } => self.pause(job, false),
            EngineRequest::Adjust { job, params } => self.adjust(job, params),
            EngineRequest::Run { job, task } => {
                let handle = Handle::default();
                self.state.borrow_mut().jobs.insert(job, handle.clone());
                let images = enclosed.into_bytes().unwrap_or_default();
                self.begin(async move |engine| engine.run(job, handle, task, images).await);
            }
        }
    }

    fn begin(self: &Rc<Self>, task: impl AsyncFnOnce(Rc<Self>) + 'static) {
        let engine = self.clone();
        self.port.spawn(async move { task(engine).await });
    }

    /// The page hears at once; whatever the device still returns is dropped.
    fn cancel(&self, job: JobId) {
        if let Some(handle) = self.state.borrow_mut().jobs.remove(&job) {
            handle.control.cancel();
        }
        self.port.post(&EngineEvent::Cancelled { job }, &[]);
    }

    fn pause(&self, job: JobId, paused: bool) {
        if let Some(handle) = self.state.borrow().jobs.get(&job) {
            handle.control.pause(paused);
        }
    }

    fn adjust(&self, job: JobId, params: ParamValues) {
        if let Some(handle) = self.state.borrow().jobs.get(&job) {
            handle.dial.set(params);
        }
    }

    async fn run(&self, job: JobId, handle: Handle, task: Task, images: Vec<u8>) {
        let loaded = self.state.borrow().loaded.clone();
        let is_own = loaded
            .as_ref()
            .is_some_and(|loaded| loaded.network.reference().is_none());
        let outcome = match loaded {
            Some(loaded) => {
                let running = Running::new(self.port.clone(), job, handle.clone(), &loaded);
                running.run(task, images).await
            }
            None => Err(JobFailure::NotReady),
        };
        self.state.borrow_mut().jobs.remove(&job);
        self.report(job, &handle.control, outcome, is_own);
    }

    /// `is_own`: the weights are the reader's.
    fn report(&self, job: JobId, control: &Control, outcome: Result<(), JobFailure>, is_own: bool) {
        match outcome {
            Ok(()) | Err(JobFailure::Cancelled) => {}
            Err(_) if control.is_cancelled() => {}
            Err(failure) => {
                let mut error = JobError::from(failure);
                if is_own && error.kind == JobErrorKind::NotFinite {
                    error.kind = JobErrorKind::Overflow;
                }
                self.port.post(&EngineEvent::Failed { job, error }, &[]);
            }
        }
    }

    async fn load(
        &self,
        id: &str,
        weights: Option<P::File>,
        spoil_self_check: bool,
    ) -> Result<EngineEvent, LoadFailure> {
        let Opened { device, report } = self.opened().await?;
        let unusable = |message: String| LoadFailure::Weights { message };
        let bytes = checkpoint::bytes_of(weights).await.map_err(unusable)?;
        let network =
            network::load(id, &bytes, &device).map_err(|error| unusable(error.to_string()))?;
        drop(bytes);
        let made = Loaded {
            network,
            device,
            report,
        };
        self.install(made, id, spoil_self_check).await
    }

    async fn opened(&self) -> Result<Opened, LoadFailure> {
        let opened = self.port.open_device().await;
        opened.map_err(|message| LoadFailure::Device { message })
    }

    async fn load_checkpoint(
        &self,
        sheet: &CheckpointSheet,
        file: Option<P::File>,
        spoil_self_check: bool,
    ) -> Result<EngineEvent, LoadFailure> {
        let Opened { device, report } = self.opened().await?;
        let network = checkpoint::load(&self.port, file, sheet, &device).await?;
        let made = Loaded {
            network,
            device,
            report,
        };
        self.install(made, &sheet.sha256, spoil_self_check).await
    }

    /// Puts a network to work, once the device has shown that it computes it rightly.
    async fn install(
        &self,
        made: Loaded,
        id: &str,
        spoil_self_check: bool,
    ) -> Result<EngineEvent, LoadFailure> {
        let Loaded {
            network,
            device,
            report,
        } = made;
        let is_own = network.reference().is_none();
        let broken = |failure: JobFailure| match failure {
            // The published networks show that the device computes; these weights are the reader's.
            JobFailure::Readback(ReadbackError::NotFinite) if is_own => {
                LoadFailure::Checkpoint(own::overflow())
            }
            failure => LoadFailure::Broken {
                message: failure.to_string(),
            },
        };
        #[cfg(all(feature = "gpu", target_arch = "wasm32"))]
        let report = super::tuning::tuned(network.as_ref(), &device, report)
            .await
            .map_err(broken)?;
        let check = selfcheck::run(network.as_ref(), &device, spoil_self_check)
            .await
            .map_err(broken)?;
        if !check.passed() {
            #[cfg(all(feature = "gpu", target_arch = "wasm32"))]
            super::tuning::forget(network.as_ref(), &report).await;
            return Err(LoadFailure::SelfCheck {
                device: report,
                report: check,
            });
        }
        let loaded = Loaded {
            network,
            device,
            report: report.clone(),
        };
        self.state.borrow_mut().loaded = Some(Rc::new(loaded));
        Ok(EngineEvent::Ready {
            network: id.to_owned(),
            device: report,
            self_check: check,
        })
    }
}

impl From<JobFailure> for JobError {
    fn from(failure: JobFailure) -> Self {
        let kind = match &failure {
            JobFailure::Readback(ReadbackError::NotFinite) => JobErrorKind::NotFinite,
            JobFailure::Readback(_) => JobErrorKind::Device,
            JobFailure::NotReady => JobErrorKind::NotReady,
            _ => JobErrorKind::Request,
        };
        Self {
            kind,
            message: failure.to_string(),
        }
    }
}
