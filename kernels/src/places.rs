//! Formulas over the numbers of images, place by place, a row at a time: what stands between two
//! terms of a formula never leaves the processor's nearest memory.

/// Something of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unary {
    /// Without its sign.
    Size,
    /// The square root.
    Root,
    /// To the nearest whole number, of two the even one.
    Round,
    /// Of zero, zero.
    Sign,
    /// e to that power.
    Exp,
    /// The natural logarithm.
    Log,
}

/// Something of two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binary {
    /// The first and the second.
    Add,
    /// The first less the second.
    Sub,
    /// The first times the second.
    Mul,
    /// The first by the second.
    Div,
    /// The smaller one.
    Least,
    /// The larger one.
    Most,
    /// One where the first is larger, or else zero.
    Above,
}

/// What is made of all numbers of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// What they add up to.
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

/// What a term of a formula makes of a row; terms are named by their position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Term {
    /// A source, moved down and to the right by less than its size; what leaves on one side comes
    /// back on the other.
    Read {
        /// Its position among the sources.
        source: usize,
        /// How far down and to the right.
        by: [usize; 2],
    },
    /// The same number everywhere.
    Number(f32),
    /// A number per channel, of three.
    Channels([f32; 3]),
    /// Something of an earlier term.
    Unary(Unary, usize),
    /// Something of two earlier terms.
    Binary(Binary, [usize; 2]),
}

/// Terms over images of one shape, `[n, channels, height, width]`.
pub struct Places<'a> {
    /// In order: each is made of earlier ones.
    pub terms: &'a [Term],
    /// Images of that shape.
    pub sources: &'a [&'a [f32]],
    /// The shape.
    pub shape: [usize; 4],
}

/// Sums that a row is split into: they do not wait for each other.
const LANES: usize = 8;

impl Places<'_> {
    /// The image that the last term makes.
    pub fn image(&self) -> Vec<f32> {
        let last = self.terms.len() - 1;
        let [_, channels, height, width] = self.shape;
        let mut made = vec![0.0; self.shape.iter().product()];
        self.each_row(last, |[image, channel, row], rows| {
            let first = ((image * channels + channel) * height + row) * width;
            rows.write(last, &mut made[first..][..width]);
        });
        made
    }

    /// The folds of what terms make.
    pub fn folds(&self, folds: &[(Fold, usize)]) -> Vec<f32> {
        let [_, channels, _, width] = self.shape;
        let mut totals = vec![0.0_f64; folds.len()];
        let mut above = vec![0.0; folds.len() * width];
        let mut filled = vec![0.0; width];
        self.each_row(self.terms.len(), |[_, channel, _], rows| {
            for (k, (fold, term)) in folds.iter().enumerate() {
                let row = match rows.of(*term) {
                    Row::Each(row) => row,
                    Row::Same(number) => {
                        filled.fill(number);
                        &filled
                    }
                };
                let total = &mut totals[k];
                match fold {
                    Fold::Sum => *total += sum(row, |x| x),
                    Fold::Norm => *total += sum(row, |x| x * x),
                    Fold::MeanSize => *total += sum(row, f32::abs),
                    Fold::LargestSize => *total = f64::from(larger(*total as f32, largest(row))),
                    Fold::Pixels => {
                        let above = &mut above[k * width..][..width];
                        if channel == 0 {
                            above.fill(0.0);
                        }
                        for (above, x) in above.iter_mut().zip(row) {
                            *above = if *x > 0.0 { 1.0 } else { *above };
                        }
                        if channel + 1 == channels {
                            *total += sum(above, |x| x);
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

    /// Calls `then` with image, channel and row, and what the first `count` terms make of it; the
    /// channels of a row come one after the other.
    fn each_row(&self, count: usize, mut then: impl FnMut([usize; 3], Rows<'_>)) {
        let [n, channels, height, width] = self.shape;
        let mut made = vec![0.0; count * width];
        for image in 0..n {
            for row in 0..height {
                for channel in 0..channels {
                    let place = [image, channel, row];
                    for (term, end) in (0..count).map(|term| (term, term * width)) {
                        let (made, to) = made.split_at_mut(end);
                        let rows = self.rows(place, made);
                        if rows.there(term).is_none() {
                            rows.write(term, &mut to[..width]);
                        }
                    }
                    then(place, self.rows(place, &made));
                }
            }
        }
    }

    fn rows<'r>(&'r self, place: [usize; 3], made: &'r [f32]) -> Rows<'r> {
        Rows {
            places: self,
            place,
            made,
        }
    }

    /// A row of a source that is moved down.
    fn source(&self, source: usize, [image, channel, row]: [usize; 3], down: usize) -> &[f32] {
        let [_, channels, height, width] = self.shape;
        let from = (row + height - down) % height;
        let first = ((image * channels + channel) * height + from) * width;
        &self.sources[source][first..][..width]
    }
}

/// What terms make of a row, in `made` one after the other.
struct Rows<'r> {
    places: &'r Places<'r>,
    place: [usize; 3],
    made: &'r [f32],
}

impl<'r> Rows<'r> {
    /// What need not be made: it lies in a source, or is the same all along.
    fn there(&self, term: usize) -> Option<Row<'r>> {
        Some(match self.places.terms[term] {
            Term::Number(number) => Row::Same(number),
            Term::Channels(numbers) => Row::Same(numbers[self.place[1]]),
            Term::Read {
                source,
                by: [down, 0],
            } => Row::Each(self.places.source(source, self.place, down)),
            _ => return None,
        })
    }

    fn of(&self, term: usize) -> Row<'r> {
        let width = self.places.shape[3];
        let made = self.made;
        self.there(term)
            .unwrap_or_else(|| Row::Each(&made[term * width..][..width]))
    }

    /// What `term` makes of those before it.
    fn write(&self, term: usize, to: &mut [f32]) {
        match self.places.terms[term] {
            Term::Unary(operation, a) => unary(operation, self.of(a), to),
            Term::Binary(operation, [a, b]) => binary(operation, self.of(a), self.of(b), to),
            Term::Read { source, by } => {
                let from = self.places.source(source, self.place, by[0]);
                let (left, right) = to.split_at_mut(by[1]);
                right.copy_from_slice(&from[..from.len() - by[1]]);
                left.copy_from_slice(&from[from.len() - by[1]..]);
            }
            Term::Number(number) => to.fill(number),
            Term::Channels(numbers) => to.fill(numbers[self.place[1]]),
        }
    }
}

/// A row of a term.
#[derive(Clone, Copy)]
enum Row<'r> {
    Each(&'r [f32]),
    /// One number all along.
    Same(f32),
}

/// The larger size; what is not a number stays.
fn larger(so_far: f32, x: f32) -> f32 {
    let size = x.abs();
    if size > so_far || size.is_nan() {
        size
    } else {
        so_far
    }
}

/// The largest size.
fn largest(row: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; LANES];
    let (whole, rest) = row.as_chunks::<LANES>();
    for numbers in whole {
        for (lane, x) in lanes.iter_mut().zip(numbers) {
            *lane = larger(*lane, *x);
        }
    }
    lanes
        .into_iter()
        .chain(rest.iter().copied())
        .fold(0.0, larger)
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

fn unary(operation: Unary, a: Row<'_>, to: &mut [f32]) {
    match operation {
        Unary::Size => map(a, to, f32::abs),
        Unary::Root => map(a, to, f32::sqrt),
        Unary::Round => map(a, to, f32::round_ties_even),
        Unary::Sign => map(a, to, |x| if x == 0.0 { 0.0 } else { x.signum() }),
        Unary::Exp => map(a, to, f32::exp),
        Unary::Log => map(a, to, f32::ln),
    }
}

impl Binary {
    /// Of two numbers.
    #[inline(always)]
    pub fn of(self, a: f32, b: f32) -> f32 {
        match self {
            Self::Add => a + b,
            Self::Sub => a - b,
            Self::Mul => a * b,
            Self::Div => a / b,
            // What is not a number stays, on either side.
            Self::Least if a < b || a.is_nan() => a,
            Self::Most if a > b || a.is_nan() => a,
            Self::Least | Self::Most => b,
            Self::Above => f32::from(u8::from(a > b)),
        }
    }
}

fn binary(operation: Binary, a: Row<'_>, b: Row<'_>, to: &mut [f32]) {
    // A loop of its own for each: what is known in a loop is not asked again in every turn.
    match operation {
        Binary::Add => both(a, b, to, |a, b| Binary::Add.of(a, b)),
        Binary::Sub => both(a, b, to, |a, b| Binary::Sub.of(a, b)),
        Binary::Mul => both(a, b, to, |a, b| Binary::Mul.of(a, b)),
        Binary::Div => both(a, b, to, |a, b| Binary::Div.of(a, b)),
        Binary::Least => both(a, b, to, |a, b| Binary::Least.of(a, b)),
        Binary::Most => both(a, b, to, |a, b| Binary::Most.of(a, b)),
        Binary::Above => both(a, b, to, |a, b| Binary::Above.of(a, b)),
    }
}

#[inline(always)]
fn map(a: Row<'_>, to: &mut [f32], of: impl Fn(f32) -> f32) {
    match a {
        Row::Each(a) => {
            for (to, a) in to.iter_mut().zip(a) {
                *to = of(*a);
            }
        }
        Row::Same(a) => to.fill(of(a)),
    }
}

#[inline(always)]
fn both(a: Row<'_>, b: Row<'_>, to: &mut [f32], of: impl Fn(f32, f32) -> f32) {
    match (a, b) {
        (Row::Each(a), Row::Each(b)) => {
            for ((to, a), b) in to.iter_mut().zip(a).zip(b) {
                *to = of(*a, *b);
            }
        }
        (a, Row::Same(b)) => map(a, to, |a| of(a, b)),
        (Row::Same(a), b) => map(b, to, |b| of(a, b)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMS: [Term; 3] = [
        Term::Read {
            source: 0,
            by: [0, 0],
        },
        Term::Number(2.0),
        Term::Binary(Binary::Most, [0, 1]),
    ];

    fn places<'s>(sources: &'s [&'s [f32]]) -> Places<'s> {
        Places {
            terms: &TERMS,
            sources,
            shape: [1, 3, 1, 2],
        }
    }

    #[test]
    fn what_is_not_a_number_is_never_hidden() {
        let sources: [&[f32]; 1] = [&[1.0, f32::NAN, 5.0, 4.0, 3.0, 2.0]];
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
            terms: &TERMS[..1],
            sources: &[&source],
            shape: [2, 3, 2, 2],
        };
        assert_eq!(places.image(), source);
    }

    #[test]
    fn folds_are_of_all_numbers_and_of_pixels() {
        let sources: [&[f32]; 1] = [&[1.0, 0.0, -2.0, 0.0, 2.0, -4.0]];
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
