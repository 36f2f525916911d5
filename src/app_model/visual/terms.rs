use crate::catalogue::{self, Preset};
use crate::protocol::Term;
use crate::spec::{ClassId, Need, NetworkSpec};

/// The practical's example: tarantula.
pub(super) const FIRST_CLASS: ClassId = ClassId(76);

/// The practical's example, or the last class of a network that has fewer.
pub(super) fn first_class(network: &NetworkSpec) -> ClassId {
    FIRST_CLASS.min(ClassId(network.classes.saturating_sub(1) as u16))
}

/// The class of the first term that names one.
pub(super) fn class_of(terms: &[Term]) -> Option<ClassId> {
    terms.iter().find_map(|term| term.class)
}

/// Climbs this class in the place of the first that the terms name.
pub(super) fn set_class(terms: &mut Vec<Term>, class: ClassId) {
    let named = terms.iter_mut().find_map(|term| term.class.as_mut());
    match named {
        Some(named) => *named = class,
        None => *terms = vec![Term::score(class)],
    }
}

/// The same with what its objective needs and no more: `class`, the layer in the middle and the
/// first channel where it was not told which. None where the page or the network does not have what
/// it is about.
pub(in crate::app_model) fn fitted(
    term: Term,
    class: ClassId,
    network: &NetworkSpec,
) -> Option<Term> {
    let spec = catalogue::objective(&term.objective)?;
    let class = spec
        .needs(Need::Class)
        .then_some(term.class.unwrap_or(class));
    let middle = network.layers.get(network.layers.len() / 2);
    let layer = term.layer.or(middle.map(|layer| (*layer).to_owned()));
    let layer = layer.filter(|_| spec.needs(Need::Layer));
    let channels = match &layer {
        Some(layer) => network.channels_of(layer)?,
        None => 0,
    };
    let channel = (term.channel.unwrap_or(0)).min(channels.saturating_sub(1) as u32);
    let exists = class.is_none_or(|class| class.index() < network.classes);
    (exists && term.weight.is_finite()).then_some(Term {
        class,
        layer,
        channel: spec.needs(Need::Channel).then_some(channel),
        ..term
    })
}

/// What a run with this preset climbs, after it climbed `present`.
pub(super) fn terms_of(preset: &Preset, present: Vec<Term>, network: &NetworkSpec) -> Vec<Term> {
    let is_of_a_preset = |term: &Term| {
        let mut all = catalogue::PRESETS.iter().filter_map(Preset::term);
        all.any(|of| of.objective == term.objective)
    };
    let class = first_class(network);
    match preset.term() {
        Some(mut term) => {
            // Another network has other layers: one in its middle.
            term.layer
                .take_if(|layer| network.channels_of(layer).is_none());
            fitted(term, class, network).into_iter().collect()
        }
        // Back from a preset of layers: there is no class to go back to but the first.
        None if present.iter().all(is_of_a_preset) => vec![Term::score(class)],
        None => present,
    }
}
