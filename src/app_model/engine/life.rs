//! What engines say, and what becomes of them.

use crate::protocol::{
    CheckpointRefusal, DeviceKind, EngineEvent, EngineRequest, LoadFailure, StorageState,
    TransferCause, TransferFailure,
};

use super::{EngineId, Phase, Why};
use crate::app_model::{
    Adapter, Again, AppModel, Effect, NoticeKind, Payload, RunPhase, Seat, Surroundings,
    WeightsState,
};

/// Restarts in a row, without a result between them, before the page asks the reader.
const RESTARTS_IN_A_ROW: u32 = 2;
/// A pause between two ticks that comes from a sleeping tab, or from a page of which nothing was asked: nobody was
/// listened to meanwhile.
const SLEPT_MS: f64 = 5_000.0;

impl AppModel {
    pub(in crate::app_model) fn on_started(
        &mut self,
        surroundings: Surroundings,
        adapter: Option<Adapter>,
        effects: &mut Vec<Effect>,
    ) {
        self.surroundings = surroundings;
        self.engines.adapter = adapter;
        if !surroundings.secure {
            self.notify(NoticeKind::Insecure);
        }
        self.start_engine(effects);
        self.ask_pair_again(effects);
    }

    /// Starts the engine in charge; what was under way waits for it.
    pub(in crate::app_model) fn start_engine(&mut self, effects: &mut Vec<Effect>) {
        self.engines.end(None, effects);
        self.say_without_webgpu();
        let (network, device) = (self.network().id, self.choice());
        let kind = device.0;
        self.engines
            .spawn(Some(Seat::First), network, device, effects);
        self.reclaim(Seat::First, effects);
        self.open_again();
        self.follow_engine(kind, effects);
    }

    /// Of an engine that stopped; one that works is left alone.
    pub(in crate::app_model) fn start_again(&mut self, effects: &mut Vec<Effect>) {
        self.notices
            .retain(|notice| !notice.kind.is_about_a_former_engine());
        if !self.engines.is_ready() {
            self.engines.forgive();
            self.start_engine(effects);
        }
    }

    pub(in crate::app_model) fn on_engine_started(&mut self, id: EngineId) {
        if let Some(engine) = self.engines.of(id) {
            engine.start();
        }
    }

    /// Where the weights of an engine are.
    pub(in crate::app_model) fn on_weights(&mut self, id: EngineId, state: WeightsState) {
        if let Some(engine) = self.engines.of(id) {
            engine.set_weights(state);
            if state.storage == Some(StorageState::Refused) {
                self.notify(NoticeKind::NotStored);
            }
        }
    }

    pub(in crate::app_model) fn on_engine(
        &mut self,
        id: EngineId,
        event: EngineEvent,
        payload: Payload,
        now_ms: f64,
        effects: &mut Vec<Effect>,
    ) {
        let Some(engine) = self.engines.of(id) else {
            return;
        };
        engine.last_heard_ms = Some(now_ms);
        match event {
            EngineEvent::Hello { build } if Self::is_foreign(&build) => {
                let failure = LoadFailure::Transfer(Self::another_build());
                self.on_load_failed(id, failure, effects);
            }
            EngineEvent::Hello { .. } => {
                engine.load();
                let (network, is_first) = (engine.network, engine.seat == Some(Seat::First));
                effects.push(self.load(network, id));
                if is_first {
                    self.ask_to_open(effects);
                }
            }
            EngineEvent::ReadingCheckpoint { share } => self.on_reading_checkpoint(share),
            EngineEvent::CheckpointOpened(sheet) => self.on_checkpoint_opened(sheet, effects),
            EngineEvent::CheckpointRefused(refusal) => self.on_checkpoint_refused(refusal),
            EngineEvent::Downloading {
                received_bytes,
                total_bytes,
            } => engine.download(received_bytes, total_bytes, now_ms),
            EngineEvent::Ready {
                device, self_check, ..
            } => {
                engine.phase = Phase::Ready {
                    device,
                    self_check,
                    weights: engine.weights,
                };
                let seat = engine.seat;
                self.send_for_helpers(id, seat, effects);
                self.on_ready(seat, effects);
            }
            EngineEvent::LoadFailed(failure) => self.on_load_failed(id, failure, effects),
            EngineEvent::Pong => {}
            EngineEvent::Dying {
                message,
                device_lost,
            } => {
                let again = Again::default();
                let notice = match device_lost {
                    true => NoticeKind::DeviceLost { message, again },
                    false => NoticeKind::EngineCrashed { message, again },
                };
                self.on_engine_crashed(id, notice, effects);
            }
            answer => {
                if engine.seat == Some(Seat::First) {
                    self.engines.restarts = 0;
                }
                self.on_answer(id, answer, payload, effects);
            }
        }
    }

    /// How many engines compute at the same time for who sits there: the second network has half of them.
    fn engines_of(&self, seat: Option<Seat>, kind: DeviceKind) -> u8 {
        match (kind, seat) {
            (DeviceKind::WebGpu, _) => 1,
            (DeviceKind::Cpu, Some(Seat::Second)) => (self.surroundings.engines / 2).max(1),
            (DeviceKind::Cpu, _) => self.surroundings.engines,
        }
    }

    /// How many jobs that do not depend on each other are asked of a seat at the same time: where several engines are
    /// at them one more, so that none of them waits for the page.
    pub(in crate::app_model) fn at_once(&self, seat: Seat) -> usize {
        let engines = self.side_by_side(seat);
        engines + usize::from(engines > 1)
    }

    /// How many engines are at the jobs of a seat at the same time, at the most.
    pub(in crate::app_model) fn side_by_side(&self, seat: Seat) -> usize {
        let engine = self.engines.at(Some(seat));
        let engines = engine.map_or(1, |engine| self.engines_of(Some(seat), engine.kind));
        usize::from(engines)
    }

    fn send_for_helpers(&self, id: EngineId, seat: Option<Seat>, effects: &mut Vec<Effect>) {
        let engine = self.engines.all.iter().find(|engine| engine.id == id);
        let engines = engine.map_or(1, |engine| self.engines_of(seat, engine.kind));
        if engines > 1 {
            effects.push(Effect::ToEngine {
                id,
                request: EngineRequest::Helpers { most: engines - 1 },
                buffer: None,
            });
        }
    }

    fn on_ready(&mut self, seat: Option<Seat>, effects: &mut Vec<Effect>) {
        if seat.is_none() {
            self.seat_next(effects);
        }
        if seat != Some(Seat::Second) {
            self.forget_network_before();
            self.notices
                .retain(|notice| !notice.kind.is_about_a_former_engine());
        }
        self.engage_waiting(effects);
        self.ask_pair_again(effects);
        self.greet(effects);
    }

    /// Has an engine load a network: of the site, or a reader's own.
    fn load(&self, network: &'static str, id: EngineId) -> Effect {
        let mut own = self.checkpoints.all.iter();
        match own.find(|own| own.spec.id == network) {
            Some(own) => self.load_own(own, id),
            None => Effect::LoadNetwork {
                id,
                network,
                spoil_self_check: self.surroundings.spoil_self_check,
            },
        }
    }

    fn on_load_failed(&mut self, id: EngineId, failure: LoadFailure, effects: &mut Vec<Effect>) {
        let Some(engine) = self.engines.of(id) else {
            return;
        };
        let on_gpu = engine.kind == DeviceKind::WebGpu;
        match engine.seat {
            None => self.on_next_failed(failure, effects),
            // It is not started again unasked: the reader sees why it ended, and may.
            Some(Seat::Second) => self.stop(Seat::Second, Some(failure), effects),
            Some(Seat::First) if on_gpu && failure.is_about_the_device() => {
                self.engines.gpu_failed = Some(Why::WebGpuFailed(failure.clone()));
                self.notify(NoticeKind::FellBack {
                    from: DeviceKind::WebGpu,
                    failure,
                });
                self.start_engine(effects);
            }
            Some(Seat::First) if failure.is_new_version() => {
                self.notify(NoticeKind::NewVersion);
                self.stop(Seat::First, Some(failure), effects);
            }
            Some(Seat::First) => {
                if !self.go_back(&failure, effects) {
                    self.notify(NoticeKind::EngineFailed(failure.clone()));
                    self.stop(Seat::First, Some(failure), effects);
                }
            }
        }
    }

    fn stop(&mut self, seat: Seat, failure: Option<LoadFailure>, effects: &mut Vec<Effect>) {
        self.engines.stop(seat, failure, effects);
        self.lose(seat, effects);
    }

    /// What becomes of what the engine is at, once another takes over.
    fn again(&self) -> Again {
        let phases = [
            self.attack.run.as_ref().map(|run| run.phase),
            self.visual.run.as_ref().map(|run| run.phase),
        ];
        if phases.contains(&Some(RunPhase::Paused)) {
            Again::Paused
        } else if self.desk.is_busy(Seat::First) {
            Again::Restarted
        } else {
            Again::Nothing
        }
    }

    pub(in crate::app_model) fn on_engine_crashed(
        &mut self,
        id: EngineId,
        notice: NoticeKind,
        effects: &mut Vec<Effect>,
    ) {
        match self.engines.of(id).map(|engine| engine.seat) {
            Some(None) => self.on_next_ended(notice.message(), effects),
            Some(Some(Seat::Second)) => self.stop(Seat::Second, None, effects),
            Some(Some(Seat::First)) => self.on_first_crashed(notice, effects),
            None => {}
        }
    }

    /// Starts the engine again; image and settings stay. After too many times the reader decides.
    fn on_first_crashed(&mut self, notice: NoticeKind, effects: &mut Vec<Effect>) {
        let notice = notice.with_again(self.again());
        let message = notice.message();
        self.lose_opening(&message);
        let ended = LoadFailure::Checkpoint(CheckpointRefusal::Ended { message });
        if self.go_back(&ended, effects) {
            return;
        }
        self.notify(notice);
        self.engines.restarts += 1;
        let is_too_often = self.engines.restarts > RESTARTS_IN_A_ROW;
        let first = self.engines.first();
        if is_too_often && first.is_some_and(|first| first.kind == DeviceKind::Cpu) {
            self.stop(Seat::First, None, effects);
            return self.notify(NoticeKind::GaveUp);
        }
        if is_too_often {
            self.engines.restarts = 0;
            self.engines.gpu_failed = Some(Why::WebGpuLost);
        }
        self.start_engine(effects);
    }

    /// Whether somebody has to notice when a worker does not answer.
    pub fn is_waiting_for_workers(&self) -> bool {
        let mut engines = self.engines.all.iter();
        // One that looks through a reader's file is ready, and has no order for it.
        let looks_through = self.checkpoints.is_looking_through();
        let is_owing = engines.any(|engine| {
            let is_looking = looks_through && engine.seat == Some(Seat::First);
            engine.is_alive() && engine.started && (is_looking || !engine.is_ready())
        });
        is_owing || self.desk.is_under_way() || self.waits_for_decoder()
    }

    pub(in crate::app_model) fn on_tick(&mut self, now_ms: f64, effects: &mut Vec<Effect>) {
        let before = self.engines.last_tick_ms.replace(now_ms);
        let slept = before.is_some_and(|before| now_ms - before > SLEPT_MS);
        let ids: Vec<EngineId> = self.engines.all.iter().map(|engine| engine.id).collect();
        for id in ids {
            self.watch_engine(id, now_ms, slept, effects);
        }
        self.watch_decoder(now_ms, slept, effects);
    }

    fn watch_engine(&mut self, id: EngineId, now_ms: f64, slept: bool, effects: &mut Vec<Effect>) {
        let engine = self.engines.of(id).filter(|engine| engine.started);
        let Some(engine) = engine else { return };
        let silence_ms = engine.silence_ms(now_ms, slept);
        if self.desk.is_deaf(id, now_ms) {
            match engine.seat {
                Some(Seat::Second) => self.start_second(effects),
                _ => self.start_engine(effects),
            }
        } else if silence_ms > engine.patience_ms() {
            let seconds = (silence_ms / 1000.0).round() as u32;
            let again = Again::default();
            let notice = NoticeKind::EngineSilent { seconds, again };
            self.on_engine_crashed(id, notice, effects);
        } else {
            engine.ping(now_ms, effects);
        }
    }

    /// A worker that came from another build than the page.
    pub(in crate::app_model) fn another_build() -> TransferFailure {
        TransferFailure {
            cause: TransferCause::NewVersion,
            ..TransferFailure::default()
        }
    }
}
