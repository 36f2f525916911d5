use serde::{Deserialize, Serialize};

/// What a reader's own checkpoint is: a network of a known architecture with other weights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckpointSheet {
    /// Of the whole file, lower-case hexadecimal.
    pub sha256: String,
    pub file_name: String,
    pub bytes: u64,
    /// Id of the architecture's sheet.
    pub architecture: String,
    /// Number of scores.
    pub classes: usize,
    /// Number of weights.
    pub parameters: usize,
    /// One per class, or empty where the reader gave none.
    #[serde(default)]
    pub class_names: Vec<String>,
}

/// Why a reader's checkpoint is not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckpointRefusal {
    /// The browser does not give the file's bytes.
    Unreadable { message: String },
    /// Neither safetensors nor PyTorch.
    UnknownFormat,
    /// It wants to do more than hold numbers.
    Unsafe { message: String },
    /// Cut off, or damaged.
    Damaged { message: String },
    /// The tensors are of no network known here; the first few of each kind.
    Unknown {
        /// Id of the architecture that it resembles most.
        nearest: String,
        missing: Vec<String>,
        surplus: Vec<String>,
        /// Name, expected and found shape, as text.
        misshapen: Vec<String>,
    },
    /// A tensor holds whole numbers, or a number that is not finite.
    Numbers { message: String },
    /// It would not fit.
    Memory { needed_bytes: u64, most_bytes: u64 },
    /// The engine ended while it was at it.
    Ended { message: String },
}
