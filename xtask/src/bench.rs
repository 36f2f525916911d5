//! Benchmarks: what is measured, as opposed to checked.

mod card;
mod family;
mod peers;

use anyhow::{Result, bail};

use crate::{assets, check, paths, run, site};

/// Native benchmarks of the root package.
const NATIVE: [&str; 7] = [
    "attacks",
    "faithfulness",
    "gradient",
    "localisation",
    "steps",
    "transfer",
    "visualise",
];

/// Benchmarks of the built site in a browser; one adds to the file of the native one of its name.
const BROWSER: [&str; 4] = ["engines", "reader", "visits", "visualise"];

/// Prepares and runs the benchmark `name`. `--browser-only` leaves out the native part and
/// `--native-only` the other; what else is said goes to the native part.
pub fn run(name: &str, arguments: &[String]) -> Result<()> {
    if name == peers::NAME {
        return peers::run(arguments);
    }
    if name == card::NAME {
        return card::run(arguments);
    }
    if family::NAMES.contains(&name) {
        return family::run(name, arguments);
    }
    let mut known: Vec<&str> = [peers::NAME, card::NAME]
        .into_iter()
        .chain(family::NAMES)
        .chain(NATIVE)
        .collect();
    known.extend(BROWSER.iter().filter(|name| !NATIVE.contains(name)));
    if !known.contains(&name) {
        bail!(
            "there is no benchmark {name}; there are: {}",
            known.join(", ")
        );
    }
    let is_said = |what: &str| arguments.iter().any(|argument| argument == what);
    let (only_browser, only_native) = (is_said("--browser-only"), is_said("--native-only"));
    assets::prepare(None)?;
    if NATIVE.contains(&name) && !only_browser {
        native(name, arguments)?;
    }
    if BROWSER.contains(&name) && !only_native {
        browser(name, arguments)?;
    }
    Ok(())
}

fn native(name: &str, arguments: &[String]) -> Result<()> {
    let mut cargo = run::command("cargo");
    // The profile of the tests: its kernels are built for speed, and they are built already.
    cargo
        .args(["bench", "--profile", "dev", "--package", "gradoscope"])
        .args(["--bench", name, "--"])
        .args(
            arguments
                .iter()
                .filter(|argument| *argument != "--native-only"),
        )
        .current_dir(paths::root())
        .env("CARGO_TARGET_DIR", paths::target_dir()?);
    run::run(&format!("the benchmark {name}"), &mut cargo)
}

fn browser(name: &str, arguments: &[String]) -> Result<()> {
    site::build_if_stale()?;
    let mut cargo = run::command("cargo");
    cargo
        .args(["bench", "--profile", "dev", "--package", check::END_TO_END])
        .args(["--bench", name, "--"])
        .args(arguments)
        .current_dir(paths::root())
        .env("CARGO_TARGET_DIR", paths::target_dir()?);
    check::tell_of_site(&mut cargo, &site::dist())?;
    run::run(&format!("the benchmark {name} in a browser"), &mut cargo)
}
