//! From bytes to text.

/// The characters of Windows-1252 from 0x80 to 0x9f; the five that are none stand for themselves.
const WINDOWS_1252: [u16; 32] = [
    0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039,
    0x0152, 0x8d, 0x017d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d, 0x017e, 0x0178,
];

/// The text of a file: UTF-8 or UTF-16, with or without the mark in front, else Windows-1252. None
/// for what is no text.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    let text = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8_or_windows(rest),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        bytes if bytes.contains(&0) => without_mark(bytes)?,
        bytes => utf8_or_windows(bytes),
    };
    let is_text = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\x0c' | '\u{85}');
    text.chars().all(is_text).then_some(text)
}

/// UTF-16 of any language writes line feeds, spaces and digits with a zero on one side.
fn without_mark(bytes: &[u8]) -> Option<String> {
    let zeros = |side: usize| {
        let side = bytes.iter().skip(side).step_by(2);
        side.filter(|byte| **byte == 0).count()
    };
    match zeros(1) > zeros(0) {
        true => utf16(bytes, u16::from_le_bytes),
        false => utf16(bytes, u16::from_be_bytes),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    String::from_utf16(&units).ok().filter(|_| rest.is_empty())
}

fn utf8_or_windows(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| windows(*byte)).collect(),
    }
}

fn windows(byte: u8) -> char {
    let code = match byte {
        0x80..=0x9f => u32::from(WINDOWS_1252[usize::from(byte - 0x80)]),
        byte => u32::from(byte),
    };
    char::from_u32(code).unwrap_or(' ')
}
