use super::Bytes;
use crate::protocol::TransferFailure;

/// A file for the reader.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedFile {
    pub name: String,
    pub mime: &'static str,
    pub bytes: Bytes,
}

impl SavedFile {
    pub fn png(name: String, bytes: Bytes) -> Self {
        Self {
            name,
            mime: "image/png",
            bytes,
        }
    }
}

/// Why there is no file.
#[derive(Debug, Clone, PartialEq)]
pub enum NotSaved {
    /// What makes files did not come.
    NotStarted(TransferFailure),
    /// The code that writes records and tables did not come.
    NotWritten(TransferFailure),
    /// What makes files ended over it.
    Lost,
    /// It cannot be made; in English, why not.
    NotMade(String),
    /// It is there, and the browser did not take it; in its own words.
    Browser(String),
}
