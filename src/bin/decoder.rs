//! The worker that opens pictures.

fn main() {
    #[cfg(target_arch = "wasm32")]
    gradoscope::worker::serve_decoder();
}
