//! What an entry was asked for.

use serde_json::{Map, Value};

use super::reading::{Fact, Reading};
use crate::app_model::Kind;
use crate::catalogue;
use crate::protocol::Start;
use crate::segment;
use crate::spec::{ClassId, Lang, ParamKind, ParamSpec, Text};
use crate::ui::numbers::{percent, with_unit};
use crate::ui::strings;
use crate::ui::typed::written;

/// Fields of requests, in the order in which they are told. What a request has besides is no setting.
const FIELDS: [(&str, Text); 12] = [
    ("change", strings::WHAT_CHANGES),
    ("recipe", strings::WAY),
    ("gamma", strings::BORDER_PRICE),
    ("steps", strings::PORTIONS),
    ("pixel", strings::PROOF_PIXEL),
    ("levels", strings::PROOF_LEVELS),
    ("start", strings::VISUAL_START),
    ("seed", strings::SEED),
    ("boxed", strings::BOXED),
    ("eight_bit", strings::EIGHT_BIT),
    ("max_gradients", strings::BUDGET),
    ("until_probability", strings::COMPARE_AT),
];

/// Everything that was set: network, picture, method, parameters.
pub fn settings(reading: &Reading, lang: Lang) -> Vec<Fact> {
    let mut found = about(reading, lang);
    found.extend(aims(reading, lang));
    found.extend(axes(reading, lang));
    found.extend(params(reading, lang));
    found.extend(fields(reading, lang));
    found.extend(changes(reading, lang));
    found
}

/// The parameters of the method alone.
pub fn params(reading: &Reading, lang: Lang) -> Vec<Fact> {
    let asked = reading.asked();
    let values = asked.and_then(|asked| asked["params"].as_object());
    values.map_or_else(Vec::new, |values| params_of(specs(reading), values, lang))
}

/// Which network, and which part of which picture.
fn about(reading: &Reading, lang: Lang) -> Vec<Fact> {
    let names = [strings::NETWORK, strings::SECOND_NETWORK];
    let networks = names.iter().zip(reading.networks());
    let networks = networks.map(|(name, network)| Fact::new(name.get(lang), network));
    let picture = reading.picture(lang);
    let picture = picture.map(|picture| Fact::new(strings::PICTURE.get(lang), picture));
    let crop = reading.at("/image/crop_px").and_then(|crop| {
        let words = match crop.as_array().map(Vec::as_slice) {
            Some([x, y, side]) => {
                let place = [x.as_u64()?, y.as_u64()?, side.as_u64()?];
                strings::crop_of(place, lang)
            }
            _ => strings::SQUEEZE.get(lang).to_owned(),
        };
        Some(Fact::new(strings::FRAMING.get(lang), words))
    });
    networks.chain(picture).chain(crop).collect()
}

/// What it was to reach, to climb or to explain, and by which method.
fn aims(reading: &Reading, lang: Lang) -> Vec<Fact> {
    let method = [strings::ATTACK, strings::METHOD][usize::from(
        reading
            .asked()
            .is_some_and(|asked| asked["method"].is_string()),
    )];
    let class = reading.asked().map(|asked| &asked["class"]);
    let targets = reading.at("/result/targets_per_image");
    let all = [
        (method, reading.method(lang)),
        (strings::GOAL, reading.goal(lang)),
        (strings::AIM, reading.caption(lang)),
        (
            strings::CLASS_TO_EXPLAIN,
            class.and_then(|class| reading.class_of(class, lang)),
        ),
        (strings::TARGETS_EACH, targets.map(Value::to_string)),
    ];
    let fact = |(name, value): (Text, Option<String>)| Some(Fact::new(name.get(lang), value?));
    all.into_iter().filter_map(fact).collect()
}

fn specs(reading: &Reading) -> &'static [&'static ParamSpec] {
    let id = |field: &str| reading.asked()?.get(field)?.as_str();
    let attack = id("attack").and_then(catalogue::attack);
    let method = id("method").and_then(catalogue::saliency_method);
    let of = attack
        .map(|spec| spec.params)
        .or(method.map(|spec| spec.params));
    of.unwrap_or(catalogue::VISUALIZE_PARAMS)
}

fn params_of(specs: &[&ParamSpec], values: &Map<String, Value>, lang: Lang) -> Vec<Fact> {
    let fact = |spec: &&ParamSpec| {
        let value = param_value(spec, values.get(spec.id)?, lang);
        Some(Fact::new(spec.name.get(lang), value))
    };
    specs.iter().filter_map(fact).collect()
}

fn param_value(spec: &ParamSpec, value: &Value, lang: Lang) -> String {
    let words = plain(value, lang);
    if let ParamKind::Choice { options, .. } = spec.kind {
        let chosen = options.iter().find(|(id, _)| Some(*id) == value.as_str());
        return chosen.map_or(words, |(_, name)| name.get(lang).to_owned());
    }
    if spec.kind == ParamKind::Class && value.is_string() {
        return strings::BEST_OF_OTHERS.get(lang).to_owned();
    }
    let number = value.as_f64().unwrap_or(f64::NAN);
    with_unit(&words, number, spec.unit.get(lang), lang)
}

/// A value of which nothing more is known.
fn plain(value: &Value, lang: Lang) -> String {
    match value {
        Value::Bool(is) => [strings::NO, strings::YES][usize::from(*is)]
            .get(lang)
            .to_owned(),
        Value::Number(number) => written(number.as_f64().unwrap_or(f64::NAN), lang),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn fields(reading: &Reading, lang: Lang) -> Vec<Fact> {
    let fact = |(id, name): &(&str, Text)| {
        let value = reading.at(&format!("/request/{id}"))?;
        let words = match *id {
            "start" => {
                let start: Start = serde_json::from_value(value.clone()).ok()?;
                strings::start_words(start, lang).to_owned()
            }
            // Whatever the probability, once the class is reached.
            "until_probability" if value.as_f64() == Some(0.0) => return None,
            "until_probability" => percent(value.as_f64()?, lang),
            // No limit.
            "max_gradients" if value.as_u64() == Some(0) => return None,
            "change" => strings::change_words(serde_json::from_value(value.clone()).ok()?, lang),
            "recipe" => {
                let mut sheets = segment::SHEETS.iter();
                let sheet = sheets.find(|sheet| Some(sheet.recipe.id) == value.as_str())?;
                sheet.name.get(lang).to_owned()
            }
            "pixel" => {
                let at = [value[0].as_u64()?, value[1].as_u64()?];
                strings::column_and_row(at, lang)
            }
            _ => plain(value, lang),
        };
        Some(Fact::new(name.get(lang), words))
    };
    FIELDS.iter().filter_map(fact).collect()
}

/// What a sheet varies.
fn axes(reading: &Reading, lang: Lang) -> Vec<Fact> {
    let axis = |axis: &Value| {
        let values = axis["values"].as_array()?.iter();
        let values = values.map(|value| axis_value(reading, &axis["varies"], value, lang));
        let name = axis_name(&axis["varies"], lang);
        Some(Fact::new(name, values.collect::<Vec<_>>().join("; ")))
    };
    let axes = reading.list("/result/axes").iter();
    axes.filter_map(axis).collect()
}

/// What a direction of a sheet varies, as its record names it.
pub(super) fn axis_name(id: &Value, lang: Lang) -> String {
    let name = match id.as_str().unwrap_or_default() {
        "class" => strings::CLASS,
        "preset" => strings::PRESET,
        "seed" => strings::SEED,
        id => param(id).map_or(Text::new("", ""), |param| param.name),
    };
    name.get(lang).to_owned()
}

pub(super) fn axis_value(reading: &Reading, id: &Value, value: &Value, lang: Lang) -> String {
    let id = id.as_str().unwrap_or_default();
    match (id, param(id)) {
        (_, Some(param)) => param_value(param, value, lang),
        ("class", _) => {
            let class = value.as_u64().and_then(|class| u16::try_from(class).ok());
            class.map_or_else(String::new, |class| {
                reading.class_name(ClassId(class), lang)
            })
        }
        ("preset", _) => {
            let preset = |preset: &&catalogue::Preset| Some(preset.id) == value.as_str();
            let preset = catalogue::PRESETS.iter().find(preset);
            preset.map_or_else(String::new, |preset| preset.name.get(lang).to_owned())
        }
        _ => plain(value, lang),
    }
}

fn param(id: &str) -> Option<&'static ParamSpec> {
    let mut params = catalogue::VISUALIZE_PARAMS.iter().copied();
    params.find(|param| param.id == id)
}

/// What was set otherwise on the way.
fn changes(reading: &Reading, lang: Lang) -> Vec<Fact> {
    if reading.kind != Some(Kind::Visualisation) {
        return Vec::new();
    }
    let mut before = params(reading, lang);
    let change = |change: &Value| {
        let now = params_of(specs(reading), change["params"].as_object()?, lang);
        let changed = now.iter().filter(|fact| !before.contains(fact));
        let words: Vec<String> = changed
            .map(|fact| strings::named_value(&fact.name, &fact.value, lang))
            .collect();
        before = now;
        let name = strings::changed_from(change["from_iteration"].as_u64()?, lang);
        Some(Fact::new(name, words.join(", ")))
    };
    reading.list("/changes").iter().filter_map(change).collect()
}
