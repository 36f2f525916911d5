use crate::order::rising;

/// Pearson's correlation of two lists of numbers, in -1..1; none of lists of different or no length,
/// or where one of them is constant.
pub fn pearson(a: &[f64], b: &[f64]) -> Option<f64> {
    if a.len() != b.len() || a.is_empty() {
        return None;
    }
    let count = a.len() as f64;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / count;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut both, mut square_a, mut square_b) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (a - mean_a, b - mean_b);
        both += a * b;
        square_a += a * a;
        square_b += b * b;
    }
    let size = (square_a * square_b).sqrt();
    (size > 0.0).then(|| (both / size).clamp(-1.0, 1.0))
}

/// The rank of each value, from 1 for the smallest; equals share the mean of their ranks.
pub fn ranks(values: &[f32]) -> Vec<f64> {
    // Zero has two signs, which are equal here.
    let value = |at: u32| values[at as usize] + 0.0;
    let order = rising((0..values.len() as u32).map(value));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for equals in order.chunk_by(|a, b| value(*a) == value(*b)) {
        let rank = before as f64 + (equals.len() + 1) as f64 / 2.0;
        equals.iter().for_each(|at| ranks[*at as usize] = rank);
        before += equals.len();
    }
    ranks
}

/// Spearman's rank correlation, in -1..1: Pearson's of the ranks, equals sharing theirs; none where
/// [`pearson`] has none.
pub fn spearman(a: &[f32], b: &[f32]) -> Option<f64> {
    pearson(&ranks(a), &ranks(b))
}
