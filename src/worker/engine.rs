//! The engine's worker.

use std::cell::{Cell, RefCell};
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
use crate::engine::attack::{self, AttackPart};
use crate::engine::job::{Control, Job, JobFailure, LocalFuture, Turn};
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
    jobs: HashMap<JobId, Control>,
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
        EngineRequest::Pause { job } => pause(state, job, true),
        EngineRequest::Resume { job } => pause(state, job, false),
        EngineRequest::Run { job, task } => {
            let control = Control::default();
            state.borrow_mut().jobs.insert(job, control.clone());
            let state = state.clone();
            let images = buffers.pop().and_then(|buffer| buffer.to_bytes());
            spawn_local(async move {
                let loaded = state.borrow().loaded.clone();
                let outcome = match loaded {
                    Some(loaded) => {
                        let running = Running::new(job, control.clone(), &loaded);
                        running.run(task, images.unwrap_or_default()).await
                    }
                    None => Err(JobFailure::NotReady),
                };
                state.borrow_mut().jobs.remove(&job);
                report(job, &control, outcome);
            });
        }
    }
}

/// The page hears at once; whatever the device still returns is dropped.
fn cancel(state: &Shared, job: JobId) {
    if let Some(control) = state.borrow_mut().jobs.remove(&job) {
        control.cancel();
    }
    post(&EngineEvent::Cancelled { job }, &[]);
}

fn pause(state: &Shared, job: JobId, paused: bool) {
    if let Some(control) = state.borrow().jobs.get(&job) {
        control.pause(paused);
    }
}

fn report(job: JobId, control: &Control, outcome: Result<(), JobFailure>) {
    match outcome {
        Ok(()) | Err(JobFailure::Cancelled) => {}
        Err(_) if control.is_cancelled() => {}
        Err(failure) => post(
            &EngineEvent::Failed {
                job,
                error: JobError::from(failure),
            },
            &[],
        ),
    }
}

/// A job under way and what it needs.
struct Running<'a> {
    job: JobId,
    control: Control,
    loaded: &'a Loaded,
    start_ms: f64,
}

impl<'a> Running<'a> {
    fn new(job: JobId, control: Control, loaded: &'a Loaded) -> Self {
        Self {
            job,
            control,
            loaded,
            start_ms: js_sys::Date::now(),
        }
    }

    fn elapsed_ms(&self) -> f32 {
        (js_sys::Date::now() - self.start_ms) as f32
    }

    /// Tells the page, unless the job was cancelled since.
    fn tell(&self, event: &EngineEvent, buffers: &[Buffer]) {
        if !self.control.is_cancelled() {
            post(event, buffers);
        }
    }

    async fn run(&self, task: Task, images: Vec<u8>) -> Result<(), JobFailure> {
        let network = self.loaded.network.as_ref();
        let device = &self.loaded.device;
        let side = network.spec().side;
        let job = job_in_worker(self.control.clone());
        match task {
            Task::Saliency { method, class } => {
                let picture = answer::picture_from_bytes(images, side)?;
                let emit = |part| self.tell_saliency(part);
                answer::saliency(&job, network, device, &picture, &method, class, emit).await
            }
            Task::Attack(request) => {
                let picture = answer::picture_from_bytes(images, side)?;
                let emit = |part| self.tell_attack(part);
                attack::run(&job, network, device, &picture, &request, emit).await
            }
            Task::Classify { count } => {
                let pictures = answer::pictures_from_bytes(&images, count as usize, side)?;
                let scores = answer::classify(&job, network, device, &pictures).await?;
                let (job, elapsed_ms) = (self.job, self.elapsed_ms());
                let event = EngineEvent::Classified { job, elapsed_ms };
                self.tell(&event, &[Buffer::from_floats(&scores)]);
                Ok(())
            }
            Task::Ray { source, target } => {
                let pictures = answer::pictures_from_bytes(&images, 2, side)?;
                let ends = [&pictures[0], &pictures[1]];
                let ray = answer::ray(&job, network, device, ends, [source, target]).await?;
                self.tell(&EngineEvent::Ray { job: self.job, ray }, &[]);
                Ok(())
            }
        }
    }

    fn tell_saliency(&self, part: SaliencyAnswer) {
        let (job, elapsed_ms) = (self.job, self.elapsed_ms());
        match part {
            SaliencyAnswer::Scores(scores) => self.tell(
                &EngineEvent::Scores { job, elapsed_ms },
                &[Buffer::from_floats(&scores)],
            ),
            SaliencyAnswer::Attribution { class, attribution } => self.tell(
                &EngineEvent::Attribution {
                    job,
                    class,
                    elapsed_ms,
                    variant: self.loaded.report.variant.clone(),
                },
                &[Buffer::from_floats(&attribution.values)],
            ),
        }
    }

    fn tell_attack(&self, part: AttackPart) {
        let (job, elapsed_ms) = (self.job, self.elapsed_ms());
        match part {
            AttackPart::Step(step, frame) => {
                let frame: Vec<Buffer> = frame.iter().map(|rgb| Buffer::from_bytes(rgb)).collect();
                let event = EngineEvent::AttackStep {
                    job,
                    step,
                    elapsed_ms,
                };
                self.tell(&event, &frame);
            }
            AttackPart::End(end, image) => self.tell(
                &EngineEvent::AttackEnd {
                    job,
                    end,
                    elapsed_ms,
                    variant: self.loaded.report.variant.clone(),
                },
                &[Buffer::from_bytes(&image)],
            ),
        }
    }
}

/// Pictures that follow each other faster than this are not seen.
const FRAME_EVERY_MS: f64 = 40.0;
/// How long a paused job sleeps before it looks again.
const PAUSED_MS: i32 = 50;

fn job_in_worker(control: Control) -> Job {
    let last_frame_ms = Cell::new(f64::NEG_INFINITY);
    let wants_frame = move || {
        let now = js_sys::Date::now();
        let is_due = now - last_frame_ms.get() >= FRAME_EVERY_MS;
        if is_due {
            last_frame_ms.set(now);
        }
        is_due
    };
    let give_way = |turn| -> LocalFuture<'static, ()> {
        match turn {
            Turn::Short => Box::pin(give_way()),
            Turn::Long => Box::pin(download::wait_ms(PAUSED_MS)),
        }
    };
    Job::new(control, give_way, wants_frame)
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
            JobFailure::NotReady => JobErrorKind::NotReady,
            _ => JobErrorKind::Request,
        };
        Self {
            kind,
            message: failure.to_string(),
        }
    }
}
