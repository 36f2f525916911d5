//! The engine's worker in a browser.

use std::future::Future;
use std::rc::Rc;

use gradoscope_checkpoint::{CheckpointError, ReadAt};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, ErrorEvent, MessageEvent, Worker};

use super::device::Opened;
use super::engine::Engine;
use super::port::{Enclosed, Line, Payload, Port, Told};
use super::post::{announce_panics, give_way, listen, post, scope, wait_ms};
use crate::browser::text_of;
use crate::engine::job::{LocalFuture, Turn};
use crate::engine::network::own;
use crate::protocol::{EngineEvent, FromHelper, ToHelper};
use crate::wire::{self, Buffer};

/// How long a paused job sleeps before it looks again.
const PAUSED_MS: i32 = 50;

/// Serves requests until the worker ends; `open` gives the device.
pub fn serve<F>(open: fn() -> F)
where
    F: Future<Output = Result<Opened, String>> + 'static,
{
    let helps = Reflect::has(&scope(), &"gradoscopeHelps".into()).unwrap_or(false);
    let port = BrowserPort {
        open: Rc::new(move || Box::pin(open())),
        helps,
    };
    announce_panics(move |message| {
        let device_lost = false;
        let dying = EngineEvent::Dying {
            message,
            device_lost,
        };
        tell(helps, &dying, &[]);
    });
    let engine = Engine::new(port);
    let listening = engine.clone();
    listen(move |data| {
        if helps {
            if let Ok((word, buffers)) = wire::unpack::<ToHelper>(data) {
                listening.help(word, enclosed(buffers));
            }
        } else if let Ok((written, buffers)) = wire::unpack_written(data) {
            listening.hear(written, enclosed(buffers));
        }
    });
    engine.greet();
}

/// Tells the page, or the engine that this one helps.
fn tell(helps: bool, event: &EngineEvent, buffers: &[Buffer]) {
    if !helps {
        return post(event, buffers);
    }
    let word = match event {
        EngineEvent::Hello { .. } => FromHelper::Hello,
        EngineEvent::Ready { .. } => FromHelper::Ready,
        EngineEvent::LoadFailed(_) | EngineEvent::Dying { .. } => FromHelper::Gone,
        about => {
            let written = about.job().zip(postcard::to_allocvec(about).ok());
            let Some(((job, is_last), event)) = written else {
                return;
            };
            FromHelper::Event {
                event,
                job: job.0,
                is_last,
            }
        }
    };
    post(&word, buffers);
}

#[wasm_bindgen]
extern "C" {
    /// Starts another worker by the code of this one, which knows that it helps: what the page has given every
    /// worker it starts.
    #[wasm_bindgen(catch, js_name = gradoscopeAnother)]
    fn another() -> Result<Worker, JsValue>;
}

/// The line to a worker of this worker.
struct Helper {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Helper {
    fn start(told: Told<Vec<Buffer>>) -> Option<Self> {
        let worker = another().ok()?;
        let gone = Rc::clone(&told);
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            let (word, beside) =
                wire::unpack(message.data()).unwrap_or((FromHelper::Gone, Vec::new()));
            told(word, beside);
        });
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |error: ErrorEvent| {
            error.prevent_default();
            gone(FromHelper::Gone, Vec::new());
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Some(Self {
            worker,
            _on_message: on_message,
            _on_error: on_error,
        })
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

impl Line<BlobSource> for Helper {
    fn tell(&self, word: &ToHelper, enclosed: Enclosed<BlobSource>) {
        let buffer = match enclosed {
            Enclosed::Nothing => None,
            Enclosed::File(file) => Some(Buffer::Blob(file.0)),
            Enclosed::Bytes(bytes) => Some(Buffer::from_bytes(&bytes)),
            Enclosed::Floats(values) => Some(Buffer::from_floats(&values)),
        };
        let buffers: Vec<Buffer> = buffer.into_iter().collect();
        if let Ok((message, transfer)) = wire::pack(word, &buffers) {
            // It fails only for a buffer that was transferred before, and these are fresh.
            let _ = self.worker.post_message_with_transfer(&message, &transfer);
        }
    }
}

fn enclosed(mut buffers: Vec<Buffer>) -> Enclosed<BlobSource> {
    match buffers.pop() {
        Some(Buffer::Blob(blob)) => Enclosed::File(BlobSource(blob)),
        Some(Buffer::Bytes(bytes)) => Enclosed::Bytes(bytes.to_vec()),
        Some(Buffer::Floats(values)) => Enclosed::Floats(values.to_vec()),
        None => Enclosed::Nothing,
    }
}

#[derive(Clone)]
struct BrowserPort {
    open: Rc<dyn Fn() -> LocalFuture<'static, Result<Opened, String>>>,
    /// Whether it was started by another engine, not by the page.
    helps: bool,
}

impl Port for BrowserPort {
    type File = BlobSource;
    type Beside = Vec<Buffer>;
    type Helper = Helper;

    fn post(&self, event: &EngineEvent, payload: &[Payload<'_>]) {
        let buffers = payload.iter().map(|numbers| match numbers {
            Payload::Bytes(bytes) => Buffer::from_bytes(bytes),
            Payload::Floats(values) => Buffer::from_floats(values),
        });
        tell(self.helps, event, &buffers.collect::<Vec<_>>());
    }

    fn hire(&self, told: Told<Vec<Buffer>>) -> Option<Helper> {
        Helper::start(told)
    }

    #[cfg(feature = "relaxed")]
    fn share_threads(&self, all: bool) {
        super::threads::together(all);
    }

    fn pass_on(&self, event: &[u8], beside: Vec<Buffer>) {
        let (message, transfer) = wire::pack_written(event, &beside);
        let _ = scope().post_message_with_transfer(&message, &transfer);
    }

    fn numbers(beside: Vec<Buffer>) -> Vec<f32> {
        let first = beside.first().and_then(Buffer::to_floats);
        first.unwrap_or_default()
    }

    fn reply(&self, word: &FromHelper, numbers: &[f32]) {
        post(word, &[Buffer::from_floats(numbers)]);
    }

    fn sleep(&self, ms: i32) -> LocalFuture<'static, ()> {
        Box::pin(wait_ms(ms))
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
        let opened = (self.open)().await;
        #[cfg(feature = "relaxed")]
        let opened = match (opened, super::threads::use_them().await) {
            (Ok(mut opened), threads @ 2..) => {
                opened.report.adapter = threads.to_string();
                Ok(opened)
            }
            (opened, _) => opened,
        };
        opened
    }
}

/// A file of the browser's, read piece by piece.
#[derive(Clone)]
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
