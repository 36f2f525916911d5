use js_sys::Uint8Array;
use serde::Deserialize;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Response};

use super::link::address_of;
use super::surroundings::window;
use crate::spec::Lang;
use crate::wire;

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

/// The samples of this site; an empty list when they cannot be fetched.
pub async fn samples() -> Vec<Sample> {
    match fetch("samples/samples.json").await {
        Some(bytes) => wire::from_json(&String::from_utf8_lossy(&bytes)).unwrap_or_default(),
        None => Vec::new(),
    }
}

/// A sample, if it arrives whole.
pub(super) async fn fetch_sample(sample: &Sample) -> Option<Blob> {
    let response = answer(&format!("samples/{}", sample.file)).await?;
    // Nothing else ever comes out of that promise.
    let blob: Blob = JsFuture::from(response.blob().ok()?)
        .await
        .ok()?
        .unchecked_into();
    (blob.size() == f64::from(sample.bytes)).then_some(blob)
}

/// The same as bytes.
pub(super) async fn fetch_sample_bytes(sample: &Sample) -> Option<Vec<u8>> {
    let bytes = fetch(&format!("samples/{}", sample.file)).await?;
    (bytes.len() == sample.bytes as usize).then_some(bytes)
}

async fn fetch(path: &str) -> Option<Vec<u8>> {
    let response = answer(path).await?;
    let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// The site's answer, if it is a good one.
async fn answer(path: &str) -> Option<Response> {
    let answer = JsFuture::from(window().fetch_with_str(&address_of(path))).await;
    let response: Response = answer.ok()?.dyn_into().ok()?;
    response.ok().then_some(response)
}
