use crate::order::rising;

/// The Gini index of the sizes of the values, in 0..1 (Hurley & Rickard 2009): 0 where all are alike,
/// near 1 where one holds all. None where all are zero.
pub fn gini(map: &[f32]) -> Option<f64> {
    let order = rising(map.iter().map(|value| value.abs()));
    let size = |at: &u32| f64::from(map[*at as usize].abs());
    let sizes: Vec<f64> = order.iter().map(size).collect();
    let total: f64 = sizes.iter().sum();
    let count = sizes.len() as f64;
    let term = |(at, size): (usize, &f64)| size * (count - at as f64 - 0.5) / count;
    let weighted: f64 = sizes.iter().enumerate().map(term).sum();
    (total > 0.0).then(|| 1.0 - 2.0 * weighted / total)
}

/// The entropy of a histogram of the values, in nats: `bins` of equal width from the least to the
/// largest value (Hedstroem et al. 2024 take 100). None of no or equal values.
pub fn entropy(map: &[f32], bins: usize) -> Option<f64> {
    let least = f64::from(map.iter().copied().reduce(f32::min)?);
    let range = f64::from(map.iter().copied().reduce(f32::max)?) - least;
    if range <= 0.0 || bins == 0 {
        return None;
    }
    let mut counts = vec![0_usize; bins];
    for value in map {
        let bin = (f64::from(*value) - least) / range * bins as f64;
        counts[(bin as usize).min(bins - 1)] += 1;
    }
    let share = |count: &usize| *count as f64 / map.len() as f64;
    let shares = counts.iter().map(share).filter(|share| *share > 0.0);
    Some(-shares.map(|share| share * share.ln()).sum::<f64>())
}

/// `||a - b|| / ||b||`, Euclidean; none where the lengths differ or `b` is zero.
pub fn relative_distance(a: &[f32], b: &[f32]) -> Option<f64> {
    if a.len() != b.len() {
        return None;
    }
    let square = |value: f64| value * value;
    let pairs = a.iter().zip(b);
    let apart: f64 = pairs
        .map(|(a, b)| square(f64::from(*a) - f64::from(*b)))
        .sum();
    let size: f64 = b.iter().map(|value| square((*value).into())).sum();
    (size > 0.0).then(|| (apart / size).sqrt())
}

/// The value below which a share of all lies, in 0..1, between two ranks on a straight line, as NumPy has
/// it by default; none of no values.
pub fn quantile(values: &[f32], share: f64) -> Option<f32> {
    let order = rising(values.iter().copied());
    let last = order.len().checked_sub(1)?;
    let rank = share.clamp(0.0, 1.0) * last as f64;
    let below = rank as usize;
    let value = |at: usize| f64::from(values[order[at.min(last)] as usize]);
    let part = rank - below as f64;
    Some((value(below) + (value(below + 1) - value(below)) * part) as f32)
}
