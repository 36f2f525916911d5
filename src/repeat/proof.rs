//! The gradient at a pixel beside differences of the score.

use std::collections::BTreeSet;

use serde_json::Value;

use super::template::{Values, fill, literal};
use super::{Body, Leaves, class_name};
use crate::spec::{Lang, Text};

const COLOURS: [(&str, Text); 3] = [
    ("red", Text::new("red", "rouge")),
    ("green", Text::new("green", "vert")),
    ("blue", Text::new("blue", "bleu")),
];

/// The proof of a record.
pub(super) fn body(record: &Value, lang: Lang) -> Body {
    let (request, result) = (&record["request"], &record["result"]);
    let mut values = Values::of(request);
    values.set("class", literal(&result["class"]));
    values.set("class-name", class_name(&result["class"], lang));
    values.set("pixel-x", literal(&request["pixel"][0]));
    values.set("pixel-y", literal(&request["pixel"][1]));
    let channels = result["channels"].as_array().into_iter().flatten();
    let told = channels.map(|channel| {
        let id = channel["channel"].as_str().unwrap_or_default();
        let name = COLOURS.iter().find(|(known, _)| *known == id);
        let name = name.map_or(id, |(_, name)| name.get(lang));
        let figures = ["levels", "difference_quotient", "gradient"];
        let figures = figures.map(|figure| literal(&channel[figure]));
        format!("    (\"{name}\", {}),\n", figures.join(", "))
    });
    values.set("page", told.collect::<String>());
    Body {
        parts: BTreeSet::new(),
        lines: fill(include_str!("parts/proof.py"), &values, lang),
        leaves: Leaves::Figures,
        reads_pixels: true,
        notes: Vec::new(),
    }
}
