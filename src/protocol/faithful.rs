use serde::{Deserialize, Serialize};

use crate::spec::{ClassId, ParamValues};

/// A saliency method and what it is told, the class apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MethodChoice {
    /// Id of the method.
    pub method: String,
    /// Of the method, by the ids of its sheet.
    pub params: ParamValues,
}

/// Does the class go when the pixels go that a map calls important, and come when they come (Petsiuk et
/// al. 2018; Rong et al. 2022)? Several maps of one image under one protocol.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FaithfulRequest {
    /// Whose maps; controls are methods too.
    pub methods: Vec<MethodChoice>,
    /// None: the predicted class.
    pub class: Option<ClassId>,
    /// In how many portions the pixels go and come, 1 to 1000; 224 as published, 28 differ little.
    pub steps: u32,
    /// What pixels become that go; the mean colour as published.
    pub deletion: Filling,
    /// What stands where pixels have not come yet; out of focus as published.
    pub insertion: Filling,
    /// How often a map is made of an image that is changed a little, to see how much the map changes; 0 for
    /// never.
    pub neighbours: u32,
    /// The reader's box: first row, first column, the row after the last, the column after the last.
    pub bounds: Option<[u32; 4]>,
    /// Of noise.
    pub seed: u32,
}

/// What stands in for pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Filling {
    /// Zero in normalised units: a grey.
    MeanColour,
    /// Black.
    Black,
    /// The image out of focus, as the authors of RISE blur it.
    OutOfFocus,
    /// Uniform in all valid colours.
    Noise,
    /// Means of the neighbours, and a little normal noise (0.01 in normalised units); the mean colour where
    /// no pixel stays.
    Imputed,
}

/// What came of one method.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FaithfulFigures {
    /// Of the request's methods, from 0.
    pub method: u32,
    /// The class of all figures.
    pub class: ClassId,
    /// Its softmax probability as pixels go, from none to all, equally spaced.
    pub deletion: Vec<f32>,
    /// As they come.
    pub insertion: Vec<f32>,
    /// Areas under the two curves over 0..1.
    pub areas: [f32; 2],
    /// Half the mean difference of the class's probability with the least and with the most important
    /// pixels gone, from a tenth to seven tenths of them; where both fillings are the same and a point lies
    /// there.
    pub kept_and_removed: Option<f32>,
    /// The largest distance of a neighbour's map from the map, over the map's length; where it was asked
    /// for and the map is not zero.
    pub sensitivity: Option<f32>,
    /// Gini index of the sizes of the map's numbers; none of a map that is zero.
    pub gini: Option<f32>,
    /// Where there is a box.
    pub inside: Option<InBox>,
    /// Whether the map is zero everywhere: pixels then go in the order they stand in, which says nothing
    /// of the method.
    pub is_zero: bool,
}

/// A map beside the reader's box.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct InBox {
    /// Whether the largest value lies inside, or at most 15 pixels beside it (Zhang et al. 2016); none of a
    /// map that is nowhere above zero.
    pub points_inside: Option<bool>,
    /// How much of the map lies inside, in 0..1.
    pub share: Option<f32>,
    /// How much of the image lies inside, in 0..1: what a map that knows nothing would have.
    pub area: f32,
}
