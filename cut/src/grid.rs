//! The energy of a labelling, in whole numbers.

/// So many units of a [`Grid`] are one natural unit of energy.
pub const UNIT: f64 = 100.0;
/// The most that the colour of one pixel may cost more under one label than under the other, in natural
/// units: beyond it, one pixel would outvote any border.
const MOST: f64 = 100.0;
/// Rows and columns to the neighbours that stand after a pixel: right, below left, below, below right.
pub(crate) const AFTER: [[isize; 2]; 4] = [[0, 1], [1, -1], [1, 0], [1, 1]];

/// Every way to label the pixels of an image as object or background has an energy: the sum of what
/// each pixel costs under its label, and of a price for each pair of neighbours, out of eight, whose
/// labels differ. Kept in whole numbers, so that least is least without rounding.
#[derive(Debug, Clone)]
pub struct Grid {
    pub(crate) size: [usize; 2],
    /// Above zero: what the background costs more than the object; below: the other way.
    pub(crate) preference: Vec<i32>,
    /// To the neighbours of [`AFTER`]; zero beyond the image.
    pub(crate) links: [Vec<i32>; 4],
}

impl Grid {
    /// Of an image of `size`, height and width, from whole numbers, row-major. `preference` says what
    /// the background costs more than the object; `links` what it costs when a pixel and its right,
    /// lower left, lower and lower right neighbour have different labels. Links that leave the image
    /// are dropped, those below zero are taken as zero. None where the lengths do not fit, or where the
    /// numbers are so large that their sums could overflow.
    pub fn new(size: [usize; 2], preference: Vec<i32>, mut links: [Vec<i32>; 4]) -> Option<Self> {
        let pixels = size[0].checked_mul(size[1])?;
        let lengths = links.iter().map(Vec::len).chain([preference.len()]);
        // Twice a link is what one direction may come to hold.
        let small = |value: &i32| value.unsigned_abs() <= 1 << 29;
        let all_small = links.iter().flatten().chain(&preference).all(small);
        if pixels == 0 || lengths.into_iter().any(|length| length != pixels) || !all_small {
            return None;
        }
        for (links, step) in links.iter_mut().zip(AFTER) {
            for (at, link) in links.iter_mut().enumerate() {
                let is_inside = neighbour(size, at, step).is_some();
                *link = if is_inside { (*link).max(0) } else { 0 };
            }
        }
        Some(Self {
            size,
            preference,
            links,
        })
    }

    /// Of an image, `rgb` being `[height, width, 3]`. `costs` are, for object and background, what each
    /// pixel costs in natural units (see [`crate::Mixture::cost`]). Neighbours of different labels cost
    /// `gamma / distance * exp(-beta d^2)`, `d` being the distance of their colours in levels and `1 /
    /// beta` twice the mean of `d^2` over all pairs (Boykov & Jolly 2001; Rother et al. 2004). Of the
    /// two costs of a pixel only the difference counts, at most 100. None where the lengths do not fit.
    pub fn of_image(rgb: &[u8], size: [usize; 2], costs: [&[f64]; 2], gamma: f64) -> Option<Self> {
        let pixels = size[0].checked_mul(size[1])?;
        if rgb.len() != 3 * pixels || costs.iter().any(|costs| costs.len() != pixels) {
            return None;
        }
        let [object, background] = costs;
        let difference = object.iter().zip(background);
        let preference = difference.map(|(object, background)| {
            ((background - object).clamp(-MOST, MOST) * UNIT).round() as i32
        });
        let beta = beta(rgb, size);
        let links = AFTER.map(|step| {
            let distance = ((step[0] * step[0] + step[1] * step[1]) as f64).sqrt();
            let price = |at: usize| {
                neighbour(size, at, step).map_or(0, |to| {
                    let likeness = (-beta * contrast(rgb, at, to)).exp();
                    (gamma / distance * likeness * UNIT).round() as i32
                })
            };
            (0..pixels).map(price).collect()
        });
        Self::new(size, preference.collect(), links)
    }

    /// Height and width.
    pub fn size(&self) -> [usize; 2] {
        self.size
    }

    /// What the labels cost above the least that each pixel costs on its own, in whole numbers of which
    /// [`UNIT`] are one natural unit. None for another number of labels than pixels.
    pub fn energy(&self, is_object: &[bool]) -> Option<i64> {
        if is_object.len() != self.preference.len() {
            return None;
        }
        let of_pixel = |(preference, is_object): (&i32, &bool)| match is_object {
            true => i64::from((-preference).max(0)),
            false => i64::from((*preference).max(0)),
        };
        let mut energy: i64 = self.preference.iter().zip(is_object).map(of_pixel).sum();
        for (links, step) in self.links.iter().zip(AFTER) {
            for (at, link) in links.iter().enumerate() {
                let differs = |to: usize| is_object[at] != is_object[to];
                if neighbour(self.size, at, step).is_some_and(differs) {
                    energy += i64::from(*link);
                }
            }
        }
        Some(energy)
    }
}

/// The pixel that lies `step`, rows and columns, from `at`; none beyond the image.
pub(crate) fn neighbour(
    [height, width]: [usize; 2],
    at: usize,
    [down, right]: [isize; 2],
) -> Option<usize> {
    let row = (at / width)
        .checked_add_signed(down)
        .filter(|row| *row < height)?;
    let column = (at % width).checked_add_signed(right);
    Some(row * width + column.filter(|column| *column < width)?)
}

/// The squared distance of the colours of two pixels.
fn contrast(rgb: &[u8], a: usize, b: usize) -> f64 {
    let square = |c: usize| {
        let off = f64::from(rgb[3 * a + c]) - f64::from(rgb[3 * b + c]);
        off * off
    };
    square(0) + square(1) + square(2)
}

/// One over twice the mean squared contrast of all pairs; zero for an image of one colour, whose
/// borders all cost the same.
fn beta(rgb: &[u8], size: [usize; 2]) -> f64 {
    let (mut sum, mut pairs) = (0.0, 0.0);
    for step in AFTER {
        for at in 0..size[0] * size[1] {
            if let Some(to) = neighbour(size, at, step) {
                sum += contrast(rgb, at, to);
                pairs += 1.0;
            }
        }
    }
    if sum > 0.0 { pairs / (2.0 * sum) } else { 0.0 }
}
