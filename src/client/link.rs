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
use crate::browser::{FETCHED_AHEAD, WEIGHTS_STORAGE, storage_key, text_of};
use crate::spec::NetworkSpec;
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
    /// Starts the worker built as `file`, under a name.
    pub(super) fn spawn<E: DeserializeOwned>(
        name: &str,
        file: &str,
        ahead: Option<Ahead>,
        is_greeting: impl Fn(&E) -> bool + 'static,
        mut on_event: impl FnMut(E, Payload) + 'static,
        on_crash: impl Fn(String) + Clone + 'static,
    ) -> Option<Self> {
        let worker = match start(name, file, ahead) {
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

/// A file that a worker will want as soon as it runs.
pub(super) struct Ahead {
    address: String,
    /// Where it lies in the storage of weights, if it was here before.
    key: String,
}

impl Ahead {
    /// The weights of a network of the site.
    pub(super) fn of(network: &NetworkSpec) -> Self {
        let address = address_of(network.file);
        Self {
            key: storage_key(network.sha256, &address),
            address,
        }
    }

    /// Asks for the file, unless it is stored, and leaves the answer where the worker looks for it.
    /// A failure is the worker's to handle: the last line keeps it from counting as unhandled.
    fn script(&self) -> String {
        format!(
            "const stored = self.caches\n\
             \x20 ? caches.open({WEIGHTS_STORAGE:?}).then((all) => all.match({key:?})).catch(() => undefined)\n\
             \x20 : Promise.resolve();\n\
             const answer = stored.then((found) => found ? undefined : fetch({address:?}));\n\
             self.{FETCHED_AHEAD} = {{ address: {address:?}, answer }};\n\
             answer.catch(() => undefined);\n",
            key = self.key,
            address = self.address,
        )
    }
}

/// From a blob, so that the page's Content-Security-Policy binds the worker too. Script, module and
/// what is wanted next are all asked for at once: on a slow line each round trip is felt.
fn start(name: &str, file: &str, ahead: Option<Ahead>) -> Result<Worker, JsValue> {
    let ahead = ahead.map_or_else(String::new, |ahead| ahead.script());
    let script = format!(
        "{ahead}\
         const module = fetch({wasm:?});\n\
         const fail = (error) => setTimeout(() => {{ throw error; }});\n\
         module.catch(() => undefined);\n\
         import({script:?}).then((code) => code.default({{ module_or_path: module }})).catch(fail);",
        script = address_of(&format!("{file}.js")),
        wasm = address_of(&format!("{file}_bg.wasm")),
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
