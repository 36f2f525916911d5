//! Reads checkpoints without executing them and without holding them: safetensors, and PyTorch
//! state dicts in both of its file formats. Opening one yields its tensors by name, with the place
//! where each lies; the numbers are read tensor by tensor, or a few rows of one at a time.
//!
//! A PyTorch file contains a pickle, which is a program. [`pickle`] knows exactly the opcodes and
//! the imports that a state dict needs, and refuses every other.

mod dtype;
mod error;
mod legacy;
mod pickle;
mod safetensors_header;
mod source;
mod state_dict;
mod stored;
mod zip;
mod zip_format;

pub use dtype::Dtype;
pub use error::{CheckpointError, PickleError};
#[cfg(not(target_arch = "wasm32"))]
pub use source::FileSource;
pub use source::ReadAt;
pub use stored::Stored;

use source::read_exact;

/// How a checkpoint is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Safetensors,
    /// PyTorch 1.6 and later: a zip archive.
    PytorchZip,
    /// PyTorch before 1.6: five pickles, then the numbers.
    PytorchLegacy,
}

/// The directory of a checkpoint: what it holds, not the numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    pub format: Format,
    /// In the order of the file; names are unique.
    pub tensors: Vec<Stored>,
}

/// Enough of a file to tell its format.
const HEAD_BYTES: u64 = 16;

impl Checkpoint {
    /// Reads the directory of the checkpoint in `source`.
    ///
    /// # Errors
    /// A [`CheckpointError`] that names what is damaged, unknown or refused.
    pub async fn open<S: ReadAt>(source: &S) -> Result<Self, CheckpointError> {
        let head = read_exact(source, 0, source.length().min(HEAD_BYTES)).await?;
        let format = format_of(&head).ok_or(CheckpointError::UnknownFormat)?;
        let tensors = match format {
            Format::Safetensors => safetensors_header::open(source).await?,
            Format::PytorchZip => zip_format::open(source).await?,
            Format::PytorchLegacy => legacy::open(source).await?,
        };
        Ok(Self { format, tensors })
    }
}

fn format_of(head: &[u8]) -> Option<Format> {
    if head.starts_with(b"PK\x03\x04") {
        return Some(Format::PytorchZip);
    }
    if legacy::begins(head) {
        return Some(Format::PytorchLegacy);
    }
    (head.get(8) == Some(&b'{')).then_some(Format::Safetensors)
}
