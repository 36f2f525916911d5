//! A teacher's named experiments.

use crate::course::thread::SetUp;

use super::pieces::{Object, Reader};
use super::thread::set_up;

pub(super) fn presets<'a>(reader: &mut Reader<'a>, course: &Object<'a>) -> Vec<SetUp> {
    let items = course.get("presets");
    let items = items.and_then(|raw| reader.list(raw, &course.inside("presets")));
    let items = items.unwrap_or_default().into_iter();
    let all = items.filter_map(|(raw, path)| set_up(reader, raw, &path, ["name", "setup"]));
    all.collect()
}
