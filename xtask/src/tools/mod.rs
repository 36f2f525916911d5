//! Makes available what builds and tests need: the wasm target, a runner of tests, a browser.

mod cargo_tool;
mod chromium;
mod firefox;

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::{paths, run};
use cargo_tool::CargoTool;
pub use chromium::browser;
pub use firefox::firefox;

pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The version is that of the crate, exactly. Its lock file no longer builds.
const TEST_RUNNER: CargoTool = CargoTool {
    package: "wasm-bindgen-cli",
    binary: "wasm-bindgen-test-runner",
    version: "0.2.130",
    minutes: 2,
};

/// What runs the tests in a browser, installed if it is missing.
pub fn test_runner() -> Result<PathBuf> {
    ensure_target()?;
    TEST_RUNNER.ensure(&paths::cache()?.join("tools"))
}

/// Rust's library for the browser, added if it is missing.
pub fn ensure_target() -> Result<()> {
    let mut rustc = run::command("rustc");
    rustc.current_dir(paths::root());
    rustc.args(["--print", "target-libdir", "--target", WASM_TARGET]);
    let libraries = run::output_of(&mut rustc).context("rustc does not start; install rustup")?;
    if PathBuf::from(libraries).is_dir() {
        return Ok(());
    }
    println!("tools: adding the target {WASM_TARGET}");
    let mut rustup = run::command("rustup");
    rustup.current_dir(paths::root());
    rustup.args(["target", "add", WASM_TARGET]);
    run::run("rustup target add", &mut rustup)
}
