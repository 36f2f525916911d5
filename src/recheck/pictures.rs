//! The pictures of a result beside those that were made again.

use super::compare::Standard;
use crate::app_model::{PictureOf, Shelved, ShelvedPicture};

/// How far two pictures are apart, in grey levels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Apart {
    pub largest: u8,
    /// Over all values.
    pub mean: f64,
    /// Of the values that are not the same, in 0..1.
    pub share: f64,
}

impl Apart {
    /// None where they are of different sizes.
    pub fn of(a: &[u8], b: &[u8]) -> Option<Self> {
        if a.len() != b.len() || a.is_empty() {
            return None;
        }
        let far = || a.iter().zip(b).map(|(a, b)| a.abs_diff(*b));
        let count = a.len() as f64;
        Some(Self {
            largest: far().max().unwrap_or_default(),
            mean: far().map(f64::from).sum::<f64>() / count,
            share: far().filter(|far| *far > 0).count() as f64 / count,
        })
    }

    fn is_within(self, of: PictureOf, standard: Standard) -> bool {
        if standard == Standard::SameKernels {
            return self.largest == 0;
        }
        match of {
            PictureOf::Seen | PictureOf::Original | PictureOf::Among(_) => self.largest == 0,
            PictureOf::Adversarial | PictureOf::Contender(_) => self.mean <= MOST_OF_ATTACK,
            // Where other kernels end up is another picture.
            PictureOf::Visualisation | PictureOf::Cell(_) => true,
            PictureOf::Mask => self.share <= MOST_OF_MASK,
            PictureOf::Map | PictureOf::SecondMap | PictureOf::Changed | PictureOf::MapAmong(_) => {
                self.mean <= MOST_OF_MAP
            }
        }
    }
}

/// Mean differences that other kernels may lead to, in grey levels.
const MOST_OF_ATTACK: f64 = 1.0;
const MOST_OF_MAP: f64 = 0.5;
/// Of the pixels of an object.
const MOST_OF_MASK: f64 = 0.01;

/// What was measured, and the sentences of what differs too much.
pub(super) fn apart(
    theirs: &Shelved,
    ours: &Shelved,
    standard: Standard,
) -> (Vec<(PictureOf, Apart)>, Vec<String>) {
    let has = |of| theirs.pictures.iter().any(|picture| picture.of == of);
    let missing = ours.pictures.iter().filter(|picture| !has(picture.of));
    let missing = missing.map(|picture| format!("{} is not in the report", name(picture.of)));
    let (mut measured, mut wrong) = (Vec::new(), missing.collect::<Vec<_>>());
    for picture in &theirs.pictures {
        let name = name(picture.of);
        let other = ours.pictures.iter().find(|other| other.of == picture.of);
        let apart = other.and_then(|other| between(picture, other));
        let Some(apart) = apart else {
            wrong.push(format!("{name} is of another size here, or there is none"));
            continue;
        };
        measured.push((picture.of, apart));
        if !apart.is_within(picture.of, standard) {
            let Apart {
                largest,
                mean,
                share,
            } = apart;
            let percent = 100.0 * share;
            wrong.push(format!(
                "{name} differs by {mean:.2} grey levels on average, {largest} at most, in {percent:.2}% \
                 of its values"
            ));
        }
    }
    (measured, wrong)
}

fn between(a: &ShelvedPicture, b: &ShelvedPicture) -> Option<Apart> {
    Apart::of(&a.pixels, &b.pixels).filter(|_| a.width == b.width)
}

/// What was not held against the pictures that were made again.
pub(super) fn remarks(measured: &[(PictureOf, Apart)], standard: Standard) -> Vec<String> {
    let is_of_ascent = |of: &PictureOf| matches!(of, PictureOf::Visualisation | PictureOf::Cell(_));
    let others = measured
        .iter()
        .filter(|(of, apart)| is_of_ascent(of) && apart.largest > 0);
    let farthest = others.map(|(_, apart)| apart.mean).reduce(f64::max);
    let farthest = farthest.filter(|_| standard == Standard::Ascent);
    let told = farthest.map(|mean| {
        format!(
            "what is said of its pictures is right; the pictures themselves cannot be made again here: on another device an ascent ends elsewhere ({mean:.1} grey levels away on average)"
        )
    });
    told.into_iter().collect()
}

pub(super) fn name(of: PictureOf) -> String {
    match of {
        PictureOf::Seen => "the picture that the network saw".to_owned(),
        PictureOf::Original => "the picture that was attacked".to_owned(),
        PictureOf::Adversarial => "the adversarial picture".to_owned(),
        PictureOf::Contender(at) => format!("the picture of attack {}", at + 1),
        PictureOf::Visualisation => "the visualisation".to_owned(),
        PictureOf::Cell(at) => format!("picture {} of the sheet", at + 1),
        PictureOf::Map => "the map".to_owned(),
        PictureOf::SecondMap => "the map by the second network".to_owned(),
        PictureOf::Changed => "the map after the last change".to_owned(),
        PictureOf::Mask => "the object".to_owned(),
        PictureOf::Among(at) => format!("picture {}", at + 1),
        PictureOf::MapAmong(at) => format!("map {}", at + 1),
    }
}
