//! Big arrays of the reference of which a fixture keeps a sample; `tests/fixtures/README.md` describes it.

use safetensors::SafeTensors;

use super::fixtures::{floats, metadata};
use super::relative_l2;

/// Rows and columns of a block.
const SIDE: usize = 8;

/// What is known of an array of channels, rows and columns.
#[derive(Clone)]
pub struct Sampled {
    pub shape: [usize; 3],
    /// Flat positions of `values`.
    positions: Vec<usize>,
    values: Vec<f32>,
    /// Sums over blocks of each channel, row by row.
    blocks: Vec<f32>,
    norm: f64,
    sum: f64,
}

impl Sampled {
    /// What `bytes`, a safetensors file, keeps of the array `name`.
    pub fn read(bytes: &[u8], name: &str) -> Self {
        let file = SafeTensors::deserialize(bytes).expect("a safetensors fixture");
        let facts = metadata(bytes);
        let number =
            |key: &str| -> f64 { facts[&format!("{name}_{key}")].parse().expect("a number") };
        let shape: Vec<usize> = facts[&format!("{name}_shape")]
            .split(' ')
            .map(|side| side.parse().expect("a side"))
            .collect();
        let positions = file.tensor(&format!("{name}_at")).expect("positions");
        Self {
            shape: shape.try_into().expect("three sides"),
            positions: (positions.data().chunks_exact(4))
                .map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize)
                .collect(),
            values: floats(&file, &format!("{name}_values")),
            blocks: floats(&file, &format!("{name}_blocks")),
            norm: number("norm"),
            sum: number("sum"),
        }
    }

    /// The same of `found`.
    pub fn of(&self, found: &[f32]) -> Self {
        assert_eq!(found.len(), self.shape.iter().product::<usize>());
        assert!(found.iter().all(|value| value.is_finite()));
        let wide = found.iter().copied().map(f64::from);
        Self {
            values: self.positions.iter().map(|at| found[*at]).collect(),
            blocks: block_sums(found, self.shape),
            norm: wide.clone().map(|value| value * value).sum::<f64>().sqrt(),
            sum: wide.sum(),
            ..self.clone()
        }
    }

    /// The values at the positions.
    pub fn kept(&self) -> &[f32] {
        &self.values
    }

    /// Relative L2 distance of `found`, as far as sample, blocks, norm and sum tell: the largest that
    /// one of them shows.
    pub fn distance(&self, found: &[f32]) -> f64 {
        let found = self.of(found);
        let count: usize = self.shape.iter().product();
        [
            relative_l2(&found.values, &self.values),
            relative_l2(&found.blocks, &self.blocks),
            (found.norm - self.norm).abs() / self.norm,
            (found.sum - self.sum).abs() / (self.norm * (count as f64).sqrt()),
        ]
        .into_iter()
        .fold(0.0, f64::max)
    }

    /// How much of `found`, signs of -1, 0 and 1, agrees.
    pub fn signs(&self, found: &[f32]) -> Agreement {
        // Where a wrong sign is the opposite one, it moves the array by two.
        let most = 2.0 * (1.0 - Agreement::SHARE).sqrt();
        self.agreement(found, most, |found, expected| found == expected)
    }

    /// How much of `found`, 8-bit levels in 0..1, agrees with numbers that are not rounded.
    pub fn levels(&self, found: &[f32]) -> Agreement {
        // Where a picture is smooth, a whole block is rounded the same way.
        self.agreement(found, 1e-3, is_near_level)
    }

    fn agreement(&self, found: &[f32], most: f64, is_near: impl Fn(f32, f32) -> bool) -> Agreement {
        let found = self.of(found);
        let pairs = found.values.iter().zip(&self.values);
        let near = pairs.filter(|(found, expected)| is_near(**found, **expected));
        Agreement {
            share: near.count() as f64 / self.values.len() as f64,
            blocks: relative_l2(&found.blocks, &self.blocks),
            most,
        }
    }
}

/// How much of an array whose numbers are rounded one by one is the reference's.
#[derive(Debug)]
pub struct Agreement {
    /// Of the sample.
    share: f64,
    /// Relative L2 distance of the sums over blocks, and how much it may be.
    blocks: f64,
    most: f64,
}

impl Agreement {
    pub const SHARE: f64 = 0.998;

    pub fn holds(&self) -> bool {
        self.share >= Self::SHARE && self.blocks <= self.most
    }
}

/// Whether an 8-bit level is a number, rounded; both in 0..1.
pub fn is_near_level(level: f32, number: f32) -> bool {
    (level - number).abs() <= 0.5 / 255.0 + 1e-4
}

fn block_sums(values: &[f32], [channels, height, width]: [usize; 3]) -> Vec<f32> {
    let (down, across) = (height.div_ceil(SIDE), width.div_ceil(SIDE));
    let mut sums = vec![0.0_f64; channels * down * across];
    for (at, value) in values.iter().enumerate() {
        let (row, column) = (at / width, at % width);
        let (channel, row) = (row / height, row % height);
        sums[(channel * down + row / SIDE) * across + column / SIDE] += f64::from(*value);
    }
    sums.into_iter().map(|sum| sum as f32).collect()
}
