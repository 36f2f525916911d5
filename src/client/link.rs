use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Array;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Blob, BlobPropertyBag, ErrorEvent, MessageEvent, Url, Worker, WorkerOptions, WorkerType,
};

use super::payload_of;
use crate::app_model::Payload;
use crate::browser::text_of;
use crate::wire::{self, Buffer};

/// Messages, each with its transfer list, for a worker that does not listen yet; none once it does.
type Waiting = RefCell<Option<Vec<(JsValue, JsValue)>>>;

/// A worker and what listens to it. Dropping it ends the worker.
pub(super) struct Link {
    worker: Worker,
    waiting: Rc<Waiting>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Drop for Link {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

impl Link {
    /// Starts the worker built as `name`.
    pub(super) fn spawn<E: DeserializeOwned>(
        name: &str,
        is_greeting: impl Fn(&E) -> bool + 'static,
        mut on_event: impl FnMut(E, Payload) + 'static,
        on_crash: impl Fn(String) + Clone + 'static,
    ) -> Option<Self> {
        let worker = match start(name) {
            Ok(worker) => worker,
            Err(error) => {
                // Not from inside of the caller, which still holds the place for this link.
                let message = text_of(&error);
                super::surroundings::after(0, move || on_crash(message.clone()));
                return None;
            }
        };
        let waiting = Rc::new(RefCell::new(Some(Vec::new())));
        let on_message = {
            let (worker, waiting) = (worker.clone(), waiting.clone());
            let on_crash = on_crash.clone();
            Closure::<dyn FnMut(MessageEvent)>::new(
                move |message: MessageEvent| match wire::unpack::<E>(message.data()) {
                    Ok((event, buffers)) => {
                        if is_greeting(&event) {
                            deliver(&worker, &waiting);
                        }
                        on_event(event, payload_of(buffers));
                    }
                    Err(error) => on_crash(error.to_string()),
                },
            )
        };
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |error: ErrorEvent| {
            error.prevent_default();
            on_crash(reason_of(&error));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Some(Self {
            worker,
            waiting,
            _on_message: on_message,
            _on_error: on_error,
        })
    }

    /// Posts a message, once the worker listens.
    pub(super) fn post(&self, message: &impl Serialize, buffer: Option<Buffer>) {
        let buffers: Vec<Buffer> = buffer.into_iter().collect();
        let Ok((message, transfer)) = wire::pack(message, &buffers) else {
            return;
        };
        match &mut *self.waiting.borrow_mut() {
            Some(waiting) => waiting.push((message, transfer)),
            None => send(&self.worker, &message, &transfer),
        }
    }
}

/// A script that cannot be loaded gives an event without a message.
fn reason_of(error: &ErrorEvent) -> String {
    let message = js_sys::Reflect::get(error, &"message".into());
    let message = message.ok().and_then(|message| message.as_string());
    message.unwrap_or_else(|| "the worker's script could not be loaded".to_owned())
}

fn deliver(worker: &Worker, waiting: &Waiting) {
    for (message, transfer) in waiting.borrow_mut().take().unwrap_or_default() {
        send(worker, &message, &transfer);
    }
}

fn send(worker: &Worker, message: &JsValue, transfer: &JsValue) {
    // It fails only for a buffer that was transferred before, and these are fresh.
    let _ = worker.post_message_with_transfer(message, transfer);
}

/// Resolves an address of the site, under whatever path it is hosted.
pub(super) fn address_of(path: &str) -> String {
    let base = super::surroundings::base_address();
    Url::new_with_base(path, &base).map_or_else(|_| path.to_owned(), |url| url.href())
}

/// From a blob, so that the page's Content-Security-Policy binds the worker too.
fn start(name: &str) -> Result<Worker, JsValue> {
    let script = format!(
        "import start from {script:?};\n\
         start({{ module_or_path: {wasm:?} }}).catch((error) => setTimeout(() => {{ throw error; }}));",
        script = address_of(&format!("{name}.js")),
        wasm = address_of(&format!("{name}_bg.wasm")),
    );
    let kind = BlobPropertyBag::new();
    kind.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&script.into()), &kind)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    options.set_name(name);
    Worker::new_with_options(&url, &options)
}
