//! What libraries leave to be done before the program: burn's, on WebGPU, register by such
//! constructors.

#![expect(unsafe_code, reason = "the linker's own function")]

unsafe extern "C" {
    /// Made by the linker: calls every constructor of the module.
    fn __wasm_call_ctors();
}

/// Calls the constructors, which has to be done once, before a device is opened.
///
/// A module in which nothing calls them has its linker call them at the entry of *every* exported
/// function, those among them that hand a JavaScript value over: several times for each buffer that a
/// shader is given. Most of an engine's time on a graphics card went there.
pub fn call_constructors() {
    // SAFETY: all constructors of the module are those of the crate `inventory`, which may be called
    // at any time and more than once; a module of WebAssembly without threads has nobody beside it.
    unsafe {
        __wasm_call_ctors();
    }
}
