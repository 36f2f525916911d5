use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::app_model::{Bytes, Floats};

/// Something that is kept as it is, beside what speaks of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Thing {
    Bytes(Bytes),
    Floats(Floats),
}

/// The place of a thing among all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct At(u32);

/// Bytes and numbers that are kept. What the state shares stands there once, and is shared again
/// when it comes back: many an answer holds only for the very image that it is about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Things(pub Vec<Thing>);

impl Things {
    pub(in crate::app_model) fn put(&mut self, bytes: &Bytes) -> At {
        let is_it = |thing: &Thing| matches!(thing, Thing::Bytes(b) if Arc::ptr_eq(b, bytes));
        self.place(is_it, || Thing::Bytes(bytes.clone()))
    }

    pub(in crate::app_model) fn put_floats(&mut self, floats: &Floats) -> At {
        let is_it = |thing: &Thing| matches!(thing, Thing::Floats(f) if Arc::ptr_eq(f, floats));
        self.place(is_it, || Thing::Floats(floats.clone()))
    }

    fn place(&mut self, is_it: impl Fn(&Thing) -> bool, make: impl FnOnce() -> Thing) -> At {
        let found = self.0.iter().position(is_it);
        let at = found.unwrap_or_else(|| {
            self.0.push(make());
            self.0.len() - 1
        });
        At(at as u32)
    }

    /// None where there is no such thing.
    pub(in crate::app_model) fn bytes(&self, at: At) -> Option<Bytes> {
        match self.0.get(at.0 as usize)? {
            Thing::Bytes(bytes) => Some(bytes.clone()),
            Thing::Floats(_) => None,
        }
    }

    /// None where there is no such thing.
    pub(in crate::app_model) fn floats(&self, at: At) -> Option<Floats> {
        match self.0.get(at.0 as usize)? {
            Thing::Floats(floats) => Some(floats.clone()),
            Thing::Bytes(_) => None,
        }
    }

    /// Bytes of this length; none where there are none such.
    pub(in crate::app_model) fn of_length(&self, at: At, length: usize) -> Option<Bytes> {
        self.bytes(at).filter(|bytes| bytes.len() == length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shared_stands_there_once_and_what_is_merely_equal_twice() {
        let mut things = Things::default();
        let (first, other): (Bytes, Bytes) = (vec![1, 2].into(), vec![1, 2].into());
        let places = [&first, &other, &first].map(|bytes| things.put(bytes));
        assert_eq!(places, [At(0), At(1), At(0)]);
        assert!(Arc::ptr_eq(&things.bytes(At(0)).expect("bytes"), &first));
        assert_eq!(things.floats(At(0)), None);
        assert_eq!(things.bytes(At(2)), None);
    }
}
