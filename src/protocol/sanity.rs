use serde::{Deserialize, Serialize};

use crate::scores::Standing;

use super::{MethodChoice, SaliencyRequest};

/// Does a map hang on what the network has learnt, or on the class? The map again, after a change of one
/// of them, beside the map as it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SanityRequest {
    /// The map that is tested.
    pub map: SaliencyRequest,
    /// What is changed, step by step.
    pub change: Change,
    /// Of weights and classes that are drawn.
    pub seed: u32,
    /// Other maps of the same class by the network as it is: what a likeness has to be held against.
    pub controls: Vec<MethodChoice>,
}

/// What is changed from one step to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Layers get other weights, from the scores down, and keep them (Adebayo et al. 2018).
    Cascade(Redraw),
    /// Each layer on its own gets other weights, the others keep theirs.
    Alone(Redraw),
    /// Other classes: the least likely one, then so many less one that are drawn. Classes whose score is
    /// cut off at zero are left out.
    Classes {
        /// How many, from 1 to 100.
        count: u32,
    },
}

/// Where other weights come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Redraw {
    /// Normal, of variance two over the number of weights that one output sums over (He et al. 2015);
    /// biases zero.
    He,
    /// Normal, of the deviation of the layer's trained weights; biases zero.
    Deviation,
    /// The layer's trained weights in another order, and its biases in another.
    Permutation,
}

/// One map beside the first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SanityStep {
    /// What was changed.
    pub what: Changed,
    /// How many steps are done, this one included.
    pub done: u32,
    /// How many there are.
    pub total: u32,
    /// The class whose score is explained, in the network as it is at this step.
    pub standing: Standing,
    /// Whether the map is of the score before the last rectifier, the score itself being cut off at zero.
    pub escaped: bool,
    /// Whether the map is zero everywhere: there is nothing to compare.
    pub is_zero: bool,
    /// Beside the first map; none where either is zero everywhere.
    pub likeness: Option<Likeness>,
    /// Of a histogram of 100 bins of the map, in nats; that it rises when weights are drawn is what
    /// Hedstroem et al. (2024) ask of a map.
    pub entropy: Option<f32>,
}

/// What a step of the bench is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Changed {
    /// Nothing: the first map.
    Nothing,
    /// The method, by its id.
    Method(String),
    /// The weights of the layer of this name, and of all after it where they were changed before.
    Layer(String),
    /// The class.
    Class,
}

/// How alike two maps are. Each figure says something else; none where it does not exist, of a constant
/// map for example, or of maps of different shapes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Likeness {
    /// Spearman's rank correlation of all signed numbers, in -1..1.
    pub signed: Option<f32>,
    /// The same of one size per pixel.
    pub size: Option<f32>,
    /// The same of means of sizes over 14 by 14 parts of the image.
    pub coarse: Option<f32>,
    /// Structural similarity of the sizes, each map divided by its largest.
    pub ssim: Option<f32>,
    /// Pearson's correlation of histograms of oriented gradients of the same.
    pub hog: Option<f32>,
}
