//! The classes that a course offers.

use serde_json::Value;

use crate::course::near::nearest;
use crate::course::problem::{Fault, Want};
use crate::course::source::Raw;
use crate::labels;
use crate::spec::ClassId;

use super::pieces::{Object, Reader};

/// Every network of the page has ImageNet's.
const CLASSES: u16 = 1000;

/// In their order; none where nothing is said.
pub(super) fn classes<'a>(reader: &mut Reader<'a>, course: &Object<'a>) -> Option<Vec<ClassId>> {
    let raw = course.get("classes")?;
    let path = course.inside("classes");
    let mut all: Vec<ClassId> = Vec::new();
    for (raw, path) in reader.list(raw, &path)? {
        match class(raw) {
            Ok(class) if all.contains(&class) => {
                reader.say(raw, &path, Fault::SameId(class.to_string()));
            }
            Ok(class) => all.push(class),
            Err(fault) => reader.say(raw, &path, fault),
        }
    }
    if all.is_empty() {
        reader.say(raw, &path, Fault::Wants(Want::Some));
        return None;
    }
    all.sort_unstable();
    Some(all)
}

/// By its number, or by its name in either language.
fn class(raw: Raw<'_>) -> Result<ClassId, Fault> {
    match serde_json::from_str(raw.get()) {
        Ok(Value::Number(number)) => {
            let number = number
                .as_u64()
                .and_then(|number| u16::try_from(number).ok());
            let class = number.filter(|number| *number < CLASSES).map(ClassId);
            let last = (CLASSES - 1).to_string();
            class.ok_or(Fault::Range("0".to_owned(), last, true))
        }
        Ok(Value::String(name)) => labels::imagenet_class(&name).ok_or_else(|| {
            let near = nearest(&name, labels::imagenet_names()).map(str::to_owned);
            Fault::Class { name, near }
        }),
        _ => Err(Fault::Wants(Want::Class)),
    }
}
