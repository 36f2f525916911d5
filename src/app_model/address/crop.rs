use crate::image::{CropBox, Framing, crop_box};

pub(super) const CROP: &str = "crop";
const WHOLE: &str = "whole";

/// The part of a picture that the network gets to see, in whole pixels of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crop {
    /// All of it, squeezed.
    Whole,
    Square {
        x: u32,
        y: u32,
        side: u32,
    },
}

impl Crop {
    /// Of a picture of this size.
    pub(super) fn of(framing: Framing, (width, height): (u32, u32)) -> Self {
        if framing == Framing::Squeeze {
            return Self::Whole;
        }
        let area = crop_box(width, height, framing);
        Self::Square {
            x: area.x0,
            y: area.y0,
            side: area.width(),
        }
    }

    /// The crop with this box.
    pub(super) fn of_box(area: CropBox, (width, height): (u32, u32)) -> Self {
        let is_all = (area.x1 - area.x0, area.y1 - area.y0) == (width, height);
        match is_all && width != height {
            true => Self::Whole,
            false => Self::Square {
                x: area.x0,
                y: area.y0,
                side: area.width(),
            },
        }
    }

    /// How a picture of this size is to be framed, and whether that is the very part that was meant.
    pub(in crate::app_model) fn framing(self, (width, height): (u32, u32)) -> (Framing, bool) {
        let Self::Square { x, y, side } = self else {
            return (Framing::Squeeze, true);
        };
        let largest = width.min(height).max(1);
        let within = side.clamp(1, largest);
        let (x0, y0) = (
            x.min(width.saturating_sub(within)),
            y.min(height.saturating_sub(within)),
        );
        let area = CropBox {
            x0,
            y0,
            x1: x0 + within,
            y1: y0 + within,
        };
        let is_meant = (x, y, side) == (x0, y0, within);
        let default = Framing::default();
        if crop_box(width, height, default) == area {
            return (default, is_meant);
        }
        // A quarter of a pixel, lest the rounding of the division step back by one.
        let centre = |first: u32, length: u32| {
            (f64::from(first) + f64::from(within) / 2.0 + 0.25) / f64::from(length.max(1))
        };
        let framing = Framing::Square {
            centre_x: centre(x0, width),
            centre_y: centre(y0, height),
            zoom: f64::from(largest) / f64::from(within),
        };
        (framing, is_meant)
    }

    /// As a link says it.
    pub(super) fn pair(self) -> String {
        format!("{CROP}_{}", self.shown())
    }

    pub(super) fn shown(self) -> String {
        match self {
            Self::Whole => WHOLE.to_owned(),
            Self::Square { x, y, side } => format!("{x}-{y}-{side}"),
        }
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        if text == WHOLE {
            return Some(Self::Whole);
        }
        let mut numbers = text.split('-').map(|number| number.parse().ok());
        let (x, y, side) = (numbers.next()??, numbers.next()??, numbers.next()??);
        numbers
            .next()
            .is_none()
            .then_some(Self::Square { x, y, side })
    }
}
