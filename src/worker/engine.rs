//! The engine's worker.

use std::cell::RefCell;
use std::collections::HashMap;
use std::future::Future;
use std::rc::Rc;

use burn::tensor::Device;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::device::Opened;
use super::download::{self, Storage};
use super::post::{announce_panics, give_way, listen, post};
use crate::engine::answer::{self, SaliencyAnswer};
use crate::engine::job::{CancelFlag, Job, JobFailure};
use crate::engine::network::{self, Network, NetworkError};
use crate::engine::selfcheck;
use crate::protocol::{
    BUILD, DeviceReport, EngineEvent, EngineRequest, JobError, JobErrorKind, JobId, LoadFailure,
    StorageState, Task,
};
use crate::wire::{self, Buffer};

/// A network on a checked device.
struct Loaded {
    network: Box<dyn Network>,
    device: Device,
    report: DeviceReport,
}

#[derive(Default)]
struct State {
    loaded: Option<Rc<Loaded>>,
    flags: HashMap<JobId, CancelFlag>,
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
            url,
            spoil_self_check,
        } => {
            let state = state.clone();
            spawn_local(async move {
                let outcome = load(&state, open, &network, &url, spoil_self_check).await;
                post(&outcome.unwrap_or_else(EngineEvent::LoadFailed), &[]);
            });
        }
        EngineRequest::Run { job, task } => {
            let flag = CancelFlag::default();
            state.borrow_mut().flags.insert(job, flag.clone());
            let state = state.clone();
            let image = buffers.pop();
            spawn_local(async move {
                let loaded = state.borrow().loaded.clone();
                let outcome = run(loaded, job, &flag, task, image).await;
                state.borrow_mut().flags.remove(&job);
                report(job, &flag, outcome);
            });
        }
    }
}

/// The page hears at once; whatever the device still returns is dropped.
fn cancel(state: &Shared, job: JobId) {
    if let Some(flag) = state.borrow_mut().flags.remove(&job) {
        flag.raise();
    }
    post(&EngineEvent::Cancelled { job }, &[]);
}

fn report(job: JobId, flag: &CancelFlag, outcome: Result<(), JobFailure>) {
    match outcome {
        Ok(()) | Err(JobFailure::Cancelled) => {}
        Err(_) if flag.is_raised() => {}
        Err(failure) => post(
            &EngineEvent::Failed {
                job,
                error: JobError::from(failure),
            },
            &[],
        ),
    }
}

async fn run(
    loaded: Option<Rc<Loaded>>,
    job: JobId,
    flag: &CancelFlag,
    task: Task,
    image: Option<Buffer>,
) -> Result<(), JobFailure> {
    let Some(loaded) = loaded else {
        let error = JobError {
            kind: JobErrorKind::NotReady,
            message: "no network is loaded".to_owned(),
        };
        post(&EngineEvent::Failed { job, error }, &[]);
        return Ok(());
    };
    let bytes = image
        .and_then(|buffer| buffer.to_bytes())
        .unwrap_or_default();
    let picture = answer::picture_from_bytes(bytes, loaded.network.spec().side)?;
    let control = Job::new(flag.clone(), || Box::pin(give_way()));
    let start = js_sys::Date::now();
    let Task::Saliency { method, class } = task;
    answer::saliency(
        &control,
        loaded.network.as_ref(),
        &loaded.device,
        &picture,
        &method,
        class,
        |part| {
            if !flag.is_raised() {
                emit(job, part, &loaded.report.variant, start);
            }
        },
    )
    .await
}

fn emit(job: JobId, part: SaliencyAnswer, variant: &str, start: f64) {
    let elapsed_ms = (js_sys::Date::now() - start) as f32;
    match part {
        SaliencyAnswer::Scores(scores) => post(
            &EngineEvent::Scores { job, elapsed_ms },
            &[Buffer::from_floats(&scores)],
        ),
        SaliencyAnswer::Attribution { class, attribution } => post(
            &EngineEvent::Attribution {
                job,
                class,
                elapsed_ms,
                variant: variant.to_owned(),
            },
            &[Buffer::from_floats(&attribution.values)],
        ),
    }
}

async fn load<F>(
    state: &Shared,
    open: fn() -> F,
    id: &str,
    url: &str,
    spoil_self_check: bool,
) -> Result<EngineEvent, LoadFailure>
where
    F: Future<Output = Result<Opened, String>>,
{
    let unknown = || LoadFailure::Weights {
        message: NetworkError::NoSuchNetwork(id.to_owned()).to_string(),
    };
    let spec = crate::catalogue::network(id).ok_or_else(unknown)?;
    let Opened { device, report } = open()
        .await
        .map_err(|message| LoadFailure::Device { message })?;
    let (network, storage, from_storage) = obtain(spec.sha256, spec.bytes, url, |bytes| {
        network::load(id, bytes, &device)
    })
    .await?;
    let check = selfcheck::run(network.as_ref(), &device, spoil_self_check)
        .await
        .map_err(|failure| LoadFailure::Broken {
            message: failure.to_string(),
        })?;
    if !check.passed() {
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
        storage,
        from_storage,
    })
}

/// From storage when what lies there is right, else from the site.
async fn obtain<T>(
    sha256: &str,
    bytes: u32,
    url: &str,
    make: impl Fn(&[u8]) -> Result<T, NetworkError>,
) -> Result<(T, StorageState, bool), LoadFailure> {
    let storage = Storage::open().await;
    let key = download::storage_key(sha256, url);
    if let Some(stored) = storage.get(&key).await {
        if let Ok(network) = make(&stored) {
            return Ok((network, StorageState::Kept, true));
        }
        storage.remove(&key).await;
    }
    let fetched = download::fetch(url, bytes).await?;
    let network = make(&fetched).map_err(|error| LoadFailure::Weights {
        message: error.to_string(),
    })?;
    let state = storage.put(&key, &fetched).await;
    Ok((network, state, false))
}

impl From<JobFailure> for JobError {
    fn from(failure: JobFailure) -> Self {
        use crate::engine::readback::ReadbackError;
        let kind = match &failure {
            JobFailure::Readback(ReadbackError::NotFinite) => JobErrorKind::NotFinite,
            JobFailure::Readback(_) => JobErrorKind::Device,
            _ => JobErrorKind::Request,
        };
        Self {
            kind,
            message: failure.to_string(),
        }
    }
}
