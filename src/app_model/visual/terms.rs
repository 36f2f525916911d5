use crate::catalogue::Preset;
use crate::protocol::{Aim, Term};
use crate::spec::{ClassId, NetworkSpec};

/// The practical's example: tarantula.
pub(super) const FIRST_CLASS: ClassId = ClassId(76);

/// The practical's example, or the last class of a network that has fewer.
pub(super) fn first_class(network: &NetworkSpec) -> ClassId {
    FIRST_CLASS.min(ClassId(network.classes.saturating_sub(1) as u16))
}

/// Climbs this class in the place of the first that the terms name.
pub(super) fn set_class(terms: &mut Vec<Term>, class: ClassId) {
    let named = terms.iter_mut().find_map(|term| match &mut term.aim {
        Aim::Score(named) | Aim::Probability(named) => Some(named),
        _ => None,
    });
    match named {
        Some(named) => *named = class,
        None => {
            *terms = vec![Term {
                weight: 1.0,
                aim: Aim::Score(class),
            }];
        }
    }
}

/// What a run with this preset climbs, after it climbed `present`.
pub(super) fn terms_of(preset: &Preset, present: Vec<Term>, network: &NetworkSpec) -> Vec<Term> {
    let layers = network.layers;
    let is_layer = |term: &Term| matches!(term.aim, Aim::Layer { .. });
    let one = |aim| vec![Term { weight: 1.0, aim }];
    match preset.layer {
        Some(layer) => {
            // Another network has other layers: one in its middle.
            let known = layers.iter().find(|known| **known == layer);
            let layer = known.or_else(|| layers.get(layers.len() / 2));
            one(Aim::Layer {
                layer: layer.copied().unwrap_or_default().to_owned(),
            })
        }
        // Back from a preset of layers: there is no class to go back to but the first.
        None if present.iter().all(is_layer) => one(Aim::Score(first_class(network))),
        None => present,
    }
}
