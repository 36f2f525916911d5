//! Figures as each language writes them; pure functions.

use crate::spec::Lang;

/// Stands where a figure would, when what was computed is no number, or none that has an end.
pub const NO_NUMBER: &str = "–";

/// Digits after the decimal separator that a figure of a few significant digits may need.
const MOST_DECIMALS: i32 = 8;

/// The number that `text` writes, as browsers hand it over: digits, a point, an exponent. Near enough
/// to the nearest one for a control, and without the tables that exactness takes to download.
pub fn read(text: &str) -> Option<f64> {
    let text = text.trim();
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits = whole.bytes().chain(part.bytes()).peekable();
    digits.peek()?;
    let mut value = 0.0_f64;
    for digit in digits {
        let digit = digit.is_ascii_digit().then(|| digit - b'0')?;
        value = 10.0 * value + f64::from(digit);
    }
    let power = exponent.checked_sub(part.len().try_into().ok()?)?;
    let ten = 10.0_f64.powi(power.clamp(-400, 400).abs());
    // Zero times what is too large would be no number.
    let value = match power {
        ..0 => value / ten,
        _ if value == 0.0 => value,
        _ => value * ten,
    };
    Some(if negative { -value } else { value })
}

/// [`read`], to the precision of the engine.
pub fn read_f32(text: &str) -> Option<f32> {
    read(text).map(|value| value as f32)
}

/// `value` with exactly `decimals` digits after the separator.
pub fn fixed(value: f64, decimals: usize, lang: Lang) -> String {
    if !value.is_finite() {
        return NO_NUMBER.to_owned();
    }
    let plain = format!("{:.decimals$}", value.abs());
    let negative = value < 0.0 && plain.bytes().any(|b| (b'1'..=b'9').contains(&b));
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut text = String::from(if negative { "\u{2212}" } else { "" });
    text.push_str(&grouped(whole, lang));
    if !part.is_empty() {
        text.push(separator(lang));
        text.push_str(part);
    }
    text
}

/// `value` to `digits` significant digits; powers of ten where plain figures would be long.
pub fn significant(value: f64, digits: usize, lang: Lang) -> String {
    if value == 0.0 || !value.is_finite() {
        return fixed(value, 0, lang);
    }
    let scientific = format!("{:.*e}", digits.saturating_sub(1), value.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let power: i32 = exponent.parse().unwrap_or(0);
    let decimals = digits as i32 - 1 - power;
    if (-3..5).contains(&power) && decimals <= MOST_DECIMALS {
        return fixed(value, decimals.max(0) as usize, lang);
    }
    let sign = if value < 0.0 { "\u{2212}" } else { "" };
    let ten = format!("10{}", raised(power));
    // One significant digit of one: the power alone says it.
    if mantissa == "1" {
        return format!("{sign}{ten}");
    }
    let mantissa = mantissa.replace('.', &separator(lang).to_string());
    format!("{sign}{mantissa}\u{a0}×\u{a0}{ten}")
}

/// A share of 0..1 in per cent, with one decimal; what rounds to nothing is said to be small.
pub fn percent(share: f64, lang: Lang) -> String {
    let figure = if share > 0.0 && share < 0.0005 {
        format!("<\u{a0}{}", fixed(0.1, 1, lang))
    } else if (0.9995..1.0).contains(&share) {
        format!(">\u{a0}{}", fixed(99.9, 1, lang))
    } else {
        fixed(100.0 * share, 1, lang)
    };
    with_percent_sign(&figure, lang)
}

/// A probability that a softmax gave, in per cent: never none and never certainty, which only rounding
/// makes of it, so that a whole 100 % never stands beside more than 99.9 %.
pub fn probability(p: f32, lang: Lang) -> String {
    const LEAST: f64 = 1e-9;
    let p = f64::from(p);
    percent(
        if p.is_finite() {
            p.clamp(LEAST, 1.0 - LEAST)
        } else {
            p
        },
        lang,
    )
}

/// A share of 0..1 that the reader sets, in whole per cent.
pub fn whole_percent(share: f64, lang: Lang) -> String {
    with_percent_sign(&fixed(100.0 * share, 0, lang), lang)
}

/// Whether a language has the singular for so much: French below two, English at one alone.
pub fn is_singular(value: f64, lang: Lang) -> bool {
    match lang {
        Lang::En => value.abs() == 1.0,
        Lang::Fr => value.abs() < 2.0,
    }
}

/// A figure with its unit, which is a word in the plural, a sign, or a description; it may be empty.
pub fn with_unit(figure: &str, value: f64, unit: &str, lang: Lang) -> String {
    match unit {
        "" => figure.to_owned(),
        "%" => with_percent_sign(figure, lang),
        told if told.contains(' ') => format!("{figure} ({told})"),
        word => {
            let one = word.strip_suffix('s').filter(|_| is_singular(value, lang));
            format!("{figure}\u{a0}{}", one.unwrap_or(word))
        }
    }
}

fn with_percent_sign(figure: &str, lang: Lang) -> String {
    match lang {
        _ if figure == NO_NUMBER => figure.to_owned(),
        Lang::En => format!("{figure}%"),
        Lang::Fr => format!("{figure}\u{202f}%"),
    }
}

/// Decimal megabytes, or kilobytes below one; with its unit.
pub fn bytes(count: f64, lang: Lang) -> String {
    if !count.is_finite() {
        return NO_NUMBER.to_owned();
    }
    let (value, decimals, en, fr) = if count >= 999_500.0 {
        (count / 1e6, 1, "MB", "Mo")
    } else if count >= 9_950.0 || count == 0.0 {
        (count / 1e3, 0, "kB", "ko")
    } else {
        // A small file and a part of it are not the same number.
        (count.max(100.0) / 1e3, 1, "kB", "ko")
    };
    let unit = if lang == Lang::Fr { fr } else { en };
    format!("{}\u{a0}{unit}", fixed(value, decimals, lang))
}

/// Milliseconds below a second, seconds above; with its unit.
pub fn duration_ms(ms: f64, lang: Lang) -> String {
    if !ms.is_finite() {
        NO_NUMBER.to_owned()
    } else if ms < 999.5 {
        format!("{}\u{a0}ms", fixed(ms, 0, lang))
    } else if ms >= 119_500.0 {
        let seconds = (ms / 1000.0).round() as u64;
        format!("{}\u{a0}min {}\u{a0}s", seconds / 60, seconds % 60)
    } else {
        format!("{}\u{a0}s", fixed(ms / 1000.0, 1, lang))
    }
}

fn separator(lang: Lang) -> char {
    match lang {
        Lang::En => '.',
        Lang::Fr => ',',
    }
}

/// Groups of three digits from five digits on, so that 1000 stays 1000.
fn grouped(whole: &str, lang: Lang) -> String {
    if whole.len() < 5 || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return whole.to_owned();
    }
    let mut text = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            text.push(match lang {
                Lang::En => ',',
                Lang::Fr => '\u{202f}',
            });
        }
        text.push(digit);
    }
    text
}

fn raised(power: i32) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let digits = power.unsigned_abs().to_string();
    let raised = digits.bytes().map(|b| DIGITS[usize::from(b - b'0')]);
    let sign = (power < 0).then_some('⁻');
    sign.into_iter().chain(raised).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue;
    use crate::spec::Text;

    #[test]
    fn reads_what_browsers_hand_over_as_the_standard_library_does() {
        for text in [
            "0",
            "1",
            "-1",
            "+2.5",
            "0.1",
            "0.02",
            "12345.678",
            "1e-3",
            "3.4e38",
            "1E5",
            "0.5e1",
            ".5",
            "7.",
            " 3 ",
            "0e999",
            "1e-400",
            "16777217",
            "0.000123456789",
        ] {
            let expected: f64 = text.trim().parse().unwrap();
            let found = read(text).unwrap();
            assert!(
                (found - expected).abs() <= 2e-16 * expected.abs(),
                "{text}: {found}"
            );
            assert_eq!(read_f32(text), text.trim().parse().ok(), "{text}");
        }
        for text in [
            "",
            ".",
            "-",
            "e5",
            "1e",
            "1,5",
            "0x10",
            "NaN",
            "inf",
            "1.2.3",
            "1e99999999999",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn writes_decimals_and_groups_as_each_language_does() {
        assert_eq!(fixed(-12345.678, 2, Lang::En), "\u{2212}12,345.68");
        assert_eq!(fixed(12345.678, 2, Lang::Fr), "12\u{202f}345,68");
        assert_eq!(fixed(-0.001, 1, Lang::En), "0.0");
        assert_eq!(fixed(1000.0, 0, Lang::Fr), "1000");
    }

    #[test]
    fn keeps_significant_digits_and_turns_to_powers_of_ten() {
        assert_eq!(significant(0.021_34, 3, Lang::En), "0.0213");
        assert_eq!(significant(33.4496, 6, Lang::Fr), "33,4496");
        assert_eq!(
            significant(0.000_012_3, 2, Lang::En),
            "1.2\u{a0}×\u{a0}10⁻⁵"
        );
        assert_eq!(significant(-1e-12, 1, Lang::En), "\u{2212}10⁻¹²");
        assert_eq!(significant(0.0, 3, Lang::En), "0");
    }

    #[test]
    fn never_rounds_a_probability_to_none_or_to_certainty() {
        assert_eq!(percent(0.6321, Lang::En), "63.2%");
        assert_eq!(percent(0.000_01, Lang::Fr), "<\u{a0}0,1\u{202f}%");
        assert_eq!(percent(0.999_99, Lang::En), ">\u{a0}99.9%");
        assert_eq!(percent(0.0, Lang::En), "0.0%");
        // A float that a softmax rounded is no certainty either; a share may be all or nothing.
        assert_eq!(probability(1.0, Lang::En), percent(0.999_99, Lang::En));
        assert_eq!(probability(0.0, Lang::Fr), percent(0.000_01, Lang::Fr));
        assert_eq!(probability(0.6321, Lang::En), "63.2%");
        assert_eq!(probability(f32::NAN, Lang::En), NO_NUMBER);
        assert_eq!(percent(1.0, Lang::En), "100.0%");
    }

    #[test]
    fn what_is_no_number_is_never_shown_as_one() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            for lang in [Lang::En, Lang::Fr] {
                assert_eq!(fixed(value, 2, lang), NO_NUMBER);
                assert_eq!(significant(value, 3, lang), NO_NUMBER);
                assert_eq!(percent(value, lang), NO_NUMBER);
                assert_eq!(whole_percent(value, lang), NO_NUMBER);
                assert_eq!(bytes(value, lang), NO_NUMBER);
                assert_eq!(duration_ms(value, lang), NO_NUMBER);
            }
        }
        assert_eq!(significant(-0.0, 3, Lang::En), "0");
    }

    #[test]
    fn gives_sizes_and_times_a_unit_that_fits() {
        assert_eq!(bytes(4_941_984.0, Lang::En), "4.9\u{a0}MB");
        assert_eq!(bytes(52_300.0, Lang::Fr), "52\u{a0}ko");
        assert_eq!(duration_ms(76.2, Lang::En), "76\u{a0}ms");
        assert_eq!(duration_ms(3828.0, Lang::Fr), "3,8\u{a0}s");
    }

    #[test]
    fn a_unit_is_in_the_singular_where_its_language_has_that() {
        let told = |value: f64, unit: Text, lang| {
            let told = with_unit(&fixed(value, 1, lang), value, unit.get(lang), lang);
            told.replace(['\u{a0}', '\u{202f}'], "_")
        };
        let pixels = Text::new("pixels", "pixels");
        for (value, en, fr) in [
            (0.0, "0.0_pixels", "0,0_pixel"),
            (0.5, "0.5_pixels", "0,5_pixel"),
            (1.0, "1.0_pixel", "1,0_pixel"),
            (-1.5, "−1.5_pixels", "−1,5_pixel"),
            (2.0, "2.0_pixels", "2,0_pixels"),
        ] {
            assert_eq!(told(value, pixels, Lang::En).replace('-', "−"), en);
            assert_eq!(told(value, pixels, Lang::Fr).replace('-', "−"), fr);
        }
        let per_cent = Text::new("%", "%");
        assert_eq!(told(0.0, per_cent, Lang::Fr), "0,0_%");
        assert_eq!(told(0.0, per_cent, Lang::En), "0.0%");
        // A description does not run into its figure.
        let norm = Text::new("L2, normalised", "L2, normalisé");
        assert_eq!(told(0.5, norm, Lang::Fr), "0,5 (L2, normalisé)");
        assert_eq!(with_unit("0.5", 0.5, "", Lang::En), "0.5");
    }

    #[test]
    fn no_parameter_has_a_unit_that_is_a_sign_spelled_out() {
        let methods = catalogue::SALIENCY_METHODS
            .iter()
            .flat_map(|spec| spec.params);
        let attacks = catalogue::ATTACKS.iter().flat_map(|spec| spec.params);
        let all = methods.chain(attacks).chain(catalogue::VISUALIZE_PARAMS);
        for param in all {
            for unit in [param.unit.en, param.unit.fr] {
                let is_spelled_out = ["per cent", "pour cent"].contains(&unit);
                assert!(!is_spelled_out, "{}", param.id);
            }
        }
    }
}
