//! The stack machine: one pass, no recursion, everything bounded.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Entry;
use super::cursor::Cursor;
use super::error::PickleError;
use super::numpy::{array_from, is_little_endian};
use super::value::{Global, NpArray, Object, Value};

const MAX_OPCODES: usize = 20_000;
const MAX_STACK: usize = 256;

pub(super) struct Machine<'a> {
    cursor: Cursor<'a>,
    stack: Vec<Value<'a>>,
    marks: Vec<usize>,
    memo: BTreeMap<usize, Value<'a>>,
    objects: Vec<Object<'a>>,
}

type Step = Result<(), PickleError>;

impl<'a> Machine<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self {
            cursor: Cursor::new(data),
            stack: Vec::new(),
            marks: Vec::new(),
            memo: BTreeMap::new(),
            objects: Vec::new(),
        }
    }

    pub(super) fn run(mut self) -> Result<Vec<Entry>, PickleError> {
        for _ in 0..MAX_OPCODES {
            let code = self.cursor.byte()?;
            if code == b'.' {
                return self.finish();
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
            b'}' => self.create(Object::Dict(Vec::new())),
            b']' => self.create(Object::List(Vec::new())),
            b'N' => self.stack.push(Value::None),
            0x89 => self.stack.push(Value::False),
            b'J' | b'K' | b'M' => return self.integer(code),
            b'X' | b'B' | b'C' => return self.text_or_bytes(code),
            b'q' | b'r' | b'h' => return self.memoise(code),
            b'c' => return self.global(),
            b't' => {
                let items = self.pop_to_mark()?;
                self.stack.push(Value::Tuple(items.into()));
            }
            0x85 => return self.tuple(1),
            0x87 => return self.tuple(3),
            b'R' => return self.reduce(),
            b'b' => return self.build(),
            b'e' => return self.append(),
            b'u' => return self.set_items(),
            code => {
                let at = self.cursor.at() - 1;
                return Err(PickleError::Opcode { code, at });
            }
        }
        Ok(())
    }

    fn protocol(&mut self) -> Step {
        match self.cursor.byte()? {
            3 => Ok(()),
            _ => Err(self.unexpected("protocol 3")),
        }
    }

    fn integer(&mut self, code: u8) -> Step {
        let value = match code {
            b'K' => i64::from(self.cursor.byte()?),
            b'M' => i64::from(u16::from_le_bytes(self.cursor.array()?)),
            _ => i64::from(i32::from_le_bytes(self.cursor.array()?)),
        };
        self.stack.push(Value::Int(value));
        Ok(())
    }

    fn text_or_bytes(&mut self, code: u8) -> Step {
        let length = match code {
            b'C' => usize::from(self.cursor.byte()?),
            _ => self.cursor.length()?,
        };
        let bytes = self.cursor.take(length)?;
        let value = match code {
            b'X' => Value::Text(
                std::str::from_utf8(bytes).map_err(|_| self.unexpected("text in UTF-8"))?,
            ),
            _ => Value::Bytes(bytes),
        };
        self.stack.push(value);
        Ok(())
    }

    fn memoise(&mut self, code: u8) -> Step {
        let key = match code {
            b'r' => self.cursor.length()?,
            _ => usize::from(self.cursor.byte()?),
        };
        if code == b'h' {
            let known = self.memo.get(&key).cloned();
            self.stack
                .push(known.ok_or_else(|| self.unexpected("a value stored before"))?);
        } else {
            let top = self.stack.last().cloned();
            self.memo
                .insert(key, top.ok_or_else(|| self.unexpected("a value to store"))?);
        }
        Ok(())
    }

    fn global(&mut self) -> Step {
        let module = self.cursor.line()?;
        let name = self.cursor.line()?;
        let global = Global::named(module, name).ok_or_else(|| PickleError::Global {
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
        self.stack.push(Value::Tuple(items.into()));
        Ok(())
    }

    /// "Calls" one of the two known constructors; nothing is called, an empty object is made.
    fn reduce(&mut self) -> Step {
        let arguments = self.pop_tuple()?;
        let callee = self.pop()?;
        let object = match (&callee, &arguments[..]) {
            (
                Value::Global(Global::Reconstruct),
                [
                    Value::Global(Global::NdArray),
                    Value::Tuple(shape),
                    Value::Bytes(b"b"),
                ],
            ) if shape[..] == [Value::Int(0)] => Object::Array(None),
            (Value::Global(Global::Dtype), [Value::Text("f4"), Value::Int(0), Value::Int(1)]) => {
                Object::Float32 { built: false }
            }
            _ => return Err(self.unexpected("an empty array or the dtype f4")),
        };
        self.create(object);
        Ok(())
    }

    fn build(&mut self) -> Step {
        let state = self.pop_tuple()?;
        let Some(&Value::Object(index)) = self.stack.last() else {
            return Err(self.unexpected("an object to fill"));
        };
        let filled = match &self.objects[index] {
            Object::Float32 { built: false } if is_little_endian(&state) => {
                Object::Float32 { built: true }
            }
            Object::Array(None) => {
                let array = array_from(&state, &self.objects, self.cursor.at())?;
                Object::Array(Some(array))
            }
            _ => {
                return Err(
                    self.unexpected("an empty array or a little-endian dtype, and its state")
                );
            }
        };
        self.objects[index] = filled;
        Ok(())
    }

    fn append(&mut self) -> Step {
        let items = self.pop_to_mark()?;
        if let Some(&Value::Object(index)) = self.stack.last()
            && let Object::List(list) = &mut self.objects[index]
        {
            list.extend(items);
            return Ok(());
        }
        Err(self.unexpected("a list to append to"))
    }

    fn set_items(&mut self) -> Step {
        let items = self.pop_to_mark()?;
        if let Some(&Value::Object(index)) = self.stack.last()
            && let Object::Dict(dict) = &mut self.objects[index]
        {
            let (pairs, rest) = items.as_chunks::<2>();
            if rest.is_empty() {
                dict.extend(pairs.iter().cloned().map(|[key, value]| (key, value)));
                return Ok(());
            }
        }
        Err(self.unexpected("a dictionary and pairs to put into it"))
    }

    fn finish(mut self) -> Result<Vec<Entry>, PickleError> {
        let count = self.cursor.left();
        if count > 0 {
            return Err(PickleError::Trailing { count });
        }
        let wanted = self.unexpected("a dictionary from names to lists of arrays");
        let [Value::Object(top)] = self.stack[..] else {
            return Err(wanted);
        };
        let Object::Dict(pairs) = std::mem::replace(&mut self.objects[top], Object::Array(None))
        else {
            return Err(wanted);
        };
        let entries: Option<Vec<Entry>> = pairs
            .iter()
            .map(|(key, value)| self.entry(key, value))
            .collect();
        entries.ok_or(wanted)
    }

    fn entry(&self, key: &Value<'a>, value: &Value<'a>) -> Option<Entry> {
        let (Value::Text(name), Value::Object(list)) = (key, value) else {
            return None;
        };
        let Object::List(items) = &self.objects[*list] else {
            return None;
        };
        let arrays: Option<Vec<NpArray>> = items
            .iter()
            .map(|item| match item {
                Value::Object(index) => match &self.objects[*index] {
                    Object::Array(array) => array.clone(),
                    _ => None,
                },
                _ => None,
            })
            .collect();
        Some(((*name).to_owned(), arrays?))
    }

    fn create(&mut self, object: Object<'a>) {
        self.stack.push(Value::Object(self.objects.len()));
        self.objects.push(object);
    }

    fn pop(&mut self) -> Result<Value<'a>, PickleError> {
        let floor = self.marks.last().copied().unwrap_or(0);
        if self.stack.len() <= floor {
            return Err(self.unexpected("a value on the stack"));
        }
        self.stack
            .pop()
            .ok_or_else(|| self.unexpected("a value on the stack"))
    }

    fn pop_tuple(&mut self) -> Result<Rc<[Value<'a>]>, PickleError> {
        match self.pop()? {
            Value::Tuple(items) => Ok(items),
            _ => Err(self.unexpected("a tuple")),
        }
    }

    fn pop_to_mark(&mut self) -> Result<Vec<Value<'a>>, PickleError> {
        let mark = self.marks.pop().ok_or_else(|| self.unexpected("a mark"))?;
        Ok(self.stack.split_off(mark))
    }

    fn unexpected(&self, wanted: &'static str) -> PickleError {
        let at = self.cursor.at();
        PickleError::Unexpected { at, wanted }
    }

    fn limit(&self, what: &'static str, limit: usize) -> PickleError {
        let at = self.cursor.at();
        PickleError::Limit { at, what, limit }
    }
}
