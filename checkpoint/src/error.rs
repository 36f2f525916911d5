use super::{Dtype, OtherFile};

/// Why a checkpoint was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// What the medium says, which did not give its bytes.
    #[error("the file could not be read: {0}")]
    Read(String),
    /// Its first bytes are those of no known format.
    #[error("this is neither a safetensors file nor a PyTorch checkpoint")]
    UnknownFormat,
    /// A file of another kind, told by its first bytes or by its members.
    #[error("this is {0:?}, not a checkpoint")]
    Other(OtherFile),
    /// A model saved as Python objects, and no state dict: to make it would be to run its code.
    #[error("it holds a model as Python objects, not as a state dict")]
    WholeModel,
    /// The file ends before what it says it holds.
    #[error("the file has {length} bytes, but {wanted} are needed from byte {offset} on")]
    Truncated {
        /// Byte from which on something was to be read.
        offset: u64,
        /// How many bytes.
        wanted: u64,
        /// Of the file, in bytes.
        length: u64,
    },
    /// A pickle in it was refused.
    #[error(transparent)]
    Pickle(#[from] PickleError),
    /// What is wrong with the archive.
    #[error("the zip archive is damaged: {0}")]
    Zip(&'static str),
    /// Name of the member whose bytes do not lie there as they are.
    #[error("the record {0} is compressed or encrypted; PyTorch stores it as it is")]
    Compressed(String),
    /// Name of the member that a checkpoint must have.
    #[error("the zip archive holds no {0}")]
    NoRecord(String),
    /// What is wrong with the header of a safetensors file.
    #[error("the header is damaged: {0}")]
    Header(String),
    /// A description of the tensors that is too large to be one; only the numbers may be.
    #[error("{what} is larger than {limit} bytes")]
    TooLarge {
        /// Which of them.
        what: &'static str,
        /// How many bytes it may have.
        limit: u64,
    },
    /// The bytes of its numbers stand in the other order.
    #[error("the file was written on a big-endian machine")]
    BigEndian,
    /// What is wrong with an ONNX model.
    #[error("the ONNX model is damaged: {0}")]
    Onnx(&'static str),
    /// Name of the file in which a model's weights are, and which is not there.
    #[error("the weights are in another file, {0}")]
    Elsewhere(String),
    /// There is nothing that could be weights.
    #[error("it holds no state dict: no names with tensors; it holds {holds:?}")]
    NoTensors {
        /// The first few names at its top; none where it is no dictionary.
        holds: Vec<String>,
    },
    /// There are tensors, but none under a name.
    #[error("its tensors have no names")]
    Nameless,
    /// Name of a tensor, a member of the archive or a storage that stands there twice.
    #[error("the name {0} stands twice")]
    Duplicate(String),
    /// Key of a storage that is missing or has another length than stated.
    #[error("the storage {0} is not in the file, or not with the length that the tensors state")]
    Storage(String),
    /// Name of a tensor, or of an array, that its numbers in the file do not make up.
    #[error("the tensor {0} reaches outside of its storage, or its sizes make no sense")]
    Extent(String),
    /// Name of a tensor, or of arrays, that would need far more numbers than are stored.
    #[error("the tensor {0} repeats fewer numbers than it has, too often to be weights")]
    Repeated(String),
    /// A tensor was asked for whose numbers are no floating-point ones.
    #[error("the tensor {name} is stored as {found:?}, floating-point numbers were expected")]
    Dtype {
        /// Of the tensor.
        name: String,
        /// How its numbers are stored.
        found: Dtype,
    },
}

/// Why a pickle was refused. Positions are byte offsets into it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PickleError {
    /// The bytes end before the pickle does.
    #[error("the pickle ends in the middle, at byte {at}")]
    Truncated {
        /// Where more was expected.
        at: usize,
    },
    /// An instruction that no state dict needs.
    #[error("opcode 0x{code:02x} at byte {at} of the pickle is not one that a state dict needs")]
    Opcode {
        /// Its byte.
        code: u8,
        /// Where it stands.
        at: usize,
    },
    /// An import that runs programs or opens files: whoever wrote it meant harm.
    #[error("the pickle wants to import {module}.{name}, which is refused")]
    Global {
        /// Where Python would look for it.
        module: String,
        /// Its name there.
        name: String,
    },
    /// Something else than what must stand there.
    #[error("at byte {at} of the pickle: expected {wanted}")]
    Unexpected {
        /// Where it stands.
        at: usize,
        /// What must stand there.
        wanted: &'static str,
    },
    /// More of something than a checkpoint has.
    #[error("at byte {at} of the pickle: more than {limit} {what}")]
    Limit {
        /// Where the one too many stands.
        at: usize,
        /// Of what.
        what: &'static str,
        /// How many there may be.
        limit: usize,
    },
}
