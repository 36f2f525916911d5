//! What a file is called on the web, and whether it is worth compressing.

use std::path::Path;

/// The media type that belongs to a file's ending.
pub fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|end| end.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        Some("tsv") => "text/tab-separated-values; charset=utf-8",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("gif") => "image/gif",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// Whether a static host compresses it: text and wasm, not pictures and not weights.
pub fn is_compressible(media_type: &str) -> bool {
    media_type.starts_with("text/")
        || media_type.starts_with("application/json")
        || [
            "application/manifest+json",
            "application/wasm",
            "image/svg+xml",
        ]
        .contains(&media_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wasm_has_the_type_that_streaming_compilation_demands() {
        assert_eq!(media_type(Path::new("a/app_bg.wasm")), "application/wasm");
    }

    #[test]
    fn weights_are_sent_as_they_are_and_scripts_compressed() {
        let compressed = |name: &str| is_compressible(media_type(Path::new(name)));
        assert!(compressed("a.js") && compressed("a.wasm") && compressed("index.html"));
        assert!(!compressed("w.safetensors") && !compressed("a.png"));
    }
}
