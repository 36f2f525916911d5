//! Which device and which network, and the engine that comes next.

use super::Why;
use crate::app_model::{AppModel, DeviceWish, Effect, NoticeKind, Seat};
use crate::catalogue;
use crate::protocol::{CheckpointRefusal, DeviceKind, LoadFailure, TransferCause};
use crate::spec::NetworkSpec;

impl AppModel {
    /// The network in use.
    pub fn network(&self) -> &'static NetworkSpec {
        self.network_named(self.settings.network)
            .unwrap_or(catalogue::NETWORKS[0])
    }

    pub(in crate::app_model) fn choose_device(
        &mut self,
        wish: DeviceWish,
        effects: &mut Vec<Effect>,
    ) {
        self.settings.device = wish;
        self.engines.forgive();
        self.engines.end(None, effects);
        let (kind, why) = self.choice();
        let first = self.engines.first().filter(|first| first.is_ready());
        match first.map(|first| (first.id, first.kind)) {
            Some((id, present)) if present == kind => {
                if let Some(first) = self.engines.of(id) {
                    first.why = why;
                }
                self.say_without_webgpu();
            }
            Some(_) => self.start_next(self.settings.network, effects),
            None => self.start_engine(effects),
        }
    }

    /// Opens another network; the present one, if it works, goes on until that one is ready.
    pub(in crate::app_model) fn choose_network(&mut self, id: &str, effects: &mut Vec<Effect>) {
        self.engines.end(None, effects);
        let chosen = self
            .network_named(id)
            .filter(|spec| spec.id != self.settings.network);
        let Some(spec) = chosen else { return };
        self.engines.forgive();
        if self.engines.is_ready() {
            return self.start_next(spec.id, effects);
        }
        self.remember_network_before(spec.id);
        self.adopt_network(spec.id, effects);
        self.start_engine(effects);
        self.look_again(effects);
    }

    /// The network is another one. The picture stays; what was found belongs to the one before, by whose name it goes on
    /// the shelf.
    pub(in crate::app_model) fn adopt_network(&mut self, id: &str, effects: &mut Vec<Effect>) {
        let Some(spec) = self.network_named(id) else {
            return;
        };
        let other = self.other_network().map(|other| other.id);
        self.leave_instruments(effects);
        self.forget_saliency(effects);
        self.forget_attacks(effects);
        self.forget_visuals(effects);
        self.forget_pair(effects);
        self.settings.network = spec.id;
        self.settings.class = self
            .settings
            .class
            .filter(|class| class.index() < spec.classes);
        self.repair(other, effects);
        self.visual.settings.adapt(spec);
        self.attack.settings.adapt(spec.classes);
    }

    /// What the network in use says of the picture is wanted; of its own size, where that is another.
    pub(in crate::app_model) fn look_again(&mut self, effects: &mut Vec<Effect>) {
        let framing = self.picture.opened.as_ref().map(|opened| opened.framing);
        match framing {
            Some(framing) if self.is_of_another_size() => self.frame(framing, effects),
            _ => self.ask(effects),
        }
    }

    /// The device to use, and why.
    pub(in crate::app_model) fn choice(&self) -> (DeviceKind, Why) {
        let secure = self.surroundings.secure;
        let missing = if self.surroundings.has_webgpu {
            Why::NoAdapter
        } else {
            Why::NoWebGpu { secure }
        };
        let engines = &self.engines;
        match (self.settings.device, &engines.adapter, &engines.gpu_failed) {
            (DeviceWish::Cpu, ..) => (DeviceKind::Cpu, Why::Asked),
            (_, None, _) => (DeviceKind::Cpu, missing),
            (_, Some(_), Some(why)) => (DeviceKind::Cpu, why.clone()),
            (DeviceWish::WebGpu, Some(_), None) => (DeviceKind::WebGpu, Why::Asked),
            (DeviceWish::Auto, Some(adapter), None) if adapter.software => {
                (DeviceKind::Cpu, Why::SoftwareAdapter)
            }
            (DeviceWish::Auto, Some(_), None) => (DeviceKind::WebGpu, Why::RealAdapter),
        }
    }

    /// The device was asked for, but is not there.
    pub(super) fn say_without_webgpu(&mut self) {
        if self.settings.device == DeviceWish::WebGpu && self.engines.adapter.is_none() {
            self.notify(NoticeKind::NoWebGpu {
                secure: self.surroundings.secure,
            });
        }
    }

    /// Starts an engine with this network, on the device that is wished for.
    fn start_next(&mut self, network: &'static str, effects: &mut Vec<Effect>) {
        self.say_without_webgpu();
        self.notices
            .retain(|notice| !notice.kind.is_about_a_former_engine());
        let device = self.choice();
        self.engines.spawn(None, network, device, effects);
    }

    /// It stands: the one before may go. Of another network, what was found goes with it, and what was under way as far as
    /// it came; of the same one, what was under way begins anew.
    pub(super) fn seat_next(&mut self, effects: &mut Vec<Effect>) {
        let next = self.engines.next().map(|next| next.network);
        let other = next.filter(|network| *network != self.settings.network);
        if let Some(network) = other {
            self.adopt_network(network, effects);
        }
        self.engines.promote(effects);
        self.reclaim(Seat::First, effects);
        let Some(kind) = self.engines.first().map(|first| first.kind) else {
            return;
        };
        self.open_again();
        self.ask_to_open(effects);
        self.follow_engine(kind, effects);
        if other.is_some() {
            self.look_again(effects);
        }
    }

    /// It ended before it stood.
    pub(super) fn on_next_ended(&mut self, message: String, effects: &mut Vec<Effect>) {
        let network = self.engines.next().map(|next| next.network);
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
        let Some(next) = self.engines.end(None, effects) else {
            return;
        };
        let Some(first) = self.engines.first() else {
            return;
        };
        let is_network = next.network != self.settings.network;
        let is_new_kind = next.kind == DeviceKind::WebGpu && first.kind != next.kind;
        let wish = first.wish();
        if is_network && is_new_kind && failure.is_about_the_device() {
            // The device was not asked for with the network: the one that works is tried.
            self.engines.gpu_failed = Some(Why::WebGpuFailed(failure));
            return self.start_next(next.network, effects);
        }
        if !is_network {
            self.settings.device = wish;
        }
        let name = self.network_named(next.network);
        let name = name.map_or("", |spec| spec.name).to_owned();
        self.notify(match failure {
            // By the reader, who knows.
            LoadFailure::Transfer(f) if f.cause == TransferCause::Cancelled => return,
            failure if failure.is_new_version() => NoticeKind::NewVersion,
            LoadFailure::Checkpoint(refusal) => NoticeKind::CheckpointRefused { name, refusal },
            failure if is_network && self.checkpoints.has(next.network) => {
                NoticeKind::CheckpointFailed { name, failure }
            }
            failure if is_network => NoticeKind::NetworkFailed { name, failure },
            failure => NoticeKind::DeviceFailed {
                kind: next.kind,
                failure,
            },
        });
    }
}
