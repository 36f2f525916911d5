//! Every notice with every cause, both languages side by side, for people to read:
//! `cargo test --lib every_notice -- --nocapture`.

mod examples;

use super::{notice_id, wording};
use crate::spec::Lang;

use examples::{Example, notices};

/// Signs that stand apart from the word before them in French, and the one that opens a quotation.
const APART: [char; 6] = [':', ';', '!', '?', '»', '%'];
const OPENING: char = '«';

/// What a French text gets wrong in its spaces; nothing when it is right.
fn typography(french: &str) -> Option<String> {
    let signs: Vec<char> = french.chars().collect();
    let wrong = signs.windows(2).any(|pair| {
        let before_a_sign = pair[0] == ' ' && APART.contains(&pair[1]);
        let after_an_opening = pair[0] == OPENING && !['\u{a0}', '\u{202f}'].contains(&pair[1]);
        before_a_sign || after_an_opening
    });
    wrong.then(|| format!("a space that can break: {french}"))
}

/// What is wrong with a pair of texts as such, whatever they say.
fn faults(english: &str, french: &str) -> Vec<String> {
    let mut found = Vec::new();
    for text in [english, french] {
        if text.trim().is_empty() || text.contains(['{', '}']) || text.contains("  ") {
            found.push(format!("not a text: {text:?}"));
        }
        if !text.ends_with(['.', '?', '!']) {
            found.push(format!("no end: {text}"));
        }
        if ["“”", "«\u{a0}\u{a0}»", "«  »"]
            .iter()
            .any(|empty| text.contains(empty))
        {
            found.push(format!("an empty name: {text}"));
        }
        let is_none = |word: &str| ["NaN", "inf", "None"].contains(&word);
        if text
            .split(|sign: char| !sign.is_alphanumeric())
            .any(is_none)
        {
            found.push(format!("a value that is none: {text}"));
        }
        // What follows a full stop, and the sentence itself, begins like one.
        if text.starts_with(char::is_lowercase) {
            found.push(format!("no beginning: {text}"));
        }
    }
    if english == french {
        found.push(format!("one language for both: {english}"));
    }
    found.extend(typography(french));
    found
}

#[test]
fn every_notice_is_said_in_both_languages() {
    let mut wrong = Vec::new();
    for Example { what, kind } in notices() {
        let [english, french] = [Lang::En, Lang::Fr].map(|lang| wording(&kind, lang).sentence);
        println!("{} · {what}\n  {english}\n  {french}\n", notice_id(&kind));
        let found = faults(&english, &french).into_iter();
        wrong.extend(found.map(|fault| format!("{} · {what}: {fault}", notice_id(&kind))));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn notices_of_different_kinds_never_say_the_same() {
    let mut known: Vec<(&'static str, String)> = Vec::new();
    for Example { kind, .. } in notices() {
        let (id, words) = (notice_id(&kind), wording(&kind, Lang::En).sentence);
        let same = known
            .iter()
            .find(|(other, said)| *other != id && *said == words);
        assert!(same.is_none(), "{id} says what {same:?} says");
        known.push((id, words));
    }
}

#[test]
fn every_variant_of_a_notice_and_of_its_causes_has_an_example() {
    let missing = examples::without_example();
    assert!(missing.is_empty(), "no example of {missing:?}");
}

#[test]
fn a_space_that_can_break_is_noticed() {
    assert!(typography("oui ; non").is_some());
    assert!(typography("« oui\u{a0}»").is_some());
    assert_eq!(
        typography("«\u{a0}oui\u{a0}»\u{202f}; http://a: 3\u{a0}%"),
        None
    );
}
