//! The engine beside TensorFlow.js and ONNX Runtime Web, in one browser, taking turns.
//!
//! `cargo xtask bench` prepares the page in `benches/browser/page` and runs this. It prints what the
//! page finds, writes `target/bench/browser.json`, and fails where a peer's check sum is not ours.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use gradoscope_e2e::browser::Browser;
use gradoscope_e2e::files::Folder;
use gradoscope_e2e::setup::Setup;
use gradoscope_e2e::site::Site;
use serde_json::{Value, json};

/// Largest relative difference of a check sum.
const TOLERANCE: f64 = 1e-3;
const OURS: &str = "gradoscope-cpu";

/// Ratios that are asked for: what they say, a work and engine, and what it is divided by.
const RATIOS: [(&str, [&str; 2], [&str; 2]); 10] = [
    (
        "CPU gradient / TensorFlow.js wasm gradient (at most 0.15)",
        ["gradient", OURS],
        ["gradient", "tfjs-wasm"],
    ),
    (
        "CPU gradient / ONNX Runtime wasm forward (at most 2.2)",
        ["gradient", OURS],
        ["forward", "ort-wasm"],
    ),
    (
        "CPU forward / ONNX Runtime wasm forward (at most 1.2)",
        ["forward", OURS],
        ["forward", "ort-wasm"],
    ),
    (
        "WebGPU gradient / TensorFlow.js WebGPU gradient (at most 0.20)",
        ["gradient", "gradoscope-webgpu"],
        ["gradient", "tfjs-webgpu"],
    ),
    (
        "WebGPU forward / ONNX Runtime WebGPU forward (at most 0.20)",
        ["forward", "gradoscope-webgpu"],
        ["forward", "ort-webgpu"],
    ),
    (
        "CPU ten attack steps / CPU gradient (at most 10.5)",
        ["attack10", OURS],
        ["gradient", OURS],
    ),
    (
        "CPU step of the default attack / CPU gradient (at most 1.1)",
        ["attack-step", OURS],
        ["gradient", OURS],
    ),
    (
        "CPU visualisation iteration / CPU gradient (at most 1.15)",
        ["visualise1", OURS],
        ["gradient", OURS],
    ),
    (
        "WebGPU ten attack steps / WebGPU gradient (at most 10.5)",
        ["attack10", "gradoscope-webgpu"],
        ["gradient", "gradoscope-webgpu"],
    ),
    (
        "WebGPU visualisation iteration / WebGPU gradient (at most 1.15)",
        ["visualise1", "gradoscope-webgpu"],
        ["gradient", "gradoscope-webgpu"],
    ),
];

fn main() -> ExitCode {
    let bench = measure();
    let results = bench["results"].as_array().cloned().unwrap_or_default();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let file = root.join("target/bench/browser.json");
    let text = serde_json::to_string_pretty(&results).expect("text");
    fs::write(&file, text).expect("the results are written");
    println!("adapter of WebGPU: {}", bench["adapter"]);
    for (what, above, below) in RATIOS {
        if let (Some(above), Some(below)) = (median(&results, above), median(&results, below)) {
            println!("{:>7.3}  {what}", above / below);
        }
    }
    println!("written to target/bench/browser.json");
    let wrong = disagreements(&results);
    for line in &wrong {
        eprintln!("{line}");
    }
    match wrong.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// Opens the page and repeats its lines until it is done.
fn measure() -> Value {
    let setup = Setup::read();
    let profile = Folder::new();
    let site = Site::start(&setup);
    let browser = Browser::open(&setup, &profile, "en-US,en");
    browser.go(&format!("{}index.html?{}", site.address, query()));
    let mut told = 0;
    loop {
        let bench = browser.run("return window.bench ?? null;", json!([]));
        let lines = bench["lines"].as_array().cloned().unwrap_or_default();
        for line in &lines[told.min(lines.len())..] {
            println!("{}", line.as_str().unwrap_or_default());
        }
        told = lines.len();
        if bench["done"] == true {
            browser.close();
            return bench;
        }
        for line in browser.console() {
            eprintln!("console: {line}");
        }
        thread::sleep(Duration::from_secs(1));
    }
}

/// `--engines A,B --works A,B --rounds N` as the page understands it.
fn query() -> String {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let at = arguments
            .iter()
            .position(|found| found == &format!("--{name}"))?;
        let value = arguments.get(at + 1)?;
        Some(format!("{name}={value}"))
    };
    let all = ["engines", "works", "rounds"].into_iter().filter_map(value);
    all.collect::<Vec<_>>().join("&")
}

/// Of one image, in milliseconds.
fn median(results: &[Value], [work, engine]: [&str; 2]) -> Option<f64> {
    results
        .iter()
        .find(|found| found["work"] == work && found["engine"] == engine && found["batch"] == 1)
        .and_then(|found| found["median_ms"].as_f64())
}

/// A line for every check sum that is not that of our CPU engine, or of the first engine there is.
fn disagreements(results: &[Value]) -> Vec<String> {
    let mut lines = Vec::new();
    for found in results {
        let same =
            |other: &&Value| other["work"] == found["work"] && other["batch"] == found["batch"];
        let all = || results.iter().filter(same);
        let expected = all().find(|other| other["engine"] == OURS).or(all().next());
        let expected = expected.and_then(|other| other["checksum"].as_f64());
        // A work that draws at random has none.
        let (Some(expected), Some(sum)) = (expected, found["checksum"].as_f64()) else {
            continue;
        };
        if ((sum - expected) / expected).abs() > TOLERANCE {
            lines.push(format!(
                "{} of {} x{}: check sum {sum}, expected {expected}",
                found["engine"], found["work"], found["batch"]
            ));
        }
    }
    lines
}
