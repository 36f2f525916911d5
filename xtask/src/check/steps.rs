//! The checks, each a function.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::json;

use super::size;
use crate::tools::WASM_TARGET;
use crate::{assets, licences, lint, paths, run, site, tools};

/// One check.
pub struct Step {
    pub name: &'static str,
    pub what: &'static str,
    pub run: fn() -> Result<()>,
}

const fn step(name: &'static str, what: &'static str, run: fn() -> Result<()>) -> Step {
    Step { name, what, run }
}

/// Steps in lanes: those of one line go side by side, a lane's steps one after the other.
pub const LANES: &[&[&[&str]]] = &[
    &[&["assets", "tools", "browser", "fmt", "licences"]],
    &[
        &["native", "drivers"],
        &["build", "web-cpu", "web-relaxed", "web-gpu"],
    ],
    &[&["size", "end-to-end"]],
];

/// Every check.
pub const STEPS: [Step; 13] = [
    step("assets", "weights and photographs", || {
        assets::prepare(None)
    }),
    step("tools", "wasm target, runner of the tests there", || {
        tools::test_runner().map(|_| ())
    }),
    step("browser", "Chromium and ChromeDriver", || {
        tools::browser().map(|_| ())
    }),
    step("fmt", "formatting", fmt),
    step(
        "licences",
        "what the site links may be linked",
        licences::check,
    ),
    step(
        "native",
        "tests on this machine, lints of all that it compiles",
        native,
    ),
    step("web-cpu", "the CPU engine in Chromium", web_cpu),
    step(
        "web-relaxed",
        "the CPU engine with relaxed SIMD in Chromium",
        web_relaxed,
    ),
    step(
        "web-gpu",
        "the GPU engine in Chromium, software adapter",
        web_gpu,
    ),
    step(
        "build",
        "the site, lints of all that it is made of",
        site::build_if_stale,
    ),
    step("drivers", "the end-to-end tests, compiled", drivers),
    step(
        "end-to-end",
        "the built site, driven by a browser",
        end_to_end,
    ),
    step("size", "what a first visit downloads", size_check),
];

/// Checks that are run only where their name is asked for: what the one needs takes long to get; the others look at what
/// the rest looks at as it compiles, without compiling it.
pub const ON_REQUEST: [Step; 4] = [
    step("clippy-host", "lints for this machine", clippy_host),
    step(
        "clippy-cpu",
        "lints for the browser, CPU engines",
        clippy_cpu,
    ),
    step(
        "clippy-gpu",
        "lints for the browser, GPU engine",
        clippy_gpu,
    ),
    step(
        "firefox",
        "the built site in Firefox, as far as its tests are for any browser",
        firefox,
    ),
];

const PUBLIC_URL: &str = "/course/";
pub const END_TO_END: &str = "gradoscope-e2e";
/// How the names of tests end that hold in Firefox, too.
const IN_ANY_BROWSER: &str = "in_any_browser";
/// More than there are places for browsers: one that waits for the machine alone leaves no place empty.
const AT_ONCE: &str = "--test-threads=4";
/// How many tests that failed are run again: more of them have a cause of their own.
const FEW: usize = 3;
/// As the site is built: see index.html.
const PAGE_FEATURES: [&str; 3] = ["--no-default-features", "--features", "cpu,page"];
const CPU_FEATURES: [&str; 3] = ["--no-default-features", "--features", "cpu"];
const RELAXED_FEATURES: [&str; 3] = ["--no-default-features", "--features", "relaxed"];
const GPU_FEATURES: [&str; 3] = ["--no-default-features", "--features", "gpu"];

/// The software adapter needs minutes where a GPU needs a second.
const WEB_TEST_TIMEOUT_S: &str = "1500";
const WEB_DRIVER_TIMEOUT_S: &str = "60";

/// Chromium, quiet, with WebGPU on its software adapter.
const CHROMIUM_FLAGS: [&str; 8] = [
    "headless",
    "no-sandbox",
    "enable-unsafe-webgpu",
    "disable-quic",
    "no-first-run",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
];

fn cargo(arguments: &[&str]) -> Result<Command> {
    let mut cargo = run::command("cargo");
    cargo
        .args(arguments)
        .current_dir(paths::root())
        .env("CARGO_TARGET_DIR", paths::target_dir()?);
    lint::watch(&mut cargo)?;
    Ok(cargo)
}

/// All that this machine runs is compiled for one selection of packages: for another, features of libraries
/// differ, and cargo would compile those and all that stands on them anew.
const HOST: [&str; 4] = ["test", "--workspace", "--exclude", "gradoscope-web"];
/// Tests that are run by this name alone: see their manifest.
const DRIVEN: [&str; 2] = ["--test", "page"];

fn run_cargo(arguments: &[&str]) -> Result<()> {
    let what = format!("cargo {}", arguments.join(" "));
    run::run(&what, &mut cargo(arguments)?)
}

fn fmt() -> Result<()> {
    run_cargo(&["fmt", "--all", "--check"])
}

fn clippy_host() -> Result<()> {
    let lint = |targets: &[&str]| {
        run_cargo(&[&["clippy", "--workspace"], targets, &["--", "-Dwarnings"]].concat())
    };
    lint(&["--all-targets"])?;
    lint(&DRIVEN)
}

fn clippy_web(features: &[&str]) -> Result<()> {
    let package = ["clippy", "--package", "gradoscope", "--lib", "--bins"];
    let target = ["--target", WASM_TARGET];
    let deny = ["--", "-Dwarnings"];
    let arguments = [&package, &target[..], features, &deny[..]].concat();
    let what = format!("cargo {}", arguments.join(" "));
    run::run(&what, &mut cargo(&arguments)?)
}

fn clippy_cpu() -> Result<()> {
    clippy_web(&PAGE_FEATURES)?;
    clippy_web(&RELAXED_FEATURES)
}

fn clippy_gpu() -> Result<()> {
    clippy_web(&GPU_FEATURES)
}

fn native() -> Result<()> {
    // Benchmarks, too: they are looked at like the rest.
    run_cargo(&[&HOST[..], &["--all-targets", "--no-run"]].concat())?;
    run_cargo(&[&HOST[..], &["--", "--nocapture"]].concat())
}

/// A test file of the package for browsers, in headless Chromium.
fn web(test: &str, features: &[&str], target_dir: &Path) -> Result<()> {
    let runner = tools::test_runner()?;
    let browser = tools::browser()?;
    let settings = paths::target_dir()?.join("webdriver.json");
    let text = json!({"goog:chromeOptions": {"binary": browser.chromium, "args": CHROMIUM_FLAGS}});
    fs::create_dir_all(paths::target_dir()?)?;
    fs::write(&settings, text.to_string())
        .with_context(|| format!("cannot write {}", settings.display()))?;
    // As released: the site's build then shares its dependencies, and the kernels are those it ships.
    let package = [
        "test",
        "--release",
        "--package",
        "gradoscope-web",
        "--test",
        test,
    ];
    let target = ["--target", WASM_TARGET];
    // What was measured is of interest even when all is well.
    let print = ["--", "--nocapture"];
    let mut command = cargo(&[&package, &target[..], features, &print[..]].concat())?;
    command
        // The site's, or cargo would compile the library anew for every change between the two.
        .env("GRADOSCOPE_BUILD", site::fingerprint()?)
        .env("CARGO_TARGET_DIR", target_dir)
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
        .env("CHROMEDRIVER", browser.driver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", settings)
        .env("WASM_BINDGEN_TEST_TIMEOUT", WEB_TEST_TIMEOUT_S)
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", WEB_DRIVER_TIMEOUT_S);
    run::run(&format!("the browser test {test}"), &mut command)
}

fn web_cpu() -> Result<()> {
    web("web_cpu", &CPU_FEATURES, &paths::target_dir()?)
}

fn web_relaxed() -> Result<()> {
    web("web_cpu", &RELAXED_FEATURES, &paths::target_dir()?)
}

fn web_gpu() -> Result<()> {
    web("web_gpu", &GPU_FEATURES, &paths::gpu_target_dir()?)
}

fn drivers() -> Result<()> {
    run_cargo(&[&HOST[..], &DRIVEN, &["--no-run"]].concat())
}

/// Drives `dist/` through this very program's `serve-dist`, under a sub-path. A few tests that fail
/// where three browsers share the cores are run once more, alone: what fails then too is a fault, what
/// passes is told at the end.
fn end_to_end() -> Result<()> {
    let (all_passed, printed) = drive(&[AT_ONCE])?;
    if all_passed {
        return Ok(());
    }
    let failed = failures(&printed);
    if failed.is_empty() || failed.len() > FEW {
        bail!("the end-to-end tests failed");
    }
    println!("\nonce more, alone: {}", failed.join(", "));
    let (passed_alone, _) = drive(&[&["--exact", "--test-threads=1"], &failed[..]].concat())?;
    if !passed_alone {
        bail!("end-to-end tests failed beside others and alone");
    }
    println!("passed only alone: {}", failed.join(", "));
    Ok(())
}

fn drive(arguments: &[&str]) -> Result<(bool, String)> {
    let mut command = cargo(&[&HOST[..], &DRIVEN, &["--"], arguments].concat())?;
    tell_of_site(&mut command, &site::dist())?;
    let times = paths::target_dir()?.join("end-to-end/times.txt");
    command.env("GRADOSCOPE_TIMES", &times);
    let outcome = run::run_listening("the end-to-end tests", &mut command)?;
    tell_the_dearest(&times);
    Ok(outcome)
}

/// Prints which tests had the browser for longest: seconds, visits, name.
fn tell_the_dearest(times: &Path) {
    // Where no test had one, there is no such file.
    let Ok(text) = fs::read_to_string(times) else {
        return;
    };
    println!("the dearest tests; all are in {}:", times.display());
    text.lines().take(10).for_each(|line| println!("{line}"));
}

/// The names in the test runner's last list of failures.
fn failures(printed: &str) -> Vec<&str> {
    let Some((_, list)) = printed.rsplit_once("\nfailures:\n") else {
        return Vec::new();
    };
    let names = list.lines().take_while(|line| line.starts_with("    "));
    names.map(str::trim).collect()
}

/// Drives `dist/` by Firefox, in the tests that are marked for it. That none is run is no success.
fn firefox() -> Result<()> {
    let firefox = tools::firefox()?;
    let mut command = cargo(&[&HOST[..], &DRIVEN, &["--", IN_ANY_BROWSER]].concat())?;
    tell_of_files(&mut command, &site::dist())?;
    command
        .env("GRADOSCOPE_BROWSER", "firefox")
        .env("FIREFOX", firefox.browser)
        .env("GECKODRIVER", firefox.driver);
    let (all_passed, printed) = run::run_listening("the tests in Firefox", &mut command)?;
    if !all_passed {
        bail!("the end-to-end tests in Firefox failed");
    }
    if !printed.contains("test result: ok.") || printed.contains("ok. 0 passed") {
        bail!("no end-to-end test is named …{IN_ANY_BROWSER}: Firefox was not tried");
    }
    Ok(())
}

/// Tells a program that the site to drive lies in the folder `dist`, and what to drive it with.
pub fn tell_of_site(command: &mut Command, dist: &Path) -> Result<()> {
    let browser = tools::browser()?;
    tell_of_files(command, dist)?;
    command
        .env("CHROME", browser.chromium)
        .env("CHROMEDRIVER", browser.driver);
    Ok(())
}

/// The same of the site and what else is a file.
fn tell_of_files(command: &mut Command, dist: &Path) -> Result<()> {
    if !dist.join("index.html").is_file() {
        bail!(
            "there is no site in {}; run `cargo xtask test --only build` first",
            dist.display()
        );
    }
    command
        .env("GRADOSCOPE_DIST", dist)
        .env("GRADOSCOPE_PUBLIC_URL", PUBLIC_URL)
        .env("GRADOSCOPE_XTASK", std::env::current_exe()?)
        .env("GRADOSCOPE_COMPRESSED", emptied("end-to-end/compressed")?)
        .env("GRADOSCOPE_AXE", assets::axe::prepare()?);
    Ok(())
}

/// A folder of the build folder, made anew.
fn emptied(name: &str) -> Result<PathBuf> {
    let folder = paths::target_dir()?.join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    Ok(folder)
}

fn size_check() -> Result<()> {
    size::check(&site::dist())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_named_by_the_last_list() {
        let printed = "test a::b ... FAILED\n\nfailures:\n\n---- a::b stdout ----\n    at x\n\n\nfailures:\n    a::b\n    c::d\n\ntest result: FAILED. 1 passed\n";
        assert_eq!(failures(printed), ["a::b", "c::d"]);
        assert!(failures("test result: ok. 2 passed\n").is_empty());
    }
}
