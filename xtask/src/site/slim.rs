//! Takes out of a WebAssembly module what only a debugger reads.

use anyhow::{Result, bail};

/// Magic number and version.
const HEADER: [u8; 8] = *b"\0asm\x01\0\0\0";
const CUSTOM_SECTION: u8 = 0;

/// The module without its custom sections (function names and the like): a third of it.
///
/// # Errors
/// When `wasm` is not a WebAssembly module, or a damaged one.
pub fn without_custom_sections(wasm: &[u8]) -> Result<Vec<u8>> {
    let Some(mut rest) = wasm.strip_prefix(&HEADER) else {
        bail!("not a WebAssembly module");
    };
    let mut slim = HEADER.to_vec();
    while let Some((&id, after_id)) = rest.split_first() {
        let Some((length, after_length)) = leb128(after_id) else {
            bail!("a damaged WebAssembly module");
        };
        let head = rest.len() - after_length.len();
        let Some(section) = rest.get(..head + length) else {
            bail!("a WebAssembly module that is cut short");
        };
        if id != CUSTOM_SECTION {
            slim.extend_from_slice(section);
        }
        rest = &rest[section.len()..];
    }
    Ok(slim)
}

/// An unsigned number of at most 32 bits and what follows it.
fn leb128(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut number = 0_u64;
    for (at, byte) in bytes.iter().enumerate().take(5) {
        number |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((usize::try_from(number).ok()?, &bytes[at + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A type section of one byte, and a custom section named "a" of 130 bytes.
    fn module() -> Vec<u8> {
        let mut wasm = HEADER.to_vec();
        wasm.extend([1, 1, 0]);
        wasm.extend([CUSTOM_SECTION, 0x82, 0x01, 1, b'a']);
        wasm.extend([7; 128]);
        wasm.extend([3, 2, 1, 0]);
        wasm
    }

    #[test]
    fn only_custom_sections_go() {
        let slim = without_custom_sections(&module()).unwrap();
        assert_eq!(slim[8..], [1, 1, 0, 3, 2, 1, 0]);
    }

    #[test]
    fn refuses_what_is_no_module_or_only_a_part_of_one() {
        assert!(without_custom_sections(b"<!doctype html>").is_err());
        let whole = module();
        assert!(without_custom_sections(&whole[..whole.len() - 1]).is_err());
        assert!(without_custom_sections(&whole[..20]).is_err());
    }
}
