//! The kernels as a program for memory that threads share.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::{lint, paths, run, tools};

const PROGRAM: &str = "engine_threads";
/// In the site: no engine, but one of the few files that every visit keeps for the next.
const NAME: &str = "threads.wasm";

/// What the linker is told: the memory is the page's, of 16 MiB at first and 2 GiB at most; each thread is given its
/// stack. The standard library that comes with the compiler knows nothing of atomic instructions, which the linker would
/// refuse: it is kept to one thread, see `team` in the kernels.
const FLAGS: [&str; 8] = [
    "-Ctarget-feature=+simd128,+relaxed-simd,+atomics,+bulk-memory,+mutable-globals",
    "-Clink-arg=--shared-memory",
    "-Clink-arg=--import-memory",
    "-Clink-arg=--initial-memory=16777216",
    "-Clink-arg=--max-memory=2147483648",
    "-Clink-arg=--no-check-features",
    "-Clink-arg=--export=__stack_pointer",
    "-Clink-arg=--no-entry",
];

/// Compiles it and puts it into `dist`.
///
/// # Errors
/// When it cannot be compiled or written.
pub fn put(dist: &Path) -> Result<()> {
    let target = paths::threads_target_dir()?;
    let mut cargo = run::command("cargo");
    cargo
        .args(["build", "--release", "--target", tools::WASM_TARGET])
        .args(["--package", "gradoscope-kernels", "--bin", PROGRAM])
        .args(["--features", "threads"])
        .current_dir(paths::root())
        .env("CARGO_TARGET_DIR", &target)
        .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"));
    lint::watch(&mut cargo)?;
    run::run("cargo build", &mut cargo)?;
    let file = format!("{}/release/{PROGRAM}.wasm", tools::WASM_TARGET);
    let module = target.join(file);
    fs::copy(&module, dist.join(NAME))
        .with_context(|| format!("cannot copy {}", module.display()))?;
    Ok(())
}
