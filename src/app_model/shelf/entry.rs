use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::app_model::{BlobId, Bytes, Later};

/// What the shelf keeps of one result: all that there is to see of it, whatever the bench, the
/// network and the picture have become since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shelved {
    /// The same for the same experiment with the same outcome, and for no other.
    pub key: String,
    /// Its record, JSON.
    pub record: String,
    pub names: Names,
    pub pictures: Vec<ShelvedPicture>,
}

/// Names of what the record speaks of by its index or id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    pub network: String,
    pub second_network: Option<String>,
    pub picture: Option<String>,
    /// In English and in French.
    pub classes: BTreeMap<u16, [String; 2]>,
}

/// A picture of a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShelvedPicture {
    pub of: PictureOf,
    pub width: u32,
    pub height: u32,
    /// RGB, `[height, width, 3]`. They stand behind the rest, as they are.
    #[serde(skip)]
    pub pixels: Bytes,
}

/// What a picture of a result shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PictureOf {
    /// What the network saw.
    Seen,
    /// What was attacked.
    Original,
    Adversarial,
    /// What an attack of a comparison made, by its position.
    Contender(usize),
    Visualisation,
    /// Of a sheet, by its position.
    Cell(usize),
    Map,
    SecondMap,
    /// The map after the last change of a sanity test.
    Changed,
    /// Which pixels are the object.
    Mask,
    /// A picture among several, by its position in the record.
    Among(usize),
    /// A map among several, likewise.
    MapAmong(usize),
}

impl Shelved {
    /// How much it holds.
    pub fn bytes(&self) -> usize {
        let pictures = self.pictures.iter().map(|picture| picture.pixels.len());
        self.record.len() + pictures.sum::<usize>()
    }

    /// The picture that stands for all.
    pub fn main_picture(&self) -> Option<&ShelvedPicture> {
        let is_made = |picture: &&ShelvedPicture| {
            !matches!(picture.of, PictureOf::Seen | PictureOf::Original)
        };
        let mut pictures = self.pictures.iter();
        pictures.find(is_made).or(self.pictures.first())
    }
}

/// One result on the shelf.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// [`Shelved::key`].
    pub key: String,
    /// The file that holds it: it outlives the page's own memory.
    pub blob: BlobId,
    pub bytes: usize,
    /// Not asked for: it is read once the shelf is looked at.
    pub content: Later<Arc<Shelved>>,
}

impl Entry {
    pub(super) fn new(shelved: Arc<Shelved>, blob: BlobId) -> Self {
        Self {
            key: shelved.key.clone(),
            blob,
            bytes: shelved.bytes(),
            content: Later::Done(shelved),
        }
    }
}
