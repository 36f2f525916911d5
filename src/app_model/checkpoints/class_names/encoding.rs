//! From bytes to text.

/// From 0x80 to 0x9f; the five that are none stand for themselves. From 0xa0 on it is Latin-1.
const WINDOWS_1252: [u16; 32] = [
    0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039,
    0x0152, 0x8d, 0x017d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d, 0x017e, 0x0178,
];
/// From 0x80 on.
const MAC_ROMAN: [u16; 128] = [
    0x00c4, 0x00c5, 0x00c7, 0x00c9, 0x00d1, 0x00d6, 0x00dc, 0x00e1, 0x00e0, 0x00e2, 0x00e4, 0x00e3,
    0x00e5, 0x00e7, 0x00e9, 0x00e8, 0x00ea, 0x00eb, 0x00ed, 0x00ec, 0x00ee, 0x00ef, 0x00f1, 0x00f3,
    0x00f2, 0x00f4, 0x00f6, 0x00f5, 0x00fa, 0x00f9, 0x00fb, 0x00fc, 0x2020, 0x00b0, 0x00a2, 0x00a3,
    0x00a7, 0x2022, 0x00b6, 0x00df, 0x00ae, 0x00a9, 0x2122, 0x00b4, 0x00a8, 0x2260, 0x00c6, 0x00d8,
    0x221e, 0x00b1, 0x2264, 0x2265, 0x00a5, 0x00b5, 0x2202, 0x2211, 0x220f, 0x03c0, 0x222b, 0x00aa,
    0x00ba, 0x03a9, 0x00e6, 0x00f8, 0x00bf, 0x00a1, 0x00ac, 0x221a, 0x0192, 0x2248, 0x2206, 0x00ab,
    0x00bb, 0x2026, 0x00a0, 0x00c0, 0x00c3, 0x00d5, 0x0152, 0x0153, 0x2013, 0x2014, 0x201c, 0x201d,
    0x2018, 0x2019, 0x00f7, 0x25ca, 0x00ff, 0x0178, 0x2044, 0x20ac, 0x2039, 0x203a, 0xfb01, 0xfb02,
    0x2021, 0x00b7, 0x201a, 0x201e, 0x2030, 0x00c2, 0x00ca, 0x00c1, 0x00cb, 0x00c8, 0x00cd, 0x00ce,
    0x00cf, 0x00cc, 0x00d3, 0x00d4, 0xf8ff, 0x00d2, 0x00da, 0x00db, 0x00d9, 0x0131, 0x02c6, 0x02dc,
    0x00af, 0x02d8, 0x02d9, 0x02da, 0x00b8, 0x02dd, 0x02db, 0x02c7,
];

/// The text of a file: UTF-8 or UTF-16, with or without the mark in front, else Windows-1252 or Mac Roman,
/// whichever makes words. None for what is no text, or one of another encoding.
pub(crate) fn decode(bytes: &[u8]) -> Option<String> {
    let text = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8_or_older(rest)?,
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        bytes if bytes.contains(&0) => without_mark(bytes)?,
        bytes => utf8_or_older(bytes)?,
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

fn utf8_or_older(bytes: &[u8]) -> Option<String> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    let read = |table: &[u16]| -> Vec<char> {
        let code = |byte: u8| {
            let high = byte.checked_sub(0x80).map(usize::from);
            let code = high.and_then(|high| table.get(high)).copied();
            code.map_or(u32::from(byte), u32::from)
        };
        let chars = bytes.iter().filter_map(|byte| char::from_u32(code(*byte)));
        chars.collect()
    };
    let (windows, mac) = (read(&WINDOWS_1252), read(&MAC_ROMAN));
    let likelier = match fitting(&mac) > fitting(&windows) {
        true => mac,
        false => windows,
    };
    // A sign or a capital in the middle of a word: it is neither.
    let is_split = |three: &[char]| {
        let [before, c, after] = three else {
            return false;
        };
        let is_odd = !c.is_ascii() && !c.is_lowercase() && !"’–—·×".contains(*c);
        is_odd && before.is_ascii_lowercase() && after.is_ascii_lowercase()
    };
    let is_one = !likelier.windows(3).any(is_split);
    is_one.then(|| likelier.into_iter().collect())
}

/// How many characters beyond ASCII are as they would be in a word, or around one.
fn fitting(text: &[char]) -> usize {
    let at = |at: Option<usize>| at.and_then(|at| text.get(at)).copied().unwrap_or(' ');
    let fits = |(place, c): (usize, &char)| {
        let before = at(place.checked_sub(1));
        let is_followed = at(Some(place + 1)).is_alphabetic();
        match c {
            '’' | '–' | '—' | '×' | '\u{a0}' | 'À' | 'œ' | 'ß'..='ö' | 'ø'..='ÿ' => {
                true
            }
            'Á'..='Ö' | 'Ø'..='Þ' | 'Œ' if is_followed => !before.is_lowercase(),
            'Á'..='Ö' | 'Ø'..='Þ' | 'Œ' => before.is_uppercase(),
            '‘' | '“' | '«' => !before.is_alphabetic(),
            '”' | '…' | '™' | '»' => !is_followed,
            _ => false,
        }
    };
    text.iter().enumerate().filter(|place| fits(*place)).count()
}
