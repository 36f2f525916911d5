//! The engine's worker, on the CPU.

fn main() {
    #[cfg(target_arch = "wasm32")]
    gradoscope::worker::serve_engine(gradoscope::worker::open_cpu);
}
