//! The only code that posts messages: `[message, buffer, ...]`, all of it transferred, not copied.
//!
//! A message is in postcard's form: values without their names, read by the build that wrote them.
//! What is kept is plain objects, as they would stand in JSON: another build may read it.

use js_sys::{Array, Float32Array, JSON, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

/// Numbers that travel beside a message.
#[derive(Debug, Clone)]
pub enum Buffer {
    /// Pixels, or a file.
    Bytes(Uint8Array),
    /// Scores, or a map.
    Floats(Float32Array),
    /// Bytes that stay with the browser: neither copied nor transferred.
    Blob(Blob),
}

impl Buffer {
    /// Copies bytes out of wasm memory, which cannot be transferred itself.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self::Bytes(Uint8Array::from(bytes))
    }

    /// Copies numbers out of wasm memory, which cannot be transferred itself.
    pub fn from_floats(values: &[f32]) -> Self {
        Self::Floats(Float32Array::from(values))
    }

    /// The bytes, if these are bytes.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        match self {
            Self::Bytes(array) => Some(array.to_vec()),
            Self::Floats(_) | Self::Blob(_) => None,
        }
    }

    /// The numbers, if these are float32.
    pub fn to_floats(&self) -> Option<Vec<f32>> {
        match self {
            Self::Floats(array) => Some(array.to_vec()),
            Self::Bytes(_) | Self::Blob(_) => None,
        }
    }

    /// The file, if this is one.
    pub fn into_blob(self) -> Option<Blob> {
        match self {
            Self::Blob(blob) => Some(blob),
            Self::Bytes(_) | Self::Floats(_) => None,
        }
    }

    fn value(&self) -> (&JsValue, Option<js_sys::ArrayBuffer>) {
        match self {
            Self::Bytes(array) => (array.as_ref(), Some(array.buffer())),
            Self::Floats(array) => (array.as_ref(), Some(array.buffer())),
            Self::Blob(blob) => (blob.as_ref(), None),
        }
    }

    fn from_value(value: JsValue) -> Option<Self> {
        let value = match value.dyn_into::<Uint8Array>() {
            Ok(array) => return Some(Self::Bytes(array)),
            Err(value) => value,
        };
        match value.dyn_into::<Float32Array>() {
            Ok(array) => Some(Self::Floats(array)),
            Err(value) => value.dyn_into().ok().map(Self::Blob),
        }
    }
}

/// Why a message was not understood.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// It is no array, or something else than buffers stands behind the message.
    #[error("a message that is not [message, buffer, ...]")]
    Form,
    /// Its message is none of the type that was expected.
    #[error("a message of another build: {0}")]
    Message(#[from] postcard::Error),
    /// An object that is none of the type that was expected.
    #[error("kept by another build: {0}")]
    Object(#[from] serde_wasm_bindgen::Error),
    /// A text that is not the JSON of the type that was expected.
    #[error("not JSON")]
    Json,
}

/// A message and the list of what is transferred with it.
///
/// # Errors
/// [`WireError::Message`] when postcard has no form for the message.
pub fn pack(message: &impl Serialize, buffers: &[Buffer]) -> Result<(JsValue, JsValue), WireError> {
    Ok(pack_written(&postcard::to_allocvec(message)?, buffers))
}

/// The same of a message that has its form already.
pub fn pack_written(message: &[u8], buffers: &[Buffer]) -> (JsValue, JsValue) {
    let message = Uint8Array::from(message);
    let transfer = Array::of1(&message.buffer());
    for (_, storage) in buffers.iter().map(Buffer::value) {
        storage.iter().for_each(|storage| {
            transfer.push(storage);
        });
    }
    (joined(&message, buffers), transfer.into())
}

/// A message and its buffers, from what arrived.
///
/// # Errors
/// [`WireError`] when it was not made by [`pack`], or not by this build.
pub fn unpack<T: DeserializeOwned>(data: JsValue) -> Result<(T, Vec<Buffer>), WireError> {
    let (message, buffers) = unpack_written(data)?;
    Ok((postcard::from_bytes(&message)?, buffers))
}

/// A message as it was written, and its buffers.
///
/// # Errors
/// [`WireError::Form`].
pub fn unpack_written(data: JsValue) -> Result<(Vec<u8>, Vec<Buffer>), WireError> {
    let (message, buffers) = parted(data)?;
    let message: Uint8Array = message.dyn_into().map_err(|_| WireError::Form)?;
    Ok((message.to_vec(), buffers))
}

/// As [`pack`], to be kept: nothing of it is transferred, and it is read by its names.
///
/// # Errors
/// [`WireError::Object`] when there are no plain objects for the value.
pub fn pack_to_keep(value: &impl Serialize, buffers: &[Buffer]) -> Result<JsValue, WireError> {
    Ok(joined(&object_of(value)?, buffers))
}

/// What [`pack_to_keep`] made, of whatever build.
///
/// # Errors
/// [`WireError`] when it is something else.
pub fn unpack_kept<T: DeserializeOwned>(data: JsValue) -> Result<(T, Vec<Buffer>), WireError> {
    let (value, buffers) = parted(data)?;
    Ok((serde_wasm_bindgen::from_value(value)?, buffers))
}

fn joined(first: &JsValue, buffers: &[Buffer]) -> JsValue {
    let whole = Array::of1(first);
    for (value, _) in buffers.iter().map(Buffer::value) {
        whole.push(value);
    }
    whole.into()
}

fn parted(data: JsValue) -> Result<(JsValue, Vec<Buffer>), WireError> {
    let whole: Array = data.dyn_into().map_err(|_| WireError::Form)?;
    let buffers = whole.iter().skip(1).filter_map(Buffer::from_value);
    Ok((whole.get(0), buffers.collect()))
}

/// As JSON: for what is kept.
///
/// # Errors
/// [`WireError`] when there is no JSON for it.
pub fn to_json(value: &impl Serialize) -> Result<String, WireError> {
    let text = JSON::stringify(&object_of(value)?).map_err(|_| WireError::Json)?;
    Ok(text.into())
}

/// From JSON that was kept or fetched.
///
/// # Errors
/// [`WireError`] when it is no JSON, or of something else.
pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, WireError> {
    let value = JSON::parse(text).map_err(|_| WireError::Json)?;
    Ok(serde_wasm_bindgen::from_value(value)?)
}

fn object_of(value: &impl Serialize) -> Result<JsValue, serde_wasm_bindgen::Error> {
    value.serialize(&Serializer::json_compatible())
}
