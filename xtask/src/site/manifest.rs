//! The list of everything that the site consists of.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::digest::sha256_hex;

/// One file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Relative to the site's root, with forward slashes.
    pub path: String,
    pub bytes: u64,
    pub sha256: String,
    /// Its size after gzip -9.
    pub gzip_bytes: u64,
}

/// All files of the site but the manifest itself.
pub struct Manifest {
    pub build: String,
    pub files: Vec<Entry>,
}

impl Manifest {
    pub const NAME: &str = "manifest.json";

    /// The text of `manifest.json`.
    pub fn to_text(&self) -> String {
        let files: Vec<Value> = self
            .files
            .iter()
            .map(|file| {
                json!({
                    "path": file.path,
                    "bytes": file.bytes,
                    "sha256": file.sha256,
                    "gzip_bytes": file.gzip_bytes,
                })
            })
            .collect();
        format!("{:#}\n", json!({"build": self.build, "files": files}))
    }

    /// Reads the manifest of a built site.
    pub fn read(dist: &Path) -> Result<Self> {
        let path = dist.join(Self::NAME);
        let text = fs::read_to_string(&path)
            .with_context(|| format!("no {}; run `cargo xtask build` first", path.display()))?;
        let value: Value = serde_json::from_str(&text)?;
        Self::from_value(&value).with_context(|| format!("{} is damaged", path.display()))
    }

    fn from_value(value: &Value) -> Option<Self> {
        let entry = |file: &Value| {
            Some(Entry {
                path: file["path"].as_str()?.to_owned(),
                bytes: file["bytes"].as_u64()?,
                sha256: file["sha256"].as_str()?.to_owned(),
                gzip_bytes: file["gzip_bytes"].as_u64()?,
            })
        };
        Some(Self {
            build: value["build"].as_str()?.to_owned(),
            files: value["files"]
                .as_array()?
                .iter()
                .map(entry)
                .collect::<Option<_>>()?,
        })
    }
}

/// Describes every file below `dist` but the manifest, sorted by path.
pub fn entries(dist: &Path) -> Result<Vec<Entry>> {
    let mut found = Vec::new();
    collect(dist, "", &mut found)?;
    found.retain(|entry| entry.path != Manifest::NAME);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<Entry>) -> Result<()> {
    let listing =
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    for item in listing {
        let item = item?;
        let name = item.file_name();
        let name = name
            .to_str()
            .with_context(|| format!("{} is no name for the web", item.path().display()))?;
        let path = format!("{prefix}{name}");
        if item.file_type()?.is_dir() {
            collect(&item.path(), &format!("{path}/"), found)?;
        } else {
            found.push(entry(path, &fs::read(item.path())?)?);
        }
    }
    Ok(())
}

/// Describes one file.
pub fn entry(path: String, bytes: &[u8]) -> Result<Entry> {
    Ok(Entry {
        path,
        bytes: bytes.len() as u64,
        sha256: sha256_hex(bytes),
        gzip_bytes: gzip(bytes, Compression::best())?.len() as u64,
    })
}

/// The same bytes, compressed.
pub fn gzip(bytes: &[u8], level: Compression) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read_again() {
        let file = entry("a/b.txt".into(), b"abc").unwrap();
        let manifest = Manifest {
            build: "0123".into(),
            files: vec![file.clone()],
        };
        let value = serde_json::from_str(&manifest.to_text()).unwrap();
        let again = Manifest::from_value(&value).unwrap();
        assert_eq!(again.build, "0123");
        assert_eq!(again.files, [file]);
        assert_eq!(again.files[0].bytes, 3);
    }
}
