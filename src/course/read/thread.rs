//! A teacher's own thread.

use std::collections::HashSet;

use crate::app_model::check_link;
use crate::course::near::nearest;
use crate::course::problem::{Fault, SetupFault, Want};
use crate::course::source::Raw;
use crate::course::thread::{Question, Section, SetUp, Thread, ThreadChoice};

use super::pieces::{Object, Reader};

const BUILTIN: &str = "builtin";
const SECTION: [&str; 4] = ["id", "title", "text", "questions"];
const QUESTION: [&str; 7] = ["id", "star", "bonus", "text", "look", "setup", "expects"];
const SET_UP: [&str; 2] = ["label", "link"];

pub(super) fn own<'a>(reader: &mut Reader<'a>, raw: Raw<'a>, course: &Object<'a>) -> ThreadChoice {
    let path = course.inside("thread");
    if let Some(name) = reader.text(raw) {
        let near = nearest(&name, [BUILTIN]).map(str::to_owned);
        let known = vec![BUILTIN.to_owned()];
        reader.say(raw, &path, Fault::Unknown { name, near, known });
        return ThreadChoice::Builtin;
    }
    if !raw.get().starts_with('{') {
        reader.say(raw, &path, Fault::Wants(Want::Thread));
        return ThreadChoice::Builtin;
    }
    let Some(object) = reader.object(raw, &path, &["sections"]) else {
        return ThreadChoice::Builtin;
    };
    let Some(raw) = object.get("sections") else {
        reader.missing(&object, "sections");
        return ThreadChoice::Builtin;
    };
    let path = object.inside("sections");
    let Some(items) = reader.list(raw, &path) else {
        return ThreadChoice::Builtin;
    };
    let mut ids = Ids::default();
    let mut number = 0;
    let sections = items.into_iter();
    let sections: Vec<Section> = sections
        .filter_map(|(raw, path)| section(reader, raw, &path, &mut ids, &mut number))
        .collect();
    if sections.is_empty() {
        reader.say(raw, &path, Fault::Wants(Want::Some));
        return ThreadChoice::Builtin;
    }
    ThreadChoice::Own(Thread { sections })
}

/// The ids that are taken.
#[derive(Default)]
struct Ids {
    sections: HashSet<String>,
    questions: HashSet<String>,
}

/// An id that nothing else has; what has none is left out.
fn own_id<'a>(
    reader: &mut Reader<'a>,
    object: &Object<'a>,
    taken: &mut HashSet<String>,
) -> Option<String> {
    let id = reader.id(object, true)?;
    if taken.insert(id.clone()) {
        return Some(id);
    }
    if let Some(raw) = object.get("id") {
        reader.say(raw, &object.inside("id"), Fault::SameId(id));
    }
    None
}

fn section<'a>(
    reader: &mut Reader<'a>,
    raw: Raw<'a>,
    path: &str,
    ids: &mut Ids,
    number: &mut usize,
) -> Option<Section> {
    let object = reader.object(raw, path, &SECTION)?;
    let id = own_id(reader, &object, &mut ids.sections);
    let title = reader.texts(&object, "title", true);
    let text = reader.texts(&object, "text", false);
    reader.check_markdown(&object, "text");
    let items = object.get("questions");
    let items = items.and_then(|raw| reader.list(raw, &object.inside("questions")));
    let questions = items.unwrap_or_default().into_iter();
    let questions: Vec<Question> = questions
        .filter_map(|(raw, path)| question(reader, raw, &path, ids, number))
        .collect();
    Some(Section {
        id: id?,
        title,
        text,
        questions,
    })
}

fn question<'a>(
    reader: &mut Reader<'a>,
    raw: Raw<'a>,
    path: &str,
    ids: &mut Ids,
    number: &mut usize,
) -> Option<Question> {
    let object = reader.object(raw, path, &QUESTION)?;
    let id = own_id(reader, &object, &mut ids.questions);
    let text = reader.texts(&object, "text", true);
    let look = reader.texts(&object, "look", false);
    reader.check_markdown(&object, "text");
    reader.check_markdown(&object, "look");
    let (star, bonus) = (reader.yes(&object, "star"), reader.yes(&object, "bonus"));
    let expects = reader.count(&object, "expects");
    let items = object.get("setup");
    let items = items.and_then(|raw| reader.list(raw, &object.inside("setup")));
    let setup = items.unwrap_or_default().into_iter();
    let setup = setup
        .filter_map(|(raw, path)| set_up(reader, raw, &path, SET_UP))
        .collect();
    let id = id.filter(|_| !text.is_empty())?;
    *number += 1;
    Some(Question {
        id,
        number: *number,
        star,
        bonus,
        text,
        look,
        setup,
        expects,
    })
}

/// An experiment, by the keys of what it is called and of its link.
pub(super) fn set_up<'a>(
    reader: &mut Reader<'a>,
    raw: Raw<'a>,
    path: &str,
    keys: [&'static str; 2],
) -> Option<SetUp> {
    let object = reader.object(raw, path, &keys)?;
    let [name, link] = keys;
    let label = reader.texts(&object, name, true);
    let Some(raw) = object.get(link) else {
        reader.missing(&object, link);
        return None;
    };
    let path = object.inside(link);
    let link = reader.text(raw);
    let checked = link
        .as_deref()
        .map(|link| check_link(link, &reader.networks));
    let (Some(link), Some(Ok(check))) = (link, checked) else {
        reader.say(raw, &path, Fault::Wants(Want::Link));
        return None;
    };
    let mut faults = Vec::new();
    if check.is_cut {
        faults.push(SetupFault::Cut);
    }
    if check.is_of_own_file {
        faults.push(SetupFault::OwnFile);
    }
    let kinds = [
        SetupFault::Ignored as fn(Vec<String>) -> SetupFault,
        SetupFault::Clamped,
        SetupFault::Broken,
        SetupFault::Repeated,
    ];
    for (pairs, fault) in check.faults.all().into_iter().zip(kinds) {
        if !pairs.is_empty() {
            faults.push(fault(pairs.to_vec()));
        }
    }
    for fault in faults {
        reader.say(raw, &path, Fault::SetUp(fault));
    }
    let part = check.part;
    let link = link.trim().trim_start_matches('#').to_owned();
    (!label.is_empty()).then_some(SetUp { label, link, part })
}
