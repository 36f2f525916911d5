//! Scripts that run before the page's own: what WebDriver alone cannot do.

/// Keeps every worker, what it said and when, and the page's long tasks, in `window.e2e`.
pub const WATCH: &str = include_str!("inject/watch.js");

/// Falsifies what is read back from the page's canvases.
pub const LYING_CANVAS: &str = include_str!("inject/lying_canvas.js");

/// [`WATCH`], and `prefix` at the start of every worker's script.
///
/// It runs before the worker asks for its code. `name` is the worker's name, and `room` a channel on
/// which the page hears what is posted to it.
pub fn in_workers(prefix: &str) -> String {
    let prefix = format!("{{ const room = new BroadcastChannel('e2e');\n{prefix}\n}}\n");
    format!(
        "{WATCH}\nwindow.e2e.prefix = {};",
        serde_json::Value::from(prefix)
    )
}

/// [`WATCH`], and `script` after it.
pub fn and(script: &str) -> String {
    format!("{WATCH}\n{script}")
}

/// Cameras that are canvases, in `window.camera`: what they are asked for, what comes of it, and every
/// track they gave.
pub const CAMERA: &str = include_str!("inject/camera.js");
