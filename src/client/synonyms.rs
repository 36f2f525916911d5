//! What else the classes are called, fetched when one is looked for.

use std::cell::Cell;

use super::site::{self, Known};
use crate::labels;

/// A line per class of ImageNet.
const ADDRESS: &str = "labels/synonyms.txt";

thread_local! {
    static ON_ITS_WAY: Cell<bool> = const { Cell::new(false) };
}

/// Fetches them unless they are there or on their way; whether they have arrived just now. What does
/// not arrive is asked for again the next time.
pub async fn fetch_synonyms() -> bool {
    if labels::knows_all_names() || ON_ITS_WAY.replace(true) {
        return false;
    }
    let fetched = site::fetch(ADDRESS, Known::default()).await;
    ON_ITS_WAY.set(false);
    fetched.is_ok_and(|bytes| labels::add_synonyms(&String::from_utf8_lossy(&bytes.to_vec())))
}
