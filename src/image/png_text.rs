//! Texts in PNG files: `iTXt` chunks, not compressed, of no stated language.

/// A file's signature and its first chunk end here.
const AFTER_HEADER: usize = 33;
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const CHUNK: &[u8] = b"iTXt";

/// Puts a text into a PNG file, before its pixels.
pub fn put_text(file: &mut Vec<u8>, keyword: &str, text: &str) {
    let at = AFTER_HEADER.min(file.len());
    file.splice(at..at, text_chunk(keyword, text));
}

/// The text of the first chunk with this keyword that stands before the pixels of a PNG file; none
/// where there is no such chunk, or where it is damaged or compressed.
pub fn text_of<'a>(file: &'a [u8], keyword: &str) -> Option<&'a str> {
    let mut rest = file.strip_prefix(SIGNATURE)?;
    loop {
        let (length, others) = rest.split_first_chunk::<4>()?;
        let length = u32::from_be_bytes(*length) as usize;
        let (chunk, others) = others.split_at_checked(length.checked_add(4)?)?;
        let (sum, others) = others.split_first_chunk::<4>()?;
        rest = others;
        let (kind, body) = chunk.split_at(4);
        if kind == b"IDAT" {
            return None;
        }
        let head = [keyword.as_bytes(), &[0]].concat();
        let Some(told) = body.strip_prefix(&head[..]).filter(|_| kind == CHUNK) else {
            continue;
        };
        let is_whole = crc32(chunk) == u32::from_be_bytes(*sum);
        return text_in(told).filter(|_| is_whole);
    }
}

/// Behind the keyword: whether it is compressed and how, a language, the keyword in that language.
fn text_in(told: &[u8]) -> Option<&str> {
    let [0, _, rest @ ..] = told else { return None };
    let text = rest.splitn(3, |byte| *byte == 0).nth(2)?;
    std::str::from_utf8(text).ok()
}

fn text_chunk(keyword: &str, text: &str) -> Vec<u8> {
    let mut chunk = CHUNK.to_vec();
    chunk.extend(keyword.bytes().chain([0; 5]));
    chunk.extend(text.bytes().filter(|byte| *byte != 0));
    let length = (chunk.len() - 4) as u32;
    let sum = crc32(&chunk);
    [&length.to_be_bytes()[..], &chunk, &sum.to_be_bytes()].concat()
}

/// The checksum of PNG chunks, and of what is in zip files.
pub fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| (crc >> 1) ^ (0xedb8_8320 * (crc & 1));
    !bytes
        .iter()
        .fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::{Picture, decode, encode, encode_png};

    fn file() -> Vec<u8> {
        let picture = Picture::new(2, 2, (0..12).collect()).expect("a picture");
        encode_png(&picture).expect("a file")
    }

    #[test]
    fn the_checksum_is_that_of_the_library_s_own_chunks() {
        let file = encode(vec![9; 12], (2, 2), &[], "").expect("a file");
        let sum = |at: usize| u32::from_be_bytes(file[at..at + 4].try_into().expect("four bytes"));
        assert_eq!(crc32(&file[12..29]), sum(29));
        let end = file.len();
        assert_eq!(crc32(&file[end - 8..end - 4]), sum(end - 4));
    }

    #[test]
    fn a_text_is_found_again_whatever_other_texts_there_are_and_changes_no_pixel() {
        let mut made = file();
        put_text(&mut made, "Mine", "{\"é\": \"…\"}");
        put_text(&mut made, "Description", "two lines\nof it");
        put_text(&mut made, "Mine too", "other");
        assert_eq!(text_of(&made, "Mine"), Some("{\"é\": \"…\"}"));
        assert_eq!(text_of(&made, "Mine too"), Some("other"));
        assert_eq!(text_of(&made, "Min"), None);
        assert_eq!(text_of(&file(), "Mine"), None);
        let picture = |file: &[u8]| decode(file).expect("a picture").picture;
        assert_eq!(picture(&made), picture(&file()));
    }

    #[test]
    fn what_is_cut_or_changed_has_no_text() {
        let mut made = file();
        put_text(&mut made, "Mine", "a text");
        let end = AFTER_HEADER + 12 + "Mine".len() + 5 + "a text".len();
        for length in 0..end {
            assert_eq!(text_of(&made[..length], "Mine"), None, "{length}");
        }
        assert_eq!(text_of(&made[..end], "Mine"), Some("a text"));
        for at in AFTER_HEADER..end {
            let mut changed = made.clone();
            changed[at] ^= 1;
            assert_eq!(text_of(&changed, "Mine"), None, "{at}");
        }
        // A length that leads far out of the file.
        made[AFTER_HEADER..AFTER_HEADER + 4].fill(0xff);
        assert_eq!(text_of(&made, "Mine"), None);
    }
}
