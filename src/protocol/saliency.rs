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

impl MapSheet {
    /// How many numbers there are.
    pub fn numbers(&self) -> usize {
        let sides = [self.channels, self.height, self.width];
        sides.map(|side| side as usize).iter().product()
    }
}
