//! A list of class names as people have it: any encoding, any of the layouts in use. What is
//! ambiguous is decided by what fits the number of classes.

mod columns;
mod encoding;
mod literal;
mod side_file;
#[cfg(test)]
mod tests;
mod tree;

use encoding::decode;
pub use side_file::{SideFile, Stated, read_side_file};

/// Why a file gives no names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamesRefusal {
    /// It is no text.
    NoText,
    /// It has another number of names.
    Misfit(usize),
}

/// The names of so many classes in a file.
///
/// # Errors
/// What the file is instead.
fn read_class_names(file: &[u8], classes: usize) -> Result<Vec<String>, NamesRefusal> {
    let text = decode(file).ok_or(NamesRefusal::NoText)?;
    parse(&text, classes).map_err(NamesRefusal::Misfit)
}

/// Brackets of a text that are tried as the beginning of a list.
const MAX_BRACKETS: usize = 32;

/// The names of so many classes, in their order; a class without a name has an empty one.
///
/// # Errors
/// How many names the text seems to have instead.
fn parse(text: &str, classes: usize) -> Result<Vec<String>, usize> {
    let rows = rows_of(text);
    let found = bracketed(text, classes).or_else(|| {
        let variants: [&dyn Fn(&str) -> bool; 3] = [&|_| true, &|row| !row.is_empty(), &|row| {
            !row.is_empty() && !row.starts_with('#')
        }];
        variants.iter().find_map(|is_kept| {
            let rows: Vec<&str> = rows.iter().copied().filter(|row| is_kept(row)).collect();
            columns::names(&rows, classes)
        })
    });
    found.ok_or_else(|| rows.iter().filter(|row| !row.is_empty()).count())
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
        .find_map(|(at, _)| tree::names(&literal::parse(&text[at..])?, classes))
}

/// An identifier of WordNet, as ImageNet's folders are called.
fn is_word_net_id(text: &str) -> bool {
    text.len() == 9 && text.starts_with('n') && text[1..].bytes().all(|b| b.is_ascii_digit())
}

/// Names by their indices, from 0 or from 1; a class that is not listed gets an empty name. None
/// where the indices are not those of so many classes.
fn by_index(entries: Vec<(usize, String)>, classes: usize) -> Option<Vec<String>> {
    let least = entries.iter().map(|(index, _)| *index).min()?;
    let most = entries.iter().map(|(index, _)| *index).max()?;
    let first = usize::from(least == 1 && most == classes);
    // Fewer than half are no list of these classes.
    if most - first >= classes || entries.len() * 2 < classes {
        return None;
    }
    let mut names = vec![None; classes];
    for (index, name) in entries {
        if names[index - first].replace(name).is_some() {
            return None;
        }
    }
    Some(names.into_iter().map(Option::unwrap_or_default).collect())
}
