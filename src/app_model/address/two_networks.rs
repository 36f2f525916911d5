use crate::app_model::{AppModel, MOST_TARGETS, PAIR_LEAVES};

use super::leaf;
use super::pairs::{Pairs, Taken, number, whole};

/// What is chosen in the fourth part.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pairing {
    /// Id of the second network; none where there is none to choose.
    pub second: Option<&'static str>,
    pub targets: usize,
    /// Of [`PAIR_LEAVES`].
    pub leaf: &'static str,
}

/// Every pair of the fourth part; the second network is not `first`.
pub(super) fn pairs(
    pairs: &mut Pairs,
    pairing: &mut Pairing,
    first: &str,
    model: &AppModel,
    lacking: &mut Vec<String>,
) {
    let shown = pairing.second.map(|id| model.network_in_link(id));
    pairs.one("second", &shown.unwrap_or_default(), &mut |text| {
        let (known, taken) = model.network_of_link(text, lacking);
        let id = known.map(|spec| spec.id);
        if id == Some(first) {
            return Taken::Not;
        }
        pairing.second = id.or(pairing.second);
        taken
    });
    pairs.one("targets", &pairing.targets.to_string(), &mut |text| {
        let Some(read) = number(text) else {
            return Taken::Not;
        };
        pairing.targets = (read as usize).clamp(1, MOST_TARGETS);
        whole(pairing.targets as f32, read)
    });
    leaf::shown(pairs, &mut pairing.leaf, &PAIR_LEAVES);
}
