//! The only code that posts messages: `[json, buffer, ...]`, the buffers transferred, not copied.

use js_sys::{Array, Float32Array, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

/// Numbers that travel beside a message.
#[derive(Debug, Clone)]
pub enum Buffer {
    Bytes(Uint8Array),
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
    #[error("a message that is not [json, buffer, ...]")]
    Form,
    #[error("a message of another build: {0}")]
    Json(#[from] serde_json::Error),
}

/// A message and the list of what is transferred with it.
///
/// # Errors
/// [`WireError::Json`] when the message cannot be written as JSON.
pub fn pack(message: &impl Serialize, buffers: &[Buffer]) -> Result<(JsValue, JsValue), WireError> {
    let whole = Array::of1(&JsValue::from_str(&serde_json::to_string(message)?));
    let transfer = Array::new();
    for buffer in buffers {
        let (value, storage) = buffer.value();
        whole.push(value);
        if let Some(storage) = storage {
            transfer.push(&storage);
        }
    }
    Ok((whole.into(), transfer.into()))
}

/// A message and its buffers, from what arrived.
///
/// # Errors
/// [`WireError`] when it was not made by [`pack`], or not by this build.
pub fn unpack<T: DeserializeOwned>(data: JsValue) -> Result<(T, Vec<Buffer>), WireError> {
    let whole: Array = data.dyn_into().map_err(|_| WireError::Form)?;
    let json = whole.get(0).as_string().ok_or(WireError::Form)?;
    let message = serde_json::from_str(&json)?;
    let buffers = whole
        .iter()
        .skip(1)
        .filter_map(Buffer::from_value)
        .collect();
    Ok((message, buffers))
}
