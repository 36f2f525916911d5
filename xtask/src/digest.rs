//! SHA-256 of bytes and files, as lower-case hexadecimal.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// 64 lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// As policies and `integrity` attributes have it: `sha256-` and base64.
pub fn sha256_of_source(bytes: &[u8]) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(bytes)))
}

/// Hashes a file without holding it in memory.
pub fn sha256_hex_of_file(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(hex(&hasher.finalize()));
        }
        hasher.update(&buffer[..read]);
    }
}

/// Refuses a file whose SHA-256 is not the wanted one.
pub fn require_sha256(path: &Path, wanted: &str) -> Result<()> {
    let found =
        sha256_hex_of_file(path).with_context(|| format!("cannot read {}", path.display()))?;
    if found != wanted {
        bail!(
            "{} has the wrong SHA-256: expected {wanted}, found {found}",
            path.display()
        );
    }
    Ok(())
}

/// Writes `bytes` unless the file already holds exactly them; tells whether it wrote.
///
/// An unchanged file keeps its modification time, so a build that looks at times is not repeated.
pub fn write_if_changed(path: &Path, bytes: &[u8]) -> Result<bool> {
    if fs::read(path).is_ok_and(|present| present == bytes) {
        return Ok(false);
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot create {}", folder.display()))?;
    }
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(true)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_the_standards_example() {
        // FIPS 180-4's example message "abc".
        assert_eq!(
            sha256_hex(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn a_file_with_another_hash_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("xtask-digest");
        fs::write(&path, b"abc").unwrap();
        let error = require_sha256(&path, &"0".repeat(64)).unwrap_err();
        let message = error.to_string();
        assert!(message.contains("wrong SHA-256"), "{message}");
        assert!(message.contains("xtask-digest"), "{message}");
    }
}
