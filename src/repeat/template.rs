//! Lines of Python with places to fill in.
//!
//! | place | what it becomes |
//! |---|---|
//! | `⟦name⟧` | the value of that name; alone on a line, each line of it, as far in as the place |
//! | `⟦English\|French⟧` | the words in the language of the reader |
//! | `⟦?name⟧` at the start of a line | nothing, where the value is there and neither zero nor false; else the line is left out |
//! | `⟦!name⟧` likewise | the other way round |

use std::collections::BTreeMap;

use serde_json::Value;

use crate::spec::Lang;

const OPEN: char = '⟦';
const CLOSE: char = '⟧';

/// What is filled in, by its name.
#[derive(Debug, Clone, Default)]
pub(super) struct Values(BTreeMap<String, String>);

impl Values {
    /// Every field of a JSON object, as Python writes it.
    pub fn of(fields: &Value) -> Self {
        let mut values = Self::default();
        for (name, value) in fields.as_object().into_iter().flatten() {
            values.set(name, literal(value));
        }
        values
    }

    pub fn set(&mut self, name: &str, value: impl ToString) {
        self.0.insert(name.to_owned(), value.to_string());
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Whether a condition holds.
    pub fn is_on(&self, name: &str) -> bool {
        let off = ["", "0", "0.0", "false", "False", "None"];
        self.get(name).is_some_and(|value| !off.contains(&value))
    }
}

/// JSON as Python writes it.
pub(super) fn literal(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        other => other.to_string(),
    }
}

/// The lines, filled in. Of several empty lines that follow each other one is left.
pub(super) fn fill(template: &str, values: &Values, lang: Lang) -> String {
    let mut filled = String::new();
    let mut was_empty = true;
    for line in template.lines() {
        let Some(line) = chosen(line, values) else {
            continue;
        };
        let line = whole(&line, values, lang);
        let is_empty = line.trim().is_empty();
        if !(is_empty && was_empty) {
            filled.push_str(line.trim_end());
            filled.push('\n');
        }
        was_empty = is_empty;
    }
    filled
}

/// The line without its conditions; none where one of them does not hold.
fn chosen(line: &str, values: &Values) -> Option<String> {
    let mut line = line.to_owned();
    loop {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        let Some((place, rest)) = text
            .strip_prefix(OPEN)
            .and_then(|text| text.split_once(CLOSE))
        else {
            return Some(line);
        };
        let holds = match (place.strip_prefix('?'), place.strip_prefix('!')) {
            (Some(name), _) => values.is_on(name),
            (_, Some(name)) => !values.is_on(name),
            _ => return Some(line),
        };
        if !holds {
            return None;
        }
        line = format!("{}{rest}", &line[..indent]);
    }
}

fn whole(line: &str, values: &Values, lang: Lang) -> String {
    let text = line.trim_start();
    let indent = &line[..line.len() - text.len()];
    let alone = text
        .strip_prefix(OPEN)
        .and_then(|text| text.strip_suffix(CLOSE));
    if let Some(block) = alone.and_then(|name| values.get(name)) {
        let lines = block.lines().map(|line| format!("{indent}{line}"));
        return lines.collect::<Vec<_>>().join("\n");
    }
    let mut pieces = line.split(OPEN);
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once(CLOSE) {
            Some((place, rest)) => {
                filled.push_str(&at(place, values, lang));
                filled.push_str(rest);
            }
            None => filled.push_str(piece),
        }
    }
    filled
}

fn at(place: &str, values: &Values, lang: Lang) -> String {
    let known = || values.get(place).map(str::to_owned);
    match (place.split_once('|'), lang) {
        (Some((en, _)), Lang::En) => en.to_owned(),
        (Some((_, fr)), Lang::Fr) => fr.to_owned(),
        // A place that nothing is known for stays, and is seen.
        (None, _) => known().unwrap_or_else(|| format!("{OPEN}{place}{CLOSE}")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn places_conditions_words_and_blocks_are_filled_in() {
        let mut values = Values::of(&json!({"eta": 0.5, "clamp": true, "tv": 0.0, "kind": "mean"}));
        values.set("block", "one\ntwo");
        let template = "for:\n    ⟦?clamp⟧x = box(x)  # ⟦valid|valable⟧\n    ⟦?tv⟧tv()\n\n    ⟦!tv⟧\n    ⟦block⟧\nx * ⟦eta⟧ + f(⟦kind⟧)\n    ⟦?clamp⟧    ⟦?tv⟧no\n⟦gone⟧";
        let expected =
            "for:\n    x = box(x)  # valable\n\n    one\n    two\nx * 0.5 + f(\"mean\")\n⟦gone⟧\n";
        assert_eq!(fill(template, &values, Lang::Fr), expected);
    }
}
