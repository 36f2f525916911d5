//! A list of class names as people have it: any encoding, any of the layouts in use. What is
//! ambiguous is decided by what fits the number of classes.

use std::collections::BTreeSet;

mod columns;
mod encoding;
mod literal;
mod refusal;
mod side_file;
#[cfg(test)]
mod tests;
mod tree;

pub(crate) use encoding::decode;
pub use side_file::{SideFile, Stated, read_side_file};

/// Why a file gives no names, in words for its reader, in both languages.
pub type NamesRefusal = [String; 2];

/// What keeps a text from being the names of so many classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Misfit {
    /// So many lines, and they are no list of names.
    Lines(usize),
    /// Lists or dictionaries, in none of which there are so many names.
    NoList,
    /// Lists or dictionaries that cannot be read on from this line and this column.
    Damaged([usize; 2]),
    /// Of the indices beside the names.
    Index(usize, OddIndex),
}

/// What is wrong with an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OddIndex {
    Twice,
    Missing,
    TooLarge,
}

/// The names of so many classes in a file.
///
/// # Errors
/// What the file is instead.
fn read_class_names(file: &[u8], classes: usize) -> Result<Vec<String>, NamesRefusal> {
    let text = decode(file).ok_or_else(refusal::no_text)?;
    parse(&text, classes).map_err(|misfit| refusal::of(misfit, classes))
}

/// Brackets of a text that are tried as the beginning of a list.
const MAX_BRACKETS: usize = 32;

/// The names of so many classes, in their order; a class without a name has an empty one.
///
/// # Errors
/// What the text is instead.
fn parse(text: &str, classes: usize) -> Result<Vec<String>, Misfit> {
    if let Some(names) = bracketed(text, classes) {
        return Ok(names);
    }
    if let Some(misfit) = all_in_brackets(text, classes) {
        return Err(misfit);
    }
    let rows = rows_of(text);
    let without = |is_left: fn(&str) -> bool| -> Vec<&str> {
        rows.iter().copied().filter(|row| !is_left(row)).collect()
    };
    let kept = [
        without(|_| false),
        without(str::is_empty),
        without(|row| row.is_empty() || row.starts_with('#')),
    ];
    if let Some(names) = kept
        .iter()
        .find_map(|rows| columns::beside_index(rows, classes))
    {
        return Ok(names);
    }
    if let Some((index, odd)) = kept
        .iter()
        .find_map(|rows| columns::odd_index(rows, classes))
    {
        return Err(Misfit::Index(index, odd));
    }
    let found = kept.iter().find_map(|rows| columns::alone(rows, classes));
    found.ok_or(Misfit::Lines(kept[1].len()))
}

/// Why a text gives no names that is nothing but a list or a dictionary, or seems to be one that is damaged.
fn all_in_brackets(text: &str, classes: usize) -> Option<Misfit> {
    let is_one = text.trim_start().starts_with(['[', '{']);
    match literal::parse(text) {
        _ if !is_one => None,
        Ok((_, rest)) if !rest.trim().is_empty() => None,
        Ok((node, _)) => Some(match tree::odd_index(&node, classes) {
            Some((index, odd)) => Misfit::Index(index, odd),
            None => Misfit::NoList,
        }),
        Err(rest) => {
            let read = &text[..text.len() - rest.len()];
            let column = read.chars().rev().take_while(|c| *c != '\n').count();
            Some(Misfit::Damaged([
                read.matches('\n').count() + 1,
                column.max(1),
            ]))
        }
    }
}

/// Its lines without the space around them, and without the empty ones at the end.
fn rows_of(text: &str) -> Vec<&str> {
    let text = text.trim_end();
    // A line feed that follows a carriage return ends the same line.
    let mut rows: Vec<&str> = Vec::new();
    let mut after_return = false;
    for row in text.split_inclusive(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
        if !(after_return && row == "\n") {
            rows.push(row.trim());
        }
        after_return = row.ends_with('\r');
    }
    rows
}

/// Lists and dictionaries as JSON, Python and JavaScript write them, wherever they stand.
fn bracketed(text: &str, classes: usize) -> Option<Vec<String>> {
    let brackets = text.match_indices(['[', '{', '(']).take(MAX_BRACKETS);
    brackets
        .filter(|(at, _)| *at == 0 || classes > 1 || text[..*at].trim().is_empty())
        .find_map(|(at, _)| tree::names(&literal::parse(&text[at..]).ok()?.0, classes))
}

/// An identifier of WordNet, as ImageNet's folders are called.
fn is_word_net_id(text: &str) -> bool {
    text.len() == 9 && text.starts_with('n') && text[1..].bytes().all(|b| b.is_ascii_digit())
}

/// Names by their indices, from 0 or from 1; a class that is not listed gets an empty name. None
/// where the indices are not those of so many classes.
fn by_index(entries: Vec<(usize, String)>, classes: usize) -> Option<Vec<String>> {
    let indices: Vec<usize> = entries.iter().map(|(index, _)| *index).collect();
    let first = first_index(&indices, classes)?;
    // Fewer than half are no list of these classes.
    if entries.len() * 2 < classes {
        return None;
    }
    let mut names = vec![None; classes];
    for (index, name) in entries {
        if names.get_mut(index - first)?.replace(name).is_some() {
            return None;
        }
    }
    Some(names.into_iter().map(Option::unwrap_or_default).collect())
}

fn first_index(indices: &[usize], classes: usize) -> Option<usize> {
    let least = *indices.iter().min()?;
    Some(usize::from(least == 1 && indices.contains(&classes)))
}

/// Of numbers that are meant to count so many classes, the first that does not.
fn odd_index(indices: &[usize], classes: usize) -> Option<(usize, OddIndex)> {
    let first = first_index(indices, classes)?;
    let all = first..first + classes;
    let (mut found, mut twice, mut too_large) = (BTreeSet::new(), None, None);
    for index in indices {
        if !all.contains(index) {
            too_large = too_large.or(Some(*index));
        } else if !found.insert(*index) {
            twice = twice.or(Some(*index));
        }
    }
    // A few numbers that happen to be among them are part of names.
    let few = found.len() < 3 && too_large.is_some();
    if few || found.len() * 3 < indices.len().max(classes) * 2 {
        return None;
    }
    let twice = twice.map(|index| (index, OddIndex::Twice));
    let too_large = || Some((too_large?, OddIndex::TooLarge));
    let mut all = all;
    let missing = || {
        all.find(|index| !found.contains(index))
            .map(|index| (index, OddIndex::Missing))
    };
    twice.or_else(too_large).or_else(missing)
}
