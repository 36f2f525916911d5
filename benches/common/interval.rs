//! What a few photographs say of all that are like them: a mean, and how far it could be off.

use std::fmt::{Display, Formatter};

use gradoscope::random::Random;

/// Samples drawn again, with replacement.
const DRAWS: usize = 10_000;
const SEED: u32 = 20_261_128;
/// Outside of the interval on either side: the interval is of 95 %.
const TAIL: f64 = 0.025;

/// A mean with its bootstrap interval of 95 %: percentiles of the means of as many values drawn again. With fewer
/// than ten values it is too narrow, rather than too wide, and knows nothing of photographs unlike these.
pub struct Mean {
    pub mean: f64,
    pub low: f64,
    pub high: f64,
}

impl Mean {
    /// None of no values.
    pub fn of(values: &[f64]) -> Option<Self> {
        let count = values.len();
        if count == 0 {
            return None;
        }
        let mut random = Random::new(SEED);
        let mut drawn = || {
            let sum: f64 = (0..count)
                .map(|_| values[random.below(count as u32) as usize])
                .sum();
            sum / count as f64
        };
        let mut means: Vec<f64> = (0..DRAWS).map(|_| drawn()).collect();
        means.sort_by(f64::total_cmp);
        let at = |share: f64| means[((DRAWS - 1) as f64 * share).round() as usize];
        Some(Self {
            mean: values.iter().sum::<f64>() / count as f64,
            low: at(TAIL),
            high: at(1.0 - TAIL),
        })
    }

    /// As a cell of a table; a dash where there is nothing.
    pub fn cell(values: &[f64]) -> String {
        Self::of(values).map_or("none".to_owned(), |mean| mean.to_string())
    }
}

impl Display for Mean {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let Self { mean, low, high } = self;
        write!(f, "{mean:.3} ({low:.3} to {high:.3})")
    }
}
