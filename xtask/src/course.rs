//! A teacher's file, checked by the code that the page reads it with.

use std::path::{Path, absolute};

use anyhow::{Context, Result, bail};

use crate::{paths, run};

/// Prints what is wrong with it.
///
/// # Errors
/// Where something is.
pub fn check(file: &Path) -> Result<()> {
    let file = absolute(file).with_context(|| format!("no file {}", file.display()))?;
    let mut cargo = run::command("cargo");
    cargo
        .args(["run", "--quiet", "--package", "gradoscope"])
        // The reader of such files needs no engine.
        .args(["--no-default-features", "--features", "page"])
        .args(["--example", "course", "--"])
        .arg(&file)
        .current_dir(paths::root())
        .env("CARGO_TARGET_DIR", paths::target_dir()?);
    let status = cargo.status().context("cannot start cargo")?;
    if !status.success() {
        bail!("{} is not right", file.display());
    }
    Ok(())
}
