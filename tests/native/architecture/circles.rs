//! Which files of a crate need each other in a circle.
//!
//! A file needs the one that defines what it imports or names by a path. What a `mod.rs` only
//! re-exports is of the file behind it, and the `mod.rs` may itself name that. Tests do not count.

use std::collections::{BTreeMap, BTreeSet};

type Path = Vec<String>;

#[derive(Default)]
struct Module {
    /// What its names stand for, re-exports among them.
    imports: BTreeMap<String, Path>,
    /// The paths that it needs.
    needs: Vec<Path>,
}

struct Crate<'a> {
    name: &'a str,
    modules: BTreeMap<Path, Module>,
}

/// The circles of the crate `name`, by module; `files` are paths below its source, and texts.
pub fn circles(name: &str, files: &[(String, String)]) -> Vec<Vec<String>> {
    let modules = files.iter().map(|(path, text)| (module_of(path), text));
    let modules = modules.filter(|(module, _)| !module.iter().any(|part| part == "tests"));
    let modules = modules.map(|(module, text)| (module, read(text))).collect();
    let graph = Crate { name, modules }.graph();
    let mut found: Vec<Vec<String>> = Vec::new();
    for (module, reached) in graph.keys().map(|module| (module, reach(&graph, module))) {
        let mut circle = reached.iter().filter(|m| reach(&graph, m).contains(module));
        // Each is found from its first module.
        if circle.clone().next() == Some(module) {
            found.push(circle.by_ref().map(|m| m.join("::")).collect());
        }
    }
    found
}

fn module_of(path: &str) -> Path {
    let mut parts: Path = path
        .trim_end_matches(".rs")
        .split('/')
        .map(str::to_owned)
        .collect();
    parts.pop_if(|last| ["mod", "lib"].contains(&last.as_str()));
    parts
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Words and signs, without comments and what is for tests.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for line in text.lines() {
        let mut rest = line.split("//").next().unwrap_or_default();
        while let Some(c) = rest.chars().next() {
            let end = match c {
                c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
                _ if rest.starts_with("::") => 2,
                c => c.len_utf8(),
            };
            let (word, after) = rest.split_at(end);
            words.extend(Some(word).filter(|word| !word.trim().is_empty()));
            rest = after;
        }
    }
    let for_tests = |words: &[&str]| match words {
        ["#", "[", "cfg", "(", "test", ")", "]", what @ ..] => {
            matches!(what, ["impl", ..] | ["mod", _, "{", ..])
        }
        _ => false,
    };
    let end = (0..words.len()).find(|at| for_tests(&words[*at..]));
    words.truncate(end.unwrap_or(words.len()));
    words
}

fn read(text: &str) -> Module {
    let words = words(text);
    let mut module = Module::default();
    let mut at = 0;
    while at < words.len() {
        match &words[at..] {
            ["use", rest @ ..] if rest.first() != Some(&"<") => {
                let length = rest.iter().position(|word| *word == ";");
                let is_public = at > 0 && ["pub", ")"].contains(&words[at - 1]);
                for (name, path) in tree(&[], &rest[..length.unwrap_or(rest.len())]) {
                    if !is_public {
                        module.needs.push(path.clone());
                    }
                    module.imports.insert(name, path);
                }
                at += length.unwrap_or(rest.len());
            }
            ["crate" | "super" | "self", "::", ..] => {
                let parts = words[at..].chunks(2);
                let count = 1 + parts.take_while(|two| two.get(1) == Some(&"::")).count();
                let path = words[at..].iter().step_by(2).take(count);
                module
                    .needs
                    .push(path.map(|part| (*part).to_owned()).collect());
                at += 2 * count - 2;
            }
            _ => {}
        }
        at += 1;
    }
    module
}

/// Every name that a tree of imports brings, and its path.
fn tree(before: &[String], words: &[&str]) -> Vec<(String, Path)> {
    let mut depth = 0;
    let parts = words.split(|word| {
        depth += i32::from(*word == "{") - i32::from(*word == "}");
        *word == "," && depth == 0
    });
    let mut found = Vec::new();
    for part in parts.filter(|part| !part.is_empty()) {
        let end = part.iter().position(|word| ["{", "as"].contains(word));
        let (path, rest) = part.split_at(end.unwrap_or(part.len()));
        let path = path.iter().filter(|word| **word != "::");
        let mut path = [before, &path.map(|w| (*w).to_owned()).collect::<Path>()].concat();
        path.pop_if(|last| last == "self" && !before.is_empty());
        match rest {
            ["{", inner @ .., "}"] => found.extend(tree(&path, inner)),
            ["as", name] => found.push(((*name).to_owned(), path)),
            _ => found.extend(path.last().cloned().map(|name| (name, path))),
        }
    }
    found
}

impl Crate<'_> {
    fn graph(&self) -> BTreeMap<Path, BTreeSet<Path>> {
        let needed = |(module, read): (&Path, &Module)| {
            let found = read
                .needs
                .iter()
                .filter_map(|path| self.owner(module, path));
            let others = found.filter(|other| other != module).collect();
            (module.clone(), others)
        };
        self.modules.iter().map(needed).collect()
    }

    /// The module that defines what `path` is called in `module`; none where that is of another crate.
    fn owner(&self, module: &[String], path: &[String]) -> Option<Path> {
        let (first, rest) = path.split_first()?;
        let mut full = match first.as_str() {
            "crate" => Vec::new(),
            "self" => module.to_vec(),
            "super" => module.split_last()?.1.to_vec(),
            first if first == self.name => Vec::new(),
            first => [module, &[first.to_owned()]].concat(),
        };
        if !["crate", "self", "super", self.name].contains(&first.as_str()) {
            self.modules.get(&full)?;
        }
        for part in rest {
            match part.as_str() {
                "super" => drop(full.pop()),
                part => full.push(part.to_owned()),
            }
        }
        let homes = (0..=full.len()).rev().map(|at| full.split_at(at));
        let mut homes = homes.filter(|(home, _)| self.modules.contains_key(*home));
        let (home, rest) = homes.next()?;
        let through = rest.split_first().and_then(|(name, rest)| {
            let path = self.modules[home].imports.get(name)?;
            self.owner(home, &[path, rest].concat())
        });
        Some(through.unwrap_or_else(|| home.to_vec()))
    }
}

/// All that a module needs, and what that needs.
fn reach(graph: &BTreeMap<Path, BTreeSet<Path>>, module: &Path) -> BTreeSet<Path> {
    let mut reached = BTreeSet::new();
    let mut open = vec![module];
    while let Some(next) = open.pop() {
        let needed = graph.get(next).into_iter().flatten();
        open.extend(needed.filter(|needed| reached.insert((*needed).clone())));
    }
    reached
}
