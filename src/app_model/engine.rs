use crate::catalogue;
use crate::protocol::{
    CheckpointRefusal, DeviceKind, DeviceReport, EngineEvent, EngineRequest, LoadFailure,
    SelfCheckReport, StorageState, TransferCause,
};
use crate::spec::NetworkSpec;

use super::jobs::job_of;
use super::next::Next;
use super::{
    Adapter, Again, AppModel, DeviceWish, Effect, NoticeKind, Payload, RunPhase, Seat,
    Surroundings, WeightsState,
};

/// Restarts in a row, without a result between them, before the page asks the reader.
const RESTARTS_IN_A_ROW: u32 = 2;
pub(super) const PING_EVERY_MS: f64 = 2_000.0;
/// Silence after which a worker is taken for dead. Compiling shaders keeps a GPU engine quiet.
const SILENCE_MS: [(Quiet, f64); 3] = [
    (Quiet::Loading, 90_000.0),
    (Quiet::Cpu, 15_000.0),
    (Quiet::Gpu, 60_000.0),
];
/// A pause between two ticks that can only come from a sleeping tab.
const SLEPT_MS: f64 = 5_000.0;
/// How long a cancelled job may go on before its worker is replaced.
pub(super) const CANCEL_PATIENCE_MS: f64 = 300.0;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quiet {
    Loading,
    Cpu,
    Gpu,
}

/// The engine's worker, as the page sees it.
#[derive(Debug, Clone, Default)]
pub struct Engine {
    pub phase: Phase,
    /// Why this device and no other.
    pub why: Option<Why>,
    pub adapter: Option<Adapter>,
    /// The engine that will take its place once it is ready: nothing that works is given up before.
    pub next: Option<Next>,
    /// The worker in charge; 0: none yet. Events of others are stale.
    pub(super) generation: u32,
    /// The newest of all workers.
    pub(super) newest: u32,
    pub(super) kind: Option<DeviceKind>,
    pub(super) weights: Option<WeightsState>,
    /// Whether its code is here and runs: before that there is nobody to answer.
    started: bool,
    restarts: u32,
    last_heard_ms: Option<f64>,
    last_ping_ms: f64,
    last_tick_ms: Option<f64>,
    /// A device that failed here is not tried again unasked.
    pub(super) gpu_failed: bool,
}

/// What the engine is doing.
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

/// Why the engine runs where it runs.
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
    /// Counts the workers; what another one says is stale.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// Whether it can be given jobs.
    pub fn is_ready(&self) -> bool {
        matches!(self.phase, Phase::Ready { .. })
    }

    /// Another worker is in charge.
    pub(super) fn take_over(&mut self, generation: u32, kind: DeviceKind, why: Why) {
        self.generation = generation;
        self.kind = Some(kind);
        self.why = Some(why);
        self.started = true;
        self.last_heard_ms = None;
        self.restarts = 0;
    }

    /// The wish that the engine in charge is the answer to.
    pub(super) fn wish(&self) -> DeviceWish {
        match (&self.why, self.kind) {
            (Some(Why::Asked), Some(DeviceKind::Cpu)) => DeviceWish::Cpu,
            (Some(Why::Asked), Some(DeviceKind::WebGpu)) => DeviceWish::WebGpu,
            _ => DeviceWish::Auto,
        }
    }
}

impl AppModel {
    /// The network in use.
    pub fn network(&self) -> &'static NetworkSpec {
        self.network_named(self.settings.network)
            .unwrap_or(catalogue::NETWORKS[0])
    }

    pub(super) fn on_started(
        &mut self,
        surroundings: Surroundings,
        adapter: Option<Adapter>,
        effects: &mut Vec<Effect>,
    ) {
        self.surroundings = surroundings;
        self.engine.adapter = adapter;
        if !surroundings.secure {
            self.notify(NoticeKind::Insecure);
        }
        self.start_engine(effects);
        self.ask_pair_again(effects);
    }

    pub(super) fn choose_device(&mut self, wish: DeviceWish, effects: &mut Vec<Effect>) {
        self.settings.device = wish;
        self.engine.gpu_failed = false;
        self.engine.restarts = 0;
        self.end_next(effects);
        let (kind, why) = self.choice();
        let is_ready = self.engine.is_ready();
        if is_ready && self.engine.kind == Some(kind) {
            self.engine.why = Some(why);
            self.say_without_webgpu();
        } else if is_ready {
            self.start_next(self.settings.network, effects);
        } else {
            self.start_engine(effects);
        }
    }

    /// Opens another network; the present one, if it works, goes on until that one is ready.
    pub(super) fn choose_network(&mut self, id: &str, effects: &mut Vec<Effect>) {
        self.end_next(effects);
        let chosen = self
            .network_named(id)
            .filter(|spec| spec.id != self.settings.network);
        let Some(spec) = chosen else { return };
        self.engine.gpu_failed = false;
        self.engine.restarts = 0;
        if self.engine.is_ready() {
            return self.start_next(spec.id, effects);
        }
        self.remember_network_before(spec.id);
        self.adopt_network(spec.id, effects);
        self.start_engine(effects);
        self.look_again(effects);
    }

    /// The network is another one. The picture stays; what was found belongs to the one before.
    pub(super) fn adopt_network(&mut self, id: &str, effects: &mut Vec<Effect>) {
        let Some(spec) = self.network_named(id) else {
            return;
        };
        let other = self.other_network().map(|other| other.id);
        self.settings.network = spec.id;
        self.settings.class = self
            .settings
            .class
            .filter(|class| class.index() < spec.classes);
        self.run.scores = None;
        self.run.saliency = None;
        self.forget_attacks(effects);
        self.forget_visuals(effects);
        self.repair(other, effects);
        self.visual.settings.adapt(spec);
        self.attack.settings.adapt(spec.classes);
    }

    /// What the network in use says of the picture is wanted; of its own size, where that is another.
    pub(super) fn look_again(&mut self, effects: &mut Vec<Effect>) {
        let side = self.network().side;
        let opened = self.picture.opened.as_ref();
        let pixels = opened.and_then(|opened| opened.pixels.as_ref());
        let Some(length) = pixels.map(|pixels| pixels.len()) else {
            return;
        };
        self.run.wanted = true;
        let framing = opened.map(|opened| opened.framing);
        if let Some(framing) = framing.filter(|_| length != side * side * 3) {
            self.frame(framing, effects);
        } else if self.engine.is_ready() {
            self.ask(effects);
        }
    }

    /// Of an engine that stopped; one that works is left alone.
    pub(super) fn start_again(&mut self, effects: &mut Vec<Effect>) {
        self.notices
            .retain(|notice| !notice.kind.is_about_a_former_engine());
        if self.engine.is_ready() {
            return;
        }
        self.engine.restarts = 0;
        self.engine.gpu_failed = false;
        self.start_engine(effects);
    }

    /// The device to use, and why.
    pub(super) fn choice(&self) -> (DeviceKind, Why) {
        let secure = self.surroundings.secure;
        let missing = if self.surroundings.has_webgpu {
            Why::NoAdapter
        } else {
            Why::NoWebGpu { secure }
        };
        match (self.settings.device, &self.engine.adapter) {
            (DeviceWish::Cpu, _) => (DeviceKind::Cpu, Why::Asked),
            (_, None) => (DeviceKind::Cpu, missing),
            (_, Some(_)) if self.engine.gpu_failed => match &self.engine.why {
                Some(why @ (Why::WebGpuFailed(_) | Why::WebGpuLost)) => {
                    (DeviceKind::Cpu, why.clone())
                }
                _ => (DeviceKind::Cpu, Why::WebGpuLost),
            },
            (DeviceWish::WebGpu, Some(_)) => (DeviceKind::WebGpu, Why::Asked),
            (DeviceWish::Auto, Some(adapter)) if adapter.software => {
                (DeviceKind::Cpu, Why::SoftwareAdapter)
            }
            (DeviceWish::Auto, Some(_)) => (DeviceKind::WebGpu, Why::RealAdapter),
        }
    }

    pub(super) fn start_engine(&mut self, effects: &mut Vec<Effect>) {
        self.end_next(effects);
        let (kind, why) = self.choice();
        self.say_without_webgpu();
        self.engine.newest += 1;
        self.engine.generation = self.engine.newest;
        self.engine.kind = Some(kind);
        self.engine.why = Some(why);
        self.engine.phase = Phase::Starting;
        self.engine.started = false;
        self.engine.weights = None;
        self.engine.last_heard_ms = None;
        self.reclaim_jobs();
        self.open_again();
        effects.push(Effect::SpawnEngine {
            generation: self.engine.generation,
            kind,
            network: self.network().id,
        });
        self.follow_engine(kind, effects);
    }

    pub(super) fn on_engine(
        &mut self,
        generation: u32,
        event: EngineEvent,
        payload: Payload,
        now_ms: f64,
        effects: &mut Vec<Effect>,
    ) {
        if self.is_next(generation) {
            return self.on_next(event, now_ms, effects);
        }
        if generation != self.engine.generation {
            return;
        }
        self.engine.last_heard_ms = Some(now_ms);
        match event {
            EngineEvent::Hello { build } if Self::is_foreign(&build) => {
                let failure = LoadFailure::Transfer(Self::another_build());
                self.stop(Some(failure), NoticeKind::NewVersion, effects);
            }
            EngineEvent::Hello { .. } => {
                self.engine.started = true;
                self.load_network(effects);
                self.ask_to_open(effects);
            }
            EngineEvent::ReadingCheckpoint { share } => self.on_reading_checkpoint(share),
            EngineEvent::CheckpointOpened(sheet) => self.on_checkpoint_opened(sheet, effects),
            EngineEvent::CheckpointRefused(refusal) => self.on_checkpoint_refused(refusal),
            EngineEvent::Downloading {
                received_bytes,
                total_bytes,
            } => self.on_downloading(received_bytes, total_bytes, now_ms),
            EngineEvent::Ready {
                device, self_check, ..
            } => {
                self.forget_network_before();
                self.engine.phase = Phase::Ready {
                    device,
                    self_check,
                    weights: self.engine.weights.unwrap_or_default(),
                };
                self.notices
                    .retain(|notice| !notice.kind.is_about_a_former_engine());
                self.engage_waiting(effects);
                self.ask_pair_again(effects);
            }
            EngineEvent::LoadFailed(failure) => self.on_load_failed(failure, effects),
            EngineEvent::Pong => {}
            EngineEvent::Dying {
                message,
                device_lost: true,
            } => {
                let again = Again::default();
                let notice = NoticeKind::DeviceLost { message, again };
                self.on_engine_crashed(generation, notice, effects);
            }
            EngineEvent::Dying { message, .. } => {
                let again = Again::default();
                let notice = NoticeKind::EngineCrashed { message, again };
                self.on_engine_crashed(generation, notice, effects);
            }
            result => {
                self.engine.restarts = 0;
                match job_of(&result) {
                    Some(job) if self.attack.jobs.own(job) => {
                        self.on_attack_result(job, result, payload, effects);
                    }
                    Some(job) if self.visual.jobs.own(job) => {
                        self.on_visual_result(job, result, payload, effects);
                    }
                    Some(job) if self.pair.jobs(Seat::First).own(job) => {
                        self.on_pair_result(Seat::First, result, payload, effects);
                    }
                    _ => self.on_result(result, payload, effects),
                }
            }
        }
    }

    /// The engine is ready: what waited for one begins.
    pub(super) fn engage_waiting(&mut self, effects: &mut Vec<Effect>) {
        if self.run.wanted {
            self.ask(effects);
        }
        self.engage_waiting_attacks(effects);
        self.engage_waiting_visuals(effects);
        self.engage_waiting_pairs(effects);
    }

    /// The worker that had the jobs is gone and another one comes: they wait for that.
    pub(super) fn reclaim_jobs(&mut self) {
        self.run.forget_job();
        self.attack.reclaim_jobs();
        self.visual.reclaim_jobs();
        self.reclaim_pair_jobs();
    }

    /// The worker that had the jobs is gone, and no other one comes.
    fn lose_jobs(&mut self, effects: &mut Vec<Effect>) {
        self.run.forget_job();
        self.attack.lose_jobs();
        self.visual.lose_jobs();
        self.lose_pair_jobs(Seat::First, effects);
    }

    /// What becomes of what the engine is at, once another takes over.
    fn again(&self) -> Again {
        let phases = [
            self.attack.run.as_ref().map(|run| run.phase),
            self.visual.run.as_ref().map(|run| run.phase),
        ];
        let is_any = |phase| phases.contains(&Some(phase));
        let others = self.attack.jobs.is_busy() || self.visual.jobs.is_busy();
        if is_any(RunPhase::Paused) {
            Again::Paused
        } else if self.run.is_busy() || others || self.pair.jobs(Seat::First).is_busy() {
            Again::Restarted
        } else {
            Again::Nothing
        }
    }

    fn load_network(&mut self, effects: &mut Vec<Effect>) {
        if !matches!(self.engine.phase, Phase::Downloading { .. }) {
            self.engine.phase = Phase::Checking;
        }
        let network = self.settings.network;
        let generation = self.engine.generation;
        effects.push(self.load(network, Seat::First, generation));
    }

    /// Has an engine load a network: of the site, or a reader's own.
    pub(super) fn load(&self, network: &'static str, seat: Seat, generation: u32) -> Effect {
        let mut own = self.checkpoints.all.iter();
        match own.find(|own| own.spec.id == network) {
            Some(own) => self.load_own(own, seat, generation),
            None => Effect::LoadNetwork {
                seat,
                generation,
                network,
                spoil_self_check: self.surroundings.spoil_self_check,
            },
        }
    }

    /// Where the weights of the engine in charge, of the next or of the second network are.
    pub(super) fn on_weights(&mut self, seat: Seat, generation: u32, state: WeightsState) {
        let (known, phase) = match seat {
            Seat::First if generation == self.engine.generation => {
                (&mut self.engine.weights, Some(&mut self.engine.phase))
            }
            Seat::First => match &mut self.engine.next {
                Some(next) if next.generation == generation => (&mut next.weights, None),
                _ => return,
            },
            Seat::Second => return self.on_companion_weights(generation, state),
        };
        *known = Some(state);
        if let Some(Phase::Ready { weights, .. }) = phase {
            *weights = state;
        }
        self.say_not_stored(state);
    }

    pub(super) fn say_not_stored(&mut self, state: WeightsState) {
        if state.storage == Some(StorageState::Refused) {
            self.notify(NoticeKind::NotStored { forbidden: true });
        }
    }

    pub(super) fn on_engine_started(&mut self, generation: u32) {
        if generation == self.engine.generation {
            self.engine.started = true;
            self.engine.last_heard_ms = None;
        }
        self.on_next_started(generation);
    }

    /// The device was asked for, but is not there.
    pub(super) fn say_without_webgpu(&mut self) {
        if self.settings.device == DeviceWish::WebGpu && self.engine.adapter.is_none() {
            self.notify(NoticeKind::NoWebGpu {
                secure: self.surroundings.secure,
            });
        }
    }

    fn on_downloading(&mut self, received_bytes: u32, total_bytes: u32, now_ms: f64) {
        // The weights may still be on their way when the code of the engine has not come.
        if matches!(self.engine.phase, Phase::Ready { .. } | Phase::Stopped(_)) {
            return;
        }
        let before = Some(&self.engine.phase);
        self.engine.phase = downloading(before, received_bytes, total_bytes, now_ms);
    }

    fn on_load_failed(&mut self, failure: LoadFailure, effects: &mut Vec<Effect>) {
        if failure.is_about_the_device() && self.engine.kind == Some(DeviceKind::WebGpu) {
            self.engine.gpu_failed = true;
            self.engine.why = Some(Why::WebGpuFailed(failure.clone()));
            self.notify(NoticeKind::FellBack {
                from: DeviceKind::WebGpu,
                failure,
            });
            self.start_engine(effects);
        } else if !self.go_back(&failure, effects) {
            let notice = match &failure {
                failure if failure.is_new_version() => NoticeKind::NewVersion,
                failure => NoticeKind::EngineFailed(failure.clone()),
            };
            self.stop(Some(failure), notice, effects);
        }
    }

    fn stop(
        &mut self,
        failure: Option<LoadFailure>,
        notice: NoticeKind,
        effects: &mut Vec<Effect>,
    ) {
        self.engine.phase = Phase::Stopped(failure);
        self.lose_jobs(effects);
        self.notify(notice);
        effects.push(Effect::EndEngine);
    }

    /// Starts the engine again; image and settings stay. After too many times the reader decides.
    pub(super) fn on_engine_crashed(
        &mut self,
        generation: u32,
        notice: NoticeKind,
        effects: &mut Vec<Effect>,
    ) {
        if self.is_next(generation) {
            return self.on_next_ended(notice.message(), effects);
        }
        if generation != self.engine.generation || matches!(self.engine.phase, Phase::Stopped(_)) {
            return;
        }
        let notice = notice.with_again(self.again());
        let message = notice.message();
        self.lose_opening(&message);
        let ended = LoadFailure::Checkpoint(CheckpointRefusal::Ended { message });
        if self.go_back(&ended, effects) {
            return;
        }
        self.engine.restarts += 1;
        let on_gpu = self.engine.kind == Some(DeviceKind::WebGpu);
        if self.engine.restarts <= RESTARTS_IN_A_ROW {
            self.notify(notice);
            self.start_engine(effects);
        } else if on_gpu {
            self.engine.restarts = 0;
            self.engine.gpu_failed = true;
            self.engine.why = Some(Why::WebGpuLost);
            self.notify(notice);
            self.start_engine(effects);
        } else {
            self.notify(notice);
            self.stop(None, NoticeKind::GaveUp, effects);
        }
    }

    pub(super) fn on_tick(&mut self, now_ms: f64, effects: &mut Vec<Effect>) {
        let slept = self
            .engine
            .last_tick_ms
            .replace(now_ms)
            .is_some_and(|before| now_ms - before > SLEPT_MS);
        self.watch_companion(now_ms, slept, effects);
        self.watch_decoder(now_ms, slept, effects);
        self.watch_next(now_ms, slept, effects);
        let is_there = self.engine.started;
        if !is_there || matches!(self.engine.phase, Phase::Choosing | Phase::Stopped(_)) {
            return;
        }
        if slept || self.engine.last_heard_ms.is_none() {
            self.engine.last_heard_ms = Some(now_ms);
        }
        self.watch_cancel(now_ms, effects);
        let silence = now_ms - self.engine.last_heard_ms.unwrap_or(now_ms);
        if silence > patience_ms(&self.engine.phase, self.engine.kind) {
            let seconds = (silence / 1000.0).round() as u32;
            self.on_engine_crashed(
                self.engine.generation,
                NoticeKind::EngineSilent {
                    seconds,
                    again: Again::default(),
                },
                effects,
            );
        } else if now_ms - self.engine.last_ping_ms >= PING_EVERY_MS
            && !matches!(
                self.engine.phase,
                Phase::Starting | Phase::Downloading { .. }
            )
        {
            self.engine.last_ping_ms = now_ms;
            effects.push(Effect::ToEngine {
                request: EngineRequest::Ping,
                buffer: None,
            });
        }
    }
}

impl LoadFailure {
    /// Whether another device may do better.
    pub(super) fn is_about_the_device(&self) -> bool {
        matches!(
            self,
            Self::Device { .. } | Self::SelfCheck { .. } | Self::Broken { .. }
        ) || matches!(self, Self::Transfer(failure) if failure.cause == TransferCause::NotCompiled)
    }

    /// Whether loading the page anew is the way on.
    pub(super) fn is_new_version(&self) -> bool {
        matches!(self, Self::Transfer(failure) if failure.is_new_version())
    }
}

/// How long an engine in this phase may keep silent.
pub(super) fn patience_ms(phase: &Phase, kind: Option<DeviceKind>) -> f64 {
    let quiet = match (phase, kind) {
        (Phase::Ready { .. }, Some(DeviceKind::WebGpu)) => Quiet::Gpu,
        (Phase::Ready { .. }, _) => Quiet::Cpu,
        _ => Quiet::Loading,
    };
    let mut all = SILENCE_MS.iter();
    let found = all.find(|(of, _)| *of == quiet);
    found.map_or(f64::INFINITY, |(_, ms)| *ms)
}

/// The phase after so much of the weights has come.
pub(super) fn downloading(
    before: Option<&Phase>,
    received_bytes: u32,
    total_bytes: u32,
    now_ms: f64,
) -> Phase {
    let since_ms = match before {
        Some(Phase::Downloading { since_ms, .. }) => *since_ms,
        _ => now_ms,
    };
    if received_bytes >= total_bytes {
        return Phase::Checking;
    }
    Phase::Downloading {
        received_bytes,
        total_bytes,
        since_ms,
        now_ms,
    }
}
