use std::collections::HashMap;

use web_sys::Blob;

use crate::app_model::BlobId;

/// The files behind the pictures. Their bytes stay with the browser, often on disk.
#[derive(Default)]
pub(super) struct Blobs {
    kept: HashMap<BlobId, Blob>,
    last: u32,
}

impl Blobs {
    pub(super) fn keep(&mut self, blob: Blob) -> BlobId {
        self.last += 1;
        let id = BlobId(self.last);
        self.kept.insert(id, blob);
        id
    }

    pub(super) fn get(&self, id: BlobId) -> Option<Blob> {
        self.kept.get(&id).cloned()
    }

    pub(super) fn forget_all_but(&mut self, in_use: &[BlobId]) {
        self.kept.retain(|id, _| in_use.contains(id));
    }
}
