//! What a pickle makes of functions, classes and storages: noted, not done.

use super::globals::Global;
use super::machine::{Machine, Step};
use super::{Dtype, NamedStorage, Object, PickleError, PickledTensor, Value};

/// Longer than any tuple of arguments or of sizes.
const MAX_TUPLE: usize = 16;

impl<'a> Machine<'a> {
    /// `("storage", type, key, location, elements)`, with a view in the first format: its key, where
    /// it begins, and its length. Or a class with its source, of a whole model.
    pub(super) fn persistent(&mut self) -> Step {
        let items = self.pop_arguments()?;
        if let [Value::Text("module"), class, ..] = items[..] {
            self.stack.push(class);
            return Ok(());
        }
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
        let begin = match view {
            [] | [Value::None] => Some(0),
            [Value::Tuple(view)] => match self.built.tuples[*view][..] {
                [_, Value::Int(begin), Value::Int(_)] => usize::try_from(begin).ok(),
                _ => None,
            },
            _ => None,
        };
        let (Ok(elements), Some(view)) = (usize::try_from(*elements), begin) else {
            return Err(self.unexpected("a storage with its length"));
        };
        self.stack.push(Value::Storage(self.built.storages.len()));
        self.built.storages.push(NamedStorage {
            key,
            dtype: *dtype,
            elements,
            view,
        });
        Ok(())
    }

    /// What a function is called with, or a class made with: noted, not done.
    pub(super) fn call(&mut self, code: u8) -> Step {
        if code == 0x92 {
            // Arguments by name.
            self.pop()?;
        }
        let arguments = self.pop_arguments()?;
        let what = self.pop()?;
        self.make(what, &arguments)
    }

    pub(super) fn make(&mut self, what: Value<'a>, arguments: &[Value<'a>]) -> Step {
        let Value::Global(global) = what else {
            return self.object(None);
        };
        match (global, arguments) {
            (Global::Map, arguments) => return self.map(arguments),
            (Global::RebuildTensor, [Value::Storage(storage), rest @ ..]) => {
                return self.tensor(*storage, rest);
            }
            (Global::RebuildParameter | Global::Parameter, [tensor @ Value::Tensor(_), ..]) => {
                self.stack.push(*tensor);
            }
            (Global::RebuildTensor | Global::RebuildParameter, _) => {
                return Err(self.unexpected("what a tensor is made of"));
            }
            (
                Global::RebuildFromType,
                [function @ Value::Global(_), _, Value::Tuple(inner), ..],
            ) if *function != Value::Global(Global::RebuildFromType) => {
                let inner = self.arguments(*inner)?;
                return self.make(*function, &inner);
            }
            (Global::NewObject, [class @ Value::Global(_), rest @ ..])
                if *class != Value::Global(Global::NewObject) =>
            {
                return self.make(*class, rest);
            }
            (Global::Size, [sizes @ Value::Tuple(_)]) => self.stack.push(*sizes),
            (Global::ArrayType(_), [Value::Text("f4"), ..]) => {
                return self.object(Some(Global::ArrayType(Dtype::Float32)));
            }
            (Global::Refused(dtype), _) => self.refused(dtype),
            (global, _) => return self.object(Some(global)),
        }
        Ok(())
    }

    pub(super) fn object(&mut self, class: Option<Global>) -> Step {
        self.stack.push(Value::Object(self.built.objects.len()));
        self.built.objects.push(Object {
            class,
            state: Value::None,
            dict: None,
        });
        Ok(())
    }

    pub(super) fn refused(&mut self, dtype: Dtype) {
        self.stack.push(Value::Tensor(self.built.tensors.len()));
        self.built.tensors.push(PickledTensor {
            storage: Err(dtype),
            offset: 0,
            shape: Vec::new(),
            strides: Vec::new(),
        });
    }

    /// Of nothing, of another dictionary, or of a list of pairs, as Python 2 writes it.
    pub(super) fn map(&mut self, arguments: &[Value<'a>]) -> Step {
        for argument in arguments {
            match argument {
                // Itself, not a copy: a file could ask for copies over and over.
                Value::Dict(_) => {
                    self.stack.push(*argument);
                    return Ok(());
                }
                Value::List(list) => {
                    let items = self.built.lists[*list].iter();
                    let pairs = items.map(|item| self.pair(*item)).collect::<Option<_>>();
                    let pairs = pairs.ok_or_else(|| self.unexpected("pairs"))?;
                    // Taken out of the list, for the same reason.
                    self.built.lists[*list] = Vec::new();
                    self.push_dict(pairs);
                    return Ok(());
                }
                _ => {}
            }
        }
        self.push_dict(Vec::new());
        Ok(())
    }

    pub(super) fn pair(&self, item: Value<'a>) -> Option<(Value<'a>, Value<'a>)> {
        let items = match item {
            Value::Tuple(index) => &self.built.tuples[index],
            Value::List(index) => &self.built.lists[index],
            _ => return None,
        };
        match items[..] {
            [key, value] => Some((key, value)),
            _ => None,
        }
    }

    /// Offset, sizes and strides.
    pub(super) fn tensor(&mut self, storage: usize, view: &[Value<'a>]) -> Step {
        let described = match view {
            [Value::Int(offset), shape, strides, ..] => Some((
                usize::try_from(*offset).ok(),
                self.sizes(*shape),
                self.sizes(*strides),
            )),
            _ => None,
        };
        let Some((Some(offset), Some(shape), Some(strides))) = described else {
            return Err(self.unexpected("sizes that are whole numbers"));
        };
        let before = self.built.storages[storage].view;
        let offset = offset.checked_add(before);
        let offset = offset.ok_or_else(|| self.unexpected("a place in a storage"))?;
        self.stack.push(Value::Tensor(self.built.tensors.len()));
        self.built.tensors.push(PickledTensor {
            storage: Ok(storage),
            offset,
            shape,
            strides,
        });
        Ok(())
    }

    pub(super) fn sizes(&self, value: Value<'a>) -> Option<Vec<usize>> {
        let items = match value {
            Value::Tuple(index) => &self.built.tuples[index],
            Value::List(index) => &self.built.lists[index],
            _ => return None,
        };
        if items.len() > MAX_TUPLE {
            return None;
        }
        let size = |value: &Value<'_>| match value {
            Value::Int(size) => usize::try_from(*size).ok(),
            _ => None,
        };
        items.iter().map(size).collect()
    }

    pub(super) fn pop_arguments(&mut self) -> Result<Vec<Value<'a>>, PickleError> {
        match self.pop()? {
            Value::Tuple(index) => self.arguments(index),
            _ => Err(self.unexpected("a tuple")),
        }
    }

    /// The first of them: a long tuple is not copied, a file could ask for that over and over.
    pub(super) fn arguments(&self, tuple: usize) -> Result<Vec<Value<'a>>, PickleError> {
        let all = self.built.tuples.get(tuple);
        let all = all.ok_or_else(|| self.unexpected("a tuple"))?;
        Ok(all[..all.len().min(MAX_TUPLE)].to_vec())
    }
}
