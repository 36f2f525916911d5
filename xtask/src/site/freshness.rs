//! Whether `dist/` still is what the sources say.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result};

use crate::digest::sha256_hex;
use crate::{lint, paths};

const INPUTS: [&str; 16] = [
    "src",
    "checkpoint",
    "cut",
    "jpeg",
    "kernels",
    "measure",
    "build.rs",
    "index.html",
    "style",
    "public",
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain.toml",
    ".cargo",
    "xtask/src/site",
    "xtask/src/tools",
];

/// Pinned by their own hashes, and kept by them.
const DOWNLOADED: [&str; 2] = ["public/weights", "public/samples"];

fn stamp() -> PathBuf {
    paths::root().join("target/dist-is-built-for")
}

/// To be called before a build, so that an interrupted one is never taken for whole.
pub fn forget() {
    // A stamp that never was there is the usual case.
    let _ = fs::remove_file(stamp());
}

/// Behind the address, where clippy has looked at what was compiled.
const LOOKED_AT: &str = " looked at";

/// Notes that `dist/` is whole, what its addresses begin with, and whether it was looked at.
pub fn remember(public_url: &str) -> Result<()> {
    let looked_at = if lint::is_on() { LOOKED_AT } else { "" };
    let path = stamp();
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&path, format!("{public_url}{looked_at}"))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Whether `dist/` was built with such addresses after the last change of its inputs, and looked at where builds are.
pub fn is_fresh(public_url: &str) -> bool {
    let dist = super::dist();
    let is_such = |said: String| match said.strip_suffix(LOOKED_AT) {
        Some(url) => url == public_url,
        None => said == public_url && !lint::is_on(),
    };
    let built = fs::read_to_string(stamp()).is_ok_and(is_such)
        && dist.join("index.html").is_file()
        && dist.join("manifest.json").is_file();
    let Some(time) = built.then(|| modified(&stamp())).flatten() else {
        return false;
    };
    INPUTS
        .iter()
        .filter_map(|input| newest(&paths::root().join(input)))
        .all(|input| input <= time)
}

/// A short hash over the contents of every input but what is downloaded.
pub fn fingerprint() -> Result<String> {
    let mut listing = String::new();
    for input in INPUTS {
        list(&paths::root().join(input), input, &mut listing)?;
    }
    Ok(sha256_hex(listing.as_bytes())[..16].to_owned())
}

fn list(path: &Path, name: &str, listing: &mut String) -> Result<()> {
    if DOWNLOADED.contains(&name) {
        return Ok(());
    }
    if path.is_dir() {
        let mut entries: Vec<_> = fs::read_dir(path)?.collect::<std::io::Result<_>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = format!("{name}/{}", entry.file_name().to_string_lossy());
            list(&entry.path(), &name, listing)?;
        }
    } else {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        listing.push_str(&format!("{} {name}\n", sha256_hex(&bytes)));
    }
    Ok(())
}

/// The time of the newest file at or below `path`, folders included: a deletion changes only them.
fn newest(path: &Path) -> Option<SystemTime> {
    let own = modified(path)?;
    let Ok(entries) = fs::read_dir(path) else {
        return Some(own);
    };
    entries
        .flatten()
        .filter_map(|entry| newest(&entry.path()))
        .chain([own])
        .max()
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// The service worker keeps a build under its name: two builds of one name would be mixed.
    #[test]
    fn a_plain_script_is_a_part_of_the_build_and_a_download_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let public = folder.path().join("public");
        fs::create_dir_all(public.join("weights")).unwrap();
        let listed = |file: &str, text: &str| {
            fs::write(public.join(file), text).unwrap();
            let mut listing = String::new();
            list(&public, "public", &mut listing).unwrap();
            listing
        };
        let before = listed("site.js", "1");
        assert_eq!(listed("weights/w", "1"), before);
        assert_ne!(listed("site.js", "2"), before);
    }

    /// Every crate of this repository that the page depends on: a change there is a change of the site.
    #[test]
    fn the_crates_of_the_page_are_inputs() {
        let manifest = fs::read_to_string(paths::root().join("Cargo.toml")).unwrap();
        let own: Vec<_> = (manifest.lines())
            .filter(|line| line.starts_with("gradoscope-"))
            .filter_map(|line| line.split_once("path = \"")?.1.split('"').next())
            .collect();
        assert!(own.len() >= 5, "{own:?}");
        for folder in own {
            assert!(INPUTS.contains(&folder), "{folder}");
        }
    }

    #[test]
    fn a_change_deep_inside_a_folder_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b");
        fs::create_dir_all(&deep).unwrap();
        fs::write(deep.join("c"), b"").unwrap();
        let later = SystemTime::now() + Duration::from_secs(1000);
        let file = fs::File::options()
            .write(true)
            .open(deep.join("c"))
            .unwrap();
        file.set_modified(later).unwrap();
        assert_eq!(newest(folder.path()), Some(later));
    }
}
