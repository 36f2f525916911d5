use serde::{Deserialize, Serialize};

use super::SaliencyRequest;

/// An object in a picture, found by a map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SegmentRequest {
    /// Id of the way, of [`crate::segment::RECIPES`].
    pub recipe: String,
    /// The map that it goes by.
    pub map: SaliencyRequest,
    /// Side of the picture in pixels: that of the network.
    pub side: u32,
    /// Whether the map is the mean over ten crops of the picture enlarged by a seventh, each of the network's side:
    /// the corners and the middle, each mirrored too.
    #[serde(default)]
    pub ten_crops: bool,
    /// What the border between two pixels of one colour costs, in natural units, 0 to 10000.
    pub gamma: f32,
    /// Of what the colours' mixtures begin with.
    pub seed: u32,
}

/// Figures about what was found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SegmentFacts {
    /// Whether there is an object to speak of.
    pub found: Found,
    /// Pixels that are labelled as object.
    pub labelled: u32,
    /// Those of the largest connected region.
    pub object: u32,
    /// Connected regions, neighbours at corners counted as connected.
    pub regions: u32,
    /// Around the largest: first row, first column, the row after the last, the column after the last.
    pub bounds: Option<[u32; 4]>,
    /// What the labels cost, in natural units, above the least that each pixel costs on its own.
    pub energy: f32,
    /// How often labels were sought.
    pub rounds: u32,
}

/// What the labels come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Found {
    /// All pixels are background.
    Nothing,
    /// All pixels are object.
    Everything,
    /// Some are.
    Object,
}
