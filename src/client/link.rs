use std::cell::RefCell;
use std::rc::Rc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{ErrorEvent, MessageEvent, Worker};

use super::site;
use crate::app_model::Payload;
use crate::protocol::{TransferCause, TransferFailure};
use crate::wire::{self, Buffer};

#[wasm_bindgen]
extern "C" {
    /// A worker to be ended when the page stops working.
    #[wasm_bindgen(catch, js_namespace = gradoscopeKeep)]
    fn watch(worker: &Worker) -> Result<(), JsValue>;
}

/// A message and what is transferred with it.
type Message = (JsValue, JsValue);

/// A worker and what listens to it. Dropping it ends the worker.
pub(super) struct Link {
    state: Rc<RefCell<State>>,
}

enum State {
    /// Its files are on their way; messages wait.
    Coming(Vec<Message>),
    Started {
        worker: Worker,
        /// Messages for a worker that does not listen yet; none once it does.
        waiting: Option<Vec<Message>>,
        _listeners: Listeners,
    },
    Ended,
}

struct Listeners {
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

/// What happens to a worker.
pub(super) enum Happening<E> {
    /// Its code is here and runs.
    Started,
    Said(E, Payload),
    /// Its files did not come, or are of no use to this browser.
    NotStarted(TransferFailure),
    Crashed(String),
}

impl Drop for Link {
    fn drop(&mut self) {
        if let State::Started { worker, .. } = self.state.replace(State::Ended) {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.terminate();
        }
    }
}

impl Link {
    /// Starts a worker under a name, from the first of `files` that this browser compiles.
    pub(super) fn spawn<E: DeserializeOwned + 'static>(
        name: &'static str,
        files: &'static [&'static str],
        is_greeting: impl Fn(&E) -> bool + 'static,
        tell: impl Fn(Happening<E>) + 'static,
    ) -> Self {
        let state = Rc::new(RefCell::new(State::Coming(Vec::new())));
        let link = Self {
            state: Rc::clone(&state),
        };
        let tell = Rc::new(tell);
        spawn_local(async move {
            let started = first_of(files, name).await;
            if matches!(*state.borrow(), State::Ended) {
                if let Ok(worker) = started {
                    worker.terminate();
                }
                return;
            }
            match started {
                Ok(worker) => {
                    tell(Happening::Started);
                    listen(&state, worker, is_greeting, tell);
                }
                Err(failure) => tell(Happening::NotStarted(failure)),
            }
        });
        link
    }

    /// Posts a message, once the worker listens.
    pub(super) fn post(&self, message: &impl Serialize, buffer: Option<Buffer>) {
        let buffers: Vec<Buffer> = buffer.into_iter().collect();
        let Ok(message) = wire::pack(message, &buffers) else {
            return;
        };
        match &mut *self.state.borrow_mut() {
            State::Coming(waiting)
            | State::Started {
                waiting: Some(waiting),
                ..
            } => waiting.push(message),
            State::Started { worker, .. } => send(worker, &message),
            State::Ended => {}
        }
    }
}

async fn first_of(files: &[&str], name: &str) -> Result<Worker, TransferFailure> {
    let mut last = TransferFailure::default();
    for file in files {
        match site::start_worker(file, name).await {
            Ok(worker) => {
                let _ = watch(&worker);
                return Ok(worker);
            }
            Err(failure) if failure.cause == TransferCause::NotCompiled => last = failure,
            Err(failure) => return Err(failure),
        }
    }
    Err(last)
}

fn listen<E: DeserializeOwned + 'static>(
    state: &Rc<RefCell<State>>,
    worker: Worker,
    is_greeting: impl Fn(&E) -> bool + 'static,
    tell: Rc<impl Fn(Happening<E>) + 'static>,
) {
    let on_message = {
        let (state, tell) = (Rc::downgrade(state), Rc::clone(&tell));
        Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            match wire::unpack::<E>(message.data()) {
                Ok((event, buffers)) => {
                    if is_greeting(&event)
                        && let Some(state) = state.upgrade()
                    {
                        deliver(&state);
                    }
                    tell(Happening::Said(event, payload_of(buffers)));
                }
                Err(error) => tell(Happening::Crashed(error.to_string())),
            }
        })
    };
    let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |error: ErrorEvent| {
        error.prevent_default();
        tell(trouble_of(&error));
    });
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    let mut state = state.borrow_mut();
    let waiting = match &mut *state {
        State::Coming(waiting) => Some(std::mem::take(waiting)),
        _ => None,
    };
    *state = State::Started {
        worker,
        waiting,
        _listeners: Listeners {
            _on_message: on_message,
            _on_error: on_error,
        },
    };
}

/// A script that is not allowed to run gives an event without a message.
fn trouble_of<E>(error: &ErrorEvent) -> Happening<E> {
    let field = |name: &str| js_sys::Reflect::get(error, &name.into()).unwrap_or_default();
    if field("gradoscopeCause").as_string().as_deref() == Some("blocked") {
        return Happening::NotStarted(TransferFailure {
            cause: TransferCause::Blocked,
            ..TransferFailure::default()
        });
    }
    let message = field("message").as_string();
    Happening::Crashed(message.unwrap_or_else(|| "the worker's script did not start".to_owned()))
}

fn deliver(state: &RefCell<State>) {
    if let State::Started {
        worker, waiting, ..
    } = &mut *state.borrow_mut()
    {
        for message in waiting.take().unwrap_or_default() {
            send(worker, &message);
        }
    }
}

fn send(worker: &Worker, (message, transfer): &Message) {
    // It fails only for a buffer that was transferred before, and these are fresh.
    let _ = worker.post_message_with_transfer(message, transfer);
}

/// What came with a message, out of the browser's hands.
fn payload_of(buffers: Vec<Buffer>) -> Payload {
    match buffers.into_iter().next() {
        Some(buffer) => match (buffer.to_bytes(), buffer.to_floats()) {
            (Some(bytes), _) => Payload::Bytes(bytes.into()),
            (_, Some(floats)) => Payload::Floats(floats.into()),
            _ => Payload::None,
        },
        None => Payload::None,
    }
}
