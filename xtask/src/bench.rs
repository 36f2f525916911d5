//! Benchmarks: what is measured, as opposed to checked.

use anyhow::{Result, bail};

use crate::{assets, paths, run};

/// Native benchmarks of the root package.
const NATIVE: [&str; 2] = ["attacks", "visualise"];

/// Prepares and runs the benchmark `name`.
pub fn run(name: &str, arguments: &[String]) -> Result<()> {
    if !NATIVE.contains(&name) {
        bail!(
            "there is no benchmark {name}; there are: {}",
            NATIVE.join(", ")
        );
    }
    assets::prepare(None)?;
    let mut cargo = run::command("cargo");
    // The profile of the tests: its kernels are built for speed, and they are built already.
    cargo
        .args([
            "bench",
            "--profile",
            "dev",
            "--package",
            "gradoscope",
            "--bench",
            name,
            "--",
        ])
        .args(arguments)
        .current_dir(paths::root())
        .env("CARGO_TARGET_DIR", paths::target_dir()?);
    run::run(&format!("the benchmark {name}"), &mut cargo)
}
