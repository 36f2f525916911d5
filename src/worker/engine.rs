//! The engine's worker.

use std::cell::RefCell;
use std::collections::HashMap;
use std::future::Future;
use std::rc::Rc;

use burn::tensor::Device;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;

use super::checkpoint;
use super::device::Opened;
use super::post::{announce_panics, listen, post};
use super::running::Running;
use crate::engine::job::{Control, JobFailure};
use crate::engine::network::{self, Network, own};
use crate::engine::readback::ReadbackError;
use crate::engine::selfcheck;
use crate::engine::visualize::Dial;
use crate::protocol::{
    BUILD, CheckpointSheet, DeviceReport, EngineEvent, EngineRequest, JobError, JobErrorKind,
    JobId, LoadFailure,
};
use crate::spec::ParamValues;
use crate::wire;

/// A network on a checked device.
pub(super) struct Loaded {
    pub network: Box<dyn Network>,
    pub device: Device,
    pub report: DeviceReport,
}

/// What may be done to a job under way.
#[derive(Clone, Default)]
pub(super) struct Handle {
    pub control: Control,
    /// Of a visualisation.
    pub dial: Dial,
}

#[derive(Default)]
struct State {
    loaded: Option<Rc<Loaded>>,
    jobs: HashMap<JobId, Handle>,
}

type Shared = Rc<RefCell<State>>;

/// Serves requests until the worker ends; `open` gives the device.
pub fn serve<F>(open: fn() -> F)
where
    F: Future<Output = Result<Opened, String>> + 'static,
{
    announce_panics(|message| {
        post(
            &EngineEvent::Dying {
                message,
                device_lost: false,
            },
            &[],
        );
    });
    let state = Shared::default();
    listen(move |data| on_message(&state, open, data));
    post(
        &EngineEvent::Hello {
            build: BUILD.to_owned(),
        },
        &[],
    );
}

fn on_message<F>(state: &Shared, open: fn() -> F, data: JsValue)
where
    F: Future<Output = Result<Opened, String>> + 'static,
{
    // A message of another build cannot be answered; the page has seen that from the greeting.
    let Ok((request, mut buffers)) = wire::unpack::<EngineRequest>(data) else {
        return;
    };
    match request {
        EngineRequest::Ping => post(&EngineEvent::Pong, &[]),
        EngineRequest::Cancel { job } => cancel(state, job),
        EngineRequest::Load {
            network,
            spoil_self_check,
        } => {
            let state = state.clone();
            let blob = buffers.pop().and_then(wire::Buffer::into_blob);
            spawn_local(async move {
                let outcome = load(&state, open, &network, blob, spoil_self_check).await;
                post(&outcome.unwrap_or_else(EngineEvent::LoadFailed), &[]);
            });
        }
        EngineRequest::OpenCheckpoint { file_name } => {
            let blob = buffers.pop().and_then(wire::Buffer::into_blob);
            spawn_local(async move { checkpoint::open(blob, &file_name).await });
        }
        EngineRequest::LoadCheckpoint {
            sheet,
            spoil_self_check,
        } => {
            let state = state.clone();
            let blob = buffers.pop().and_then(wire::Buffer::into_blob);
            spawn_local(async move {
                let outcome = load_checkpoint(&state, open, &sheet, blob, spoil_self_check).await;
                post(&outcome.unwrap_or_else(EngineEvent::LoadFailed), &[]);
            });
        }
        EngineRequest::Pause { job } => pause(state, job, true),
        EngineRequest::Resume { job } => pause(state, job, false),
        EngineRequest::Adjust { job, params } => adjust(state, job, params),
        EngineRequest::Run { job, task } => {
            let handle = Handle::default();
            state.borrow_mut().jobs.insert(job, handle.clone());
            let state = state.clone();
            let images = buffers.pop().and_then(|buffer| buffer.to_bytes());
            spawn_local(async move {
                let loaded = state.borrow().loaded.clone();
                let is_own = loaded
                    .as_ref()
                    .is_some_and(|loaded| loaded.network.reference().is_none());
                let outcome = match loaded {
                    Some(loaded) => {
                        let running = Running::new(job, handle.clone(), &loaded);
                        running.run(task, images.unwrap_or_default()).await
                    }
                    None => Err(JobFailure::NotReady),
                };
                state.borrow_mut().jobs.remove(&job);
                report(job, &handle.control, outcome, is_own);
            });
        }
    }
}

/// The page hears at once; whatever the device still returns is dropped.
fn cancel(state: &Shared, job: JobId) {
    if let Some(handle) = state.borrow_mut().jobs.remove(&job) {
        handle.control.cancel();
    }
    post(&EngineEvent::Cancelled { job }, &[]);
}

fn pause(state: &Shared, job: JobId, paused: bool) {
    if let Some(handle) = state.borrow().jobs.get(&job) {
        handle.control.pause(paused);
    }
}

fn adjust(state: &Shared, job: JobId, params: ParamValues) {
    if let Some(handle) = state.borrow().jobs.get(&job) {
        handle.dial.set(params);
    }
}

/// `is_own`: the weights are the reader's.
fn report(job: JobId, control: &Control, outcome: Result<(), JobFailure>, is_own: bool) {
    match outcome {
        Ok(()) | Err(JobFailure::Cancelled) => {}
        Err(_) if control.is_cancelled() => {}
        Err(failure) => {
            let mut error = JobError::from(failure);
            if is_own && error.kind == JobErrorKind::NotFinite {
                error.kind = JobErrorKind::Overflow;
            }
            post(&EngineEvent::Failed { job, error }, &[]);
        }
    }
}

async fn load<F>(
    state: &Shared,
    open: fn() -> F,
    id: &str,
    weights: Option<Blob>,
    spoil_self_check: bool,
) -> Result<EngineEvent, LoadFailure>
where
    F: Future<Output = Result<Opened, String>>,
{
    let Opened { device, report } = opened(open).await?;
    let unusable = |message: String| LoadFailure::Weights { message };
    let bytes = match weights {
        Some(blob) => checkpoint::bytes_of(&blob).await.map_err(unusable)?,
        None => return Err(unusable("no weights came with the request".to_owned())),
    };
    let network =
        network::load(id, &bytes, &device).map_err(|error| unusable(error.to_string()))?;
    drop(bytes);
    let made = Loaded {
        network,
        device,
        report,
    };
    install(state, made, id, spoil_self_check).await
}

async fn opened<F>(open: fn() -> F) -> Result<Opened, LoadFailure>
where
    F: Future<Output = Result<Opened, String>>,
{
    let opened = open().await;
    opened.map_err(|message| LoadFailure::Device { message })
}

async fn load_checkpoint<F>(
    state: &Shared,
    open: fn() -> F,
    sheet: &CheckpointSheet,
    blob: Option<Blob>,
    spoil_self_check: bool,
) -> Result<EngineEvent, LoadFailure>
where
    F: Future<Output = Result<Opened, String>>,
{
    let Opened { device, report } = opened(open).await?;
    let network = checkpoint::load(blob, sheet, &device).await?;
    let made = Loaded {
        network,
        device,
        report,
    };
    install(state, made, &sheet.sha256, spoil_self_check).await
}

/// Puts a network to work, once the device has shown that it computes it rightly.
async fn install(
    state: &Shared,
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
    #[cfg(feature = "gpu")]
    let report = tuned(network.as_ref(), &device, report)
        .await
        .map_err(broken)?;
    #[cfg(feature = "cpu")]
    let report = of_kernels(network.as_ref(), report);
    let check = selfcheck::run(network.as_ref(), &device, spoil_self_check)
        .await
        .map_err(broken)?;
    if !check.passed() {
        #[cfg(feature = "gpu")]
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
    state.borrow_mut().loaded = Some(Rc::new(loaded));
    Ok(EngineEvent::Ready {
        network: id.to_owned(),
        device: report,
        self_check: check,
    })
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

/// A network without a plan runs on burn alone.
#[cfg(feature = "cpu")]
fn of_kernels(network: &dyn Network, report: DeviceReport) -> DeviceReport {
    match network.plan() {
        Some(_) => report,
        None => DeviceReport {
            variant: "burn 0.22 flex, float32".to_owned(),
            ..report
        },
    }
}

/// Before anything is checked or shown: the check is of the shaders that will run.
#[cfg(feature = "gpu")]
async fn tuned(
    network: &dyn Network,
    device: &Device,
    report: DeviceReport,
) -> Result<DeviceReport, JobFailure> {
    let chosen = super::tuning::choose(network, device, &report).await?;
    Ok(match chosen {
        Some((tuning, cut)) => DeviceReport {
            variant: format!("gradoscope WGSL ({}), float32", tuning.name),
            cut: Some(cut),
            ..report
        },
        None => report,
    })
}
