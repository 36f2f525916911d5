//! The state that NumPy pickles for an array and for its dtype.

use super::error::PickleError;
use super::value::{NpArray, Object, Value};

const MAX_ARRAY_BYTES: usize = 64 << 20;

/// Whether this is the state of a dtype whose numbers are little-endian.
pub(super) fn is_little_endian(state: &[Value<'_>]) -> bool {
    matches!(state, [Value::Int(3), Value::Text("<"), ..]) && state.len() == 8
}

/// The array that a state describes; `at` is the place to name in an error.
pub(super) fn array_from(
    state: &[Value<'_>],
    objects: &[Object<'_>],
    at: usize,
) -> Result<NpArray, PickleError> {
    let unexpected = |wanted| PickleError::Unexpected { at, wanted };
    let [
        Value::Int(1),
        Value::Tuple(shape),
        Value::Object(dtype),
        Value::False,
        Value::Bytes(bytes),
    ] = state
    else {
        return Err(unexpected("the state of a row-major array"));
    };
    if !matches!(objects[*dtype], Object::Float32 { built: true }) {
        return Err(unexpected("an array of float32"));
    }
    let shape = shape_from(shape).ok_or_else(|| unexpected("a shape of whole numbers"))?;
    let wanted = byte_size(&shape)
        .filter(|size| *size <= MAX_ARRAY_BYTES)
        .ok_or(PickleError::Limit {
            at,
            what: "bytes in one array",
            limit: MAX_ARRAY_BYTES,
        })?;
    if wanted != bytes.len() {
        return Err(PickleError::ArraySize {
            at,
            shape,
            wanted,
            found: bytes.len(),
        });
    }
    let (numbers, _) = bytes.as_chunks::<4>();
    let data = numbers
        .iter()
        .map(|four| f32::from_le_bytes(*four))
        .collect();
    Ok(NpArray { shape, data })
}

fn shape_from(values: &[Value<'_>]) -> Option<Vec<usize>> {
    values
        .iter()
        .map(|value| match value {
            Value::Int(size) => usize::try_from(*size).ok(),
            _ => None,
        })
        .collect()
}

fn byte_size(shape: &[usize]) -> Option<usize> {
    shape
        .iter()
        .try_fold(4_usize, |size, side| size.checked_mul(*side))
}
