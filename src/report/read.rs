//! From a file to the work in it.

use serde_json::Value;

use super::refusal::Refusal;
use super::work::{Files, Handed, from_json};
use super::{archive, base64, html};

/// Longer files are no reports.
const MOST_BYTES: usize = 200_000_000;

/// The work that a report of any form carries.
///
/// # Errors
/// Why it carries none.
pub fn read(file: &[u8]) -> Result<Handed, Refusal> {
    if file.len() > MOST_BYTES {
        return Err(Refusal::TooLarge);
    }
    if file.starts_with(archive::SIGNATURE) {
        let files = archive::read(file).ok_or(Refusal::Damaged)?;
        let work = files.get(archive::WORK).ok_or(Refusal::NoReport)?;
        let text = std::str::from_utf8(work).map_err(|_| Refusal::Damaged)?;
        return from_json(text, &files);
    }
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    let text = std::str::from_utf8(file).map_err(|_| Refusal::NoReport)?;
    let text = text.trim_start();
    match text.starts_with('<') {
        true => {
            let work = html::work_in(text).ok_or(match text.contains(html::MARK) {
                true => Refusal::Damaged,
                false => Refusal::NoReport,
            })?;
            from_json(work, &html::pictures_in(text))
        }
        false => of_json(text),
    }
}

/// A notebook, or the work alone.
fn of_json(text: &str) -> Result<Handed, Refusal> {
    let is_ours = text.contains(super::work::SCHEMA);
    let whole: Value = serde_json::from_str(text).map_err(|_| match is_ours {
        true => Refusal::Damaged,
        false => Refusal::NoReport,
    })?;
    if whole.get("cells").is_none() {
        return from_json(text, &Files::new());
    }
    let work = &whole["metadata"]["gradoscope"];
    if work.is_null() {
        return Err(Refusal::NoReport);
    }
    from_json(&work.to_string(), &attached(&whole))
}

/// The attachments of every cell.
fn attached(notebook: &Value) -> Files {
    let cells = notebook["cells"].as_array().into_iter().flatten();
    let attachments = cells.flat_map(|cell| cell["attachments"].as_object().into_iter().flatten());
    let file = |(name, kinds): (&String, &Value)| {
        let text = kinds["image/png"].as_str()?;
        Some((name.clone(), base64::decode(text)?))
    };
    attachments.filter_map(file).collect()
}
