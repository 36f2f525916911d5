//! A Gaussian blur of numbers, borders repeated: SciPy's `gaussian_filter` with `mode="nearest"`.

/// How many sigma the weights reach.
const TRUNCATE: f64 = 4.0;

/// A blur for images of one size. Along each axis every position is a weighted mean of a run of positions:
/// weights `exp(-k^2 / (2 sigma^2))` for `|k| <= floor(4 sigma + 1/2)`, normalised to a sum of 1, those beyond
/// the border given to the last position before it.
pub(super) struct Gaussian {
    /// Down, across.
    axes: [Vec<Run>; 2],
}

/// The mean that one position becomes.
struct Run {
    first: usize,
    weights: Vec<f32>,
}

impl Gaussian {
    /// `sigma` in pixels, zero for none; `size`: height and width.
    pub fn new(sigma: f64, size: [usize; 2]) -> Self {
        Self {
            axes: size.map(|length| runs(sigma, length)),
        }
    }

    /// `values`, `[_, h, w]`, blurred; same unit.
    pub fn blurred(&self, values: &[f32]) -> Vec<f32> {
        let [height, width] = [self.axes[0].len(), self.axes[1].len()];
        let planes = values.chunks_exact((height * width).max(1));
        planes
            .flat_map(|plane| {
                let down = along(&self.axes[0], plane, width);
                let across = along(&self.axes[1], &turned(&down, width), height);
                turned(&across, height)
            })
            .collect()
    }
}

fn runs(sigma: f64, length: usize) -> Vec<Run> {
    let reach = (TRUNCATE * sigma + 0.5) as usize;
    let height = |k: f64| match sigma > 0.0 {
        true => (-0.5 * k * k / (sigma * sigma)).exp(),
        false => 1.0,
    };
    let heights: Vec<f64> = (0..=reach).map(|k| height(k as f64)).collect();
    let total = 2.0 * heights.iter().sum::<f64>() - heights[0];
    let last = length.saturating_sub(1);
    let run = |at: usize| {
        let first = at.saturating_sub(reach);
        let mut weights = vec![0.0; (at + reach).min(last) - first + 1];
        for from in 0..=2 * reach {
            let inside = (at + from).saturating_sub(reach).min(last);
            weights[inside - first] += heights[from.abs_diff(reach)] / total;
        }
        Run {
            first,
            weights: weights.into_iter().map(|weight| weight as f32).collect(),
        }
    };
    (0..length).map(run).collect()
}

/// Every row of a plane becomes the mean of rows that its run tells.
fn along(runs: &[Run], plane: &[f32], width: usize) -> Vec<f32> {
    let mut out = vec![0.0; plane.len()];
    for (row, run) in out.chunks_exact_mut(width.max(1)).zip(runs) {
        for (weight, source) in run
            .weights
            .iter()
            .zip(plane[run.first * width..].chunks_exact(width))
        {
            for (sum, value) in row.iter_mut().zip(source) {
                *sum += weight * value;
            }
        }
    }
    out
}

/// Rows for columns; `width` is that of the plane.
fn turned(plane: &[f32], width: usize) -> Vec<f32> {
    let columns = 0..width;
    columns
        .flat_map(|x| plane.iter().skip(x).step_by(width.max(1)).copied())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_image_stays_flat_and_no_sigma_changes_nothing() {
        let flat = Gaussian::new(7.0, [5, 9]).blurred(&[2.0; 45]);
        assert!(flat.iter().all(|value| (value - 2.0).abs() < 1e-6));
        let values: Vec<f32> = (0..12).map(|v| v as f32).collect();
        assert_eq!(Gaussian::new(0.0, [3, 4]).blurred(&values), values);
    }

    #[test]
    fn a_spot_spreads_as_the_formula_says() {
        // One axis, sigma 1, nothing reaches a border: SciPy 1.17.1's gaussian_filter1d.
        let mut spot = [0.0; 11];
        spot[5] = 1.0;
        let found = Gaussian::new(1.0, [1, 11]).blurred(&spot);
        for (at, expected) in [(5, 0.398_943_47), (6, 0.241_971_4), (7, 0.053_991_13)] {
            assert!((found[at] - expected).abs() < 1e-6, "{}", found[at]);
            assert!((found[10 - at] - expected).abs() < 1e-6);
        }
    }
}
