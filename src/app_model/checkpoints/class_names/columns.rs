//! Names out of lines: alone, or beside an index, an identifier, or other columns.

use std::collections::BTreeSet;

use super::{OddIndex, is_word_net_id};

/// What separates columns, the surest first.
const SEPARATORS: [char; 4] = ['\t', ';', '|', ','];
/// Heads of a column of names.
const HEADS: [&str; 12] = [
    "label",
    "labels",
    "name",
    "names",
    "class",
    "class_name",
    "classname",
    "category",
    "title",
    "nom",
    "classe",
    "libellé",
];

/// The names of so many classes in these rows that say of each which it is.
pub(super) fn beside_index(rows: &[&str], classes: usize) -> Option<Vec<String>> {
    SEPARATORS
        .iter()
        .find_map(|separator| table(rows, *separator, classes))
        .or_else(|| indexed(rows, classes))
        .or_else(|| indexed(below_head(rows)?, classes))
}

/// The names of so many classes in these rows, in their order.
pub(super) fn alone(rows: &[&str], classes: usize) -> Option<Vec<String>> {
    plain(rows, classes).or_else(|| plain(below_head(rows)?, classes))
}

/// Below a line such as `names:`.
fn below_head<'r>(rows: &'r [&'r str]) -> Option<&'r [&'r str]> {
    let (head, rest) = rows.split_first()?;
    (head.ends_with(':') || is_head(head)).then_some(rest)
}

/// What is wrong with the indices in rows that all have one.
pub(super) fn odd_index(rows: &[&str], classes: usize) -> Option<(usize, OddIndex)> {
    let there: Vec<&str> = rows.iter().copied().filter(|row| !row.is_empty()).collect();
    let before = |rows: &[&str]| {
        let indices: Option<Vec<usize>> =
            rows.iter().map(|row| Some(index_before(row)?.0)).collect();
        super::odd_index(&indices?, classes)
    };
    let in_table = |rows: &[&str], separator: char| {
        let rows: Vec<Vec<String>> = rows.iter().map(|row| fields(row, separator)).collect();
        odd_column(&rows, classes)
    };
    // With a head above them, and without.
    [&there[..], there.get(1..)?].into_iter().find_map(|rows| {
        let tables = SEPARATORS.iter();
        before(rows).or_else(|| { tables }.find_map(|separator| in_table(rows, *separator)))
    })
}

/// What is wrong with the first column that is meant to count the classes.
fn odd_column(rows: &[Vec<String>], classes: usize) -> Option<(usize, OddIndex)> {
    let columns = rows.iter().map(Vec::len).min().filter(|least| *least > 1)?;
    (0..columns).find_map(|at| {
        let indices: Option<Vec<usize>> = rows.iter().map(|row| row[at].parse().ok()).collect();
        super::odd_index(&indices?, classes)
    })
}

/// One name a row.
fn plain(rows: &[&str], classes: usize) -> Option<Vec<String>> {
    // A line of brackets alone is of a list that is written in another way.
    let is_bracket = |row: &&str| {
        let mut signs = row.chars();
        !row.is_empty() && signs.all(|sign| "[](){},;".contains(sign))
    };
    if rows.len() != classes || rows.iter().any(is_bracket) {
        return None;
    }
    let there = || rows.iter().filter(|row| !row.is_empty());
    let identified = there().all(|row| without_id(row).is_some());
    let listed = there().all(|row| row.starts_with("- "));
    let name = |row: &&str| match *row {
        row if identified => without_id(row).unwrap_or(row).to_owned(),
        row if listed => unquoted(row.trim_start_matches("- ")).to_owned(),
        row => unquoted(row.trim_end_matches(',')).to_owned(),
    };
    Some(rows.iter().map(name).collect())
}

/// What follows an identifier of WordNet.
fn without_id(row: &str) -> Option<&str> {
    let (id, rest) = row.split_at_checked(9)?;
    let name = rest.trim_start_matches([' ', '\t', ',', ':', ';']);
    (is_word_net_id(id) && name.len() < rest.len() && !name.is_empty()).then_some(name)
}

fn unquoted(text: &str) -> &str {
    let text = text.trim();
    let inside = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    inside('"').or_else(|| inside('\'')).unwrap_or(text)
}

/// As of a dictionary, but of every class.
fn by_index(entries: Vec<(usize, String)>, classes: usize) -> Option<Vec<String>> {
    (entries.len() == classes).then(|| super::by_index(entries, classes))?
}

/// An index before or behind the name, in the same way in every row.
fn indexed(rows: &[&str], classes: usize) -> Option<Vec<String>> {
    let in_all = |split: fn(&str) -> Option<(usize, &str)>| {
        let there = rows.iter().filter(|row| !row.is_empty());
        let entries = there.map(|row| {
            let (index, name) = split(row)?;
            let name = unquoted(name.trim_end_matches(','));
            Some((index, without_id(name).unwrap_or(name).to_owned()))
        });
        by_index(entries.collect::<Option<Vec<_>>>()?, classes)
    };
    // "kind 0", "kind 1" are names as they stand.
    let differ = |names: &Vec<String>| {
        let different: BTreeSet<&String> = names.iter().collect();
        different.len() == names.len()
    };
    in_all(index_before).or_else(|| in_all(index_behind).filter(differ))
}

const BETWEEN: [char; 8] = [' ', '\t', ':', '.', ')', '=', '-', ','];

fn index_before(row: &str) -> Option<(usize, &str)> {
    let row = row.trim_start_matches('(');
    let end = row.find(|c: char| !c.is_ascii_digit())?;
    let name = row[end..].trim_start_matches(BETWEEN);
    let is_apart = name.len() < row.len() - end;
    Some((row[..end].parse().ok()?, name)).filter(|_| is_apart)
}

fn index_behind(row: &str) -> Option<(usize, &str)> {
    let name = row.trim_end_matches(|c: char| c.is_ascii_digit());
    let index = row[name.len()..].parse().ok()?;
    let alone = name.trim_end_matches(BETWEEN);
    Some((index, alone)).filter(|_| alone.len() < name.len())
}

/// Columns, one of which is an index or has a head that says that it holds names.
fn table(rows: &[&str], separator: char, classes: usize) -> Option<Vec<String>> {
    let rows: Vec<Vec<String>> = rows
        .iter()
        .filter(|row| !row.is_empty())
        .map(|row| fields(row, separator))
        .collect();
    if rows.iter().any(|row| row.len() < 2) {
        return None;
    }
    let (head, body) = rows.split_first()?;
    without_head(&rows, separator, classes).or_else(|| with_head(head, body, separator, classes))
}

fn without_head(rows: &[Vec<String>], separator: char, classes: usize) -> Option<Vec<String>> {
    let index = index_column(rows, classes)?;
    let same_length = rows.iter().all(|row| row.len() == rows[0].len());
    let column = name_column(rows, index);
    let entries = rows.iter().map(|row| {
        let name = match (separator, column) {
            // Commas between what a class is called, too.
            (',', _) if !same_length => {
                let parts = row.iter().enumerate().filter(|(at, _)| *at != index);
                let parts: Vec<&str> = parts.map(|(_, part)| part.as_str()).collect();
                let is_id = parts.first().is_some_and(|part| is_word_net_id(part));
                parts[usize::from(is_id && parts.len() > 1)..].join(", ")
            }
            (_, column) => row.get(column?)?.clone(),
        };
        Some((row.get(index)?.parse().ok()?, name))
    });
    by_index(entries.collect::<Option<Vec<_>>>()?, classes)
}

fn with_head(
    head: &[String],
    body: &[Vec<String>],
    separator: char,
    classes: usize,
) -> Option<Vec<String>> {
    let index = index_column(body, classes);
    let titled = (0..head.len()).find(|at| {
        let column = || body.iter().map(|row| row.get(*at));
        let are_numbers = column().all(|field| is_number(field));
        is_head(&head[*at]) && !are_numbers
    });
    match (index, titled) {
        (Some(index), Some(at)) => {
            let entries = body
                .iter()
                .map(|row| Some((row.get(index)?.parse().ok()?, row.get(at)?.clone())));
            by_index(entries.collect::<Option<Vec<_>>>()?, classes)
        }
        (Some(_), None) => without_head(body, separator, classes),
        (None, Some(at)) if body.len() == classes && odd_column(body, classes).is_none() => {
            body.iter().map(|row| row.get(at).cloned()).collect()
        }
        _ => None,
    }
}

fn is_head(field: &str) -> bool {
    HEADS.contains(&field.trim().to_lowercase().as_str())
}

fn is_number(field: Option<&String>) -> bool {
    field.is_some_and(|field| field.parse::<usize>().is_ok())
}

/// The first column that counts the classes.
fn index_column(rows: &[Vec<String>], classes: usize) -> Option<usize> {
    let columns = rows.iter().map(Vec::len).min()?;
    (0..columns).find(|at| {
        let entries = rows
            .iter()
            .map(|row| Some((row[*at].parse().ok()?, String::new())));
        let entries: Option<Vec<_>> = entries.collect();
        entries.is_some_and(|entries| by_index(entries, classes).is_some())
    })
}

/// The first other one that holds neither numbers nor identifiers.
fn name_column(rows: &[Vec<String>], index: usize) -> Option<usize> {
    let columns = rows.iter().map(Vec::len).min()?;
    let is_name = |field: &str| {
        let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-');
        !is_word_net_id(field) && !field.chars().all(is_number)
    };
    (0..columns).find(|at| *at != index && rows.iter().any(|row| is_name(&row[*at])))
}

/// The fields of a row; one in quotes may hold the separator, and quotes twice over.
fn fields(row: &str, separator: char) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    let mut chars = row.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(field) = fields.last_mut() else {
            break;
        };
        match c {
            '"' if quoted && chars.next_if_eq(&'"').is_some() => field.push('"'),
            '"' if quoted || field.trim().is_empty() => quoted = !quoted,
            c if c == separator && !quoted => fields.push(String::new()),
            c => field.push(c),
        }
    }
    fields.iter().map(|field| field.trim().to_owned()).collect()
}
