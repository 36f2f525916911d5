//! What a checkpoint is called as a network.

use crate::catalogue;
use crate::labels::ClassNames;
use crate::protocol::CheckpointSheet;
use crate::spec::NetworkSpec;

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

    /// The sheet of its architecture.
    pub fn architecture(&self) -> Option<&'static NetworkSpec> {
        architecture(&self.sheet)
    }
}

fn architecture(sheet: &CheckpointSheet) -> Option<&'static NetworkSpec> {
    let mut known = catalogue::ARCHITECTURES.iter().copied();
    known.find(|spec| spec.id == sheet.architecture)
}

/// Its sheet as a network, for as long as the page lives: a few hundred bytes for each file that the
/// reader opens. None where the architecture is not known.
pub(super) fn spec(sheet: &CheckpointSheet) -> Option<&'static NetworkSpec> {
    let architecture = architecture(sheet)?;
    let keep = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let spec = NetworkSpec {
        id: keep(format!("own-{}", sheet.sha256)),
        name: keep(format!("{} ({})", architecture.name, sheet.file_name)),
        sha256: keep(sheet.sha256.clone()),
        bytes: u32::try_from(sheet.bytes).unwrap_or(u32::MAX),
        classes: sheet.classes,
        licence: NetworkSpec::LICENCE_OF_CHECKPOINT,
        ..*architecture
    };
    Some(Box::leak(Box::new(spec)))
}
