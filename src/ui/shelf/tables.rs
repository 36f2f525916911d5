//! Facts of one entry, or of two beside each other, as tables.

use super::reading::Fact;
use crate::spec::{Lang, Text};
use crate::ui::markup::{self, Column, Row};
use crate::ui::numbers::NO_NUMBER;
use crate::ui::strings;

/// A fact of two entries: its name and, where they have it, its value.
pub type Pair = (String, [Option<String>; 2]);

/// Every fact of both, those of the first in its order.
pub fn paired(a: &[Fact], b: &[Fact]) -> Vec<Pair> {
    let value = |facts: &[Fact], name: &str| {
        let fact = facts.iter().find(|fact| fact.name == name);
        fact.map(|fact| fact.value.clone())
    };
    let mut names: Vec<&str> = Vec::new();
    for fact in a.iter().chain(b) {
        if !names.contains(&fact.name.as_str()) {
            names.push(&fact.name);
        }
    }
    let pair = |name: &str| (name.to_owned(), [value(a, name), value(b, name)]);
    names.into_iter().map(pair).collect()
}

/// What the entries do not have in common.
pub fn differing(a: &[Fact], b: &[Fact]) -> Vec<Pair> {
    let mut all = paired(a, b);
    all.retain(|(_, [a, b])| a != b);
    all
}

/// A table of one entry; `heading` is what its facts are.
pub fn of_one(caption: Text, heading: Text, facts: &[Fact], lang: Lang) -> String {
    let columns = [
        Column(heading.get(lang), false),
        Column(strings::VALUE_OF_IT.get(lang), true),
    ];
    let row = |fact: &Fact| Row {
        data: Vec::new(),
        cells: vec![fact.name.clone(), fact.value.clone()],
    };
    let rows: Vec<Row> = facts.iter().map(row).collect();
    markup::table(caption.get(lang), &columns, &rows)
}

/// A table of two.
pub fn of_two(caption: Text, heading: Text, pairs: &[Pair], lang: Lang) -> String {
    let columns = [
        Column(heading.get(lang), false),
        Column(strings::ENTRY_A.get(lang), true),
        Column(strings::ENTRY_B.get(lang), true),
    ];
    let shown = |value: &Option<String>| value.as_deref().unwrap_or(NO_NUMBER).to_owned();
    let row = |(name, [a, b]): &Pair| Row {
        data: Vec::new(),
        cells: vec![name.clone(), shown(a), shown(b)],
    };
    let rows: Vec<Row> = pairs.iter().map(row).collect();
    markup::table(caption.get(lang), &columns, &rows)
}
