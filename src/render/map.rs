use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::ColourMap;
use crate::protocol::{Cells, MapSheet};
use crate::spec::Unit;

/// How the values of the channels become one value per pixel, never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reduction {
    /// Largest absolute value: the paper's.
    #[default]
    MaxAbs,
    /// Sum of absolute values.
    SumAbs,
    /// Euclidean norm.
    L2,
}

/// Every reduction, the default first.
pub const REDUCTIONS: &[Reduction] = &[Reduction::MaxAbs, Reduction::SumAbs, Reduction::L2];

impl Reduction {
    fn of(self, channels: impl Iterator<Item = f32>) -> f32 {
        match self {
            Self::MaxAbs => channels.map(f32::abs).fold(0.0, f32::max),
            Self::SumAbs => channels.map(f32::abs).sum(),
            Self::L2 => channels.map(|v| v * v).sum::<f32>().sqrt(),
        }
    }
}

/// One value per place, row-major, from `values` of shape `[channels, h, w]`; same unit.
pub fn reduce(values: &[f32], channels: usize, reduction: Reduction) -> Vec<f32> {
    let places = values.len() / channels.max(1);
    (0..places)
        .map(|i| reduction.of(values.iter().skip(i).step_by(places).copied()))
        .collect()
}

/// One value per pixel of a square image of `side`, row-major, from the values of a map; same unit.
/// Values that are fewer than pixels stand where their cells do: straight lines in between, constant
/// outside. Of one signed number per place what is negative becomes zero: it speaks against the class.
pub fn on_pixels(values: &[f32], sheet: &MapSheet, reduction: Reduction, side: u32) -> Vec<f32> {
    let map = match (sheet.channels, sheet.signed) {
        (1, true) => values.iter().map(|value| value.max(0.0)).collect(),
        _ => reduce(values, sheet.channels as usize, reduction),
    };
    if [sheet.height, sheet.width] == [side; 2] && sheet.cells == Cells::PIXELS {
        return map;
    }
    sheet.spread(&map, [side as usize; 2])
}

/// Which value gets the last colour of the map. The first colour is always zero.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// The largest value of the map.
    #[default]
    Linear,
    /// This percentile of the map, in 0..100; what lies above is clipped.
    Percentile(f32),
    /// This value, in the unit of the map; what lies above is clipped.
    Absolute(f32),
}

/// What the colours of a drawn map stand for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Value of the last colour; the first stands for zero.
    pub high: f32,
    /// Largest value of the map.
    pub largest: f32,
    /// Share of pixels above `high`, in 0..1.
    pub clipped: f32,
}

impl Limits {
    /// Whether there is nothing to show: every value is zero.
    pub fn is_empty(&self) -> bool {
        self.largest <= 0.0
    }
}

/// The limits of `map` on `scale`.
///
/// Percentiles that a scale may have: zero would leave no colour but one.
pub const PERCENTILES: RangeInclusive<f32> = 0.01..=100.0;
/// Values at which a fixed scale may end.
pub const FIXED_SCALES: RangeInclusive<f32> = 1e-30..=1e30;

/// The percentile interpolates linearly between ranks. Where it is zero although the map is not,
/// the largest value is taken instead, so that no division by zero is ever drawn.
pub fn limits(map: &[f32], scale: Scale) -> Limits {
    let largest = map.iter().copied().fold(0.0_f32, f32::max);
    let wished = match scale {
        Scale::Linear => largest,
        Scale::Percentile(percent) => percentile(map, percent),
        Scale::Absolute(value) => value,
    };
    let high = if wished > 0.0 { wished } else { largest };
    let above = map.iter().filter(|value| **value > high).count();
    Limits {
        high,
        largest,
        clipped: above as f32 / map.len().max(1) as f32,
    }
}

fn percentile(map: &[f32], percent: f32) -> f32 {
    if map.is_empty() {
        return 0.0;
    }
    let order = crate::scores::descending(map);
    let last = map.len() - 1;
    let rank = f64::from(percent.clamp(0.0, 100.0)) / 100.0 * last as f64;
    let below = rank.floor() as usize;
    let above = rank.ceil() as usize;
    let part = rank - rank.floor();
    let value = |rank: usize| f64::from(map[order[last - rank]]);
    let (a, b) = (value(below), value(above));
    (a + (b - a) * part) as f32
}

/// RGBA of a map, row-major: zero to the first colour, `limits.high` and above to the last.
///
/// An empty map is drawn in the first colour all over, never stretched into a pattern.
pub fn rgba_from_map(map: &[f32], limits: Limits, colours: ColourMap) -> Vec<u8> {
    let mut rgba = Vec::with_capacity(map.len() * 4);
    for value in map {
        let [r, g, b] = colours.rgb(share(*value, limits));
        rgba.extend_from_slice(&[r, g, b, 255]);
    }
    rgba
}

/// The same over an image of equal size, `[h, w, 3]`; `opacity` in 0..1 is the map's.
pub fn over_image(
    map: &[f32],
    limits: Limits,
    colours: ColourMap,
    image_rgb: &[u8],
    opacity: f32,
) -> Vec<u8> {
    let opacity = opacity.clamp(0.0, 1.0);
    let mut rgba = Vec::with_capacity(map.len() * 4);
    for (value, under) in map.iter().zip(image_rgb.chunks_exact(3)) {
        let over = colours.rgb(share(*value, limits));
        for c in 0..3 {
            let mixed = f32::from(over[c]) * opacity + f32::from(under[c]) * (1.0 - opacity);
            rgba.push(mixed.round() as u8);
        }
        rgba.push(255);
    }
    rgba
}

fn share(value: f32, limits: Limits) -> f32 {
    if limits.high > 0.0 {
        (value / limits.high).clamp(0.0, 1.0)
    } else {
        0.0
    }
}

/// Values of the last colour of several maps that are looked at together, from the unit of each and the
/// value of its own last colour: the same for all of a unit, where `is_one` scale is wanted.
pub fn highs(own: &[(Unit, f32)], is_one: bool) -> Vec<f32> {
    let highest = |unit: Unit| {
        let of_unit = own.iter().filter(|(other, _)| *other == unit);
        of_unit.map(|(_, high)| *high).fold(0.0_f32, f32::max)
    };
    let high = |(unit, high): &(Unit, f32)| if is_one { highest(*unit) } else { *high };
    own.iter().map(high).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_scale_is_one_for_each_unit() {
        let own = [(Unit::Slope, 2.0), (Unit::Score, 9.0), (Unit::Slope, 3.0)];
        assert_eq!(highs(&own, true), [3.0, 9.0, 3.0]);
        assert_eq!(highs(&own, false), [2.0, 9.0, 3.0]);
        assert_eq!(highs(&[], true), Vec::<f32>::new());
    }
}
