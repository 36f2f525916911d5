//! Builds the static site into `dist/` and finishes it: parts, policy, build id, manifest.

mod finish;
mod freshness;
mod manifest;
mod parts;
mod policy;
mod slim;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;

use crate::{assets, paths, run, tools};
pub use manifest::{Entry, Manifest, entries, gzip};

/// What trunk puts before its addresses, so that all are relative to the page.
const ANYWHERE: &str = "./";

/// Where the built site lies.
pub fn dist() -> PathBuf {
    paths::root().join("dist")
}

/// Prepares everything that is missing and builds the site, for any address or for one alone.
pub fn build(public_url: Option<&str>) -> Result<()> {
    assets::prepare(None)?;
    let tools = tools::ensure()?;
    let started = Instant::now();
    println!("build: the page and its workers, some minutes the first time");
    freshness::forget();
    let build = freshness::fingerprint()?;
    let mut trunk = run::command(tools.trunk.join("trunk"));
    trunk
        .current_dir(paths::root())
        .args(["build", "--release", "--public-url"])
        .arg(public_url.unwrap_or(ANYWHERE))
        .env(
            "PATH",
            run::path_with(&[&tools.trunk, &tools.wasm_bindgen])?,
        )
        .env("CARGO_TARGET_DIR", paths::target_dir()?)
        // Page and workers are compiled with it, and notice when they are not of one build.
        .env("GRADOSCOPE_BUILD", &build)
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        // Trunk reads NO_COLOR as a boolean and stops at any other value.
        .env_remove("NO_COLOR");
    run::run("trunk build", &mut trunk)?;
    let target = paths::target_dir()?;
    parts::cut(
        &dist(),
        &target.join(tools::WASM_TARGET).join("release/app.wasm"),
        &target.join("page-parts"),
        &tools.wasm_bindgen.join("wasm-bindgen"),
    )?;
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
