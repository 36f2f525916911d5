//! A teacher's own photographs.

use std::collections::HashSet;

use crate::course::problem::{Fault, Want};

use super::pieces::{Object, Reader};

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
const HASH_LETTERS: usize = 64;

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
    let file = words(reader, object, "file", true);
    if let (Some(file), Some(raw)) = (&file, object.get("file"))
        && !is_beside(file)
    {
        reader.say(raw, &object.inside("file"), Fault::Wants(Want::File));
        return None;
    }
    words(reader, object, "author", true);
    words(reader, object, "licence", true);
    for key in ["licence_url", "source"] {
        let address = words(reader, object, key, false);
        let is_odd = |address: &String| !address.starts_with("https://");
        if let (Some(address), Some(raw)) = (address.filter(is_odd), object.get(key)) {
            reader.say(raw, &object.inside(key), Fault::Link(address));
        }
    }
    let hash = words(reader, object, "sha256", false);
    let is_hash = |hash: &String| {
        let is_digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        hash.len() == HASH_LETTERS && hash.bytes().all(is_digit)
    };
    if let (Some(hash), Some(raw)) = (hash, object.get("sha256"))
        && !is_hash(&hash)
    {
        reader.say(raw, &object.inside("sha256"), Fault::Wants(Want::Hash));
    }
    id.filter(|_| file.is_some() && !title.is_empty())
}

fn words<'a>(
    reader: &mut Reader<'a>,
    object: &Object<'a>,
    key: &'static str,
    is_needed: bool,
) -> Option<String> {
    let Some(raw) = object.get(key) else {
        if is_needed {
            reader.missing(object, key);
        }
        return None;
    };
    let text = reader.text(raw);
    if text.is_none() {
        reader.say(raw, &object.inside(key), Fault::Wants(Want::Text));
    }
    text
}

/// Whether it names a file of this site, beside the page or in a folder there.
fn is_beside(file: &str) -> bool {
    !file.starts_with('/')
        && !file.contains([':', '\\', '?', '#'])
        && file.split('/').all(|piece| piece != "..")
}
