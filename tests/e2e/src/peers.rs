//! What a run beside other systems comes to: ratios of its medians, and check sums that have to agree.

pub mod native;
pub mod table;

use serde_json::{Value, json};

const CPU: &str = "gradoscope-cpu";
const RELAXED: &str = "gradoscope-cpu-relaxed";
const WEBGPU: &str = "gradoscope-webgpu";

/// Largest relative difference of two check sums of the same work.
const TOLERANCE: f64 = 1e-3;

/// A median divided by another, each a work and an engine.
pub struct Ratio {
    pub what: &'static str,
    above: [&'static str; 2],
    below: [&'static str; 2],
    /// What it is meant to be at most.
    pub most: f64,
}

const fn ratio(
    what: &'static str,
    above: [&'static str; 2],
    below: [&'static str; 2],
    most: f64,
) -> Ratio {
    Ratio {
        what,
        above,
        below,
        most,
    }
}

/// Every ratio that is asked for.
pub const RATIOS: [Ratio; 14] = [
    ratio(
        "CPU gradient / TensorFlow.js wasm gradient",
        ["gradient", CPU],
        ["gradient", "tfjs-wasm"],
        0.15,
    ),
    ratio(
        "CPU gradient / ONNX Runtime wasm forward",
        ["gradient", CPU],
        ["forward", "ort-wasm"],
        2.2,
    ),
    ratio(
        "CPU forward / ONNX Runtime wasm forward",
        ["forward", CPU],
        ["forward", "ort-wasm"],
        1.2,
    ),
    ratio(
        "CPU with relaxed SIMD, gradient / without",
        ["gradient", RELAXED],
        ["gradient", CPU],
        1.0,
    ),
    ratio(
        "CPU with relaxed SIMD, gradient on two threads / on one",
        ["gradient", "gradoscope-cpu-relaxed-2"],
        ["gradient", RELAXED],
        0.6,
    ),
    ratio(
        "CPU with relaxed SIMD, forward / ONNX Runtime wasm forward",
        ["forward", RELAXED],
        ["forward", "ort-wasm"],
        1.2,
    ),
    ratio(
        "WebGPU gradient / TensorFlow.js WebGPU gradient",
        ["gradient", WEBGPU],
        ["gradient", "tfjs-webgpu"],
        0.2,
    ),
    ratio(
        "WebGPU forward / ONNX Runtime WebGPU forward",
        ["forward", WEBGPU],
        ["forward", "ort-webgpu"],
        0.2,
    ),
    ratio(
        "CPU ten bare attack steps / gradient",
        ["attack10", CPU],
        ["gradient", CPU],
        10.5,
    ),
    ratio(
        "CPU step of the default attack / gradient",
        ["attack-step", CPU],
        ["gradient", CPU],
        1.1,
    ),
    ratio(
        "CPU visualisation iteration / gradient",
        ["visualise1", CPU],
        ["gradient", CPU],
        1.15,
    ),
    ratio(
        "WebGPU ten bare attack steps / gradient",
        ["attack10", WEBGPU],
        ["gradient", WEBGPU],
        10.5,
    ),
    ratio(
        "WebGPU step of the default attack / gradient",
        ["attack-step", WEBGPU],
        ["gradient", WEBGPU],
        1.1,
    ),
    ratio(
        "WebGPU visualisation iteration / gradient",
        ["visualise1", WEBGPU],
        ["gradient", WEBGPU],
        1.15,
    ),
];

/// How much of what the same device makes of plain products of the same sizes, in the same run: the
/// share of the roofline.
pub const ROOFLINE: [Ratio; 4] = [
    ratio(
        "CPU plain products / forward",
        ["products", CPU],
        ["forward", CPU],
        1.0,
    ),
    ratio(
        "CPU plain products / gradient",
        ["products-back", CPU],
        ["gradient", CPU],
        1.0,
    ),
    ratio(
        "WebGPU plain products / forward",
        ["products", WEBGPU],
        ["forward", WEBGPU],
        1.0,
    ),
    ratio(
        "WebGPU plain products / gradient",
        ["products-back", WEBGPU],
        ["gradient", WEBGPU],
        1.0,
    ),
];

impl Ratio {
    /// The ratio in `results`, the list that a run writes; none where one of the works did not run.
    pub fn of(&self, results: &[Value]) -> Option<f64> {
        Some(median(results, self.above)? / median(results, self.below)?)
    }
}

/// Of one image, in milliseconds.
fn median(results: &[Value], [work, engine]: [&str; 2]) -> Option<f64> {
    results
        .iter()
        .find(|found| found["work"] == work && found["engine"] == engine && found["batch"] == 1)
        .and_then(|found| found["median_ms"].as_f64())
}

/// Tells every figure's ratio to a named base and whether its check sum agrees: `base`, `ratio` and `agrees`.
pub fn tell(results: &mut [Value]) {
    let told: Vec<Value> = results
        .iter()
        .map(|found| {
            let base = base(results, found);
            let ratio = found["median_ms"].as_f64().zip(base["median_ms"].as_f64());
            json!({
                "base": base["engine"],
                "ratio": ratio.map(|(above, below)| above / below),
                "agrees": disagreement(results, found).is_none(),
            })
        })
        .collect();
    for (found, told) in results.iter_mut().zip(told) {
        for name in ["base", "ratio", "agrees"] {
            found[name] = told[name].clone();
        }
    }
}

/// Our CPU engine's figure of the same work, or that of the first engine there is.
fn base<'a>(results: &'a [Value], found: &'a Value) -> &'a Value {
    let all = || results.iter().filter(|other| is_same_work(other, found));
    let ours = all().find(|other| other["engine"] == CPU);
    ours.or(all().next()).unwrap_or(found)
}

fn is_same_work(one: &Value, other: &Value) -> bool {
    one["work"] == other["work"] && one["batch"] == other["batch"]
}

/// Check sums that are not those of the base, a line each.
pub struct Disagreements {
    /// Where we may be at fault: an engine of ours disagrees, or another and no third system is there to agree with us.
    pub ours: Vec<String>,
    /// Where an engine disagrees with us and with another system: its time is told as such.
    pub theirs: Vec<String>,
}

/// Every check sum is held against that of our CPU engine, or of the first engine there is.
pub fn disagreements(results: &[Value]) -> Disagreements {
    let mut lines = Disagreements {
        ours: Vec::new(),
        theirs: Vec::new(),
    };
    for found in results {
        let Some(line) = disagreement(results, found) else {
            continue;
        };
        match is_confirmed_without(results, found) {
            true => lines.theirs.push(line),
            false => lines.ours.push(line),
        }
    }
    lines
}

/// Whether a third system, neither ours nor that of `found`, comes to our check sum.
fn is_confirmed_without(results: &[Value], found: &Value) -> bool {
    let system = system(found);
    !is_ours(system)
        && results.iter().any(|other| {
            let third = self::system(other);
            is_same_work(other, found)
                && !is_ours(third)
                && third != system
                && disagreement(results, other).is_none()
        })
}

/// What stands before the device in the name of an engine.
fn system(found: &Value) -> &str {
    let name = found["engine"].as_str().unwrap_or_default();
    name.split('-').next().unwrap_or(name)
}

fn is_ours(system: &str) -> bool {
    ["gradoscope", "before"].contains(&system)
}

fn disagreement(results: &[Value], found: &Value) -> Option<String> {
    // A work that draws at random has none, on any engine.
    let expected = base(results, found)["checksum"].as_f64();
    let (expected, sum) = match (expected, found["checksum"].as_f64()) {
        (Some(expected), Some(sum)) => (expected, sum),
        (None, None) => return None,
        _ => (f64::NAN, f64::NAN),
    };
    let apart = ((sum - expected) / expected).abs();
    let agrees = apart <= TOLERANCE;
    (!agrees).then(|| {
        format!(
            "{} of {} x{}: check sum {}, expected {expected}",
            found["engine"], found["work"], found["batch"], found["checksum"]
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(engine: &str, work: &str, batch: u32, median_ms: f64, checksum: Value) -> Value {
        json!({"engine": engine, "work": work, "batch": batch, "median_ms": median_ms,
            "checksum": checksum})
    }

    #[test]
    fn a_ratio_is_of_medians_of_one_image() {
        let results = [
            found(CPU, "forward", 8, 900.0, json!(1)),
            found(CPU, "forward", 1, 30.0, json!(1)),
            found("ort-wasm", "forward", 1, 20.0, json!(1)),
        ];
        let there: Vec<_> = RATIOS
            .iter()
            .filter_map(|ratio| Some((ratio.what, ratio.of(&results)?)))
            .collect();
        assert_eq!(there, [("CPU forward / ONNX Runtime wasm forward", 1.5)]);
    }

    #[test]
    fn check_sums_are_held_against_our_cpu_engine_work_by_work() {
        let mut results = vec![
            found("tfjs-wasm", "gradient", 1, 1.0, json!(25.25)),
            found(CPU, "gradient", 1, 1.0, json!(25.2321)),
            found(CPU, "forward", 1, 1.0, json!(33.4496)),
        ];
        assert!(disagreements(&results).ours.is_empty());
        results[0]["checksum"] = json!(25.3);
        let lines = disagreements(&results).ours;
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].contains("tfjs-wasm"), "{lines:?}");
    }

    #[test]
    fn a_check_sum_that_is_missing_on_one_engine_alone_disagrees() {
        let mut results = [
            found(CPU, "visualise1", 1, 1.0, Value::Null),
            found("tfjs-webgl", "visualise1", 1, 1.0, Value::Null),
        ];
        assert!(disagreements(&results).ours.is_empty());
        results[0]["checksum"] = json!(2.0);
        assert_eq!(disagreements(&results).ours.len(), 1);
    }

    #[test]
    fn an_engine_is_at_fault_itself_where_a_third_system_agrees_with_ours() {
        let mut results = vec![
            found(CPU, "gradient", 1, 1.0, json!(1569.5)),
            found("jaxjs-wasm", "gradient", 1, 1.0, json!(359_259.0)),
            found("jaxjs-webgpu", "gradient", 1, 1.0, json!(359_259.0)),
        ];
        assert_eq!(disagreements(&results).ours.len(), 2);
        results.push(found("pytorch-1", "gradient", 1, 1.0, json!(1569.5)));
        let lines = disagreements(&results);
        assert_eq!((lines.ours.len(), lines.theirs.len()), (0, 2));
        // An engine of ours has no such excuse.
        results.push(found("gradoscope-webgpu", "gradient", 1, 1.0, json!(1.0)));
        assert_eq!(disagreements(&results).ours.len(), 1);
    }

    #[test]
    fn every_figure_has_its_ratio_to_a_named_base() {
        let mut results = [
            found("tfjs-wasm", "gradient", 1, 500.0, json!(1)),
            found(CPU, "gradient", 1, 50.0, json!(1)),
            found("ort-wasm", "forward", 8, 80.0, json!(1)),
            found("tfjs-wasm", "forward", 8, 160.0, json!(2)),
        ];
        tell(&mut results);
        let told = |i: usize| {
            (
                &results[i]["base"],
                &results[i]["ratio"],
                &results[i]["agrees"],
            )
        };
        assert_eq!(told(0), (&json!(CPU), &json!(10.0), &json!(true)));
        assert_eq!(told(1), (&json!(CPU), &json!(1.0), &json!(true)));
        assert_eq!(told(2), (&json!("ort-wasm"), &json!(1.0), &json!(true)));
        assert_eq!(told(3), (&json!("ort-wasm"), &json!(2.0), &json!(false)));
    }
}
