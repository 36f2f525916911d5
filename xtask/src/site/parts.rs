//! Cuts the page's module: what a part of the practical alone needs is fetched when it is opened.
//!
//! The linked module is cut in two steps: the pieces first, then the bindings of what is left of it. Whatever
//! several parts share is a piece: hundreds, most of them tiny. Those travel together, in few files, since each
//! file is a request, and on a line that answers slowly the requests are most of the waiting.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use wasm_split_cli_support::{Options, transform};

use super::bindings::bind;
use super::slim;

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
    let mut bytes = BTreeMap::new();
    for part in &parts.split_modules {
        let file = file_name(part)?;
        script = fetched_by_the_page(&script, &file)?;
        bytes.insert(
            stem(&file),
            slim::without_custom_sections(&fs::read(part)?)?,
        );
    }
    let travels = travels(&script, |piece| bytes.get(piece).map_or(0, Vec::len))?;
    let mut together = BTreeMap::<_, Vec<_>>::new();
    for (piece, module) in bytes {
        let Some(group) = travels.get(&piece) else {
            fs::write(dist.join(format!("{name}-{piece}.wasm")), module)?;
            continue;
        };
        together.entry(group).or_default().push((piece, module));
    }
    for (group, pieces) in &together {
        let file = format!("{name}-{group}.wasm");
        fs::write(dist.join(file), slim::together(pieces)?)?;
    }
    script = under_their_names(&script, name, &travels);
    let page = dist.join(format!("{name}.js"));
    let joined = joined(&fs::read_to_string(&page)?, &script, &link_name)?;
    fs::write(page, joined)?;
    Ok(())
}

/// How every piece is fetched: by the page's own way of transferring files, alone or out of a file of several,
/// each of which is a section of it.
const PIECE: &str = "\
const several = {};
function file(name, shared) {
    if (!shared) return gradoscope.part(name);
    return several[name] ??= gradoscope.part(name).catch((failure) => {
        delete several[name];
        throw failure;
    });
}
function piece(name, section) {
    return () => {
        const src = file(name, section);
        src.catch(() => {});
        return async (imports) => {
            const module = await src;
            const inner = section && WebAssembly.Module.customSections(module, section)[0];
            if (section && !inner) throw new Error(`no ${section} in ${name}`);
            // Of bytes comes a module beside what it makes, of a module that alone.
            return WebAssembly.instantiate(inner ?? module, imports);
        };
    };
}
";

/// The loader with one fetch of `file` left to [`PIECE`].
fn fetched_by_the_page(script: &str, file: &str) -> Result<String> {
    let before = format!(
        "() => {{\n    const src = fetch(new URL(\"./{file}\", import.meta.url));\n    \
         src.catch(() => {{}});\n    \
         return async (imports) => (WebAssembly.instantiateStreaming(src, imports));\n}}\n"
    );
    if !script.contains(&before) {
        bail!("nothing fetches the part {file} in the way that is known here");
    }
    Ok(script.replace(&before, &asking_for(&stem(file))))
}

fn asking_for(piece: &str) -> String {
    format!("piece(\"{piece}\")")
}

/// What every visit fetches, in this order: what other parts need of it comes with it.
const FIRST: [&str; 2] = ["surround", "saliency"];
/// A piece of so many bytes is worth a request of its own, where not all who need what it would travel with
/// need it, too.
const LARGE: usize = 8 * 1024;

/// The shared pieces that travel with others, each with the name of their file.
fn travels(script: &str, bytes: impl Fn(&str) -> usize) -> Result<BTreeMap<String, String>> {
    let needed_by = |part: &str| -> Result<Vec<String>> {
        let loads = format!("export const __wasm_split_load_{part} = ");
        let line = script.lines().find(|line| line.starts_with(&loads));
        let listed = line.and_then(|line| line.rsplit_once('[')?.1.split_once(']'));
        let (listed, _) = listed.with_context(|| format!("nothing loads the part {part}"))?;
        let names = listed
            .split(", ")
            .map(|piece| piece.trim_start_matches('_'));
        Ok(names.map(str::to_owned).collect())
    };
    let mut groups = BTreeMap::new();
    for part in FIRST {
        for piece in needed_by(part)? {
            let group = format!("chunks_{part}");
            groups.entry(piece).or_insert(group);
        }
    }
    let lines = script.lines();
    for piece in lines.filter_map(|line| line.strip_prefix("const __chunk_")?.split_once(" = ")) {
        let piece = format!("chunk_{}", piece.0);
        if bytes(&piece) < LARGE {
            groups.entry(piece).or_insert("chunks_others".into());
        }
    }
    Ok(groups)
}

/// The loader, which asks for the files that lie in the site.
fn under_their_names(script: &str, name: &str, travels: &BTreeMap<String, String>) -> String {
    let mut named = script.to_owned();
    for (piece, group) in travels {
        let section = slim::section_of(piece);
        let asks = format!("piece(\"{group}\", \"{section}\")");
        named = named.replace(&asking_for(piece), &asks);
    }
    let mut whole = String::new();
    let mut rest = &named[..];
    while let Some((before, behind)) = rest.split_once("piece(\"") {
        let (file, after) = behind.split_once('"').unwrap_or((behind, ""));
        whole += &format!("{before}piece(\"{name}-{file}.wasm\"");
        rest = after;
    }
    whole + rest
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

fn stem(file: &str) -> String {
    file.trim_end_matches(".wasm").to_owned()
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
            fetched_by_the_page(script, "a.wasm").unwrap(),
            "const a = makeLoad(piece(\"a\"), [b]);"
        );
        assert!(fetched_by_the_page(script, "b.wasm").is_err());
    }

    #[test]
    fn small_pieces_and_those_of_every_visit_travel_together() {
        let load = |part: &str, pieces: &str| {
            format!(
                "export const __wasm_split_load_{part} = wrap(makeLoad(piece(\"split_{part}\"), [{pieces}]));\n"
            )
        };
        let chunk = |n: usize| format!("const __chunk_{n} = makeLoad(piece(\"chunk_{n}\"), []);\n");
        let script = [
            (1..6).map(chunk).collect(),
            load("surround", "__chunk_1"),
            load("saliency", "__chunk_1, __chunk_2"),
            load(
                "course",
                "__chunk_1, __chunk_2, __chunk_3, __chunk_4, __chunk_5",
            ),
        ]
        .concat();
        let bytes = |piece: &str| match piece {
            "chunk_2" | "chunk_4" => LARGE,
            _ => LARGE - 1,
        };
        let found = travels(&script, bytes).unwrap();
        let found: Vec<_> = found
            .iter()
            .map(|(one, file)| (&one[..], &file[..]))
            .collect();
        let expected = [
            ("chunk_1", "chunks_surround"),
            ("chunk_2", "chunks_saliency"),
            ("chunk_3", "chunks_others"),
            ("chunk_5", "chunks_others"),
        ];
        assert_eq!(found, expected);
        let named = under_their_names(&script, "app-1", &travels(&script, bytes).unwrap());
        for line in [
            "const __chunk_2 = makeLoad(piece(\"app-1-chunks_saliency.wasm\", \"piece:chunk_2\"), []);",
            "const __chunk_4 = makeLoad(piece(\"app-1-chunk_4.wasm\"), []);",
            "wrap(makeLoad(piece(\"app-1-split_course.wasm\"), [__chunk_1, ",
        ] {
            assert!(named.contains(line), "{named}");
        }
        assert!(travels(&chunk(1), bytes).is_err());
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
