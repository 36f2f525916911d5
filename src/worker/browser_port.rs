//! The engine's worker in a browser.

use std::future::Future;
use std::rc::Rc;

use gradoscope_checkpoint::{CheckpointError, ReadAt};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Blob;

use super::device::Opened;
use super::engine::Engine;
use super::port::{Enclosed, Payload, Port};
use super::post::{announce_panics, give_way, listen, post, scope, wait_ms};
use crate::browser::text_of;
use crate::engine::job::{LocalFuture, Turn};
use crate::engine::network::own;
use crate::protocol::{EngineEvent, EngineRequest};
use crate::wire::{self, Buffer};

/// How long a paused job sleeps before it looks again.
const PAUSED_MS: i32 = 50;

/// Serves requests until the worker ends; `open` gives the device.
pub fn serve<F>(open: fn() -> F)
where
    F: Future<Output = Result<Opened, String>> + 'static,
{
    announce_panics(|message| {
        post(
            &EngineEvent::Dying {
                message,
                device_lost: false,
            },
            &[],
        );
    });
    let engine = Engine::new(BrowserPort {
        open: Rc::new(move || Box::pin(open())),
    });
    let listening = engine.clone();
    listen(move |data| {
        // A message of another build cannot be answered; the page has seen that from the greeting.
        if let Ok((request, buffers)) = wire::unpack::<EngineRequest>(data) {
            listening.take(request, enclosed(buffers));
        }
    });
    engine.greet();
}

fn enclosed(mut buffers: Vec<Buffer>) -> Enclosed<BlobSource> {
    match buffers.pop() {
        Some(Buffer::Blob(blob)) => Enclosed::File(BlobSource(blob)),
        Some(Buffer::Bytes(bytes)) => Enclosed::Bytes(bytes.to_vec()),
        Some(Buffer::Floats(_)) | None => Enclosed::Nothing,
    }
}

#[derive(Clone)]
struct BrowserPort {
    open: Rc<dyn Fn() -> LocalFuture<'static, Result<Opened, String>>>,
}

impl Port for BrowserPort {
    type File = BlobSource;

    fn post(&self, event: &EngineEvent, payload: &[Payload<'_>]) {
        let buffers = payload.iter().map(|numbers| match numbers {
            Payload::Bytes(bytes) => Buffer::from_bytes(bytes),
            Payload::Floats(values) => Buffer::from_floats(values),
        });
        post(event, &buffers.collect::<Vec<_>>());
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        spawn_local(task);
    }

    fn give_way(&self, turn: Turn) -> LocalFuture<'static, ()> {
        match turn {
            Turn::Short => Box::pin(give_way()),
            Turn::Long => Box::pin(wait_ms(PAUSED_MS)),
        }
    }

    fn now_ms(&self) -> f64 {
        js_sys::Date::now()
    }

    /// Half of the device's memory, as far as the browser tells, and never more than a network may
    /// take.
    fn most_bytes(&self) -> u64 {
        let gibibytes = Reflect::get(&scope(), &"navigator".into())
            .and_then(|navigator| Reflect::get(&navigator, &"deviceMemory".into()))
            .ok()
            .and_then(|value| value.as_f64());
        gibibytes.map_or(own::MOST_BYTES, |gibibytes| {
            own::MOST_BYTES.min((gibibytes * 0.5 * f64::from(1 << 30)) as u64)
        })
    }

    async fn open_device(&self) -> Result<Opened, String> {
        (self.open)().await
    }
}

/// A file of the browser's, read piece by piece.
struct BlobSource(Blob);

impl ReadAt for BlobSource {
    fn length(&self) -> u64 {
        self.0.size() as u64
    }

    async fn read_at(&self, offset: u64, length: usize) -> Result<Vec<u8>, CheckpointError> {
        let unreadable = |error: JsValue| CheckpointError::Read(text_of(&error));
        let (start, end) = (offset as f64, (offset + length as u64) as f64);
        let piece = self.0.slice_with_f64_and_f64(start, end);
        let buffer = JsFuture::from(piece.map_err(unreadable)?.array_buffer()).await;
        Ok(Uint8Array::new(&buffer.map_err(unreadable)?).to_vec())
    }
}
