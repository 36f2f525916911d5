//! The mean of a map over crops of a larger image (Simonyan et al. 2014, section 3.2).

use crate::engine::job::JobFailure;
use crate::image::Picture;

/// Where the crops lie in the room that is left over, down and across: corners, then the middle.
const CORNERS: [[usize; 2]; 5] = [[0, 0], [0, 2], [2, 0], [2, 2], [1, 1]];

/// The larger image that crops are taken of, 256 pixels wide where the network sees 224: `picture`, a square,
/// enlarged (bilinear between the centres of pixels, across, then down, levels rounded each time, as Pillow does it).
/// The paper reduces the photograph to that size; here there is no more of it than `picture`. The resampling of
/// photographs is not linked into an engine for that.
///
/// # Errors
/// [`JobFailure::Image`] where there is no memory for it.
pub fn enlarged(picture: &Picture) -> Result<Picture, JobFailure> {
    let side = picture.width() as usize;
    let whole = side + side / 7;
    let scale = side as f32 / whole as f32;
    let last = side.saturating_sub(1);
    // The two places that one place of the larger image lies between, and how far it is from the first.
    let between = |at: usize| {
        let centre = ((at as f32 + 0.5) * scale - 0.5).clamp(0.0, last as f32);
        let first = centre as usize;
        (first, (first + 1).min(last), centre - first as f32)
    };
    let mixed = |first: u8, second: u8, share: f32| {
        let [first, second] = [first, second].map(f32::from);
        (first + share * (second - first) + 0.5) as u8
    };
    let mut wide = Vec::with_capacity(3 * whole * side);
    for row in picture.rgb().chunks_exact(3 * side) {
        for column in 0..whole {
            let (left, right, across) = between(column);
            for colour in 0..3 {
                wide.push(mixed(
                    row[3 * left + colour],
                    row[3 * right + colour],
                    across,
                ));
            }
        }
    }
    let mut rgb = Vec::with_capacity(3 * whole * whole);
    let row = |at: usize| &wide[3 * whole * at..][..3 * whole];
    for at in 0..whole {
        let (above, below, down) = between(at);
        let pairs = row(above).iter().zip(row(below));
        rgb.extend(pairs.map(|(above, below)| mixed(*above, *below, down)));
    }
    Ok(Picture::new(whole as u32, whole as u32, rgb)?)
}

/// A part of a square picture, as it is or mirrored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crop {
    top: usize,
    left: usize,
    is_mirrored: bool,
}

/// The crops of `side` out of a picture of `whole`: ten, or the picture itself where they are one.
pub fn crops(whole: usize, side: usize) -> Vec<Crop> {
    let room = whole.saturating_sub(side);
    let place = |half: usize| room * half / 2;
    let crop = |[down, across]: [usize; 2], is_mirrored| Crop {
        top: place(down),
        left: place(across),
        is_mirrored,
    };
    if room == 0 {
        return vec![crop([0, 0], false)];
    }
    let both = CORNERS.map(|at| [false, true].map(|is_mirrored| crop(at, is_mirrored)));
    both.into_iter().flatten().collect()
}

impl Crop {
    /// This part of `picture`, `side` pixels wide and high.
    ///
    /// # Errors
    /// [`JobFailure::Image`] where it does not lie inside.
    pub fn of(self, picture: &Picture, side: usize) -> Result<Picture, JobFailure> {
        let width = picture.width() as usize;
        let mut rgb = Vec::with_capacity(3 * side * side);
        for row in 0..side {
            for column in 0..side {
                let at = 3 * self.place(row, column, side, width);
                rgb.extend(picture.rgb().iter().skip(at).take(3));
            }
        }
        Ok(Picture::new(side as u32, side as u32, rgb)?)
    }

    /// Where a pixel of the crop lies in the picture.
    fn place(self, row: usize, column: usize, side: usize, width: usize) -> usize {
        let column = match self.is_mirrored {
            true => side - 1 - column,
            false => column,
        };
        (self.top + row) * width + self.left + column
    }
}

/// Maps of crops, laid where the crops came from.
pub struct Mean {
    whole: usize,
    side: usize,
    sums: Vec<f64>,
    counts: Vec<u32>,
}

impl Mean {
    /// Of nothing yet; `whole` and `side` as for [`crops`].
    pub fn new(whole: usize, side: usize) -> Self {
        Self {
            whole,
            side,
            sums: vec![0.0; whole * whole],
            counts: vec![0; whole * whole],
        }
    }

    /// Adds the map of a crop, `[side, side]`.
    pub fn add(&mut self, crop: Crop, map: &[f32]) {
        for (at, value) in map.iter().enumerate() {
            let (row, column) = (at / self.side, at % self.side);
            let at = crop.place(row, column, self.side, self.whole);
            self.sums[at] += f64::from(*value);
            self.counts[at] += 1;
        }
    }

    /// Over the crops that a pixel lies in; the paper does not say how it joins them. Zero where none lies.
    /// Reduced to `side` pixels: each is the mean over the area that it covers.
    pub fn map(&self, side: usize) -> Vec<f32> {
        let pairs = self.sums.iter().zip(&self.counts);
        let means = pairs.map(|(sum, count)| sum / f64::from((*count).max(1)));
        let means: Vec<f64> = means.collect();
        let rows = reduced(&means, self.whole, side);
        reduced(&rows, self.whole, side)
            .into_iter()
            .map(|value| value as f32)
            .collect()
    }
}

/// Every row of `values`, rows of `from` numbers, reduced to `to`, and the result turned over its diagonal: twice is
/// a picture again.
fn reduced(values: &[f64], from: usize, to: usize) -> Vec<f64> {
    let rows = values.len() / from.max(1);
    let scale = from as f64 / to as f64;
    let mut turned = vec![0.0; rows * to];
    for (row, values) in values.chunks_exact(from).enumerate() {
        for column in 0..to {
            let [start, end] = [column, column + 1].map(|at| at as f64 * scale);
            let cells = start as usize..(end.ceil() as usize).min(from);
            let share =
                |cell: usize| (end.min(cell as f64 + 1.0) - start.max(cell as f64)).max(0.0);
            let sum: f64 = cells.map(|cell| values[cell] * share(cell)).sum();
            turned[column * rows + row] = sum / scale;
        }
    }
    turned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_crops_cover_the_picture_and_their_maps_come_back_to_their_places() {
        let (whole, side) = (8, 6);
        let rgb = (0..whole * whole).flat_map(|at| [at as u8; 3]).collect();
        let picture = Picture::new(8, 8, rgb).expect("a picture");
        let all = crops(whole, side);
        assert_eq!(all.len(), 10);
        let mut mean = Mean::new(whole, side);
        for crop in &all {
            let part = crop.of(&picture, side).expect("a crop");
            let map: Vec<f32> = part
                .rgb()
                .iter()
                .step_by(3)
                .map(|v| f32::from(*v))
                .collect();
            mean.add(*crop, &map);
        }
        let expected: Vec<f32> = (0..64).map(|at| at as f32).collect();
        assert_eq!(mean.map(whole), expected);
        let first = all[1].of(&picture, side).expect("a crop");
        assert_eq!(first.rgb()[..6], [5, 5, 5, 4, 4, 4], "mirrored");
        assert_eq!(crops(6, 6).len(), 1);
    }

    #[test]
    fn a_reduced_map_is_the_mean_over_areas() {
        let mut mean = Mean::new(3, 3);
        let whole = crops(3, 3)[0];
        mean.add(whole, &[0.0, 3.0, 6.0, 9.0, 12.0, 15.0, 18.0, 21.0, 24.0]);
        // A pixel covers one and a half of the former: the first of a row is (0 + 3 / 2) / 1.5 = 1.
        assert_eq!(mean.map(2), [4.0, 8.0, 16.0, 20.0]);
        let grey = Picture::new(7, 7, vec![9; 147]).expect("a picture");
        let larger = enlarged(&grey).expect("memory");
        assert_eq!((larger.width(), larger.height()), (8, 8));
        assert!(larger.rgb().iter().all(|level| *level == 9));
        // python3 -c "from PIL import Image; import numpy as np; a = np.uint8(np.arange(49).reshape(7, 7) * 5);
        // print(np.asarray(Image.fromarray(a).resize((8, 8), Image.BILINEAR))[[0, 3]].tolist())"
        let slope = (0..49).flat_map(|at| [5 * at as u8; 3]).collect();
        let larger = enlarged(&Picture::new(7, 7, slope).expect("a picture")).expect("memory");
        let row = |at: usize| -> Vec<u8> {
            let row = larger.rgb().chunks(3 * 8).nth(at).expect("a row");
            row.iter().step_by(3).copied().collect()
        };
        assert_eq!(row(0), [0, 4, 8, 13, 17, 22, 26, 30]);
        assert_eq!(row(3), [90, 94, 98, 103, 107, 112, 116, 120]);
    }
}
