use serde::{Deserialize, Serialize};

use crate::scores::Standing;
use crate::spec::{AttackSpec, ClassId, ParamValues};

/// Where an attack has to lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Goal {
    /// To this class.
    Class(ClassId),
    /// To the class of the second highest score of the original.
    RunnerUp,
    /// To the class of the lowest score before the last ReLU of the original.
    LeastLikely,
    /// Anywhere but to the class of the original.
    Away,
}

/// An attack on one image, with everything it depends on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttackRequest {
    /// Id of the attack.
    pub attack: String,
    /// Of the attack, by the ids of its sheet.
    pub params: ParamValues,
    /// What counts as success.
    pub goal: Goal,
    /// Judge, stop and differentiate on the 8-bit rounding of the iterate.
    pub eight_bit: bool,
    /// Keep the iterate inside the valid pixels.
    pub boxed: bool,
    /// Success asks for this probability too, in 0..1; 0: the first place is enough.
    pub until_probability: f32,
    /// At most so many gradients; 0: as many as the attack's own limit allows.
    pub max_gradients: u32,
    /// Use all of them up, as the attack's sheet says it can, for a smaller change.
    pub spends: bool,
    /// Of whatever is drawn at random.
    pub seed: u32,
    /// Send the picture of every step.
    pub frames: bool,
}

impl AttackRequest {
    /// As the page asks for it where nothing was changed, without pictures.
    pub fn new(attack: &AttackSpec, goal: Goal) -> Self {
        Self {
            attack: attack.id.to_owned(),
            params: ParamValues::default(),
            goal,
            eight_bit: attack.on_files,
            boxed: attack.on_files,
            until_probability: 0.0,
            max_gradients: 0,
            spends: false,
            seed: 0,
            frames: false,
        }
    }
}

/// A search for a smaller change than the one that an attack found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShrinkRequest {
    /// What the attack was asked for.
    pub attack: AttackRequest,
    /// How it ended: its counts go on.
    pub end: AttackEnd,
}

/// Size of a change, over all values of the image.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Norms {
    /// With pixels in 0..1; times 255 they are grey levels.
    pub l2_unit: f32,
    /// Largest absolute value, with pixels in 0..1.
    pub linf_unit: f32,
    /// Mean of the absolute values.
    pub mean_unit: f32,
    /// With pixels normalised.
    pub l2_norm: f32,
    /// Largest absolute value, with pixels normalised.
    pub linf_norm: f32,
    /// Mean of the absolute values, with pixels normalised.
    pub mean_norm: f32,
    /// Pixels of which any channel changed.
    pub changed_pixels: u32,
    /// Values outside of the valid pixels.
    pub outside: u32,
}

/// What a step belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The attack's own way to the goal.
    Attack,
    /// The search for a smaller change on the grid of 8-bit values.
    Shrink,
}

/// One image that the attack looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttackStep {
    /// Images looked at before this one, in both stages; 0: this is the original.
    pub look: u32,
    /// Steps that the attack has applied so far; the search applies none.
    pub iteration: u32,
    /// Whether no step led here: the original, or another place to begin at.
    pub is_start: bool,
    /// Gradients that the attack has computed so far.
    pub gradients: u32,
    /// Whether the attack or the search looked at it.
    pub stage: Stage,
    /// Which image of the search it is, from 1; 0 in the attack.
    pub search_look: u32,
    /// Gradients that the search has computed so far.
    pub search_gradients: u32,
    /// The class of the original.
    pub source: Standing,
    /// The class to reach; when it has only to leave the source, the best of the others.
    pub target: Standing,
    /// How far the goal is reached, in score: positive when it is. Score of the target less the
    /// best other one; or the best other one less the source's.
    pub margin: f32,
    /// The best five.
    pub top: Vec<Standing>,
    /// Of its change against the original.
    pub norms: Norms,
    /// Whether the goal is, with the probability that was asked for.
    pub reached: bool,
    /// Whether the step from here follows the score before the last ReLU, the score itself having
    /// no gradient.
    pub escaped: bool,
}

impl AttackStep {
    /// Whether its numbers are of an image of 8-bit values, in a run that was asked for so.
    pub fn is_rounded(&self, request: &AttackRequest) -> bool {
        request.eight_bit || self.stage == Stage::Shrink
    }
}

/// Why an attack ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// The goal was reached.
    Reached,
    /// The attack's own limit of steps.
    Steps,
    /// The limit of gradients.
    Gradients,
    /// The gradient was exactly zero and there was no way out.
    ZeroGradient,
}

/// How an attack ended; beside it the best image it found, rounded to 8 bits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttackEnd {
    /// [`Ending::Reached`] where the kept image reaches the goal, else what stopped the attack.
    pub ending: Ending,
    /// Steps that the attack applied.
    pub iterations: u32,
    /// Gradients that it computed.
    pub gradients: u32,
    /// Images that it looked at, the original among them.
    pub looks: u32,
    /// The first iteration that reached the goal, if any did.
    pub first_reached: Option<u32>,
    /// Of an attack that began again with other values of a parameter: the one of the image that was
    /// kept.
    pub tried: Option<f32>,
    /// Images that the search for a smaller change looked at.
    pub search_looks: u32,
    /// Gradients that the search computed.
    pub search_gradients: u32,
    /// The image that was kept: the smallest success, else the nearest to it. Its numbers are those
    /// before rounding where [`AttackRequest::eight_bit`] is off.
    pub best: AttackStep,
    /// Whether the gradient was zero anywhere on the way.
    pub was_dead: bool,
}

/// Scores along the line from the original through the adversarial image.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ray {
    /// The class of the original, as it was asked for.
    pub source: ClassId,
    /// The class of the adversarial image, as it was asked for.
    pub target: ClassId,
    /// Position on the line: 0 the original, 1 the adversarial image.
    pub at: Vec<f32>,
    /// Unnormalised scores of the source at each position.
    pub source_score: Vec<f32>,
    /// Unnormalised scores of the target at each position.
    pub target_score: Vec<f32>,
    /// Change of the score for one whole change, as the gradient at the original predicts it.
    pub source_slope: f32,
    /// The same for the score of the target.
    pub target_slope: f32,
    /// The best class at each position.
    pub predicted: Vec<ClassId>,
}

#[cfg(test)]
impl AttackStep {
    /// Of an attack that makes one image an iteration, whose search has not begun.
    pub(crate) fn for_tests(iteration: u32, source: Standing, target: Standing) -> Self {
        Self {
            look: iteration,
            iteration,
            is_start: iteration == 0,
            gradients: iteration,
            stage: Stage::Attack,
            search_look: 0,
            search_gradients: 0,
            source,
            target,
            margin: 0.0,
            top: vec![source],
            norms: Norms::default(),
            reached: false,
            escaped: false,
        }
    }
}
