use crate::blur::{gaussian, mirrored_blur};

/// Of the window's weights, in pixels.
const DEVIATION: f64 = 1.5;
/// Pixels of the window to either side of its middle.
const REACH: usize = 5;
/// `(0.01 L)^2` and `(0.03 L)^2` for values in a range of length L = 1.
const STEADY: [f64; 2] = [1e-4, 9e-4];

/// Structural similarity of two maps with values in -1..1 (Wang, Bovik, Sheikh & Simoncelli 2004), at
/// most 1. Windows of 11 by 11, Gaussian weights of 1.5 pixels, a range of 1; the mean over all windows
/// that lie inside. It depends on how the maps were scaled: [`crate::by_largest`] is ours. None where the
/// lengths do not fit or no window lies inside.
pub fn ssim(a: &[f64], b: &[f64], size: [usize; 2]) -> Option<f64> {
    let [height, width] = size;
    let pixels = height.checked_mul(width)?;
    if a.len() != pixels || b.len() != pixels || height.min(width) <= 2 * REACH {
        return None;
    }
    let weights = gaussian(DEVIATION, REACH);
    let mean_of_product = |a: &[f64], b: &[f64]| {
        let product: Vec<f64> = a.iter().zip(b).map(|(a, b)| a * b).collect();
        mirrored_blur(&product, size, &weights)
    };
    let [mean_a, mean_b] = [a, b].map(|map| mirrored_blur(map, size, &weights));
    let [aa, bb, ab] = [(a, a), (b, b), (a, b)].map(|(a, b)| mean_of_product(a, b));
    let (mut sum, mut windows) = (0.0, 0.0);
    for row in REACH..height - REACH {
        for at in row * width + REACH..(row + 1) * width - REACH {
            let (ma, mb) = (mean_a[at], mean_b[at]);
            let [of_means, of_variances] = STEADY;
            let above = (2.0 * ma * mb + of_means) * (2.0 * (ab[at] - ma * mb) + of_variances);
            let variances = aa[at] - ma * ma + bb[at] - mb * mb;
            let below = (ma * ma + mb * mb + of_means) * (variances + of_variances);
            sum += above / below;
            windows += 1.0;
        }
    }
    Some(sum / windows)
}
