//! Blurs: of maps, and of the images that insertion begins with.

/// How many deviations the weights of a Gaussian reach.
const TRUNCATE: f64 = 4.0;
/// Side of the kernel that the authors of RISE blur with, and the deviation it is made from, in pixels.
const SIDE: usize = 11;
const DEVIATION: f64 = 5.0;

/// Weights `exp(-k^2 / (2 sigma^2))` for `|k| <= reach`, of sum 1.
pub(crate) fn gaussian(sigma: f64, reach: usize) -> Vec<f64> {
    let reach = reach as i64;
    let heights: Vec<f64> = (-reach..=reach)
        .map(|k| (-0.5 * (k * k) as f64 / (sigma * sigma)).exp())
        .collect();
    let total: f64 = heights.iter().sum();
    heights.iter().map(|height| height / total).collect()
}

/// The position inside `0..length` that stands for `at` beyond an edge, edge pixels standing twice: `c b
/// a | a b c | c b a`. SciPy calls it `reflect`.
fn mirrored(at: isize, length: usize) -> Option<usize> {
    let period = 2 * length;
    let at = at.rem_euclid(period as isize) as usize;
    Some(at.min(period - 1 - at))
}

/// Zeros beyond the edges.
fn inside(at: isize, length: usize) -> Option<usize> {
    usize::try_from(at).ok().filter(|at| *at < length)
}

type Edge = fn(isize, usize) -> Option<usize>;

/// `values`, shape `[_, length, inner]`, filtered along the middle axis.
fn along(values: &[f64], length: usize, inner: usize, weights: &[f64], edge: Edge) -> Vec<f64> {
    let mut out = vec![0.0; values.len()];
    let reach = (weights.len() / 2) as isize;
    let blocks = values.chunks_exact(length * inner);
    for (target, block) in out.chunks_exact_mut(length * inner).zip(blocks) {
        for (at, sums) in (0..).zip(target.chunks_exact_mut(inner)) {
            for (k, weight) in (at - reach..).zip(weights) {
                let Some(from) = edge(k, length) else {
                    continue;
                };
                let source = &block[from * inner..][..inner];
                for (sum, value) in sums.iter_mut().zip(source) {
                    *sum += weight * value;
                }
            }
        }
    }
    out
}

/// Down the columns, then along the rows, of `[_, height, width]`; as it came where the length does not
/// fit.
fn both_ways(values: &[f64], [height, width]: [usize; 2], weights: &[f64], edge: Edge) -> Vec<f64> {
    let pixels = height * width;
    if pixels == 0 || !values.len().is_multiple_of(pixels) {
        return values.to_vec();
    }
    let down = along(values, height, width, weights, edge);
    along(&down, width, 1, weights, edge)
}

/// The same with a mirror at every edge: for other figures of this crate.
pub(crate) fn mirrored_blur(values: &[f64], size: [usize; 2], weights: &[f64]) -> Vec<f64> {
    both_ways(values, size, weights, mirrored)
}

/// `[_, height, width]` convolved with a Gaussian of `sigma` pixels that reaches four of them, mirrored
/// at the edges. As it came where `sigma` is not above zero or the length does not fit.
pub fn blurred(map: &[f32], size: [usize; 2], sigma: f64) -> Vec<f32> {
    if sigma.is_nan() || sigma <= 0.0 {
        return map.to_vec();
    }
    let weights = gaussian(sigma, (TRUNCATE * sigma + 0.5) as usize);
    rounded(&both_ways(&widened(map), size, &weights, mirrored))
}

/// `[_, height, width]` out of focus as the authors of RISE blur the image that insertion begins with
/// (Petsiuk et al. 2018; their code): convolved with 11 by 11 weights, zeros beyond the edges. The
/// weights are a single 1 blurred by a Gaussian of 5 pixels that is mirrored at the edges of the 11 by
/// 11: nearly a box. In normalised units the zeros are the mean colour.
pub fn out_of_focus(image: &[f32], size: [usize; 2]) -> Vec<f32> {
    let mut single = vec![0.0; SIDE];
    single[SIDE / 2] = 1.0;
    let wide = gaussian(DEVIATION, (TRUNCATE * DEVIATION + 0.5) as usize);
    let weights = along(&single, SIDE, 1, &wide, mirrored);
    rounded(&both_ways(&widened(image), size, &weights, inside))
}

fn widened(values: &[f32]) -> Vec<f64> {
    values.iter().copied().map(f64::from).collect()
}

fn rounded(values: &[f64]) -> Vec<f32> {
    values.iter().map(|value| *value as f32).collect()
}
