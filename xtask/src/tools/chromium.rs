//! Chromium and ChromeDriver: found, installed where the system lets us, or asked for.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::run;

const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
];
const MAC_BROWSERS: [&str; 2] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// The browser that the tests drive.
pub struct Browser {
    pub chromium: PathBuf,
    pub driver: PathBuf,
}

/// Finds both programs (`CHROME` and `CHROMEDRIVER` win over the PATH), installing them where possible.
///
/// # Errors
/// A sentence with the one command to run, where they are missing and cannot be installed from here.
pub fn browser() -> Result<Browser> {
    if let Some(found) = find() {
        return Ok(found);
    }
    if may_use_apt() {
        println!("tools: installing Chromium and ChromeDriver with apt-get");
        run::run("apt-get update", run::command("apt-get").arg("update"))?;
        let mut install = run::command("apt-get");
        install.env("DEBIAN_FRONTEND", "noninteractive");
        install.args(["install", "--yes", "--no-install-recommends"]);
        install.args(["chromium", "chromium-driver"]);
        run::run("apt-get install", &mut install)?;
        if let Some(found) = find() {
            return Ok(found);
        }
    }
    bail!(
        "Chromium or ChromeDriver is missing, and the tests drive one with the other. Please run:\n  {}",
        install_hint()
    );
}

fn find() -> Option<Browser> {
    let named = |variable: &str| {
        env::var_os(variable)
            .map(PathBuf::from)
            .filter(|path| path.is_file())
    };
    let on_mac = || {
        MAC_BROWSERS
            .iter()
            .map(PathBuf::from)
            .find(|path| path.is_file())
    };
    Some(Browser {
        chromium: named("CHROME")
            .or_else(|| BROWSERS.iter().find_map(|name| run::find(name)))
            .or_else(on_mac)?,
        driver: named("CHROMEDRIVER").or_else(|| run::find("chromedriver"))?,
    })
}

fn may_use_apt() -> bool {
    let is_root = run::output_of(run::command("id").arg("-u")).is_some_and(|id| id == "0");
    is_root && Path::new("/etc/debian_version").exists() && run::find("apt-get").is_some()
}

fn install_hint() -> &'static str {
    let hints = [
        ("apt-get", "sudo apt-get install chromium chromium-driver"),
        ("dnf", "sudo dnf install chromium chromedriver"),
        ("pacman", "sudo pacman -S chromium"),
        ("brew", "brew install --cask chromium chromedriver"),
    ];
    hints
        .iter()
        .find(|(program, _)| run::find(program).is_some())
        .map_or(
            "the installer of your system, for chromium and chromedriver of the same version",
            |(_, hint)| *hint,
        )
}
