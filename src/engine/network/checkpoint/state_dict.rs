use std::collections::{BTreeMap, BTreeSet};

use super::pickle::{Pickled, Value};
use super::stored::{Storage, View};
use super::{CheckpointError, Stored};

/// Where training scripts put the state dict when they save more than it.
const WRAPPERS: [&str; 4] = ["state_dict", "model_state_dict", "model", "net"];

/// The tensors of the state dict that a pickle holds; `storages` says where each key lies.
///
/// # Errors
/// No state dict, a name that stands twice, a storage that is missing or too short for its tensor.
pub(super) fn tensors(
    pickled: &Pickled<'_>,
    storages: &BTreeMap<&str, Storage>,
) -> Result<Vec<Stored>, CheckpointError> {
    let mut names = BTreeSet::new();
    let mut all = Vec::new();
    for (name, index) in named(pickled)? {
        if !names.insert(name) {
            return Err(CheckpointError::Duplicate(name.to_owned()));
        }
        let tensor = &pickled.tensors[index];
        let key = pickled.storages[tensor.storage].key;
        let missing = || CheckpointError::Storage(key.to_owned());
        let storage = storages.get(key).ok_or_else(missing)?;
        let view = View {
            offset: tensor.offset,
            shape: tensor.shape.clone(),
            strides: tensor.strides.clone(),
        };
        all.push(Stored::new(name, *storage, &view)?);
    }
    Ok(all)
}

/// Every storage that the pickle names, once, and whether all say the same of it.
pub(super) fn named_storages<'a>(
    pickled: &Pickled<'a>,
) -> Result<BTreeMap<&'a str, super::pickle::NamedStorage<'a>>, CheckpointError> {
    let mut known = BTreeMap::new();
    for storage in &pickled.storages {
        let before = known.insert(storage.key, *storage);
        if before.is_some_and(|before| before != *storage) {
            return Err(CheckpointError::Storage(storage.key.to_owned()));
        }
    }
    Ok(known)
}

/// Names and indices of the tensors at the top, or inside of one of the usual wrappers.
fn named<'p>(pickled: &Pickled<'p>) -> Result<Vec<(&'p str, usize)>, CheckpointError> {
    let Value::Dict(top) = pickled.top else {
        return Err(CheckpointError::NoTensors);
    };
    let inside = WRAPPERS.iter().filter_map(|wrapper| {
        let mut entries = pickled.dicts[top].iter();
        let (_, value) = entries.find(|(key, _)| *key == Value::Text(wrapper))?;
        match value {
            Value::Dict(dict) => Some(*dict),
            _ => None,
        }
    });
    std::iter::once(top)
        .chain(inside)
        .map(|dict| tensors_of(&pickled.dicts[dict]))
        .find(|tensors| !tensors.is_empty())
        .ok_or(CheckpointError::NoTensors)
}

fn tensors_of<'p>(dict: &[(Value<'p>, Value<'p>)]) -> Vec<(&'p str, usize)> {
    let entries = dict.iter();
    entries
        .filter_map(|entry| match entry {
            (Value::Text(name), Value::Tensor(index)) => Some((*name, *index)),
            _ => None,
        })
        .collect()
}
