//! What can be wrong with a pickle.

use thiserror::Error;

/// Why a pickle was refused. Positions are byte offsets into the file.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum PickleError {
    #[error("the pickle ends in the middle, at byte {at}")]
    Truncated { at: usize },
    #[error("opcode 0x{code:02x} at byte {at} is not one that a file of arrays needs")]
    Opcode { code: u8, at: usize },
    #[error("the pickle wants to import {module}.{name}, which is refused")]
    Global { module: String, name: String },
    #[error("at byte {at}: expected {wanted}")]
    Unexpected { at: usize, wanted: &'static str },
    #[error("at byte {at}: more than {limit} {what}")]
    Limit {
        at: usize,
        what: &'static str,
        limit: usize,
    },
    #[error("at byte {at}: an array of shape {shape:?} needs {wanted} bytes, the file has {found}")]
    ArraySize {
        at: usize,
        shape: Vec<usize>,
        wanted: usize,
        found: usize,
    },
    #[error("{count} bytes follow the end of the pickle")]
    Trailing { count: usize },
}
