//! Bytes as text: RFC 4648, with padding.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PAD: u8 = b'=';

pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let at = |i: usize| u32::from(three.get(i).copied().unwrap_or_default());
        let all = at(0) << 16 | at(1) << 8 | at(2);
        for (place, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let letter = LETTERS[(all >> shift & 63) as usize];
            text.push(char::from(if place > three.len() { PAD } else { letter }));
        }
    }
    text
}

/// None where it is no such text. Spaces and ends of lines are passed over, as mail puts them in.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let letters: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    let mut bytes = Vec::with_capacity(letters.len() / 4 * 3);
    let (fours, rest) = letters.as_chunks::<4>();
    if !rest.is_empty() {
        return None;
    }
    for (at, four) in fours.iter().enumerate() {
        let pads = four.iter().rev().take_while(|b| **b == PAD).count();
        if pads > 2 || pads > 0 && at + 1 < fours.len() {
            return None;
        }
        let mut all = 0_u32;
        for letter in &four[..4 - pads] {
            let value = LETTERS.iter().position(|known| known == letter)?;
            all = all << 6 | value as u32;
        }
        all <<= 6 * pads;
        bytes.extend_from_slice(&all.to_be_bytes()[1..4 - pads]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_the_standard() {
        // RFC 4648, section 10.
        let vectors = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, text) in vectors {
            assert_eq!(encode(plain.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(plain.as_bytes()));
        }
        assert_eq!(decode("Zm9v\r\nYmFy").as_deref(), Some(&b"foobar"[..]));
    }

    #[test]
    fn what_is_no_such_text_is_nothing() {
        for text in ["Z", "Zg=", "Zg==Zg==", "Z===", "Zm9*", "====", "Zé=="] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
