use serde::{Deserialize, Serialize};

use crate::app_model::{BlobId, Later};

use super::{Entry, Shelf};

/// [`Shelf`] as it is kept: what stands on it are files.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct KeptShelf {
    entries: Vec<KeptEntry>,
    gone: usize,
}

/// [`Entry`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptEntry {
    key: String,
    bytes: usize,
    /// Position among the files.
    file: usize,
    /// Another one for another file: by this text the page knows that there is something to be kept
    /// anew.
    number: u32,
}

impl KeptShelf {
    /// How many files belong to it; they are the last ones.
    pub fn files(&self) -> usize {
        self.entries.len()
    }
}

impl Shelf {
    /// `place` tells the position of a file among all.
    pub(in crate::app_model) fn keep(&self, mut place: impl FnMut(BlobId) -> usize) -> KeptShelf {
        let entries = self.entries.iter().map(|entry| KeptEntry {
            key: entry.key.clone(),
            bytes: entry.bytes,
            file: place(entry.blob),
            number: entry.blob.0,
        });
        KeptShelf {
            entries: entries.collect(),
            gone: self.gone,
        }
    }

    /// Puts back whatever there is a file of; false where one is missing.
    pub(in crate::app_model) fn restore(
        &mut self,
        kept: KeptShelf,
        file: impl Fn(usize) -> BlobId,
    ) -> bool {
        let all = kept.entries.len();
        for entry in kept.entries {
            let blob = file(entry.file);
            if blob != BlobId::NONE && self.entry(&entry.key).is_none() {
                self.entries.push(Entry {
                    key: entry.key,
                    blob,
                    bytes: entry.bytes,
                    content: Later::NotAsked,
                });
            }
        }
        let is_whole = self.entries.len() == all;
        self.gone = kept.gone;
        self.make_room();
        is_whole
    }
}
