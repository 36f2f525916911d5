use std::fmt;
use std::path::Path;

use gradoscope::protocol::Goal;
use gradoscope::random::Random;
use gradoscope::spec::{AttackSpec, ClassId};
use serde_json::json;

use crate::pictures::Named;
use crate::trial::{self, Trial};

pub const HEAD: &str = "\
attack            runs  success  on PNG  median L2 [0,1]   median Linf grey   median steps  NaN
                                          8 bit    float     8 bit    float";

const CLASSES: u32 = 1000;
/// Runs without rounding, for the columns of floats: at most so many.
const FLOAT_RUNS: usize = 45;
const SEED: u32 = 2026;

/// One attack over all images.
pub struct Row {
    attack: &'static str,
    images: usize,
    targets: usize,
    runs: usize,
    success: f64,
    success_png: f64,
    l2_unit: f32,
    linf_grey: f32,
    float_runs: usize,
    l2_unit_float: f32,
    linf_grey_float: f32,
    iterations: f32,
    gradients: f32,
    nan: usize,
}

impl Row {
    /// Runs the attack with its defaults to `targets` random classes per image, or once per image
    /// where it only leaves the class.
    pub fn measure(
        spec: &'static AttackSpec,
        pictures: &[Named],
        targets: usize,
        weights: &[u8],
    ) -> Result<Self, String> {
        let targets = if spec.targeted { targets } else { 1 };
        let work = |eight_bit| {
            let mut random = Random::new(SEED);
            let mut work = Vec::new();
            for named in pictures {
                for _ in 0..targets {
                    let goal = if spec.targeted {
                        Goal::Class(ClassId(random.below(CLASSES) as u16))
                    } else {
                        Goal::Away
                    };
                    work.push((&named.picture, trial::request(spec, goal, eight_bit)));
                }
            }
            work
        };
        let rounded = trial::all(&work(true), weights)?;
        let mut sparse = work(false);
        let every = sparse.len().div_ceil(FLOAT_RUNS);
        let mut at = 0;
        sparse.retain(|_| {
            at += 1;
            (at - 1) % every == 0
        });
        let floats = trial::all(&sparse, weights)?;
        let of = |trials: &[Trial], value: fn(&Trial) -> Option<f32>| {
            median(trials.iter().filter_map(value).collect())
        };
        let share = |holds: fn(&Trial) -> bool| {
            rounded.iter().filter(|t| holds(t)).count() as f64 / rounded.len() as f64
        };
        Ok(Self {
            attack: spec.id,
            images: pictures.len(),
            targets,
            runs: rounded.len(),
            success: share(|t| t.end.as_ref().is_some_and(|end| end.best.reached)),
            success_png: share(|t| t.holds_on_png),
            l2_unit: of(&rounded, l2_unit),
            linf_grey: of(&rounded, linf_grey),
            float_runs: floats.len(),
            l2_unit_float: of(&floats, l2_unit),
            linf_grey_float: of(&floats, linf_grey),
            iterations: of(&rounded, |t| reached(t).map(|end| end.iterations as f32)),
            gradients: of(&rounded, |t| reached(t).map(|end| end.gradients as f32)),
            nan: rounded
                .iter()
                .chain(&floats)
                .filter(|t| t.not_finite)
                .count(),
        })
    }
}

fn reached(trial: &Trial) -> Option<&gradoscope::protocol::AttackEnd> {
    trial.end.as_ref().filter(|end| end.best.reached)
}

fn l2_unit(trial: &Trial) -> Option<f32> {
    Some(reached(trial)?.best.norms.l2_unit)
}

fn linf_grey(trial: &Trial) -> Option<f32> {
    Some(255.0 * reached(trial)?.best.norms.linf_unit)
}

/// Of the successes; not a number where there is none.
fn median(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    match values.len() {
        0 => f32::NAN,
        n if n % 2 == 1 => values[n / 2],
        n => 0.5 * (values[n / 2 - 1] + values[n / 2]),
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:<16} {:>5} {:>7.1}% {:>6.1}% {:>8.3} {:>8.3} {:>9.1} {:>8.2} {:>14.0} {:>4}",
            self.attack,
            self.runs,
            100.0 * self.success,
            100.0 * self.success_png,
            self.l2_unit,
            self.l2_unit_float,
            self.linf_grey,
            self.linf_grey_float,
            self.iterations,
            self.nan
        )
    }
}

/// Writes the rows as JSON.
pub fn write(rows: &[Row], file: &Path) -> Result<(), String> {
    let all: Vec<_> = rows
        .iter()
        .map(|row| {
            json!({
                "images": row.images, "targets": row.targets, "runs": row.runs,
                "attack": row.attack, "success": row.success, "success_png": row.success_png,
                "median_l2_unit": row.l2_unit, "median_linf_grey": row.linf_grey,
                "median_iterations": row.iterations, "median_gradients": row.gradients,
                "float_runs": row.float_runs, "median_l2_unit_float": row.l2_unit_float,
                "median_linf_grey_float": row.linf_grey_float, "nan": row.nan,
            })
        })
        .collect();
    let text = serde_json::to_string_pretty(&all).map_err(|error| error.to_string())?;
    let folder = file.parent().unwrap_or(file);
    std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    std::fs::write(file, text).map_err(|error| error.to_string())
}
