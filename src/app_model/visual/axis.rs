use crate::catalogue;
use crate::protocol::VisualizeRequest;
use crate::spec::{ClassId, NetworkSpec, ParamKind, ParamSpec};

use super::terms::{set_class, terms_of};

/// More values than this in one direction are no sheet that anybody reads.
pub const MOST_VALUES: usize = 12;

/// The practical's classes, and one that it does not name.
const CLASSES: [f32; 5] = [76.0, 366.0, 130.0, 604.0, 281.0];
const SEEDS: [f32; 4] = [0.0, 1.0, 2.0, 3.0];

/// The practical's preset and the one that makes the best pictures, by their positions in
/// [`catalogue::PRESETS`].
pub const BESIDE: [f32; 2] = [0.0, 1.0];

/// What a direction of a sheet varies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// A parameter of [`catalogue::VISUALIZE_PARAMS`], by its id.
    Param(&'static str),
    Class,
    /// A preset, by its position in [`catalogue::PRESETS`].
    Preset,
    Seed,
}

impl Axis {
    /// Permanent: of the parameter, or of what else is varied.
    pub fn id(self) -> &'static str {
        match self {
            Self::Param(id) => id,
            Self::Class => "class",
            Self::Preset => "preset",
            Self::Seed => "seed",
        }
    }

    /// The practical's first list.
    pub const LAMBDA: Self = Self::Param("lambda");

    /// The practical's second list.
    pub const ITERATIONS: Self = Self::Param("iterations");

    /// Every axis there is: the practical's three first, then what else there is.
    pub fn all() -> Vec<Self> {
        let first = [Self::LAMBDA, Self::ITERATIONS, Self::Param("eta")];
        let params = catalogue::VISUALIZE_PARAMS.iter();
        let params = params.map(|param| Self::Param(param.id));
        let rest = params.filter(|axis| !first.contains(axis));
        let others = [Self::Class, Self::Preset, Self::Seed];
        first.into_iter().chain(others).chain(rest).collect()
    }

    /// The parameter that it varies.
    pub fn param(self) -> Option<&'static ParamSpec> {
        match self {
            Self::Param(id) => {
                let mut params = catalogue::VISUALIZE_PARAMS.iter().copied();
                params.find(|param| param.id == id)
            }
            Self::Class | Self::Preset | Self::Seed => None,
        }
    }

    /// Values to begin with, on a network of so many classes; the practical's lists where it has
    /// one.
    pub fn offered(self, classes: usize) -> Vec<f32> {
        match self {
            Self::Class => offered_classes(classes),
            Self::Seed => SEEDS.to_vec(),
            Self::Preset => (0..catalogue::PRESETS.len()).map(|at| at as f32).collect(),
            Self::Param(_) => self.param().map(offered_of).unwrap_or_default(),
        }
    }

    /// The values that it can take, each once, in the order given, at most [`MOST_VALUES`].
    pub(super) fn accept(self, values: &[f32], classes: usize) -> Vec<f32> {
        let count = match self {
            Self::Class => Some(classes),
            Self::Preset => Some(catalogue::PRESETS.len()),
            Self::Param(_) | Self::Seed => None,
        };
        let mut accepted: Vec<f32> = Vec::new();
        for value in values.iter().copied().filter(|value| value.is_finite()) {
            let value = match (self.param(), count) {
                (Some(param), _) => param.accept(value),
                (None, Some(count)) if !(0.0..count as f32).contains(&value.round()) => continue,
                (None, _) => value.round().max(0.0),
            };
            if !accepted.contains(&value) && accepted.len() < MOST_VALUES {
                accepted.push(value);
            }
        }
        accepted
    }

    /// Sets the value where a run is asked for.
    pub(super) fn apply(self, request: &mut VisualizeRequest, value: f32, network: &NetworkSpec) {
        match self {
            Self::Param(_) => {
                if let Some(param) = self.param() {
                    request.params.set(param, value);
                }
            }
            Self::Class => {
                set_class(&mut request.terms, ClassId(value as u16));
            }
            Self::Preset => {
                if let Some(preset) = catalogue::PRESETS.get(value as usize) {
                    request.params = preset.params();
                    request.start = preset.start;
                    let present = std::mem::take(&mut request.terms);
                    request.terms = terms_of(preset, present, network);
                }
            }
            Self::Seed => request.seed = value as u32,
        }
    }
}

/// The practical's classes where the network has them all; else as many, or as there are, evenly
/// spread.
fn offered_classes(classes: usize) -> Vec<f32> {
    if CLASSES.iter().all(|class| (*class as usize) < classes) {
        return CLASSES.to_vec();
    }
    let count = classes.min(CLASSES.len());
    (0..count).map(|i| (i * classes / count) as f32).collect()
}

fn offered_of(param: &'static ParamSpec) -> Vec<f32> {
    match (param.id, param.kind) {
        ("iterations", _) => vec![50.0, 100.0, 150.0, 200.0, 300.0, 400.0, 600.0, 800.0],
        ("lambda", _) => vec![
            0.0, 1e-4, 5e-4, 1e-3, 5e-3, 1e-2, 5e-2, 0.1, 0.5, 1.0, 5.0, 10.0,
        ],
        ("eta", _) => vec![0.5, 1.0, 5.0, 25.0],
        (_, ParamKind::Choice { options, .. }) => (0..options.len()).map(|at| at as f32).collect(),
        (_, ParamKind::Switch { .. }) => vec![0.0, 1.0],
        (_, ParamKind::Layer | ParamKind::Class) => vec![0.0],
        (_, ParamKind::Number { min, max, .. }) => spread(min, max, param),
        (_, ParamKind::Whole { min, max, .. }) => spread(min as f32, max as f32, param),
    }
}

/// The least, a third and two thirds of the way to an eighth of the range, and that eighth.
fn spread(min: f32, max: f32, param: &ParamSpec) -> Vec<f32> {
    let mut values: Vec<f32> = Vec::new();
    for part in 0..4 {
        let value = param.accept(min + (max - min) / 8.0 * part as f32 / 3.0);
        let value = (value * 100.0).round() / 100.0;
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}
