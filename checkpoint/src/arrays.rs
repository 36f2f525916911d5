//! A dictionary from names to lists of NumPy's arrays: how weights were pickled before PyTorch.

use super::pickle::{self, Global, Pickled, Value};
use super::{CheckpointError, Dtype, PickleError};

/// Float32 numbers in row-major order.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// Its sides; their product is how many numbers there are.
    pub shape: Vec<usize>,
    /// The numbers.
    pub data: Vec<f32>,
}

/// The arrays of a pickle `{name: [array, ...]}` of little-endian float32, in its order.
///
/// # Errors
/// [`CheckpointError::Pickle`] for anything else, [`CheckpointError::Extent`] for an array whose bytes
/// are not as many as its shape says, [`CheckpointError::Repeated`] for more numbers than there are.
pub fn arrays(data: &[u8]) -> Result<Vec<(String, Vec<Array>)>, CheckpointError> {
    let pickled = pickle::read(data)?;
    let at = pickled.length;
    if at < data.len() {
        let wanted = "the end of the file";
        return Err(PickleError::Unexpected { at, wanted }.into());
    }
    let wanted = "a dictionary from names to lists of float32 arrays";
    let other = PickleError::Unexpected { at, wanted };
    let described = described(&pickled).ok_or(other)?;
    // The same bytes may stand for many arrays: a file could ask for copies over and over.
    let mut left = data.len();
    let mut read = |name: &str, (shape, bytes): (Vec<usize>, &[u8])| {
        let repeated = || CheckpointError::Repeated(name.to_owned());
        left = left.checked_sub(bytes.len()).ok_or_else(repeated)?;
        array(shape, bytes).ok_or_else(|| CheckpointError::Extent(name.to_owned()))
    };
    let entries = described.into_iter().map(|(name, arrays)| {
        let arrays = arrays.into_iter().map(|array| read(name, array));
        Ok((name.to_owned(), arrays.collect::<Result<_, _>>()?))
    });
    entries.collect()
}

/// None where the bytes are not as many as the shape says.
fn array(shape: Vec<usize>, bytes: &[u8]) -> Option<Array> {
    let sides = shape.iter();
    let length = sides.copied().try_fold(4, usize::checked_mul)?;
    let data = Dtype::Float32.decode(bytes)?;
    (length == bytes.len()).then_some(Array { shape, data })
}

/// Names, and the shapes and bytes of their arrays.
type Described<'p> = Vec<(&'p str, Vec<(Vec<usize>, &'p [u8])>)>;

fn described<'p>(pickled: &Pickled<'p>) -> Option<Described<'p>> {
    let Value::Dict(top) = pickled.top else {
        return None;
    };
    let entries = pickled.dicts[top].iter().map(|entry| match *entry {
        (Value::Text(name), Value::List(list)) => {
            let arrays = pickled.lists[list].iter();
            let arrays = arrays.map(|array| shape_and_bytes(pickled, *array));
            Some((name, arrays.collect::<Option<_>>()?))
        }
        _ => None,
    });
    entries.collect()
}

/// Of a value that is a row-major array of little-endian float32.
fn shape_and_bytes<'p>(pickled: &Pickled<'p>, value: Value<'p>) -> Option<(Vec<usize>, &'p [u8])> {
    let built = state(pickled, value, Global::Array)?;
    let [
        Value::Int(1),
        Value::Tuple(shape),
        dtype,
        Value::Bool(false),
        Value::Bytes(bytes),
    ] = built
    else {
        return None;
    };
    let is_little_endian = matches!(
        state(pickled, *dtype, Global::ArrayType(Dtype::Float32))?,
        [Value::Int(3), Value::Text("<"), ..]
    );
    let side = |value: &Value<'_>| match value {
        Value::Int(side) => usize::try_from(*side).ok(),
        _ => None,
    };
    let shape = pickled.tuples[*shape].iter().map(side);
    let shape = shape.collect::<Option<_>>()?;
    is_little_endian.then_some((shape, bytes))
}

/// What an object of this class was filled with.
fn state<'s, 'p>(
    pickled: &'s Pickled<'p>,
    value: Value<'p>,
    class: Global,
) -> Option<&'s [Value<'p>]> {
    let Value::Object(index) = value else {
        return None;
    };
    let object = pickled.objects[index];
    match object.state {
        Value::Tuple(state) if object.class == Some(class) => Some(&pickled.tuples[state]),
        _ => None,
    }
}
