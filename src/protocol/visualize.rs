use serde::{Deserialize, Serialize};

use crate::scores::Standing;
use crate::spec::{ClassId, ParamValues};

/// One part of a weighted sum: an objective and what it needs to be told, no more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Term {
    /// What the objective is multiplied with; below zero it is held down.
    pub weight: f32,
    /// Id of the objective.
    pub objective: String,
    /// Where the objective is of a class.
    pub class: Option<ClassId>,
    /// Name of an activation, where the objective is of one or of its channel.
    pub layer: Option<String>,
    /// Of the layer.
    pub channel: Option<u32>,
}

impl Term {
    /// Whole, told nothing yet.
    pub fn new(objective: &str) -> Self {
        Self {
            weight: 1.0,
            objective: objective.to_owned(),
            class: None,
            layer: None,
            channel: None,
        }
    }

    /// The unnormalised score of a class: the practical's objective.
    pub fn score(class: ClassId) -> Self {
        Self {
            class: Some(class),
            ..Self::new("score")
        }
    }
}

/// What the ascent begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Start {
    /// Standard normal numbers, drawn from the seed.
    #[default]
    Noise,
    /// The mean colour everywhere: zero.
    Grey,
    /// The image that comes with the request.
    Image,
}

/// A class visualisation, with everything it depends on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VisualizeRequest {
    /// What is climbed, summed up; at least one.
    pub terms: Vec<Term>,
    /// Of [`crate::catalogue::VISUALIZE_PARAMS`].
    pub params: ParamValues,
    /// What the image is at first.
    pub start: Start,
    /// Of whatever is drawn at random: the noise and the views.
    pub seed: u32,
    /// Send pictures of the steps.
    pub frames: bool,
}

/// One iteration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VisualStep {
    /// From 0: the image before this iteration's step.
    pub iteration: u32,
    /// How many there will be, with the present parameters.
    pub iterations: u32,
    /// How often the parameters were changed since the run began: this iteration is the first with
    /// the last of them.
    pub adjustments: u32,
    /// Side of the image in pixels.
    pub side: u32,
    /// The sum of the terms.
    pub objective: f32,
    /// What the regularisers subtract.
    pub penalty: f32,
    /// L2, of the objective less the penalty, per normalised unit.
    pub gradient_norm: f32,
    /// L2 of the image, normalised.
    pub image_norm: f32,
    /// The class of the first term that names one.
    pub class: Option<Standing>,
    /// The best five.
    pub top: Vec<Standing>,
    /// Whether the gradient follows the score before the last ReLU, the score itself having none.
    pub escaped: bool,
}

/// How it ended; beside it the image, rounded to 8 bits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VisualEnd {
    /// Steps that were taken.
    pub iterations: u32,
    /// Side of the image in pixels.
    pub side: u32,
    /// On the rounded image.
    pub class: Option<Standing>,
    /// The best five, on the rounded image.
    pub top: Vec<Standing>,
    /// Whether a step followed the score before the last ReLU, the score itself having no gradient.
    pub was_dead: bool,
    /// Whether it stopped because there was no gradient to follow.
    pub no_gradient: bool,
}
