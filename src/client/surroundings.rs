use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Document, UrlSearchParams, Window};

use crate::app_model::{Adapter, Surroundings};
use crate::browser::adapter;
use crate::spec::Lang;

/// The browser's window.
pub(super) fn window() -> Window {
    web_sys::window().unwrap_or_else(|| js_sys::global().unchecked_into())
}

pub(super) fn document() -> Option<Document> {
    window().document()
}

/// Milliseconds of a clock that never goes back.
pub fn now_ms() -> f64 {
    window()
        .performance()
        .map_or_else(js_sys::Date::now, |p| p.now())
}

/// A day as the reader's language writes it; `ms` since 1970.
pub fn day(ms: f64, lang: Lang) -> String {
    let date = js_sys::Date::new(&ms.into());
    let options = js_sys::Object::new();
    let _ = Reflect::set(&options, &"dateStyle".into(), &"long".into());
    String::from(date.to_locale_date_string(lang.tag(), &options))
}

/// What a language is called by those who speak it, as far as the browser knows; else its tag.
pub fn language_name(tag: &str) -> String {
    named_by_browser(tag).unwrap_or_else(|| tag.to_owned())
}

fn named_by_browser(tag: &str) -> Option<String> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let class = Reflect::get(&intl, &"DisplayNames".into()).ok()?;
    let class: js_sys::Function = class.dyn_into().ok()?;
    let options = js_sys::Object::new();
    Reflect::set(&options, &"type".into(), &"language".into()).ok()?;
    let tags = js_sys::Array::of1(&tag.into());
    let names = Reflect::construct(&class, &js_sys::Array::of2(&tags, &options)).ok()?;
    let of = Reflect::get(&names, &"of".into()).ok()?;
    let of: js_sys::Function = of.dyn_into().ok()?;
    of.call1(&names, &tag.into()).ok()?.as_string()
}

/// Now, ISO 8601, whole seconds.
pub fn moment() -> String {
    let text = String::from(js_sys::Date::new_0().to_iso_string());
    let seconds = text.split('.').next().unwrap_or_default();
    format!("{seconds}Z")
}

/// A parameter of the page's address.
pub fn address_param(name: &str) -> Option<String> {
    let search = window().location().search().ok()?;
    UrlSearchParams::new_with_str(&search).ok()?.get(name)
}

/// What the browser and the address allow, and the WebGPU adapter.
pub(super) async fn look() -> (Surroundings, Option<Adapter>) {
    let window = window();
    let has_webgpu = Reflect::has(&window.navigator(), &"gpu".into()).unwrap_or(false);
    let surroundings = Surroundings {
        secure: window.is_secure_context(),
        has_webgpu,
        engines: engines(),
        spoil_self_check: address_param("self-check").as_deref() == Some("fail"),
        greets: address_param("start").as_deref() != Some("empty"),
    };
    (surroundings, adapter::describe().await)
}

#[wasm_bindgen(js_namespace = gradoscope)]
extern "C" {
    /// How many engines compute at the same time.
    fn engines() -> u8;
    /// Whether the engine for relaxed SIMD runs here.
    #[wasm_bindgen(js_name = hasRelaxedSimd)]
    pub(super) fn has_relaxed_simd() -> bool;
}

/// Until the page is left.
pub(super) fn listen(event: &str, f: impl FnMut() + 'static) {
    let closure = Closure::<dyn FnMut()>::new(f);
    let listener = closure.as_ref().unchecked_ref();
    let _ = window().add_event_listener_with_callback(event, listener);
    closure.forget();
}

/// Calls `f` once, after `ms` milliseconds.
pub(super) fn after(ms: u32, f: impl FnOnce() + 'static) {
    let closure = Closure::once_into_js(f);
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(
        closure.unchecked_ref(),
        i32::try_from(ms).unwrap_or(i32::MAX),
    );
}

/// Lets the browser do what waits: draw, take what was pressed.
pub async fn yielded() {
    let turn = js_sys::Promise::new(&mut |resolve, _| {
        after(0, move || _ = resolve.call0(&wasm_bindgen::JsValue::NULL));
    });
    let _ = wasm_bindgen_futures::JsFuture::from(turn).await;
}

#[wasm_bindgen(js_namespace = gradoscopeCheck)]
extern "C" {
    /// Loads the page again, in the build that lies on the site now.
    pub(super) fn reload();
}
