use std::cell::RefCell;

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

thread_local! {
    static CHANNEL: RefCell<Option<MessageChannel>> = const { RefCell::new(None) };
}

/// Ends the current task so that messages are seen, and comes back at once.
///
/// A message to oneself: unlike a timer, browsers do not stretch it to 4 ms.
pub async fn give_way() {
    let channel = CHANNEL.with_borrow_mut(|slot| match slot {
        Some(channel) => Some(channel.clone()),
        None => {
            *slot = MessageChannel::new().ok();
            slot.clone()
        }
    });
    let Some(channel) = channel else { return };
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        channel.port1().set_onmessage(Some(&resolve));
        let _ = channel.port2().post_message(&JsValue::NULL);
    });
    let _ = JsFuture::from(promise).await;
}
