//! Cuts the page's module: what a part of the practical alone needs is fetched when it is opened.
//!
//! The linked module is cut in two steps: the pieces first, then the bindings of what is left of it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use wasm_split_cli_support::{Options, transform};

use super::bindings::bind;

/// Puts the page `name` into `dist`, cut; `whole` is its module as linked, `work` a folder for what
/// lies between.
///
/// # Errors
/// When `whole` has no parts.
pub fn cut(dist: &Path, name: &str, whole: &Path, work: &Path) -> Result<()> {
    if work.exists() {
        fs::remove_dir_all(work)?;
    }
    let bound = work.join("bound");
    fs::create_dir_all(&bound)?;

    let linked = fs::read(whole).with_context(|| format!("no {}", whole.display()))?;
    let main = work.join("main.wasm");
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

    bind(&main, name, &bound, true)?;
    for file in [format!("{name}.js"), format!("{name}_bg.wasm")] {
        copy(&bound.join(&file), &dist.join(&file))?;
    }

    let mut script = failing_once(&fs::read_to_string(work.join(&loader))?)?;
    for part in &parts.split_modules {
        let file = file_name(part)?;
        let named = format!("{name}-{file}");
        script = fetched_by_the_page(&script, &file, &named)?;
        copy(part, &dist.join(named))?;
    }
    let page = dist.join(format!("{name}.js"));
    let joined = joined(&fs::read_to_string(&page)?, &script, &link_name)?;
    fs::write(page, joined)?;
    Ok(())
}

/// How every piece is fetched: by the page's own way of transferring files.
const PIECE: &str = "\
function piece(file) {
    return () => {
        const src = gradoscope.part(file);
        src.catch(() => {});
        return async (imports) => WebAssembly.instantiate(await src, imports);
    };
}
";

/// The loader with one fetch of `file` left to [`PIECE`].
fn fetched_by_the_page(script: &str, file: &str, named: &str) -> Result<String> {
    let before = format!(
        "() => {{\n    const src = fetch(new URL(\"./{file}\", import.meta.url));\n    \
         src.catch(() => {{}});\n    \
         return async (imports) => (WebAssembly.instantiateStreaming(src, imports));\n}}\n"
    );
    if !script.contains(&before) {
        bail!("nothing fetches the part {file} in the way that is known here");
    }
    Ok(script.replace(&before, &format!("piece(\"{named}\")")))
}

/// The loader with parts that have failed only once nothing of them is under way any more: who then
/// asks again must not be given what is about to fail.
fn failing_once(script: &str) -> Result<String> {
    let before = "await Promise.all(parallelStuff);";
    let after = "const failed = (await Promise.allSettled(parallelStuff)).find((one) => one.reason);\n        \
                 if (failed) throw failed.reason;";
    if !script.contains(before) {
        bail!("nothing waits for the pieces of a part in the way that is known here");
    }
    Ok(script.replace(before, after))
}

/// The page's script with the loader of its parts inside: a file less to fetch, and to be missing.
fn joined(page: &str, loader: &str, link_name: &str) -> Result<String> {
    let mut names = Vec::new();
    let mut inner = PIECE.to_owned();
    // A comment tells for whom a piece is: nobody asks.
    let is_kept = |line: &&str| !line.starts_with("import ") && !line.starts_with("/* ");
    for line in loader.lines().filter(is_kept) {
        let exported = line.strip_prefix("export const ");
        if let Some((name, _)) = exported.and_then(|rest| rest.split_once(" = ")) {
            names.push(name.to_owned());
        }
        inner += line.strip_prefix("export ").unwrap_or(line);
        inner += "\n";
    }
    let from = format!(" from \"{link_name}\"");
    let mut found = false;
    let mut whole = String::new();
    for line in page.lines() {
        let import = line.strip_prefix("import * as ");
        let import = import.and_then(|rest| rest.split_once(&from));
        let Some((name, _)) = import else {
            whole += line;
            whole += "\n";
            continue;
        };
        if !found {
            whole += &inner;
            found = true;
        }
        whole += &format!("const {name} = {{ {} }};\n", names.join(", "));
    }
    if !found || names.is_empty() {
        bail!("the page does not take the loader of its parts in the way that is known here");
    }
    Ok(whole)
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
    fn the_loader_of_the_parts_becomes_a_piece_of_the_page() {
        let loader = "import { initSync } from \"./app.js\";\n\nlet shared;\n/* a, b */\n\
            export const load_a = wrap(a);\nexport const load_b = wrap(b);\n";
        let page = "import * as import1 from \"./app-parts.js\"\n\
            import * as import2 from \"./app-parts.js\"\nfunction f() {}\n";
        assert_eq!(
            joined(page, loader, "./app-parts.js").unwrap(),
            format!(
                "{PIECE}\nlet shared;\nconst load_a = wrap(a);\nconst load_b = wrap(b);\n\
                 const import1 = {{ load_a, load_b }};\nconst import2 = {{ load_a, load_b }};\n\
                 function f() {{}}\n"
            )
        );
        assert!(joined("function f() {}", loader, "./app-parts.js").is_err());
    }

    #[test]
    fn a_part_that_is_fetched_in_another_way_is_noticed() {
        let script = "const a = makeLoad(() => {\n    \
            const src = fetch(new URL(\"./a.wasm\", import.meta.url));\n    \
            src.catch(() => {});\n    \
            return async (imports) => (WebAssembly.instantiateStreaming(src, imports));\n}\n, [b]);";
        assert_eq!(
            fetched_by_the_page(script, "a.wasm", "app-1-a.wasm").unwrap(),
            "const a = makeLoad(piece(\"app-1-a.wasm\"), [b]);"
        );
        assert!(fetched_by_the_page(script, "b.wasm", "app-1-b.wasm").is_err());
    }

    #[test]
    fn a_part_fails_after_all_of_its_pieces() {
        let script = "await Promise.all(parallelStuff);";
        let changed = failing_once(script).unwrap();
        assert!(
            changed.contains("Promise.allSettled(parallelStuff)"),
            "{changed}"
        );
        assert!(failing_once("await pieces();").is_err());
    }
}
