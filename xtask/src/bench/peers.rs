//! The engine beside other systems in one browser, and beside PyTorch outside of it: builds a page of its
//! own for that, outside of the site, and has it driven.

use std::fs;
use std::path::{self, Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::site::threads_program;
use crate::{assets, check, paths, run, tools};

pub const NAME: &str = "browser";

/// The example that the engines are built from.
const ENGINE: &str = "bench_engine";
/// Our engines, with the feature that each is built with.
const OURS: [(&str, &str); 3] = [
    ("gradoscope-cpu", "cpu"),
    ("gradoscope-cpu-relaxed", "relaxed"),
    ("gradoscope-webgpu", "gpu"),
];

/// One of them again, on two threads: where somebody asks for it by name.
const THREADS: &str = "gradoscope-cpu-relaxed-2";

/// How the engines of another checkout are called, and their folders.
const BEFORE: &str = "before";
/// How what runs outside of the browser is called.
const NATIVE: &str = "pytorch";

/// The page, with what its engines compute on; answers with its folder.
fn page() -> Result<PathBuf> {
    let site = paths::root().join("target/bench/site");
    fs::create_dir_all(&site)?;
    let page = paths::root().join("benches/browser/page");
    for item in fs::read_dir(&page)? {
        let item = item?;
        if item.file_type()?.is_file() {
            fs::copy(item.path(), site.join(item.file_name()))?;
        }
    }
    inputs(&site)?;
    Ok(site)
}

/// The page with the peers' packages and our engine for one device; answers with its folder.
pub fn prepare_own(device: &str) -> Result<PathBuf> {
    let site = page()?;
    engine(device, &site)?;
    Ok(site)
}

/// Prepares the page in `target/bench/site` and runs what drives it.
pub fn run(arguments: &[String]) -> Result<()> {
    assets::prepare(None)?;
    let site = page()?;
    if let Some(before) = value("--before", arguments) {
        earlier(Path::new(before), &site)?;
    }
    if let Some(model) = value("--model", arguments) {
        fs::copy(model, site.join("model")).with_context(|| format!("no {model}"))?;
    }
    let needs_none = |name: &str| {
        let is_ours = OURS.iter().any(|(ours, _)| *ours == name);
        is_ours || name == THREADS || name.starts_with(BEFORE) || name.starts_with(NATIVE)
    };
    let chosen = value("--engines", arguments);
    if chosen.is_none_or(|names| !names.split(',').all(needs_none)) {
        peers(&site)?;
    }
    let threads = chosen.is_some_and(|names| names.split(',').any(|one| one == THREADS));
    if threads {
        threads_program(&site)?;
        fs::copy(
            paths::root().join("public/threads.js"),
            site.join("threads.js"),
        )?;
    }
    for (name, device) in OURS {
        let is_asked = |one: &str| one == name || (one == THREADS && device == "relaxed");
        if chosen.is_none_or(|names| names.split(',').any(is_asked)) {
            engine(device, &site)?;
        }
    }
    // The server that the browser is driven with lists a site's files by it.
    fs::write(
        site.join("manifest.json"),
        "{\"build\": \"\", \"files\": []}",
    )?;
    let mut cargo = run::command("cargo");
    cargo
        .args(["bench", "--profile", "dev", "--package", check::END_TO_END])
        .args(["--bench", NAME, "--"])
        .args(from_anywhere(arguments)?)
        .current_dir(paths::root())
        .env("CARGO_TARGET_DIR", paths::target_dir()?);
    check::tell_of_site(&mut cargo, &site)?;
    run::run("the benchmark in a browser", &mut cargo)
}

/// The same arguments for a program in another folder: where `--pytorch` names a file, by its whole path. Links stay as
/// they are: by its own an interpreter knows which packages it has.
fn from_anywhere(arguments: &[String]) -> Result<Vec<String>> {
    let mut arguments = arguments.to_vec();
    let at = arguments.iter().position(|found| found == "--pytorch");
    if let Some(python) = at.and_then(|at| arguments.get_mut(at + 1))
        && Path::new(python).components().count() > 1
    {
        let whole = path::absolute(&*python).with_context(|| format!("no file {python}"))?;
        *python = whole.to_string_lossy().into_owned();
    }
    Ok(arguments)
}

/// What follows the option `name`.
pub fn value<'a>(name: &str, arguments: &'a [String]) -> Option<&'a str> {
    let at = arguments.iter().position(|found| found == name)?;
    arguments.get(at + 1).map(String::as_str)
}

/// Takes over the engines that a benchmark of the checkout in `root` built: `before-cpu` beside
/// `gradoscope-cpu`, and so on.
fn earlier(root: &Path, site: &Path) -> Result<()> {
    let built = root.join("target/bench/site");
    for (_, device) in OURS {
        let from = built.join(format!("engine_{device}"));
        if !from.is_dir() {
            bail!(
                "no {}; run `cargo xtask bench browser` there first",
                from.display()
            );
        }
        let to = site.join(format!("{BEFORE}_{device}"));
        fs::create_dir_all(&to)?;
        for item in fs::read_dir(&from)? {
            let item = item?;
            fs::copy(item.path(), to.join(item.file_name()))?;
        }
    }
    Ok(())
}

/// The peers' packages, in the versions of the lock file.
fn peers(site: &Path) -> Result<()> {
    let lock = fs::read(site.join("package-lock.json"))?;
    let installed = site.join("node_modules/installed.json");
    if fs::read(&installed).is_ok_and(|found| found == lock) {
        return Ok(());
    }
    println!("bench: npm fetches the peers' packages, about 500 MB on disk");
    let npm = run::find("npm").context("npm is needed for the peers' packages; install Node.js")?;
    let mut npm = run::command(npm);
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(site);
    run::run("npm ci", &mut npm)?;
    fs::write(installed, lock)?;
    Ok(())
}

/// The weights, and the photograph as 8-bit RGB of the network's size.
fn inputs(site: &Path) -> Result<()> {
    let public = paths::root().join("public");
    fs::copy(
        public.join("weights/squeezenet-1.1.safetensors"),
        site.join("weights.safetensors"),
    )?;
    // The parity fixture's own pixels: 224x224, resampled by an independent program.
    let fixture = paths::root().join("tests/fixtures/parity/chelsea.safetensors");
    let fixture = fs::read(&fixture).with_context(|| format!("no {}", fixture.display()))?;
    fs::write(site.join("image.rgb"), pixels(&fixture)?)?;
    Ok(())
}

/// The tensor `pixels` of a fixture.
fn pixels(fixture: &[u8]) -> Result<&[u8]> {
    let file = safetensors::SafeTensors::deserialize(fixture)?;
    Ok(file.tensor("pixels")?.data())
}

/// Builds the engine for one device as the site's is built.
fn engine(device: &str, site: &Path) -> Result<()> {
    tools::ensure_target()?;
    let target = paths::target_dir()?;
    println!("bench: the engine for {device}, some minutes the first time");
    let mut cargo = run::command("cargo");
    cargo
        .args(["build", "--release", "--target", tools::WASM_TARGET])
        .args(["--no-default-features", "--features", device])
        .args(["--example", ENGINE])
        .current_dir(paths::root())
        .env("CARGO_TARGET_DIR", &target);
    run::run("cargo build", &mut cargo)?;
    let built: PathBuf = target
        .join(tools::WASM_TARGET)
        .join("release/examples")
        .join(format!("{ENGINE}.wasm"));
    let folder = site.join(format!("engine_{device}"));
    fs::create_dir_all(&folder)?;
    crate::site::bind(&built, ENGINE, &folder, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engines_are_those_that_are_named_or_all() {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let line = words("--rounds 3 --engines tfjs-wasm,ort-wasm");
        assert_eq!(value("--engines", &line), Some("tfjs-wasm,ort-wasm"));
        assert_eq!(value("--engines", &words("--rounds 3")), None);
    }

    #[test]
    fn an_interpreter_is_found_from_another_folder() {
        let of = |python: &str| {
            let words = ["--pytorch", python, "--write"].map(str::to_owned);
            from_anywhere(&words).unwrap()[1].clone()
        };
        assert_eq!(of("python3"), "python3");
        let whole = of("venv/bin/python");
        assert!(Path::new(&whole).is_absolute(), "{whole}");
        assert!(whole.ends_with("venv/bin/python"), "{whole}");
    }

    #[test]
    fn the_peers_are_pinned_by_version_and_hash_and_the_lock_names_no_host() {
        let page = paths::root().join("benches/browser/page");
        let lock = fs::read_to_string(page.join("package-lock.json")).unwrap();
        let lock: serde_json::Value = serde_json::from_str(&lock).unwrap();
        let packages = lock["packages"].as_object().unwrap();
        assert!(packages.len() > 4);
        for (name, package) in packages.iter().filter(|(name, _)| !name.is_empty()) {
            assert!(package["integrity"].is_string(), "{name}");
            assert!(package["resolved"].is_null(), "{name}");
        }
    }
}
