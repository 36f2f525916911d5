use crate::app_model::{MOST_METHODS, MapView, Settings};
use crate::catalogue;
use crate::render::{ColourMap, FIXED_SCALES, PERCENTILES, Reduction, Scale};
use crate::spec::{ClassId, NetworkSpec};

use super::pairs::{self, Pairs, Taken, number, within};

pub(super) const REDUCTIONS: [(&str, Reduction); 3] = [
    ("max-abs", Reduction::MaxAbs),
    ("sum-abs", Reduction::SumAbs),
    ("l2", Reduction::L2),
];
pub(super) const COLOURS: [(&str, ColourMap); 4] = [
    ("hot", ColourMap::Hot),
    ("grey", ColourMap::Grey),
    ("viridis", ColourMap::Viridis),
    ("inferno", ColourMap::Inferno),
];
const VIEWS: [(&str, MapView); 3] = [
    ("alone", MapView::Alone),
    ("over", MapView::OverImage),
    ("place", MapView::InPlace),
];

const SCALES: [(&str, bool); 2] = [("own", false), ("one", true)];

/// Where no class was chosen: the best one.
const PREDICTED: &str = "predicted";
const LINEAR: &str = "linear";
const PERCENTILE: &str = "percentile-";
const ABSOLUTE: &str = "absolute-";

/// Every pair of the first part.
pub(super) fn pairs(pairs: &mut Pairs, settings: &mut Settings, network: &NetworkSpec) {
    let methods = catalogue::SALIENCY_METHODS.iter().map(|spec| spec.id);
    let methods: Vec<&'static str> = methods.collect();
    pairs.id("method", &mut settings.method, &methods);
    if let Some(method) = catalogue::saliency_method(settings.method) {
        let values = settings.params.entry(method.id).or_default();
        pairs.params(method.params, values, network);
    }
    class(pairs, &mut settings.class, network);
    pairs.choice("reduction", &mut settings.reduction, &REDUCTIONS);
    pairs.choice("colours", &mut settings.colours, &COLOURS);
    scale(pairs, &mut settings.scale);
    pairs.choice("view", &mut settings.view, &VIEWS);
    pairs.number("opacity", &mut settings.opacity, [0.0, 1.0]);
    beside(pairs, settings, network);
}

/// The methods side by side, each with all of its parameters, and their scale; nothing where none is
/// chosen.
fn beside(pairs: &mut Pairs, settings: &mut Settings, network: &NetworkSpec) {
    let shown = |id: &&'static str| {
        let values = settings.params.get(id).cloned().unwrap_or_default();
        Some(pairs::with_params(
            catalogue::saliency_method(id)?,
            &values,
            network,
        ))
    };
    let shown: Vec<String> = settings.beside.iter().filter_map(shown).collect();
    let mut chosen: Vec<&'static str> = Vec::new();
    pairs.each("beside", &shown, &mut |text| {
        let Some((method, values, taken)) = pairs::of_params(text, network) else {
            return Taken::Not;
        };
        if chosen.contains(&method.id) || chosen.len() == MOST_METHODS {
            return Taken::Not;
        }
        chosen.push(method.id);
        // The method of the link itself has its parameters from there.
        if method.id != settings.method {
            settings.params.insert(method.id, values);
        }
        taken
    });
    if chosen.is_empty() && settings.beside.is_empty() {
        return;
    }
    if !chosen.is_empty() {
        let all = catalogue::SALIENCY_METHODS.iter().map(|spec| spec.id);
        settings.beside = all.filter(|id| chosen.contains(id)).collect();
    }
    pairs.choice("beside-scale", &mut settings.one_scale, &SCALES);
}

fn class(pairs: &mut Pairs, chosen: &mut Option<ClassId>, network: &NetworkSpec) {
    let shown = chosen.map_or(PREDICTED.to_owned(), |class| class.to_string());
    pairs.one("class", &shown, &mut |text| {
        let class = class_of(text, network);
        *chosen = class;
        Taken::whole(class.is_some() || text == PREDICTED)
    });
}

/// A class that the network has.
pub(super) fn class_of(text: &str, network: &NetworkSpec) -> Option<ClassId> {
    let class = text.parse().ok().map(ClassId);
    class.filter(|class| class.index() < network.classes)
}

fn scale(pairs: &mut Pairs, chosen: &mut Scale) {
    let shown = match chosen {
        Scale::Linear => LINEAR.to_owned(),
        Scale::Percentile(of) => format!("{PERCENTILE}{of}"),
        Scale::Absolute(value) => format!("{ABSOLUTE}{value}"),
    };
    pairs.one("scale", &shown, &mut |text| {
        let percentile = text.strip_prefix(PERCENTILE).and_then(number);
        let absolute = text.strip_prefix(ABSOLUTE).and_then(number);
        match (percentile, absolute) {
            (Some(of), _) => {
                let kept = of.clamp(*PERCENTILES.start(), *PERCENTILES.end());
                *chosen = Scale::Percentile(kept);
                within(kept == of)
            }
            (_, Some(value)) => {
                let kept = value.clamp(*FIXED_SCALES.start(), *FIXED_SCALES.end());
                *chosen = Scale::Absolute(kept);
                within(kept == value)
            }
            _ => Taken::whole(text == LINEAR),
        }
    });
}
