//! What two records say of the same experiment, number by number.

use std::collections::BTreeMap;

use serde_json::Value;

/// How alike two results have to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standard {
    /// The same kernels computed both.
    SameKernels,
    /// Others did, which sum in another order.
    OtherKernels,
    /// Others did, and every step hangs on the one before: rounding grows on the way.
    LongWay,
    /// The same of an ascent, which ends somewhere else: it is far longer.
    Ascent,
}

/// What may lie between two numbers: the larger of both allowances.
#[derive(Debug, Clone, Copy)]
struct Allowance {
    absolute: f64,
    relative: f64,
}

/// Of what is counted on a long way.
const FEW: Allowance = allowance(2.0, 0.2);

const fn allowance(absolute: f64, relative: f64) -> Allowance {
    Allowance { absolute, relative }
}

impl Allowance {
    fn covers(self, a: f64, b: f64) -> bool {
        let far = (a - b).abs();
        far <= self.absolute.max(self.relative * a.abs().max(b.abs()))
    }
}

/// Not compared: how long it took and on what; hashes of what no other device computes bit for bit;
/// titles.
fn is_left_out(name: &str) -> bool {
    let names = ["elapsed_ms", "variant", "title", "drawn"];
    names.contains(&name) || name.ends_with("_sha256")
}

/// What is said of the very picture in the report is held against that one, not against the one that a
/// long way has led to here.
const OF_THE_PICTURE: [&str; 5] = ["file", "survival", "ray", "after_changes", "by_network"];

/// Of a long way, its end is compared: the steps are other ones, and perhaps more or fewer.
const ON_THE_WAY: &str = "along";

/// Of an ascent and wherever it ends.
const OF_ASCENT: [&str; 10] = [
    "axes",
    "varies",
    "values",
    "cells",
    "phase",
    "iterations",
    "side_px",
    "last_step",
    "objective",
    "no_gradient",
];

const COUNTED: [&str; 18] = [
    "iterations",
    "gradients",
    "images_looked_at",
    "first_reached_iteration",
    "search_images_looked_at",
    "search_gradients",
    "best_iteration",
    "iteration",
    "look",
    "looks",
    "search_look",
    "changed_pixels",
    "labelled",
    "object",
    "regions",
    "rounds",
    "bounds",
    "rank",
];

const OF_SCORES: [&str; 7] = [
    "score",
    "margin_score",
    "margin",
    "scores",
    "source_score",
    "target_score",
    "objective",
];

const OF_PROBABILITIES: [&str; 8] = [
    "probability",
    "target_probability",
    "source_probability",
    "deletion",
    "insertion",
    "areas",
    "share",
    "area",
];

/// None: no difference is allowed.
fn allowed(name: &str, is_whole: bool, standard: Standard) -> Option<Allowance> {
    if name == "rank" {
        // Far down the list, neighbours are as good as equal.
        return Some(allowance(0.0, 0.01));
    }
    if is_whole {
        let is_counted = COUNTED.contains(&name);
        let is_firm = matches!(standard, Standard::SameKernels | Standard::Ascent);
        return (is_counted && !is_firm).then_some(FEW);
    }
    let is_score = OF_SCORES.contains(&name);
    let is_probability = OF_PROBABILITIES.contains(&name);
    Some(match standard {
        Standard::LongWay if is_score => allowance(1.0, 0.2),
        Standard::LongWay if is_probability => allowance(0.5, 0.0),
        Standard::LongWay => allowance(1e-3, 0.3),
        Standard::Ascent => allowance(1.0, 0.4),
        _ if is_score => allowance(1e-3, 1e-4),
        _ if is_probability => allowance(1e-3, 0.0),
        // What the page asks of a gradient.
        Standard::OtherKernels => allowance(1e-3, 1e-2),
        Standard::SameKernels => allowance(1e-6, 1e-4),
    })
}

/// A figure that is not the same.
struct Difference {
    place: String,
    theirs: String,
    ours: String,
    /// How far they are apart, where they are numbers.
    far: f64,
}

/// What differs, a sentence for each quantity; `theirs` is the record's. Fields that the record does not
/// have are not missed.
pub(super) fn differences(theirs: &Value, ours: &Value, standard: Standard) -> Vec<String> {
    let mut all = BTreeMap::new();
    walk(&mut all, &Step::new(standard), theirs, ours);
    all.values().map(|found| told(found)).collect()
}

/// Whether two values are the very same.
pub(super) fn is_same(theirs: &Value, ours: &Value) -> Option<String> {
    differences(theirs, ours, Standard::SameKernels)
        .into_iter()
        .next()
}

fn told(found: &[Difference]) -> String {
    let worst = found
        .iter()
        .reduce(|a, b| if b.far > a.far { b } else { a });
    let Some(worst) = worst else {
        return String::new();
    };
    let Difference {
        place,
        theirs,
        ours,
        ..
    } = worst;
    let more = match found.len() {
        1 => String::new(),
        all => format!(" (the farthest of {all})"),
    };
    format!("{place}: the report says {theirs}, here it is {ours}{more}")
}

struct Step {
    place: String,
    /// Of the nearest field.
    name: String,
    standard: Standard,
}

impl Step {
    fn new(standard: Standard) -> Self {
        Self {
            place: String::new(),
            name: String::new(),
            standard,
        }
    }

    fn field(&self, name: &str) -> Self {
        let place = match self.place.is_empty() {
            true => name.to_owned(),
            false => format!("{}.{name}", self.place),
        };
        Self {
            place,
            name: name.to_owned(),
            standard: self.standard,
        }
    }

    fn item(&self, at: usize) -> Self {
        Self {
            place: format!("{}[{at}]", self.place),
            name: self.name.clone(),
            standard: self.standard,
        }
    }

    /// How far apart they are; none where that is as it may be.
    fn apart(&self, theirs: &Value, ours: &Value) -> Option<f64> {
        let (Some(a), Some(b)) = (theirs.as_f64(), ours.as_f64()) else {
            return (theirs != ours).then_some(f64::INFINITY);
        };
        let is_whole = !theirs.is_f64() && !ours.is_f64();
        let far = (a - b).abs();
        match allowed(&self.name, is_whole, self.standard) {
            Some(allowance) => (!allowance.covers(a, b)).then_some(far),
            None => (a != b).then_some(far),
        }
    }
}

type Found = BTreeMap<String, Vec<Difference>>;

fn walk(all: &mut Found, step: &Step, theirs: &Value, ours: &Value) {
    let name = step.name.as_str();
    let is_elsewhere = match step.standard {
        Standard::LongWay => OF_THE_PICTURE.contains(&name) || name == ON_THE_WAY,
        Standard::Ascent => !name.is_empty() && !OF_ASCENT.contains(&name),
        Standard::SameKernels | Standard::OtherKernels => false,
    };
    if theirs.is_null() || is_left_out(&step.name) || is_elsewhere {
        return;
    }
    match (theirs, ours) {
        (Value::Object(fields), Value::Object(others)) => {
            for (name, value) in fields {
                let other = others.get(name).unwrap_or(&Value::Null);
                walk(all, &step.field(name), value, other);
            }
        }
        (Value::Array(items), Value::Array(others)) if items.len() == others.len() => {
            for (at, (item, other)) in items.iter().zip(others).enumerate() {
                walk(all, &step.item(at), item, other);
            }
        }
        _ => {
            if let Some(far) = step.apart(theirs, ours) {
                let difference = Difference {
                    place: step.place.clone(),
                    theirs: short(theirs),
                    ours: short(ours),
                    far,
                };
                all.entry(step.name.clone()).or_default().push(difference);
            }
        }
    }
}

fn short(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Array(items) => format!("{} values", items.len()),
        Value::Object(_) => "something else".to_owned(),
        other => other.to_string(),
    }
}
