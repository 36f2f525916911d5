//! Builds the static site into `dist/` and finishes it: parts, policy, build id, manifest.

mod finish;
mod freshness;
mod manifest;
mod parts;
mod policy;
mod slim;

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use anyhow::Result;

use crate::{assets, licences, paths, run, tools};
pub use freshness::fingerprint;
pub use manifest::{Entry, Manifest, gzip};

/// What trunk puts before its addresses, so that all are relative to the page.
const ANYWHERE: &str = "./";

/// The licences of the libraries inside, which the page links.
const LICENCES: &str = "licences.txt";

/// Where the built site lies.
pub fn dist() -> PathBuf {
    paths::root().join("dist")
}

/// The programs of index.html that share their features.
const CPU_PROGRAMS: [&str; 3] = ["app", "engine_cpu", "decoder"];

/// Prepares everything that is missing and builds the site, for any address or for one alone.
pub fn build(public_url: Option<&str>) -> Result<()> {
    assets::prepare(None)?;
    let tools = tools::ensure()?;
    let started = Instant::now();
    println!("build: the page and its workers, some minutes the first time");
    freshness::forget();
    let build = fingerprint()?;
    let target = paths::target_dir()?;
    let in_build = |mut command: Command| {
        command
            .current_dir(paths::root())
            .env("CARGO_TARGET_DIR", &target)
            // Page and workers are compiled with it, and notice when they are not of one build.
            .env("GRADOSCOPE_BUILD", &build);
        command
    };
    // Trunk calls cargo once for each program; of one call the links, which take one core each, run
    // side by side.
    let mut cargo = in_build(run::command("cargo"));
    cargo
        .args(["build", "--release", "--target", tools::WASM_TARGET])
        .args(["--no-default-features", "--features", "cpu"])
        .args(CPU_PROGRAMS.iter().flat_map(|name| ["--bin", name]));
    run::run("cargo build", &mut cargo)?;
    let mut trunk = in_build(run::command(tools.trunk.join("trunk")));
    trunk
        .args(["build", "--release", "--public-url"])
        .arg(public_url.unwrap_or(ANYWHERE))
        .env(
            "PATH",
            run::path_with(&[&tools.trunk, &tools.wasm_bindgen])?,
        )
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        // Trunk reads NO_COLOR as a boolean and stops at any other value.
        .env_remove("NO_COLOR");
    run::run("trunk build", &mut trunk)?;
    parts::cut(
        &dist(),
        &target.join(tools::WASM_TARGET).join("release/app.wasm"),
        &target.join("page-parts"),
        &tools.wasm_bindgen.join("wasm-bindgen"),
    )?;
    fs::write(dist().join(LICENCES), licences::texts()?)?;
    finish::finish(&dist(), &build, public_url)?;
    freshness::remember(public_url.unwrap_or(ANYWHERE))?;
    println!(
        "build: dist/ is build {build}, after {:.0} s",
        started.elapsed().as_secs_f32()
    );
    Ok(())
}

/// Builds the site for any address, unless that was done since the last change.
pub fn build_if_stale() -> Result<()> {
    if freshness::is_fresh(ANYWHERE) {
        println!("build: dist/ is up to date");
        return Ok(());
    }
    build(None)
}
