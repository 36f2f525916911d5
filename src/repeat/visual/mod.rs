//! Visualisations. What is climbed stands in a table, an objective a line; the ascent itself is one text whose
//! lines are there or not, as it was set.

use std::collections::BTreeSet;

use serde_json::Value;

use super::parts::Part;
use super::template::{Values, fill, literal};
use super::{Body, Leaves, NoCounterpart, reasons};
use crate::spec::{Lang, Text};

/// Lines of Python before an objective is added up.
const OF_SCORES: &str = "s = scores(x)";

/// What is climbed, by its id: lines that make ready, and the number.
const OBJECTIVES: &[(&str, &str, &str)] = &[
    (
        "score",
        // A score of zero has no gradient.
        "s = scores(x)\nbefore = model.classifier[1](model.features(x[None]))[0].mean((1, 2))\ns = torch.where(s > 0, s, before)",
        "s[⟦class⟧]",
    ),
    ("probability", OF_SCORES, "s.softmax(0)[⟦class⟧]"),
    (
        "channel",
        "a, s = activation(⟦layer⟧, x)",
        "a[0, ⟦channel⟧].mean()",
    ),
    (
        "unit",
        "a, s = activation(⟦layer⟧, x)",
        "a[0, ⟦channel⟧, a.shape[2] // 2, a.shape[3] // 2]",
    ),
    (
        "layer",
        "a, s = activation(⟦layer⟧, x)",
        "0.5 * (a ** 2).mean()",
    ),
];

/// Whether there are lines for an objective.
#[cfg(test)]
pub(super) fn has_lines(objective: &str) -> bool {
    OBJECTIVES.iter().any(|(known, ..)| *known == objective)
}

/// The visualisation of a record.
pub(super) fn body(record: &Value, lang: Lang) -> Result<Body, NoCounterpart> {
    let (request, result) = (&record["request"], &record["result"]);
    let params = &request["params"];
    if record["changes"]
        .as_array()
        .is_some_and(|all| !all.is_empty())
    {
        return Err(reasons::CHANGED_ON_ITS_WAY);
    }
    if result["side_px"].is_null() {
        return Err(reasons::NOT_AT_ITS_END);
    }
    let is_of_waves = params["space"].as_str() == Some("waves");
    let begins_with_noise = request["start"].as_str() == Some("noise");
    let octaves = params["octaves"].as_u64().unwrap_or(1);
    if is_of_waves && (!begins_with_noise || octaves > 1) {
        return Err(reasons::WAVES_OF_AN_IMAGE);
    }
    let mut values = values(request, result);
    let terms = request["terms"].as_array().map_or(&[][..], Vec::as_slice);
    let lines = objective(terms, lang)?;
    values.set("objective-lines", lines);
    let mut parts = BTreeSet::new();
    if begins_with_noise || values.is_on("drawn") {
        parts.insert(Part::Random);
    }
    if values.is_on("blur") {
        parts.insert(Part::Blurred);
    }
    if terms.iter().any(|term| !term["layer"].is_null()) {
        parts.insert(Part::Activations);
    }
    let is_by_adam = params["step"].as_str() == Some("adam");
    let notes = [
        (!is_by_adam, reasons::LONG_ASCENT),
        (is_by_adam, reasons::ASCENT_BY_ADAM),
        (
            result["no_gradient"].as_bool() == Some(true),
            reasons::NO_GRADIENT,
        ),
    ];
    let notes: Vec<Text> = notes
        .into_iter()
        .filter_map(|(holds, note)| holds.then_some(note))
        .collect();
    Ok(Body {
        parts,
        lines: fill(include_str!("visual.py"), &values, lang),
        leaves: Leaves::Image,
        reads_pixels: values.is_on("from-image"),
        notes,
    })
}

/// The sum of the terms, as lines of a function of `x`.
fn objective(terms: &[Value], lang: Lang) -> Result<String, NoCounterpart> {
    let mut text = String::new();
    let mut sum = Vec::new();
    for (at, term) in terms.iter().enumerate() {
        let id = term["objective"].as_str().unwrap_or_default();
        let known = OBJECTIVES.iter().find(|(known, ..)| *known == id);
        let (_, ready, number) = known.ok_or(NoCounterpart::UNKNOWN)?;
        let values = Values::of(term);
        text.push_str(&fill(ready, &values, lang));
        let number = fill(number, &values, lang);
        let weight = literal(&term["weight"]);
        text.push_str(&format!("l{at} = {}\n", number.trim_end()));
        sum.push(match term["weight"].as_f64() {
            Some(1.0) => format!("l{at}"),
            _ => format!("{weight} * l{at}"),
        });
    }
    text.push_str(&format!("return {}\n", sum.join(" + ")));
    Ok(text)
}

fn values(request: &Value, result: &Value) -> Values {
    let params = &request["params"];
    let mut values = Values::of(params);
    let number = |name: &str| params[name].as_f64().unwrap_or_default();
    let is = |name: &str, id: &str| params[name].as_str() == Some(id);
    let is_of_waves = is("space", "waves");
    let (rotation, scale) = (number("rotation"), number("scale"));
    let is_turned = rotation > 0.0 || scale > 0.0;
    values.set("turn", is_turned);
    values.set("drawn", is_turned || number("jitter") > 0.0);
    values.set("waves", is_of_waves);
    for step in ["plain", "normalised", "progress", "adam"] {
        values.set(step, is("step", step));
    }
    let (lambda, tv) = (number("lambda") > 0.0, number("tv") > 0.0);
    values.set("norm", lambda && is("penalty", "norm"));
    values.set("square", lambda && is("penalty", "squared"));
    values.set("only-tv", tv && !lambda);
    values.set("penalised", tv || lambda);
    if is_of_waves {
        // They are for pixels.
        for name in [
            "decay",
            "clamp",
            "blur",
            "norm-percentile",
            "contribution-percentile",
        ] {
            values.set(name, "0");
        }
    }
    let contribution = !is_of_waves && number("contribution-percentile") > 0.0;
    values.set("contribution", contribution);
    let octaves = params["octaves"].as_u64().unwrap_or(1);
    values.set("octaves", if octaves > 1 { octaves } else { 0 });
    values.set("born", if octaves > 1 { " - born" } else { "" });
    let side = match params["side"].as_str() {
        Some("half-more") => 336,
        Some("double") => 448,
        _ => super::SIDE,
    };
    values.set("side", side);
    let first = match octaves > 1 {
        true => "sides[0]".to_owned(),
        false => side.to_string(),
    };
    values.set("first-side", &first);
    let start = request["start"].as_str().unwrap_or_default();
    values.set("noise", start == "noise");
    values.set("grey", start == "grey");
    values.set("from-image", start == "image");
    values.set(
        "resized",
        start == "image" && first != super::SIDE.to_string(),
    );
    values.set("seed", literal(&request["seed"]));
    values.set("done", literal(&result["iterations"]));
    let class = &result["class"];
    // A class may be the first one.
    values.set("is-of-class", !class.is_null());
    for (name, field) in [
        ("class", "class"),
        ("class-score", "score"),
        ("class-probability", "probability"),
    ] {
        values.set(name, literal(&class[field]));
    }
    let top = &result["top"][0];
    values.set("top-class", literal(&top["class"]));
    values.set("top-probability", literal(&top["probability"]));
    values
}
