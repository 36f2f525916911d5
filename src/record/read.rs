//! From a record to the links that set its run up again.

use serde_json::Value;

use crate::app_model::{LinkRefusal, RecordRefusal, decode, refusal_of};
use crate::image::text_of;
use crate::protocol::RECORD_KEYWORD;

/// What records begin with.
pub(super) const SCHEMA: &str = "gradoscope-record/1";
/// Longer files are no records.
pub const MOST_BYTES: usize = 2_000_000;

/// The links of a record, to be followed in this order. What else stands in it is ignored.
///
/// # Errors
/// Why it restores nothing.
pub fn links(file: &[u8]) -> Result<Vec<String>, RecordRefusal> {
    if file.len() > MOST_BYTES {
        return Err(RecordRefusal::TooLarge);
    }
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    // Some editors write UTF-16, which is full of zeros.
    let wide = || serde_json::from_str(&decode(file).filter(|_| file.contains(&0))?).ok();
    let record: Option<Value> = serde_json::from_slice(file).ok().or_else(wide);
    let record = record.ok_or(RecordRefusal::Damaged)?;
    let text = |field: &str| record.get(field).and_then(Value::as_str);
    let (family, _) = SCHEMA.split_once('/').unwrap_or((SCHEMA, ""));
    match text("schema").map(|schema| (schema, schema.split_once('/'))) {
        Some((SCHEMA, _)) => {}
        Some((_, Some((name, _)))) if name == family => return Err(RecordRefusal::OtherVersion),
        _ => return Err(RecordRefusal::NoRecord),
    }
    let link = text("link").ok_or(RecordRefusal::NoLink)?;
    let links: Vec<&str> = text("link_before").into_iter().chain([link]).collect();
    match links.iter().find_map(|link| refusal_of(link)) {
        Some(LinkRefusal::OtherVersion) => Err(RecordRefusal::OtherVersion),
        Some(LinkRefusal::NoLink) => Err(RecordRefusal::NoLink),
        None => Ok(links.into_iter().map(str::to_owned).collect()),
    }
}

/// The same of the record that a PNG file carries.
///
/// # Errors
/// Why it restores nothing.
pub fn links_in_png(file: &[u8]) -> Result<Vec<String>, RecordRefusal> {
    let record = text_of(file, RECORD_KEYWORD).ok_or(RecordRefusal::Damaged)?;
    links(record.as_bytes())
}
