//! Takes out of a WebAssembly module what only a debugger reads; puts several modules into one file.

use anyhow::{Result, bail};

/// Magic number and version.
const HEADER: [u8; 8] = *b"\0asm\x01\0\0\0";
const CUSTOM_SECTION: u8 = 0;

/// What the names of sections begin with that hold a whole module.
const PIECE: &str = "piece:";

/// The name of the section that holds this module in a file of several.
pub fn section_of(module: &str) -> String {
    format!("{PIECE}{module}")
}

/// Modules in one file, each as a custom section of a module that is otherwise empty: hosts send and compress it
/// like any other module, and browsers hand such sections out.
///
/// # Errors
/// When one of them is not a WebAssembly module, or a damaged one.
pub fn together(modules: &[(String, Vec<u8>)]) -> Result<Vec<u8>> {
    let mut whole = HEADER.to_vec();
    for (name, module) in modules {
        let name = section_of(name);
        let module = without_custom_sections(module)?;
        let mut section = leb128_of(name.len());
        section.extend(name.as_bytes());
        section.extend(module);
        whole.push(CUSTOM_SECTION);
        whole.extend(leb128_of(section.len()));
        whole.extend(section);
    }
    Ok(whole)
}

/// The module without its custom sections (function names and the like; not those of [`together`]): a third of it.
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
        let named = leb128(&section[head..]);
        let is_piece = named.is_some_and(|(_, behind)| behind.starts_with(PIECE.as_bytes()));
        if id != CUSTOM_SECTION || is_piece {
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

fn leb128_of(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
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
    fn modules_that_travel_together_are_slim_and_stay() {
        let slim = without_custom_sections(&module()).unwrap();
        let pieces = [("a".into(), module()), ("b".into(), module())];
        let whole = together(&pieces).unwrap();
        assert_eq!(without_custom_sections(&whole).unwrap(), whole);
        let section = |name: &[u8]| [&[0, 23, 7], name, &slim].concat();
        let expected = [&HEADER[..], &section(b"piece:a"), &section(b"piece:b")].concat();
        assert_eq!(whole, expected);
        assert!(together(&[("c".into(), b"<!doctype html>".to_vec())]).is_err());
    }

    #[test]
    fn refuses_what_is_no_module_or_only_a_part_of_one() {
        assert!(without_custom_sections(b"<!doctype html>").is_err());
        let whole = module();
        assert!(without_custom_sections(&whole[..whole.len() - 1]).is_err());
        assert!(without_custom_sections(&whole[..20]).is_err());
    }
}
