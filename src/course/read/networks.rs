//! The networks that a course offers: some of the page's, and the teacher's own.

use crate::catalogue::NETWORKS;
use crate::course::near::nearest;
use crate::course::problem::{Fault, Want};
use crate::course::source::Raw;
use crate::course::thread::CourseNetwork;

use super::pieces::{Object, Reader, is_beside};

const NETWORK: [&str; 4] = ["file", "name", "labels", "sha256"];
/// What the file of a network ends in.
const ENDINGS: [&str; 3] = [".safetensors", ".pth", ".pt"];

/// Ids of the page's, none where none is named; and the teacher's.
pub(super) fn networks<'a>(
    reader: &mut Reader<'a>,
    course: &Object<'a>,
) -> (Option<Vec<&'static str>>, Vec<CourseNetwork>) {
    let (mut ids, mut own): (Vec<&'static str>, Vec<CourseNetwork>) = Default::default();
    let path = course.inside("networks");
    let items = course.get("networks");
    let items = items.and_then(|raw| reader.list(raw, &path));
    let Some(items) = items else {
        return (None, own);
    };
    for (raw, path) in items {
        match raw.get().as_bytes().first() {
            Some(b'"') => ids.extend(of_page(reader, raw, &path, &ids)),
            Some(b'{') => own.extend(of_teacher(reader, raw, &path, &own)),
            _ => reader.say(raw, &path, Fault::Wants(Want::Network)),
        }
    }
    if let (true, true, Some(raw)) = (ids.is_empty(), own.is_empty(), course.get("networks")) {
        reader.say(raw, &path, Fault::Wants(Want::Some));
    }
    ((!ids.is_empty()).then_some(ids), own)
}

fn of_page<'a>(
    reader: &mut Reader<'a>,
    raw: Raw<'a>,
    path: &str,
    taken: &[&'static str],
) -> Option<&'static str> {
    let name: String = serde_json::from_str(raw.get()).unwrap_or_default();
    let ids = NETWORKS.iter().map(|network| network.id);
    let Some(id) = ids.clone().find(|id| *id == name) else {
        let near = nearest(&name, ids.clone()).map(str::to_owned);
        let known = ids.map(str::to_owned).collect();
        reader.say(raw, path, Fault::Unknown { name, near, known });
        return None;
    };
    if taken.contains(&id) {
        reader.say(raw, path, Fault::SameId(name));
        return None;
    }
    Some(id)
}

fn of_teacher<'a>(
    reader: &mut Reader<'a>,
    raw: Raw<'a>,
    path: &str,
    taken: &[CourseNetwork],
) -> Option<CourseNetwork> {
    let object = reader.object(raw, path, &NETWORK)?;
    let name = reader.texts(&object, "name", true);
    let file = reader.words(&object, "file", true);
    let is_weights = |file: &str| is_beside(file) && ENDINGS.iter().any(|end| file.ends_with(end));
    let file = wanted(reader, &object, "file", file, Want::Weights, is_weights);
    let labels = reader.words(&object, "labels", false);
    let labels = wanted(reader, &object, "labels", labels, Want::File, is_beside);
    let sha256 = reader.hash(&object, true)?;
    if let (true, Some(raw)) = (
        taken.iter().any(|known| known.sha256 == sha256),
        object.get("sha256"),
    ) {
        let path = object.inside("sha256");
        reader.say(raw, &path, Fault::SameId(sha256));
        return None;
    }
    let file = file.filter(|_| !name.is_empty())?;
    Some(CourseNetwork {
        file,
        name,
        labels,
        sha256,
    })
}

/// What is like that; the rest is told and left out.
fn wanted<'a>(
    reader: &mut Reader<'a>,
    object: &Object<'a>,
    key: &'static str,
    given: Option<String>,
    want: Want,
    is_it: impl Fn(&str) -> bool,
) -> Option<String> {
    if let (Some(text), Some(raw)) = (&given, object.get(key))
        && !is_it(text)
    {
        reader.say(raw, &object.inside(key), Fault::Wants(want));
        return None;
    }
    given
}
