//! Whole numbers of a model: shapes, axes, and what is computed of them.

/// Two numbers; one stands for both.
pub(super) fn pair(numbers: Option<&[i64]>) -> Option<[usize; 2]> {
    let both = match *numbers? {
        [one] => [one; 2],
        [first, second] => [first, second],
        _ => return None,
    };
    let [Ok(first), Ok(second)] = both.map(usize::try_from) else {
        return None;
    };
    Some([first, second])
}

/// From `start` to `end`, counted from the end where negative.
pub(super) fn slice(all: &[i64], start: i64, end: i64) -> Option<Vec<i64>> {
    let length = i64::try_from(all.len()).ok()?;
    let place = |at: i64| match at < 0 {
        true => (at.saturating_add(length)).max(0),
        false => at.min(length),
    };
    let (start, end) = (place(start), place(end));
    let part = all.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?);
    part.map(<[i64]>::to_vec)
}

pub(super) fn gather(all: &[i64], indices: &[i64]) -> Option<Vec<i64>> {
    let length = i64::try_from(all.len()).ok()?;
    let one = |index: &i64| {
        let index = if *index < 0 { index + length } else { *index };
        all.get(usize::try_from(index).ok()?).copied()
    };
    indices.iter().map(one).collect()
}

/// Number by number; a single one goes with all.
pub(super) fn both(
    first: &[i64],
    second: &[i64],
    of: impl Fn(i64, i64) -> Option<i64>,
) -> Option<Vec<i64>> {
    let length = first.len().max(second.len());
    let fits = |numbers: &[i64]| numbers.len() == 1 || numbers.len() == length;
    if !fits(first) || !fits(second) {
        return None;
    }
    let at = |numbers: &[i64], index: usize| numbers[if numbers.len() == 1 { 0 } else { index }];
    (0..length)
        .map(|index| of(at(first, index), at(second, index)))
        .collect()
}

/// With sides of one at these places of the result.
pub(super) fn unsqueezed(shape: &[usize], axes: &[i64]) -> Option<Vec<usize>> {
    let rank = i64::try_from(shape.len() + axes.len()).ok()?;
    let is_new = |at: i64| {
        axes.iter()
            .any(|axis| (axis + rank * i64::from(*axis < 0)) == at)
    };
    let mut sides = shape.iter().copied();
    let all = (0..rank).map(|at| if is_new(at) { Some(1) } else { sides.next() });
    all.collect()
}

/// To a shape in which -1 is what is left, and 0 what was there.
pub(super) fn reshaped(shape: &[usize], to: &[i64]) -> Option<Vec<usize>> {
    let elements: usize = shape.iter().product();
    let known = to.iter().enumerate().filter(|(_, side)| **side != -1);
    let known = known.map(|(at, side)| match side {
        0 => shape.get(at).copied(),
        side => usize::try_from(*side).ok(),
    });
    let known = known.collect::<Option<Vec<_>>>()?;
    let product: usize = known
        .iter()
        .try_fold(1_usize, |n, side| n.checked_mul(*side))?;
    let mut known = known.into_iter();
    let left = elements.checked_div(product)?;
    let all: Vec<usize> = to
        .iter()
        .map(|side| {
            if *side == -1 {
                Some(left)
            } else {
                known.next()
            }
        })
        .collect::<Option<_>>()?;
    let made = all
        .iter()
        .try_fold(1_usize, |n, side| n.checked_mul(*side))?;
    (made == elements).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_shape_is_counted_from_both_ends() {
        let shape = [1, 64, 7, 5];
        assert_eq!(slice(&shape, 1, i64::MAX), Some(vec![64, 7, 5]));
        assert_eq!(slice(&shape, -2, 4), Some(vec![7, 5]));
        assert_eq!(slice(&shape, 3, 1), None);
        assert_eq!(gather(&shape, &[0, -1]), Some(vec![1, 5]));
        assert_eq!(gather(&shape, &[4]), None);
        assert_eq!(both(&[64], &[7, 5], i64::checked_mul), Some(vec![448, 320]));
        assert_eq!(both(&[64], &[0], i64::checked_div), None);
        assert_eq!(both(&[1, 2], &[1, 2, 3], i64::checked_add), None);
    }

    #[test]
    fn sides_come_and_go() {
        assert_eq!(unsqueezed(&[64], &[1, 2]), Some(vec![64, 1, 1]));
        assert_eq!(unsqueezed(&[64], &[-2, -1]), Some(vec![64, 1, 1]));
        assert_eq!(reshaped(&[1, 64, 2], &[0, -1]), Some(vec![1, 128]));
        assert_eq!(reshaped(&[64], &[1, -1, 1, 1]), Some(vec![1, 64, 1, 1]));
        assert_eq!(reshaped(&[64], &[5, -1]), None);
        assert_eq!(pair(Some(&[3])), Some([3, 3]));
        assert_eq!(pair(Some(&[3, -1])), None);
    }
}
