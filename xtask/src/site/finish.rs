//! What trunk does not do: the policy, the build id and the manifest.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::manifest::{self, Manifest};
use super::{policy, slim};

/// Finishes a fresh `dist` of the build `build`.
pub fn finish(dist: &Path, build: &str) -> Result<()> {
    slim_modules(dist)?;
    let index = dist.join("index.html");
    let html = fs::read_to_string(&index).with_context(|| format!("no {}", index.display()))?;
    let html = policy::with_build(&policy::with_policy(&html)?, build)?;
    fs::write(&index, &html)?;
    let manifest = Manifest {
        build: build.to_owned(),
        files: manifest::entries(dist)?,
    };
    fs::write(dist.join(Manifest::NAME), manifest.to_text())?;
    Ok(())
}

/// All modules lie at the top of the site.
fn slim_modules(dist: &Path) -> Result<()> {
    for item in fs::read_dir(dist)? {
        let path = item?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "wasm")
        {
            let slim = slim::without_custom_sections(&fs::read(&path)?)
                .with_context(|| format!("in {}", path.display()))?;
            fs::write(&path, slim)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::sha256_hex;

    #[test]
    fn the_manifest_describes_the_files_as_they_end_up() {
        let dist = std::env::temp_dir().join(format!("xtask-finish-{}", std::process::id()));
        fs::create_dir_all(dist.join("weights")).unwrap();
        fs::write(dist.join("index.html"), "<html><head></head></html>").unwrap();
        fs::write(dist.join("weights/w"), b"abc").unwrap();
        finish(&dist, "0123").unwrap();
        let manifest = Manifest::read(&dist).unwrap();
        let html = fs::read_to_string(dist.join("index.html")).unwrap();
        fs::remove_dir_all(&dist).unwrap();
        assert!(html.contains("0123"));
        assert_eq!(manifest.build, "0123");
        let paths: Vec<_> = manifest.files.iter().map(|file| &file.path[..]).collect();
        assert_eq!(paths, ["index.html", "weights/w"]);
        assert_eq!(manifest.files[0].sha256, sha256_hex(html.as_bytes()));
        assert_eq!(manifest.files[1].bytes, 3);
    }
}
