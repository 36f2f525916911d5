//! Starts other programs: a clean environment, a sentence when one is missing or fails.

use std::cell::RefCell;
use std::env;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Inherited from the cargo that runs xtask, these would replace the flags of `.cargo/config.toml`
/// (and with them SIMD) or pin the inner cargo to another toolchain than rust-toolchain.toml's.
const NOT_INHERITED: [&str; 6] = [
    "RUSTFLAGS",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_BUILD_RUSTFLAGS",
    "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
    "CARGO_BUILD_TARGET",
    "RUSTUP_TOOLCHAIN",
];

/// A command without the variables that would disturb it.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for name in NOT_INHERITED {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
    command
}

thread_local! {
    /// Where the programs that this thread runs print; none: where this one does.
    static OUTPUT: RefCell<Option<File>> = const { RefCell::new(None) };
}

/// Does something whose programs print to a file.
pub fn printing_to<T>(file: File, work: impl FnOnce() -> T) -> T {
    OUTPUT.set(Some(file));
    let outcome = work();
    OUTPUT.set(None);
    outcome
}

/// Runs to the end, output shown; `what` names it in the error.
pub fn run(what: &str, command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    OUTPUT.with_borrow(|file| -> Result<()> {
        if let Some(file) = file {
            command.stdout(file.try_clone()?).stderr(file.try_clone()?);
        }
        Ok(())
    })?;
    let status = command
        .status()
        .with_context(|| format!("cannot start {program} for {what}"))?;
    if !status.success() {
        bail!("{what} failed ({status})");
    }
    Ok(())
}

/// Runs to the end, output shown line by line as it comes: whether all went well, and what was
/// printed.
pub fn run_listening(what: &str, command: &mut Command) -> Result<(bool, String)> {
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {program} for {what}"))?;
    let mut printed = String::new();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines() {
            let line = line.with_context(|| format!("cannot read what {what} print"))?;
            println!("{line}");
            printed.push_str(&line);
            printed.push('\n');
        }
    }
    Ok((child.wait()?.success(), printed))
}

/// What a program prints; `None` where it is missing or fails.
pub fn output_of(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The first executable of that name on the PATH.
pub fn find(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(&file))
        .find(|path| path.is_file())
}
