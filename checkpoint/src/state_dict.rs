//! Where in a pickle the tensors lie: state dicts, at the top or inside of what a training saved.

use std::collections::{BTreeMap, BTreeSet};

use super::pickle::{Global, NamedStorage, Pickled, Value};
use super::stored::{Layout, Storage};
use super::{CheckpointError, OtherFile, Part, Stored};

/// Where training scripts put the state dict when they save more than it, the likeliest first.
const WRAPPERS: [&str; 8] = [
    "",
    "state_dict",
    "model_state_dict",
    "model",
    "net",
    "network",
    "module",
    "weights",
];
/// How deep it may lie.
const MAX_DEPTH: usize = 4;
const MAX_PARTS: usize = 64;
/// Longer than a tuple of state dicts.
const MAX_ITEMS: usize = 16;
/// Entries that are named where there is no state dict.
const NAMED: usize = 5;

/// The state dicts of a pickle, the likeliest first; `storages` says where each key lies.
///
/// # Errors
/// No state dict, a name that stands twice, a storage that is missing or too short for its tensor.
pub(super) fn parts(
    pickled: &Pickled<'_>,
    storages: &BTreeMap<&str, Storage>,
) -> Result<Vec<Part>, CheckpointError> {
    let found = Search::of(pickled);
    if found.is_empty() {
        return Err(nothing_in(pickled));
    }
    let largest = found.iter().map(|named| named.tensors.len()).max();
    let mut parts: Vec<Part> = Vec::new();
    let mut orders = Vec::new();
    for named in found {
        let is_small = Some(named.tensors.len() * 2) <= largest;
        let order = (is_small, likelihood(&named.path));
        let part = part(pickled, storages, named)?;
        // One by one: there are few, and a sort would be more code than all of this file.
        let at = orders.partition_point(|other| *other <= order);
        parts.insert(at, part);
        orders.insert(at, order);
    }
    for (part, order) in parts.iter_mut().zip(&orders) {
        part.before = orders.partition_point(|other| other < order);
    }
    Ok(parts)
}

fn part(
    pickled: &Pickled<'_>,
    storages: &BTreeMap<&str, Storage>,
    named: Named<'_>,
) -> Result<Part, CheckpointError> {
    let mut names = BTreeSet::new();
    let mut tensors = Vec::new();
    for (name, index) in named.tensors {
        if !names.insert(name) {
            return Err(CheckpointError::Duplicate(name.to_owned()));
        }
        let tensor = &pickled.tensors[index];
        tensors.push(match tensor.storage {
            Err(dtype) => Stored::of_no_numbers(name, dtype),
            Ok(storage) => {
                let key = pickled.storages[storage].key;
                let missing = || CheckpointError::Storage(key.to_owned());
                let storage = storages.get(key).ok_or_else(missing)?;
                let layout = Layout {
                    offset: tensor.offset,
                    shape: tensor.shape.clone(),
                    strides: tensor.strides.clone(),
                };
                Stored::new(name, *storage, &layout)?
            }
        });
    }
    let path = named.path.join(".");
    Ok(Part {
        path,
        tensors,
        before: 0,
    })
}

/// Smaller for what a reader means more probably: not an average that training keeps beside the
/// weights, and under the usual names.
fn likelihood(path: &[&str]) -> (bool, usize, usize) {
    let last = path.last().copied().unwrap_or_default();
    let is_beside = path.iter().any(|name| {
        let name = name.to_ascii_lowercase();
        ["ema", "swa", "avg", "average", "teacher", "best"]
            .iter()
            .any(|mark| name.split(['_', '-', '.']).any(|word| word == *mark))
    });
    let place = WRAPPERS.iter().position(|wrapper| *wrapper == last);
    (is_beside, place.unwrap_or(WRAPPERS.len()), path.len())
}

/// Every storage that the pickle names, once, and whether all say the same of it.
pub(super) fn named_storages<'a>(
    pickled: &Pickled<'a>,
) -> Result<BTreeMap<&'a str, NamedStorage<'a>>, CheckpointError> {
    let mut known = BTreeMap::new();
    for storage in &pickled.storages {
        let storage = NamedStorage {
            view: 0,
            ..*storage
        };
        let before = known.insert(storage.key, storage);
        if before.is_some_and(|before| before != storage) {
            return Err(CheckpointError::Storage(storage.key.to_owned()));
        }
    }
    Ok(known)
}

/// Names and indices of tensors, and the way to the dictionary that they stand in.
struct Named<'p> {
    path: Vec<&'p str>,
    tensors: Vec<(&'p str, usize)>,
}

/// Goes through dictionaries, and tuples of them, not through objects.
struct Search<'s, 'p> {
    pickled: &'s Pickled<'p>,
    seen: BTreeSet<usize>,
    found: Vec<Named<'p>>,
}

impl<'s, 'p> Search<'s, 'p> {
    fn of(pickled: &'s Pickled<'p>) -> Vec<Named<'p>> {
        let mut search = Self {
            pickled,
            seen: BTreeSet::new(),
            found: Vec::new(),
        };
        let mut level = vec![(Vec::new(), pickled.top)];
        for _ in 0..=MAX_DEPTH {
            let mut next = Vec::new();
            for (path, value) in level {
                search.visit(path, value, &mut next);
            }
            level = next;
        }
        search.found
    }

    fn visit(
        &mut self,
        path: Vec<&'p str>,
        value: Value<'p>,
        next: &mut Vec<(Vec<&'p str>, Value<'p>)>,
    ) {
        if self.found.len() >= MAX_PARTS || next.len() >= MAX_PARTS {
            return;
        }
        let pickled = self.pickled;
        let items = match value {
            Value::Tuple(index) => &pickled.tuples[index],
            Value::List(index) => &pickled.lists[index],
            value => {
                if let Some(dict) = pickled.dict(value) {
                    self.visit_dict(path, dict, next);
                }
                return;
            }
        };
        let containers = items.iter().take(MAX_ITEMS).copied();
        next.extend(containers.map(|item| (path.clone(), item)));
    }

    fn visit_dict(
        &mut self,
        path: Vec<&'p str>,
        dict: usize,
        next: &mut Vec<(Vec<&'p str>, Value<'p>)>,
    ) {
        if !self.seen.insert(dict) {
            return;
        }
        let mut tensors = Vec::new();
        for (key, value) in &self.pickled.dicts[dict] {
            let Value::Text(name) = *key else { continue };
            if let Some(tensor) = self.pickled.tensor(*value) {
                tensors.push((name, tensor));
            } else if is_container(*value) && next.len() < MAX_PARTS {
                let mut path = path.clone();
                path.push(name);
                next.push((path, *value));
            }
        }
        if !tensors.is_empty() {
            self.found.push(Named { path, tensors });
        }
    }
}

fn is_container(value: Value<'_>) -> bool {
    matches!(
        value,
        Value::Dict(_) | Value::Object(_) | Value::Tuple(_) | Value::List(_)
    )
}

/// Whether a pickle holds modules of PyTorch as objects, code and all.
pub(super) fn holds_modules(pickled: &Pickled<'_>) -> bool {
    pickled.objects.iter().any(|object| {
        let Value::Dict(state) = object.state else {
            return false;
        };
        let entries = &pickled.dicts[state];
        let has = |name| entries.iter().any(|(key, _)| *key == Value::Text(name));
        has("_parameters") || has("_modules")
    })
}

fn nothing_in(pickled: &Pickled<'_>) -> CheckpointError {
    if holds_modules(pickled) {
        return CheckpointError::WholeModel;
    }
    let entries = pickled.dict(pickled.top);
    let entries = entries.map_or(&[][..], |dict| &pickled.dicts[dict]);
    let of_numpy = (pickled.objects.iter()).filter(|object| object.class == Some(Global::Array));
    // A few stand beside what is missing.
    if of_numpy.count() * 2 > entries.len().max(1) {
        return CheckpointError::Other(OtherFile::Numpy);
    }
    let names = entries.iter().filter_map(|(key, _)| match key {
        Value::Text(name) => Some((*name).to_owned()),
        _ => None,
    });
    let holds: Vec<String> = names.take(NAMED).collect();
    match holds.is_empty() && !pickled.tensors.is_empty() {
        true => CheckpointError::Nameless,
        false => CheckpointError::NoTensors { holds },
    }
}
