//! Reports that were handed in, checked by the page's own code and engine.

use std::path::{Path, absolute};

use anyhow::{Context, Result, bail};

use crate::{assets, paths, run};

/// Prints a line for every report below `folder`; a table goes to `csv`.
///
/// # Errors
/// Where a figure does not agree, or a report cannot be read.
pub fn check(folder: &Path, csv: Option<&Path>) -> Result<()> {
    let folder = absolute(folder).with_context(|| format!("no folder {}", folder.display()))?;
    if !folder.is_dir() {
        bail!("there is no folder {}", folder.display());
    }
    assets::prepare(None)?;
    let mut cargo = run::command("cargo");
    cargo
        .args(["run", "--quiet", "--release", "--package", "gradoscope"])
        // What compares the engine with burn is of no use here, and long to compile.
        .args(["--no-default-features", "--features", "cpu,page"])
        .args(["--example", "check_report", "--"])
        .arg(&folder);
    if let Some(csv) = csv {
        let csv = absolute(csv).with_context(|| format!("no file {}", csv.display()))?;
        cargo.arg("--csv").arg(csv);
    }
    cargo
        .current_dir(paths::root())
        .env("CARGO_TARGET_DIR", paths::target_dir()?);
    let status = cargo.status().context("cannot start cargo")?;
    if !status.success() {
        bail!("not every report in {} agrees", folder.display());
    }
    Ok(())
}
