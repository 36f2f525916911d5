//! Reads checkpoints without executing them and without holding them: safetensors, and PyTorch
//! state dicts in both of its file formats. Opening one yields its tensors by name, with the place
//! where each lies; the numbers are read tensor by tensor, or a few rows of one at a time. [`onnx`] reads
//! models in the same way.
//!
//! A PyTorch file contains a pickle, which is a program. It is read without executing anything:
//! what a state dict is made of is understood, the rest is passed over. [`arrays`] reads the other
//! pickles that weights come in, of NumPy's arrays.

#![warn(
    missing_docs,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used
)]

mod arrays;
mod dtype;
mod error;
mod legacy;
pub mod onnx;
mod other_file;
mod pickle;
mod safetensors_header;
mod source;
mod state_dict;
mod stored;
mod zip;
mod zip_format;

pub use arrays::{Array, arrays};
pub use dtype::Dtype;
pub use error::{CheckpointError, PickleError};
pub use other_file::OtherFile;
#[cfg(not(target_arch = "wasm32"))]
pub use source::FileSource;
pub use source::ReadAt;
pub use stored::Stored;

use source::read_exact;

/// How a checkpoint is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A header in JSON, then the numbers.
    Safetensors,
    /// PyTorch 1.6 and later: a zip archive.
    PytorchZip,
    /// PyTorch before 1.6: five pickles, then the numbers.
    PytorchLegacy,
}

/// The directory of a checkpoint: what it holds, not the numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// How its file is made.
    pub format: Format,
    /// Its state dicts, at least one; the likeliest first.
    pub parts: Vec<Part>,
    /// Whether it holds a model as Python objects, too.
    pub has_modules: bool,
}

/// A state dict.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Names of the entries that lead to it, with points between; empty at the top.
    pub path: String,
    /// In the order of the file; names are unique.
    pub tensors: Vec<Stored>,
    /// How many others of the file are likelier to be meant; the same for those between which nothing decides.
    pub before: usize,
}

/// What a format finds in a file.
struct Content {
    parts: Vec<Part>,
    has_modules: bool,
}

/// Enough of a file to tell its format, or what it is instead.
const HEAD_BYTES: u64 = 512;

impl Checkpoint {
    /// Reads the directory of the checkpoint in `source`.
    ///
    /// # Errors
    /// A [`CheckpointError`] that names what is damaged, unknown or refused.
    pub async fn open<S: ReadAt>(source: &S) -> Result<Self, CheckpointError> {
        let head = read_exact(source, 0, source.length().min(HEAD_BYTES)).await?;
        let format = format_of(&head).ok_or_else(|| match OtherFile::of(&head) {
            Some(other) => CheckpointError::Other(other),
            None => CheckpointError::UnknownFormat,
        })?;
        let content = match format {
            Format::Safetensors => safetensors_header::open(source).await?,
            Format::PytorchZip => zip_format::open(source).await?,
            Format::PytorchLegacy => legacy::open(source).await?,
        };
        Ok(Self {
            format,
            parts: content.parts,
            has_modules: content.has_modules,
        })
    }

    /// The tensors of its likeliest state dict.
    pub fn tensors(&self) -> &[Stored] {
        self.parts.first().map_or(&[], |part| &part.tensors)
    }
}

fn format_of(head: &[u8]) -> Option<Format> {
    if head.starts_with(b"PK\x03\x04") {
        return Some(Format::PytorchZip);
    }
    if legacy::begins(head) {
        return Some(Format::PytorchLegacy);
    }
    let (length, header) = head.split_first_chunk::<8>()?;
    // A text may have a brace there; read as a length, it is beyond all bounds.
    let is_text = length.iter().all(|byte| (b' '..=b'~').contains(byte));
    (header.first() == Some(&b'{') && !is_text).then_some(Format::Safetensors)
}
