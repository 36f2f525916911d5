use crate::app_model::{Opened, PictureSource};
use crate::image::{CropBox, Framing, crop_box};

use super::pairs::{Pairs, Taken};

/// Of a SHA-256, so many digits tell files apart.
pub(super) const DIGITS: usize = 16;
const HASH: &str = "sha256-";
const MOST_LETTERS: usize = 64;

/// The picture that a link is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LinkedPicture {
    /// One of the page's samples, by its id.
    Sample(String),
    /// A reader's own, by the first digits of the SHA-256 of its file.
    Own(String),
}

/// The part of a picture that the network gets to see, in whole pixels of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crop {
    /// All of it, squeezed.
    Whole,
    Square {
        x: u32,
        y: u32,
        side: u32,
    },
}

/// A file's hash as links have it.
pub(super) fn hash_in_link(sha256: &str) -> Option<String> {
    Some(format!("{HASH}{}", sha256.get(..DIGITS)?))
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

const CROP: &str = "crop";
const WHOLE: &str = "whole";

impl Crop {
    pub(super) fn of(opened: &Opened) -> Self {
        let (width, height) = (opened.facts.width, opened.facts.height);
        match opened.framing {
            Framing::Squeeze => Self::Whole,
            framing => {
                let area = crop_box(width, height, framing);
                Self::Square {
                    x: area.x0,
                    y: area.y0,
                    side: area.width(),
                }
            }
        }
    }

    /// How a picture of this size is to be framed, and whether that is the very part that was meant.
    pub(in crate::app_model) fn framing(self, width: u32, height: u32) -> (Framing, bool) {
        let Self::Square { x, y, side } = self else {
            return (Framing::Squeeze, true);
        };
        let largest = width.min(height).max(1);
        let within = side.clamp(1, largest);
        let (x0, y0) = (
            x.min(width.saturating_sub(within)),
            y.min(height.saturating_sub(within)),
        );
        let area = CropBox {
            x0,
            y0,
            x1: x0 + within,
            y1: y0 + within,
        };
        let is_meant = (x, y, side) == (x0, y0, within);
        let default = Framing::default();
        if crop_box(width, height, default) == area {
            return (default, is_meant);
        }
        // A quarter of a pixel, lest the rounding of the division step back by one.
        let centre = |first: u32, length: u32| {
            (f64::from(first) + f64::from(within) / 2.0 + 0.25) / f64::from(length.max(1))
        };
        let framing = Framing::Square {
            centre_x: centre(x0, width),
            centre_y: centre(y0, height),
            zoom: f64::from(largest) / f64::from(within),
        };
        (framing, is_meant)
    }

    /// As a link says it.
    pub(super) fn pair(self) -> String {
        format!("{CROP}_{}", self.shown())
    }

    fn shown(self) -> String {
        match self {
            Self::Whole => WHOLE.to_owned(),
            Self::Square { x, y, side } => format!("{x}-{y}-{side}"),
        }
    }

    fn read(text: &str) -> Option<Self> {
        if text == WHOLE {
            return Some(Self::Whole);
        }
        let mut numbers = text.split('-').map(|number| number.parse().ok());
        let (x, y, side) = (numbers.next()??, numbers.next()??, numbers.next()??);
        numbers
            .next()
            .is_none()
            .then_some(Self::Square { x, y, side })
    }
}

/// Which picture, and which part of it.
pub(super) fn pairs(
    pairs: &mut Pairs,
    picture: &mut Option<LinkedPicture>,
    crop: &mut Option<Crop>,
) {
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
