//! Parameters that a course takes out of its readers' hands.

use serde_json::Value;

use crate::app_model::part;
use crate::catalogue::{ATTACKS, SALIENCY_METHODS, VISUALIZE_PARAMS};
use crate::course::near::nearest;
use crate::course::problem::{Fault, Want};
use crate::course::thread::Lock;
use crate::spec::{ParamKind, ParamSpec};

use super::pieces::{Object, Reader};

const LOCK: [&str; 4] = ["part", "param", "value", "reason"];
const PARTS: [&str; 3] = [part::SALIENCY, part::ADVERSARIAL, part::VISUALISATION];

pub(super) fn locked<'a>(reader: &mut Reader<'a>, course: &Object<'a>) -> Vec<Lock> {
    let items = course.get("locked");
    let items = items.and_then(|raw| reader.list(raw, &course.inside("locked")));
    let mut all: Vec<Lock> = Vec::new();
    for (raw, path) in items.unwrap_or_default() {
        let Some(object) = reader.object(raw, &path, &LOCK) else {
            continue;
        };
        let Some(lock) = lock(reader, &object) else {
            continue;
        };
        let is_same = |known: &Lock| (known.part, known.param) == (lock.part, lock.param);
        match all.iter().any(is_same) {
            true => reader.say(raw, &path, Fault::Twice(lock.param.to_owned())),
            false => all.push(lock),
        }
    }
    all
}

fn lock<'a>(reader: &mut Reader<'a>, object: &Object<'a>) -> Option<Lock> {
    let part = one_of(reader, object, "part", &PARTS);
    let reason = reader.texts(object, "reason", true);
    let part = PARTS.into_iter().find(|known| Some(*known) == part)?;
    let params = params(part);
    let ids: Vec<&str> = params.iter().map(|param| param.id).collect();
    let id = one_of(reader, object, "param", &ids)?;
    let param = params.into_iter().find(|param| param.id == id)?;
    let value = value(reader, object, param)?;
    (!reason.is_empty()).then_some(Lock {
        part,
        param: param.id,
        value,
        reason,
    })
}

/// Those whose values mean the same whatever the network, each once.
fn params(part: &str) -> Vec<&'static ParamSpec> {
    let of_methods = SALIENCY_METHODS.iter().flat_map(|method| method.params);
    let of_attacks = ATTACKS.iter().flat_map(|attack| attack.params);
    let all: Vec<_> = match part {
        part::SALIENCY => of_methods.collect(),
        part::ADVERSARIAL => of_attacks.collect(),
        _ => VISUALIZE_PARAMS.iter().collect(),
    };
    let mut found: Vec<&'static ParamSpec> = Vec::new();
    for param in all {
        let is_of_network = matches!(param.kind, ParamKind::Layer | ParamKind::Class);
        if !is_of_network && found.iter().all(|known| known.id != param.id) {
            found.push(param);
        }
    }
    found
}

/// A text that is one of these.
fn one_of<'a, 'k>(
    reader: &mut Reader<'a>,
    object: &Object<'a>,
    key: &'static str,
    known: &[&'k str],
) -> Option<&'k str> {
    let Some(raw) = object.get(key) else {
        reader.missing(object, key);
        return None;
    };
    let path = object.inside(key);
    let Some(name) = reader.text(raw) else {
        reader.say(raw, &path, Fault::Wants(Want::Text));
        return None;
    };
    let found = known.iter().find(|known| **known == name);
    if found.is_none() {
        let near = nearest(&name, known.iter().copied()).map(str::to_owned);
        let known = known.iter().map(|known| (*known).to_owned()).collect();
        reader.say(raw, &path, Fault::Unknown { name, near, known });
    }
    found.copied()
}

fn value<'a>(reader: &mut Reader<'a>, object: &Object<'a>, param: &ParamSpec) -> Option<f32> {
    let Some(raw) = object.get("value") else {
        reader.missing(object, "value");
        return None;
    };
    let path = object.inside("value");
    let given: Value = serde_json::from_str(raw.get()).unwrap_or_default();
    let number = given.as_f64().map(|number| number as f32);
    let (found, fault) = match param.kind {
        ParamKind::Number { min, max, .. } => {
            let found = number.filter(|number| (min..=max).contains(number));
            (found, Fault::Range(min.to_string(), max.to_string(), false))
        }
        ParamKind::Whole { min, max, .. } => {
            let is_it = |n: &f32| n.fract() == 0.0 && (min as f32..=max as f32).contains(n);
            let found = number.filter(is_it);
            (found, Fault::Range(min.to_string(), max.to_string(), true))
        }
        ParamKind::Switch { .. } => {
            let found = given.as_bool().map(|on| f32::from(u8::from(on)));
            (found, Fault::Wants(Want::YesNo))
        }
        ParamKind::Choice { options, .. } => {
            let name = given.as_str().unwrap_or_default();
            let at = options.iter().position(|(id, _)| *id == name);
            let ids = options.iter().map(|(id, _)| *id);
            let fault = Fault::Unknown {
                name: name.to_owned(),
                near: nearest(name, ids.clone()).map(str::to_owned),
                known: ids.map(str::to_owned).collect(),
            };
            (at.map(|at| at as f32), fault)
        }
        ParamKind::Layer | ParamKind::Class => return None,
    };
    if found.is_none() {
        reader.say(raw, &path, fault);
    }
    found
}
