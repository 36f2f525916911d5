use super::{Dtype, OtherFile};

/// Why a checkpoint was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    #[error("the file could not be read: {0}")]
    Read(String),
    #[error("this is neither a safetensors file nor a PyTorch checkpoint")]
    UnknownFormat,
    #[error("this is {0:?}, not a checkpoint")]
    Other(OtherFile),
    #[error("it holds a model as Python objects, not as a state dict")]
    WholeModel,
    #[error("the file has {length} bytes, but {wanted} are needed from byte {offset} on")]
    Truncated {
        offset: u64,
        wanted: u64,
        length: u64,
    },
    #[error(transparent)]
    Pickle(#[from] PickleError),
    #[error("the zip archive is damaged: {0}")]
    Zip(&'static str),
    #[error("the record {0} is compressed or encrypted; PyTorch stores it as it is")]
    Compressed(String),
    #[error("the zip archive holds no {0}")]
    NoRecord(String),
    #[error("the header is damaged: {0}")]
    Header(String),
    #[error("{what} is larger than {limit} bytes")]
    TooLarge { what: &'static str, limit: u64 },
    #[error("the file was written on a big-endian machine")]
    BigEndian,
    #[error("it holds no state dict: no names with tensors; it holds {holds:?}")]
    NoTensors { holds: Vec<String> },
    #[error("the name {0} stands twice")]
    Duplicate(String),
    #[error("the storage {0} is not in the file, or not with the length that the tensors state")]
    Storage(String),
    #[error("the tensor {0} reaches outside of its storage, or its sizes make no sense")]
    Extent(String),
    #[error("the tensor {0} repeats fewer numbers than it has, too often to be weights")]
    Repeated(String),
    #[error("the tensor {name} is stored as {found:?}, floating-point numbers were expected")]
    Dtype { name: String, found: Dtype },
}

/// Why a pickle was refused. Positions are byte offsets into it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PickleError {
    #[error("the pickle ends in the middle, at byte {at}")]
    Truncated { at: usize },
    #[error("opcode 0x{code:02x} at byte {at} of the pickle is not one that a state dict needs")]
    Opcode { code: u8, at: usize },
    #[error("the pickle wants to import {module}.{name}, which is refused")]
    Global { module: String, name: String },
    #[error("at byte {at} of the pickle: expected {wanted}")]
    Unexpected { at: usize, wanted: &'static str },
    #[error("at byte {at} of the pickle: more than {limit} {what}")]
    Limit {
        at: usize,
        what: &'static str,
        limit: usize,
    },
}
