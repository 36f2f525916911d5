//! Builds the static site into `dist/` and finishes it: parts, policy, build id, manifest.

mod finish;
mod freshness;
mod manifest;
mod parts;
mod policy;
mod slim;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::{assets, paths, run, tools};
pub use manifest::{Entry, Manifest, gzip};

/// Where the built site lies.
pub fn dist() -> PathBuf {
    paths::root().join("dist")
}

/// Prepares everything that is missing and builds the site for one address.
pub fn build(public_url: &str) -> Result<()> {
    let public_url = checked_url(public_url)?;
    assets::prepare(None)?;
    let tools = tools::ensure()?;
    let started = Instant::now();
    println!("build: the page and its workers for {public_url}, some minutes the first time");
    freshness::forget();
    let build = freshness::fingerprint()?;
    let mut trunk = run::command(tools.trunk.join("trunk"));
    trunk
        .current_dir(paths::root())
        .args(["build", "--release", "--public-url", public_url])
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
    finish::finish(&dist(), &build)?;
    freshness::remember(public_url)?;
    println!(
        "build: dist/ is build {build}, after {:.0} s",
        started.elapsed().as_secs_f32()
    );
    Ok(())
}

/// Builds only when something changed since the last build for the same address.
pub fn build_if_stale(public_url: &str) -> Result<()> {
    if freshness::is_fresh(checked_url(public_url)?) {
        println!("build: dist/ is up to date");
        return Ok(());
    }
    build(public_url)
}

/// An address begins and ends with a slash: the page resolves everything against it.
fn checked_url(public_url: &str) -> Result<&str> {
    if !public_url.starts_with('/') || !public_url.ends_with('/') {
        bail!("--public-url has to begin and end with a slash, as in /course/: not {public_url:?}");
    }
    Ok(public_url)
}
