//! What a run beside other systems comes to: ratios of its medians, and check sums that have to agree.

use serde_json::Value;

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
pub const RATIOS: [Ratio; 13] = [
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

/// A line for every check sum that is not that of our CPU engine, or of the first engine there is.
pub fn disagreements(results: &[Value]) -> Vec<String> {
    results
        .iter()
        .filter_map(|found| disagreement(results, found))
        .collect()
}

fn disagreement(results: &[Value], found: &Value) -> Option<String> {
    let is_same =
        |other: &&Value| other["work"] == found["work"] && other["batch"] == found["batch"];
    let all = || results.iter().filter(is_same);
    let expected = all()
        .find(|other| other["engine"] == CPU)
        .or(all().next())
        .and_then(|other| other["checksum"].as_f64());
    // A work that draws at random has none, on any engine.
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
        assert!(disagreements(&results).is_empty());
        results[0]["checksum"] = json!(25.3);
        let lines = disagreements(&results);
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].contains("tfjs-wasm"), "{lines:?}");
    }

    #[test]
    fn a_check_sum_that_is_missing_on_one_engine_alone_disagrees() {
        let mut results = [
            found(CPU, "visualise1", 1, 1.0, Value::Null),
            found("tfjs-webgl", "visualise1", 1, 1.0, Value::Null),
        ];
        assert!(disagreements(&results).is_empty());
        results[0]["checksum"] = json!(2.0);
        assert_eq!(disagreements(&results).len(), 1);
    }
}
