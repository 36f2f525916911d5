use leptos::prelude::*;

/// Entries that can be looked at together.
const MOST_PICKED: usize = 2;

/// Looks at an entry, or no longer; of more than two the first goes.
pub(super) fn pick(picked: RwSignal<Vec<String>>, key: &str) {
    picked.update(|keys| {
        let before = keys.len();
        keys.retain(|other| other != key);
        if keys.len() == before {
            keys.push(key.to_owned());
        }
        let too_many = keys.len().saturating_sub(MOST_PICKED);
        keys.drain(..too_many);
    });
}
