//! A teacher's own photographs.

use std::collections::HashSet;

use crate::course::problem::{Fault, Want};

use super::pieces::{Object, Reader, is_beside};

const SAMPLE: [&str; 8] = [
    "id",
    "file",
    "title",
    "author",
    "licence",
    "licence_url",
    "source",
    "sha256",
];

/// The ids of those that are right; the page takes the rest from the file itself.
pub(super) fn samples<'a>(reader: &mut Reader<'a>, course: &Object<'a>) -> Vec<String> {
    let items = course.get("samples");
    let items = items.and_then(|raw| reader.list(raw, &course.inside("samples")));
    let mut taken = HashSet::new();
    let mut all = Vec::new();
    for (raw, path) in items.unwrap_or_default() {
        let Some(object) = reader.object(raw, &path, &SAMPLE) else {
            continue;
        };
        all.extend(sample(reader, &object, &mut taken));
    }
    all
}

fn sample<'a>(
    reader: &mut Reader<'a>,
    object: &Object<'a>,
    taken: &mut HashSet<String>,
) -> Option<String> {
    let id = reader.id(object, true);
    if let (Some(id), Some(raw)) = (&id, object.get("id"))
        && !taken.insert(id.clone())
    {
        reader.say(raw, &object.inside("id"), Fault::SameId(id.clone()));
        return None;
    }
    let title = reader.texts(object, "title", true);
    let file = reader.words(object, "file", true);
    if let (Some(file), Some(raw)) = (&file, object.get("file"))
        && !is_beside(file)
    {
        reader.say(raw, &object.inside("file"), Fault::Wants(Want::File));
        return None;
    }
    reader.words(object, "author", true);
    reader.words(object, "licence", true);
    for key in ["licence_url", "source"] {
        let address = reader.words(object, key, false);
        let is_odd = |address: &String| !address.starts_with("https://");
        if let (Some(address), Some(raw)) = (address.filter(is_odd), object.get(key)) {
            reader.say(raw, &object.inside(key), Fault::Link(address));
        }
    }
    reader.hash(object, false);
    id.filter(|_| file.is_some() && !title.is_empty())
}
