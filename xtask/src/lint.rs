//! Lints beside compilation: cargo is told that this program is the compiler of the workspace's own packages, and has
//! each of them looked at by clippy before rustc compiles it.
//!
//! Clippy by itself has cargo check all dependencies anew, for every set of features: minutes in which nothing is
//! compiled that a test could run.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};

use crate::paths;

/// Says to this program that it stands in for the compiler, and where clippy may write.
const SCRATCH: &str = "GRADOSCOPE_LINTS";

static IS_ON: AtomicBool = AtomicBool::new(false);

/// From now on every build by cargo is looked at.
pub fn begin() {
    IS_ON.store(true, Ordering::Relaxed);
}

/// Whether builds are looked at.
pub fn is_on() -> bool {
    IS_ON.load(Ordering::Relaxed)
}

/// Has a build looked at, where builds are.
///
/// # Errors
/// When this program does not know where it lies, or nothing can be written there.
pub fn watch(cargo: &mut Command) -> Result<()> {
    if !is_on() {
        return Ok(());
    }
    let scratch = paths::target_dir()?.join("lints");
    std::fs::create_dir_all(&scratch)
        .with_context(|| format!("cannot create {}", scratch.display()))?;
    cargo
        .env("RUSTC_WORKSPACE_WRAPPER", env::current_exe()?)
        .env(SCRATCH, scratch);
    Ok(())
}

/// As the compiler, where that is what this program was started as.
pub fn as_compiler() -> Option<ExitCode> {
    let scratch = env::var_os(SCRATCH)?;
    let mut arguments = env::args_os().skip(1);
    let rustc = arguments.next()?;
    if Path::new(&rustc).file_stem() != Some(OsStr::new("rustc")) {
        return None;
    }
    let arguments: Vec<OsString> = arguments.collect();
    let outcome = looked_at(&rustc, &arguments, &scratch).and_then(|is_clean| {
        if is_clean {
            run(&rustc, &arguments)
        } else {
            Ok(false)
        }
    });
    Some(match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    })
}

fn run(rustc: &OsStr, arguments: &[OsString]) -> Result<bool> {
    let status = Command::new(rustc).args(arguments).status();
    Ok(status.context("cannot start rustc")?.success())
}

/// Whether clippy has nothing to say; of questions about the compiler itself it is not asked.
fn looked_at(rustc: &OsStr, arguments: &[OsString], scratch: &OsStr) -> Result<bool> {
    let Some(checked) = checked(arguments, scratch) else {
        return Ok(true);
    };
    let status = Command::new("clippy-driver")
        .arg(rustc)
        .args(checked)
        // As `cargo clippy -- -Dwarnings` passes it.
        .env("CLIPPY_ARGS", "-Dwarnings__CLIPPY_HACKERY__")
        .status();
    Ok(status.context("cannot start clippy-driver")?.success())
}

/// The same without making anything but what clippy makes of itself, which goes to `scratch`; none where nothing is
/// compiled.
fn checked(arguments: &[OsString], scratch: &OsStr) -> Option<Vec<OsString>> {
    let text = |argument: &OsString| argument.to_string_lossy().into_owned();
    let is_emitting = arguments
        .iter()
        .any(|argument| text(argument).starts_with("--emit="));
    if !is_emitting {
        return None;
    }
    let mut checked = Vec::with_capacity(arguments.len());
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let said = text(argument);
        if said.starts_with("--emit=") {
            checked.push("--emit=metadata".into());
        } else if let Some(kinds) = said.strip_prefix("--json=") {
            // Cargo would take what clippy makes for what rustc makes.
            let kinds = kinds.split(',').filter(|kind| *kind != "artifacts");
            checked.push(format!("--json={}", kinds.collect::<Vec<_>>().join(",")).into());
        } else if said == "--out-dir" {
            rest.next();
            checked.extend(["--out-dir".into(), scratch.to_owned()]);
        } else if said == "-C" {
            let value = rest.next()?;
            // Two compilers do not share one memory.
            if !text(value).starts_with("incremental=") {
                checked.extend([argument.clone(), value.clone()]);
            }
        } else {
            checked.push(argument.clone());
        }
    }
    Some(checked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn what_is_looked_at_is_compiled_to_nothing_that_cargo_takes() {
        let said = "--crate-name a src/lib.rs --error-format=json --json=diagnostic-rendered-ansi,artifacts,future-incompat --emit=dep-info,metadata,link -C opt-level=1 -C incremental=/t/i -C metadata=1 --out-dir /t/deps -L dependency=/t/deps --cfg x";
        let expected = "--crate-name a src/lib.rs --error-format=json --json=diagnostic-rendered-ansi,future-incompat --emit=metadata -C opt-level=1 -C metadata=1 --out-dir /s -L dependency=/t/deps --cfg x";
        assert_eq!(
            checked(&words(said), OsStr::new("/s")),
            Some(words(expected))
        );
    }

    #[test]
    fn clippy_is_not_asked_what_the_compiler_is() {
        let asked = words("- --crate-name ___ --print=file-names --crate-type bin");
        assert_eq!(checked(&asked, OsStr::new("/s")), None);
        assert_eq!(checked(&words("-vV"), OsStr::new("/s")), None);
    }
}
