//! Makes the tools of the build available: the wasm target, trunk, wasm-bindgen, a browser.

mod cargo_tool;
mod chromium;

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::{paths, run};
use cargo_tool::CargoTool;
pub use chromium::browser;

pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

const TRUNK: CargoTool = CargoTool {
    package: "trunk",
    binaries: &["trunk"],
    version: "0.21.14",
    locked: true,
    minutes: 5,
};

/// Its lock file no longer builds, hence not `locked`; the version is that of the crate, exactly.
const WASM_BINDGEN: CargoTool = CargoTool {
    package: "wasm-bindgen-cli",
    binaries: &["wasm-bindgen", "wasm-bindgen-test-runner"],
    version: "0.2.130",
    locked: false,
    minutes: 2,
};

/// The folders of the pinned tools.
pub struct Tools {
    pub trunk: PathBuf,
    pub wasm_bindgen: PathBuf,
}

impl Tools {
    /// Where the runner of the wasm tests lies.
    pub fn test_runner(&self) -> PathBuf {
        let file = format!("wasm-bindgen-test-runner{}", std::env::consts::EXE_SUFFIX);
        self.wasm_bindgen.join(file)
    }
}

/// Installs what is missing; quick when nothing is.
pub fn ensure() -> Result<Tools> {
    ensure_target()?;
    let folder = paths::cache()?.join("tools");
    Ok(Tools {
        trunk: TRUNK.ensure(&folder)?,
        wasm_bindgen: WASM_BINDGEN.ensure(&folder)?,
    })
}

fn ensure_target() -> Result<()> {
    let mut rustc = run::command("rustc");
    rustc.current_dir(paths::root());
    rustc.args(["--print", "target-libdir", "--target", WASM_TARGET]);
    let libraries = run::output_of(&mut rustc).context("rustc does not start; install rustup")?;
    if PathBuf::from(libraries).is_dir() {
        return Ok(());
    }
    println!("tools: adding the target {WASM_TARGET}");
    let mut rustup = run::command("rustup");
    rustup.current_dir(paths::root());
    rustup.args(["target", "add", WASM_TARGET]);
    run::run("rustup target add", &mut rustup)
}
