//! Cuts the page's module: what a part of the practical alone needs is fetched when it is opened.
//!
//! Trunk knows nothing of this. It builds the page whole; here the module it built is cut, and the
//! main part takes the whole one's place, under the same name.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use wasm_split_cli_support::{Options, transform};

use crate::run;

/// The page's program.
const APP: &str = "app";

/// Cuts the page in `dist`; `whole` is its module as linked, `work` a folder for what lies between.
///
/// # Errors
/// When `dist` has no page, or `whole` has no parts.
pub fn cut(dist: &Path, whole: &Path, work: &Path, wasm_bindgen: &Path) -> Result<()> {
    let name = name_of_page(dist)?;
    if work.exists() {
        fs::remove_dir_all(work)?;
    }
    let bound = work.join("bound");
    fs::create_dir_all(&bound)?;

    let linked = fs::read(whole).with_context(|| format!("no {}", whole.display()))?;
    let main = work.join("main.wasm");
    // Named after the build: parts of different builds must never meet.
    let loader = format!("{name}-parts.js");
    let (link_name, main_module) = (format!("./{loader}"), format!("./{name}.js"));
    let mut options = Options::new(&linked);
    options.output_dir = work;
    options.main_out_path = &main;
    options.link_name = &link_name;
    options.main_module = &main_module;
    let parts = transform(options).map_err(|error| anyhow!("cannot cut the page: {error:#}"))?;
    if parts.split_modules.is_empty() {
        bail!("the page has no parts that could be fetched later");
    }

    let mut bindgen = run::command(wasm_bindgen);
    bindgen
        .args(["--target", "web", "--no-typescript", "--keep-lld-exports"])
        .arg("--out-dir")
        .arg(&bound)
        .args(["--out-name", &name])
        .arg(&main);
    run::run("wasm-bindgen", &mut bindgen)?;
    for file in [format!("{name}.js"), format!("{name}_bg.wasm")] {
        copy(&bound.join(&file), &dist.join(&file))?;
    }

    let mut script = fs::read_to_string(work.join(&loader))?;
    for part in &parts.split_modules {
        let file = file_name(part)?;
        let named = format!("{name}-{file}");
        let (before, after) = (format!("\"./{file}\""), format!("\"./{named}\""));
        if !script.contains(&before) {
            bail!("nothing fetches the part {file}");
        }
        script = script.replace(&before, &after);
        copy(part, &dist.join(named))?;
    }
    fs::write(dist.join(loader), script)?;
    Ok(())
}

/// `app-` and the hash that trunk gave it.
fn name_of_page(dist: &Path) -> Result<String> {
    for item in fs::read_dir(dist).with_context(|| format!("no {}", dist.display()))? {
        let file = file_name(&item?.path())?;
        let stem = file.strip_suffix("_bg.wasm");
        if let Some(stem) = stem.filter(|stem| *stem == APP || stem.starts_with("app-")) {
            return Ok(stem.to_owned());
        }
    }
    bail!("there is no page in {}", dist.display())
}

fn file_name(path: &Path) -> Result<String> {
    let name = path.file_name().and_then(|name| name.to_str());
    Ok(name.context("a file without a plain name")?.to_owned())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_found_among_the_workers_by_its_name() {
        let dist = std::env::temp_dir().join(format!("xtask-parts-{}", std::process::id()));
        fs::create_dir_all(&dist).unwrap();
        fs::write(dist.join("engine_cpu_bg.wasm"), "").unwrap();
        let without = name_of_page(&dist);
        fs::write(dist.join("app-0123_bg.wasm"), "").unwrap();
        let found = name_of_page(&dist);
        fs::remove_dir_all(&dist).unwrap();
        assert!(without.is_err());
        assert_eq!(found.unwrap(), "app-0123");
    }
}
