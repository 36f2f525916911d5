use serde::{Deserialize, Serialize};

/// A colour map: 0..1 to RGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColourMap {
    /// Black, red, yellow, white: the practical's.
    #[default]
    Hot,
    /// From black to white in equal steps.
    Grey,
    /// Even steps of lightness, readable by colour-blind people.
    Viridis,
    /// Even steps of lightness, from black through purple and orange to yellow.
    Inferno,
}

/// Every colour map, the default first.
pub const COLOUR_MAPS: &[ColourMap] = &[
    ColourMap::Hot,
    ColourMap::Grey,
    ColourMap::Viridis,
    ColourMap::Inferno,
];

impl ColourMap {
    /// The colour of `t`, clamped to 0..1; 256 steps, as Matplotlib draws its maps.
    pub fn rgb(self, t: f32) -> [u8; 3] {
        // Matplotlib multiplies by the number of colours and keeps 1.0 in the last one.
        let step = ((t.clamp(0.0, 1.0) * 256.0) as usize).min(255);
        match self {
            Self::Hot => hot(step),
            Self::Grey => [step as u8; 3],
            Self::Viridis => entry(VIRIDIS, step),
            Self::Inferno => entry(INFERNO, step),
        }
    }
}

/// 256 RGB triples.
const VIRIDIS: &[u8] = include_bytes!("viridis.rgb");
/// 256 RGB triples.
const INFERNO: &[u8] = include_bytes!("inferno.rgb");

fn entry(table: &[u8], step: usize) -> [u8; 3] {
    [table[3 * step], table[3 * step + 1], table[3 * step + 2]]
}

/// Three ramps, one after the other: red, then green, then blue.
///
/// The corners are those of Matplotlib's `hot`.
fn hot(step: usize) -> [u8; 3] {
    let t = step as f64 / 255.0;
    let ramp = |from: f64, to: f64, start: f64| {
        let share = ((t - from) / (to - from)).clamp(0.0, 1.0);
        ((start + (1.0 - start) * share) * 255.0).round() as u8
    };
    [
        ramp(0.0, 0.365_079, 0.0416),
        ramp(0.365_079, 0.746_032, 0.0),
        ramp(0.746_032, 1.0, 0.0),
    ]
}
