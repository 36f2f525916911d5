//! Numbers and texts.

use super::Value;

/// Two's complement, little-endian.
pub(super) fn long(bytes: &[u8]) -> Value<'_> {
    if bytes.len() > 8 {
        return Value::Long(bytes);
    }
    let negative = bytes.last().is_some_and(|byte| byte & 0x80 != 0);
    let mut all = [if negative { 0xff } else { 0 }; 8];
    all[..bytes.len()].copy_from_slice(bytes);
    Value::Int(i64::from_le_bytes(all))
}

/// What protocol 0 writes in decimal, truth values as `00` and `01`; one that is too long is passed
/// over.
pub(super) fn decimal(line: &str) -> Value<'_> {
    match line {
        "00" => Value::Bool(false),
        "01" => Value::Bool(true),
        line => match line.trim_end_matches('L').parse() {
            Ok(number) => Value::Int(number),
            Err(_) => Value::Other,
        },
    }
}

/// Text, or bytes of Python 2 that are none.
pub(super) fn text(bytes: &[u8]) -> Value<'_> {
    std::str::from_utf8(bytes).map_or(Value::Other, Value::Text)
}

/// Text between quotes. What has to be escaped is the name of no tensor, and passed over.
pub(super) fn quoted(line: &str) -> Value<'_> {
    let mut inside = line.chars();
    match (inside.next(), inside.next_back()) {
        (Some(first @ ('\'' | '"')), Some(last)) if first == last => unescaped(inside.as_str()),
        _ => Value::Other,
    }
}

pub(super) fn unescaped(text: &str) -> Value<'_> {
    match text.contains('\\') {
        true => Value::Other,
        false => Value::Text(text),
    }
}
