//! Puts results together for the shelf, and reads what stands there. Nothing else of the page calls
//! this, so that its code is fetched only when it is wanted.

use super::app::WithFile;
use super::surroundings::moment;
use crate::app_model::{AppModel, Kind, Shelved};
use crate::record;

/// A result with the file that holds it; none where there is no such result.
pub fn make(model: &AppModel, kind: Kind) -> Option<WithFile> {
    let shelved = record::shelved(model, kind, &moment())?;
    let file = record::to_file(&shelved);
    Some((shelved, file))
}

/// The page as it is now, for a result that is about to leave the bench.
pub fn copy(model: &AppModel) -> AppModel {
    model.clone()
}

/// What a file holds; none where it is none of these.
pub fn read(file: &[u8]) -> Option<Shelved> {
    record::from_file(file)
}
