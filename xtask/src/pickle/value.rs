//! The few kinds of value that such a pickle holds.

use std::rc::Rc;

/// A float32 array in row-major order.
#[derive(Debug, Clone, PartialEq)]
pub struct NpArray {
    pub shape: Vec<usize>,
    pub data: Vec<f32>,
}

/// The three imports that are let through; they are names here, never code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Global {
    Reconstruct,
    NdArray,
    Dtype,
}

impl Global {
    pub(super) fn named(module: &str, name: &str) -> Option<Self> {
        match (module, name) {
            ("numpy.core.multiarray", "_reconstruct") => Some(Self::Reconstruct),
            ("numpy", "ndarray") => Some(Self::NdArray),
            ("numpy", "dtype") => Some(Self::Dtype),
            _ => None,
        }
    }
}

/// What stands on the stack; `Object` is an index, so that the memo and the stack share one object.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    None,
    False,
    Int(i64),
    Bytes(&'a [u8]),
    Text(&'a str),
    Tuple(Rc<[Value<'a>]>),
    Global(Global),
    Object(usize),
}

/// What is built up after it was created.
#[derive(Debug)]
pub(super) enum Object<'a> {
    List(Vec<Value<'a>>),
    Dict(Vec<(Value<'a>, Value<'a>)>),
    /// `built` once the byte order is known to be little-endian.
    Float32 {
        built: bool,
    },
    Array(Option<NpArray>),
}
