//! Boxes, and how well two of them agree.

/// First row, first column, the row after the last, the column after the last.
pub type Bounds = [u32; 4];

/// How many pixels a box holds; none of no width or height.
pub fn area(bounds: Bounds) -> u64 {
    let [top, left, bottom, right] = bounds.map(u64::from);
    bottom.saturating_sub(top) * right.saturating_sub(left)
}

/// Intersection over union of two boxes, in 0..1; none where both are empty.
pub fn overlap(a: Bounds, b: Bounds) -> Option<f64> {
    let shared = [
        a[0].max(b[0]),
        a[1].max(b[1]),
        a[2].min(b[2]),
        a[3].min(b[3]),
    ];
    let shared = area(shared);
    let all = area(a) + area(b) - shared;
    (all > 0).then(|| shared as f64 / all as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_boxes_agree_by_what_they_share_of_what_they_hold() {
        assert_eq!(overlap([0, 0, 2, 2], [0, 0, 2, 2]), Some(1.0));
        assert_eq!(overlap([0, 0, 2, 2], [1, 1, 3, 3]), Some(1.0 / 7.0));
        assert_eq!(overlap([0, 0, 2, 2], [2, 0, 4, 2]), Some(0.0));
        assert_eq!(overlap([0, 0, 2, 2], [3, 3, 1, 1]), Some(0.0));
        assert_eq!(overlap([1, 1, 1, 1], [2, 2, 2, 2]), None);
    }
}
