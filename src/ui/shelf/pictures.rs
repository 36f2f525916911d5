//! What there is to see of an entry.

use super::facts::{axis_name, axis_value};
use super::reading::Reading;
use crate::app_model::{FACTORS, Kind, PictureOf, Shelved, ShelvedPicture};
use crate::render::{Rgba, difference, rgba_from_rgb};
use crate::spec::Lang;
use crate::ui::strings;

/// By how much the difference is multiplied.
const FACTOR: u32 = FACTORS[2];

/// A picture of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    Kept(PictureOf),
    /// Of the adversarial image to the original.
    Difference,
}

impl Sight {
    /// In the names of elements and files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Kept(PictureOf::Seen) => "seen",
            Self::Kept(PictureOf::Original) => "original",
            Self::Kept(PictureOf::Adversarial) => "adversarial",
            Self::Kept(PictureOf::Contender(_)) => "contender",
            Self::Kept(PictureOf::Visualisation) => "visualisation",
            Self::Kept(PictureOf::Cell(_)) => "cell",
            Self::Kept(PictureOf::Map) => "map",
            Self::Kept(PictureOf::SecondMap) => "second-map",
            Self::Kept(PictureOf::Changed) => "changed",
            Self::Kept(PictureOf::Mask) => "mask",
            Self::Kept(PictureOf::Among(_)) => "picture",
            Self::Kept(PictureOf::MapAmong(_)) => "map",
            Self::Difference => "difference",
        }
    }
}

/// All that there is to see, in its order.
pub fn sights(shelved: &Shelved) -> Vec<Sight> {
    let kept = shelved
        .pictures
        .iter()
        .map(|picture| Sight::Kept(picture.of));
    let change = both(shelved).map(|_| Sight::Difference);
    kept.chain(change).collect()
}

/// What there is to see of both, what stands for all of an entry first.
pub fn common_sights(a: &Shelved, b: &Shelved) -> Vec<Sight> {
    let of_b = sights(b);
    let mut common: Vec<Sight> = sights(a);
    common.retain(|sight| of_b.contains(sight));
    let main = a.main_picture().map(|picture| Sight::Kept(picture.of));
    common.sort_by_key(|sight| Some(*sight) != main);
    common
}

fn picture(shelved: &Shelved, of: PictureOf) -> Option<&ShelvedPicture> {
    shelved.pictures.iter().find(|picture| picture.of == of)
}

/// The original and the adversarial image.
fn both(shelved: &Shelved) -> Option<[&ShelvedPicture; 2]> {
    let [original, made] =
        [PictureOf::Original, PictureOf::Adversarial].map(|of| picture(shelved, of));
    let both = [original?, made?];
    (both[0].pixels.len() == both[1].pixels.len()).then_some(both)
}

/// The picture itself; the one that stands for all where `sight` is none.
pub fn rgba(shelved: &Shelved, sight: Option<Sight>) -> Option<Rgba> {
    let of = |picture: &ShelvedPicture, bytes| Rgba {
        bytes,
        width: picture.width,
        height: picture.height,
    };
    if sight == Some(Sight::Difference) {
        let [original, made] = both(shelved)?;
        let bytes = difference(&original.pixels, &made.pixels, FACTOR);
        return Some(of(original, bytes));
    }
    let picture = match sight {
        Some(Sight::Kept(kept)) => picture(shelved, kept),
        _ => shelved.main_picture(),
    }?;
    Some(of(picture, rgba_from_rgb(&picture.pixels)))
}

/// What a picture is called.
pub fn name(reading: &Reading, sight: Sight, lang: Lang) -> String {
    let text = match sight {
        Sight::Difference => return strings::difference_times(FACTOR, None, lang),
        Sight::Kept(PictureOf::Contender(at)) => {
            let place = format!("/result/contenders/{at}/request");
            let request = reading.at(&place);
            return request
                .and_then(|request| reading.contender_of(request, lang))
                .unwrap_or_default();
        }
        Sight::Kept(PictureOf::Cell(at)) => return cell_name(reading, at, lang),
        Sight::Kept(PictureOf::Map) if reading.names.second_network.is_some() => {
            return map_by(reading, 0, lang);
        }
        Sight::Kept(PictureOf::SecondMap) => return map_by(reading, 1, lang),
        Sight::Kept(PictureOf::Among(at)) => return reading.picture_among(at, lang),
        Sight::Kept(PictureOf::MapAmong(at)) => return map_among(reading, at, lang),
        Sight::Kept(PictureOf::Seen) if reading.kind == Some(Kind::Visualisation) => {
            strings::BEGAN_WITH
        }
        Sight::Kept(PictureOf::Seen) => strings::SEEN,
        Sight::Kept(PictureOf::Original) => strings::ORIGINAL,
        Sight::Kept(PictureOf::Adversarial) => strings::ATTACKED,
        Sight::Kept(PictureOf::Visualisation) => strings::VISUALISATION,
        Sight::Kept(PictureOf::Map) => strings::SALIENCY,
        Sight::Kept(PictureOf::Changed) => strings::AFTER_LAST_CHANGE,
        Sight::Kept(PictureOf::Mask) => strings::MASK,
    };
    text.get(lang).to_owned()
}

fn map_by(reading: &Reading, at: usize, lang: Lang) -> String {
    let network = reading.networks().get(at).copied().unwrap_or_default();
    strings::named_value(strings::SALIENCY.get(lang), network, lang)
}

/// By its method, or by its picture.
fn map_among(reading: &Reading, at: usize, lang: Lang) -> String {
    let map = reading.at(&format!("/result/maps/{at}"));
    let method = map.and_then(|map| reading.method_of(map, lang));
    method.unwrap_or_else(|| strings::map_of_picture(&reading.picture_among(at, lang), lang))
}

/// One value of each direction of a sheet.
fn cell_name(reading: &Reading, at: usize, lang: Lang) -> String {
    let axes = reading.list("/result/axes").iter();
    let values = reading.list(&format!("/result/cells/{at}/values"));
    let named = axes.zip(values).map(|(axis, value)| {
        let id = &axis["varies"];
        let value = axis_value(reading, id, value, lang);
        strings::named_value(&axis_name(id, lang), &value, lang)
    });
    named.collect::<Vec<_>>().join(", ")
}
