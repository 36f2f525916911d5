//! PyTorch's first file format: a magic number, a version, facts of the machine, the state dict and
//! the keys of its storages, each a pickle; then each storage, its length before its numbers.

use std::collections::BTreeMap;

use super::pickle::{self, Pickled, Value};
use super::source::read_exact;
use super::stored::Storage;
use super::{CheckpointError, Content, PickleError, ReadAt, state_dict};

/// 0x1950a86a20f9469cfc6c, little-endian.
const MAGIC: [u8; 10] = [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
const VERSION: i64 = 1001;

const FIRST_READ: u64 = 1 << 18;
const MAX_PICKLES: u64 = 16 << 20;

/// The same as protocols 0 and 1 write it.
const DECIMAL: &[u8] = b"L119547037146038801333356L\n";
/// Before it stand the protocol, the length of a frame, and an opcode with a length.
const BEFORE_MAGIC: usize = 16;

/// Whether a file that begins so is of this format.
pub(super) fn begins(head: &[u8]) -> bool {
    let start = &head[..head.len().min(BEFORE_MAGIC + MAGIC.len())];
    let is_binary = start.first() == Some(&0x80);
    is_binary && start.windows(MAGIC.len()).any(|bytes| bytes == MAGIC) || head.starts_with(DECIMAL)
}

pub(super) async fn open<S: ReadAt>(source: &S) -> Result<Content, CheckpointError> {
    let mut wanted = FIRST_READ;
    loop {
        let length = wanted.min(source.length());
        let head = read_exact(source, 0, length).await?;
        match Pickles::read(&head) {
            // The pickles say nowhere how long they are.
            Err(CheckpointError::Pickle(PickleError::Truncated { .. }))
                if length < source.length() =>
            {
                if wanted == MAX_PICKLES {
                    let (what, limit) = ("the pickle", MAX_PICKLES);
                    return Err(CheckpointError::TooLarge { what, limit });
                }
                wanted *= 2;
            }
            pickles => {
                let pickles = pickles?;
                let storages = pickles.storages(source).await?;
                return Ok(Content {
                    parts: state_dict::parts(&pickles.state_dict, &storages)?,
                    has_modules: state_dict::holds_modules(&pickles.state_dict),
                });
            }
        }
    }
}

struct Pickles<'a> {
    state_dict: Pickled<'a>,
    /// Keys of the storages in the order of the file.
    keys: Vec<&'a str>,
    /// Where the first storage begins.
    end: usize,
}

impl<'a> Pickles<'a> {
    fn read(head: &'a [u8]) -> Result<Self, CheckpointError> {
        let mut end = 0;
        let mut next = || {
            let pickled = pickle::read(&head[end..])?;
            end += pickled.length;
            Ok::<_, PickleError>(pickled)
        };
        let (magic, version, machine) = (next()?, next()?, next()?);
        let is_magic = matches!(magic.top, Value::Long(_) | Value::Other);
        if !is_magic || version.top != Value::Int(VERSION) {
            return Err(CheckpointError::UnknownFormat);
        }
        if !is_little_endian(&machine) {
            return Err(CheckpointError::BigEndian);
        }
        let (state_dict, keys) = (next()?, next()?);
        let keys = texts(&keys).ok_or(CheckpointError::UnknownFormat)?;
        Ok(Self {
            state_dict,
            keys,
            end,
        })
    }

    /// Where each storage lies; the lengths in the file must be those that the pickle states.
    async fn storages<S: ReadAt>(
        &self,
        source: &S,
    ) -> Result<BTreeMap<&'a str, Storage>, CheckpointError> {
        let named = state_dict::named_storages(&self.state_dict)?;
        let mut found = BTreeMap::new();
        let mut offset = self.end as u64;
        for key in &self.keys {
            let wrong = || CheckpointError::Storage((*key).to_owned());
            let storage = named.get(key).ok_or_else(wrong)?;
            let length = read_exact(source, offset, 8).await?;
            if length != (storage.elements as u64).to_le_bytes() {
                return Err(wrong());
            }
            offset += 8;
            let bytes = (storage.elements as u64).checked_mul(storage.dtype.bytes() as u64);
            let end = bytes.and_then(|bytes| offset.checked_add(bytes));
            let end = end.filter(|end| *end <= source.length());
            let (dtype, elements) = (storage.dtype, storage.elements);
            let place = Storage {
                offset,
                dtype,
                elements,
            };
            if found.insert(*key, place).is_some() {
                return Err(CheckpointError::Duplicate((*key).to_owned()));
            }
            offset = end.ok_or_else(wrong)?;
        }
        Ok(found)
    }
}

fn is_little_endian(machine: &Pickled<'_>) -> bool {
    let Value::Dict(dict) = machine.top else {
        return false;
    };
    let entries = &machine.dicts[dict];
    entries.contains(&(Value::Text("little_endian"), Value::Bool(true)))
}

fn texts<'a>(pickled: &Pickled<'a>) -> Option<Vec<&'a str>> {
    let Value::List(list) = pickled.top else {
        return None;
    };
    let items = pickled.lists[list].iter();
    items
        .map(|item| match item {
            Value::Text(text) => Some(*text),
            _ => None,
        })
        .collect()
}
