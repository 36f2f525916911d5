//! The shaders on a graphics card, natively: run here, or packed for a machine that has a card and
//! nothing else.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::peers::{self, value};
use crate::{assets, paths, run};

pub const NAME: &str = "gpu";

/// Its own profile: no link-time optimisation, every crate for speed.
const PROFILE: &str = "card";

/// What the program reads, below the folder that `--root` names.
const READ: [&str; 3] = [
    "public/weights/squeezenet-1.1.safetensors",
    "public/samples/chelsea.png",
    "tests/fixtures/parity",
];
/// What runs it there, and the page of the benchmark in a browser.
const SCRIPTS: [&str; 2] = ["benches/gpu/run.sh", "benches/gpu/browse.py"];

/// Runs it, or packs it where `--pack FOLDER` is said.
pub fn run(arguments: &[String]) -> Result<()> {
    assets::prepare(None)?;
    match value("--pack", arguments) {
        Some(folder) => pack(Path::new(folder)),
        None => {
            let mut program = run::command(program(NAME)?);
            program.args(arguments).current_dir(paths::root());
            run::run("the benchmark on the graphics card", &mut program)
        }
    }
}

/// Builds the program `example`, for both devices; answers with its path.
pub fn program(example: &str) -> Result<PathBuf> {
    let target = paths::target_dir()?;
    let mut cargo = run::command("cargo");
    cargo
        .args(["build", "--profile", PROFILE, "--package", "gradoscope"])
        .args(["--features", "gpu", "--example", example])
        .current_dir(paths::root())
        .env("CARGO_TARGET_DIR", &target);
    run::run("cargo build", &mut cargo)?;
    Ok(target.join(PROFILE).join("examples").join(example))
}

fn pack(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    fs::copy(program(NAME)?, folder.join("gpu"))?;
    for path in READ {
        copy(&paths::root().join(path), &folder.join(path))?;
    }
    for script in SCRIPTS {
        let script = paths::root().join(script);
        copy(
            &script,
            &folder.join(script.file_name().unwrap_or_default()),
        )?;
    }
    let site = peers::prepare_own("gpu")?;
    copy(&site, &folder.join("site"))?;
    println!("bench: packed in {}", folder.display());
    Ok(())
}

/// A file, or a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(from, to)?;
        return Ok(());
    }
    for item in fs::read_dir(from)? {
        let item = item?;
        copy(&item.path(), &to.join(item.file_name()))?;
    }
    Ok(())
}
