//! Reads `course.json`: what is right applies, all that is wrong is told with its place.

mod classes;
mod locked;
mod networks;
mod pieces;
mod presets;
mod samples;
mod thread;

use serde_json::error::Category;

use super::near::nearest;
use super::problem::{Fault, Problem, Want};
use super::source::{Raw, Source};
use super::thread::{Course, FORMS, ReportWish, ThreadChoice};
use crate::app_model::part;
use pieces::{Object, Reader, is_language};

const VERSION: &str = "1";
const REPORT: [&str; 2] = ["forms", "name"];
const ROOT: [&str; 15] = [
    "$schema",
    "version",
    "id",
    "title",
    "languages",
    "contact",
    "parts",
    "networks",
    "classes",
    "presets",
    "seed_from_name",
    "report",
    "samples",
    "locked",
    "thread",
];

/// A file as it was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Checked {
    /// What of it applies.
    pub course: Course,
    /// All that is wrong, in the order of the lines.
    pub problems: Vec<Problem>,
}

/// [`read`] for the bytes of a file.
pub fn read_bytes(bytes: &[u8]) -> Checked {
    match std::str::from_utf8(bytes) {
        Ok(text) => read(text),
        Err(error) => {
            let (good, _) = bytes.split_at(error.valid_up_to());
            let good = String::from_utf8_lossy(good);
            let source = Source(&good);
            let place = source.place(&good[good.len()..]);
            alone(Problem::at(source, place, "", Fault::NotText))
        }
    }
}

/// Reads the text of a file.
pub fn read(text: &str) -> Checked {
    // Editors of Windows begin a file with it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let source = Source(text);
    let root: Raw<'_> = match serde_json::from_str(text) {
        Ok(root) => root,
        Err(error) => {
            let place = source.place_of(error.line(), error.column());
            let fault = match error.classify() {
                Category::Eof => Fault::Unfinished,
                _ => Fault::NotJson(said_by(&error)),
            };
            return alone(Problem::at(source, place, "", fault));
        }
    };
    let mut reader = Reader::new(source);
    let course = course(&mut reader, root);
    Checked {
        course,
        problems: reader.problems(),
    }
}

fn alone(problem: Problem) -> Checked {
    Checked {
        course: Course::default(),
        problems: vec![problem],
    }
}

/// Without the place, which we tell ourselves.
fn said_by(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let place = words.rfind(" at line ").unwrap_or(words.len());
    words[..place].to_owned()
}

fn course<'a>(reader: &mut Reader<'a>, root: Raw<'a>) -> Course {
    let Some(object) = reader.object(root, "", &ROOT) else {
        return Course::default();
    };
    version(reader, &object);
    let languages = languages(reader, &object);
    reader.speak(&languages);
    let is_own = object
        .get("thread")
        .is_some_and(|thread| thread.get() != "\"builtin\"");
    let id = reader.id(&object, is_own);
    let title = reader.texts(&object, "title", is_own);
    let contact = reader.texts(&object, "contact", false);
    reader.check_markdown(&object, "contact");
    let parts = some_of(reader, &object, "parts", &part::ALL);
    let (networks, own_networks) = networks::networks(reader, &object);
    reader.networks = own_networks.iter().map(|own| own.sha256.clone()).collect();
    let classes = classes::classes(reader, &object);
    let presets = presets::presets(reader, &object);
    let report = report(reader, &object);
    let seed_from_name = seed_from_name(reader, &object, &report);
    let samples = samples::samples(reader, &object);
    let locked = locked::locked(reader, &object);
    let thread = match object.get("thread") {
        Some(raw) if is_own => thread::own(reader, raw, &object),
        Some(_) => ThreadChoice::Builtin,
        None => {
            reader.missing(&object, "thread");
            ThreadChoice::Builtin
        }
    };
    Course {
        id,
        title,
        languages: languages.unwrap_or_default(),
        contact,
        parts,
        networks,
        own_networks,
        classes,
        presets,
        seed_from_name,
        report,
        samples,
        locked,
        thread,
    }
}

fn version<'a>(reader: &mut Reader<'a>, object: &Object<'a>) {
    match object.get("version") {
        Some(raw) if raw.get() == VERSION => {}
        Some(raw) => reader.say(raw, "version", Fault::Version(raw.get().to_owned())),
        None => reader.missing(object, "version"),
    }
}

/// None where nothing is said.
fn languages<'a>(reader: &mut Reader<'a>, object: &Object<'a>) -> Option<Vec<String>> {
    let items = reader.list(object.get("languages")?, "languages")?;
    let mut all: Vec<String> = Vec::new();
    for (raw, path) in items {
        match reader.text(raw).filter(|tag| is_language(tag)) {
            Some(tag) if all.contains(&tag) => reader.say(raw, &path, Fault::SameId(tag)),
            Some(tag) => all.push(tag),
            None => reader.say(raw, &path, Fault::Wants(Want::Language)),
        }
    }
    if all.is_empty() {
        return None;
    }
    Some(all)
}

/// Some of these ids; none where nothing is said.
fn some_of<'a>(
    reader: &mut Reader<'a>,
    object: &Object<'a>,
    key: &'static str,
    known: &[&'static str],
) -> Option<Vec<&'static str>> {
    let raw = object.get(key)?;
    let path = object.inside(key);
    let items = reader.list(raw, &path)?;
    let mut all = Vec::new();
    for (raw, path) in items {
        let Some(name) = reader.text(raw) else {
            reader.say(raw, &path, Fault::Wants(Want::Text));
            continue;
        };
        match known.iter().find(|known| **known == name) {
            Some(known) if all.contains(known) => reader.say(raw, &path, Fault::SameId(name)),
            Some(known) => all.push(known),
            None => {
                let near = nearest(&name, known.iter().copied()).map(str::to_owned);
                let known = known.iter().map(|known| (*known).to_owned()).collect();
                reader.say(raw, &path, Fault::Unknown { name, near, known });
            }
        }
    }
    if all.is_empty() {
        reader.say(raw, &path, Fault::Wants(Want::Some));
        return None;
    }
    Some(all)
}

fn report<'a>(reader: &mut Reader<'a>, object: &Object<'a>) -> ReportWish {
    let wish = ReportWish::default();
    let found = object.get("report");
    let Some(found) = found.and_then(|raw| reader.object(raw, "report", &REPORT)) else {
        return wish;
    };
    let forms = some_of(reader, &found, "forms", &FORMS);
    let name = match found.get("name").map(|raw| (raw, raw.get())) {
        None | Some((_, "true")) => true,
        Some((_, "false")) => false,
        Some((raw, _)) => {
            reader.say(raw, &found.inside("name"), Fault::Wants(Want::YesNo));
            true
        }
    };
    ReportWish { forms, name }
}

/// Only where there is a name to begin with.
fn seed_from_name<'a>(reader: &mut Reader<'a>, object: &Object<'a>, report: &ReportWish) -> bool {
    const KEY: &str = "seed_from_name";
    let is_wanted = reader.yes(object, KEY);
    if let (true, false, Some(raw)) = (is_wanted, report.name, object.get(KEY)) {
        reader.say(raw, KEY, Fault::NoName);
    }
    is_wanted && report.name
}

#[cfg(test)]
mod tests;
