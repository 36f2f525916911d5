use crate::app_model::engine::{CANCEL_PATIENCE_MS, PING_EVERY_MS, downloading, patience_ms};
use crate::app_model::{AppModel, Effect, Payload, Phase, Seat, WeightsState};
use crate::catalogue;
use crate::labels::ClassNames;
use crate::protocol::{DeviceKind, EngineEvent, EngineRequest, LoadFailure};
use crate::spec::NetworkSpec;

/// The worker of the second network, as the page sees it.
#[derive(Debug, Clone, Default)]
pub struct Companion {
    /// None while nobody wants it.
    pub phase: Option<Phase>,
    /// Counts the workers; what another one says is stale.
    generation: u32,
    kind: Option<DeviceKind>,
    weights: Option<WeightsState>,
    /// Whether its code is here and runs.
    started: bool,
    last_heard_ms: Option<f64>,
    last_ping_ms: f64,
}

impl Companion {
    /// Whether it can be given jobs.
    pub fn is_ready(&self) -> bool {
        matches!(self.phase, Some(Phase::Ready { .. }))
    }

    /// Counts the workers; what another one says is stale.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    pub(super) fn is_alive(&self) -> bool {
        !matches!(self.phase, None | Some(Phase::Stopped(_)))
    }
}

impl AppModel {
    /// The second network: the chosen one, or else the first of the page's that is not in use.
    pub fn other_network(&self) -> Option<&'static NetworkSpec> {
        let in_use = self.settings.network;
        let chosen = self.pair.chosen.filter(|id| *id != in_use);
        let mut own = catalogue::NETWORKS.iter().copied();
        let chosen = chosen.and_then(|id| self.network_named(id));
        chosen.or_else(|| own.find(|spec| spec.id != in_use))
    }

    /// Whether both networks have the classes of ImageNet: otherwise class 7 of one is not class 7
    /// of the other.
    pub fn shares_classes(&self) -> bool {
        let other = self.other_network().map(|other| other.id);
        let both = other.map(|other| [self.settings.network, other]);
        let has_imagenet = |id: &str| self.class_names_of(id) == ClassNames::ImageNet;
        both.is_some_and(|both| both.into_iter().all(has_imagenet))
    }

    /// Whether both networks see images of one size.
    pub fn shares_side(&self) -> bool {
        let other = self.other_network();
        other.is_some_and(|other| other.side == self.network().side)
    }

    /// Whether both networks can be asked about one class.
    pub fn is_pair_ready(&self) -> bool {
        self.engine.is_ready() && self.pair.companion.is_ready() && self.shares_classes()
    }

    pub(super) fn choose_other(&mut self, id: &'static str, effects: &mut Vec<Effect>) {
        let is_new = self.other_network().is_none_or(|other| other.id != id);
        if is_new && id != self.settings.network && self.network_named(id).is_some() {
            self.pair.chosen = Some(id);
            self.forget_pair(effects);
            self.end_companion(effects);
        }
    }

    /// On the same kind of device as the page's own engine.
    pub(super) fn start_companion(&mut self, effects: &mut Vec<Effect>) {
        let kind = self.engine.kind.filter(|_| self.shares_classes());
        let network = self.other_network().map(|other| other.id);
        let (Some(kind), Some(network)) = (kind, network) else {
            return;
        };
        let companion = &mut self.pair.companion;
        companion.generation += 1;
        companion.kind = Some(kind);
        companion.phase = Some(Phase::Starting);
        companion.last_heard_ms = None;
        companion.weights = None;
        companion.started = false;
        let generation = companion.generation;
        self.lose_pair_jobs(Seat::Second, effects);
        effects.push(Effect::SpawnCompanion {
            generation,
            kind,
            network,
        });
    }

    /// Nobody wants the second network any more.
    pub(super) fn end_companion(&mut self, effects: &mut Vec<Effect>) {
        if self.pair.companion.phase.is_some() {
            self.close_companion(None, effects);
        }
    }

    fn close_companion(&mut self, phase: Option<Phase>, effects: &mut Vec<Effect>) {
        self.pair.companion.phase = phase;
        self.lose_pair_jobs(Seat::Second, effects);
        effects.push(Effect::EndCompanion);
    }

    /// The network in use is another one.
    pub(in crate::app_model) fn repair(
        &mut self,
        other_before: Option<&'static str>,
        effects: &mut Vec<Effect>,
    ) {
        self.forget_pair(effects);
        let other = self.other_network().map(|other| other.id);
        if other != other_before || !self.shares_classes() {
            self.end_companion(effects);
        }
    }

    /// A checkpoint is about to go.
    pub(in crate::app_model) fn part_with_checkpoint(
        &mut self,
        sha256: &str,
        effects: &mut Vec<Effect>,
    ) {
        let chosen = self.pair.chosen.and_then(|id| self.network_named(id));
        if chosen.is_some_and(|spec| spec.sha256 == sha256) {
            self.pair.chosen = None;
            self.forget_pair(effects);
            self.end_companion(effects);
        }
    }

    /// The page's own engine starts on this kind of device.
    pub(in crate::app_model) fn follow_engine(
        &mut self,
        kind: DeviceKind,
        effects: &mut Vec<Effect>,
    ) {
        let companion = &self.pair.companion;
        if companion.is_alive() && companion.kind != Some(kind) {
            self.start_companion(effects);
        }
    }

    pub(in crate::app_model) fn on_companion(
        &mut self,
        generation: u32,
        event: EngineEvent,
        payload: Payload,
        now_ms: f64,
        effects: &mut Vec<Effect>,
    ) {
        let companion = &mut self.pair.companion;
        if generation != companion.generation || !companion.is_alive() {
            return;
        }
        companion.last_heard_ms = Some(now_ms);
        match event {
            EngineEvent::Hello { build } if Self::is_foreign(&build) => {
                let failure = LoadFailure::Transfer(Self::another_build());
                self.stop_companion(Some(failure), effects);
            }
            EngineEvent::Hello { .. } => {
                companion.started = true;
                self.load_companion(effects);
            }
            EngineEvent::Downloading {
                received_bytes,
                total_bytes,
            } => {
                let before = companion.phase.as_ref();
                let phase = downloading(before, received_bytes, total_bytes, now_ms);
                companion.phase = Some(phase);
            }
            EngineEvent::Ready {
                device, self_check, ..
            } => {
                companion.phase = Some(Phase::Ready {
                    device,
                    self_check,
                    weights: companion.weights.unwrap_or_default(),
                });
                self.ask_pair_again(effects);
            }
            EngineEvent::LoadFailed(failure) => self.stop_companion(Some(failure), effects),
            EngineEvent::Dying { .. } => self.stop_companion(None, effects),
            result => self.on_pair_result(Seat::Second, result, payload, effects),
        }
    }

    fn load_companion(&mut self, effects: &mut Vec<Effect>) {
        let Some(network) = self.other_network() else {
            return;
        };
        let companion = &mut self.pair.companion;
        if !matches!(companion.phase, Some(Phase::Downloading { .. })) {
            companion.phase = Some(Phase::Checking);
        }
        let generation = companion.generation;
        effects.push(self.load(network.id, Seat::Second, generation));
    }

    /// The code of the second engine is here and runs.
    pub(in crate::app_model) fn on_companion_started(&mut self, generation: u32) {
        let companion = &mut self.pair.companion;
        if generation == companion.generation {
            companion.started = true;
            companion.last_heard_ms = None;
        }
    }

    pub(in crate::app_model) fn on_companion_weights(
        &mut self,
        generation: u32,
        state: WeightsState,
    ) {
        let companion = &mut self.pair.companion;
        if generation != companion.generation {
            return;
        }
        companion.weights = Some(state);
        if let Some(Phase::Ready { weights, .. }) = &mut companion.phase {
            *weights = state;
        }
        self.say_not_stored(state);
    }

    /// It is not started again unasked: the reader sees why it ended, and may.
    pub(in crate::app_model) fn stop_companion(
        &mut self,
        failure: Option<LoadFailure>,
        effects: &mut Vec<Effect>,
    ) {
        self.close_companion(Some(Phase::Stopped(failure)), effects);
    }

    pub(in crate::app_model) fn on_companion_crashed(
        &mut self,
        generation: u32,
        effects: &mut Vec<Effect>,
    ) {
        let companion = &self.pair.companion;
        if generation == companion.generation && companion.is_alive() {
            self.stop_companion(None, effects);
        }
    }

    /// Looks after the second engine; `slept` says that the tab did.
    pub(in crate::app_model) fn watch_companion(
        &mut self,
        now_ms: f64,
        slept: bool,
        effects: &mut Vec<Effect>,
    ) {
        let mut cancelled = self.pair.jobs(Seat::Second).cancelled_at_ms();
        let is_deaf = cancelled.any(|since_ms| now_ms - since_ms >= CANCEL_PATIENCE_MS);
        drop(cancelled);
        let companion = &mut self.pair.companion;
        let is_there = companion.is_alive() && companion.started;
        let Some(phase) = companion.phase.clone().filter(|_| is_there) else {
            return;
        };
        if slept || companion.last_heard_ms.is_none() {
            companion.last_heard_ms = Some(now_ms);
        }
        let silence = now_ms - companion.last_heard_ms.unwrap_or(now_ms);
        let is_due = now_ms - companion.last_ping_ms >= PING_EVERY_MS;
        if is_deaf {
            self.start_companion(effects);
        } else if silence > patience_ms(&phase, companion.kind) {
            self.stop_companion(None, effects);
        } else if is_due && !matches!(phase, Phase::Starting | Phase::Downloading { .. }) {
            companion.last_ping_ms = now_ms;
            effects.push(Seat::Second.ask(EngineRequest::Ping, None));
        }
    }
}
