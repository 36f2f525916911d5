//! The engine beside TensorFlow.js, ONNX Runtime Web and jax-js in one browser, and PyTorch outside of it, taking turns.
//!
//! `cargo xtask bench` prepares the page in `benches/browser/page` and runs this. It prints what the
//! page finds, writes `target/bench/browser.json` and, where `--write` is said, the table in
//! `benches/browser/README.md`. It fails where check sums do not agree and that may be our fault.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use gradoscope_e2e::browser::Browser;
use gradoscope_e2e::files::Folder;
use gradoscope_e2e::peers::native::Native;
use gradoscope_e2e::peers::table::{self, About};
use gradoscope_e2e::peers::{RATIOS, ROOFLINE, disagreements, tell};
use gradoscope_e2e::setup::Setup;
use gradoscope_e2e::site::Site;
use serde_json::{Value, json};

fn main() -> ExitCode {
    let is_to_write = std::env::args().any(|argument| argument == "--write");
    assert!(
        !is_to_write || value("model").is_none(),
        "--write is for SqueezeNet, not for a model of one's own"
    );
    let setup = Setup::read();
    let mut native = native(&setup);
    let bench = measure(&setup, native.as_mut());
    let mut results = bench["results"].as_array().cloned().unwrap_or_default();
    tell(&mut results);
    let file = root().join("target/bench/browser.json");
    let text = serde_json::to_string_pretty(&results).expect("text");
    fs::write(&file, text).expect("the results are written");
    println!("adapter of WebGPU: {}", bench["adapter"]);
    print_ratios(&results);
    println!("written to target/bench/browser.json");
    let packages = packages();
    let about = About {
        page: &bench,
        packages: &packages,
        pytorch: native.as_ref().map(|native| native.about.as_str()),
    };
    let table = table::table(&results, &about);
    println!("\n{table}");
    if is_to_write {
        write(&table);
    }
    let lines = disagreements(&results);
    for line in &lines.theirs {
        println!("does not agree with us nor with another system: {line}");
    }
    let mut wrong = lines.ours;
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

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn print_ratios(results: &[Value]) {
    for ratio in &RATIOS {
        if let Some(found) = ratio.of(results) {
            let verdict = if found <= ratio.most { "" } else { ", above" };
            println!(
                "{found:>7.3}  {} (at most {}{verdict})",
                ratio.what, ratio.most
            );
        }
    }
    for share in &ROOFLINE {
        if let Some(found) = share.of(results) {
            println!("{found:>7.3}  {}", share.what);
        }
    }
}

/// The versions that the page's packages are pinned to.
fn packages() -> Value {
    let file = root().join("benches/browser/page/package.json");
    let text = fs::read_to_string(file).expect("the page's packages");
    let package: Value = serde_json::from_str(&text).expect("JSON");
    package["dependencies"].clone()
}

fn write(table: &str) {
    let file = root().join("benches/browser/README.md");
    let text = fs::read_to_string(&file).expect("the text about this benchmark");
    let text = table::put(&text, table).unwrap_or_else(|why| panic!("{}: {why}", file.display()));
    fs::write(&file, text).expect("the table is written");
    println!("written to benches/browser/README.md");
}

/// PyTorch, where `--pytorch PYTHON` names an interpreter that has it.
fn native(setup: &Setup) -> Option<Native> {
    let python = value("pytorch")?;
    let script = root().join("benches/browser/native.py");
    let native = Native::start(Path::new(&python), &script, &setup.dist);
    Some(native.unwrap_or_else(|why| panic!("{why}")))
}

/// Opens the page, repeats its lines and has its questions answered until it is done.
fn measure(setup: &Setup, mut native: Option<&mut Native>) -> Value {
    let profile = Folder::new();
    let site = Site::start(setup);
    // Threads share memory, which browsers give to isolated pages alone.
    if value("engines")
        .is_some_and(|engines| engines.contains("-wasm-2") || engines.contains("-relaxed-2"))
    {
        site.misbehave(json!({"headers": {
            "Cross-Origin-Embedder-Policy": "require-corp",
            "Cross-Origin-Opener-Policy": "same-origin",
        }}));
    }
    let browser = Browser::open(setup, &profile, "en-US,en", false);
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
        if let (Some(question), Some(native)) = (bench["question"].as_str(), native.as_mut()) {
            browser.run(
                "window.answer(arguments[0]);",
                json!([native.ask(question)]),
            );
            continue;
        }
        for line in browser.console() {
            eprintln!("console: {line}");
        }
        thread::sleep(Duration::from_secs(1));
    }
}

/// What follows the option `--name`.
fn value(name: &str) -> Option<String> {
    let arguments: Vec<String> = std::env::args().collect();
    let at = arguments
        .iter()
        .position(|found| found == &format!("--{name}"))?;
    arguments.get(at + 1).cloned()
}

/// `--engines A,B --works A,B --rounds N --model FILE --pytorch PYTHON` as the page understands it.
fn query() -> String {
    let said = |name: &str| Some(format!("{name}={}", value(name)?));
    let all = ["engines", "works", "rounds"].into_iter().filter_map(said);
    // The page needs to know that there are such, not what they are called here.
    let there = ["model", "pytorch"].into_iter();
    let there = there.filter_map(|name| value(name).map(|_| format!("{name}=1")));
    all.chain(there).collect::<Vec<_>>().join("&")
}
