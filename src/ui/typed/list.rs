//! Several numbers as text.

use super::figure::{number, plain};
use super::{Refusal, Wanted};
use crate::spec::Lang;

/// The numbers of a list, `most` of them at the most, each once.
///
/// They stand apart by semicolons, else by commas with a space behind them, else by spaces, else by
/// commas.
///
/// # Errors
/// The first that is not taken, and why; then nothing of the list is.
pub fn list(
    text: &str,
    wanted: &Wanted,
    most: usize,
    lang: Lang,
) -> Result<Vec<f64>, (String, Refusal)> {
    let mut values = Vec::new();
    for item in items(plain(text).trim(), lang)? {
        let value = listed(&item, lang).and_then(|value| wanted.check(value));
        let value = value.map_err(|refusal| (item, refusal))?;
        if !values.contains(&value) {
            values.push(value);
        }
    }
    match values.len() {
        0 => Err((String::new(), Refusal::Empty)),
        count if count > most => Err((text.trim().to_owned(), Refusal::TooMany(most))),
        _ => Ok(values),
    }
}

fn items(text: &str, lang: Lang) -> Result<Vec<String>, (String, Refusal)> {
    let mark = [";", ", "].into_iter().find(|mark| text.contains(mark));
    let mut items = Vec::new();
    if let Some(mark) = mark {
        for part in text.split(mark) {
            // A space may then stand inside of a number: 1 000; 2 000.
            match number(part, lang) {
                Ok(_) => items.push(part.trim()),
                Err(_) => items.extend(part.split(' ')),
            }
        }
    } else {
        let is_alone = !text.contains(' ');
        for word in text.split(' ') {
            items.extend(by_comma(word.trim_matches(','), is_alone, lang)?);
        }
    }
    let items = items.into_iter().map(|item| item.trim_matches([' ', ',']));
    Ok(items
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect())
}

/// Commas without a space stand between numbers only where that can be nothing else.
fn by_comma(word: &str, is_alone: bool, lang: Lang) -> Result<Vec<&str>, (String, Refusal)> {
    let commas = word.matches(',').count();
    let has_point = word.contains('.');
    let is_number = number(word, lang).is_ok();
    if lang == Lang::En && is_number && commas > 0 && (is_alone || commas > 1 || has_point) {
        return Err((word.to_owned(), Refusal::OneOrMore));
    }
    let are_several = has_point || commas > 1 && lang == Lang::En;
    Ok(if are_several && !is_number {
        word.split(',').collect()
    } else {
        vec![word]
    })
}

/// One number of a list; what may be the end of the one before, as in 1 000, is refused.
fn listed(item: &str, lang: Lang) -> Result<f64, Refusal> {
    let digits = item.as_bytes();
    if digits.starts_with(b"0") && digits.get(1).is_some_and(u8::is_ascii_digit) {
        return Err(Refusal::NoNumber);
    }
    number(item, lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: Wanted = Wanted::number(-1e9, 1e9, 0.1);

    #[test]
    fn lists_are_read_in_both_languages() {
        let read = |text: &str, lang| list(text, &ANY, 12, lang);
        for (text, expected) in [
            ("0,5; 1; 2", &[0.5, 1.0, 2.0][..]),
            ("0.5, 1, 2", &[0.5, 1.0, 2.0]),
            ("0,5, 1, 2", &[0.5, 1.0, 2.0]),
            ("0 1e-4 0.5, 10", &[0.0, 1e-4, 0.5, 10.0]),
            ("0,5 1 25", &[0.5, 1.0, 25.0]),
            ("0,5 ; 1 ; 25 ;", &[0.5, 1.0, 25.0]),
            ("1 000; 2\u{202f}000", &[1000.0, 2000.0]),
            ("1\u{202f}000 2\u{202f}000", &[1000.0, 2000.0]),
            ("50 100 200", &[50.0, 100.0, 200.0]),
            ("0.5,1,2", &[0.5, 1.0, 2.0]),
            ("\u{2212}1 1 1", &[-1.0, 1.0]),
            ("366", &[366.0]),
        ] {
            for lang in [Lang::En, Lang::Fr] {
                assert_eq!(read(text, lang).as_deref(), Ok(expected), "{text} {lang:?}");
            }
        }
        assert_eq!(read("1,2,3", Lang::En), Ok(vec![1.0, 2.0, 3.0]));
        assert_eq!(read("0,5", Lang::Fr), Ok(vec![0.5]));
    }

    #[test]
    fn one_bad_value_refuses_the_whole_list_and_is_named() {
        let of = |text: &str, lang| {
            let iterations = Wanted::whole(1.0, 2000.0, 10.0);
            list(text, &iterations, 3, lang).expect_err(text)
        };
        let named = |item: &str, refusal| (item.to_owned(), refusal);
        assert_eq!(of("10 20.5", Lang::En), named("20.5", Refusal::NotWhole));
        assert_eq!(of("10; 20,5", Lang::Fr), named("20,5", Refusal::NotWhole));
        assert_eq!(of("10 a 3", Lang::En), named("a", Refusal::NoNumber));
        assert_eq!(of("10 NaN", Lang::En), named("NaN", Refusal::NoNumber));
        assert_eq!(of("10 3000", Lang::En), named("3000", Refusal::Outside));
        assert_eq!(of("1 000 2 000", Lang::Fr), named("000", Refusal::NoNumber));
        assert_eq!(of("10,20", Lang::En), named("10,20", Refusal::OneOrMore));
        assert_eq!(
            of("1,200,300", Lang::En),
            named("1,200,300", Refusal::OneOrMore)
        );
        assert_eq!(of("1,2,3", Lang::Fr), named("1,2,3", Refusal::NoNumber));
        assert_eq!(of(" ", Lang::En), named("", Refusal::Empty));
        assert_eq!(
            of("1 2 3 4", Lang::En),
            named("1 2 3 4", Refusal::TooMany(3))
        );
    }
}
