//! axe-core, which the end-to-end tests look at the page with: never part of the site.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::packages::Package;
use super::{archive, download};
use crate::paths;

/// A small package that carries axe-core 4.12.1 (MPL 2.0) as one script.
const AXE: Package = Package {
    name: "axe-playwright-python",
    version: "0.1.8",
    file: "axe_playwright_python-0.1.8-py3-none-any.whl",
    sha256: "fdd263c998388f1a8e67cad02677e612d946248bd44d163be5e8650ea31f95f8",
    pip_flags: &["--only-binary", ":all:"],
};
const SCRIPT: &str = "axe_playwright_python/axe.min.js";

/// Where axe-core's script lies, fetched when it is missing.
///
/// # Errors
/// No Python, no network, or a wrong hash.
pub fn prepare() -> Result<PathBuf> {
    let folder = paths::cache()?.join("downloads");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    download::ensure(&AXE, &folder)?;
    let script = archive::read(&folder.join(AXE.file), SCRIPT, None)?;
    let path = folder.join("axe.min.js");
    fs::write(&path, script).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}
