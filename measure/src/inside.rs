/// Whether the largest value of a map, the first in row-major order of equals, lies inside of a box or
/// at most `tolerance` pixels away from it along each axis: the pointing game (Zhang et al. 2016). The
/// box is its first row, first column, the row after its last and the column after its last. None of a
/// map that is nowhere above zero: it points at nothing.
pub fn points_inside(
    map: &[f32],
    width: usize,
    bounds: [usize; 4],
    tolerance: usize,
) -> Option<bool> {
    let (mut best, mut largest) = (None, 0.0);
    for (at, value) in map.iter().enumerate() {
        if *value > largest {
            (best, largest) = (Some(at), *value);
        }
    }
    let best = best.filter(|_| width > 0)?;
    let [top, left, bottom, right] = bounds;
    let reaches = |at: usize, from: usize, to: usize| at + tolerance >= from && at < to + tolerance;
    Some(reaches(best / width, top, bottom) && reaches(best % width, left, right))
}

/// How much of what is above zero in a map lies where `is_inside`, in 0..1; none where nothing is above
/// zero or the lengths differ.
pub fn share_inside(map: &[f32], is_inside: &[bool]) -> Option<f64> {
    if map.len() != is_inside.len() {
        return None;
    }
    let (mut inside, mut total) = (0.0, 0.0);
    for (value, is_inside) in map.iter().zip(is_inside) {
        let value = f64::from(value.max(0.0));
        total += value;
        inside += if *is_inside { value } else { 0.0 };
    }
    (total > 0.0).then(|| inside / total)
}
