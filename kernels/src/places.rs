//! Formulas over the numbers of images, place by place, a row at a time: what stands between two
//! steps of a formula never leaves the processor's nearest memory.

/// Something of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unary {
    Size,
    Root,
    /// To the nearest whole number, of two the even one.
    Round,
    /// Of zero, zero.
    Sign,
}

/// Something of two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binary {
    Add,
    Sub,
    Mul,
    Div,
    Least,
    Most,
    /// One where the first is larger, or else zero.
    Above,
}

/// What is made of all numbers of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    Sum,
    /// The Euclidean norm.
    Norm,
    /// The mean of their sizes.
    MeanSize,
    /// The largest of their sizes.
    LargestSize,
    /// How many pixels are above zero in a channel.
    Pixels,
}

/// What a step makes of a row; steps are named by their position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// A source, moved down and to the right by less than its size; what leaves on one side comes
    /// back on the other.
    Read {
        source: usize,
        by: [usize; 2],
    },
    Number(f32),
    /// A number per channel, of three.
    Channels([f32; 3]),
    Unary(Unary, usize),
    Binary(Binary, [usize; 2]),
}

/// Steps over images of one shape, `[n, channels, height, width]`.
pub struct Places<'a> {
    pub steps: &'a [Step],
    pub sources: &'a [Vec<f32>],
    pub shape: [usize; 4],
}

/// Sums that a row is split into: they do not wait for each other.
const LANES: usize = 8;

impl Places<'_> {
    /// The image that the last step makes.
    pub fn image(&self) -> Vec<f32> {
        let last = self.steps.len() - 1;
        let [_, channels, height, width] = self.shape;
        let mut made = vec![0.0; self.shape.iter().product()];
        self.each_row(|[image, channel, row], rows| {
            let first = ((image * channels + channel) * height + row) * width;
            made[first..][..width].copy_from_slice(rows.of(last));
        });
        made
    }

    /// The folds of what steps make.
    pub fn folds(&self, folds: &[(Fold, usize)]) -> Vec<f32> {
        let [_, channels, _, width] = self.shape;
        let mut totals = vec![0.0_f64; folds.len()];
        let mut above = vec![false; folds.len() * width];
        self.each_row(|[_, channel, _], rows| {
            for (k, (fold, step)) in folds.iter().enumerate() {
                let (row, total) = (rows.of(*step), &mut totals[k]);
                match fold {
                    Fold::Sum => *total += sum(row, |x| x),
                    Fold::Norm => *total += sum(row, |x| x * x),
                    Fold::MeanSize => *total += sum(row, f32::abs),
                    Fold::LargestSize => *total = row.iter().fold(*total, largest),
                    Fold::Pixels => {
                        let above = &mut above[k * width..][..width];
                        if channel == 0 {
                            above.fill(false);
                        }
                        for (above, x) in above.iter_mut().zip(row) {
                            *above |= *x > 0.0;
                        }
                        if channel + 1 == channels {
                            *total += above.iter().filter(|above| **above).count() as f64;
                        }
                    }
                }
            }
        });
        let count = self.shape.iter().product::<usize>() as f64;
        let finished = folds
            .iter()
            .zip(&totals)
            .map(|((fold, _), total)| match fold {
                Fold::Norm => total.sqrt() as f32,
                Fold::MeanSize => (total / count) as f32,
                _ => *total as f32,
            });
        finished.collect()
    }

    /// Calls `then` with image, channel and row, and what every step makes of it; the channels of a
    /// row come one after the other.
    fn each_row(&self, mut then: impl FnMut([usize; 3], &Rows)) {
        let [n, channels, height, width] = self.shape;
        let mut rows = Rows {
            numbers: vec![0.0; self.steps.len() * width],
            width,
        };
        for image in 0..n {
            for row in 0..height {
                for channel in 0..channels {
                    let place = [image, channel, row];
                    self.run(place, &mut rows);
                    then(place, &rows);
                }
            }
        }
    }

    fn run(&self, [image, channel, row]: [usize; 3], rows: &mut Rows) {
        let [_, channels, height, width] = self.shape;
        for (k, step) in self.steps.iter().enumerate() {
            let (before, to) = rows.numbers.split_at_mut(k * width);
            let to = &mut to[..width];
            let of = |step: usize| &before[step * width..][..width];
            match *step {
                Step::Number(number) => to.fill(number),
                Step::Channels(numbers) => to.fill(numbers[channel]),
                Step::Read { source, by } => {
                    let from = (row + height - by[0]) % height;
                    let first = ((image * channels + channel) * height + from) * width;
                    let from = &self.sources[source][first..][..width];
                    let (left, right) = to.split_at_mut(by[1]);
                    right.copy_from_slice(&from[..width - by[1]]);
                    left.copy_from_slice(&from[width - by[1]..]);
                }
                Step::Unary(operation, a) => unary(operation, of(a), to),
                Step::Binary(operation, [a, b]) => binary(operation, of(a), of(b), to),
            }
        }
    }
}

/// A row of every step.
struct Rows {
    numbers: Vec<f32>,
    width: usize,
}

impl Rows {
    fn of(&self, step: usize) -> &[f32] {
        &self.numbers[step * self.width..][..self.width]
    }
}

/// The larger size; what is not a number stays.
fn largest(so_far: f64, x: &f32) -> f64 {
    let size = f64::from(x.abs());
    if size > so_far || size.is_nan() {
        size
    } else {
        so_far
    }
}

fn sum(row: &[f32], of: impl Fn(f32) -> f32) -> f64 {
    let mut lanes = [0.0_f32; LANES];
    let (whole, rest) = row.as_chunks::<LANES>();
    for numbers in whole {
        for (lane, x) in lanes.iter_mut().zip(numbers) {
            *lane += of(*x);
        }
    }
    let rest: f64 = rest.iter().map(|x| f64::from(of(*x))).sum();
    lanes.iter().copied().map(f64::from).sum::<f64>() + rest
}

fn unary(operation: Unary, a: &[f32], to: &mut [f32]) {
    match operation {
        Unary::Size => map(a, to, f32::abs),
        Unary::Root => map(a, to, f32::sqrt),
        Unary::Round => map(a, to, f32::round_ties_even),
        Unary::Sign => map(a, to, |x| if x == 0.0 { 0.0 } else { x.signum() }),
    }
}

fn binary(operation: Binary, a: &[f32], b: &[f32], to: &mut [f32]) {
    match operation {
        Binary::Add => both(a, b, to, |a, b| a + b),
        Binary::Sub => both(a, b, to, |a, b| a - b),
        Binary::Mul => both(a, b, to, |a, b| a * b),
        Binary::Div => both(a, b, to, |a, b| a / b),
        // What is not a number stays, on either side.
        Binary::Least => both(a, b, to, |a, b| if a < b || a.is_nan() { a } else { b }),
        Binary::Most => both(a, b, to, |a, b| if a > b || a.is_nan() { a } else { b }),
        Binary::Above => both(a, b, to, |a, b| if a > b { 1.0 } else { 0.0 }),
    }
}

#[inline(always)]
fn map(a: &[f32], to: &mut [f32], of: impl Fn(f32) -> f32) {
    for (to, a) in to.iter_mut().zip(a) {
        *to = of(*a);
    }
}

#[inline(always)]
fn both(a: &[f32], b: &[f32], to: &mut [f32], of: impl Fn(f32, f32) -> f32) {
    for ((to, a), b) in to.iter_mut().zip(a).zip(b) {
        *to = of(*a, *b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: [Step; 3] = [
        Step::Read {
            source: 0,
            by: [0, 0],
        },
        Step::Number(2.0),
        Step::Binary(Binary::Most, [0, 1]),
    ];

    fn places(sources: &[Vec<f32>]) -> Places<'_> {
        Places {
            steps: &STEPS,
            sources,
            shape: [1, 3, 1, 2],
        }
    }

    #[test]
    fn what_is_not_a_number_is_never_hidden() {
        let sources = [vec![1.0, f32::NAN, 5.0, 4.0, 3.0, 2.0]];
        let made = places(&sources).image();
        assert!(made[1].is_nan());
        assert_eq!(made[2..], [5.0, 4.0, 3.0, 2.0]);
        for fold in [Fold::Sum, Fold::Norm, Fold::MeanSize, Fold::LargestSize] {
            let found = places(&sources).folds(&[(fold, 0)]);
            assert!(found[0].is_nan(), "{fold:?}");
        }
    }

    #[test]
    fn numbers_keep_their_places() {
        let source: Vec<f32> = (0..24).map(|at| at as f32).collect();
        let places = Places {
            steps: &STEPS[..1],
            sources: std::slice::from_ref(&source),
            shape: [2, 3, 2, 2],
        };
        assert_eq!(places.image(), source);
    }

    #[test]
    fn folds_are_of_all_numbers_and_of_pixels() {
        let sources = [vec![1.0, 0.0, -2.0, 0.0, 2.0, -4.0]];
        let all = [
            Fold::Sum,
            Fold::Norm,
            Fold::MeanSize,
            Fold::LargestSize,
            Fold::Pixels,
        ];
        let found = places(&sources).folds(&all.map(|fold| (fold, 0)));
        assert_eq!(found, [-3.0, 5.0, 1.5, 4.0, 1.0]);
    }
}
