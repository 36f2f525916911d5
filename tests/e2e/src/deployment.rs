//! Another build of the built site: every name and every code file is another, what they do is not.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::files::Folder;

const MANIFEST: &str = "manifest.json";
const INDEX: &str = "index.html";
/// Of the element of the page that lists its code.
const FILES: &str = "id=\"gradoscope-files\"";
const WORKER: &str = "sw.js";
/// Of the service worker: what its list of files stands between.
const LIST: [&str; 2] = ["const FILES = ", ";\n"];

/// A site in a folder of its own; dropping it removes it.
pub struct Deployment {
    folder: Folder,
    pub build: String,
}

/// What takes the place of what, byte by byte: both are of one length, so that no offset moves.
type Renamed = Vec<(String, String)>;

impl Deployment {
    /// Another build of the site in `dist`.
    ///
    /// # Panics
    /// When `dist` is not as `cargo xtask build` leaves it.
    pub fn of(dist: &Path) -> Self {
        let folder = Folder::new();
        let manifest = read_json(&dist.join(MANIFEST));
        let build = manifest["build"].as_str().expect("a build").to_owned();
        let other = another(&build);
        let mut renamed = vec![(build, other.clone())];
        let paths = paths_of(dist);
        if let Some(hash) = paths.iter().find_map(|path| hash_of_app(path)) {
            renamed.push((hash.to_owned(), another(hash)));
        }
        for path in &paths {
            let bytes = fs::read(dist.join(path)).expect("a file of the site");
            let target = folder.path().join(with_names(path, &renamed));
            fs::create_dir_all(target.parent().expect("a folder")).expect("room for a site");
            fs::write(target, changed(path, bytes, &renamed)).expect("room for a site");
        }
        let deployment = Self {
            folder,
            build: other,
        };
        deployment.list_code(dist);
        deployment.list_for_worker(&renamed);
        deployment.describe(&manifest, &renamed);
        deployment
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Brings every list of the files up to date with what lies there, as a build does.
    pub fn list_again(&self) {
        self.list_code(self.path());
        self.list_for_worker(&Vec::new());
        let manifest = read_json(&self.path().join(MANIFEST));
        self.describe(&manifest, &Vec::new());
    }

    /// Takes a file of another site, under its own name.
    pub fn take(&self, from: &Path, name: &str) {
        let bytes = fs::read(from.join(name)).expect("a file of the site");
        fs::write(self.path().join(name), bytes).expect("room for a site");
    }

    /// Brings the list of code in index.html, and the policy's hashes of its scripts, up to date.
    fn list_code(&self, dist: &Path) {
        let read = |folder: &Path| fs::read_to_string(folder.join(INDEX)).expect("a page");
        let before = read(dist);
        let mut html = read(self.path());
        if let Some(element) = html.find(FILES) {
            let start = element + html[element..].find('>').expect("an element") + 1;
            let end = start + html[start..].find("</script>").expect("an end of the list");
            let listed: BTreeMap<String, Value> =
                serde_json::from_str(&html[start..end]).expect("a list of the page's code");
            let listed: BTreeMap<String, Value> = listed
                .into_keys()
                .map(|name| {
                    let bytes = fs::read(self.path().join(&name)).expect("a file that is listed");
                    (name, json!([bytes.len(), sha256_hex(&bytes)]))
                })
                .collect();
            let text = serde_json::to_string(&listed).expect("a list");
            html.replace_range(start..end, &text);
        }
        for (old, new) in inline_scripts(&before).iter().zip(inline_scripts(&html)) {
            html = html.replace(&policy_hash(old), &policy_hash(&new));
        }
        fs::write(self.path().join(INDEX), html).expect("room for a site");
    }

    /// Brings the service worker's list up to date, if the site has one.
    fn list_for_worker(&self, renamed: &Renamed) {
        let path = self.path().join(WORKER);
        let Ok(mut script) = fs::read_to_string(&path) else {
            return;
        };
        let start = script.find(LIST[0]).expect("a list") + LIST[0].len();
        let end = start + script[start..].find(LIST[1]).expect("an end of the list");
        let listed: BTreeMap<String, Value> =
            serde_json::from_str(&script[start..end]).expect("a list of files");
        let of = |name: String| {
            let name = with_names(&name, renamed);
            let bytes = fs::read(self.path().join(&name)).expect("a file that is listed");
            (name, json!([bytes.len(), sha256_hex(&bytes)]))
        };
        let listed: BTreeMap<String, Value> = listed.into_keys().map(of).collect();
        let text = serde_json::to_string(&listed).expect("a list");
        script.replace_range(start..end, &text);
        fs::write(path, script).expect("room for a site");
    }

    /// Writes the manifest of what lies there now.
    fn describe(&self, manifest: &Value, renamed: &Renamed) {
        let mut manifest = manifest.clone();
        manifest["build"] = json!(self.build);
        for file in manifest["files"].as_array_mut().expect("a list of files") {
            let path = with_names(file["path"].as_str().expect("a path"), renamed);
            let bytes = fs::read(self.path().join(&path)).expect("a file that is listed");
            file["sha256"] = json!(sha256_hex(&bytes));
            file["bytes"] = json!(bytes.len());
            file["path"] = json!(path);
        }
        let text = format!("{manifest:#}\n");
        fs::write(self.path().join(MANIFEST), text).expect("room for a site");
    }
}

/// Every file below the folder, relative to it, with forward slashes.
fn paths_of(dist: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(dist.join(&folder)).expect("a folder of the site") {
            let entry = entry.expect("an entry");
            let path = folder.join(entry.file_name());
            if entry.file_type().expect("a kind").is_dir() {
                folders.push(path);
            } else {
                found.push(path.to_str().expect("a plain name").replace('\\', "/"));
            }
        }
    }
    found
}

/// The hash in the name of the page's module, which the names of its parts share.
fn hash_of_app(path: &str) -> Option<&str> {
    path.strip_prefix("app-")?.strip_suffix("_bg.wasm")
}

/// Another text of hexadecimal digits, as long.
fn another(hex: &str) -> String {
    let turned = |digit: char| char::from_digit(digit.to_digit(16)? ^ 5, 16);
    let turned = hex.chars().map(|digit| turned(digit).unwrap_or(digit));
    turned.collect()
}

fn with_names(text: &str, renamed: &Renamed) -> String {
    renamed
        .iter()
        .fold(text.to_owned(), |text, (old, new)| text.replace(old, new))
}

/// The file in the other build.
fn changed(path: &str, mut bytes: Vec<u8>, renamed: &Renamed) -> Vec<u8> {
    let ending = path.rsplit('.').next().unwrap_or_default();
    if !["js", "wasm", "html"].contains(&ending) {
        return bytes;
    }
    for (old, new) in renamed {
        replace_bytes(&mut bytes, old.as_bytes(), new.as_bytes());
    }
    match ending {
        "js" => bytes.extend(b"\n// Another build.\n"),
        // A custom section, of which no browser takes notice: its length, its name's, its name.
        "wasm" => bytes.extend([&[0, 14, 13][..], b"another build"].concat()),
        _ => {}
    }
    bytes
}

fn replace_bytes(bytes: &mut [u8], old: &[u8], new: &[u8]) {
    assert_eq!(old.len(), new.len(), "an offset would move");
    let mut at = 0;
    while at + old.len() <= bytes.len() {
        let here = &mut bytes[at..at + old.len()];
        if here == old {
            here.copy_from_slice(new);
            at += old.len();
        } else {
            at += 1;
        }
    }
}

/// The texts of the scripts that stand in the page itself.
fn inline_scripts(html: &str) -> Vec<String> {
    let mut rest = html;
    let mut found = Vec::new();
    while let Some(start) = rest.find("<script") {
        rest = &rest[start..];
        let (Some(open), Some(end)) = (rest.find('>'), rest.find("</script>")) else {
            break;
        };
        if !rest[..open].contains(" src=") {
            found.push(rest[open + 1..end].to_owned());
        }
        rest = &rest[end + 1..];
    }
    found
}

fn policy_hash(script: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(script)))
}

fn sha256_hex(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read_json(path: &Path) -> Value {
    let text = fs::read_to_string(path).expect("a file of the site");
    serde_json::from_str(&text).expect("JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_build_has_other_names_other_code_and_the_same_photographs() {
        let dist = Folder::new();
        let page = "<head><meta content=\"script-src 'HASH'\"></head><script>import('app-00ff.js')\
            </script>";
        let hash = policy_hash("import('app-00ff.js')");
        let files = "{\"app-00ff.js\":[1,\"x\"]}";
        let page = format!(
            "{}<script {FILES}>{files}</script>",
            page.replace("HASH", &hash)
        );
        let wasm = b"\0asm\x01\0\0\0 build-0123abcd";
        dist.file("app-00ff.js", b"// app-00ff_bg.wasm");
        dist.file("app-00ff_bg.wasm", wasm);
        dist.file("cat.png", b"0123abcd");
        dist.file(INDEX, page.as_bytes());
        let entry = |path: &str| json!({"path": path, "bytes": 1, "sha256": "x"});
        let all = ["app-00ff.js", "app-00ff_bg.wasm", "cat.png", INDEX].map(entry);
        let manifest = json!({"build": "0123abcd", "files": all});
        dist.file(MANIFEST, manifest.to_string().as_bytes());

        let other = Deployment::of(dist.path());
        let read = |name: &str| fs::read(other.path().join(name)).unwrap();
        assert_eq!(other.build, "5476fe98");
        assert!(!other.path().join("app-00ff.js").exists());
        let script = read("app-55aa.js");
        assert!(script.starts_with(b"// app-55aa_bg.wasm\n"), "{script:?}");
        let module = read("app-55aa_bg.wasm");
        assert!(module.starts_with(b"\0asm\x01\0\0\0 build-5476fe98"));
        assert_eq!(module.len(), wasm.len() + 16);
        assert_eq!(read("cat.png"), b"0123abcd");
        let html = String::from_utf8(read(INDEX)).unwrap();
        assert!(
            html.contains(&policy_hash("import('app-55aa.js')")),
            "{html}"
        );
        let listed = format!(
            "\"app-55aa.js\":[{},\"{}\"]",
            script.len(),
            sha256_hex(&script)
        );
        assert!(html.contains(&listed), "{html}");
        let manifest = read_json(&other.path().join(MANIFEST));
        assert_eq!(manifest["build"], "5476fe98");
        assert_eq!(manifest["files"][0]["path"], "app-55aa.js");
        assert_eq!(manifest["files"][3]["sha256"], sha256_hex(html.as_bytes()));
    }
}
