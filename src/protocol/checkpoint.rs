use serde::{Deserialize, Serialize};

/// What a reader's own checkpoint is: a network of a known architecture with other weights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// One per class, or empty where the reader gave none.
    #[serde(default)]
    pub class_names: Vec<String>,
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
