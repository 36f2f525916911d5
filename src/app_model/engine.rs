use crate::catalogue;
use crate::protocol::{
    CheckpointRefusal, DeviceKind, DeviceReport, EngineEvent, EngineRequest, LoadFailure,
    SelfCheckReport, StorageState,
};
use crate::spec::NetworkSpec;

use super::jobs::job_of;
use super::{Adapter, AppModel, DeviceWish, Effect, NoticeKind, Payload, Seat, Surroundings};

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
    /// The worker in charge; 0: none yet. Events of others are stale.
    pub(super) generation: u32,
    pub(super) kind: Option<DeviceKind>,
    restarts: u32,
    last_heard_ms: Option<f64>,
    last_ping_ms: f64,
    last_tick_ms: Option<f64>,
    /// A device that failed here is not tried again unasked.
    gpu_failed: bool,
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
        storage: StorageState,
        from_storage: bool,
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
    }

    pub(super) fn choose_device(&mut self, wish: DeviceWish, effects: &mut Vec<Effect>) {
        self.settings.device = wish;
        self.engine.gpu_failed = false;
        self.engine.restarts = 0;
        let (kind, why) = self.choice();
        let running =
            matches!(self.engine.phase, Phase::Ready { .. }) && self.engine.kind == Some(kind);
        if running {
            self.engine.why = Some(why);
        } else {
            self.start_engine(effects);
        }
    }

    /// Opens another network. The picture stays; what was found belongs to the one before.
    pub(super) fn choose_network(&mut self, id: &str, effects: &mut Vec<Effect>) {
        let chosen = self
            .network_named(id)
            .filter(|spec| spec.id != self.settings.network);
        let Some(spec) = chosen else { return };
        let side = self.network().side;
        let other = self.other_network().map(|other| other.id);
        self.remember_network_before(spec.id);
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
        self.engine.gpu_failed = false;
        self.engine.restarts = 0;
        self.start_engine(effects);
        let opened = self.picture.opened.as_ref();
        self.run.wanted = opened.is_some_and(|opened| opened.pixels.is_some());
        let framing = opened.map(|opened| opened.framing);
        if let Some(framing) = framing.filter(|_| spec.side != side) {
            self.frame(framing, effects);
        }
    }

    pub(super) fn start_again(&mut self, effects: &mut Vec<Effect>) {
        self.engine.restarts = 0;
        self.engine.gpu_failed = false;
        self.notices
            .retain(|n| !matches!(n.kind, NoticeKind::GaveUp | NoticeKind::EngineFailed(_)));
        self.start_engine(effects);
    }

    /// The device to use, and why.
    fn choice(&self) -> (DeviceKind, Why) {
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
        let (kind, why) = self.choice();
        if self.settings.device == DeviceWish::WebGpu && self.engine.adapter.is_none() {
            self.notify(NoticeKind::NoWebGpu {
                secure: self.surroundings.secure,
            });
        }
        self.engine.generation += 1;
        self.engine.kind = Some(kind);
        self.engine.why = Some(why);
        self.engine.phase = Phase::Starting;
        self.engine.last_heard_ms = None;
        self.forget_jobs(effects);
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
        if generation != self.engine.generation {
            return;
        }
        self.engine.last_heard_ms = Some(now_ms);
        match event {
            EngineEvent::Hello { build } if Self::is_foreign(&build) => {
                effects.push(Effect::ReloadPage);
            }
            EngineEvent::Hello { .. } => {
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
                device,
                self_check,
                storage,
                from_storage,
                ..
            } => {
                if let StorageState::Refused = storage {
                    self.notify(NoticeKind::NotStored { forbidden: true });
                }
                self.forget_network_before();
                self.engine.phase = Phase::Ready {
                    device,
                    self_check,
                    storage,
                    from_storage,
                };
                if self.run.wanted {
                    self.ask(effects);
                }
                self.engage_waiting_attacks(effects);
                self.engage_waiting_visuals(effects);
            }
            EngineEvent::LoadFailed(failure) => self.on_load_failed(failure, effects),
            EngineEvent::Pong => {}
            EngineEvent::Dying {
                message,
                device_lost: true,
            } => {
                self.on_engine_crashed(generation, NoticeKind::DeviceLost { message }, effects);
            }
            EngineEvent::Dying { message, .. } => {
                self.on_engine_crashed(generation, NoticeKind::EngineCrashed { message }, effects);
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

    /// The worker that had them is gone.
    fn forget_jobs(&mut self, effects: &mut Vec<Effect>) {
        self.run.forget_job();
        self.attack.lose_jobs();
        self.visual.lose_jobs();
        self.lose_pair_jobs(Seat::First, effects);
    }

    fn load_network(&mut self, effects: &mut Vec<Effect>) {
        self.engine.phase = Phase::Checking;
        if self.load_checkpoint(effects) {
            return;
        }
        let network = self.network();
        effects.push(Effect::ToEngine {
            request: EngineRequest::Load {
                network: network.id.to_owned(),
                url: network.file.to_owned(),
                spoil_self_check: self.surroundings.spoil_self_check,
            },
            buffer: None,
        });
    }

    fn on_downloading(&mut self, received_bytes: u32, total_bytes: u32, now_ms: f64) {
        let before = Some(&self.engine.phase);
        self.engine.phase = downloading(before, received_bytes, total_bytes, now_ms);
    }

    fn on_load_failed(&mut self, failure: LoadFailure, effects: &mut Vec<Effect>) {
        let about_device = matches!(
            failure,
            LoadFailure::Device { .. } | LoadFailure::SelfCheck { .. } | LoadFailure::Broken { .. }
        );
        if about_device && self.engine.kind == Some(DeviceKind::WebGpu) {
            self.engine.gpu_failed = true;
            self.engine.why = Some(Why::WebGpuFailed(failure.clone()));
            self.notify(NoticeKind::FellBack {
                from: DeviceKind::WebGpu,
                failure,
            });
            self.start_engine(effects);
        } else if !self.go_back(&failure, effects) {
            self.stop(
                Some(failure.clone()),
                NoticeKind::EngineFailed(failure),
                effects,
            );
        }
    }

    fn stop(
        &mut self,
        failure: Option<LoadFailure>,
        notice: NoticeKind,
        effects: &mut Vec<Effect>,
    ) {
        self.engine.phase = Phase::Stopped(failure);
        self.forget_jobs(effects);
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
        if generation != self.engine.generation || matches!(self.engine.phase, Phase::Stopped(_)) {
            return;
        }
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
        if matches!(self.engine.phase, Phase::Choosing | Phase::Stopped(_)) {
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
                NoticeKind::EngineSilent { seconds },
                effects,
            );
        } else if now_ms - self.engine.last_ping_ms >= PING_EVERY_MS
            && !matches!(self.engine.phase, Phase::Starting)
        {
            self.engine.last_ping_ms = now_ms;
            effects.push(Effect::ToEngine {
                request: EngineRequest::Ping,
                buffer: None,
            });
        }
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
