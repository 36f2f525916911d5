//! What index.html asks for: its links marked `data-trunk`, read as trunk reads them.
//!
//! Trunk itself would be minutes to compile, and half of what it makes of the page is not wanted here.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::digest::{sha256_hex, sha256_of_source};

/// A program of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    pub name: String,
    /// Of cargo, instead of the defaults.
    pub features: String,
    /// A worker is fetched under its own name; the page's own code bears a hash.
    pub is_worker: bool,
}

/// A page and what belongs to it.
#[derive(Debug)]
pub struct Page {
    /// The text before each marked link, what the link asks for, and the text behind the last.
    pieces: Vec<(String, Asset)>,
    rest: String,
}

#[derive(Debug, PartialEq, Eq)]
enum Asset {
    Style(String),
    File(String),
    Folder(String),
    Program(Program),
}

const LINK: &str = "<link data-trunk ";

impl Page {
    /// Reads index.html.
    ///
    /// # Errors
    /// When a link asks for something that is not known here.
    pub fn read(html: &str) -> Result<Self> {
        let mut pieces = Vec::new();
        let mut rest = html;
        while let Some((before, behind)) = rest.split_once(LINK) {
            let (link, after) = behind.split_once('>').context("a link without an end")?;
            pieces.push((before.to_owned(), asset(link)?));
            rest = after;
        }
        let rest = rest.to_owned();
        Ok(Self { pieces, rest })
    }

    /// The programs, those of the same features together, in the order of the page.
    pub fn programs(&self) -> Vec<Vec<Program>> {
        let mut groups: Vec<Vec<Program>> = Vec::new();
        for (_, asset) in &self.pieces {
            let Asset::Program(program) = asset else {
                continue;
            };
            let of_same = |group: &&mut Vec<Program>| group[0].features == program.features;
            match groups.iter_mut().find(of_same) {
                Some(group) => group.push(program.clone()),
                None => groups.push(vec![program.clone()]),
            }
        }
        groups
    }

    /// Copies everything but the programs from the folder `root` to `dist`, and writes the page, whose
    /// addresses begin with `public_url`.
    ///
    /// # Errors
    /// When something is not there.
    pub fn write(&self, root: &Path, dist: &Path, public_url: &str) -> Result<()> {
        let mut html = String::new();
        for (before, asset) in &self.pieces {
            html += before;
            match asset {
                Asset::Style(path) => {
                    let text = fs::read(root.join(path)).with_context(|| format!("no {path}"))?;
                    let stem = Path::new(path).file_stem().unwrap_or_default();
                    let name = format!("{}-{}.css", stem.to_string_lossy(), short_hash(&text));
                    html += &format!(
                        "<link rel=\"stylesheet\" href=\"{public_url}{name}\" integrity=\"{}\">",
                        sha256_of_source(&text)
                    );
                    fs::write(dist.join(name), text)?;
                }
                Asset::File(path) | Asset::Folder(path) => {
                    let from = root.join(path);
                    let name = from
                        .file_name()
                        .with_context(|| format!("no name: {path}"))?;
                    let to = dist.join(name);
                    copy(&from, &to)?;
                    if path.ends_with(".js") {
                        fs::write(&to, without_comments(&fs::read_to_string(&from)?))?;
                    }
                }
                Asset::Program(_) => {}
            }
        }
        html += &self.rest;
        // Where a link stood alone, its line goes.
        let lines = html.split_inclusive('\n');
        let mut kept = String::new();
        let mut was_blank = false;
        for line in lines {
            let is_blank = line.trim().is_empty();
            if !(is_blank && was_blank) {
                kept += line;
            }
            was_blank = is_blank;
        }
        fs::write(dist.join("index.html"), kept)?;
        Ok(())
    }
}

fn asset(link: &str) -> Result<Asset> {
    let attributes = attributes(link);
    let of = |name: &str| {
        let found = attributes.get(name).map(|value| (*value).to_owned());
        found.with_context(|| format!("a link without {name}: {link}"))
    };
    Ok(match of("rel")?.as_str() {
        "css" => Asset::Style(of("href")?),
        "copy-file" => Asset::File(of("href")?),
        "copy-dir" => Asset::Folder(of("href")?),
        "rust" => Asset::Program(Program {
            name: of("data-bin")?,
            features: of("data-cargo-features")?,
            is_worker: attributes.get("data-type") == Some(&"worker"),
        }),
        other => bail!("nothing is known of rel=\"{other}\""),
    })
}

/// `name="value"` each; what has no value is left out.
fn attributes(link: &str) -> BTreeMap<&str, &str> {
    let mut found = BTreeMap::new();
    let mut rest = link;
    while let Some((name, behind)) = rest.split_once("=\"") {
        let Some((value, after)) = behind.split_once('"') else {
            break;
        };
        let name = name.rsplit(char::is_whitespace).next().unwrap_or(name);
        found.insert(name, value);
        rest = after;
    }
    found
}

/// A script without the lines that are comments alone: every visit fetches it, nobody reads it there.
fn without_comments(script: &str) -> String {
    let mut is_inside = false;
    let is_code = |line: &&str| {
        let line = line.trim();
        let is_comment = is_inside || line.starts_with("/*") || line.starts_with("//");
        is_inside = is_comment && !line.starts_with("//") && !line.ends_with("*/");
        !is_comment
    };
    script.split_inclusive('\n').filter(is_code).collect()
}

/// Enough of a hash to tell versions of a file apart.
pub fn short_hash(bytes: &[u8]) -> String {
    sha256_hex(bytes)[..16].to_owned()
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "<head>\n  <link data-trunk rel=\"copy-dir\" href=\"public/labels\">\n  \
        <link data-trunk rel=\"css\" href=\"style/base.css\">\n  \
        <link data-trunk rel=\"rust\" data-bin=\"app\" data-wasm-opt=\"0\" data-cargo-features=\"cpu\">\n  \
        <link data-trunk rel=\"rust\" data-bin=\"engine\" data-type=\"worker\" data-cargo-no-default-features data-cargo-features=\"gpu\">\n  \
        <link data-trunk rel=\"rust\" data-bin=\"decoder\" data-type=\"worker\" data-cargo-features=\"cpu\">\n\
        </head>\n";

    #[test]
    fn programs_of_the_same_features_are_built_together() {
        let groups = Page::read(HTML).unwrap().programs();
        let names = |group: &Vec<Program>| {
            let name = |program: &Program| (program.name.clone(), program.is_worker);
            group.iter().map(name).collect::<Vec<_>>()
        };
        let found: Vec<_> = groups.iter().map(names).collect();
        let one = |name: &str, is_worker| (name.to_owned(), is_worker);
        assert_eq!(
            found,
            [
                vec![one("app", false), one("decoder", true)],
                vec![one("engine", true)]
            ]
        );
        assert_eq!(groups[1][0].features, "gpu");
    }

    #[test]
    fn styles_bear_their_hash_and_nothing_is_left_of_the_other_links() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let dist = root.join("dist");
        for folder in ["public/labels/deep", "style", "dist"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        fs::write(root.join("public/labels/deep/a.txt"), "a").unwrap();
        fs::write(root.join("style/base.css"), "p {}").unwrap();
        Page::read(HTML).unwrap().write(root, &dist, "./").unwrap();
        let html = fs::read_to_string(dist.join("index.html")).unwrap();
        let copied = fs::read_to_string(dist.join("labels/deep/a.txt"));
        let style = fs::read_to_string(dist.join(format!("base-{}.css", short_hash(b"p {}"))));
        assert_eq!(
            (copied.unwrap(), style.unwrap()),
            ("a".into(), "p {}".into())
        );
        let link = format!(
            "<link rel=\"stylesheet\" href=\"./base-{}.css\" integrity=\"sha256-",
            short_hash(b"p {}")
        );
        assert!(html.contains(&link), "{html}");
        assert!(!html.contains("data-"), "{html}");
    }

    #[test]
    fn lines_that_are_comments_alone_go_and_all_others_stay() {
        let script = "// one\nlet a = 1; // two\n  /** three\n   * // four\n   */\n  b('//');\n/* five */\nc();\n";
        assert_eq!(
            without_comments(script),
            "let a = 1; // two\n  b('//');\nc();\n"
        );
    }

    #[test]
    fn what_is_not_known_is_not_passed_over() {
        assert!(Page::read("<link data-trunk rel=\"sass\" href=\"a\">").is_err());
        assert!(Page::read("<link data-trunk rel=\"css\">").is_err());
        assert!(Page::read("<link data-trunk rel=\"css\" href=\"a\"").is_err());
    }
}
