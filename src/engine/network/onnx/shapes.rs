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
