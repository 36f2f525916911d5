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
