//! What trunk does not do: the policy, the build id and the manifest.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::manifest::{self, Manifest};
use super::policy;
use crate::digest::sha256_hex;

/// Finishes a fresh `dist` and returns its build id.
pub fn finish(dist: &Path) -> Result<String> {
    let index = dist.join("index.html");
    let html = fs::read_to_string(&index).with_context(|| format!("no {}", index.display()))?;
    let html = policy::with_policy(&html)?;
    fs::write(&index, &html)?;

    let mut files = manifest::entries(dist)?;
    let listing: String = files
        .iter()
        .map(|file| format!("{} {}\n", file.sha256, file.path))
        .collect();
    let build = sha256_hex(listing.as_bytes())[..16].to_owned();

    let html = policy::with_build(&html, &build)?;
    fs::write(&index, &html)?;
    for file in &mut files {
        if file.path == "index.html" {
            *file = manifest::entry(file.path.clone(), html.as_bytes())?;
        }
    }
    let manifest = Manifest { build, files };
    fs::write(dist.join(Manifest::NAME), manifest.to_text())?;
    Ok(manifest.build)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_describes_the_files_as_they_end_up() {
        let dist = std::env::temp_dir().join(format!("xtask-finish-{}", std::process::id()));
        fs::create_dir_all(dist.join("weights")).unwrap();
        fs::write(dist.join("index.html"), "<html><head></head></html>").unwrap();
        fs::write(dist.join("weights/w"), b"abc").unwrap();
        let build = finish(&dist).unwrap();
        let manifest = Manifest::read(&dist).unwrap();
        let html = fs::read_to_string(dist.join("index.html")).unwrap();
        fs::remove_dir_all(&dist).unwrap();
        assert!(html.contains(&build));
        assert_eq!(manifest.build, build);
        let paths: Vec<_> = manifest.files.iter().map(|file| &file.path[..]).collect();
        assert_eq!(paths, ["index.html", "weights/w"]);
        assert_eq!(manifest.files[0].sha256, sha256_hex(html.as_bytes()));
        assert_eq!(manifest.files[1].bytes, 3);
    }
}
