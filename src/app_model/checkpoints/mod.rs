//! The reader's own checkpoints: looked through by the engine, kept by the browser, used as networks.

mod class_names;
mod file_kind;
mod own;
#[cfg(test)]
mod tests;

use class_names::Stated;
pub(crate) use class_names::decode;
pub use class_names::{NamesRefusal, SideFile, read_side_file};
pub use file_kind::{FileKind, HEAD_BYTES};

use crate::catalogue;
use crate::labels::ClassNames;
use crate::protocol::{CheckpointRefusal, CheckpointSheet, EngineRequest, LoadFailure};
use crate::spec::{NetworkSpec, Preparation};

use super::{AppModel, BlobId, Effect, EngineId, NamesFile, NoticeKind, Phase, address};

/// What the reader, or the browser's storage, says of checkpoints.
#[derive(Debug, Clone)]
pub enum CheckpointEvent {
    /// What was kept at earlier visits.
    Found(Vec<CheckpointSheet>),
    /// A file was chosen or dropped.
    Open { name: String, blob: BlobId },
    /// A list of class names, or what else lies beside a network, was chosen or dropped.
    ClassNames(NamesFile),
    /// It has been read for the network with this id.
    ClassNamesRead {
        id: &'static str,
        name: String,
        found: Result<SideFile, NamesRefusal>,
    },
    /// Pictures are to be made ready for the network with this id as the preparation says.
    Prepare {
        id: &'static str,
        preparation: &'static str,
    },
    /// Whether the storage took it; not the page's business otherwise.
    Stored { sha256: String, kept: bool },
    /// It was to be loaded, but the storage does not have it any more.
    Gone { sha256: String },
    /// The reader removed it from the storage.
    Removed { sha256: String },
}

/// All of them.
#[derive(Debug, Clone, Default)]
pub struct Checkpoints {
    /// The oldest first.
    pub all: Vec<OwnNetwork>,
    /// What the engine is looking through.
    pub opening: Option<Opening>,
    /// The lists of class names, and what else was dropped with it, that wait for what is being opened.
    names: Vec<NamesFile>,
    /// The network to go back to where the one chosen cannot be loaded.
    before: Option<&'static str>,
}

/// A checkpoint as a network of the page.
#[derive(Debug, Clone)]
pub struct OwnNetwork {
    pub spec: &'static NetworkSpec,
    pub sheet: CheckpointSheet,
    /// The file itself, where it was chosen at this visit.
    pub blob: Option<BlobId>,
    /// Whether it will be there at the next.
    pub kept: bool,
}

/// The network's sheet follows from the checkpoint's.
impl PartialEq for OwnNetwork {
    fn eq(&self, other: &Self) -> bool {
        let parts = |own: &Self| (own.sheet.clone(), own.blob, own.kept);
        parts(self) == parts(other)
    }
}

/// A file that is being looked through.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    pub name: String,
    pub blob: BlobId,
    /// How much of it has been read, in 0..1.
    pub share: f32,
    /// Whether the present engine has been asked.
    asked: bool,
}

impl AppModel {
    /// The checkpoint in use, if it is not one of the page's own networks.
    pub fn checkpoint(&self) -> Option<&OwnNetwork> {
        let id = self.settings.network;
        self.checkpoints.all.iter().find(|own| own.spec.id == id)
    }

    /// The names of the classes of the network in use.
    pub fn class_names(&self) -> ClassNames {
        self.class_names_of(self.settings.network)
    }

    /// The names of the classes of the network with this id.
    pub(super) fn class_names_of(&self, id: &str) -> ClassNames {
        let own = self.checkpoints.all.iter().find(|own| own.spec.id == id);
        own.map_or(ClassNames::ImageNet, OwnNetwork::class_names)
    }

    /// The network with this id.
    pub fn network_named(&self, id: &str) -> Option<&'static NetworkSpec> {
        let own = || self.checkpoints.all.iter().find(|own| own.spec.id == id);
        catalogue::network(id).or_else(|| own().map(|own| own.spec))
    }

    pub(super) fn on_checkpoint(&mut self, event: CheckpointEvent, effects: &mut Vec<Effect>) {
        match event {
            CheckpointEvent::Found(sheets) => {
                for sheet in sheets {
                    self.checkpoints.add(sheet, None, true);
                }
                effects.extend(self.awaits_link());
            }
            CheckpointEvent::Open { name, blob } => self.open_checkpoint(name, blob, effects),
            CheckpointEvent::ClassNames(file) => self.on_class_names(file, effects),
            CheckpointEvent::ClassNamesRead { id, name, found } => {
                self.on_class_names_read(id, name, found, effects);
            }
            CheckpointEvent::Prepare { id, preparation } => {
                self.prepare_otherwise(id, preparation, effects);
            }
            CheckpointEvent::Stored { sha256, kept } => {
                let all = self.checkpoints.all.iter_mut();
                for own in all.filter(|own| own.sheet.sha256 == sha256) {
                    own.kept = kept;
                }
                if !kept {
                    self.notify(NoticeKind::CheckpointNotKept);
                }
            }
            CheckpointEvent::Gone { sha256 } => {
                self.notify(NoticeKind::CheckpointGone);
                self.remove_checkpoint(&sha256, effects);
            }
            CheckpointEvent::Removed { sha256 } => self.remove_checkpoint(&sha256, effects),
        }
    }

    fn open_checkpoint(&mut self, name: String, blob: BlobId, effects: &mut Vec<Effect>) {
        self.notices.retain(|n| !n.kind.is_about_a_checkpoint());
        self.checkpoints.look_through(name, blob);
        self.checkpoints.names.clear();
        match self.engines.phase() {
            Phase::Stopped(_) => self.start_engine(effects),
            // It is asked when it greets.
            Phase::Choosing | Phase::Starting => {}
            _ => self.ask_to_open(effects),
        }
    }

    /// The engine listens: asks it to look through what waits for that.
    pub(super) fn ask_to_open(&mut self, effects: &mut Vec<Effect>) {
        if let (Some(opening), Some(first)) = (&mut self.checkpoints.opening, self.engines.first())
        {
            opening.asked = true;
            effects.push(Effect::CheckpointToEngine {
                id: first.id,
                request: EngineRequest::OpenCheckpoint {
                    file_name: opening.name.clone(),
                },
                blob: Some(opening.blob),
                sha256: String::new(),
            });
        }
    }

    pub(super) fn on_reading_checkpoint(&mut self, share: f32) {
        if let Some(opening) = &mut self.checkpoints.opening {
            opening.share = share;
        }
    }

    /// It is one of a known network: it is kept, and takes the place of the network in use.
    pub(super) fn on_checkpoint_opened(
        &mut self,
        sheet: CheckpointSheet,
        effects: &mut Vec<Effect>,
    ) {
        let Some(opening) = self.checkpoints.opening.take_if(|opening| opening.asked) else {
            return;
        };
        let id = self
            .checkpoints
            .add(sheet, Some(opening.blob), false)
            .map(|own| own.spec.id);
        let Some(id) = id else { return };
        for file in std::mem::take(&mut self.checkpoints.names) {
            self.read_class_names(id, file, effects);
        }
        self.keep_checkpoint(id, true, effects);
        self.choose_network(id, effects);
        effects.extend(self.awaits_link());
    }

    /// Nothing has changed: the network that was there is in use.
    pub(super) fn on_checkpoint_refused(&mut self, refusal: CheckpointRefusal) {
        if let Some(opening) = self.checkpoints.opening.take_if(|opening| opening.asked) {
            self.checkpoints.names.clear();
            self.notify(NoticeKind::CheckpointRefused {
                name: opening.name,
                refusal,
            });
        }
    }

    /// With other pictures it is another network: the same file once more, which takes the place of the one in use.
    fn prepare_otherwise(
        &mut self,
        id: &'static str,
        preparation: &'static str,
        effects: &mut Vec<Effect>,
    ) {
        let own = self.checkpoints.all.iter().find(|own| own.spec.id == id);
        let Some(own) = own.cloned() else {
            return;
        };
        if own.sheet.preparation == preparation {
            return;
        }
        if let Some(wanted) = self.checkpoints.prepared(&own, preparation) {
            self.keep_checkpoint(wanted, false, effects);
            self.choose_network(wanted, effects);
        }
    }

    /// Has the networks there that a link speaks of by a file that is here and another preparation of its pictures.
    pub(super) fn bring_networks_of_link(&mut self, text: &str) {
        let is_open = |own: &&OwnNetwork| own.preparation().is_some();
        let files: Vec<OwnNetwork> = self
            .checkpoints
            .all
            .iter()
            .filter(is_open)
            .cloned()
            .collect();
        for own in files {
            for id in address::preparations_in_link(text, &own.sheet.sha256) {
                if Preparation::ALL.iter().any(|known| known.id == id) {
                    let _ = self.checkpoints.prepared(&own, id);
                }
            }
        }
    }

    fn on_class_names(&mut self, file: NamesFile, effects: &mut Vec<Effect>) {
        if self.checkpoints.opening.is_some() {
            self.checkpoints.names.push(file);
            return;
        }
        match self.nameable() {
            Some(id) => self.read_class_names(id, file, effects),
            None => self.notify(NoticeKind::ClassNamesWithoutCheckpoint),
        }
    }

    /// The checkpoint that class names would be of, in use or about to be.
    fn nameable(&self) -> Option<&'static str> {
        let next = self.engines.next().map(|next| next.network);
        let is_own = |id: &&str| self.checkpoints.all.iter().any(|own| own.spec.id == *id);
        let in_use = Some(self.settings.network);
        next.filter(is_own).or(in_use).filter(is_own)
    }

    /// Whether there is a checkpoint that class names could be of.
    pub fn takes_class_names(&self) -> bool {
        self.checkpoints.opening.is_some() || self.nameable().is_some()
    }

    fn read_class_names(&self, id: &'static str, file: NamesFile, effects: &mut Vec<Effect>) {
        let all = &self.checkpoints.all;
        if let Some(own) = all.iter().find(|own| own.spec.id == id) {
            let classes = own.sheet.classes;
            effects.push(Effect::ReadClassNames { id, file, classes });
        }
    }

    /// What was said of names that were not taken is over once some are.
    fn on_class_names_read(
        &mut self,
        id: &'static str,
        name: String,
        found: Result<SideFile, NamesRefusal>,
        effects: &mut Vec<Effect>,
    ) {
        let all = &self.checkpoints.all;
        let Some(own) = all.iter().find(|own| own.spec.id == id).cloned() else {
            return;
        };
        match found {
            Ok(SideFile { names, preparation }) => {
                self.notices.retain(|n| !n.kind.is_about_class_names());
                if !names.is_empty() {
                    self.name_classes(&own.sheet.sha256, &names, effects);
                }
                match preparation {
                    None => {}
                    Some(_) if own.preparation().is_none() => {
                        self.notify(NoticeKind::PreparationIsKnown { name });
                    }
                    Some(Stated::Known(way)) => self.prepare_otherwise(id, way, effects),
                    Some(Stated::Other) => self.notify(NoticeKind::PreparationIsOther { name }),
                }
            }
            Err(why) => self.notify(NoticeKind::ClassNamesRefused { name, why }),
        }
    }

    /// Whatever way pictures are made ready for it, the classes of a file are the same.
    fn name_classes(&mut self, sha256: &str, names: &[String], effects: &mut Vec<Effect>) {
        let mut named = Vec::new();
        let all = self.checkpoints.all.iter_mut();
        for own in all.filter(|own| own.sheet.sha256 == sha256) {
            own.sheet.class_names = names.to_vec();
            named.push(own.spec.id);
        }
        for id in named {
            self.keep_checkpoint(id, false, effects);
        }
    }

    /// Has the sheet kept, and the file too where it is `new`.
    fn keep_checkpoint(&self, id: &str, new: bool, effects: &mut Vec<Effect>) {
        let own = self.checkpoints.all.iter().find(|own| own.spec.id == id);
        if let Some(own) = own {
            effects.push(Effect::KeepCheckpoint {
                sheet: own.sheet.clone(),
                blob: own.blob.filter(|_| new),
            });
        }
    }

    fn remove_checkpoint(&mut self, sha256: &str, effects: &mut Vec<Effect>) {
        let in_use = self
            .checkpoint()
            .is_some_and(|own| own.sheet.sha256 == sha256);
        let next = self.engines.next().map(|next| next.network);
        let next = next.and_then(|id| self.network_named(id));
        if next.is_some_and(|spec| spec.sha256 == sha256) {
            self.engines.end(None, effects);
        }
        if in_use {
            self.checkpoints.before = None;
            self.adopt_network(catalogue::NETWORKS[0].id, effects);
            self.start_engine(effects);
            self.look_again(effects);
        }
        self.part_with_checkpoint(sha256, effects);
        self.checkpoints
            .all
            .retain(|own| own.sheet.sha256 != sha256);
    }

    /// From now on `id` is being loaded; a checkpoint may yet turn out not to work.
    pub(super) fn remember_network_before(&mut self, id: &str) {
        let before = self.settings.network;
        self.checkpoints.before = catalogue::network(id).is_none().then_some(before);
    }

    /// The network chosen is at work.
    pub(super) fn forget_network_before(&mut self) {
        self.checkpoints.before = None;
    }

    /// Has an engine load a checkpoint.
    pub(super) fn load_own(&self, own: &OwnNetwork, id: EngineId) -> Effect {
        Effect::CheckpointToEngine {
            id,
            request: EngineRequest::LoadCheckpoint {
                sheet: own.sheet.clone(),
                spoil_self_check: self.surroundings.spoil_self_check,
            },
            blob: own.blob,
            sha256: own.sheet.sha256.clone(),
        }
    }

    /// Goes back to the network before where a checkpoint could not be loaded; whether it did.
    pub(super) fn go_back(&mut self, failure: &LoadFailure, effects: &mut Vec<Effect>) -> bool {
        let Some(before) = self.checkpoints.before.take() else {
            return false;
        };
        let name = self.network().name.to_owned();
        self.notify(match failure {
            LoadFailure::Checkpoint(refusal) => NoticeKind::CheckpointRefused {
                name,
                refusal: refusal.clone(),
            },
            other => NoticeKind::CheckpointFailed {
                name,
                failure: other.clone(),
            },
        });
        self.choose_network(before, effects);
        true
    }

    /// The engine ended: what it was looking through may be what it ended of.
    pub(super) fn lose_opening(&mut self, message: &str) {
        self.on_checkpoint_refused(CheckpointRefusal::Ended {
            message: message.to_owned(),
        });
    }

    /// Another engine takes over: it has not been asked yet.
    pub(super) fn open_again(&mut self) {
        if let Some(opening) = &mut self.checkpoints.opening {
            opening.asked = false;
        }
    }
}

impl Checkpoints {
    /// Whether the engine has been asked to look through a file, and has not answered.
    pub(super) fn is_looking_through(&self) -> bool {
        self.opening.as_ref().is_some_and(|opening| opening.asked)
    }

    /// The files that are needed.
    pub(super) fn blobs(&self) -> impl Iterator<Item = BlobId> + '_ {
        let opening = self.opening.iter().map(|opening| opening.blob);
        opening.chain(self.all.iter().filter_map(|own| own.blob))
    }

    /// Whether it is a reader's own network.
    pub(super) fn has(&self, id: &str) -> bool {
        self.all.iter().any(|own| own.spec.id == id)
    }

    /// One that was there before the page was loaded again; false where its architecture is not
    /// known any more.
    pub(super) fn bring_back(
        &mut self,
        sheet: CheckpointSheet,
        blob: Option<BlobId>,
        kept: bool,
    ) -> bool {
        self.add(sheet, blob, kept).is_some()
    }

    /// The network of the same file with pictures made ready in this way.
    fn prepared(&mut self, own: &OwnNetwork, preparation: &str) -> Option<&'static str> {
        let sheet = CheckpointSheet {
            preparation: preparation.to_owned(),
            ..own.sheet.clone()
        };
        self.add(sheet, own.blob, own.kept).map(|own| own.spec.id)
    }

    /// A file that is to be looked through once there is an engine.
    pub(super) fn look_through(&mut self, name: String, blob: BlobId) {
        self.opening = Some(Opening {
            name,
            blob,
            share: 0.0,
            asked: false,
        });
    }

    /// None where its architecture is of another build of the page. The same again keeps its names.
    fn add(
        &mut self,
        mut sheet: CheckpointSheet,
        blob: Option<BlobId>,
        kept: bool,
    ) -> Option<&mut OwnNetwork> {
        let is_same = |own: &OwnNetwork| {
            own.sheet.sha256 == sheet.sha256 && own.sheet.preparation == sheet.preparation
        };
        if let Some(at) = self.all.iter().position(is_same) {
            let own = &mut self.all[at];
            own.blob = blob.or(own.blob);
            own.kept |= kept;
            return Some(own);
        }
        let of_file = self.all.iter().find(|own| own.sheet.sha256 == sheet.sha256);
        if let Some(other) = of_file
            && sheet.class_names.is_empty()
        {
            sheet.class_names.clone_from(&other.sheet.class_names);
        }
        let spec = own::spec(&sheet)?;
        self.all.push(OwnNetwork {
            spec,
            sheet,
            blob,
            kept,
        });
        self.all.last_mut()
    }
}
