//! Bytes and numbers, and the files that the browser holds.

use std::sync::Arc;

/// Shared bytes: the page owns them, workers get copies.
pub type Bytes = Arc<[u8]>;
/// Shared numbers.
pub type Floats = Arc<[f32]>;

/// A file that the browser holds for the page, by its number: large ones would not fit in the page's
/// own memory, nor be copied without a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BlobId(pub u32);

impl BlobId {
    /// No file has this number: the browser does not have it any more.
    pub const NONE: Self = Self(0);
}

/// Where a picture comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureSource {
    /// One of the page's samples, by its id.
    Sample { id: String, blob: BlobId },
    /// A file that was chosen, dropped or pasted.
    File { blob: BlobId },
}

impl PictureSource {
    pub fn blob(&self) -> BlobId {
        match self {
            Self::Sample { blob, .. } | Self::File { blob } => *blob,
        }
    }
}

/// The buffer that came with a message.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Payload {
    #[default]
    None,
    Bytes(Bytes),
    Floats(Floats),
}

impl Payload {
    pub(super) fn bytes(self) -> Option<Bytes> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    pub(super) fn floats(self) -> Option<Floats> {
        match self {
            Self::Floats(floats) => Some(floats),
            _ => None,
        }
    }
}

/// A file with a list of class names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamesFile {
    pub name: String,
    pub bytes: Bytes,
}
