//! The header of a safetensors file, read without the numbers behind it.

use safetensors::tensor::{Metadata, TensorInfo};

use super::source::read_exact;
use super::stored::{Layout, Storage, row_major};
use super::{CheckpointError, Content, Dtype, Part, ReadAt, Stored};

const MAX_HEADER: u64 = 16 << 20;

pub(super) async fn open<S: ReadAt>(source: &S) -> Result<Content, CheckpointError> {
    let length = read_exact(source, 0, 8).await?;
    let length = length.try_into().map_or(u64::MAX, u64::from_le_bytes);
    if length > MAX_HEADER {
        let (what, limit) = ("the header", MAX_HEADER);
        return Err(CheckpointError::TooLarge { what, limit });
    }
    let header = read_exact(source, 8, length).await?;
    let metadata: Metadata = serde_json::from_slice(&header)
        .map_err(|error| CheckpointError::Header(error.to_string()))?;
    let mut tensors = Vec::new();
    for name in metadata.offset_keys() {
        if let Some(info) = metadata.info(&name) {
            tensors.push(stored(&name, info, 8 + length, source.length())?);
        }
    }
    if tensors.is_empty() {
        return Err(CheckpointError::NoTensors { holds: Vec::new() });
    }
    let path = String::new();
    Ok(Content {
        parts: vec![Part {
            path,
            tensors,
            before: 0,
        }],
        has_modules: false,
    })
}

/// `start` is where the numbers begin.
fn stored(
    name: &str,
    info: &TensorInfo,
    start: u64,
    file_length: u64,
) -> Result<Stored, CheckpointError> {
    let (begin, end) = info.data_offsets;
    let offset = start + begin as u64;
    let wanted = (end as u64).saturating_sub(begin as u64);
    if start.saturating_add(end as u64) > file_length {
        return Err(CheckpointError::Truncated {
            offset,
            wanted,
            length: file_length,
        });
    }
    let dtype = match info.dtype {
        safetensors::Dtype::F32 => Dtype::Float32,
        safetensors::Dtype::F16 => Dtype::Float16,
        safetensors::Dtype::BF16 => Dtype::Bfloat16,
        safetensors::Dtype::F64 => Dtype::Float64,
        other => Dtype::Other {
            bytes: other.bitsize().div_ceil(8),
        },
    };
    let storage = Storage {
        offset,
        dtype,
        elements: (end - begin) / dtype.bytes(),
    };
    let layout = Layout {
        offset: 0,
        shape: info.shape.clone(),
        strides: row_major(&info.shape),
    };
    Stored::new(name, storage, &layout)
}
