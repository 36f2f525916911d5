//! One number as text.

use super::Refusal;
use crate::spec::Lang;
use crate::ui::numbers;

/// Every sign in its plain form: digits and signs of other keyboards, dashes that mean less, spaces
/// that hold together (no-break ones) and spaces that do not; marks that nobody sees are left out.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut is_raised = false;
    for c in text.chars() {
        let was_raised = std::mem::replace(&mut is_raised, false);
        let c = match c {
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' => continue,
            '\u{61c}' | '\u{feff}' => continue,
            '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' => '-',
            '\u{a0}' | '\u{2007}'..='\u{200a}' | '\u{202f}' => '\u{a0}',
            '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{66c}' | '_' => '\'',
            '\u{66b}' => ',',
            '\u{66a}' => '%',
            '\u{660}'..='\u{669}' => ascii(c, 0x660),
            '\u{6f0}'..='\u{6f9}' => ascii(c, 0x6f0),
            // A whole row of the keyboard, twice as wide.
            '\u{ff01}'..='\u{ff5e}' => char::from((u32::from(c) - 0xfee0) as u8),
            '·' | '*' => '×',
            '⁻' | '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' => {
                is_raised = true;
                if !was_raised {
                    plain.push('^');
                }
                lowered(c)
            }
            c if c.is_whitespace() => ' ',
            c => c,
        };
        plain.push(if c == 'E' { 'e' } else { c });
    }
    plain
}

fn ascii(c: char, zero: u32) -> char {
    char::from(b'0' + (u32::from(c) - zero) as u8)
}

fn lowered(c: char) -> char {
    match c {
        '⁻' => '-',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        c => ascii(c, 0x2070),
    }
}

/// The number that a plain text writes: a sign, digits with their marks, a power of ten.
pub(super) fn number(text: &str, lang: Lang) -> Result<f64, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::Empty);
    }
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest.trim_start()),
        None => (1.0, text.strip_prefix('+').unwrap_or(text).trim_start()),
    };
    let (digits, power) = power_of_ten(text).ok_or(Refusal::NoNumber)?;
    let value =
        |digits: &str| numbers::read(&format!("{digits}e{power}")).map(|value| sign * value);
    let digits = digits.trim();
    let found = mantissa(digits).and_then(|digits| value(&digits));
    let found = found.ok_or(Refusal::NoNumber)?;
    match grouped(digits, lang).and_then(|digits| value(&digits)) {
        Some(other) => Err(Refusal::Ambiguous(other, found)),
        None => Ok(found),
    }
}

/// What stands before a power of ten, and its exponent: 5e-3, 5 × 10^-3, 10^-3.
fn power_of_ten(text: &str) -> Option<(&str, i32)> {
    let (digits, power) = if let Some(power) = text.strip_prefix("10^") {
        ("1", power)
    } else if let Some((digits, power)) = text.split_once('×') {
        (digits, power.trim_start().strip_prefix("10^")?)
    } else {
        text.split_once('e').unwrap_or((text, "0"))
    };
    let power = power.trim();
    let figures = power.strip_prefix(['-', '+']).unwrap_or(power);
    let is_whole = !figures.is_empty() && figures.bytes().all(|b| b.is_ascii_digit());
    // What is too long to be counted is beyond every range, either way.
    let beyond = if power.starts_with('-') { -9999 } else { 9999 };
    is_whole.then(|| (digits, power.parse().unwrap_or(beyond)))
}

/// Digits with a decimal point and nothing else, from digits with the marks of some language.
fn mantissa(text: &str) -> Option<String> {
    let is_single = |at: &usize| text.matches(&text[*at..=*at]).count() == 1;
    let decimal = text.rfind([',', '.']).filter(is_single);
    let (whole, part) = decimal.map_or((text, ""), |at| (&text[..at], &text[at + 1..]));
    let whole = in_threes(whole, &[' ', '\u{a0}', '\'', ',', '.'], true)?;
    let part = in_threes(part, &[' ', '\u{a0}', '\''], false)?;
    let is_empty = whole.is_empty() && part.is_empty();
    (!is_empty).then(|| format!("{whole}.{part}"))
}

/// The other reading of digits whose only mark may as well stand between thousands, such as 1,000
/// where points are decimal.
fn grouped(text: &str, lang: Lang) -> Option<String> {
    let mark = if lang == Lang::En { ',' } else { '.' };
    let (whole, part) = text.split_once(mark)?;
    let are_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let may_be = (1..=3).contains(&whole.len()) && !whole.starts_with('0') && part.len() == 3;
    (may_be && are_digits(whole) && are_digits(part)).then(|| format!("{whole}{part}"))
}

/// Digits alone, or in groups of three with one mark of `marks` between them; the short group is the
/// first one before a decimal sign and the last one behind it.
fn in_threes(text: &str, marks: &[char], short_first: bool) -> Option<String> {
    let mut groups: Vec<&str> = text.split(marks).collect();
    let mut between = text.chars().filter(|c| marks.contains(c));
    let first = between.next();
    let is_same = between.all(|mark| Some(mark) == first);
    let are_digits = groups
        .iter()
        .all(|group| group.bytes().all(|b| b.is_ascii_digit()));
    let digits = groups.concat();
    if !short_first {
        groups.reverse();
    }
    let is_even = groups[1..].iter().all(|group| group.len() == 3);
    let begins = (1..=3).contains(&groups[0].len()) && !(short_first && groups[0].starts_with('0'));
    let is_grouped = first.is_none() || is_even && begins;
    (is_same && are_digits && is_grouped).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, lang: Lang) -> Result<f64, Refusal> {
        number(&plain(text), lang)
    }

    #[test]
    fn commas_and_points_are_decimal_signs_in_both_languages() {
        for (text, expected) in [
            ("0,5", 0.5),
            ("0.5", 0.5),
            ("0,001", 0.001),
            ("0.001", 0.001),
            (",5", 0.5),
            (".5", 0.5),
            ("7,", 7.0),
            ("12,34", 12.34),
            ("1,0000", 1.0),
            ("1000,500", 1000.5),
            ("  3 ", 3.0),
            ("+2,5", 2.5),
            ("\u{2212}0,5", -0.5),
            ("\u{2013} 4", -4.0),
            ("-0", 0.0),
            ("1e-3", 0.001),
            ("1,5E2", 150.0),
            ("5\u{a0}×\u{a0}10⁻³", 0.005),
            ("\u{2212}10⁻²", -0.01),
            ("2·10^3", 2000.0),
            ("1 000", 1000.0),
            ("1\u{202f}000,5", 1000.5),
            ("12\u{2009}345\u{2009}678", 12_345_678.0),
            ("0,000\u{202f}1", 0.0001),
            ("1\u{2019}000.5", 1000.5),
            ("1'000,500", 1000.5),
            ("1,000.5", 1000.5),
            ("1.000,5", 1000.5),
            ("1,000,000", 1e6),
            ("1.000.000", 1e6),
            ("\u{ff10}\u{ff0c}\u{ff15}", 0.5),
            ("\u{ff0d}\u{ff11}\u{ff0e}\u{ff15}", -1.5),
            ("\u{661}\u{66b}\u{665}", 1.5),
            ("\u{200e}1\u{feff}", 1.0),
        ] {
            for lang in [Lang::En, Lang::Fr] {
                assert_eq!(read(text, lang), Ok(expected), "{text} {lang:?}");
            }
        }
    }

    #[test]
    fn what_may_mean_two_numbers_is_refused_with_both() {
        let both = |a, b| Err(Refusal::Ambiguous(a, b));
        assert_eq!(read("1,000", Lang::En), both(1000.0, 1.0));
        assert_eq!(read("1,000", Lang::Fr), Ok(1.0));
        assert_eq!(read("1.000", Lang::Fr), both(1000.0, 1.0));
        assert_eq!(read("1.000", Lang::En), Ok(1.0));
        assert_eq!(read("\u{2212}12,345", Lang::En), both(-12345.0, -12.345));
        assert_eq!(read("12.345 e1", Lang::Fr), both(123_450.0, 123.45));
        assert_eq!(read("0.125", Lang::Fr), Ok(0.125));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "abc", "-", ",", "e5", "1e", "1e1.5", "1,2,3", "1.2.3", "1,00,000", "12 5", "1 0000",
            "0 001", "0x10", "1/2", "NaN", "inf", "Infinity", "--1", "1-2", "5 m", "5 %", "1×5",
            "½", "10^",
        ] {
            for lang in [Lang::En, Lang::Fr] {
                assert_eq!(read(text, lang), Err(Refusal::NoNumber), "{text}");
            }
        }
        for text in ["", "  ", "\u{200b}"] {
            assert_eq!(read(text, Lang::Fr), Err(Refusal::Empty), "{text}");
        }
    }
}
