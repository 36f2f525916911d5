//! The engine's worker, on the CPU, for browsers that have relaxed SIMD.

fn main() {
    #[cfg(target_arch = "wasm32")]
    gradoscope::worker::serve_engine(gradoscope::worker::open_cpu);
}
