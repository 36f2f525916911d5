//! Numbers as people type them, in any language's way; pure functions.
//!
//! A decimal comma is as good as a point. What may mean two things is refused, never guessed, and
//! what a field cannot take is refused, never bent until it fits.

mod figure;
mod list;
mod refusal;

use super::numbers::NO_NUMBER;
use crate::spec::{Lang, ParamKind, Text};
use figure::{number, plain};
pub use list::list;
pub use refusal::Refusal;

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted {
    pub least: f64,
    pub most: f64,
    /// What an arrow key moves the number by.
    pub step: f64,
    pub whole: bool,
    /// May be typed behind the number.
    pub unit: Text,
}

impl Wanted {
    /// What random numbers are drawn from.
    pub const SEED: Self = Self::whole(0.0, u32::MAX as f64, 1.0);

    pub const fn number(least: f64, most: f64, step: f64) -> Self {
        Self {
            least,
            most,
            step,
            whole: false,
            unit: Text::new("", ""),
        }
    }

    pub const fn whole(least: f64, most: f64, step: f64) -> Self {
        Self {
            whole: true,
            ..Self::number(least, most, step)
        }
    }

    /// What a parameter of this kind takes, typed as a number.
    pub fn of(kind: ParamKind, step: f64) -> Self {
        match kind {
            ParamKind::Number { min, max, .. } => Self::number(min.into(), max.into(), step),
            ParamKind::Whole { min, max, .. } => Self::whole(min.into(), max.into(), step),
            ParamKind::Choice { options, .. } => {
                Self::whole(0.0, options.len().saturating_sub(1) as f64, step)
            }
            ParamKind::Switch { .. } => Self::whole(0.0, 1.0, step),
            ParamKind::Layer | ParamKind::Class => Self::whole(0.0, f64::from(u16::MAX), step),
        }
    }

    /// `value`, if it is one that is wanted.
    pub fn check(&self, value: f64) -> Result<f64, Refusal> {
        let nearest = value.clamp(self.least, self.most);
        // The engine's precision: 0.001 is no less than 0.001 as it was written into a table.
        let is_inside = value == nearest || !self.whole && value as f32 == nearest as f32;
        match (self.whole && value.fract() != 0.0, is_inside) {
            (_, false) => Err(Refusal::Outside),
            (true, true) => Err(Refusal::NotWhole),
            // Not the zero below zero.
            (false, true) => Ok(nearest + 0.0),
        }
    }

    /// The number that `text` writes.
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn read(&self, text: &str, lang: Lang) -> Result<f64, Refusal> {
        self.check(number(self.without_unit(plain(text).trim()), lang)?)
    }

    /// `by` steps from `value` on, on a grid of whole steps, and never beyond an end.
    pub fn stepped(&self, value: f64, by: f64) -> f64 {
        let at = value / self.step;
        // What lies between two places of the grid goes to the next of them first.
        let at = if by > 0.0 {
            (at + 1e-3).floor()
        } else {
            (at - 1e-3).ceil()
        };
        ((at + by) * self.step).clamp(self.least, self.most)
    }

    fn without_unit<'a>(&self, text: &'a str) -> &'a str {
        let is_figure = |c: char| c.is_ascii_digit() || "+-,.' \u{a0}e^×".contains(c);
        let end = text.find(|c| !is_figure(c)).unwrap_or(text.len());
        let (figure, unit) = text.split_at(end);
        let said = unit.to_lowercase();
        // A word may be broken off: 8 pix.
        let is_it = |unit: &str| {
            unit.starts_with(&said)
                || matches!(
                    (unit, &*said),
                    ("per cent", "%") | ("degrees", "°") | ("pixels", "px")
                )
        };
        let is_unit = !unit.is_empty() && (is_it(self.unit.en) || is_it(self.unit.fr));
        if is_unit { figure } else { text }
    }
}

/// As it stands in a field: as many digits as it has, and the language's decimal sign.
pub fn written(value: f64, lang: Lang) -> String {
    // Whole ones may have more digits than the engine's numbers.
    let text = match value.abs() {
        0.0 => "0".to_owned(),
        size if !size.is_finite() => NO_NUMBER.to_owned(),
        size if value.fract() == 0.0 && size < 1e15 => format!("{value:.0}"),
        size if (1e-6..1e15).contains(&size) => (value as f32).to_string(),
        _ => format!("{:e}", value as f32),
    };
    match lang {
        Lang::En => text,
        Lang::Fr => text.replace('.', ","),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: Wanted = Wanted::number(-1e9, 1e9, 0.1);

    #[test]
    fn the_unit_of_a_field_may_be_typed_behind_the_number() {
        let with = |en, fr| Wanted {
            unit: Text::new(en, fr),
            ..ANY
        };
        for (wanted, text) in [
            (with("%", "%"), "50 %"),
            (with("%", "%"), "50\u{202f}%"),
            (with("per cent", "pour cent"), "50%"),
            (with("pixels", "pixels"), "50 px"),
            (with("pixels", "pixels"), "50 pixel"),
            (with("degrees", "degrés"), "50°"),
            (with("degrees", "degrés"), "50 Degrés"),
            (with("grey levels", "niveaux de gris"), "50 niveaux"),
        ] {
            assert_eq!(wanted.read(text, Lang::Fr), Ok(50.0), "{text}");
        }
        assert_eq!(
            with("pixels", "pixels").read("50 %", Lang::En),
            Err(Refusal::NoNumber)
        );
    }

    #[test]
    fn what_lies_outside_or_is_not_whole_is_refused_and_never_bent() {
        let eta = Wanted::of(
            ParamKind::Number {
                min: 0.0001,
                max: 0.1,
                default: 0.01,
            },
            0.01,
        );
        for (text, taken) in [
            ("0,0001", true),
            ("0,1", true),
            ("0,10001", false),
            ("0", false),
            ("1e999", false),
            ("1e99999999999", false),
        ] {
            assert_eq!(eta.read(text, Lang::Fr).is_ok(), taken, "{text}");
        }
        let seed = Wanted::whole(0.0, f64::from(u32::MAX), 1.0);
        assert_eq!(seed.read("4294967295", Lang::En), Ok(4_294_967_295.0));
        assert_eq!(seed.read("4294967296", Lang::En), Err(Refusal::Outside));
        assert_eq!(seed.read("-1", Lang::En), Err(Refusal::Outside));
        assert_eq!(seed.read("20,5", Lang::En), Err(Refusal::NotWhole));
        assert_eq!(seed.read("20,0", Lang::En), Ok(20.0));
    }

    #[test]
    fn arrows_go_from_one_place_of_the_grid_to_the_next_and_stop_at_the_ends() {
        let field = Wanted::number(0.0001, 20.5, 0.1);
        let near = |found: f64, expected: f64| (found - expected).abs() < 1e-9;
        for (value, by, expected) in [
            (f64::from(0.3_f32), 1.0, 0.4),
            (f64::from(20.3_f32), 1.0, 20.4),
            (0.25, 1.0, 0.3),
            (0.25, -1.0, 0.2),
            (0.1, -1.0, 0.0001),
            (0.0001, 1.0, 0.1),
            (20.4, 10.0, 20.5),
            (5.0, -10.0, 4.0),
        ] {
            assert!(near(field.stepped(value, by), expected), "{value} {by}");
        }
        assert_eq!(Wanted::whole(1.0, 5000.0, 10.0).stepped(105.0, 1.0), 110.0);
        assert_eq!(Wanted::whole(1.0, 5000.0, 10.0).stepped(10.0, -1.0), 1.0);
    }

    #[test]
    fn what_a_field_shows_can_be_read_again() {
        let values = [
            0.0,
            0.5,
            -0.125,
            1000.0,
            1.5e-7,
            1e-30,
            4_294_967_295.0,
            99.99,
            12.345,
            1e30,
        ];
        let any = Wanted::number(-1e31, 1e31, 1.0);
        for value in values {
            for lang in [Lang::En, Lang::Fr] {
                let text = written(value, lang);
                let found = any.read(&text, lang).map(|found| found as f32);
                assert_eq!(found, Ok(value as f32), "{text}");
            }
        }
        assert_eq!(written(f64::from(0.0005_f32), Lang::Fr), "0,0005");
        assert_eq!(written(-1.0, Lang::En), "-1");
    }
}
