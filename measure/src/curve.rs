//! Pixels taken away, or put in, in the order of a map (Petsiuk et al. 2018).

use crate::order::rising;

/// Positions by decreasing value, equals in row-major order.
pub fn order(map: &[f32]) -> Vec<u32> {
    // Zero has two signs, which are equal here.
    rising(map.iter().map(|value| -(value + 0.0)))
}

/// How many of `pixels` are taken after step `step` of `steps`: none at 0, all at the last.
pub fn taken(step: usize, steps: usize, pixels: usize) -> usize {
    step.min(steps) * pixels / steps.max(1)
}

/// `image`, `[channels, pixels]`, with the pixels at the positions `gone` from `filling`, of the same
/// shape. Positions beyond the image are left out.
pub fn replaced(image: &[f32], filling: &[f32], pixels: usize, gone: &[u32]) -> Vec<f32> {
    let mut out = image.to_vec();
    let pixels = pixels.max(1);
    for (out, filling) in out.chunks_mut(pixels).zip(filling.chunks(pixels)) {
        for at in gone {
            let at = *at as usize;
            if let (Some(out), Some(filling)) = (out.get_mut(at), filling.get(at)) {
                *out = *filling;
            }
        }
    }
    out
}

/// The area under a curve of equally spaced points over 0..1, by trapezoids; none of fewer than two.
pub fn area(values: &[f32]) -> Option<f64> {
    let (first, last) = (values.first()?, values.last()?);
    let steps = values.len() - 1;
    let sum: f64 = values.iter().copied().map(f64::from).sum();
    let ends = f64::from(*first) + f64::from(*last);
    (steps > 0).then(|| (sum - ends / 2.0) / steps as f64)
}

/// How much better the pixels are kept that a map calls important than those it does not (Rong et al.
/// 2022, as grad-cam has it): half the mean, over shares taken away from a tenth to seven tenths, of the
/// value with the least important ones gone less that with the most important ones gone. `deletion` and
/// `insertion` are curves of equally many points. None where they differ in number or no point lies
/// there.
pub fn kept_and_removed(deletion: &[f32], insertion: &[f32]) -> Option<f64> {
    let steps = deletion.len().checked_sub(1)?;
    if insertion.len() != deletion.len() {
        return None;
    }
    let inside = (1..steps).filter(|k| (10 * k >= steps) && (10 * k <= 7 * steps));
    let differences: Vec<f64> = inside
        .map(|k| f64::from(insertion[steps - k]) - f64::from(deletion[k]))
        .collect();
    let sum: f64 = differences.iter().sum();
    (!differences.is_empty()).then(|| sum / differences.len() as f64 / 2.0)
}
