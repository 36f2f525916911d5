//! The second network, and the engine that it has to itself.

use crate::app_model::{AppModel, Effect, Seat};
use crate::catalogue;
use crate::labels::ClassNames;
use crate::protocol::DeviceKind;
use crate::spec::NetworkSpec;

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
        let are_ready = Seat::BOTH.map(|seat| self.engines.ready(seat).is_some());
        are_ready == [true; 2] && self.shares_classes()
    }

    pub(super) fn choose_other(&mut self, id: &'static str, effects: &mut Vec<Effect>) {
        let is_new = self.other_network().is_none_or(|other| other.id != id);
        if is_new && id != self.settings.network && self.network_named(id).is_some() {
            self.pair.chosen = Some(id);
            self.forget_pair(effects);
            self.end_second(effects);
        }
    }

    /// On the same kind of device as the page's own engine.
    pub(in crate::app_model) fn start_second(&mut self, effects: &mut Vec<Effect>) {
        let first = self.engines.first().filter(|_| self.shares_classes());
        let device = first.map(|first| (first.kind, first.why.clone()));
        let network = self.other_network().map(|other| other.id);
        let (Some(device), Some(network)) = (device, network) else {
            return;
        };
        self.lose(Seat::Second, effects);
        let seat = Some(Seat::Second);
        self.engines.spawn(seat, network, device, effects);
    }

    /// Nobody wants the second network any more.
    pub(super) fn end_second(&mut self, effects: &mut Vec<Effect>) {
        if self.engines.end(Some(Seat::Second), effects).is_some() {
            self.lose(Seat::Second, effects);
        }
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
            self.end_second(effects);
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
            self.end_second(effects);
        }
    }

    /// The page's own engine starts on this kind of device.
    pub(in crate::app_model) fn follow_engine(
        &mut self,
        kind: DeviceKind,
        effects: &mut Vec<Effect>,
    ) {
        let mut second = self.engines.second().into_iter();
        if second.any(|second| second.is_alive() && second.kind != kind) {
            self.start_second(effects);
        }
    }
}
