use crate::app_model::VisualSettings;
use crate::app_model::visual::settings::MOST_TERMS;
use crate::app_model::visual::terms::fitted;
use crate::catalogue;
use crate::protocol::{Start, Term};
use crate::spec::{ClassId, Need, NetworkSpec};

use super::pairs::{Pairs, Taken, number, within};

const STARTS: [(&str, Start); 3] = [
    ("noise", Start::Noise),
    ("grey", Start::Grey),
    ("image", Start::Image),
];

/// Every pair of the third part.
pub(super) fn pairs(pairs: &mut Pairs, settings: &mut VisualSettings, network: &NetworkSpec) {
    pairs.one("preset", settings.preset, &mut |text| {
        // What a link does not say is as the preset has it.
        settings.take_preset(text, network);
        Taken::whole(settings.preset == text)
    });
    terms(pairs, settings, network);
    pairs.params(catalogue::VISUALIZE_PARAMS, &mut settings.params, network);
    pairs.choice("start", &mut settings.start, &STARTS);
    pairs.seed("seed", &mut settings.seed);
}

fn terms(pairs: &mut Pairs, settings: &mut VisualSettings, network: &NetworkSpec) {
    let shown: Vec<String> = settings.terms.iter().map(shown).collect();
    let mut read = Vec::new();
    pairs.each("term", &shown, &mut |text| {
        let Some(term) = term(text).filter(|_| read.len() < MOST_TERMS) else {
            return Taken::Not;
        };
        let Some(fit) = fitted(term.clone(), ClassId(0), network) else {
            return Taken::Not;
        };
        let taken = within(fit == term);
        read.push(fit);
        taken
    });
    if !read.is_empty() {
        settings.terms = read;
    }
    settings.adapt(network);
}

/// Such as `1-score-130` or `-0.5-channel-fire5-12`.
fn shown(term: &Term) -> String {
    let class = term.class.map(|class| class.to_string());
    let channel = term.channel.map(|channel| channel.to_string());
    let told = [class, term.layer.clone(), channel].into_iter().flatten();
    let head = format!("{}-{}", term.weight, term.objective);
    told.fold(head, |text, piece| format!("{text}-{piece}"))
}

/// None where it is no term of an objective that the page knows.
fn term(text: &str) -> Option<Term> {
    // The first dash may be the weight's sign.
    let end = 1 + text.get(1..)?.find('-')?;
    let (weight, rest) = (number(&text[..end])?, &text[end + 1..]);
    let mut objectives = catalogue::OBJECTIVES.iter();
    let (spec, mut told) = objectives.find_map(|spec| {
        let told = rest.strip_prefix(spec.id)?;
        (told.is_empty() || told.starts_with('-')).then_some((spec, told))
    })?;
    let mut term = Term {
        weight,
        ..Term::new(spec.id)
    };
    // Names of layers have dashes of their own.
    if spec.needs(Need::Channel) {
        let (layer, channel) = told.rsplit_once('-')?;
        term.channel = Some(channel.parse().ok()?);
        told = layer;
    }
    let told = told.strip_prefix('-');
    if spec.needs(Need::Class) {
        term.class = Some(ClassId(told?.parse().ok()?));
    } else if spec.needs(Need::Layer) {
        term.layer = Some(told?.to_owned());
    } else if told.is_some() {
        return None;
    }
    Some(term)
}
