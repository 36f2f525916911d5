//! Which seeds a link speaks of.

use crate::app_model::{leaf, part};
use crate::catalogue;

use super::text;

/// The part, the leaf and the methods whose seeds a link sets or leaves to their default; whether it
/// says them.
pub(in crate::app_model) fn seeds_in(link: &str) -> Vec<(String, bool)> {
    let Ok((pairs, _)) = text::pairs(link) else {
        return Vec::new();
    };
    let value = |key: &str| {
        let mut values = pairs.iter().filter_map(|pair| pair.split_once('_'));
        values.find(|(known, _)| *known == key).map(|(_, v)| v)
    };
    let says = |key: &str| value(key).is_some_and(|seed| seed.parse::<f32>().is_ok());
    let place = match value("part").unwrap_or(part::SALIENCY) {
        part::SALIENCY => value("method").unwrap_or(catalogue::SALIENCY_METHODS[0].id),
        part => part,
    };
    let leaf = value("leaf").unwrap_or(leaf::MEANING);
    let mut all = vec![
        (place.to_owned(), says("seed")),
        (leaf.to_owned(), says("test-seed")),
    ];
    let methods = pairs.iter().filter_map(|pair| pair.strip_prefix("beside_"));
    for method in methods {
        let id = method.split('_').next().unwrap_or_default();
        if all.iter().all(|(known, _)| known != id) {
            all.push((id.to_owned(), method.contains("_seed_")));
        }
    }
    all
}
