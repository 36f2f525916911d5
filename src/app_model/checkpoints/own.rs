//! What a checkpoint is called as a network.

use crate::catalogue;
use crate::labels::ClassNames;
use crate::protocol::CheckpointSheet;
use crate::spec::{NetworkSpec, Preparation};

use super::OwnNetwork;

/// Number of classes of ImageNet, whose names are known.
const IMAGENET: usize = 1000;

impl OwnNetwork {
    /// The reader's names; those of ImageNet for as many classes as it has; else numbers.
    pub fn class_names(&self) -> ClassNames {
        let sheet = &self.sheet;
        match sheet.classes {
            classes if sheet.class_names.len() == classes => {
                ClassNames::Own(sheet.class_names.as_slice().into())
            }
            IMAGENET => ClassNames::ImageNet,
            classes => ClassNames::Numbered(classes),
        }
    }

    /// How its pictures are made ready, where its file leaves that open.
    pub fn preparation(&self) -> Option<Preparation> {
        let is_open = self.sheet.graph.is_some();
        is_open.then(|| Preparation::of(&self.sheet.preparation))
    }

    /// Whether its pictures are made ready as its file suggests, or says.
    pub fn is_as_suggested(&self) -> bool {
        let graph = self.sheet.graph.as_ref();
        graph.is_none_or(|graph| graph.suggested == self.sheet.preparation)
    }

    /// The sheet of its architecture.
    pub fn architecture(&self) -> Option<&'static NetworkSpec> {
        architecture(&self.sheet)
    }
}

fn architecture(sheet: &CheckpointSheet) -> Option<&'static NetworkSpec> {
    if sheet.graph.is_some() {
        return Some(catalogue::MODEL);
    }
    let mut known = catalogue::ARCHITECTURES.iter().copied();
    known.find(|spec| spec.id == sheet.architecture)
}

/// Its sheet as a network, for as long as the page lives: a few hundred bytes for each file that the
/// reader opens. None where the architecture is not known.
pub(super) fn spec(sheet: &CheckpointSheet) -> Option<&'static NetworkSpec> {
    let architecture = architecture(sheet)?;
    let keep = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let network = match &sheet.graph {
        Some(graph) => graph.network(architecture, sheet.classes),
        None => *architecture,
    };
    let suggested = sheet.graph.as_ref().map_or("", |graph| &graph.suggested);
    // With pictures that are made ready in another way, it is another network.
    let (suffix, remark) = match sheet.preparation.as_str() {
        own if own == suggested => (String::new(), String::new()),
        own => (format!("-{own}"), format!(", {own}")),
    };
    let spec = NetworkSpec {
        id: keep(format!("own-{}{suffix}", sheet.sha256)),
        name: keep(format!(
            "{} ({}{remark})",
            architecture.name, sheet.file_name
        )),
        sha256: keep(sheet.sha256.clone()),
        bytes: u32::try_from(sheet.bytes).unwrap_or(u32::MAX),
        classes: sheet.classes,
        licence: NetworkSpec::LICENCE_OF_CHECKPOINT,
        ..network
    };
    Some(Box::leak(Box::new(spec)))
}
