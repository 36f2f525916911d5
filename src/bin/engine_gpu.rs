//! The engine's worker, on WebGPU.

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        gradoscope::browser::constructors::call_constructors();
        gradoscope::worker::serve_engine(gradoscope::worker::open_gpu);
    }
}
