//! What a labelling found: connected regions, boxes, overlaps.

use crate::grid::neighbour;

/// Rows and columns to the eight neighbours of a pixel.
const AROUND: [[isize; 2]; 8] = [
    [-1, -1],
    [-1, 0],
    [-1, 1],
    [0, -1],
    [0, 1],
    [1, -1],
    [1, 0],
    [1, 1],
];

/// The connected regions of a mask, eight neighbours counting as connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regions {
    /// How many there are.
    pub count: usize,
    /// The one with the most pixels, the first in row-major order of equals; all `false` where there is
    /// none.
    pub largest: Vec<bool>,
}

impl Regions {
    /// Of a mask of `size`, height and width, row-major. A mask of another length has none.
    pub fn of(mask: &[bool], size: [usize; 2]) -> Self {
        let mut region_of = vec![0_usize; mask.len()];
        let (mut count, mut best) = (0, (0, 0));
        let mut waiting = Vec::new();
        let pixels = if mask.len() == size[0] * size[1] {
            mask.len()
        } else {
            0
        };
        for start in 0..pixels {
            if !mask[start] || region_of[start] != 0 {
                continue;
            }
            count += 1;
            let mut area = 0;
            region_of[start] = count;
            waiting.push(start);
            while let Some(at) = waiting.pop() {
                area += 1;
                for step in AROUND {
                    let Some(to) = neighbour(size, at, step) else {
                        continue;
                    };
                    if mask[to] && region_of[to] == 0 {
                        region_of[to] = count;
                        waiting.push(to);
                    }
                }
            }
            if area > best.1 {
                best = (count, area);
            }
        }
        let is_largest = |region: &usize| *region != 0 && *region == best.0;
        let largest = region_of.iter().map(is_largest).collect();
        Self { count, largest }
    }
}

/// Pixels from one corner to the other; the last row and the last column are outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rect {
    /// First row.
    pub top: usize,
    /// First column.
    pub left: usize,
    /// Row after the last.
    pub bottom: usize,
    /// Column after the last.
    pub right: usize,
}

impl Rect {
    /// The smallest around all `true` pixels of a mask whose rows are `width` long; none where there are
    /// none.
    pub fn around(mask: &[bool], width: usize) -> Option<Self> {
        let mut found: Option<Self> = None;
        for (row, line) in mask.chunks(width.max(1)).enumerate() {
            let Some(left) = line.iter().position(|inside| *inside) else {
                continue;
            };
            let right = line
                .iter()
                .rposition(|inside| *inside)
                .map_or(left, |at| at)
                + 1;
            let before = found.unwrap_or(Self {
                top: row,
                left,
                bottom: row + 1,
                right,
            });
            found = Some(Self {
                left: before.left.min(left),
                right: before.right.max(right),
                bottom: row + 1,
                ..before
            });
        }
        found
    }

    /// Pixels inside; zero for a rectangle turned inside out.
    pub fn area(&self) -> usize {
        let height = self.bottom.saturating_sub(self.top);
        height * self.right.saturating_sub(self.left)
    }

    /// Intersection over union, in 0..1; 0 where both are empty.
    pub fn overlap(&self, other: &Self) -> f64 {
        let both = Self {
            top: self.top.max(other.top),
            left: self.left.max(other.left),
            bottom: self.bottom.min(other.bottom),
            right: self.right.min(other.right),
        };
        let shared = both.area();
        ratio(shared, self.area() + other.area() - shared)
    }
}

/// Intersection over union of two masks of one length, in 0..1; 0 where both are empty.
pub fn overlap(a: &[bool], b: &[bool]) -> f64 {
    let count = |inside: fn(bool, bool) -> bool| {
        let pairs = a.iter().zip(b);
        pairs.filter(|(a, b)| inside(**a, **b)).count()
    };
    ratio(count(|a, b| a && b), count(|a, b| a || b))
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}
