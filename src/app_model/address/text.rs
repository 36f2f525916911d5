//! A link as text: what mailers and editors did to it is undone.

use crate::app_model::LinkRefusal;

/// What a link of this page begins with.
pub(super) const VERSION: &str = "g1";
/// The last pair.
pub(super) const END: &str = "z";

/// Longer links are not made: what carries them cuts them.
const MOST_WRITTEN: usize = 1_800;
/// No more is read: one that was made here, every character of it encoded twice, is shorter.
const MOST_READ: usize = 16_384;

/// Whether a fragment of the address speaks of the page's state, in whatever version; all others are
/// left alone.
pub fn is_link(text: &str) -> bool {
    version(&plain(text)).is_some()
}

/// Why a text is not followed as a link, if it is not.
pub fn refusal_of(text: &str) -> Option<LinkRefusal> {
    pairs(text).err()
}

/// The link, unless it is too long to be sent.
pub(super) fn sendable(link: String) -> Option<String> {
    (link.len() <= MOST_WRITTEN).then_some(link)
}

/// The pairs of a link of this version, and whether its end is missing; then the last pair, which may
/// be half of one, is left out.
pub(super) fn pairs(text: &str) -> Result<(Vec<String>, bool), LinkRefusal> {
    if text.len() > MOST_READ {
        return Err(LinkRefusal::NoLink);
    }
    let text = plain(text);
    match version(&text) {
        Some(VERSION) => {}
        Some(_) => return Err(LinkRefusal::OtherVersion),
        None => return Err(LinkRefusal::NoLink),
    }
    let mut pairs: Vec<String> = text.split('~').skip(1).map(str::to_owned).collect();
    let is_cut = pairs.pop().is_none_or(|last| last != END);
    pairs.retain(|pair| !pair.is_empty());
    Ok((pairs, is_cut))
}

/// `g` and a number before the first `~`.
fn version(text: &str) -> Option<&str> {
    let (version, _) = text.split_once('~')?;
    let number = version.strip_prefix('g')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(version)
}

/// What stands around a link in prose, in brackets, in quotes, in Markdown.
const AROUND: &[char] = &[
    '.', ',', ';', ':', '!', '?', '(', ')', '[', ']', '{', '}', '<', '>', '"', '\'', '`', '*', '«',
    '»', '“', '”', '‘', '’', '…',
];

/// Without what was put around it, nor percent codes: protectors of links encode them once, and what
/// forwards them once more.
fn plain(text: &str) -> String {
    let mut text = text.trim().to_owned();
    for _ in 0..2 {
        if text.contains('%') {
            text = decoded(&text);
        }
    }
    let text = text.trim_matches(|c: char| c.is_whitespace() || AROUND.contains(&c));
    text.trim_start_matches('#').to_owned()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        let code = match rest {
            [b'%', high, low, ..] => digit(*high).zip(digit(*low)),
            _ => None,
        };
        bytes.push(code.map_or(*first, |(high, low)| high * 16 + low));
        rest = if code.is_some() { &rest[3..] } else { others };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn digit(byte: u8) -> Option<u8> {
    let value = char::from(byte).to_digit(16)?;
    u8::try_from(value).ok()
}
