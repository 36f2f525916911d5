//! Exactly the opcodes that a state dict needs, in one pass, without recursion, everything bounded.
//!
//! "Importing" and "calling" something yields a note that it stood there; nothing is executed.

use std::collections::BTreeMap;

use super::{Dtype, PickleError};

const MAX_OPCODES: usize = 1_000_000;
const MAX_STACK: usize = 100_000;
/// Longer than any tuple of arguments or of sizes.
const MAX_TUPLE: usize = 16;

/// What stands on the stack. Containers are indices, so that the memo and the stack share them, and
/// so that dropping what is deeply nested needs no recursion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value<'a> {
    None,
    Bool(bool),
    Int(i64),
    /// A whole number that needs more than eight bytes, little-endian.
    Long(&'a [u8]),
    Float,
    Text(&'a str),
    Global(Global),
    Tuple(usize),
    List(usize),
    Dict(usize),
    Storage(usize),
    Tensor(usize),
}

/// The imports that are let through; they are names here, never code.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Global {
    OrderedDict,
    RebuildTensor,
    RebuildParameter,
    Storage(Dtype),
}

/// A storage as the pickle names it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct NamedStorage<'a> {
    pub key: &'a str,
    pub dtype: Dtype,
    /// Length in numbers.
    pub elements: usize,
}

/// A tensor as the pickle describes it: a view of a storage, all in numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PickledTensor {
    /// Index into the storages.
    pub storage: usize,
    pub offset: usize,
    pub shape: Vec<usize>,
    pub strides: Vec<usize>,
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
    /// Bytes that it took.
    pub length: usize,
}

type Step = Result<(), PickleError>;

struct Machine<'a> {
    data: &'a [u8],
    at: usize,
    stack: Vec<Value<'a>>,
    marks: Vec<usize>,
    memo: BTreeMap<u32, Value<'a>>,
    built: Pickled<'a>,
}

/// Reads the pickle that `data` begins with; more may follow it.
///
/// # Errors
/// A [`PickleError`]; [`PickleError::Truncated`] also where more of the file is needed.
pub(super) fn read(data: &[u8]) -> Result<Pickled<'_>, PickleError> {
    let built = Pickled {
        top: Value::None,
        tuples: Vec::new(),
        lists: Vec::new(),
        dicts: Vec::new(),
        storages: Vec::new(),
        tensors: Vec::new(),
        length: 0,
    };
    Machine {
        data,
        at: 0,
        stack: Vec::new(),
        marks: Vec::new(),
        memo: BTreeMap::new(),
        built,
    }
    .run()
}

impl<'a> Machine<'a> {
    fn run(mut self) -> Result<Pickled<'a>, PickleError> {
        for _ in 0..MAX_OPCODES {
            let code = self.byte()?;
            if code == b'.' {
                self.built.top = self.pop()?;
                self.built.length = self.at;
                return Ok(self.built);
            }
            self.step(code)?;
            if self.stack.len() > MAX_STACK || self.marks.len() > MAX_STACK {
                return Err(self.limit("values on the stack", MAX_STACK));
            }
        }
        Err(self.limit("opcodes", MAX_OPCODES))
    }

    fn step(&mut self, code: u8) -> Step {
        match code {
            0x80 => return self.protocol(),
            b'(' => self.marks.push(self.stack.len()),
            b'N' => self.stack.push(Value::None),
            0x88 | 0x89 => self.stack.push(Value::Bool(code == 0x88)),
            b'K' | b'M' | b'J' | 0x8a => return self.integer(code),
            b'G' => {
                self.take(8)?;
                self.stack.push(Value::Float);
            }
            b'X' => return self.text(),
            b'q' | b'r' => return self.memoise(code),
            b'h' | b'j' => return self.recall(code),
            b'c' => return self.global(),
            b')' => self.push_tuple(Vec::new()),
            0x85 => return self.tuple(1),
            0x86 => return self.tuple(2),
            0x87 => return self.tuple(3),
            b't' => {
                let items = self.pop_to_mark()?;
                self.push_tuple(items);
            }
            b']' => self.push_list(),
            b'}' => self.push_dict(),
            b'a' => {
                let item = self.pop()?;
                return self.append(vec![item]);
            }
            b'e' => {
                let items = self.pop_to_mark()?;
                return self.append(items);
            }
            b's' => {
                let value = self.pop()?;
                let key = self.pop()?;
                return self.set_items(&[key, value]);
            }
            b'u' => {
                let items = self.pop_to_mark()?;
                return self.set_items(&items);
            }
            b'Q' => return self.persistent(),
            b'R' => return self.reduce(),
            b'b' => return self.build(),
            code => {
                let at = self.at - 1;
                return Err(PickleError::Opcode { code, at });
            }
        }
        Ok(())
    }

    fn protocol(&mut self) -> Step {
        match self.byte()? {
            2 => Ok(()),
            _ => Err(self.unexpected("protocol 2, PyTorch's")),
        }
    }

    fn integer(&mut self, code: u8) -> Step {
        let value = match code {
            b'K' => Value::Int(i64::from(self.byte()?)),
            b'M' => Value::Int(i64::from(u16::from_le_bytes(self.array()?))),
            b'J' => Value::Int(i64::from(i32::from_le_bytes(self.array()?))),
            _ => {
                let length = usize::from(self.byte()?);
                long(self.take(length)?)
            }
        };
        self.stack.push(value);
        Ok(())
    }

    fn text(&mut self) -> Step {
        let length = u32::from_le_bytes(self.array()?) as usize;
        let bytes = self.take(length)?;
        let text = std::str::from_utf8(bytes).map_err(|_| self.unexpected("text in UTF-8"))?;
        self.stack.push(Value::Text(text));
        Ok(())
    }

    fn memo_key(&mut self, is_long: bool) -> Result<u32, PickleError> {
        if is_long {
            self.array().map(u32::from_le_bytes)
        } else {
            self.byte().map(u32::from)
        }
    }

    fn memoise(&mut self, code: u8) -> Step {
        let key = self.memo_key(code == b'r')?;
        let top = self.stack.last().copied();
        let top = top.ok_or_else(|| self.unexpected("a value to remember"))?;
        self.memo.insert(key, top);
        Ok(())
    }

    fn recall(&mut self, code: u8) -> Step {
        let key = self.memo_key(code == b'j')?;
        let known = self.memo.get(&key).copied();
        let known = known.ok_or_else(|| self.unexpected("a value remembered before"))?;
        self.stack.push(known);
        Ok(())
    }

    fn global(&mut self) -> Step {
        let module = self.line()?;
        let name = self.line()?;
        let global = global_named(module, name).ok_or_else(|| PickleError::Global {
            module: module.to_owned(),
            name: name.to_owned(),
        })?;
        self.stack.push(Value::Global(global));
        Ok(())
    }

    fn tuple(&mut self, length: usize) -> Step {
        let floor = self.marks.last().copied().unwrap_or(0);
        if self.stack.len() < floor + length {
            return Err(self.unexpected("enough values for a tuple"));
        }
        let items = self.stack.split_off(self.stack.len() - length);
        self.push_tuple(items);
        Ok(())
    }

    fn push_tuple(&mut self, items: Vec<Value<'a>>) {
        self.stack.push(Value::Tuple(self.built.tuples.len()));
        self.built.tuples.push(items);
    }

    fn push_list(&mut self) {
        self.stack.push(Value::List(self.built.lists.len()));
        self.built.lists.push(Vec::new());
    }

    fn push_dict(&mut self) {
        self.stack.push(Value::Dict(self.built.dicts.len()));
        self.built.dicts.push(Vec::new());
    }

    fn append(&mut self, items: Vec<Value<'a>>) -> Step {
        let Some(Value::List(list)) = self.stack.last() else {
            return Err(self.unexpected("a list to append to"));
        };
        self.built.lists[*list].extend(items);
        Ok(())
    }

    fn set_items(&mut self, items: &[Value<'a>]) -> Step {
        let (pairs, rest) = items.as_chunks::<2>();
        let Some((Value::Dict(dict), [])) = self.stack.last().map(|top| (top, rest)) else {
            return Err(self.unexpected("a dictionary and pairs to put into it"));
        };
        self.built.dicts[*dict].extend(pairs.iter().map(|[key, value]| (*key, *value)));
        Ok(())
    }

    /// `("storage", type, key, location, elements)`, with a view that is `None` in the old format.
    fn persistent(&mut self) -> Step {
        let items = self.pop_tuple()?;
        let (kind, view) = items.split_at(items.len().min(5));
        let [
            Value::Text("storage"),
            Value::Global(Global::Storage(dtype)),
            Value::Text(key),
            Value::Text(_),
            Value::Int(elements),
        ] = kind
        else {
            return Err(self.unexpected("a storage"));
        };
        let elements = usize::try_from(*elements).ok();
        let (Some(elements), [] | [Value::None]) = (elements, view) else {
            return Err(self.unexpected("a storage that is not a view of another"));
        };
        self.stack.push(Value::Storage(self.built.storages.len()));
        self.built.storages.push(NamedStorage {
            key,
            dtype: *dtype,
            elements,
        });
        Ok(())
    }

    fn reduce(&mut self) -> Step {
        let arguments = self.pop_tuple()?;
        match (self.pop()?, &arguments[..]) {
            (Value::Global(Global::OrderedDict), []) => self.push_dict(),
            (Value::Global(Global::RebuildParameter), [tensor @ Value::Tensor(_), ..]) => {
                self.stack.push(*tensor);
            }
            (
                Value::Global(Global::RebuildTensor),
                [
                    Value::Storage(storage),
                    Value::Int(offset),
                    Value::Tuple(shape),
                    Value::Tuple(strides),
                    ..,
                ],
            ) => return self.tensor(*storage, *offset, *shape, *strides),
            _ => return Err(self.unexpected("a tensor or an ordered dictionary")),
        }
        Ok(())
    }

    fn tensor(&mut self, storage: usize, offset: i64, shape: usize, strides: usize) -> Step {
        let sizes = |tuple: usize| -> Option<Vec<usize>> {
            let items = &self.built.tuples[tuple];
            if items.len() > MAX_TUPLE {
                return None;
            }
            items
                .iter()
                .map(|value| match value {
                    Value::Int(size) => usize::try_from(*size).ok(),
                    _ => None,
                })
                .collect()
        };
        let described = (usize::try_from(offset).ok(), sizes(shape), sizes(strides));
        let (Some(offset), Some(shape), Some(strides)) = described else {
            return Err(self.unexpected("sizes that are whole numbers"));
        };
        self.stack.push(Value::Tensor(self.built.tensors.len()));
        self.built.tensors.push(PickledTensor {
            storage,
            offset,
            shape,
            strides,
        });
        Ok(())
    }

    /// Attributes of a dictionary, such as a state dict's versions of its modules: passed over.
    fn build(&mut self) -> Step {
        let state = self.pop()?;
        match (state, self.stack.last()) {
            (Value::Dict(_), Some(Value::Dict(_))) => Ok(()),
            _ => Err(self.unexpected("the attributes of a dictionary")),
        }
    }

    fn pop(&mut self) -> Result<Value<'a>, PickleError> {
        let floor = self.marks.last().copied().unwrap_or(0);
        let top = if self.stack.len() > floor {
            self.stack.pop()
        } else {
            None
        };
        top.ok_or_else(|| self.unexpected("a value on the stack"))
    }

    fn pop_tuple(&mut self) -> Result<Vec<Value<'a>>, PickleError> {
        match self.pop()? {
            // A long one is not copied: a file could ask for that over and over.
            Value::Tuple(index) if self.built.tuples[index].len() <= MAX_TUPLE => {
                Ok(self.built.tuples[index].clone())
            }
            _ => Err(self.unexpected("a short tuple")),
        }
    }

    fn pop_to_mark(&mut self) -> Result<Vec<Value<'a>>, PickleError> {
        let mark = self.marks.pop();
        let mark = mark.filter(|mark| *mark <= self.stack.len());
        let mark = mark.ok_or_else(|| self.unexpected("a mark"))?;
        Ok(self.stack.split_off(mark))
    }

    fn byte(&mut self) -> Result<u8, PickleError> {
        self.array().map(|[byte]| byte)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], PickleError> {
        let at = self.at;
        let bytes = self.take(N)?;
        bytes.try_into().map_err(|_| PickleError::Truncated { at })
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], PickleError> {
        let at = self.data.len();
        let bytes = self.data[self.at..].get(..length);
        let bytes = bytes.ok_or(PickleError::Truncated { at })?;
        self.at += length;
        Ok(bytes)
    }

    /// The text up to the next line feed, which is passed over.
    fn line(&mut self) -> Result<&'a str, PickleError> {
        let rest = &self.data[self.at..];
        let end = rest.iter().position(|byte| *byte == b'\n');
        let at = self.data.len();
        let bytes = self.take(end.ok_or(PickleError::Truncated { at })?)?;
        self.at += 1;
        std::str::from_utf8(bytes).map_err(|_| self.unexpected("a name in UTF-8"))
    }

    fn unexpected(&self, wanted: &'static str) -> PickleError {
        PickleError::Unexpected {
            at: self.at,
            wanted,
        }
    }

    fn limit(&self, what: &'static str, limit: usize) -> PickleError {
        let at = self.at;
        PickleError::Limit { at, what, limit }
    }
}

/// Two's complement, little-endian.
fn long(bytes: &[u8]) -> Value<'_> {
    if bytes.len() > 8 {
        return Value::Long(bytes);
    }
    let negative = bytes.last().is_some_and(|byte| byte & 0x80 != 0);
    let mut all = [if negative { 0xff } else { 0 }; 8];
    all[..bytes.len()].copy_from_slice(bytes);
    Value::Int(i64::from_le_bytes(all))
}

fn global_named(module: &str, name: &str) -> Option<Global> {
    let other = |bytes| Some(Global::Storage(Dtype::Other { bytes }));
    match (module, name) {
        ("collections", "OrderedDict") => Some(Global::OrderedDict),
        ("torch._utils", "_rebuild_tensor_v2") => Some(Global::RebuildTensor),
        ("torch._utils", "_rebuild_parameter") => Some(Global::RebuildParameter),
        ("torch", "FloatStorage") => Some(Global::Storage(Dtype::Float32)),
        ("torch", "HalfStorage") => Some(Global::Storage(Dtype::Float16)),
        ("torch", "BFloat16Storage") => Some(Global::Storage(Dtype::Bfloat16)),
        ("torch", "DoubleStorage") => Some(Global::Storage(Dtype::Float64)),
        ("torch", "LongStorage") => other(8),
        ("torch", "IntStorage") => other(4),
        ("torch", "ShortStorage") => other(2),
        ("torch", "CharStorage" | "ByteStorage" | "BoolStorage") => other(1),
        _ => None,
    }
}
