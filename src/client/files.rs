use js_sys::{Array, JSON, Uint8Array};
use serde::Deserialize;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
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
    /// Of ImageNet, where its label says it.
    #[serde(default)]
    pub class: Option<u16>,
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

/// The samples of this site, as far as its list can be read.
#[derive(Debug, Clone, Default)]
pub struct SampleList {
    pub samples: Vec<Sample>,
    /// Entries of no use.
    pub missing: usize,
    /// Whether it is another list than the one published with this page.
    pub altered: bool,
}

/// The samples of this site. A list that was altered since it was published is shown all the same,
/// as far as it can be read.
///
/// # Errors
/// Why it did not come.
pub async fn samples() -> Result<SampleList, TransferFailure> {
    match site::fetch(LIST, Known::default()).await {
        Ok(bytes) => Ok(read_list(&bytes).await.unwrap_or_default()),
        Err(failure) if failure.cause == TransferCause::Damaged => {
            let anything = Known {
                bytes: Some(0),
                sha256: Some(""),
            };
            let bytes = site::fetch(LIST, anything).await?;
            let list = read_list(&bytes).await.ok_or(failure)?;
            Ok(SampleList {
                altered: true,
                ..list
            })
        }
        Err(failure) => Err(failure),
    }
}

/// None for what is no list. An entry that is written wrong takes nothing from the others.
async fn read_list(bytes: &Uint8Array) -> Option<SampleList> {
    let bytes = bytes.to_vec();
    let all = JSON::parse(std::str::from_utf8(&bytes).ok()?).ok()?;
    let all: Array = all.dyn_into().ok()?;
    let all = JsFuture::from(site::with_course(&all)).await.ok()?;
    let all: Array = all.unchecked_into();
    let read = |entry| serde_wasm_bindgen::from_value(entry).ok();
    let samples: Vec<Sample> = all.iter().filter_map(read).collect();
    Some(SampleList {
        missing: all.length() as usize - samples.len(),
        samples,
        altered: false,
    })
}

/// The box that was drawn around the object of a sample, in pixels of the photograph: first row, first column, the
/// row after the last, the column after the last. None where it has none, or where the list does not come. Read
/// from the list again, since only one part of the page wants it.
pub async fn drawn_box(id: &str) -> Option<[u32; 4]> {
    #[derive(Deserialize)]
    struct Entry {
        id: String,
        object: Option<Object>,
    }
    #[derive(Deserialize)]
    struct Object {
        bounds: [u32; 4],
    }
    let list = site::fetch(LIST, Known::default()).await.ok()?.to_vec();
    let all = JSON::parse(std::str::from_utf8(&list).ok()?).ok()?;
    let all: Array = all.dyn_into().ok()?;
    let read = |entry| serde_wasm_bindgen::from_value::<Entry>(entry).ok();
    let entry = all.iter().filter_map(read).find(|entry| entry.id == id);
    Some(entry?.object?.bounds)
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

/// The same as bytes, as the page's network code has them.
///
/// # Errors
/// Why it did not.
pub(super) async fn fetch_bytes(sample: &Sample) -> Result<Uint8Array, TransferFailure> {
    let known = Known {
        bytes: Some(sample.bytes),
        sha256: Some(&sample.sha256),
    };
    site::fetch(&format!("samples/{}", sample.file), known).await
}
