//! The site as one zip file: a folder with its licences and how to host it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::site::{Manifest, dist};
use crate::{paths, site};

/// The only folder of the zip file: to be hosted as it is.
const FOLDER: &str = "gradoscope";

/// What lies beside the site; the licences of weights, photographs and class names lie with them.
const BESIDE: [(&str, &str); 3] = [
    ("README.html", include_str!("README.html")),
    ("LICENSE-MIT.txt", include_str!("../../../LICENSE-MIT")),
    (
        "LICENSE-APACHE.txt",
        include_str!("../../../LICENSE-APACHE"),
    ),
];

/// Packs the site in `folder`, or else the one of this checkout, which is built where it is stale,
/// into `to`, or else into `target/gradoscope.zip`.
pub fn make(folder: Option<PathBuf>, to: Option<PathBuf>) -> Result<()> {
    if folder.is_none() {
        site::build_if_stale()?;
    }
    let files = files(&folder.unwrap_or_else(dist))?;
    let bytes = zipped(&files)?;
    let path = to.unwrap_or_else(|| paths::root().join("target/gradoscope.zip"));
    fs::write(&path, &bytes).with_context(|| format!("cannot write {}", path.display()))?;
    println!(
        "package: {} has {} files, {:.1} MB",
        path.display(),
        files.len(),
        bytes.len() as f64 / 1e6
    );
    Ok(())
}

/// Paths within the zip file and their bytes: every file that the site's manifest lists, and what
/// lies beside them.
fn files(dist: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let manifest = Manifest::read(dist)?;
    let listed = manifest.files.iter().map(|file| file.path.as_str());
    let mut files = BTreeMap::new();
    for path in listed.chain([Manifest::NAME]) {
        let bytes = fs::read(dist.join(path)).with_context(|| format!("cannot read {path}"))?;
        files.insert(format!("{FOLDER}/{path}"), bytes);
    }
    for (name, text) in BESIDE {
        files.insert(format!("{FOLDER}/{name}"), text.into());
    }
    Ok(files)
}

/// The same files give the same bytes, whenever and wherever.
fn zipped(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        zip.start_file(path, options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::site::Entry;
    use zip::ZipArchive;

    /// A site of a page and a licence, and a file that its manifest does not know.
    fn site() -> BTreeMap<String, Vec<u8>> {
        let folder = tempfile::tempdir().unwrap();
        let dist = folder.path();
        fs::create_dir_all(dist.join("weights")).unwrap();
        fs::write(dist.join("index.html"), "<p>").unwrap();
        fs::write(dist.join("weights/w.LICENSE.txt"), "free").unwrap();
        let listed = |path: &str| Entry {
            path: path.into(),
            bytes: 0,
            sha256: String::new(),
            gzip_bytes: 0,
        };
        let manifest = Manifest {
            build: "0123".into(),
            files: vec![listed("index.html"), listed("weights/w.LICENSE.txt")],
        };
        fs::write(dist.join("left-over.txt"), "").unwrap();
        fs::write(dist.join(Manifest::NAME), manifest.to_text()).unwrap();
        files(dist).unwrap()
    }

    #[test]
    fn one_folder_holds_the_site_its_licences_and_how_to_host_it() {
        let mut zip = ZipArchive::new(Cursor::new(zipped(&site()).unwrap())).unwrap();
        let names: Vec<String> = zip.file_names().map(str::to_owned).collect();
        let expected = [
            "LICENSE-APACHE.txt",
            "LICENSE-MIT.txt",
            "README.html",
            "index.html",
            "manifest.json",
            "weights/w.LICENSE.txt",
        ];
        assert_eq!(names, expected.map(|name| format!("gradoscope/{name}")));
        let mut read = |name: &str| {
            let mut text = String::new();
            let mut file = zip.by_name(&format!("gradoscope/{name}")).unwrap();
            file.read_to_string(&mut text).unwrap();
            text
        };
        assert_eq!(read("index.html"), "<p>");
        assert_eq!(read("weights/w.LICENSE.txt"), "free");
        assert!(read("LICENSE-MIT.txt").starts_with("MIT License"));
        assert!(read("LICENSE-APACHE.txt").contains("Apache License"));
    }

    #[test]
    fn a_file_has_no_time_and_everyone_may_read_it() {
        let bytes = zipped(&site()).unwrap();
        let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
        for index in 0..zip.len() {
            let file = zip.by_index(index).unwrap();
            let time = file.last_modified().unwrap();
            assert_eq!((time.year(), time.month(), time.day()), (1980, 1, 1));
            assert_eq!(file.unix_mode(), Some(0o100_644), "{}", file.name());
        }
    }

    #[test]
    fn the_instructions_are_in_both_languages_and_need_nothing() {
        let (_, page) = BESIDE[0];
        for needed in [
            "lang=\"fr\"",
            "lang=\"en\"",
            "python3 -m http.server",
            "GitHub Pages",
        ] {
            assert!(page.contains(needed), "{needed}");
        }
        for forbidden in ["<script", "<link", "src="] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
    }
}
