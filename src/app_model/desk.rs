//! What is asked of the engines: an order waits for the engine of its seat, runs on it, and waits
//! for another one where that is lost.

use super::attack::work::Work as AttackWork;
use super::instruments::InstrumentWork;
use super::pair::work::Work as PairWork;
use super::saliency::beside::work::Work as BesideWork;
use super::visual::work::Work as VisualWork;
use super::{Bytes, Effect, EngineId, Seat};
use crate::protocol::{EngineRequest, JobId, SaliencyRequest, Task};
use crate::spec::ParamValues;

/// How long a cancelled job may go on before its worker is replaced.
const CANCEL_PATIENCE_MS: f64 = 300.0;

/// An answer of another kind or size than the question's.
pub(super) const MISFIT: &str = "the answer does not fit the question";

/// What an order is for.
#[derive(Debug, Clone)]
pub(super) enum Purpose {
    Saliency(SaliencyRequest),
    Beside(BesideWork),
    /// The pictures of a series, made ready in every way.
    Ways,
    Instrument(InstrumentWork),
    Attack(AttackWork),
    Visual(VisualWork),
    Pair(PairWork),
}

impl Purpose {
    /// Whether it is such work of the attacks.
    pub fn attack(is: impl Fn(&AttackWork) -> bool) -> impl Fn(&Self) -> bool {
        move |purpose| matches!(purpose, Self::Attack(work) if is(work))
    }

    /// Whether it is such work of the visualisations.
    pub fn visual(is: impl Fn(&VisualWork) -> bool) -> impl Fn(&Self) -> bool {
        move |purpose| matches!(purpose, Self::Visual(work) if is(work))
    }

    /// Whether it is such work for two networks.
    pub fn pair(is: impl Fn(&PairWork) -> bool) -> impl Fn(&Self) -> bool {
        move |purpose| matches!(purpose, Self::Pair(work) if is(work))
    }

    /// Whether it is one of many that do not depend on each other, and that several engines do at the same time.
    fn is_one_of_many(&self) -> bool {
        match self {
            Self::Beside(_) => true,
            Self::Attack(work) => work.is_of_a_contender(),
            Self::Visual(work) => work.is_about_a_cell(),
            Self::Pair(work) => work.is_of_a_trial(),
            Self::Saliency(_) | Self::Ways | Self::Instrument(_) => false,
        }
    }

    /// Whether the reader is told when it fails; everything else has a place of its own for that.
    pub fn is_told(&self) -> bool {
        match self {
            Self::Saliency(_) => true,
            Self::Attack(work) => work.is_run(),
            Self::Visual(work) => work.is_run(),
            Self::Beside(_) | Self::Ways | Self::Instrument(_) | Self::Pair(_) => false,
        }
    }
}

/// Work for an engine, and what it is for.
#[derive(Debug, Clone)]
pub(super) struct Order {
    /// Which network is asked.
    pub seat: Seat,
    pub purpose: Purpose,
    task: Task,
    buffer: Bytes,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    /// For an engine that is ready.
    Waiting,
    Running(EngineId, JobId),
    /// By the reader; the engine has not confirmed that it ended.
    Cancelled(EngineId, JobId, f64),
}

/// All orders, the oldest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Desk {
    orders: Vec<Order>,
    last_job: u32,
}

impl Order {
    pub fn new(seat: Seat, purpose: Purpose, (task, buffer): (Task, Bytes)) -> Self {
        Self {
            seat,
            purpose,
            task,
            buffer,
            state: State::Waiting,
        }
    }

    pub fn is_running(&self) -> bool {
        matches!(self.state, State::Running(..))
    }

    fn is_cancelled(&self) -> bool {
        matches!(self.state, State::Cancelled(..))
    }

    fn job(&self) -> Option<JobId> {
        match self.state {
            State::Waiting => None,
            State::Running(_, job) | State::Cancelled(_, job, _) => Some(job),
        }
    }

    /// Says something about it to the engine that it runs on.
    fn tell(&self, request: impl FnOnce(JobId) -> EngineRequest, effects: &mut Vec<Effect>) {
        if let State::Running(id, job) = self.state {
            effects.push(Effect::ToEngine {
                id,
                request: request(job),
                buffer: None,
            });
        }
    }
}

impl Desk {
    /// A number that no job had before.
    pub fn next_job(&mut self) -> JobId {
        self.last_job += 1;
        JobId(self.last_job)
    }

    /// Whether there is such an order, be it one that was cancelled and goes on.
    pub fn has(&self, is: impl Fn(&Purpose) -> bool) -> bool {
        self.orders.iter().any(|order| is(&order.purpose))
    }

    /// Whether an engine is at something, or something waits for it.
    pub fn is_busy(&self, seat: Seat) -> bool {
        let is_open = |order: &Order| order.seat == seat && !order.is_cancelled();
        self.orders.iter().any(is_open)
    }

    /// Whether any engine is at something.
    pub fn is_under_way(&self) -> bool {
        self.orders.iter().any(|order| order.job().is_some())
    }

    /// Puts an order down for the engine of its seat.
    pub fn put(&mut self, order: Order) {
        self.orders.push(Order {
            state: State::Waiting,
            ..order
        });
    }

    /// An engine can be given what waits for one; what that is for.
    pub fn start(&mut self, seat: Seat, id: EngineId, effects: &mut Vec<Effect>) -> Vec<Purpose> {
        let mut begun = Vec::new();
        let is_due = |order: &&mut Order| order.seat == seat && order.state == State::Waiting;
        for order in self.orders.iter_mut().filter(is_due) {
            self.last_job += 1;
            let job = JobId(self.last_job);
            order.state = State::Running(id, job);
            let task = order.task.clone();
            let request = match order.purpose.is_one_of_many() {
                true => EngineRequest::Share { job, task },
                false => EngineRequest::Run { job, task },
            };
            effects.push(Effect::ToEngine {
                id,
                request,
                buffer: Some(order.buffer.clone()),
            });
            begun.push(order.purpose.clone());
        }
        begun
    }

    /// A visualisation that waits begins with other parameters, and one that runs takes them on.
    pub fn adjust(
        &mut self,
        is: impl Fn(&Purpose) -> bool,
        params: &ParamValues,
        effects: &mut Vec<Effect>,
    ) {
        for order in self.orders.iter_mut().filter(|o| is(&o.purpose)) {
            if let Task::Visualize(request) = &mut order.task {
                request.params = params.clone();
            }
            let params = params.clone();
            order.tell(|job| EngineRequest::Adjust { job, params }, effects);
        }
    }

    /// Holds what runs, or lets it go on; whether something does run.
    pub fn hold(
        &self,
        is: impl Fn(&Purpose) -> bool,
        paused: bool,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let mut running = self.orders.iter().filter(|order| order.is_running());
        let Some(order) = running.find(|order| is(&order.purpose)) else {
            return false;
        };
        let request = |job| match paused {
            true => EngineRequest::Pause { job },
            false => EngineRequest::Resume { job },
        };
        order.tell(request, effects);
        true
    }

    /// Takes orders back. With a time the reader waits for it, and a worker that does not obey soon
    /// is replaced.
    pub fn withdraw(
        &mut self,
        is: impl Fn(&Purpose) -> bool,
        now_ms: Option<f64>,
        effects: &mut Vec<Effect>,
    ) {
        self.orders.retain_mut(|order| {
            if !is(&order.purpose) || order.is_cancelled() {
                return true;
            }
            order.tell(|job| EngineRequest::Cancel { job }, effects);
            match (order.state, now_ms) {
                (State::Running(id, job), Some(now_ms)) => {
                    order.state = State::Cancelled(id, job, now_ms);
                    effects.push(Effect::Wake {
                        after_ms: CANCEL_PATIENCE_MS as u32,
                    });
                    true
                }
                _ => false,
            }
        });
    }

    /// What the job of an answer is for and the images that it is about, where somebody still wants
    /// to know; after its last answer it is done.
    pub fn heard(&mut self, job: JobId, is_last: bool) -> Option<(Seat, Purpose, Bytes)> {
        let at = self.orders.iter().position(|o| o.job() == Some(job))?;
        let order = match is_last {
            true => self.orders.remove(at),
            false => self.orders[at].clone(),
        };
        let is_wanted = order.is_running();
        is_wanted.then_some((order.seat, order.purpose, order.buffer))
    }

    /// Whether an engine goes on with something although it was told not to.
    pub fn is_deaf(&self, engine: EngineId, now_ms: f64) -> bool {
        self.orders.iter().any(|order| match order.state {
            State::Cancelled(id, _, since_ms) => {
                id == engine && now_ms - since_ms >= CANCEL_PATIENCE_MS
            }
            _ => false,
        })
    }

    /// The engine of a seat is gone: whatever it was given, or waits for it.
    pub fn take(&mut self, seat: Seat) -> Vec<Order> {
        let mut taken: Vec<Order> = self.orders.extract_if(.., |o| o.seat == seat).collect();
        taken.retain(|order| !order.is_cancelled());
        taken
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
