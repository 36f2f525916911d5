//! Reads a pickle in one pass, without recursion, everything bounded, and executes nothing.
//!
//! "Importing" and "calling" something yields a note that it stood there. What a state dict is made
//! of is understood; what stands beside it, the state of a training, is passed over.

mod calls;
mod cursor;
mod globals;
mod literal;
mod machine;

use super::{Dtype, PickleError};

pub(super) use globals::Global;

/// What stands on the stack. Containers are indices, so that the memo and the stack share them, and
/// so that dropping what is deeply nested needs no recursion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value<'a> {
    None,
    Bool(bool),
    Int(i64),
    /// A whole number that needs more than eight bytes, little-endian.
    Long(&'a [u8]),
    /// Nothing that a state dict is made of: another number, a set.
    Other,
    Bytes(&'a [u8]),
    Text(&'a str),
    Global(Global),
    Tuple(usize),
    List(usize),
    Dict(usize),
    Storage(usize),
    Tensor(usize),
    Object(usize),
}

/// A storage as the pickle names it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct NamedStorage<'a> {
    pub key: &'a str,
    pub dtype: Dtype,
    /// Length in numbers.
    pub elements: usize,
    /// Where the part that is meant begins, in numbers; the first format alone has such parts.
    pub view: usize,
}

/// A tensor as the pickle describes it: a view of a storage, all in numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PickledTensor {
    /// Index into the storages; or what is stored instead of plain numbers.
    pub storage: Result<usize, Dtype>,
    pub offset: usize,
    pub shape: Vec<usize>,
    pub strides: Vec<usize>,
}

/// Something of a class that is not known here: never made, only noted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Object<'a> {
    pub class: Option<Global>,
    /// Its attributes.
    pub state: Value<'a>,
    /// Its entries, where it is filled like a dictionary.
    pub dict: Option<usize>,
}

/// All that a pickle built.
#[derive(Debug)]
pub(super) struct Pickled<'a> {
    /// What it returns.
    pub top: Value<'a>,
    pub tuples: Vec<Vec<Value<'a>>>,
    pub lists: Vec<Vec<Value<'a>>>,
    pub dicts: Vec<Vec<(Value<'a>, Value<'a>)>>,
    pub storages: Vec<NamedStorage<'a>>,
    pub tensors: Vec<PickledTensor>,
    pub objects: Vec<Object<'a>>,
    /// Bytes that it took.
    pub length: usize,
}

impl Pickled<'_> {
    /// The tensor that a value is; an old parameter is an object around it.
    pub(super) fn tensor(&self, value: Value<'_>) -> Option<usize> {
        match value {
            Value::Tensor(index) => Some(index),
            Value::Object(index) => {
                let object = self.objects[index];
                let is_parameter = object.class == Some(Global::Parameter);
                match object.state {
                    Value::Tuple(state) if is_parameter => match self.tuples[state].first() {
                        Some(Value::Tensor(index)) => Some(*index),
                        _ => None,
                    },
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The dictionary that a value is, or is filled like.
    pub(super) fn dict(&self, value: Value<'_>) -> Option<usize> {
        match value {
            Value::Dict(index) => Some(index),
            Value::Object(index) => self.objects[index].dict,
            _ => None,
        }
    }
}

/// Reads the pickle that `data` begins with; more may follow it.
///
/// # Errors
/// A [`PickleError`]; [`PickleError::Truncated`] also where more of the file is needed.
pub(super) fn read(data: &[u8]) -> Result<Pickled<'_>, PickleError> {
    machine::Machine::new(data).run()
}
