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

impl ParamSpec {
    /// Its value where nobody chose, as a number.
    pub fn default_value(&self) -> f32 {
        match self.kind {
            ParamKind::Number { default, .. } => default,
            ParamKind::Whole { default, .. } => default as f32,
            ParamKind::Choice { default, .. } => default as f32,
            ParamKind::Switch { default } => f32::from(u8::from(default)),
            ParamKind::Layer | ParamKind::Class => 0.0,
        }
    }

    /// The nearest value that the parameter takes; the default for what is no number.
    pub fn accept(&self, value: f32) -> f32 {
        if !value.is_finite() {
            return self.default_value();
        }
        match self.kind {
            ParamKind::Number { min, max, .. } => value.clamp(min, max),
            ParamKind::Whole { min, max, .. } => value.round().clamp(min as f32, max as f32),
            ParamKind::Choice { options, .. } => {
                value.round().clamp(0.0, (options.len() - 1) as f32)
            }
            ParamKind::Switch { .. } => f32::from(u8::from(value >= 0.5)),
            ParamKind::Layer => value.round().max(0.0),
            ParamKind::Class => value.round().clamp(0.0, MOST_CLASSES),
        }
    }
}

/// Values of parameters by their ids; what is not named has its default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ParamValues(BTreeMap<String, f32>);

impl ParamValues {
    /// The value of `param`, always one that it takes.
    pub fn get(&self, param: &ParamSpec) -> f32 {
        let given = self.0.get(param.id).copied();
        given.map_or_else(|| param.default_value(), |value| param.accept(value))
    }

    /// The value of a whole number or a choice.
    pub fn whole(&self, param: &ParamSpec) -> usize {
        self.get(param) as usize
    }

    /// The state of a switch.
    pub fn is_on(&self, param: &ParamSpec) -> bool {
        self.get(param) >= 0.5
    }

    /// Sets a value, after bringing it into the range of `param`.
    pub fn set(&mut self, param: &ParamSpec, value: f32) {
        self.0.insert(param.id.to_owned(), param.accept(value));
    }

    /// The same with one value set.
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
