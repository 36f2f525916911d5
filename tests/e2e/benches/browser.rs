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
use gradoscope_e2e::peers::{RATIOS, ROOFLINE, disagreements};
use gradoscope_e2e::setup::Setup;
use gradoscope_e2e::site::Site;
use serde_json::{Value, json};

fn main() -> ExitCode {
    let bench = measure();
    let results = bench["results"].as_array().cloned().unwrap_or_default();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let file = root.join("target/bench/browser.json");
    let text = serde_json::to_string_pretty(&results).expect("text");
    fs::write(&file, text).expect("the results are written");
    println!("adapter of WebGPU: {}", bench["adapter"]);
    for ratio in &RATIOS {
        if let Some(found) = ratio.of(&results) {
            let verdict = if found <= ratio.most { "" } else { ", above" };
            println!(
                "{found:>7.3}  {} (at most {}{verdict})",
                ratio.what, ratio.most
            );
        }
    }
    for share in &ROOFLINE {
        if let Some(found) = share.of(&results) {
            println!("{found:>7.3}  {}", share.what);
        }
    }
    println!("written to target/bench/browser.json");
    let mut wrong = disagreements(&results);
    if results.is_empty() {
        wrong.push("nothing ran".to_owned());
    }
    wrong.extend(bench["failed"].as_str().map(str::to_owned));
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

/// `--engines A,B --works A,B --rounds N --model FILE` as the page understands it.
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
    // The page needs to know that there is one, not what it is called here.
    let model = value("model").map(|_| "model=1".to_owned());
    all.chain(model).collect::<Vec<_>>().join("&")
}
