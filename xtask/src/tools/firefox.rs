//! Firefox and geckodriver: found, built, or asked for.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::cargo_tool::CargoTool;
use crate::{paths, run};

const BROWSERS: [&str; 2] = ["firefox", "firefox-esr"];
const MAC_BROWSER: &str = "/Applications/Firefox.app/Contents/MacOS/firefox";

const DRIVER: CargoTool = CargoTool {
    package: "geckodriver",
    binary: "geckodriver",
    version: "0.37.1",
    minutes: 7,
};

/// What drives Firefox, and Firefox.
pub struct Firefox {
    pub browser: PathBuf,
    pub driver: PathBuf,
}

/// Finds both programs (`FIREFOX` and `GECKODRIVER` win over the PATH); the driver is built where it is
/// missing.
///
/// # Errors
/// A sentence that says how to get what is missing.
pub fn firefox() -> Result<Firefox> {
    let browser = find().with_context(|| {
        format!(
            "Firefox is missing, and this step drives it. Please run:\n  {}\nor name the program: FIREFOX=/path/to/firefox",
            install_hint()
        )
    })?;
    let driver = match named("GECKODRIVER") {
        Some(driver) => driver,
        None => DRIVER
            .ensure(&paths::cache()?.join("tools"))
            .with_context(|| {
                format!(
                    "geckodriver {0} is missing, and Firefox is driven by it. Please run:\n  cargo install geckodriver --version {0}\nor name the program: GECKODRIVER=/path/to/geckodriver",
                    DRIVER.version
                )
            })?,
    };
    Ok(Firefox { browser, driver })
}

fn named(variable: &str) -> Option<PathBuf> {
    let path = env::var_os(variable).map(PathBuf::from);
    path.filter(|path| path.is_file())
}

fn find() -> Option<PathBuf> {
    let on_mac = || Some(PathBuf::from(MAC_BROWSER)).filter(|path| path.is_file());
    named("FIREFOX")
        .or_else(|| BROWSERS.iter().find_map(|name| run::find(name)))
        .or_else(on_mac)
}

fn install_hint() -> &'static str {
    let hints = [
        ("apt-get", "sudo apt-get install firefox-esr"),
        ("dnf", "sudo dnf install firefox"),
        ("pacman", "sudo pacman -S firefox"),
        ("brew", "brew install --cask firefox"),
    ];
    let hint = hints
        .iter()
        .find(|(program, _)| run::find(program).is_some());
    hint.map_or("the installer of your system, for Firefox", |(_, hint)| {
        hint
    })
}
