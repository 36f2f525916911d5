//! A command line tool installed with cargo into the cache, once per version.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::{paths, run};

/// A program of a package of the crate index, at one version.
pub struct CargoTool {
    pub package: &'static str,
    pub binary: &'static str,
    pub version: &'static str,
    /// About how long the build takes on two cores.
    pub minutes: u32,
}

impl CargoTool {
    /// Where the program is: in the cache, on the PATH, or freshly built.
    pub fn ensure(&self, tools: &Path) -> Result<PathBuf> {
        let root = tools.join(format!("{}-{}", self.package, self.version));
        let file = format!("{}{}", self.binary, std::env::consts::EXE_SUFFIX);
        let installed = root.join("bin").join(file);
        if self.is(&installed) {
            return Ok(installed);
        }
        if let Some(path) = run::find(self.binary).filter(|path| self.is(path)) {
            println!("tools: using {}", path.display());
            return Ok(path);
        }
        self.install(&root)?;
        if !self.is(&installed) {
            bail!(
                "{} was installed in {} but does not answer as version {}",
                self.package,
                root.display(),
                self.version
            );
        }
        Ok(installed)
    }

    fn is(&self, path: &Path) -> bool {
        let answer = || run::output_of(run::command(path).arg("--version"));
        path.is_file() && answer().is_some_and(|answer| is_version(&answer, self.version))
    }

    fn install(&self, root: &Path) -> Result<()> {
        println!(
            "tools: building {} {}, about {} minutes, only once",
            self.package, self.version, self.minutes
        );
        let started = Instant::now();
        let build = paths::cache()?.join(format!("build-{}", self.package));
        fs::create_dir_all(&build).with_context(|| format!("cannot create {}", build.display()))?;
        let outcome = run::run(
            &format!("cargo install {}", self.package),
            &mut self.install_command(root, &build)?,
        );
        // Only disk space: the outcome of the build is what counts.
        let _ = fs::remove_dir_all(&build);
        outcome?;
        println!(
            "tools: {} {} is there after {:.0} s",
            self.package,
            self.version,
            started.elapsed().as_secs_f32()
        );
        Ok(())
    }

    /// Outside the checkout, so that its cargo configuration does not apply; quick to build rather
    /// than quick to run.
    fn install_command(&self, root: &Path, build: &Path) -> Result<Command> {
        let mut cargo = run::command("cargo");
        cargo
            .args(["install", self.package, "--version", self.version])
            .args(["--bin", self.binary, "--root"])
            .arg(root)
            .current_dir(build)
            .env("RUSTUP_TOOLCHAIN", pinned_toolchain()?)
            .env("CARGO_TARGET_DIR", build)
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        Ok(cargo)
    }
}

/// The channel of rust-toolchain.toml: outside the checkout nothing else would choose it.
fn pinned_toolchain() -> Result<String> {
    let path = paths::root().join("rust-toolchain.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("no {}", path.display()))?;
    text.lines()
        .find_map(|line| line.trim().strip_prefix("channel = "))
        .map(|value| value.trim_matches('"').to_owned())
        .with_context(|| format!("{} names no channel", path.display()))
}

/// Whether `name 1.2.3`, perhaps followed by more, is version 1.2.3.
fn is_version(answer: &str, wanted: &str) -> bool {
    answer.split_whitespace().nth(1) == Some(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_is_adopted_only_at_exactly_its_version() {
        assert!(is_version("wasm-bindgen 0.2.130", "0.2.130"));
        assert!(is_version("tool 0.21.14 (abcdef 2025-01-01)", "0.21.14"));
        assert!(!is_version("wasm-bindgen 0.2.13", "0.2.130"));
        assert!(!is_version("wasm-bindgen 0.2.1301", "0.2.130"));
        assert!(!is_version("", "0.2.130"));
    }

    #[test]
    fn the_pinned_toolchain_is_a_full_version() {
        let channel = pinned_toolchain().unwrap();
        assert_eq!(channel.split('.').count(), 3, "{channel}");
    }
}
