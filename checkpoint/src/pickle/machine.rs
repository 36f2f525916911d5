//! The stack machine: the opcodes of protocols 0 to 5 that need nothing outside of the file.

use std::collections::BTreeMap;

use super::globals;
use super::literal;
use super::{PickleError, Pickled, Value};

const MAX_OPCODES: usize = 1_000_000;
const MAX_STACK: usize = 100_000;
const MAX_PROTOCOL: u8 = 5;

pub(super) type Step = Result<(), PickleError>;

pub(super) struct Machine<'a> {
    pub(super) data: &'a [u8],
    pub(super) at: usize,
    pub(super) stack: Vec<Value<'a>>,
    marks: Vec<usize>,
    memo: BTreeMap<u32, Value<'a>>,
    pub(super) built: Pickled<'a>,
}

impl<'a> Machine<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self {
            data,
            at: 0,
            stack: Vec::new(),
            marks: Vec::new(),
            memo: BTreeMap::new(),
            built: Pickled {
                top: Value::None,
                tuples: Vec::new(),
                lists: Vec::new(),
                dicts: Vec::new(),
                storages: Vec::new(),
                tensors: Vec::new(),
                objects: Vec::new(),
                length: 0,
            },
        }
    }

    pub(super) fn run(mut self) -> Result<Pickled<'a>, PickleError> {
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
            // A frame says how much is to be read at once.
            0x95 => {
                self.take(8)?;
            }
            b'(' => self.marks.push(self.stack.len()),
            b'0' => return self.discard(),
            b'1' => drop(self.pop_to_mark()?),
            b'2' => {
                let top = self.pop()?;
                self.stack.extend([top, top]);
            }
            b'q' | b'r' | b'p' | 0x94 => return self.memoise(code),
            b'h' | b'j' | b'g' => return self.recall(code),
            b')' | 0x85 | 0x86 | 0x87 | b't' => return self.tuple(code),
            b']' | b'l' => return self.list(code),
            b'}' | b'd' => return self.dict(code),
            b'a' | b'e' => return self.append(code),
            b's' | b'u' => return self.set_items(code),
            0x8f => self.stack.push(Value::Other),
            0x90 => {
                self.pop_to_mark()?;
                return self.expect_top();
            }
            0x91 => {
                self.pop_to_mark()?;
                self.stack.push(Value::Other);
            }
            b'c' | 0x93 | b'i' | b'o' => return self.global(code),
            b'Q' => return self.persistent(),
            b'R' | 0x81 | 0x92 => return self.call(code),
            b'b' => return self.build(),
            code => return self.literal(code),
        }
        Ok(())
    }

    fn protocol(&mut self) -> Step {
        match self.byte()? {
            0..=MAX_PROTOCOL => Ok(()),
            _ => Err(self.unexpected("a protocol from 0 to 5")),
        }
    }

    fn literal(&mut self, code: u8) -> Step {
        let value = match code {
            b'N' => Value::None,
            0x88 | 0x89 => Value::Bool(code == 0x88),
            b'K' => Value::Int(i64::from(self.byte()?)),
            b'M' => Value::Int(i64::from(u16::from_le_bytes(self.array()?))),
            b'J' => Value::Int(i64::from(i32::from_le_bytes(self.array()?))),
            0x8a | 0x8b => literal::long(self.sized(code == 0x8a)?),
            b'I' | b'L' => literal::decimal(self.line()?),
            b'G' => {
                self.take(8)?;
                Value::Other
            }
            b'F' => {
                self.line()?;
                Value::Other
            }
            b'U' | 0x8c => literal::text(self.sized(true)?),
            b'X' | b'T' => literal::text(self.sized(false)?),
            0x8d => literal::text(self.sized_wide()?),
            b'S' => literal::quoted(self.line()?),
            b'V' => literal::unescaped(self.line()?),
            b'C' | b'B' => Value::Bytes(self.sized(code == b'C')?),
            0x8e | 0x96 => Value::Bytes(self.sized_wide()?),
            code => {
                let at = self.at - 1;
                return Err(PickleError::Opcode { code, at });
            }
        };
        self.stack.push(value);
        Ok(())
    }

    fn memoise(&mut self, code: u8) -> Step {
        let key = match code {
            // The first number that is free.
            0x94 => u32::try_from(self.memo.len()).unwrap_or(u32::MAX),
            code => self.memo_key(code)?,
        };
        let top = self.stack.last().copied();
        let top = top.ok_or_else(|| self.unexpected("a value to remember"))?;
        self.memo.insert(key, top);
        Ok(())
    }

    fn recall(&mut self, code: u8) -> Step {
        let key = self.memo_key(code)?;
        let known = self.memo.get(&key).copied();
        let known = known.ok_or_else(|| self.unexpected("a value remembered before"))?;
        self.stack.push(known);
        Ok(())
    }

    fn memo_key(&mut self, code: u8) -> Result<u32, PickleError> {
        match code {
            b'q' | b'h' => self.byte().map(u32::from),
            b'r' | b'j' => self.array().map(u32::from_le_bytes),
            _ => {
                let line = self.line()?;
                line.parse()
                    .map_err(|_| self.unexpected("the number of a value"))
            }
        }
    }

    fn tuple(&mut self, code: u8) -> Step {
        let items = match code {
            b')' => Vec::new(),
            b't' => self.pop_to_mark()?,
            code => {
                let length = usize::from(code - 0x84);
                let floor = self.marks.last().copied().unwrap_or(0);
                if self.stack.len() < floor + length {
                    return Err(self.unexpected("enough values for a tuple"));
                }
                self.stack.split_off(self.stack.len() - length)
            }
        };
        self.stack.push(Value::Tuple(self.built.tuples.len()));
        self.built.tuples.push(items);
        Ok(())
    }

    fn list(&mut self, code: u8) -> Step {
        let items = match code {
            b']' => Vec::new(),
            _ => self.pop_to_mark()?,
        };
        self.stack.push(Value::List(self.built.lists.len()));
        self.built.lists.push(items);
        Ok(())
    }

    fn dict(&mut self, code: u8) -> Step {
        let items = match code {
            b'}' => Vec::new(),
            _ => self.pop_to_mark()?,
        };
        let pairs = self.pairs(&items)?;
        self.push_dict(pairs);
        Ok(())
    }

    pub(super) fn push_dict(&mut self, pairs: Vec<(Value<'a>, Value<'a>)>) {
        self.stack.push(Value::Dict(self.built.dicts.len()));
        self.built.dicts.push(pairs);
    }

    fn pairs(&self, items: &[Value<'a>]) -> Result<Vec<(Value<'a>, Value<'a>)>, PickleError> {
        match items.as_chunks::<2>() {
            (pairs, []) => Ok(pairs.iter().map(|[key, value]| (*key, *value)).collect()),
            _ => Err(self.unexpected("keys with their values")),
        }
    }

    fn append(&mut self, code: u8) -> Step {
        let items = self.one_or_more(code == b'a', 1)?;
        match self.stack.last() {
            Some(Value::List(list)) => self.built.lists[*list].extend(items),
            Some(Value::Object(_) | Value::Other) => {}
            _ => return Err(self.unexpected("a list to append to")),
        }
        Ok(())
    }

    fn set_items(&mut self, code: u8) -> Step {
        let items = self.one_or_more(code == b's', 2)?;
        let pairs = self.pairs(&items)?;
        let dict = match self.stack.last() {
            Some(Value::Dict(dict)) => *dict,
            Some(Value::Object(object)) => {
                let dicts = &mut self.built.dicts;
                *self.built.objects[*object].dict.get_or_insert_with(|| {
                    dicts.push(Vec::new());
                    dicts.len() - 1
                })
            }
            _ => return Err(self.unexpected("a dictionary to fill")),
        };
        self.built.dicts[dict].extend(pairs);
        Ok(())
    }

    /// So many values, or all since the mark.
    fn one_or_more(&mut self, few: bool, count: usize) -> Result<Vec<Value<'a>>, PickleError> {
        if !few {
            return self.pop_to_mark();
        }
        let mut items = Vec::with_capacity(count);
        for _ in 0..count {
            items.push(self.pop()?);
        }
        items.reverse();
        Ok(items)
    }

    fn expect_top(&self) -> Step {
        match self.stack.is_empty() {
            true => Err(self.unexpected("a set to fill")),
            false => Ok(()),
        }
    }

    fn global(&mut self, code: u8) -> Step {
        let (module, name) = match code {
            b'c' | b'i' => (self.line()?, self.line()?),
            0x93 => {
                let (name, module) = (self.pop()?, self.pop()?);
                match (module, name) {
                    (Value::Text(module), Value::Text(name)) => (module, name),
                    _ => return Err(self.unexpected("a module and a name")),
                }
            }
            // Its class and its arguments stand behind the mark.
            _ => {
                let items = self.pop_to_mark()?;
                let (class, arguments) = items
                    .split_first()
                    .ok_or_else(|| self.unexpected("a class"))?;
                return self.make(*class, arguments);
            }
        };
        let global = globals::named(module, name).ok_or_else(|| PickleError::Global {
            module: module.to_owned(),
            name: name.to_owned(),
        })?;
        if code == b'i' {
            let arguments = self.pop_to_mark()?;
            return self.make(Value::Global(global), &arguments);
        }
        self.stack.push(Value::Global(global));
        Ok(())
    }

    /// Attributes, such as a state dict's versions of its modules.
    fn build(&mut self) -> Step {
        let state = self.pop()?;
        match self.stack.last() {
            Some(Value::Object(object)) => self.built.objects[*object].state = state,
            Some(_) => {}
            None => return Err(self.unexpected("something to give attributes to")),
        }
        Ok(())
    }

    /// The topmost value, or the mark where there is none above it.
    fn discard(&mut self) -> Step {
        if self.marks.last() == Some(&self.stack.len()) {
            self.marks.pop();
            return Ok(());
        }
        self.pop().map(drop)
    }

    pub(super) fn pop(&mut self) -> Result<Value<'a>, PickleError> {
        let floor = self.marks.last().copied().unwrap_or(0);
        let top = if self.stack.len() > floor {
            self.stack.pop()
        } else {
            None
        };
        top.ok_or_else(|| self.unexpected("a value on the stack"))
    }

    fn pop_to_mark(&mut self) -> Result<Vec<Value<'a>>, PickleError> {
        let mark = self.marks.pop();
        let mark = mark.filter(|mark| *mark <= self.stack.len());
        let mark = mark.ok_or_else(|| self.unexpected("a mark"))?;
        Ok(self.stack.split_off(mark))
    }

    pub(super) fn unexpected(&self, wanted: &'static str) -> PickleError {
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
