//! What a part of the page asked of the engine, and why.

use super::engine::CANCEL_PATIENCE_MS;
use super::{Bytes, Effect, RunPhase, Seat};
use crate::protocol::{EngineEvent, EngineRequest, JobId, Task};

/// A job and what it is for.
#[derive(Debug, Clone)]
pub(super) struct Order<P> {
    pub purpose: P,
    pub task: Task,
    pub buffer: Bytes,
}

/// The jobs of one part of the page; `P` says what a job is for.
#[derive(Debug, Clone)]
pub(super) struct Jobs<P> {
    /// The engine that does them.
    seat: Seat,
    /// For an engine that is not ready yet.
    waiting: Vec<Order<P>>,
    running: Vec<(JobId, Order<P>)>,
    /// Jobs of which the engine has not confirmed that they ended, since when.
    cancelled: Vec<(JobId, f64)>,
}

impl<P> Default for Jobs<P> {
    fn default() -> Self {
        Self::of(Seat::First)
    }
}

impl<P> Jobs<P> {
    pub fn of(seat: Seat) -> Self {
        Self {
            seat,
            waiting: Vec::new(),
            running: Vec::new(),
            cancelled: Vec::new(),
        }
    }

    /// Whether what the engine says of `job` is said to this part of the page.
    pub fn own(&self, job: JobId) -> bool {
        self.running.iter().any(|(id, _)| *id == job)
            || self.cancelled.iter().any(|(id, _)| *id == job)
    }

    /// When the reader cancelled what is still going on.
    pub fn cancelled_at_ms(&self) -> impl Iterator<Item = f64> {
        self.cancelled.iter().map(|(_, since_ms)| *since_ms)
    }

    pub fn purpose(&self, job: JobId) -> Option<&P> {
        let (_, order) = self.running.iter().find(|(id, _)| *id == job)?;
        Some(&order.purpose)
    }

    pub fn running(&self, is: impl Fn(&P) -> bool) -> Option<JobId> {
        let (job, _) = self.running.iter().find(|(_, order)| is(&order.purpose))?;
        Some(*job)
    }

    /// Whether the engine is at something, or something waits for it.
    pub fn is_busy(&self) -> bool {
        !self.running.is_empty() || !self.waiting.is_empty()
    }

    pub fn take(&mut self, job: JobId) -> Option<P> {
        let at = self.running.iter().position(|(id, _)| *id == job)?;
        Some(self.running.swap_remove(at).1.purpose)
    }

    pub fn confirm_cancelled(&mut self, job: JobId) {
        self.cancelled.retain(|(id, _)| *id != job);
    }

    pub fn wait(&mut self, order: Order<P>) {
        self.waiting.push(order);
    }

    /// The jobs of a purpose that still wait, to be changed.
    pub fn waiting_mut(&mut self, is: impl Fn(&P) -> bool) -> impl Iterator<Item = &mut Task> {
        let found = self.waiting.iter_mut().filter(move |o| is(&o.purpose));
        found.map(|order| &mut order.task)
    }

    /// What waited for the engine, which is ready now.
    pub fn take_waiting(&mut self) -> Vec<Order<P>> {
        std::mem::take(&mut self.waiting)
    }

    pub fn start(&mut self, job: JobId, order: Order<P>, effects: &mut Vec<Effect>) {
        let task = order.task.clone();
        let request = EngineRequest::Run { job, task };
        effects.push(self.seat.ask(request, Some(order.buffer.clone())));
        self.running.push((job, order));
    }

    /// Takes jobs back. With a time the reader waits for it, and a worker that does not obey soon
    /// is replaced.
    pub fn withdraw(
        &mut self,
        is: impl Fn(&P) -> bool,
        now_ms: Option<f64>,
        effects: &mut Vec<Effect>,
    ) {
        self.waiting.retain(|waiting| !is(&waiting.purpose));
        for (job, _) in self.running.extract_if(.., |(_, order)| is(&order.purpose)) {
            effects.push(self.seat.ask(EngineRequest::Cancel { job }, None));
            if let Some(now_ms) = now_ms {
                self.cancelled.push((job, now_ms));
                effects.push(Effect::Wake {
                    after_ms: CANCEL_PATIENCE_MS as u32,
                });
            }
        }
    }

    /// The worker that had the jobs is gone, and no other one comes: whatever was asked for.
    pub fn lose(&mut self) -> Vec<P> {
        self.cancelled.clear();
        let lost = std::mem::take(&mut self.running);
        let lost = lost.into_iter().map(|(_, order)| order);
        let waiting = std::mem::take(&mut self.waiting);
        lost.chain(waiting).map(|order| order.purpose).collect()
    }

    /// The worker that had the jobs is gone: they wait for the next one, those first that `again`
    /// makes ready for it; what it does not want is returned.
    pub fn reclaim(&mut self, mut again: impl FnMut(&mut Order<P>) -> bool) -> Vec<P> {
        self.cancelled.clear();
        let mut lost = Vec::new();
        let mut back = Vec::new();
        for (_, mut order) in std::mem::take(&mut self.running) {
            if again(&mut order) {
                back.push(order);
            } else {
                lost.push(order.purpose);
            }
        }
        back.append(&mut self.waiting);
        self.waiting = back;
        lost
    }
}

/// The variants that are known, each once.
pub(super) fn each_once<'a>(variants: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    for variant in variants.filter(|variant| !variant.is_empty()) {
        if !found.contains(&variant) {
            found.push(variant);
        }
    }
    found
}

/// Holds the run of `job`, or lets it go on, where it is in the phase for that.
pub(super) fn hold(
    job: Option<JobId>,
    phase: Option<&mut RunPhase>,
    paused: bool,
    effects: &mut Vec<Effect>,
) {
    let (from, to) = match paused {
        true => (RunPhase::Running, RunPhase::Paused),
        false => (RunPhase::Paused, RunPhase::Running),
    };
    if let (Some(job), Some(phase)) = (job, phase.filter(|phase| **phase == from)) {
        *phase = to;
        let request = match paused {
            true => EngineRequest::Pause { job },
            false => EngineRequest::Resume { job },
        };
        effects.push(Effect::ToEngine {
            request,
            buffer: None,
        });
    }
}

/// The job that an event is about.
pub(super) fn job_of(event: &EngineEvent) -> Option<JobId> {
    match event {
        EngineEvent::Scores { job, .. }
        | EngineEvent::Progress { job, .. }
        | EngineEvent::Attribution { job, .. }
        | EngineEvent::AttackStep { job, .. }
        | EngineEvent::AttackEnd { job, .. }
        | EngineEvent::VisualStep { job, .. }
        | EngineEvent::VisualEnd { job, .. }
        | EngineEvent::Classified { job, .. }
        | EngineEvent::Ray { job, .. }
        | EngineEvent::Cancelled { job }
        | EngineEvent::Failed { job, .. } => Some(*job),
        EngineEvent::Hello { .. }
        | EngineEvent::Downloading { .. }
        | EngineEvent::ReadingCheckpoint { .. }
        | EngineEvent::CheckpointOpened(_)
        | EngineEvent::CheckpointRefused(_)
        | EngineEvent::Ready { .. }
        | EngineEvent::LoadFailed(_)
        | EngineEvent::Pong
        | EngineEvent::Dying { .. } => None,
    }
}
