use crate::filling::{Curve, Filled, Refill, gone};
use crate::image::{Picture, image_norm_from_rgb, rgb_from_image_norm};
use crate::render::{Rgba, rgba_from_rgb};

use super::{FaithfulRun, JudgedMap};

/// What the network saw as pixels went and came: the images of one curve.
#[derive(Debug, Clone)]
pub struct Refilled {
    filled: Filled,
    curve: Curve,
    side: u32,
}

impl Refilled {
    /// Of a run; none where its pixels are no square.
    pub fn of(run: &FaithfulRun, curve: Curve) -> Option<Self> {
        let side = (run.pixels.len() / 3).isqrt() as u32;
        let picture = Picture::new(side, side, run.pixels.to_vec()).ok()?;
        let filling = match curve {
            Curve::Deletion => run.request.deletion,
            Curve::Insertion => run.request.insertion,
        };
        let image = image_norm_from_rgb(&picture);
        let size = [side as usize; 2];
        Some(Self {
            filled: Filled::new(image, size, filling, run.request.seed),
            curve,
            side,
        })
    }

    /// The image after step `step` of the curve of this map, on its way.
    pub fn after(&self, judged: &JudgedMap, step: usize) -> Refill {
        let order = judged.order.chunks_exact(4);
        let order: Vec<u32> = order
            .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
            .collect();
        let steps = judged.figures.deletion.len().saturating_sub(1);
        self.filled.without(gone(&order, self.curve, step, steps))
    }

    /// As a picture, once it is made.
    pub fn picture(&self, made: Refill) -> Option<Rgba> {
        let picture = rgb_from_image_norm(&made.image(), self.side, self.side).ok()?;
        Some(Rgba::square(rgba_from_rgb(picture.rgb()), self.side))
    }
}
