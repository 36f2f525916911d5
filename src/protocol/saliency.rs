use serde::{Deserialize, Serialize};

use crate::spec::{ClassId, ParamValues, Unit};

/// What is asked of a saliency method.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SaliencyRequest {
    /// Id of the method.
    pub method: String,
    /// Of the method, by the ids of its sheet.
    pub params: ParamValues,
    /// None: the predicted class.
    pub class: Option<ClassId>,
}

/// What the numbers of a map are: `[channels, height, width]`, row-major.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MapSheet {
    /// 3 for one number per colour, 1 for one number per place.
    pub channels: u32,
    /// Rows of numbers, not of pixels.
    pub height: u32,
    /// Columns of numbers, not of pixels.
    pub width: u32,
    /// Whether the sign of a number says something.
    pub signed: bool,
    /// What the numbers are measured in.
    pub unit: Unit,
    /// Where they lie over the image.
    pub cells: Cells,
}

/// Where the numbers of a map lie over the image, along each axis, height and width: number `i` at
/// `first + i * step`, in pixels, 0 being the middle of the first.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Cells {
    /// Place of the first number.
    pub first: [f32; 2],
    /// Distance from one number to the next.
    pub step: [f32; 2],
}

impl Cells {
    /// A number at every pixel.
    pub const PIXELS: Self = Self {
        first: [0.0; 2],
        step: [1.0; 2],
    };
}

impl Cells {
    /// Between which numbers of `length` along an axis (0: down, 1: across) the middle of `pixel` lies, and
    /// how far it is on its way from the first to the second, in 0..1. Before the first number and behind the
    /// last one it stays at them.
    pub fn between(&self, axis: usize, pixel: usize, length: usize) -> (usize, usize, f32) {
        let last = length.saturating_sub(1);
        let place = (pixel as f32 - self.first[axis]) / self.step[axis];
        let place = place.clamp(0.0, last as f32);
        let before = place as usize;
        (before, (before + 1).min(last), place - before as f32)
    }
}

/// What there is to say of one map, on its way: JSON, which whoever only carries it need not understand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Facts(String);

impl Facts {
    /// To be sent.
    pub fn of(facts: &[Fact]) -> Self {
        // Writing data of our own into a string does not fail.
        Self(serde_json::to_string(facts).unwrap_or_default())
    }

    /// What was sent; nothing where it cannot be read.
    pub fn read(&self) -> Vec<Fact> {
        serde_json::from_str(&self.0).unwrap_or_default()
    }
}

/// What there is to say of one map beside its numbers. Scores are unnormalised, probabilities in 0..1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    /// Every number is zero. `dead`: the score is cut off at zero by the last rectifier, wherever the image
    /// goes from here.
    AllZero {
        /// Whether that is why.
        dead: bool,
    },
    /// No number is above zero, and some are below: nothing speaks for the class.
    NothingFor,
    /// The numbers sum up to nearly the difference of two scores: that of the image less that of the baseline.
    Completeness {
        /// Of all numbers.
        sum: f32,
        /// Of the image.
        score: f32,
        /// Of the image that the path begins with.
        baseline_score: f32,
        /// Gradients on the path.
        steps: u32,
    },
    /// The numbers sum up to this part of the score; the rest comes from the biases behind the layer.
    SumAndScore {
        /// Of all numbers.
        sum: f32,
        /// Of the image.
        score: f32,
    },
    /// Made of so many things that were drawn at random.
    Drawn {
        /// Copies, masks or images.
        count: u32,
        /// Of the generator.
        seed: u32,
    },
    /// What the network says of the noisy copies.
    UnderNoise {
        /// Of the class, mean over the copies.
        probability: f32,
        /// Of the class, of the image itself.
        without: f32,
        /// Copies of which the class is the best one.
        recognised: u32,
        /// Copies in all.
        copies: u32,
    },
    /// The class that the class is held against.
    Against {
        /// Which one.
        class: ClassId,
        /// Of the class less that of the other one.
        difference: f32,
    },
    /// A class was held against itself.
    AgainstItself,
    /// The score hangs on the layer in the same way at each position that it hangs on at all.
    Positive {
        /// Positions that it hangs on: where the class map is above zero.
        positions: u32,
        /// Positions in all.
        of: u32,
    },
    /// At this layer of this network CAM, Grad-CAM and HiResCAM are one picture, but for a factor and a bias.
    CamsCoincide,
    /// The network has no class map, since positions are mixed behind its last maps; HiResCAM is shown.
    NoClassMap,
    /// The network has no such layer; its last maps are shown, those of this name.
    LastMapsInstead {
        /// Name of the activation.
        layer: String,
    },
    /// Mean probability of the class over the masked images.
    UnderMasks {
        /// In 0..1.
        probability: f32,
    },
}

impl MapSheet {
    /// Numbers of one channel, `[height, width]` of the sheet, at every pixel of an image of `size`, height and
    /// width: they stand where their cells lie, straight lines in between, constant outside.
    pub fn spread(&self, values: &[f32], size: [usize; 2]) -> Vec<f32> {
        let width = self.width as usize;
        let [down, across] = [0, 1].map(|axis| {
            let length = [self.height, self.width][axis] as usize;
            (0..size[axis]).map(move |pixel| self.cells.between(axis, pixel, length))
        });
        let across: Vec<_> = across.collect();
        let row = |(above, below, share): (usize, usize, f32)| {
            across.iter().map(move |&(left, right, part)| {
                let line = |y: usize| {
                    let at = |x: usize| values[y * width + x];
                    at(left) + (at(right) - at(left)) * part
                };
                line(above) + (line(below) - line(above)) * share
            })
        };
        down.flat_map(row).collect()
    }

    /// How many numbers there are.
    pub fn numbers(&self) -> usize {
        let sides = [self.channels, self.height, self.width];
        sides.map(|side| side as usize).iter().product()
    }
}
