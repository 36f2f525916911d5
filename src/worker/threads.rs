//! Kernels that several threads share, in a program of their own: what the page gave this worker where it
//! is isolated.

use gradoscope_kernels::{Ask, Elsewhere};
use js_sys::Reflect;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::post::scope;
use crate::engine::network;

#[wasm_bindgen(js_namespace = gradoscopeThreads)]
extern "C" {
    fn put(numbers: &[f32]) -> u32;
    fn take(slot: u32) -> Vec<f32>;
    fn ask(what: u32, words: &[u32]) -> u32;
    fn allow(all: bool);
    /// How many there are, this one with them, once all have come or one cannot.
    #[wasm_bindgen(catch)]
    async fn count() -> Result<JsValue, JsValue>;
}

struct Threads;

impl Elsewhere for Threads {
    fn put(&self, numbers: &[f32]) -> u32 {
        put(numbers)
    }

    fn take(&self, slot: u32) -> Vec<f32> {
        take(slot)
    }

    fn ask(&self, what: Ask, words: &[u32]) -> u32 {
        ask(what as u32, words)
    }
}

fn are_there() -> bool {
    Reflect::has(&scope(), &"gradoscopeThreads".into()).unwrap_or(false)
}

/// Has networks run there, if the page gave them: how many threads there are.
pub async fn use_them() -> u32 {
    if !are_there() {
        return 1;
    }
    let found = count().await.ok().and_then(|number| number.as_f64());
    let threads = found.unwrap_or(1.0) as u32;
    if threads > 1 {
        network::run_elsewhere(&Threads);
    }
    threads
}

/// Whether all threads may work together, or the others leave the processor to engines that help.
pub(super) fn together(all: bool) {
    if are_there() {
        allow(all);
    }
}
