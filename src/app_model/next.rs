//! The engine that comes next: nothing that works is given up before its successor stands.

use super::engine::{downloading, patience_ms};
use super::{AppModel, Effect, NoticeKind, Phase, Seat, WeightsState, Why};
use crate::protocol::{
    CheckpointRefusal, DeviceKind, EngineEvent, LoadFailure, TransferCause, TransferFailure,
};

/// An engine on its way to the place of the one in charge.
#[derive(Debug, Clone, PartialEq)]
pub struct Next {
    /// Id of the network that it will have.
    pub network: &'static str,
    pub kind: DeviceKind,
    pub phase: Phase,
    pub(super) generation: u32,
    pub(super) weights: Option<WeightsState>,
    why: Why,
    started: bool,
    last_heard_ms: Option<f64>,
}

impl AppModel {
    /// Starts an engine with this network, on the device that is wished for.
    pub(super) fn start_next(&mut self, network: &'static str, effects: &mut Vec<Effect>) {
        let (kind, why) = self.choice();
        self.say_without_webgpu();
        self.notices
            .retain(|notice| !notice.kind.is_about_a_former_engine());
        self.engine.newest += 1;
        let generation = self.engine.newest;
        self.engine.next = Some(Next {
            network,
            kind,
            phase: Phase::Starting,
            generation,
            weights: None,
            why,
            started: false,
            last_heard_ms: None,
        });
        effects.push(Effect::SpawnNext {
            generation,
            kind,
            network,
        });
    }

    pub(super) fn is_next(&self, generation: u32) -> bool {
        let next = self.engine.next.as_ref();
        next.is_some_and(|next| next.generation == generation)
    }

    /// Nobody wants it any more.
    pub(super) fn end_next(&mut self, effects: &mut Vec<Effect>) {
        if self.engine.next.take().is_some() {
            effects.push(Effect::EndNext);
        }
    }

    pub(super) fn on_next_started(&mut self, generation: u32) {
        let next = self.engine.next.as_mut();
        if let Some(next) = next.filter(|next| next.generation == generation) {
            next.started = true;
            next.last_heard_ms = None;
        }
    }

    /// What it says of itself.
    pub(super) fn on_next(&mut self, event: EngineEvent, now_ms: f64, effects: &mut Vec<Effect>) {
        let Some(next) = &mut self.engine.next else {
            return;
        };
        next.last_heard_ms = Some(now_ms);
        match event {
            EngineEvent::Hello { build } if Self::is_foreign(&build) => {
                self.on_next_failed(LoadFailure::Transfer(Self::another_build()), effects);
            }
            EngineEvent::Hello { .. } => {
                next.started = true;
                if !matches!(next.phase, Phase::Downloading { .. }) {
                    next.phase = Phase::Checking;
                }
                let (network, generation) = (next.network, next.generation);
                effects.push(self.load(network, Seat::First, generation));
            }
            EngineEvent::Downloading {
                received_bytes,
                total_bytes,
            } => {
                let before = Some(&next.phase);
                next.phase = downloading(before, received_bytes, total_bytes, now_ms);
            }
            EngineEvent::Ready {
                device, self_check, ..
            } => {
                let weights = next.weights.unwrap_or_default();
                self.seat_next(
                    Phase::Ready {
                        device,
                        self_check,
                        weights,
                    },
                    effects,
                );
            }
            EngineEvent::LoadFailed(failure) => self.on_next_failed(failure, effects),
            EngineEvent::Dying { message, .. } => self.on_next_ended(message, effects),
            _ => {}
        }
    }

    /// It stands: the one before may go. Of another network, what was found goes with it; of the
    /// same one, what was under way begins anew.
    fn seat_next(&mut self, ready: Phase, effects: &mut Vec<Effect>) {
        let Some(next) = self.engine.next.take() else {
            return;
        };
        effects.push(Effect::SeatNext);
        self.engine.take_over(next.generation, next.kind, next.why);
        self.engine.weights = next.weights;
        self.engine.phase = ready;
        let is_other = next.network != self.settings.network;
        if is_other {
            self.adopt_network(next.network, effects);
        }
        self.reclaim_jobs();
        self.open_again();
        self.ask_to_open(effects);
        self.follow_engine(next.kind, effects);
        if is_other {
            self.run.wanted = false;
            self.look_again(effects);
        }
        self.engage_waiting(effects);
    }

    /// It ended before it stood.
    pub(super) fn on_next_ended(&mut self, message: String, effects: &mut Vec<Effect>) {
        let network = self.engine.next.as_ref().map(|next| next.network);
        let failure = match network {
            Some(id) if self.checkpoints.has(id) && id != self.settings.network => {
                LoadFailure::Checkpoint(CheckpointRefusal::Ended { message })
            }
            _ => LoadFailure::Broken { message },
        };
        self.on_next_failed(failure, effects);
    }

    /// It will not stand; the one before goes on.
    pub(super) fn on_next_failed(&mut self, failure: LoadFailure, effects: &mut Vec<Effect>) {
        let Some(next) = self.engine.next.take() else {
            return;
        };
        effects.push(Effect::EndNext);
        let is_network = next.network != self.settings.network;
        let was_gpu = next.kind == DeviceKind::WebGpu && self.engine.kind != Some(next.kind);
        if is_network && was_gpu && failure.is_about_the_device() {
            // The device was not asked for with the network: the one that works is tried.
            self.engine.gpu_failed = true;
            return self.start_next(next.network, effects);
        }
        let name = self
            .network_named(next.network)
            .map_or("", |spec| spec.name);
        let name = name.to_owned();
        let is_cancelled =
            matches!(&failure, LoadFailure::Transfer(f) if f.cause == TransferCause::Cancelled);
        match failure {
            // By the reader, who knows.
            _ if is_cancelled => {}
            failure if failure.is_new_version() => self.notify(NoticeKind::NewVersion),
            LoadFailure::Checkpoint(refusal) => {
                self.notify(NoticeKind::CheckpointRefused { name, refusal });
            }
            failure if is_network && self.checkpoints.has(next.network) => {
                self.notify(NoticeKind::CheckpointFailed { name, failure });
            }
            failure if is_network => self.notify(NoticeKind::NetworkFailed { name, failure }),
            failure => {
                let kind = next.kind;
                self.notify(NoticeKind::DeviceFailed { kind, failure });
            }
        }
        if !is_network {
            self.settings.device = self.engine.wish();
        }
    }

    pub(super) fn watch_next(&mut self, now_ms: f64, slept: bool, effects: &mut Vec<Effect>) {
        let Some(next) = self.engine.next.as_mut().filter(|next| next.started) else {
            return;
        };
        if slept || next.last_heard_ms.is_none() {
            next.last_heard_ms = Some(now_ms);
        }
        let silence = now_ms - next.last_heard_ms.unwrap_or(now_ms);
        if silence > patience_ms(&next.phase, Some(next.kind)) {
            let seconds = (silence / 1000.0).round();
            self.on_next_ended(format!("no answer for {seconds} s"), effects);
        }
    }

    /// The reader does not want to wait for it.
    pub(super) fn cancel_transfer(&mut self, path: String, effects: &mut Vec<Effect>) {
        effects.push(Effect::CancelTransfer { path });
    }

    /// A worker that came from another build than the page.
    pub(super) fn another_build() -> TransferFailure {
        TransferFailure {
            cause: TransferCause::NewVersion,
            ..TransferFailure::default()
        }
    }
}
