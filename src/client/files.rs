use js_sys::{Array, JSON, Uint8Array};
use serde::Deserialize;
use wasm_bindgen::JsCast;
use web_sys::Blob;

use super::site::{self, Known, address_of};
use crate::browser::text_of;
use crate::protocol::{TransferCause, TransferFailure};
use crate::spec::Lang;

const LIST: &str = "samples/samples.json";

/// A photograph that comes with the page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Sample {
    pub id: String,
    /// Relative to the page's `samples` folder, as is `thumb`.
    pub file: String,
    pub thumb: String,
    pub bytes: u32,
    pub sha256: String,
    pub width: u32,
    pub height: u32,
    title: Title,
    pub author: String,
    pub licence: String,
    pub licence_url: String,
    pub source: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Title {
    en: String,
    fr: String,
}

impl Sample {
    pub fn title(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.title.en,
            Lang::Fr => &self.title.fr,
        }
    }

    /// Address of its small picture.
    pub fn thumb_address(&self) -> String {
        address_of(&format!("samples/{}", self.thumb))
    }
}

/// The samples of this site, and how many of the list are of no use.
///
/// # Errors
/// Why the list did not come.
pub async fn samples() -> Result<(Vec<Sample>, usize), TransferFailure> {
    let bytes = site::fetch(LIST, Known::default()).await?;
    let text = String::from_utf8_lossy(&bytes.to_vec()).into_owned();
    let damaged = || TransferFailure {
        cause: TransferCause::Damaged,
        path: LIST.to_owned(),
        ..TransferFailure::default()
    };
    let all: Array = JSON::parse(&text)
        .ok()
        .and_then(|value| value.dyn_into().ok())
        .ok_or_else(damaged)?;
    // One that is written wrong takes nothing from the others.
    let samples: Vec<Sample> = all
        .iter()
        .filter_map(|entry| serde_wasm_bindgen::from_value(entry).ok())
        .collect();
    let missing = all.length() as usize - samples.len();
    Ok((samples, missing))
}

/// A sample, if it arrives whole and is the one that the list means.
///
/// # Errors
/// Why it did not.
pub(super) async fn fetch_sample(sample: &Sample) -> Result<Blob, TransferFailure> {
    let bytes = fetch_bytes(sample).await?;
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(&bytes));
    blob.map_err(|error| TransferFailure {
        message: text_of(&error),
        ..TransferFailure::default()
    })
}

/// The same as bytes.
pub(super) async fn fetch_sample_bytes(sample: &Sample) -> Option<Vec<u8>> {
    Some(fetch_bytes(sample).await.ok()?.to_vec())
}

async fn fetch_bytes(sample: &Sample) -> Result<Uint8Array, TransferFailure> {
    let known = Known {
        bytes: Some(sample.bytes),
        sha256: Some(&sample.sha256),
    };
    site::fetch(&format!("samples/{}", sample.file), known).await
}
