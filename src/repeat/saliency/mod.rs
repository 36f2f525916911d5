//! Maps. To add one: `NAME.py`, which makes `attribution` of `x`, the normalised image, and the class `c`, and
//! a line below.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::parts::Part::{self, *};
use super::template::{Values, fill, literal};
use super::{Body, Leaves, NoCounterpart, class_name, has_the_side, reasons};
use crate::catalogue;
use crate::spec::{Lang, Text};

/// How one method is repeated.
struct Method {
    id: &'static str,
    lines: &'static str,
    needs: &'static [Part],
    /// A public implementation of the same.
    also: &'static str,
}

const fn method(
    id: &'static str,
    lines: &'static str,
    needs: &'static [Part],
    also: &'static str,
) -> Method {
    Method {
        id,
        lines,
        needs,
        also,
    }
}

const BASELINES: &[Part] = &[Random, Blurred, Baseline];
const OF_LAYER: &[Part] = &[Activations, Maps];
const OF_COPIES: &[Part] = &[Random, Copies];

const METHODS: &[Method] = &[
    method(
        "gradient",
        include_str!("gradient.py"),
        &[],
        "captum.attr.Saliency",
    ),
    method(
        "gradient-x-input",
        include_str!("gradient-x-input.py"),
        BASELINES,
        "captum.attr.InputXGradient",
    ),
    method("contrastive", include_str!("contrastive.py"), &[], ""),
    method(
        "guided-backpropagation",
        include_str!("guided-backpropagation.py"),
        &[Rules],
        "captum.attr.GuidedBackprop",
    ),
    method(
        "deconvnet",
        include_str!("deconvnet.py"),
        &[Rules],
        "captum.attr.Deconvolution",
    ),
    method(
        "smooth-grad",
        include_str!("smooth-grad.py"),
        OF_COPIES,
        "captum.attr.NoiseTunnel, nt_type=\"smoothgrad\"",
    ),
    method(
        "smooth-grad-squared",
        include_str!("smooth-grad-squared.py"),
        OF_COPIES,
        "captum.attr.NoiseTunnel, nt_type=\"smoothgrad_sq\"",
    ),
    method(
        "var-grad",
        include_str!("var-grad.py"),
        OF_COPIES,
        "captum.attr.NoiseTunnel, nt_type=\"vargrad\"",
    ),
    method(
        "integrated-gradients",
        include_str!("integrated-gradients.py"),
        BASELINES,
        "captum.attr.IntegratedGradients",
    ),
    method(
        "blur-ig",
        include_str!("blur-ig.py"),
        &[Blurred],
        "saliency.core.BlurIG",
    ),
    method("cam", include_str!("cam.py"), &[], ""),
    method(
        "grad-cam",
        include_str!("grad-cam.py"),
        OF_LAYER,
        "captum.attr.LayerGradCam",
    ),
    method(
        "grad-cam-plus-plus",
        include_str!("grad-cam-plus-plus.py"),
        OF_LAYER,
        "pytorch_grad_cam.GradCAMPlusPlus",
    ),
    method(
        "hires-cam",
        include_str!("hires-cam.py"),
        OF_LAYER,
        "pytorch_grad_cam.HiResCAM",
    ),
    method(
        "layer-cam",
        include_str!("layer-cam.py"),
        OF_LAYER,
        "pytorch_grad_cam.LayerCAM",
    ),
    method(
        "guided-grad-cam",
        include_str!("guided-grad-cam.py"),
        &[Rules, Activations, Maps, Spread],
        "captum.attr.GuidedGradCam",
    ),
    method(
        "occlusion",
        include_str!("occlusion.py"),
        BASELINES,
        "captum.attr.Occlusion",
    ),
    method("rise", include_str!("rise.py"), &[Random], ""),
    method("edges", include_str!("edges.py"), &[], ""),
    method("random", include_str!("random.py"), &[Random], ""),
    method("centre", include_str!("centre.py"), &[], ""),
];

/// The class of the highest score but for `c`, in Python; no score is negative.
const BEST_OTHER: &str = "int(scores(x).index_fill(0, torch.tensor(c), -1).argmax())";
/// Of the methods that average those of another one.
const COPIED: &str = include_str!("../parts/copied.py");

fn found(id: &str) -> Option<&'static Method> {
    METHODS.iter().find(|method| method.id == id)
}

/// Whether there are lines for a method.
#[cfg(test)]
pub(super) fn has_lines(id: &str) -> bool {
    found(id).is_some()
}

/// One map of a record: what was asked, and what the page says of what came of it.
struct Asked<'a> {
    request: &'a Value,
    map: &'a Value,
    drawn: &'a Value,
    /// The class that is explained.
    class: &'a Value,
    lang: Lang,
}

/// Lines of one map, and what they need.
struct Lines {
    parts: BTreeSet<Part>,
    values: Values,
    text: String,
}

impl Asked<'_> {
    fn lines(&self) -> Result<Lines, NoCounterpart> {
        let id = self.request["method"].as_str().unwrap_or_default();
        let method = found(id).ok_or(NoCounterpart::UNKNOWN)?;
        let mut parts: BTreeSet<Part> = method.needs.iter().copied().collect();
        let mut values = params(self.request);
        for (name, value) in facts(self.map) {
            values.set(name, literal(value));
        }
        let mut template = String::new();
        if method.needs.contains(&Copies) {
            let base = self.request["params"]["base"].as_str().unwrap_or_default();
            let base = found(base).ok_or(NoCounterpart::UNKNOWN)?;
            parts.extend(base.needs);
            let mut of_base = Values::default();
            of_base.set("layer", literal(&json!(last_maps())));
            values.set("base-lines", fill(base.lines, &of_base, self.lang));
            template.push_str(COPIED);
            template.push('\n');
        }
        template.push_str(method.lines);
        if !method.also.is_empty() {
            let also = Text::new("Also", "Aussi").get(self.lang);
            let colon = Text::new(":", "\u{a0}:").get(self.lang);
            template = format!("# {also}{colon} {}\n{template}", method.also);
        }
        let text = fill(&template, &values, self.lang);
        Ok(Lines {
            parts,
            values,
            text,
        })
    }

    /// The values of what comes behind the lines.
    fn tell(&self, lines: &mut Lines) {
        let sheet = &self.map["sheet"];
        let is_signed = sheet["signed"].as_bool() == Some(true);
        let is_of_one = sheet["channels"].as_u64() == Some(1);
        let of_one = match is_signed {
            true => "attribution.clamp(min=0)",
            false => "attribution.abs()",
        };
        let drawn = match (is_of_one, has_the_side(sheet)) {
            (true, true) => format!("{of_one}[0]"),
            (true, false) => {
                let layer = lines.values.get("layer").map(str::to_owned);
                let layer = layer.unwrap_or_else(|| literal(&json!(last_maps())));
                lines.parts.insert(Spread);
                // It knows the layers.
                format!("spread({of_one}, {layer})[0]")
            }
            (false, _) => match self.drawn["reduction"].as_str() {
                Some("sum-abs") => "attribution.abs().sum(0)",
                Some("l2") => "attribution.norm(dim=0)",
                _ => "attribution.abs().amax(0)",
            }
            .to_owned(),
        };
        let values = &mut lines.values;
        values.set("drawn", drawn);
        values.set("figures", true);
        values.set("label", "");
        values.set("least", literal(&self.map["least"]));
        values.set("greatest", literal(&self.map["greatest"]));
        values.set("method", literal(&self.request["method"]));
    }
}

/// What is said of a map that the lines have need of: on how many points of its way, and its sum.
fn facts(map: &Value) -> impl Iterator<Item = (&'static str, &Value)> {
    let places = [
        ("points", "/completeness/steps"),
        ("sum", "/completeness/sum"),
        ("sum", "/sum-and-score/sum"),
    ];
    let facts = map["facts"].as_array().into_iter().flatten();
    facts.flat_map(move |fact| {
        let told = places.into_iter();
        told.filter_map(|(name, place)| Some((name, fact.pointer(place)?)))
    })
}

/// The parameters of a request; the last layer that tells where, by its name.
fn params(request: &Value) -> Values {
    let mut values = Values::of(&request["params"]);
    values.set("points", literal(&request["params"]["steps"]));
    let other = &request["params"]["other-class"];
    values.set(
        "other",
        match other.is_u64() {
            true => literal(other),
            false => BEST_OTHER.to_owned(),
        },
    );
    if request["params"]["layer"].as_str() == Some("last") {
        values.set("layer", literal(&json!(last_maps())));
    }
    values
}

fn last_maps() -> &'static str {
    catalogue::network(super::NETWORK).map_or("", |network| network.last_maps)
}

fn head(class: &Value, lang: Lang) -> String {
    let mut values = Values::default();
    values.set("class", literal(class));
    values.set("class-name", class_name(class, lang));
    fill(include_str!("../parts/map-head.py"), &values, lang)
}

fn tail(values: &Values, lang: Lang) -> String {
    fill(include_str!("../parts/map-tail.py"), values, lang)
}

fn scores(of: &Value, lang: Lang) -> String {
    fill(
        include_str!("../parts/map-scores.py"),
        &Values::of(of),
        lang,
    )
}

/// The map of the first part.
pub(super) fn map(record: &Value, lang: Lang) -> Result<Body, NoCounterpart> {
    let result = &record["result"];
    one(record, &result["map"], result, lang)
}

/// The map by the second network, where that is the one that can be repeated.
pub(super) fn second_map(record: &Value, lang: Lang) -> Result<Body, NoCounterpart> {
    let of = &record["result"]["by_network"][1];
    one(record, &of["map"], &of["class"], lang)
}

/// `standing`: the class with its score and probability.
fn one(record: &Value, map: &Value, standing: &Value, lang: Lang) -> Result<Body, NoCounterpart> {
    let asked = Asked {
        request: &record["request"],
        map,
        drawn: &record["result"]["drawn"],
        class: &standing["class"],
        lang,
    };
    let mut lines = asked.lines()?;
    asked.tell(&mut lines);
    let pieces = [
        head(asked.class, lang),
        lines.text,
        tail(&lines.values, lang),
        scores(standing, lang),
    ];
    Ok(Body {
        parts: lines.parts,
        lines: pieces.concat(),
        leaves: Leaves::Map,
        reads_pixels: true,
        notes: Vec::new(),
    })
}

/// Several methods, one after the other.
pub(super) fn methods(record: &Value, lang: Lang) -> Result<Body, NoCounterpart> {
    let result = &record["result"];
    let class = &result["class"]["class"];
    let mut parts = BTreeSet::new();
    let mut pieces = vec![head(class, lang), scores(&result["class"], lang)];
    pieces.push("results = {}\n".to_owned());
    let mut notes = Vec::new();
    let requests = record["request"]["methods"].as_array();
    for (at, request) in requests.into_iter().flatten().enumerate() {
        let asked = Asked {
            request,
            map: &result["maps"][at]["map"],
            drawn: &result["drawn"],
            class,
            lang,
        };
        if asked.map.is_null() {
            notes.push(reasons::NO_MAP);
            continue;
        }
        let mut lines = asked.lines()?;
        asked.tell(&mut lines);
        let id = request["method"].as_str().unwrap_or_default();
        let name = catalogue::saliency_method(id).map_or(id, |method| method.name.get(lang));
        lines.values.set("label", format!("{name}, "));
        lines.values.set("among", true);
        pieces.push(format!("\n# {name}\n{}", lines.text));
        pieces.push(tail(&lines.values, lang));
        parts.extend(lines.parts);
    }
    Ok(Body {
        parts,
        lines: pieces.concat(),
        leaves: Leaves::Maps,
        reads_pixels: true,
        notes,
    })
}

/// One method on several pictures: the lines for one of them.
pub(super) fn pictures(record: &Value, lang: Lang) -> Result<Body, NoCounterpart> {
    let result = &record["result"];
    let images = result["images"].as_array();
    let first = images.and_then(|images| images.iter().find(|image| !image["map"].is_null()));
    let first = first.ok_or(NoCounterpart::UNKNOWN)?;
    let asked = Asked {
        request: &record["request"],
        map: &first["map"],
        drawn: &result["drawn"],
        class: &first["class"]["class"],
        lang,
    };
    let mut lines = asked.lines()?;
    asked.tell(&mut lines);
    lines.values.set("figures", false);
    lines.values.set("sum", "None");
    let mut values = Values::default();
    values.set("pictures", true);
    values.set("chosen-class", literal(&asked.request["class"]));
    let mut text = fill(include_str!("../parts/map-head.py"), &values, lang);
    text.push_str(&lines.text);
    text.push_str(&tail(&lines.values, lang));
    text.push_str(include_str!("../parts/pictures.py").trim_end());
    let told = images.into_iter().flatten().map(|image| {
        let figures = json!([
            image["class"]["class"],
            image["class"]["score"],
            image["class"]["probability"],
            image["map"]["least"],
            image["map"]["greatest"],
        ]);
        let hash = image["pixels_sha256"].as_str().unwrap_or_default();
        let figures = figures.as_array().into_iter().flatten().map(literal);
        let figures = figures.collect::<Vec<_>>().join(", ");
        format!("    \"{hash}\": ({figures}),\n")
    });
    let mut values = Values::default();
    values.set("told", told.collect::<String>());
    let text = fill(&text, &values, lang);
    Ok(Body {
        parts: lines.parts,
        lines: text,
        leaves: Leaves::Map,
        reads_pixels: true,
        notes: vec![reasons::ONE_PICTURE],
    })
}
