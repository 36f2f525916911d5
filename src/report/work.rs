use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::base64;
use super::pictures::{file_name, named, pixels};
use super::refusal::Refusal;
use crate::app_model::Shelved;
use crate::course::Answers;

/// What the work says of itself.
pub(super) const SCHEMA: &str = "gradoscope-report/1";

/// What a report carries: everything that a reader did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Handed {
    /// Whose it is; may be empty.
    pub name: String,
    /// Id of the course that was followed: answers are kept under it.
    pub course: String,
    /// Language tag of the report.
    pub lang: String,
    /// When the report was made, ISO 8601.
    pub made: String,
    /// Of the page that made it.
    pub build: String,
    /// Questions with something in their answer, and all questions.
    pub answered: (usize, usize),
    /// By the ids of their questions.
    pub answers: Answers,
    /// Every result that an answer names, once, with the pixels of its pictures.
    pub figures: Vec<Shelved>,
}

/// Files by their names.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

#[derive(Serialize)]
struct Written<'a> {
    schema: &'static str,
    #[serde(flatten)]
    handed: &'a Handed,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pictures: BTreeMap<String, String>,
}

/// The work as JSON; its pictures stand elsewhere, under the names that [`named`] gives them.
pub(super) fn without_pictures(handed: &Handed) -> String {
    written(handed, BTreeMap::new())
}

/// The work as JSON with its pictures in it.
pub(super) fn with_pictures(handed: &Handed) -> String {
    let files = handed.figures.iter().flat_map(named);
    let pictures = files.map(|(name, file)| (name, base64::encode(&file)));
    written(handed, pictures.collect())
}

fn written(handed: &Handed, pictures: BTreeMap<String, String>) -> String {
    let written = Written {
        schema: SCHEMA,
        handed,
        pictures,
    };
    serde_json::to_string(&written).unwrap_or_default()
}

/// The work that this text is, its pictures taken from `files` or from the text itself.
///
/// # Errors
/// Why it is none, or not the whole of it.
pub(super) fn from_json(text: &str, files: &Files) -> Result<Handed, Refusal> {
    let whole: Value = serde_json::from_str(text).map_err(|_| Refusal::Damaged)?;
    let (family, _) = SCHEMA.split_once('/').unwrap_or((SCHEMA, ""));
    match whole["schema"].as_str() {
        Some(SCHEMA) => {}
        Some(other)
            if other
                .split_once('/')
                .is_some_and(|(name, _)| name == family) =>
        {
            return Err(Refusal::OtherVersion);
        }
        _ => return Err(Refusal::NoReport),
    }
    let mut files = files.clone();
    for (name, text) in whole["pictures"].as_object().into_iter().flatten() {
        let file = text.as_str().and_then(base64::decode);
        files.insert(name.clone(), file.ok_or(Refusal::Damaged)?);
    }
    let mut handed: Handed = serde_json::from_value(whole).map_err(|_| Refusal::Damaged)?;
    let figures = std::mem::take(&mut handed.figures).into_iter();
    let figures = figures.map(|figure| complete(figure, &files));
    handed.figures = figures.collect::<Result<_, _>>()?;
    Ok(handed)
}

/// The result with the pixels of its pictures.
fn complete(mut shelved: Shelved, files: &Files) -> Result<Shelved, Refusal> {
    for (at, picture) in shelved.pictures.iter_mut().enumerate() {
        let name = file_name(&shelved.key, at);
        let file = files.get(&name).ok_or(Refusal::LacksPicture)?;
        let rgb = pixels(file, picture.width, picture.height);
        picture.pixels = rgb.ok_or(Refusal::LacksPicture)?.into();
    }
    Ok(shelved)
}
