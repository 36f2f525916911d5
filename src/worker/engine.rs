//! The engine's worker.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use super::checkpoint;
use super::crew::{Cell, Crew};
use super::device::Opened;
use super::port::{Enclosed, Port};
use super::running::{Handle, Loaded, Running, looked};
use crate::engine::help::Looked;
use crate::engine::job::{Control, JobFailure};
#[cfg(with_threads)]
use crate::engine::network::Network;
use crate::engine::network::{self, own};
use crate::engine::readback::ReadbackError;
use crate::engine::selfcheck;
use crate::protocol::{
    BUILD, CheckpointSheet, EngineEvent, EngineRequest, FromHelper, JobError, JobErrorKind, JobId,
    LoadFailure, Look, ToHelper,
};
#[cfg(with_threads)]
use crate::protocol::{DeviceKind, DeviceReport};
use crate::spec::ParamValues;

#[derive(Default)]
struct State {
    loaded: Option<Rc<Loaded>>,
    jobs: HashMap<JobId, Handle>,
    /// Of the engine that this one helps: its questions at work.
    looks: Vec<(u32, Control)>,
}

/// What answers the requests that come through a port.
pub struct Engine<P: Port> {
    port: P,
    state: RefCell<State>,
    crew: Rc<Crew<P>>,
}

impl<P: Port> Engine<P> {
    /// One that has no network yet.
    pub fn new(port: P) -> Rc<Self> {
        Rc::new_cyclic(|own: &Weak<Self>| {
            let own = own.clone();
            let on_free = move || {
                if let Some(engine) = own.upgrade() {
                    engine.share();
                }
            };
            let crew = Crew::new(port.clone(), on_free);
            let state = RefCell::default();
            Self { port, state, crew }
        })
    }

    /// Tells the page that requests are listened to.
    pub fn greet(&self) {
        let build = BUILD.to_owned();
        self.port.post(&EngineEvent::Hello { build }, &[]);
    }

    /// Takes up a request; what it leads to is posted, now or by a task.
    pub fn take(self: &Rc<Self>, request: EngineRequest, enclosed: Enclosed<P::File>) {
        // Plain data can always be written.
        let written = postcard::to_allocvec(&request).unwrap_or_default();
        self.take_up(request, written, enclosed);
    }

    /// The same, as it was posted. One of another build is passed over: the page has seen that from the greeting.
    pub fn hear(self: &Rc<Self>, written: Vec<u8>, enclosed: Enclosed<P::File>) {
        if let Ok(request) = postcard::from_bytes::<EngineRequest>(&written) {
            self.take_up(request, written, enclosed);
        }
    }

    /// Takes up what the engine wants that this one helps.
    pub fn help(self: &Rc<Self>, word: ToHelper, enclosed: Enclosed<P::File>) {
        match word {
            ToHelper::Request(written) => self.hear(written, enclosed),
            ToHelper::Forget { number } => {
                for (_, control) in self
                    .state
                    .borrow()
                    .looks
                    .iter()
                    .filter(|(of, _)| *of == number)
                {
                    control.cancel();
                }
            }
            ToHelper::Look { number, look } => {
                let control = Control::default();
                self.state
                    .borrow_mut()
                    .looks
                    .push((number, control.clone()));
                let images = enclosed.into_floats().unwrap_or_default();
                self.begin(async move |engine| engine.look(number, control, &look, images).await);
            }
        }
    }

    async fn look(&self, number: u32, control: Control, look: &Look, images: Vec<f32>) {
        let loaded = self.state.borrow().loaded.clone();
        let looked = match loaded {
            Some(loaded) => looked(&self.port, control, &loaded, look, images).await,
            None => Err(JobFailure::NotReady),
        };
        self.state
            .borrow_mut()
            .looks
            .retain(|(of, _)| *of != number);
        let Ok(Looked { mut scores, map }) = looked else {
            return self.port.reply(&FromHelper::Failed { number }, &[]);
        };
        let sheet = map.as_ref().map(|(sheet, _)| *sheet);
        scores.extend(map.into_iter().flat_map(|(_, values)| values));
        self.port
            .reply(&FromHelper::Looked { number, sheet }, &scores);
    }

    /// Whatever waits begins where somebody is free.
    fn share(self: &Rc<Self>) {
        if let Some(cell) = self.crew.next_here() {
            self.run_beside(cell, true);
        }
        self.crew.share();
    }

    /// `is_shared`: another one that may be done anywhere has its turn after it.
    fn run_beside(self: &Rc<Self>, cell: Cell, is_shared: bool) {
        let handle = Handle::default();
        let mut state = self.state.borrow_mut();
        state.jobs.insert(cell.job, handle.clone());
        drop(state);
        self.begin(async move |engine| {
            engine.run(cell, handle).await;
            if is_shared {
                engine.crew.done_here();
                engine.share();
            }
        });
    }

    fn take_up(
        self: &Rc<Self>,
        request: EngineRequest,
        written: Vec<u8>,
        enclosed: Enclosed<P::File>,
    ) {
        if let EngineRequest::Load { .. } | EngineRequest::LoadCheckpoint { .. } = &request {
            self.crew.loads(&written, enclosed.file());
        }
        match request {
            EngineRequest::Ping => self.port.post(&EngineEvent::Pong, &[]),
            EngineRequest::Helpers { most } => self.crew.allow(most),
            EngineRequest::Cancel { job } => {
                self.crew.cancel(job, &written);
                self.cancel(job);
                self.share();
            }
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
                self.run_beside(Cell::new((job, task), enclosed, written), false);
            }
            EngineRequest::Share { job, task } => {
                self.crew.put(Cell::new((job, task), enclosed, written));
                self.share();
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

    async fn run(&self, cell: Cell, handle: Handle) {
        let Cell {
            job,
            task,
            images,
            told,
            ..
        } = cell;
        let loaded = self.state.borrow().loaded.clone();
        let is_own = loaded
            .as_ref()
            .is_some_and(|loaded| loaded.network.reference().is_none());
        let outcome = match loaded {
            Some(loaded) => {
                let helpers = self.crew.clone();
                let running = Running::new(self.port.clone(), job, handle.clone(), &loaded);
                let running = running.helped_by(helpers).after(told);
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
        #[cfg(with_threads)]
        let report = of_threads(report, network.as_ref());
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

/// A network that is too large for the memory of threads has one thread.
#[cfg(with_threads)]
fn of_threads(mut report: DeviceReport, network: &dyn Network) -> DeviceReport {
    let is_shared = matches!(network.plan(), Some(network::Plan::Away(_)));
    if report.kind == DeviceKind::Cpu && !is_shared {
        report.adapter.clear();
    }
    report
}
