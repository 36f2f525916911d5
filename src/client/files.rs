use js_sys::Uint8Array;
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, Response};

use super::link::address_of;
use super::surroundings::window;
use crate::app_model::{Bytes, NoticeKind};
use crate::spec::Lang;

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
        Some(bytes) => serde_json::from_slice(&bytes).unwrap_or_default(),
        None => Vec::new(),
    }
}

/// The bytes of a sample, if they arrive whole.
pub(super) async fn fetch_sample(sample: &Sample) -> Option<Bytes> {
    let bytes = fetch(&format!("samples/{}", sample.file)).await?;
    (bytes.len() == sample.bytes as usize).then(|| bytes.into())
}

/// The bytes of a file on the reader's machine.
pub(super) async fn read(file: &File) -> Result<Bytes, NoticeKind> {
    match JsFuture::from(file.array_buffer()).await {
        Ok(buffer) => Ok(Uint8Array::new(&buffer).to_vec().into()),
        Err(_) => Err(NoticeKind::FileUnreadable { name: file.name() }),
    }
}

async fn fetch(path: &str) -> Option<Vec<u8>> {
    let answer = JsFuture::from(window().fetch_with_str(&address_of(path))).await;
    let response: Response = answer.ok()?.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let buffer: JsValue = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}
