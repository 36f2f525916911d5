use gradoscope_measure::{by_largest, hog, means, pearson, spearman, ssim};

use crate::engine::saliency::Attribution;
use crate::protocol::Likeness;

/// Parts of the image along each side whose means are compared.
const PARTS: [usize; 2] = [14; 2];

/// A map with what its likeness to others is read from.
pub struct Seen<'a> {
    map: &'a Attribution,
    size: [usize; 2],
    sizes: Vec<f32>,
    scaled: Vec<f64>,
    described: Option<Vec<f64>>,
}

impl<'a> Seen<'a> {
    /// Of an image of `size`, height and width.
    pub fn new(map: &'a Attribution, size: [usize; 2]) -> Self {
        let sizes = map.sizes(size);
        let scaled = by_largest(&sizes);
        Self {
            described: hog(&scaled, size),
            map,
            size,
            sizes,
            scaled,
        }
    }

    /// One size per pixel.
    pub fn sizes(&self) -> &[f32] {
        &self.sizes
    }

    /// How alike this one and another one are, of the same image.
    pub fn likeness(&self, other: &Self) -> Likeness {
        let rounded = |value: f64| value as f32;
        let signed = match self.map.sheet.cells == other.map.sheet.cells {
            true => spearman(&self.map.values, &other.map.values),
            false => None,
        };
        let coarse = |seen: &Self| means(&seen.sizes, seen.size, PARTS);
        let coarse = coarse(self).zip(coarse(other));
        let described = self.described.as_deref().zip(other.described.as_deref());
        Likeness {
            signed: signed.map(rounded),
            size: spearman(&self.sizes, &other.sizes).map(rounded),
            coarse: coarse.and_then(|(a, b)| spearman(&a, &b)).map(rounded),
            ssim: ssim(&self.scaled, &other.scaled, self.size).map(rounded),
            hog: described.and_then(|(a, b)| pearson(a, b)).map(rounded),
        }
    }
}
