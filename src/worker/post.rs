use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Function, Promise};
use serde::Serialize;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent};

use crate::wire::{self, Buffer};

/// The scope of the worker this runs in.
pub(super) fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Posts an event to the page.
pub fn post(event: &impl Serialize, buffers: &[Buffer]) {
    // An event is plain data: it can always be written, and a closed page no longer listens.
    if let Ok((message, transfer)) = wire::pack(event, buffers) {
        let _ = scope().post_message_with_transfer(&message, &transfer);
    }
}

/// Listens to requests until the worker ends.
pub(super) fn listen(on_message: impl Fn(JsValue) + 'static) {
    let handler = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        on_message(event.data());
    });
    scope().set_onmessage(Some(handler.as_ref().unchecked_ref()));
    handler.forget();
}

/// Tells the page before a panic traps.
pub(super) fn announce_panics(event: impl Fn(String) + Send + Sync + 'static) {
    std::panic::set_hook(Box::new(move |info| {
        event(info.to_string());
        console_error_panic_hook::hook(info);
    }));
}

/// A message to oneself, and who waits for one, the first first: several jobs may give way at once.
struct Turns {
    channel: MessageChannel,
    waiting: Rc<RefCell<VecDeque<Function>>>,
}

impl Turns {
    fn new() -> Option<Self> {
        let channel = MessageChannel::new().ok()?;
        let waiting = Rc::new(RefCell::new(VecDeque::<Function>::new()));
        let queue = waiting.clone();
        let wake = Closure::<dyn Fn()>::new(move || {
            let first = queue.borrow_mut().pop_front();
            if let Some(resolve) = first {
                let _ = resolve.call0(&JsValue::UNDEFINED);
            }
        });
        channel
            .port1()
            .set_onmessage(Some(wake.as_ref().unchecked_ref()));
        wake.forget();
        Some(Self { channel, waiting })
    }

    fn promise(&self) -> Promise {
        Promise::new(&mut |resolve, _| {
            self.waiting.borrow_mut().push_back(resolve);
            let _ = self.channel.port2().post_message(&JsValue::NULL);
        })
    }
}

thread_local! {
    static TURNS: Option<Turns> = Turns::new();
}

/// Ends the current task so that messages are seen, and comes back at once.
///
/// A message to oneself: unlike a timer, browsers do not stretch it to 4 ms.
pub async fn give_way() {
    let Some(promise) = TURNS.with(|turns| turns.as_ref().map(Turns::promise)) else {
        return;
    };
    let _ = JsFuture::from(promise).await;
}

/// Resolves after `ms` milliseconds.
pub async fn wait_ms(ms: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        let _ = scope().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
    });
    let _ = JsFuture::from(promise).await;
}
