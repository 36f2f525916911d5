//! What else ImageNet's classes are called: their identifiers and lemmas in WordNet, and further names in
//! French. They come after the page, when a class is looked for: `public/labels/synonyms.txt`, made by `make_synonyms.py`.

use std::cell::Cell;

use super::{Name, Query, Rank, fold};

/// What stands before the names in French, where there are any.
const FRENCH: &str = " | ";

/// Of one class.
struct Synonyms {
    identifier: &'static str,
    /// All of them together, as a notebook prints them.
    label: String,
    each: Vec<Name>,
}

thread_local! {
    static ALL: Cell<&'static [Synonyms]> = const { Cell::new(&[]) };
}

/// From now on classes of ImageNet answer to these names, too; whether the text has a line for each
/// of so many classes.
pub(super) fn add(text: &str, classes: usize) -> bool {
    let text: &'static str = Box::leak(text.to_owned().into_boxed_str());
    let all: Option<Vec<Synonyms>> = text.lines().map(parse).collect();
    let all = all.filter(|all| all.len() == classes);
    let fits = all.is_some();
    if let Some(all) = all {
        // Once in the life of a page.
        ALL.set(Box::leak(all.into_boxed_slice()));
    }
    fits
}

pub(super) fn are_there() -> bool {
    !ALL.get().is_empty()
}

fn parse(line: &'static str) -> Option<Synonyms> {
    let (identifier, names) = line.split_once(' ')?;
    let (label, french) = match names.split_once(FRENCH) {
        Some((label, french)) => (label, Some(french)),
        None => (names, None),
    };
    let each = [Some(label), french].into_iter().flatten();
    Some(Synonyms {
        identifier,
        label: fold(label),
        each: each
            .flat_map(|all| all.split(", "))
            .map(Name::new)
            .collect(),
    })
}

/// How well what WordNet calls the class answers.
pub(super) fn rank(query: &Query, class: usize) -> Option<Rank> {
    let synonyms = ALL.get().get(class)?;
    let text = query.folded.as_str();
    if text == synonyms.identifier || text == synonyms.label {
        return Some(Rank::Exact);
    }
    let is_identifier = text.len() > 2 && text.starts_with("n0") || text.starts_with("n1");
    if is_identifier && synonyms.identifier.starts_with(text) {
        return Some(Rank::NamePrefix);
    }
    synonyms
        .each
        .iter()
        .filter_map(|name| query.rank_name(name))
        .min()
}
