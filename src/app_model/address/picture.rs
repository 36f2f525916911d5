use crate::app_model::{Opened, PictureSource};

use super::crop::{CROP, Crop};
use super::pairs::{Pairs, Taken};

/// Of a SHA-256, so many digits tell files apart.
pub(super) const DIGITS: usize = 16;
const HASH: &str = "sha256-";
/// Between a hash and what is said of it.
pub(super) const PREPARED: char = '.';
const MOST_LETTERS: usize = 64;

/// The picture that a link is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LinkedPicture {
    /// One of the page's samples, by its id.
    Sample(String),
    /// A reader's own, by the first digits of the SHA-256 of its file.
    Own(String),
}

/// A file's hash as links have it.
pub(super) fn hash_in_link(sha256: &str) -> Option<String> {
    Some(format!("{HASH}{}", sha256.get(..DIGITS)?))
}

/// A file whose pictures are made ready in another way than it suggests.
pub(super) fn prepared_in_link(sha256: &str, preparation: &str) -> Option<String> {
    Some(format!("{}{PREPARED}{preparation}", hash_in_link(sha256)?))
}

/// All of them that a link speaks of, for this file.
pub(in crate::app_model) fn preparations_in_link<'t>(text: &'t str, sha256: &str) -> Vec<&'t str> {
    let Some(file) = hash_in_link(sha256) else {
        return Vec::new();
    };
    let before = format!("{file}{PREPARED}");
    let all = text.match_indices(&before).map(|(at, _)| {
        let rest = &text[at + before.len()..];
        let ends = |c: char| !(c.is_ascii_lowercase() || c == '-');
        rest.split(ends).next().unwrap_or_default()
    });
    all.collect()
}

/// The first digits of a hash.
pub(super) fn hash_of_link(text: &str) -> Option<&str> {
    let digits = text.strip_prefix(HASH)?;
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    (digits.len() == DIGITS && digits.bytes().all(is_hex)).then_some(digits)
}

impl LinkedPicture {
    /// None where the hash of a file is not known.
    pub fn of(opened: &Opened) -> Option<Self> {
        Some(match &opened.source {
            PictureSource::Sample { id, .. } => Self::Sample(id.clone()),
            PictureSource::File { .. } => Self::Own(opened.facts.sha256.get(..DIGITS)?.to_owned()),
        })
    }

    fn read(text: &str) -> Option<Self> {
        let is_known =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let is_id = (1..=MOST_LETTERS).contains(&text.len()) && text.bytes().all(is_known);
        match hash_of_link(text) {
            Some(digits) => Some(Self::Own(digits.to_owned())),
            None if text.starts_with(HASH) => None,
            None => is_id.then(|| Self::Sample(text.to_owned())),
        }
    }

    fn shown(&self) -> String {
        match self {
            Self::Sample(id) => id.clone(),
            Self::Own(digits) => format!("{HASH}{digits}"),
        }
    }
}

/// Which picture, and which part of it.
pub(super) fn pairs(
    pairs: &mut Pairs,
    picture: &mut Option<LinkedPicture>,
    crop: &mut Option<Crop>,
) {
    if matches!(pairs, Pairs::Written(_)) && picture.is_none() {
        return;
    }
    let shown = picture.as_ref().map(LinkedPicture::shown);
    pairs.one("img", &shown.unwrap_or_default(), &mut |text| {
        *picture = LinkedPicture::read(text);
        Taken::whole(picture.is_some())
    });
    let shown = crop.map(Crop::shown);
    pairs.one(CROP, &shown.unwrap_or_default(), &mut |text| {
        *crop = Crop::read(text);
        Taken::whole(crop.is_some())
    });
}
