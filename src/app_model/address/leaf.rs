use crate::app_model::instruments::{FaithfulSettings, InstrumentSettings, ObjectSettings};
use crate::app_model::instruments::{ProofSettings, SanitySettings};
use crate::app_model::{MOST_CLASSES, MOST_GAMMA, MOST_LEVELS, PROTOCOLS, Settings, Varied, leaf};
use crate::protocol::Redraw;
use crate::segment::RECIPES;
use crate::spec::NetworkSpec;

use super::pairs::{self, Pairs, Taken, number, within};

const VARIED: [(&str, Varied); 3] = [
    ("cascade", Varied::Cascade),
    ("alone", Varied::Alone),
    ("classes", Varied::Classes),
];
const REDRAWS: [(&str, Redraw); 3] = [
    ("he", Redraw::He),
    ("deviation", Redraw::Deviation),
    ("permutation", Redraw::Permutation),
];

/// Where the reader drew no box.
const NO_BOX: &str = "none";
/// The map as the mean over ten crops.
const TEN_CROPS: &str = "ten";
/// The pixel that the reader left to the map.
const STRONGEST: &str = "strongest";

/// What is shown under the map, where it is not the first leaf, and all that is set for a test that is shown
/// there.
pub(super) fn pairs(
    pairs: &mut Pairs,
    settings: &mut Settings,
    tests: &mut InstrumentSettings,
    network: &NetworkSpec,
) {
    shown(pairs, &mut settings.leaf, &leaf::ALL);
    let side = network.side as u32;
    match settings.leaf {
        leaf::SANITY => sanity(pairs, &mut tests.sanity),
        leaf::FAITHFUL => {
            faithful(pairs, &mut tests.faithful);
            bounds(pairs, &mut tests.bounds, side);
        }
        leaf::DOCTOR => proof(pairs, &mut tests.proof, side),
        leaf::OBJECT => {
            object(pairs, &mut tests.object);
            bounds(pairs, &mut tests.bounds, side);
        }
        _ => {}
    }
}

/// Which of these leaves is shown, where it is not the first one.
pub(super) fn shown(pairs: &mut Pairs, shown: &mut &'static str, all: &[&'static str]) {
    let written = (Some(&*shown) != all.first()).then(|| (*shown).to_owned());
    pairs.each("leaf", written.as_slice(), &mut |text| {
        let known = all.iter().find(|id| **id == text);
        *shown = known.unwrap_or(shown);
        Taken::whole(known.is_some())
    });
}

/// Takes over what [`pairs`] speaks of where this leaf is shown.
pub(super) fn take(leaf: &str, from: InstrumentSettings, to: &mut InstrumentSettings) {
    match leaf {
        leaf::SANITY => to.sanity = from.sanity,
        leaf::FAITHFUL => (to.faithful, to.bounds) = (from.faithful, from.bounds),
        leaf::DOCTOR => to.proof = from.proof,
        leaf::OBJECT => (to.object, to.bounds) = (from.object, from.bounds),
        _ => {}
    }
}

fn sanity(pairs: &mut Pairs, set: &mut SanitySettings) {
    pairs.choice("change", &mut set.varied, &VARIED);
    match set.varied {
        Varied::Classes => whole(pairs, "classes", &mut set.classes, MOST_CLASSES),
        Varied::Cascade | Varied::Alone => pairs.choice("weights", &mut set.redraw, &REDRAWS),
    }
    pairs.seed("test-seed", &mut set.seed);
}

fn faithful(pairs: &mut Pairs, set: &mut FaithfulSettings) {
    let all: Vec<&'static str> = PROTOCOLS.iter().map(|known| known.id).collect();
    let mut chosen = set.protocol().id;
    pairs.id("protocol", &mut chosen, &all);
    set.choose(chosen);
    pairs.seed("test-seed", &mut set.seed);
}

fn proof(pairs: &mut Pairs, set: &mut ProofSettings, side: u32) {
    let shown = set.pixel.map(|(x, y)| format!("{x}-{y}"));
    let shown = shown.unwrap_or(STRONGEST.to_owned());
    pairs.one("pixel", &shown, &mut |text| {
        let Some([x, y]) = numbers(text) else {
            return Taken::whole(text == STRONGEST);
        };
        let last = side.saturating_sub(1);
        let kept = (x.min(last), y.min(last));
        set.pixel = Some(kept);
        within(kept == (x, y))
    });
    let mut levels = u32::from(set.levels);
    whole(pairs, "levels", &mut levels, u32::from(MOST_LEVELS));
    set.levels = levels as u8;
}

fn object(pairs: &mut Pairs, set: &mut ObjectSettings) {
    let all: Vec<&'static str> = RECIPES.iter().map(|known| known.id).collect();
    let (before, mut chosen) = (set.recipe().id, set.recipe().id);
    pairs.id("recipe", &mut chosen, &all);
    if chosen != before {
        set.choose(chosen);
    }
    let mut gamma = set.gamma();
    pairs.number("gamma", &mut gamma, [0.0, MOST_GAMMA]);
    set.price(gamma);
    // What links said before there was a choice is one crop.
    let shown = set.ten_crops.then(|| TEN_CROPS.to_owned());
    let mut is_ten = set.ten_crops;
    pairs.each("crops", shown.as_slice(), &mut |text| {
        is_ten = text == TEN_CROPS;
        Taken::whole(is_ten)
    });
    set.ten_crops = is_ten;
    pairs.seed("test-seed", &mut set.seed);
}

/// First column and row, and those after the last, as a crop begins with its column.
fn bounds(pairs: &mut Pairs, chosen: &mut Option<[u32; 4]>, side: u32) {
    let shown = chosen.map(|[top, left, bottom, right]| format!("{left}-{top}-{right}-{bottom}"));
    pairs.one("box", &shown.unwrap_or(NO_BOX.to_owned()), &mut |text| {
        let Some(read @ [left, top, right, bottom]) = numbers(text) else {
            return Taken::whole(text == NO_BOX);
        };
        if left >= right || top >= bottom || left >= side || top >= side {
            return Taken::Not;
        }
        *chosen = Some([top, left, bottom.min(side), right.min(side)]);
        within(read.iter().all(|at| *at <= side))
    });
}

/// A whole number from 1.
fn whole(pairs: &mut Pairs, key: &str, value: &mut u32, most: u32) {
    pairs.one(key, &value.to_string(), &mut |text| {
        let Some(read) = number(text) else {
            return Taken::Not;
        };
        *value = (read as u32).clamp(1, most);
        pairs::whole(*value as f32, read)
    });
}

/// So many whole numbers between dashes.
fn numbers<const N: usize>(text: &str) -> Option<[u32; N]> {
    let all: Option<Vec<u32>> = text.split('-').map(|piece| piece.parse().ok()).collect();
    all?.try_into().ok()
}
