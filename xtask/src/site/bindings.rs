//! What lies between a program and the browser: wasm-bindgen, as a library.

use std::path::Path;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

/// Writes `{name}.js` and `{name}_bg.wasm` of the linked program `module` into the folder `to`;
/// `is_cut`: pieces of it lie elsewhere and refer to what the linker named.
///
/// # Errors
/// When it was linked with another version of wasm-bindgen.
pub fn bind(module: &Path, name: &str, to: &Path, is_cut: bool) -> Result<()> {
    Bindgen::new()
        .input_path(module)
        .out_name(name)
        .web(true)?
        .typescript(false)
        .keep_lld_exports(is_cut)
        .generate(to)
        .with_context(|| format!("no bindings for {}", module.display()))
}
