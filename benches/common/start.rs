//! How a native benchmark begins and ends.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use gradoscope::catalogue;
use gradoscope::image::{Framing, Picture, crop_box, decode, resample_bilinear};

/// Runs a benchmark; what it fails with is written to the error output.
pub fn end(run: fn() -> Result<(), String>) -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// A file of the project.
pub fn path(of: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(of)
}

/// The weights file of a network of the page.
pub fn weights(id: &str) -> Result<Vec<u8>, String> {
    let spec = catalogue::network(id).ok_or(format!("there is no network {id}"))?;
    fetched(&path("public").join(spec.file))
}

/// A file that is not part of the project.
pub fn fetched(file: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(file)
        .map_err(|error| format!("{}: {error}; run `cargo xtask assets`", file.display()))
}

/// The centre square of the picture in `file`, at this side. Not every benchmark takes one.
#[allow(dead_code)]
pub fn framed(file: &[u8], side: u32) -> Result<Picture, String> {
    let whole = decode(file).map_err(|error| error.to_string())?.picture;
    let area = crop_box(whole.width(), whole.height(), Framing::default());
    resample_bilinear(&whole, area, side, side).map_err(|error| error.to_string())
}
