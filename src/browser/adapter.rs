//! What the browser says of its WebGPU adapter; works on the page and in a worker.

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::protocol::Adapter;

/// When to ask again for an adapter that was refused, in milliseconds: Chromium 156 on a graphics card
/// was seen to have none while its process for graphics was starting, and one right afterwards.
const AGAIN_AFTER_MS: [u32; 2] = [0, 250];

/// The adapter that the browser gives for high performance; none without WebGPU.
pub async fn describe() -> Option<Adapter> {
    let navigator = get(&js_sys::global(), "navigator")?;
    let gpu = get(&navigator, "gpu")?;
    let mut found = request(&gpu).await;
    for wait_ms in AGAIN_AFTER_MS {
        if found.is_some() {
            break;
        }
        sleep(wait_ms).await;
        found = request(&gpu).await;
    }
    found
}

/// Nothing is waited for where there is no clock.
async fn sleep(wait_ms: u32) {
    let Some(Ok(set_timeout)) = get(&js_sys::global(), "setTimeout").map(JsCast::dyn_into) else {
        return;
    };
    let set_timeout: Function = set_timeout;
    let over = js_sys::Promise::new(&mut |resolve, _| {
        let _ = set_timeout.call2(&JsValue::NULL, &resolve, &wait_ms.into());
    });
    let _ = JsFuture::from(over).await;
}

async fn request(gpu: &JsValue) -> Option<Adapter> {
    let request: Function = get(gpu, "requestAdapter")?.dyn_into().ok()?;
    let options = Object::new();
    Reflect::set(
        &options,
        &"powerPreference".into(),
        &"high-performance".into(),
    )
    .ok()?;
    let promise = request.call1(gpu, &options).ok()?;
    let adapter = JsFuture::from(promise.unchecked_into::<js_sys::Promise>())
        .await
        .ok()?;
    let info = get(&adapter, "info")?;
    let text = |key| {
        get(&info, key)
            .and_then(|v| v.as_string())
            .unwrap_or_default()
    };
    let parts = ["vendor", "architecture", "device", "description"].map(text);
    let software = [&info, &adapter]
        .iter()
        .any(|holder| get(holder, "isFallbackAdapter").is_some_and(|v| v.is_truthy()))
        || parts.iter().any(|part| is_software_name(part));
    let named: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Some(Adapter {
        name: named.join(" "),
        software,
    })
}

/// Browsers that do not say `isFallbackAdapter` still name the rasteriser.
fn is_software_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["swiftshader", "llvmpipe", "lavapipe", "basic render"]
        .iter()
        .any(|known| name.contains(known))
}

fn get(holder: &JsValue, key: &str) -> Option<JsValue> {
    let value = Reflect::get(holder, &JsValue::from_str(key)).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}
