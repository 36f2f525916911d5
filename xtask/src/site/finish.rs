//! The last touches: small modules, the policy, the build id and the manifest.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use super::manifest::{self, Entry, Manifest};
use super::{policy, slim};

/// The scripts of the page that stand at the end of it: parsers find them one after the other.
const SCRIPTS: [&str; 3] = ["check.js", "keep.js", "site.js"];
const CHECK: &str = "<script src=\"check.js\"></script>";
const SAMPLES: &str = "samples/samples.json";
/// The service worker: it is written last, since it knows the hash of everything else.
const WORKER: &str = "sw.js";
const SITE: &str = "<script src=\"site.js\"></script>";

/// Finishes a fresh `dist` of the build `build`; without `public_url` it has to work anywhere.
pub fn finish(dist: &Path, build: &str, public_url: Option<&str>) -> Result<()> {
    slim_modules(dist)?;
    let index = dist.join("index.html");
    let html = fs::read_to_string(&index).with_context(|| format!("no {}", index.display()))?;
    if public_url.is_none() {
        require_relative(&html)?;
    }
    let html = with_list(&html, &manifest::entries(dist)?)?;
    let html = asking_early(&with_check_inline(&html, dist)?)?;
    let html = policy::with_build(&policy::with_policy(&html)?, build)?;
    fs::write(&index, &html)?;
    fill_worker(dist, build)?;
    let manifest = Manifest {
        build: build.to_owned(),
        files: manifest::entries(dist)?,
    };
    fs::write(dist.join(Manifest::NAME), manifest.to_text())?;
    Ok(())
}

/// Tells the service worker its build and every file of it. The teacher's files may change at any time.
fn fill_worker(dist: &Path, build: &str) -> Result<()> {
    let path = dist.join(WORKER);
    let script = fs::read_to_string(&path).with_context(|| format!("no {}", path.display()))?;
    let of_a_course = |path: &str| {
        let name = path.strip_suffix(".json");
        name.is_some_and(|name| name == "course" || name.starts_with("course-"))
    };
    let listed = manifest::entries(dist)?.into_iter();
    let listed = listed.filter(|entry| entry.path != WORKER && !of_a_course(&entry.path));
    let files: Map<String, Value> = listed
        .map(|entry| (entry.path, json!([entry.bytes, entry.sha256])))
        .collect();
    let mut filled = script;
    for (before, after) in [
        ("const BUILD = '';", format!("const BUILD = '{build}';")),
        (
            "const FILES = {};",
            format!("const FILES = {};", Value::Object(files)),
        ),
    ] {
        if !filled.contains(before) {
            bail!("{WORKER} has no place for what stands in {before}");
        }
        filled = filled.replacen(before, &after, 1);
    }
    fs::write(&path, filled)?;
    Ok(())
}

/// Nothing of the page leads to the root of a host, or to one host.
fn require_relative(html: &str) -> Result<()> {
    let values = ["href=\"", "src=\""].map(|attribute| html.split(attribute).skip(1));
    for value in values.into_iter().flatten() {
        let address = value.split('"').next().unwrap_or(value);
        if address.starts_with('/') || address.contains(':') {
            bail!("index.html asks for {address}, which is not relative to it");
        }
    }
    Ok(())
}

/// With the code files of the site and the list of its photographs, their bytes and hashes: what
/// arrives is held against them.
fn with_list(html: &str, entries: &[Entry]) -> Result<String> {
    let is_code = |entry: &&Entry| {
        let listed = entry.path.ends_with(".js") || entry.path.ends_with(".wasm");
        (listed && !entry.path.contains('/') && entry.path != WORKER) || entry.path == SAMPLES
    };
    let code = entries.iter().filter(is_code);
    let files: Map<String, Value> = code
        .map(|entry| (entry.path.clone(), json!([entry.bytes, entry.sha256])))
        .collect();
    let list = format!(
        "<script type=\"application/json\" id=\"gradoscope-files\">{}</script>",
        Value::Object(files)
    );
    let at = html
        .find(SITE)
        .context("index.html does not start the page")?;
    Ok(format!("{}{list}{}", &html[..at], &html[at..]))
}

/// With the scripts asked for at once, beside the styles, instead of one after the other when their turn comes.
fn asking_early(html: &str) -> Result<String> {
    let at = html
        .find("<link rel=\"stylesheet\"")
        .context("index.html has no style")?;
    let link = |script| format!("<link rel=\"preload\" as=\"script\" href=\"{script}\">\n  ");
    let links = SCRIPTS.map(link).concat();
    Ok(format!("{}{links}{}", &html[..at], &html[at..]))
}

/// The script that says why the page does not start stands in it, too: see there.
fn with_check_inline(html: &str, dist: &Path) -> Result<String> {
    let script = fs::read_to_string(dist.join("check.js")).context("no check.js")?;
    let at = html.find(CHECK).context("index.html has no check")?;
    Ok(format!(
        "{}<script>{script}</script>{}",
        &html[..at],
        &html[at..]
    ))
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

    const PAGE: &str = "<html><head><link rel=\"stylesheet\" href=\"a.css\">\
        </head><body>\
        <script src=\"check.js\"></script><script src=\"site.js\"></script></body></html>";

    #[test]
    fn a_page_that_works_anywhere_asks_for_nothing_at_the_root_of_its_host() {
        require_relative(PAGE).unwrap();
        require_relative(&PAGE.replace("a.css", "./a.css")).unwrap();
        for address in [
            "/a.css",
            "/course/a.css",
            "//host/a.css",
            "https://host/a.css",
        ] {
            let error = require_relative(&PAGE.replace("a.css", address)).unwrap_err();
            assert!(error.to_string().contains(address), "{error}");
        }
        assert!(require_relative(&PAGE.replace("\"check.js", "\"/check.js")).is_err());
    }

    #[test]
    fn the_manifest_describes_the_files_as_they_end_up() {
        let folder = tempfile::tempdir().unwrap();
        let dist = folder.path();
        fs::create_dir_all(dist.join("weights")).unwrap();
        fs::write(dist.join("index.html"), PAGE).unwrap();
        fs::write(dist.join("check.js"), "check()").unwrap();
        fs::write(dist.join("app-1.js"), "app()").unwrap();
        let worker = "const BUILD = '';\nconst FILES = {};\nrest()";
        fs::write(dist.join("sw.js"), worker).unwrap();
        fs::write(dist.join("course.json"), "{}").unwrap();
        fs::write(dist.join("course.schema.json"), "{}").unwrap();
        fs::write(dist.join("weights/w"), b"abc").unwrap();
        fs::create_dir_all(dist.join("samples")).unwrap();
        fs::write(dist.join(SAMPLES), b"[]").unwrap();
        finish(dist, "0123", None).unwrap();
        let manifest = Manifest::read(dist).unwrap();
        let html = fs::read_to_string(dist.join("index.html")).unwrap();
        assert!(html.contains("0123"));
        assert_eq!(manifest.build, "0123");
        let paths: Vec<_> = manifest.files.iter().map(|file| &file.path[..]).collect();
        assert_eq!(
            paths,
            [
                "app-1.js",
                "check.js",
                "course.json",
                "course.schema.json",
                "index.html",
                SAMPLES,
                "sw.js",
                "weights/w"
            ]
        );
        assert_eq!(manifest.files[4].sha256, sha256_hex(html.as_bytes()));
        assert_eq!(manifest.files[7].bytes, 3);
        let listed = format!("\"app-1.js\":[5,\"{}\"]", sha256_hex(b"app()"));
        assert!(html.contains(&listed), "{html}");
        assert!(html.contains("\"samples/samples.json\":[2,"), "{html}");
        assert!(
            !html.contains("weights/w") && !html.contains("sw.js"),
            "{html}"
        );
        the_worker_knows_every_file_but_itself_and_the_course(dist, &html);
        assert!(
            html.contains("<script>check()</script><script src=\"check.js\">"),
            "{html}"
        );
    }

    fn the_worker_knows_every_file_but_itself_and_the_course(dist: &Path, html: &str) {
        let worker = fs::read_to_string(dist.join("sw.js")).unwrap();
        let lines: Vec<_> = worker.lines().collect();
        assert_eq!((lines[0], lines[2]), ("const BUILD = '0123';", "rest()"));
        let list = lines[1].strip_prefix("const FILES = ").unwrap();
        let list: Map<String, Value> = serde_json::from_str(list.trim_end_matches(';')).unwrap();
        let paths: Vec<_> = list.keys().map(String::as_str).collect();
        assert_eq!(
            paths,
            [
                "app-1.js",
                "check.js",
                "course.schema.json",
                "index.html",
                SAMPLES,
                "weights/w"
            ]
        );
        let page = json!([html.len(), sha256_hex(html.as_bytes())]);
        assert_eq!(list["index.html"], page);
    }
}
