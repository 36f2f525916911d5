use crate::protocol::{
    EngineEvent, EngineRequest, JobError, JobErrorKind, JobId, SaliencyRequest, Task,
};
use crate::scores::{self, Standing};
use crate::spec::ClassId;

use super::engine::CANCEL_PATIENCE_MS;
use super::{Again, AppModel, Bytes, Effect, Floats, Map, NoticeKind, Payload, Phase, Seat};

/// The computation that is asked for, and what the last ones gave.
#[derive(Debug, Clone, Default)]
pub struct Run {
    /// What is being computed now.
    pub current: Option<Job>,
    /// What waits for an engine.
    pub wanted: bool,
    /// When the reader cancelled the current job.
    pub cancelled_at_ms: Option<f64>,
    pub scores: Option<Scores>,
    pub saliency: Option<SaliencyResult>,
    last_job: u32,
}

/// A job under way.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    pub id: JobId,
    /// The pixels it was asked for.
    pub pixels: Bytes,
    pub request: SaliencyRequest,
    /// How many of how many parts are done.
    pub progress: Option<[u32; 2]>,
}

/// Scores of one image.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    /// Unnormalised, one per class.
    pub values: Floats,
    pub pixels: Bytes,
    pub elapsed_ms: f32,
}

impl Scores {
    /// The best `count` classes.
    pub fn top(&self, count: usize) -> Vec<Standing> {
        scores::ranking(&self.values, count)
    }

    /// One class with its score and probability.
    pub fn of(&self, class: ClassId) -> Option<Standing> {
        scores::standing(&self.values, class)
    }
}

/// An attribution with everything it was computed from.
#[derive(Debug, Clone, PartialEq)]
pub struct SaliencyResult {
    pub job: JobId,
    pub request: SaliencyRequest,
    /// The one that was asked for, or else the predicted one.
    pub class: ClassId,
    pub map: Map,
    /// The very pixels, `[side, side, 3]`.
    pub pixels: Bytes,
    /// From the request's arrival at the engine.
    pub elapsed_ms: f32,
    pub variant: String,
}

impl Run {
    /// Whether something is being computed or waits to be.
    pub fn is_busy(&self) -> bool {
        self.current.is_some() || self.wanted
    }

    /// A number that no job had before.
    pub(super) fn next_job(&mut self) -> JobId {
        self.last_job += 1;
        JobId(self.last_job)
    }

    /// The worker that had the job is gone: what it did not deliver is wanted again.
    pub(super) fn forget_job(&mut self) {
        if self.current.take().is_some() && self.cancelled_at_ms.is_none() {
            self.wanted = true;
        }
        self.cancelled_at_ms = None;
    }
}

impl AppModel {
    /// The kernel variant that would compute now; none while no engine is ready.
    pub fn engine_variant(&self) -> Option<&str> {
        match &self.engine.phase {
            Phase::Ready { device, .. } => Some(&device.variant),
            _ => None,
        }
    }

    /// The class of the present image at this rank, from 0, as far as it is known.
    pub fn seen_class(&self, rank: usize) -> Option<ClassId> {
        let scores = self.run.scores.as_ref()?;
        let pixels = self.picture.opened.as_ref()?.pixels.as_ref()?;
        let is_its_own = std::sync::Arc::ptr_eq(&scores.pixels, pixels);
        let best = scores.top(rank + 1);
        best.get(rank).filter(|_| is_its_own).map(|best| best.class)
    }

    /// Asks for the map of the present image, class and method; replaces what is under way.
    pub(super) fn ask(&mut self, effects: &mut Vec<Effect>) {
        let pixels = self.picture.opened.as_ref().and_then(|o| o.pixels.clone());
        let Some(pixels) = pixels else { return };
        if !matches!(self.engine.phase, Phase::Ready { .. }) {
            self.run.wanted = true;
            return;
        }
        if let Some(old) = self.run.current.take() {
            effects.push(to_engine(EngineRequest::Cancel { job: old.id }, None));
        }
        self.run.wanted = false;
        self.run.cancelled_at_ms = None;
        let job = Job {
            id: self.run.next_job(),
            pixels: pixels.clone(),
            request: self.settings.saliency(self.settings.class),
            progress: None,
        };
        let request = EngineRequest::Run {
            job: job.id,
            task: Task::Saliency(job.request.clone()),
        };
        effects.push(to_engine(request, Some(pixels)));
        self.run.current = Some(job);
    }

    /// The reader does not want the result any more.
    pub(super) fn cancel(&mut self, now_ms: f64, effects: &mut Vec<Effect>) {
        self.run.wanted = false;
        if let Some(job) = &self.run.current {
            effects.push(to_engine(EngineRequest::Cancel { job: job.id }, None));
            effects.push(Effect::Wake {
                after_ms: CANCEL_PATIENCE_MS as u32,
            });
            self.run.cancelled_at_ms = Some(now_ms);
        }
    }

    /// Replaces a worker that has not heard a cancel in time.
    pub(super) fn watch_cancel(&mut self, now_ms: f64, effects: &mut Vec<Effect>) {
        let mine = self.run.cancelled_at_ms.into_iter();
        let parts = self.attack.jobs.cancelled_at_ms();
        let parts = parts.chain(self.visual.jobs.cancelled_at_ms());
        let parts = parts.chain(self.pair.jobs(Seat::First).cancelled_at_ms());
        let too_long = |since_ms| now_ms - since_ms >= CANCEL_PATIENCE_MS;
        if mine.chain(parts).any(too_long) {
            self.start_engine(effects);
        }
    }

    pub(super) fn on_result(
        &mut self,
        event: EngineEvent,
        payload: Payload,
        effects: &mut Vec<Effect>,
    ) {
        match event {
            EngineEvent::Scores { job, elapsed_ms } => {
                let current = self.run.current.as_ref().filter(|j| j.id == job);
                if let (Some(current), Some(values)) = (current, payload.floats()) {
                    self.run.scores = Some(Scores {
                        values,
                        pixels: current.pixels.clone(),
                        elapsed_ms,
                    });
                }
            }
            EngineEvent::Progress { job, done, total } => {
                let current = self.run.current.as_mut().filter(|j| j.id == job);
                if let Some(current) = current {
                    current.progress = Some([done, total]);
                }
            }
            EngineEvent::Attribution {
                job,
                class,
                sheet,
                elapsed_ms,
                variant,
            } => {
                let current = self.run.current.take_if(|j| j.id == job);
                if let (Some(current), Some(map)) = (current, Map::new(sheet, payload)) {
                    self.run.cancelled_at_ms = None;
                    self.run.saliency = Some(SaliencyResult {
                        job,
                        request: current.request,
                        class,
                        map,
                        pixels: current.pixels,
                        elapsed_ms,
                        variant,
                    });
                }
            }
            EngineEvent::Cancelled { job } => self.on_cancelled(job),
            EngineEvent::Failed { job, error } => self.on_failed(job, error, effects),
            _ => {}
        }
    }

    fn on_cancelled(&mut self, job: JobId) {
        if self.run.current.take_if(|j| j.id == job).is_some() {
            self.run.cancelled_at_ms = None;
        }
    }

    fn on_failed(&mut self, job: JobId, error: JobError, effects: &mut Vec<Effect>) {
        if self.run.current.take_if(|j| j.id == job).is_none() {
            return;
        }
        self.run.cancelled_at_ms = None;
        // A class or method that does not exist must not be asked for again and again.
        if error.kind == JobErrorKind::Request {
            self.settings.class = None;
        }
        let broken = matches!(error.kind, JobErrorKind::Device);
        self.notify(NoticeKind::JobFailed(error.clone()));
        if broken {
            self.run.wanted = true;
            let notice = NoticeKind::DeviceLost {
                message: error.message,
                again: Again::default(),
            };
            self.on_engine_crashed(self.engine.generation, notice, effects);
        }
    }
}

fn to_engine(request: EngineRequest, buffer: Option<Bytes>) -> Effect {
    Effect::ToEngine { request, buffer }
}
