use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Text;

/// A parameter of a method, as data: its control, its range and its default.
#[derive(Debug, Clone, Copy)]
pub struct ParamSpec {
    /// Permanent, kebab-case; unique within its method.
    pub id: &'static str,
    /// As its control is called.
    pub name: Text,
    /// What it does, in one sentence.
    pub hint: Text,
    /// Empty where it has none.
    pub unit: Text,
    /// What values it takes.
    pub kind: ParamKind,
}

/// As many as [`ClassId`](super::ClassId) can tell apart; a network may have fewer.
const MOST_CLASSES: f32 = 65_536.0;

/// What values a parameter takes. All are carried as numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ParamKind {
    /// A number on a grid of steps that suits it.
    Number {
        /// The smallest.
        min: f32,
        /// The largest.
        max: f32,
        /// Where nobody chose.
        default: f32,
    },
    /// A whole number.
    Whole {
        /// The smallest.
        min: u32,
        /// The largest.
        max: u32,
        /// Where nobody chose.
        default: u32,
    },
    /// The position of the option.
    Choice {
        /// Ids and names.
        options: &'static [(&'static str, Text)],
        /// Where nobody chose.
        default: usize,
    },
    /// 0 or 1.
    Switch {
        /// Where nobody chose.
        default: bool,
    },
    /// 0: the network's last maps; `k`: the `k`-th of its layers that tell where.
    Layer,
    /// 0: whichever the method takes by itself; `k`: class `k - 1` of the network.
    Class,
}

/// What values a parameter takes, without a word about them.
#[derive(Clone, Copy)]
struct Range {
    min: f32,
    max: f32,
    default: f32,
    is_whole: bool,
}

impl ParamKind {
    // Inlined where the parameter is a constant, so that a program that only computes links its
    // numbers and not its texts: they are a good part of an engine's data otherwise.
    #[inline(always)]
    fn range(&self) -> Range {
        let (min, max, default, is_whole) = match self {
            Self::Number { min, max, default } => (*min, *max, *default, false),
            Self::Whole { min, max, default } => (*min as f32, *max as f32, *default as f32, true),
            Self::Choice { options, default } => {
                (0.0, (options.len() - 1) as f32, *default as f32, true)
            }
            Self::Switch { default } => (0.0, 1.0, f32::from(u8::from(*default)), true),
            Self::Layer => (0.0, f32::MAX, 0.0, true),
            Self::Class => (0.0, MOST_CLASSES, 0.0, true),
        };
        Range {
            min,
            max,
            default,
            is_whole,
        }
    }
}

impl Range {
    /// The nearest value within; the default for what is no number.
    fn accept(self, value: f32) -> f32 {
        match (value.is_finite(), self.is_whole) {
            (false, _) => self.default,
            (true, true) => value.round().clamp(self.min, self.max),
            (true, false) => value.clamp(self.min, self.max),
        }
    }
}

impl ParamSpec {
    /// Its value where nobody chose, as a number.
    #[inline(always)]
    pub fn default_value(&self) -> f32 {
        self.kind.range().default
    }

    /// The nearest value that the parameter takes; the default for what is no number.
    #[inline(always)]
    pub fn accept(&self, value: f32) -> f32 {
        self.kind.range().accept(value)
    }
}

/// Values of parameters by their ids; what is not named has its default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ParamValues(BTreeMap<String, f32>);

impl ParamValues {
    /// The value of `param`, always one that it takes.
    #[inline(always)]
    pub fn get(&self, param: &ParamSpec) -> f32 {
        self.within(param.id, param.kind.range())
    }

    fn within(&self, id: &str, range: Range) -> f32 {
        let given = self.0.get(id).copied();
        given.map_or(range.default, |value| range.accept(value))
    }

    /// The value of a whole number or a choice.
    #[inline(always)]
    pub fn whole(&self, param: &ParamSpec) -> usize {
        self.get(param) as usize
    }

    /// The state of a switch.
    #[inline(always)]
    pub fn is_on(&self, param: &ParamSpec) -> bool {
        self.get(param) >= 0.5
    }

    /// Sets a value, after bringing it into the range of `param`.
    #[inline(always)]
    pub fn set(&mut self, param: &ParamSpec, value: f32) {
        self.put(param.id, param.kind.range(), value);
    }

    fn put(&mut self, id: &str, range: Range, value: f32) {
        self.0.insert(id.to_owned(), range.accept(value));
    }

    /// The same with one value set.
    #[inline(always)]
    pub fn with(mut self, param: &ParamSpec, value: f32) -> Self {
        self.set(param, value);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ETA: ParamSpec = ParamSpec {
        id: "eta",
        name: Text::new("", ""),
        hint: Text::new("", ""),
        unit: Text::new("", ""),
        kind: ParamKind::Number {
            min: 0.5,
            max: 4.0,
            default: 1.0,
        },
    };

    #[test]
    fn values_stay_in_their_range_and_are_never_no_number() {
        let values = ParamValues::default();
        assert_eq!(values.get(&ETA), 1.0);
        assert_eq!(values.clone().with(&ETA, 9.0).get(&ETA), 4.0);
        assert_eq!(values.with(&ETA, f32::NAN).get(&ETA), 1.0);
    }
}
