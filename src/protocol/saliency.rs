use serde::{Deserialize, Serialize};

use crate::spec::{ClassId, ParamValues, Unit};

/// What is asked of a saliency method.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SaliencyRequest {
    pub method: String,
    pub params: ParamValues,
    /// None: the predicted class.
    pub class: Option<ClassId>,
}

/// What the numbers of a map are: `[channels, height, width]`, row-major.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MapSheet {
    pub channels: u32,
    pub height: u32,
    pub width: u32,
    /// Whether the sign of a number says something.
    pub signed: bool,
    pub unit: Unit,
    pub cells: Cells,
}

/// Where the numbers of a map lie over the image, along each axis, height and width: number `i` at
/// `first + i * step`, in pixels, 0 being the middle of the first.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Cells {
    pub first: [f32; 2],
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
