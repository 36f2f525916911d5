//! The libraries inside of the published site: their licences, and the texts that go with it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use spdx::{Expression, ParseMode};

use crate::tools::WASM_TARGET;
use crate::{paths, run};

/// What may stand beside MIT OR Apache-2.0 in one program.
const ALLOWED: [&str; 11] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Libraries that burn brings, looked at one by one: unchanged, so what the MPL asks for is that their
/// source can be found, for which [`texts`] names its place; and one that names its licence, Apache
/// 2.0, in a file alone.
const LOOKED_AT: [(&str, &str); 3] = [
    ("buildid", "MPL-2.0"),
    ("cfg_block", ""),
    ("colored", "MPL-2.0"),
];

/// A file of a package is a licence when its name begins so, whatever the case.
const TEXTS: [&str; 5] = ["licen", "copying", "copyright", "notice", "unlicense"];

/// A library, as its manifest has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Library {
    name: String,
    version: String,
    licence: String,
    /// Where its source is.
    source: String,
    folder: String,
}

/// # Errors
/// When a library inside of the site has a licence that was not thought of.
pub fn check() -> Result<()> {
    let all = libraries()?;
    let refused: Vec<String> = all
        .iter()
        .filter(|one| !is_allowed(&one.licence))
        .filter(|one| !LOOKED_AT.contains(&(&one.name, &one.licence)))
        .map(|one| format!("{} {} ({})", one.name, one.version, one.licence))
        .collect();
    if !refused.is_empty() {
        bail!(
            "not known to go with MIT OR Apache-2.0: {}",
            refused.join(", ")
        );
    }
    println!("licences: {} libraries in the site", all.len());
    Ok(())
}

/// Every licence text of the libraries inside of the site, each once, after who stands under it.
pub fn texts() -> Result<String> {
    let mut under: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut list = String::new();
    for library in libraries()? {
        let Library {
            name,
            version,
            licence,
            source,
            folder,
        } = library;
        list += &format!("{name} {version}, {licence}, {source}\n");
        for text in texts_in(Path::new(&folder))? {
            under.entry(text).or_default().insert(name.clone());
        }
    }
    let mut whole = format!(
        "Libraries inside of this site, with the licences that their authors give them.\n\n{list}"
    );
    for (text, names) in under {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        whole += &format!("\n{}\n{}\n\n{}\n", "-".repeat(72), names.join(", "), text);
    }
    Ok(whole)
}

/// The licences that lie in a package, with the ends of lines that this machine's editors write.
fn texts_in(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| format!("no {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = name.to_lowercase();
        if path.is_file() && TEXTS.iter().any(|start| name.starts_with(start)) {
            let bytes = fs::read(&path)?;
            let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
            found.push(text.trim().to_owned());
        }
    }
    found.sort();
    Ok(found)
}

/// Whether one of the choices that the expression leaves is allowed.
fn is_allowed(licence: &str) -> bool {
    let parsed = Expression::parse_mode(licence, ParseMode::LAX);
    parsed.is_ok_and(|parsed| {
        parsed.evaluate(|one| {
            let id = one.license.id();
            id.is_some_and(|id| ALLOWED.contains(&id.name))
        })
    })
}

/// What page and workers link, in the order of names.
fn libraries() -> Result<BTreeSet<Library>> {
    let mut cargo = run::command("cargo");
    cargo
        .args(["metadata", "--format-version", "1", "--locked"])
        .args(["--filter-platform", WASM_TARGET])
        .args(["--no-default-features", "--features", "cpu,gpu"])
        .current_dir(paths::root());
    let output = cargo.output().context("cannot start cargo")?;
    if !output.status.success() {
        bail!(
            "cargo metadata: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    linked(&serde_json::from_slice(&output.stdout)?)
}

/// What the root package of `cargo metadata` links: its own packages aside, and what only runs while
/// compiling.
fn linked(metadata: &Value) -> Result<BTreeSet<Library>> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let packages: BTreeMap<String, Value> = list(&metadata["packages"])
        .into_iter()
        .map(|package| (text(&package["id"]), package))
        .collect();
    let nodes: BTreeMap<String, Vec<Value>> = list(&metadata["resolve"]["nodes"])
        .iter()
        .map(|node| (text(&node["id"]), list(&node["deps"])))
        .collect();
    let root = text(&metadata["resolve"]["root"]);
    let mut waiting = vec![root.clone()];
    let mut seen = BTreeSet::from([root]);
    let mut found = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        let package = packages.get(&id).context("a package without an entry")?;
        let is_macro = list(&package["targets"])
            .iter()
            .any(|target| list(&target["kind"]).contains(&Value::from("proc-macro")));
        if is_macro {
            continue;
        }
        if !package["source"].is_null() {
            let manifest = text(&package["manifest_path"]);
            let folder = Path::new(&manifest).parent().unwrap_or(Path::new(""));
            found.insert(Library {
                name: text(&package["name"]),
                version: text(&package["version"]),
                licence: text(&package["license"]),
                source: text(&package["repository"]),
                folder: folder.display().to_string(),
            });
        }
        for dependency in nodes.get(&id).into_iter().flatten() {
            let kinds = list(&dependency["dep_kinds"]);
            let is_linked = kinds.iter().any(|kind| kind["kind"].is_null());
            let id = text(&dependency["pkg"]);
            if is_linked && seen.insert(id.clone()) {
                waiting.push(id);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn one_of_the_choices_has_to_be_allowed() {
        for licence in [
            "MIT",
            "MIT/Apache-2.0",
            "GPL-3.0-only OR MIT",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR MIT",
        ] {
            assert!(is_allowed(licence), "{licence}");
        }
        for licence in [
            "",
            "GPL-3.0-only",
            "MIT AND GPL-3.0-only",
            "MPL-2.0",
            "free",
        ] {
            assert!(!is_allowed(licence), "{licence}");
        }
    }

    #[test]
    fn what_is_linked_counts_and_neither_our_own_nor_what_only_compiles() {
        let package = |name: &str, source: Value, kind: &str| {
            json!({
                "id": name, "name": name, "version": "1.0.0", "license": "MIT", "source": source,
                "manifest_path": format!("/{name}/Cargo.toml"), "targets": [{"kind": [kind]}],
            })
        };
        let needs = |name: &str, kind: Value| json!({"pkg": name, "dep_kinds": [{"kind": kind}]});
        let metadata = json!({
            "packages": [
                package("ours", Value::Null, "lib"),
                package("a", json!("registry"), "lib"),
                package("b", json!("registry"), "lib"),
                package("derive", json!("registry"), "proc-macro"),
                package("only-tests", json!("registry"), "lib"),
                package("below-derive", json!("registry"), "lib"),
            ],
            "resolve": {"root": "ours", "nodes": [
                {"id": "ours", "deps": [
                    needs("a", Value::Null), needs("only-tests", json!("dev")),
                    needs("derive", Value::Null),
                ]},
                {"id": "a", "deps": [needs("b", Value::Null)]},
                {"id": "derive", "deps": [needs("below-derive", Value::Null)]},
            ]},
        });
        let found = linked(&metadata).unwrap();
        let names: Vec<&str> = found.iter().map(|library| library.name.as_str()).collect();
        assert_eq!(names, ["a", "b"]);
    }
}
