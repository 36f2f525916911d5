//! Words beside words, whatever their order and number.

/// More bytes than the spaces and the signs of the plural in a name.
const MOST_ENDINGS: usize = 8;

/// Whether both hold the same words, or are the same when written as one word.
pub(super) fn are_same(a: &str, b: &str) -> bool {
    // Most are too different to be looked at.
    if a.len().abs_diff(b.len()) > MOST_ENDINGS {
        return false;
    }
    let all_in = |a: &str, b: &str| a.split(' ').all(|word| has(b, word));
    all_in(a, b) && all_in(b, a) || letters(a).eq(letters(b))
}

/// Whether `text` has the word, in any number.
pub(super) fn has(text: &str, word: &str) -> bool {
    text.split(' ').any(|other| spelt(other).eq(spelt(word)))
}

fn spelt(word: &str) -> impl Iterator<Item = char> + '_ {
    let (start, end) = stem(word);
    start.chars().chain(end.chars())
}

fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    spelt(text).filter(|c| *c != ' ')
}

/// A word, or the last of several, without the sign of the plural: what it begins with, and what it
/// ends in.
fn stem(word: &str) -> (&str, &'static str) {
    const ENDINGS: [(&str, &str); 9] = [
        ("sses", "ss"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("xes", "x"),
        ("ies", "y"),
        ("eaux", "eau"),
        ("aux", "al"),
        ("ss", "ss"),
        ("s", ""),
    ];
    if word.len() <= 3 {
        return (word, "");
    }
    let known = ENDINGS
        .iter()
        .find_map(|(plural, singular)| Some((word.strip_suffix(plural)?, *singular)));
    known.unwrap_or((word, ""))
}
