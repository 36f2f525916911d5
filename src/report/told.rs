use std::collections::BTreeMap;

use super::work::Handed;
use crate::course::{Figure, FilledThread};
use crate::spec::Lang;

/// All that a report is made of.
#[derive(Debug, Clone)]
pub struct Report {
    /// The thread with its answers.
    pub filled: FilledThread,
    /// The same as it is given back.
    pub handed: Handed,
    /// What there is to say of every figure, by its key.
    pub told: BTreeMap<String, Told>,
    /// The language of the page's own words; the thread may be in another one.
    pub lang: Lang,
    /// Such as `28 November 2026`.
    pub date: String,
    /// Networks of the figures, each with the SHA-256 of its weights.
    pub networks: Vec<(String, String)>,
    /// What computed them.
    pub devices: Vec<String>,
    /// Of the page, before the sign that begins a fragment.
    pub address: String,
    /// Whether the zip file has the raw arrays.
    pub has_arrays: bool,
}

impl Report {
    /// What begins the code of a notebook; none where no figure has any.
    pub(super) fn prelude(&self) -> Option<&str> {
        let all = self.told.values().map(|told| told.code.prelude.as_str());
        let mut some = all.filter(|prelude| !prelude.is_empty());
        some.next()
    }
}

/// What there is to say of a figure.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Such as `Attack: Egyptian cat (285) → stingray (6)`.
    pub title: String,
    /// For who does not see it.
    pub alt: String,
    /// What was set.
    pub settings: Vec<(String, String)>,
    /// What came out.
    pub figures: Vec<(String, String)>,
    /// Sets it up again: of format `g1`, with the sign that begins a fragment.
    pub link: Option<String>,
    /// In their order: those of the record, then what is made of them.
    pub pictures: Vec<ToldPicture>,
    /// How it went, after the pictures.
    pub charts: Vec<ToldChart>,
    /// Its record.
    pub record: String,
    /// Names and bytes of `.npy` files.
    pub arrays: Vec<(String, Vec<u8>)>,
    /// What repeats it elsewhere.
    pub code: Code,
}

impl Told {
    /// As the reader calls it, or else as it is called.
    pub(super) fn caption<'a>(&'a self, chosen: &'a Figure) -> &'a str {
        match chosen.caption.trim() {
            "" => &self.title,
            caption => caption,
        }
    }
}

/// A picture of a figure.
#[derive(Debug, Clone, Default)]
pub struct ToldPicture {
    /// Such as `Adversarial image`.
    pub name: String,
    /// Of a picture that belongs to the work; empty for what is made of others.
    pub file: String,
    /// The PNG file.
    pub png: Vec<u8>,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Colours from zero to the largest value, and what that is: of a map on a scale that is known.
    pub scale: Option<(Vec<[u8; 3]>, String)>,
}

/// A chart of a figure.
#[derive(Debug, Clone, Default)]
pub struct ToldChart {
    /// Such as `Probability`.
    pub name: String,
    /// The SVG file, with its title and legend.
    pub svg: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// What repeats a figure with PyTorch.
#[derive(Debug, Clone, Default)]
pub struct Code {
    /// What stands before the lines of all figures, once; empty where there is no counterpart.
    pub prelude: String,
    /// Of this figure; empty where there is no counterpart.
    pub lines: String,
    /// Whether the lines read `pixels`: those of the first picture.
    pub reads_pixels: bool,
    /// A whole program, for a file of its own.
    pub file: String,
    /// What they do not repeat, or why there are none.
    pub notes: Vec<String>,
}
