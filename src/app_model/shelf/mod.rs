//! The shelf: what was found stays there, with its picture and its figures, when the bench is wanted
//! for something else.
//!
//! An entry is one file that the browser holds: the record of the result, its pictures, the names of
//! what it speaks of. So it needs neither the network that found it nor the bench, and it comes back
//! when the page has stopped working.

mod entry;
mod finished;
mod kept;
mod kind;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use entry::{Entry, Names, PictureOf, Shelved, ShelvedPicture};
pub use kept::KeptShelf;
pub use kind::Kind;

use super::desk::MISFIT;
use super::{AppModel, BlobId, Effect, Later, Notice, NoticeKind};

/// More results than this do not stand on the shelf.
pub const MOST_ENTRIES: usize = 40;
/// Nor more than so many bytes.
pub const MOST_BYTES: usize = 32_000_000;

/// What happens to the shelf.
#[derive(Debug, Clone)]
pub enum ShelfEvent {
    /// A result is put there; its file is `blob`.
    Put {
        shelved: Arc<Shelved>,
        blob: BlobId,
    },
    /// What the file of an entry holds; none where it cannot be read.
    Read {
        key: String,
        shelved: Option<Arc<Shelved>>,
    },
    /// The reader wants a result there that does not go there by itself.
    Keep(Kind),
    /// The reader looks at it.
    Open,
    /// An entry, by its key.
    Remove(String),
    Clear,
    /// What was removed last comes back.
    PutBack,
}

/// Results that are kept until there is no room for them.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    /// The oldest first.
    pub entries: Vec<Entry>,
    /// How many had to go because there was no room for them.
    pub gone: usize,
    /// What was removed last, each with the place where it stood.
    removed: Vec<(usize, Entry)>,
    /// Of the results on the bench.
    marks: finished::Marks,
    /// Keeps the page as it is at a moment; none before the code of the shelf is here, which it belongs to.
    pub copy: Option<fn(&AppModel) -> AppModel>,
}

impl Shelf {
    /// By its key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// How much stands there.
    pub fn bytes(&self) -> usize {
        let bytes = self.entries.iter().map(|entry| entry.bytes);
        bytes.fold(0, usize::saturating_add)
    }

    /// How many entries can be put back.
    pub fn removed(&self) -> usize {
        self.removed.len()
    }

    /// The files that may still be asked for.
    pub(super) fn blobs(&self) -> impl Iterator<Item = BlobId> {
        let removed = self.removed.iter().map(|(_, entry)| entry.blob);
        self.entries.iter().map(|entry| entry.blob).chain(removed)
    }

    /// The same experiment with the same outcome takes the place of what was known of it before.
    fn put(&mut self, entry: Entry) {
        self.entries.retain(|other| other.key != entry.key);
        self.entries.push(entry);
        self.make_room();
    }

    /// The oldest go first; the newest stays, however large it is.
    fn make_room(&mut self) {
        let is_full =
            |shelf: &Self| shelf.entries.len() > MOST_ENTRIES || shelf.bytes() > MOST_BYTES;
        while self.entries.len() > 1 && is_full(self) {
            self.entries.remove(0);
            self.gone = self.gone.saturating_add(1);
        }
    }

    fn remove(&mut self, key: &str) {
        if let Some(at) = self.entries.iter().position(|entry| entry.key == key) {
            self.removed = vec![(at, self.entries.remove(at))];
        }
    }

    fn clear(&mut self) {
        let all = std::mem::take(&mut self.entries);
        if !all.is_empty() {
            self.removed = all.into_iter().enumerate().collect();
        }
    }

    fn put_back(&mut self) {
        for (at, entry) in std::mem::take(&mut self.removed) {
            if self.entry(&entry.key).is_none() {
                let at = at.min(self.entries.len());
                self.entries.insert(at, entry);
            }
        }
        self.make_room();
    }

    fn on_read(&mut self, key: &str, shelved: Option<Arc<Shelved>>) {
        let Some(entry) = self.entries.iter_mut().find(|entry| entry.key == key) else {
            return;
        };
        let shelved = shelved.filter(|shelved| shelved.key == key);
        entry.bytes = shelved.as_ref().map_or(entry.bytes, |s| s.bytes());
        entry.content = shelved.map_or_else(|| Later::Failed(MISFIT.to_owned()), Later::Done);
        self.make_room();
    }
}

impl AppModel {
    pub(super) fn on_shelf(&mut self, event: ShelfEvent, effects: &mut Vec<Effect>) {
        match event {
            ShelfEvent::Put { shelved, blob } => {
                self.shelf.put(Entry::new(shelved, blob));
                let is_moot = |notice: &Notice| matches!(notice.kind, NoticeKind::NotShelved(_));
                self.notices.retain(|notice| !is_moot(notice));
            }
            ShelfEvent::Read { key, shelved } => self.shelf.on_read(&key, shelved),
            ShelfEvent::Keep(kind) => effects.push(Effect::Shelve(kind)),
            ShelfEvent::Open => self.read_shelf(effects),
            ShelfEvent::Remove(key) => self.shelf.remove(&key),
            ShelfEvent::Clear => self.shelf.clear(),
            ShelfEvent::PutBack => {
                self.shelf.put_back();
                self.read_shelf(effects);
            }
        }
    }

    /// What came back through a reload is read once it is wanted.
    fn read_shelf(&mut self, effects: &mut Vec<Effect>) {
        for entry in &mut self.shelf.entries {
            if entry.content == Later::NotAsked {
                entry.content = Later::Running;
                effects.push(Effect::ReadShelved {
                    key: entry.key.clone(),
                    blob: entry.blob,
                });
            }
        }
    }
}
