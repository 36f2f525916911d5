use serde::{Deserialize, Serialize};

use crate::spec::NetworkSpec;

/// What a reader's own checkpoint is: a network of a known architecture with other weights.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CheckpointSheet {
    /// Of the whole file, lower-case hexadecimal.
    pub sha256: String,
    /// As the reader's system calls it, without a folder.
    pub file_name: String,
    /// Length of the file.
    pub bytes: u64,
    /// Id of the architecture's sheet.
    pub architecture: String,
    /// Number of scores.
    pub classes: usize,
    /// Number of weights.
    pub parameters: usize,
    /// The entries that lead to the weights where the file holds more; empty where it does not.
    #[serde(default)]
    pub path: String,
    /// Mean and deviation of its pictures, RGB, in ten-thousandths of the range of a pixel, where the file states other
    /// ones than the usual.
    #[serde(default)]
    pub normalisation: Option<[[u16; 3]; 2]>,
    /// Id of the [`Preparation`](crate::spec::Preparation) of its pictures, where the file does not say it and it is not the
    /// architecture's own; empty elsewhere.
    #[serde(default)]
    pub preparation: String,
    /// What there is to know of the network of a file that brings its own operations.
    #[serde(default)]
    pub graph: Option<Box<GraphSheet>>,
    /// One per class, or empty where the reader gave none.
    #[serde(default)]
    pub class_names: Vec<String>,
}

/// A file of the page's own making begins so: what the engine's reader of models looks for.
const WITH_DATA: &[u8; 16] = b"gradoscope-onnx\0";

/// What stands before an ONNX model and the file of its weights where both are one file: `[header, model, data]`.
/// `data_name` is what the model calls that file.
pub fn header_of_model_with_data(model_bytes: u64, data_name: &str) -> Vec<u8> {
    let mut header = WITH_DATA.to_vec();
    header.extend(model_bytes.to_le_bytes());
    let length = u16::try_from(data_name.len()).unwrap_or(0);
    header.extend(length.to_le_bytes());
    header.extend(&data_name.as_bytes()[..usize::from(length)]);
    header
}

/// A network whose operations are in its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraphSheet {
    /// Names of its activations in forward order, the scores last.
    pub layers: Vec<String>,
    /// Channels of all but the scores.
    pub channels: Vec<u16>,
    /// The last of `layers` that tells where.
    pub last_maps: String,
    /// Side of its images in pixels.
    pub side: u16,
    /// Whether a softmax stood at its end, and was left out.
    pub ends_in_softmax: bool,
    /// Whether it normalises its pictures itself.
    pub scales_itself: bool,
    /// What wrote it, and by which version of the format.
    pub writer: String,
    /// The preparation of pictures that its first operations speak for.
    pub suggested: String,
}

impl GraphSheet {
    /// The network as a sheet like all others, for as long as the program runs: a few hundred bytes for each file that is
    /// opened. `any` is what holds for all of them.
    pub fn network(&self, any: &NetworkSpec, classes: usize) -> NetworkSpec {
        let keep = |text: &String| -> &'static str { Box::leak(text.clone().into_boxed_str()) };
        let layers: Vec<&'static str> = self.layers.iter().map(keep).collect();
        NetworkSpec {
            classes,
            side: usize::from(self.side),
            layers: Box::leak(layers.into_boxed_slice()),
            channels: Box::leak(self.channels.clone().into_boxed_slice()),
            last_maps: keep(&self.last_maps),
            ..*any
        }
    }
}

/// Why a reader's checkpoint is not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckpointRefusal {
    /// The browser does not give the file's bytes.
    Unreadable {
        /// What the browser says, for the record.
        message: String,
    },
    /// What the file is, or holds, as who read it says: the end of a sentence and what to do.
    File {
        /// In English, for people.
        en: String,
        /// The same in French.
        fr: String,
        /// In English, for the record.
        message: String,
    },
    /// It would not fit.
    Memory {
        /// What its network takes: the weights and what working with them needs.
        needed_bytes: u64,
        /// What a network may take here.
        most_bytes: u64,
    },
    /// The engine ended while it was at it.
    Ended {
        /// In English, for the record.
        message: String,
    },
}
