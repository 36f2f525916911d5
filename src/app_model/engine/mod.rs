//! The engines as the page sees them: each is a worker with one network on one device.

mod choice;
mod life;

use crate::protocol::{
    DeviceKind, DeviceReport, EngineRequest, LoadFailure, SelfCheckReport, TransferCause,
};

use super::{Adapter, DeviceWish, Effect, EngineId, Seat, WeightsState};

pub(super) const PING_EVERY_MS: f64 = 2_000.0;
/// Silence after which a worker is taken for dead. Compiling shaders keeps a GPU engine quiet.
const LOADING_SILENCE_MS: f64 = 90_000.0;
const CPU_SILENCE_MS: f64 = 15_000.0;
const GPU_SILENCE_MS: f64 = 60_000.0;

/// An engine's worker.
#[derive(Debug, Clone, PartialEq)]
pub struct Engine {
    pub id: EngineId,
    /// None: it will take the place of the one in charge once it is ready, since nothing that works
    /// is given up before.
    pub(super) seat: Option<Seat>,
    pub kind: DeviceKind,
    /// Why this device and no other.
    pub why: Why,
    /// Id of the network that it has, or will have.
    pub network: &'static str,
    pub phase: Phase,
    weights: WeightsState,
    /// Whether its code is here and runs: before that there is nobody to answer.
    started: bool,
    last_heard_ms: Option<f64>,
    last_ping_ms: f64,
}

/// All of them: what one that is not among them still says is stale.
#[derive(Debug, Clone, Default)]
pub struct Engines {
    all: Vec<Engine>,
    newest: u32,
    pub adapter: Option<Adapter>,
    /// Once a device failed here, which is not tried again unasked.
    pub(super) gpu_failed: Option<Why>,
    /// Of the first seat, in a row, without a result between them.
    restarts: u32,
    last_tick_ms: Option<f64>,
}

/// What an engine is doing.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Phase {
    /// Looking for a device.
    #[default]
    Choosing,
    /// The worker and its code are on their way.
    Starting,
    Downloading {
        received_bytes: u32,
        total_bytes: u32,
        since_ms: f64,
        now_ms: f64,
    },
    /// Making the network and checking the device.
    Checking,
    Ready {
        device: DeviceReport,
        self_check: SelfCheckReport,
        weights: WeightsState,
    },
    /// It will not start by itself.
    Stopped(Option<LoadFailure>),
}

/// Why an engine runs where it runs.
#[derive(Debug, Clone, PartialEq)]
pub enum Why {
    Asked,
    RealAdapter,
    SoftwareAdapter,
    NoWebGpu { secure: bool },
    NoAdapter,
    WebGpuFailed(LoadFailure),
    WebGpuLost,
}

impl Engine {
    /// Whether it can be given jobs.
    pub fn is_ready(&self) -> bool {
        matches!(self.phase, Phase::Ready { .. })
    }

    /// Whether it has a worker.
    pub fn is_alive(&self) -> bool {
        !matches!(self.phase, Phase::Stopped(_))
    }

    /// The kernel variant that computes; none before it is ready.
    pub(super) fn variant(&self) -> Option<&str> {
        match &self.phase {
            Phase::Ready { device, .. } => Some(&device.variant),
            _ => None,
        }
    }

    /// The wish that it is the answer to.
    fn wish(&self) -> DeviceWish {
        match (&self.why, self.kind) {
            (Why::Asked, DeviceKind::Cpu) => DeviceWish::Cpu,
            (Why::Asked, DeviceKind::WebGpu) => DeviceWish::WebGpu,
            _ => DeviceWish::Auto,
        }
    }

    fn start(&mut self) {
        self.started = true;
        self.last_heard_ms = None;
    }

    /// It has been asked to load its network.
    fn load(&mut self) {
        self.started = true;
        if self.phase == Phase::Starting {
            self.phase = Phase::Checking;
        }
    }

    /// So much of its weights has come, which may be before its code.
    fn download(&mut self, received_bytes: u32, total_bytes: u32, now_ms: f64) {
        let since_ms = match self.phase {
            Phase::Ready { .. } => return,
            Phase::Downloading { since_ms, .. } => since_ms,
            _ => now_ms,
        };
        self.phase = match received_bytes < total_bytes {
            true => Phase::Downloading {
                received_bytes,
                total_bytes,
                since_ms,
                now_ms,
            },
            false => Phase::Checking,
        };
    }

    fn set_weights(&mut self, state: WeightsState) {
        self.weights = state;
        if let Phase::Ready { weights, .. } = &mut self.phase {
            *weights = state;
        }
    }

    /// For how long it has been silent; a tab that `slept` has heard nobody.
    fn silence_ms(&mut self, now_ms: f64, slept: bool) -> f64 {
        if slept {
            self.last_heard_ms = None;
        }
        now_ms - *self.last_heard_ms.get_or_insert(now_ms)
    }

    /// For how long it may be.
    fn patience_ms(&self) -> f64 {
        match (&self.phase, self.kind) {
            (Phase::Ready { .. }, DeviceKind::WebGpu) => GPU_SILENCE_MS,
            (Phase::Ready { .. }, DeviceKind::Cpu) => CPU_SILENCE_MS,
            _ => LOADING_SILENCE_MS,
        }
    }

    /// Asks it for a sign of life, once in a while.
    fn ping(&mut self, now_ms: f64, effects: &mut Vec<Effect>) {
        let listens = !matches!(self.phase, Phase::Starting | Phase::Downloading { .. });
        if listens && now_ms - self.last_ping_ms >= PING_EVERY_MS {
            self.last_ping_ms = now_ms;
            effects.push(Effect::ToEngine {
                id: self.id,
                request: EngineRequest::Ping,
                buffer: None,
            });
        }
    }
}

impl Engines {
    fn at(&self, seat: Option<Seat>) -> Option<&Engine> {
        self.all.iter().find(|engine| engine.seat == seat)
    }

    /// The one in charge; none before a device is chosen.
    pub fn first(&self) -> Option<&Engine> {
        self.at(Some(Seat::First))
    }

    /// The one that will take its place.
    pub fn next(&self) -> Option<&Engine> {
        self.at(None)
    }

    /// The one of the second network, while somebody wants it.
    pub fn second(&self) -> Option<&Engine> {
        self.at(Some(Seat::Second))
    }

    /// What the one in charge is doing.
    pub fn phase(&self) -> &Phase {
        self.first().map_or(&Phase::Choosing, |first| &first.phase)
    }

    /// The one of a seat, if it can be given jobs.
    pub fn ready(&self, seat: Seat) -> Option<&Engine> {
        self.at(Some(seat)).filter(|engine| engine.is_ready())
    }

    /// Whether the one in charge can be given jobs.
    pub fn is_ready(&self) -> bool {
        self.ready(Seat::First).is_some()
    }

    /// The kernel variant that would compute now; none while no engine is ready.
    pub fn variant(&self) -> Option<&str> {
        self.first()?.variant()
    }

    fn of(&mut self, id: EngineId) -> Option<&mut Engine> {
        let mut alive = self.all.iter_mut().filter(|engine| engine.is_alive());
        alive.find(|engine| engine.id == id)
    }

    /// Starts one; whoever sat there ends.
    pub(super) fn spawn(
        &mut self,
        seat: Option<Seat>,
        network: &'static str,
        (kind, why): (DeviceKind, Why),
        effects: &mut Vec<Effect>,
    ) {
        self.end(seat, effects);
        self.newest += 1;
        let id = EngineId(self.newest);
        self.all.push(Engine {
            id,
            seat,
            kind,
            why,
            network,
            phase: Phase::Starting,
            weights: WeightsState::default(),
            started: false,
            last_heard_ms: None,
            last_ping_ms: 0.0,
        });
        effects.push(Effect::SpawnEngine { id, kind, network });
    }

    /// Nobody wants it any more.
    pub(super) fn end(&mut self, seat: Option<Seat>, effects: &mut Vec<Effect>) -> Option<Engine> {
        let at = self.all.iter().position(|engine| engine.seat == seat)?;
        let ended = self.all.remove(at);
        if ended.is_alive() {
            effects.push(Effect::EndEngine { id: ended.id });
        }
        Some(ended)
    }

    /// It ends, and the reader sees why.
    fn stop(&mut self, seat: Seat, failure: Option<LoadFailure>, effects: &mut Vec<Effect>) {
        if let Some(mut ended) = self.end(Some(seat), effects) {
            ended.phase = Phase::Stopped(failure);
            self.all.push(ended);
        }
    }

    /// The one that comes next takes the place of the one in charge, which ends.
    fn promote(&mut self, effects: &mut Vec<Effect>) {
        self.end(Some(Seat::First), effects);
        self.restarts = 0;
        for next in self.all.iter_mut().filter(|engine| engine.seat.is_none()) {
            next.seat = Some(Seat::First);
        }
    }

    /// The reader wants another try.
    fn forgive(&mut self) {
        self.gpu_failed = None;
        self.restarts = 0;
    }
}

impl LoadFailure {
    /// Whether another device may do better.
    fn is_about_the_device(&self) -> bool {
        matches!(
            self,
            Self::Device { .. } | Self::SelfCheck { .. } | Self::Broken { .. }
        ) || matches!(self, Self::Transfer(failure) if failure.cause == TransferCause::NotCompiled)
    }

    /// Whether loading the page anew is the way on.
    pub(in crate::app_model) fn is_new_version(&self) -> bool {
        matches!(self, Self::Transfer(failure) if failure.is_new_version())
    }
}
