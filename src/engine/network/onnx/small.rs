//! The few numbers that a model computes of sizes and of constants before it sees an image: shapes, axes, borders.

use gradoscope_checkpoint::onnx::{Attribute, Constant, Node, Numbers};

use super::shapes;

/// More numbers than anything has that is computed of sizes.
const MOST: usize = 4096;

/// Some numbers and their shape.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Small {
    pub shape: Vec<usize>,
    /// Whole ones are exact below 2^53; what stands for "to the end" is beyond that.
    pub values: Vec<f64>,
    pub is_whole: bool,
}

impl Small {
    /// Whole numbers in a row.
    pub fn row(values: &[i64]) -> Self {
        Self {
            shape: vec![values.len()],
            values: values.iter().map(|value| *value as f64).collect(),
            is_whole: true,
        }
    }

    /// None where the constant's numbers are in the file, or many.
    pub fn of(constant: &Constant) -> Option<Self> {
        let (values, is_whole): (Vec<f64>, bool) = match &constant.numbers {
            Numbers::Whole(values) => (values.iter().map(|value| *value as f64).collect(), true),
            Numbers::Held(values) => (
                values.iter().map(|value| f64::from(*value)).collect(),
                false,
            ),
            _ => return None,
        };
        let count: usize = constant.shape.iter().product();
        let shape = match values.len() == count {
            true => constant.shape.clone(),
            false => vec![values.len()],
        };
        Self::new(shape, values, is_whole)
    }

    fn new(shape: Vec<usize>, values: Vec<f64>, is_whole: bool) -> Option<Self> {
        let count = shape
            .iter()
            .try_fold(1_usize, |all, side| all.checked_mul(*side));
        let fits = count == Some(values.len()) && values.len() <= MOST;
        fits.then_some(Self {
            shape,
            values,
            is_whole,
        })
    }

    /// None where they are no whole numbers.
    pub fn wholes(&self) -> Option<Vec<i64>> {
        // What is beyond the largest becomes the largest.
        let all = self.values.iter().map(|value| *value as i64);
        self.is_whole.then(|| all.collect())
    }

    fn shaped(&self, shape: Vec<usize>) -> Option<Self> {
        Self::new(shape, self.values.clone(), self.is_whole)
    }

    fn along(&self, of: impl Fn(f64) -> f64) -> Option<Self> {
        let values = self.values.iter().map(|value| of(*value)).collect();
        Self::new(self.shape.clone(), values, self.is_whole)
    }

    /// Of one of the positions, counted row by row, which for a side of one is always its first.
    fn at(&self, place: &[usize]) -> f64 {
        let before = place.len() - self.shape.len();
        let at = self.shape.iter().zip(&place[before..]);
        let at = at.fold(0, |at, (side, index)| at * side + index.min(&(side - 1)));
        self.values[at]
    }
}

/// What a node makes of its inputs; none of one that is left out. None where it is not known here, or they do not fit.
pub(super) fn compute(node: &Node, inputs: &[Option<Small>]) -> Option<Small> {
    let input = |index: usize| inputs.get(index).and_then(Option::as_ref);
    let first = input(0)?;
    let told = |index: usize, name: &str| match (input(index), node.attribute(name)) {
        (Some(small), _) => small.wholes(),
        (None, Some(Attribute::Wholes(values))) => Some(values.clone()),
        (None, Some(Attribute::Whole(value))) => Some(vec![*value]),
        _ => None,
    };
    let axis = |default: i64, rank: usize| {
        let axis = told(usize::MAX, "axis").and_then(|all| all.first().copied());
        place(axis.unwrap_or(default), rank)
    };
    match node.kind.as_str() {
        "Identity" => Some(first.clone()),
        "Cast" => cast(first, told(usize::MAX, "to")?.first().copied()?),
        "Shape" => {
            let sides: Vec<i64> = first.shape.iter().map(|side| *side as i64).collect();
            Some(Small::row(&sides))
        }
        "ConstantOfShape" => {
            let shape = first.wholes()?.into_iter().map(usize::try_from);
            let shape: Vec<usize> = shape.collect::<Result<_, _>>().ok()?;
            let (value, is_whole) = match node.attribute("value") {
                Some(Attribute::Constant(value)) => {
                    let value = Small::of(value)?;
                    (*value.values.first()?, value.is_whole)
                }
                _ => (0.0, false),
            };
            let count = shape
                .iter()
                .try_fold(1_usize, |all, side| all.checked_mul(*side))?;
            (count <= MOST).then_some(())?;
            Small::new(shape, vec![value; count], is_whole)
        }
        "Unsqueeze" => first.shaped(shapes::unsqueezed(&first.shape, &told(1, "axes")?)?),
        "Squeeze" => first.shaped(squeezed(&first.shape, told(1, "axes"))?),
        "Reshape" => first.shaped(shapes::reshaped(&first.shape, &told(1, "shape")?)?),
        "Transpose" => transposed(first, told(usize::MAX, "perm")),
        "Concat" => joined(inputs, axis(0, first.shape.len())?),
        "Gather" => gathered(first, input(1)?, axis(0, first.shape.len())?),
        "Slice" => {
            let (starts, ends) = (told(1, "starts")?, told(2, "ends")?);
            let axes = told(3, "axes").unwrap_or_else(|| (0..starts.len() as i64).collect());
            let steps = told(4, "steps").unwrap_or_else(|| vec![1; starts.len()]);
            let mut all = starts.iter().zip(&ends).zip(axes.iter().zip(&steps));
            all.try_fold(first.clone(), |of, ((start, end), (axis, step))| {
                sliced(&of, place(*axis, of.shape.len())?, [*start, *end, *step])
            })
        }
        "Ceil" => first.along(f64::ceil),
        "Floor" => first.along(f64::floor),
        "Neg" => first.along(|value| -value),
        "Sqrt" => first.along(f64::sqrt),
        "Clip" => {
            let bound =
                |index: usize, name: &str, default: f64| match (input(index), node.attribute(name))
                {
                    (Some(bound), _) => bound.values.first().copied(),
                    (None, Some(Attribute::Number(bound))) => Some(f64::from(*bound)),
                    _ => Some(default),
                };
            let least = bound(1, "min", f64::NEG_INFINITY)?;
            let most = bound(2, "max", f64::INFINITY)?;
            first.along(|value| value.max(least).min(most))
        }
        "Where" => {
            let (yes, no) = (input(1)?, input(2)?);
            let chosen = both(first, yes, |is, yes| if is != 0.0 { yes } else { 0.0 })?;
            let others = both(first, no, |is, no| if is != 0.0 { 0.0 } else { no })?;
            let is_whole = yes.is_whole && no.is_whole;
            let all = both(&chosen, &others, |chosen, other| chosen + other)?;
            Some(Small { is_whole, ..all })
        }
        kind => {
            let second = input(1)?;
            let is_whole = first.is_whole && second.is_whole;
            let truth = |is: bool| f64::from(u8::from(is));
            both(first, second, |a, b| match kind {
                "Add" => a + b,
                "Sub" => a - b,
                "Mul" => a * b,
                "Div" if is_whole => (a / b).trunc(),
                "Div" => a / b,
                "Max" => a.max(b),
                "Min" => a.min(b),
                "Equal" => truth(a == b),
                "Greater" => truth(a > b),
                "Less" => truth(a < b),
                _ => f64::NAN,
            })
        }
    }
}

/// Counted from the end where negative.
fn place(axis: i64, rank: usize) -> Option<usize> {
    let axis = match axis < 0 {
        true => axis.checked_add(rank as i64)?,
        false => axis,
    };
    usize::try_from(axis).ok().filter(|axis| *axis < rank)
}

/// As ONNX numbers the kinds of numbers.
fn cast(of: &Small, to: i64) -> Option<Small> {
    let (is_whole, of) = match to {
        1 | 10 | 11 => (false, of.clone()),
        2..=7 | 12 | 13 => (true, of.along(f64::trunc)?),
        9 => (true, of.along(|value| f64::from(u8::from(value != 0.0)))?),
        _ => return None,
    };
    Some(Small { is_whole, ..of })
}

fn squeezed(shape: &[usize], axes: Option<Vec<i64>>) -> Option<Vec<usize>> {
    let Some(axes) = axes else {
        return Some(shape.iter().copied().filter(|side| *side != 1).collect());
    };
    let axes = axes.into_iter().map(|axis| place(axis, shape.len()));
    let axes: Vec<usize> = axes.collect::<Option<_>>()?;
    let left = shape
        .iter()
        .enumerate()
        .filter(|(at, _)| !axes.contains(at));
    Some(left.map(|(_, side)| *side).collect())
}

/// The place of number `at` of `shape`.
fn position(shape: &[usize], mut at: usize) -> Vec<usize> {
    let mut place = vec![0; shape.len()];
    for (to, side) in place.iter_mut().zip(shape).rev() {
        (*to, at) = (at % side, at / side);
    }
    place
}

/// A number of `from` for every place of `shape`.
fn made(
    shape: Vec<usize>,
    is_whole: bool,
    from: impl Fn(Vec<usize>) -> Option<f64>,
) -> Option<Small> {
    let count = shape
        .iter()
        .try_fold(1_usize, |all, side| all.checked_mul(*side))?;
    (count <= MOST).then_some(())?;
    let values = (0..count).map(|at| from(position(&shape, at)));
    let values = values.collect::<Option<_>>()?;
    Small::new(shape, values, is_whole)
}

fn transposed(of: &Small, order: Option<Vec<i64>>) -> Option<Small> {
    let rank = of.shape.len();
    let order = order.unwrap_or_else(|| (0..rank as i64).rev().collect());
    let order = order.into_iter().map(|axis| place(axis, rank));
    let order: Vec<usize> = order.collect::<Option<_>>()?;
    (order.len() == rank && (0..rank).all(|axis| order.contains(&axis))).then_some(())?;
    let shape = order.iter().map(|axis| of.shape[*axis]).collect();
    made(shape, of.is_whole, |to| {
        let mut from = vec![0; rank];
        for (axis, index) in order.iter().zip(to) {
            from[*axis] = index;
        }
        Some(of.at(&from))
    })
}

fn joined(all: &[Option<Small>], axis: usize) -> Option<Small> {
    let all: Vec<&Small> = all.iter().map(Option::as_ref).collect::<Option<_>>()?;
    let first = all.first()?;
    let others = |small: &Small| {
        let sides = small.shape.iter().enumerate();
        sides
            .filter(|(at, _)| *at != axis)
            .map(|(_, side)| *side)
            .collect::<Vec<_>>()
    };
    all.iter()
        .all(|small| others(small) == others(first))
        .then_some(())?;
    let mut shape = first.shape.clone();
    shape[axis] = all.iter().map(|small| small.shape[axis]).sum();
    let is_whole = all.iter().all(|small| small.is_whole);
    made(shape, is_whole, |mut place| {
        for small in &all {
            match place[axis].checked_sub(small.shape[axis]) {
                None => return Some(small.at(&place)),
                Some(rest) => place[axis] = rest,
            }
        }
        None
    })
}

fn gathered(of: &Small, indices: &Small, axis: usize) -> Option<Small> {
    let side = of.shape[axis];
    let all = indices.wholes()?;
    let chosen = all.into_iter().map(|index| self::place(index, side));
    let chosen: Vec<usize> = chosen.collect::<Option<_>>()?;
    let (before, after) = (&of.shape[..axis], &of.shape[axis + 1..]);
    let shape = [before, &indices.shape[..], after].concat();
    let count = indices.shape.len();
    made(shape, of.is_whole, |place| {
        let index = place[axis..axis + count].iter().zip(&indices.shape);
        let index = index.fold(0, |at, (index, side)| at * side + index);
        let from = [
            &place[..axis],
            &[*chosen.get(index)?],
            &place[axis + count..],
        ]
        .concat();
        Some(of.at(&from))
    })
}

fn sliced(of: &Small, axis: usize, [start, end, step]: [i64; 3]) -> Option<Small> {
    let side = i64::try_from(of.shape[axis]).ok()?;
    let (least, most) = match step {
        0 => return None,
        1.. => (0, side),
        _ => (-1, side - 1),
    };
    let clamped = |at: i64| match at < 0 {
        true => at.saturating_add(side).clamp(least, most),
        false => at.clamp(least, most),
    };
    let (start, end) = (clamped(start), clamped(end));
    let count = match step > 0 {
        true => (end - start).max(0) as u64,
        false => (start - end).max(0) as u64,
    };
    let count = count.div_ceil(step.unsigned_abs()) as usize;
    let mut shape = of.shape.clone();
    shape[axis] = count;
    made(shape, of.is_whole, |mut place| {
        place[axis] = usize::try_from(start + step * place[axis] as i64).ok()?;
        Some(of.at(&place))
    })
}

/// Number by number; what has a side of one, or none, goes with all.
fn both(first: &Small, second: &Small, of: impl Fn(f64, f64) -> f64) -> Option<Small> {
    let rank = first.shape.len().max(second.shape.len());
    let side = |small: &Small, axis: usize| {
        let missing = rank - small.shape.len();
        axis.checked_sub(missing)
            .map_or(1, |axis| small.shape[axis])
    };
    let sides = (0..rank).map(|axis| match (side(first, axis), side(second, axis)) {
        (1, side) | (side, 1) => Some(side),
        (a, b) => (a == b).then_some(a),
    });
    let shape: Vec<usize> = sides.collect::<Option<_>>()?;
    let is_whole = first.is_whole && second.is_whole;
    let result = made(shape, is_whole, |place| {
        Some(of(first.at(&place), second.at(&place)))
    })?;
    // Of an operation that is not known, and of a division by zero, nothing is made.
    let is_known = |value: &f64| value.is_finite() || !is_whole && value.is_infinite();
    result.values.iter().all(is_known).then_some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(kind: &str, attributes: &[(&str, Attribute)]) -> Node {
        Node {
            kind: kind.to_owned(),
            attributes: attributes
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
            ..Node::default()
        }
    }

    fn small(shape: &[usize], values: &[f64], is_whole: bool) -> Small {
        Small::new(shape.to_vec(), values.to_vec(), is_whole).expect("so many numbers")
    }

    fn of(kind: &str, attributes: &[(&str, Attribute)], inputs: &[&Small]) -> Option<Small> {
        let inputs: Vec<Option<Small>> =
            inputs.iter().map(|input| Some((*input).clone())).collect();
        compute(&node(kind, attributes), &inputs)
    }

    fn wholes(kind: &str, attributes: &[(&str, Attribute)], inputs: &[&Small]) -> Option<Vec<i64>> {
        of(kind, attributes, inputs)?.wholes()
    }

    #[test]
    fn borders_are_turned_around_as_pytorch_has_it() {
        // Left, right, top, bottom and nothing for the other axes: to the order of ONNX.
        let pads = Small::row(&[1, 2, 3, 4, 0, 0, 0, 0]);
        let pairs = of("Reshape", &[], &[&pads, &Small::row(&[-1, 2])]).expect("pairs");
        let one = |value: i64| Small::row(&[value]);
        let (start, end, axis) = (one(-1), one(-i64::MAX), one(0));
        let back = of("Slice", &[], &[&pairs, &start, &end, &axis, &one(-1)]).expect("turned");
        let order = Attribute::Wholes(vec![1, 0]);
        let turned = of("Transpose", &[("perm", order)], &[&back]).expect("columns");
        let row = wholes("Reshape", &[], &[&turned, &Small::row(&[-1])]);
        assert_eq!(row, Some(vec![0, 0, 3, 1, 0, 0, 4, 2]));
    }

    #[test]
    fn a_part_of_a_shape_is_counted_from_both_ends() {
        let shape = Small::row(&[1, 64, 7, 5]);
        let part = |start, end| {
            let both = [("starts", start), ("ends", end)];
            let both = both.map(|(name, at)| (name, Attribute::Wholes(vec![at])));
            wholes("Slice", &both, &[&shape])
        };
        assert_eq!(part(1, i64::MAX), Some(vec![64, 7, 5]));
        assert_eq!(part(-2, 4), Some(vec![7, 5]));
        assert_eq!(part(3, 1), Some(vec![]));
        let gather = |indices: &[i64]| wholes("Gather", &[], &[&shape, &Small::row(indices)]);
        assert_eq!(gather(&[0, -1]), Some(vec![1, 5]));
        assert_eq!(gather(&[4]), None);
        let scalar = small(&[], &[2.0], true);
        let one = of("Gather", &[], &[&shape, &scalar]).expect("a number");
        assert_eq!((one.shape, one.values), (vec![], vec![7.0]));
    }

    #[test]
    fn numbers_go_with_numbers_of_their_kind() {
        let (seven, two) = (small(&[], &[7.0], true), small(&[1], &[2.0], true));
        assert_eq!(wholes("Div", &[], &[&seven, &two]), Some(vec![3]));
        let to = |kind| [("to", Attribute::Whole(kind))];
        let half = of("Cast", &to(1), &[&seven]).expect("a number");
        let half = of("Div", &[], &[&half, &two]).expect("a number");
        assert_eq!((&half.values[..], half.is_whole), (&[3.5][..], false));
        assert_eq!(half.wholes(), None);
        let up = of("Ceil", &[], &[&half]).expect("a number");
        assert_eq!(wholes("Cast", &to(7), &[&up]), Some(vec![4]));
        assert_eq!(wholes("Cast", &to(7), &[&half]), Some(vec![3]));
        assert_eq!(of("Div", &[], &[&seven, &small(&[], &[0.0], true)]), None);
        assert_eq!(of("Celu", &[], &[&seven]), None);
        assert_eq!(of("Pow", &[], &[&seven, &two]), None);
        let (row, other) = (Small::row(&[1, 2]), Small::row(&[1, 2, 3]));
        assert_eq!(of("Add", &[], &[&row, &other]), None);
        assert_eq!(wholes("Mul", &[], &[&other, &two]), Some(vec![2, 4, 6]));
        assert_eq!(wholes("Max", &[], &[&other, &two]), Some(vec![2, 2, 3]));
    }

    #[test]
    fn pieces_are_put_together_and_filled_up() {
        let (row, zeros) = (Small::row(&[3, 4]), Small::row(&[2]));
        let zeros = of("ConstantOfShape", &[], &[&zeros]).expect("zeros");
        assert_eq!(
            (&zeros.values[..], zeros.is_whole),
            (&[0.0, 0.0][..], false)
        );
        let zeros = of("Cast", &[("to", Attribute::Whole(7))], &[&zeros]).expect("zeros");
        let both = of("Concat", &[("axis", Attribute::Whole(0))], &[&row, &zeros]);
        assert_eq!(both.expect("all").wholes(), Some(vec![3, 4, 0, 0]));
        let many = Small::row(&[1 << 20, 1 << 20]);
        assert_eq!(of("ConstantOfShape", &[], &[&many]), None);
        assert_eq!(wholes("Shape", &[], &[&many]), Some(vec![2]));
        let chosen = of("Equal", &[], &[&row, &Small::row(&[3])]).expect("where");
        assert_eq!(
            wholes("Where", &[], &[&chosen, &Small::row(&[-1]), &row]),
            Some(vec![-1, 4])
        );
    }
}
