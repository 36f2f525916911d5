//! Where the lines of a chart run; pure functions.

/// Position and value.
pub type Point = (f64, f64);

/// What an axis covers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    pub low: f64,
    pub high: f64,
}

impl Range {
    /// The smallest that holds every finite value; of some width even where they are all equal.
    pub fn of(values: impl Iterator<Item = f64>) -> Self {
        let none = (f64::INFINITY, f64::NEG_INFINITY);
        let (low, high) = values
            .filter(|value| value.is_finite())
            .fold(none, |(low, high), value| (low.min(value), high.max(value)));
        if low > high {
            return Self {
                low: 0.0,
                high: 1.0,
            };
        }
        let pad = if high > low {
            0.0
        } else {
            low.abs().max(1.0) / 2.0
        };
        Self {
            low: low - pad,
            high: high + pad,
        }
    }

    /// 0 at the low end, 1 at the high one.
    pub fn share(self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    /// The value at a share of the way.
    pub fn at(self, share: f64) -> f64 {
        self.low + share * (self.high - self.low)
    }

    /// Whether a value lies inside, the ends left out.
    pub fn holds(self, value: f64) -> bool {
        self.low < value && value < self.high
    }
}

/// The rectangle that a chart's lines may use.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Area {
    pub fn x(self, range: Range, value: f64) -> f64 {
        self.left + (self.right - self.left) * range.share(value)
    }

    pub fn y(self, range: Range, value: f64) -> f64 {
        self.bottom - (self.bottom - self.top) * range.share(value)
    }

    /// The value at a horizontal position.
    pub fn value_at(self, range: Range, x: f64) -> f64 {
        range.at((x - self.left) / (self.right - self.left))
    }

    /// The `d` of an SVG path through finite points, with a tenth of a unit.
    pub fn path(self, points: &[Point], x: Range, y: Range) -> String {
        let mut path = String::new();
        let finite = points.iter().filter(|p| p.0.is_finite() && p.1.is_finite());
        for (i, &(px, py)) in finite.enumerate() {
            let letter = if i == 0 { 'M' } else { 'L' };
            let (px, py) = (self.x(x, px), self.y(y, py));
            path.push_str(&format!("{letter}{px:.1} {py:.1}"));
        }
        path
    }
}

/// Round values from one end of a range to the other: as few as can be, four at least. Of whole
/// numbers there may be fewer.
pub fn ticks(range: Range, whole: bool) -> Vec<f64> {
    const LEAST: usize = 4;
    let span = range.high - range.low;
    if span <= 0.0 || !span.is_finite() {
        return Vec::new();
    }
    let largest = 10_f64.powf(span.log10().ceil());
    let steps = (0..4).flat_map(|power| [1.0, 0.5, 0.2].map(|part| part / 10_f64.powi(power)));
    let mut found = Vec::new();
    for step in steps.map(|part| part * largest) {
        if whole && step < 0.999 {
            break;
        }
        found = multiples(range, step);
        if found.len() >= LEAST {
            break;
        }
    }
    found
}

/// The multiples of `step` inside a range, its ends among them.
fn multiples(range: Range, step: f64) -> Vec<f64> {
    // A rounding off is no reason to leave an end out.
    let (first, last) = (range.low / step - 1e-9, range.high / step + 1e-9);
    let (first, last) = (first.ceil() as i64, last.floor() as i64);
    (first..=last).map(|i| i as f64 * step).collect()
}

/// How many digits after the decimal sign tell such ticks apart.
pub fn decimals(ticks: &[f64]) -> usize {
    let [first, second, ..] = ticks else {
        return 0;
    };
    let step = (second - first).abs();
    (-(step * 1.000_001).log10().floor()).max(0.0) as usize
}

/// The value of `sorted` that is nearest.
pub fn nearest(sorted: &[f64], value: f64) -> Option<f64> {
    let after = sorted.partition_point(|other| *other < value);
    let around = [after.checked_sub(1), Some(after)];
    let around = around.into_iter().flatten().filter_map(|i| sorted.get(i));
    around
        .copied()
        .min_by(|a, b| (a - value).abs().total_cmp(&(b - value).abs()))
}

/// The points that are numbers, in order.
pub fn finite(points: &[Point]) -> Vec<Point> {
    let is_finite = |point: &&Point| point.0.is_finite() && point.1.is_finite();
    points.iter().filter(is_finite).copied().collect()
}

/// At most `most` of the finite points (four or more), in order: first and last, and of each stretch
/// between them its lowest and its highest, so that no peak is lost.
pub fn decimate(points: &[Point], most: usize) -> Vec<Point> {
    let points = finite(points);
    if points.len() <= most || most < 4 {
        return points;
    }
    let (first, last) = (points[0], points[points.len() - 1]);
    let inner = &points[1..points.len() - 1];
    let stretch = inner.len().div_ceil((most - 2) / 2);
    let mut kept = vec![first];
    for part in inner.chunks(stretch) {
        let by_value = |a: &&Point, b: &&Point| a.1.total_cmp(&b.1);
        let low = part.iter().min_by(by_value).copied().unwrap_or(first);
        let high = part.iter().max_by(by_value).copied().unwrap_or(first);
        kept.push(if low.0 <= high.0 { low } else { high });
        if low.0 != high.0 {
            kept.push(if low.0 <= high.0 { high } else { low });
        }
    }
    kept.push(last);
    kept
}

/// A power of ten by which a number is fine to move, of a field that starts at `default` and
/// covers `span`.
pub fn step_for(default: f64, span: f64) -> f64 {
    let size = if default == 0.0 {
        span / 10.0
    } else {
        default.abs()
    };
    if size <= 0.0 || !size.is_finite() {
        return 1.0;
    }
    let power = size.log10().floor();
    let is_large = size / 10_f64.powf(power) >= 4.999_999;
    10_f64.powf(if is_large { power } else { power - 1.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_holds_what_is_finite_and_is_never_empty() {
        let found = Range::of([3.0, f64::NAN, -1.0, f64::INFINITY].into_iter());
        assert_eq!(
            found,
            Range {
                low: -1.0,
                high: 3.0
            }
        );
        assert_eq!(found.share(1.0), 0.5);
        assert_eq!(
            Range::of([4.0, 4.0].into_iter()),
            Range {
                low: 2.0,
                high: 6.0
            }
        );
        assert_eq!(
            Range::of(std::iter::empty()),
            Range {
                low: 0.0,
                high: 1.0
            }
        );
    }

    #[test]
    fn values_grow_upwards_on_the_screen() {
        let area = Area {
            left: 10.0,
            top: 0.0,
            right: 110.0,
            bottom: 50.0,
        };
        let (x, y) = (
            Range {
                low: 0.0,
                high: 2.0,
            },
            Range {
                low: 0.0,
                high: 1.0,
            },
        );
        let points = [(0.0, 0.0), (1.0, 1.0), (1.5, f64::NAN), (2.0, 0.5)];
        assert_eq!(area.path(&points, x, y), "M10.0 50.0L60.0 0.0L110.0 25.0");
    }

    #[test]
    fn a_long_line_is_thinned_without_losing_its_ends_or_its_peak() {
        let mut points: Vec<Point> = (0..1000).map(|i| (f64::from(i), 0.0)).collect();
        points[537].1 = 9.0;
        let kept = decimate(&points, 300);
        assert!(kept.len() <= 300, "{}", kept.len());
        assert_eq!((kept[0], kept[kept.len() - 1]), ((0.0, 0.0), (999.0, 0.0)));
        assert!(kept.contains(&(537.0, 9.0)));
        assert!(kept.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(decimate(&points[..5], 300), points[..5]);
        // What is no number takes no peak's place.
        points[538].1 = f64::NAN;
        points[539].1 = f64::INFINITY;
        let kept = decimate(&points, 300);
        assert!(kept.contains(&(537.0, 9.0)) && kept.iter().all(|p| p.1.is_finite()));
    }

    #[test]
    fn ticks_are_round_numbers_and_four_at_the_least() {
        let of = |low, high, whole| ticks(Range { low, high }, whole);
        assert_eq!(of(0.0, 200.0, true), [0.0, 50.0, 100.0, 150.0, 200.0]);
        assert_eq!(of(0.0, 47.0, true), [0.0, 10.0, 20.0, 30.0, 40.0]);
        assert_eq!(of(-4.0, 4.0, false), [-4.0, -2.0, 0.0, 2.0, 4.0]);
        assert_eq!(of(3.4, 9.8, false), [4.0, 5.0, 6.0, 7.0, 8.0, 9.0]);
        // There is no half of an iteration.
        assert_eq!(of(0.0, 2.0, true), [0.0, 1.0, 2.0]);
        assert_eq!(of(0.0, 0.0, false), [0.0; 0]);
        for (low, high) in [
            (0.0, 1.0),
            (-3e-7, 2e-7),
            (12_345.0, 99_999.0),
            (0.11, 0.12),
        ] {
            let found = of(low, high, false);
            assert!((4..=11).contains(&found.len()), "{low} {high}: {found:?}");
            assert!(found.is_sorted() && found[0] >= low - 1e-9);
        }
        assert_eq!(decimals(&[0.0, 0.2, 0.4]), 1);
        assert_eq!(decimals(&[0.11, 0.112]), 3);
        assert_eq!(decimals(&[0.0, 50.0]), 0);
        assert_eq!(decimals(&[7.0]), 0);
    }

    #[test]
    fn the_nearest_value_is_found_beyond_the_ends_too() {
        let sorted = [0.0, 1.0, 4.0];
        for (value, expected) in [(-3.0, 0.0), (0.6, 1.0), (2.4, 1.0), (2.6, 4.0), (9.0, 4.0)] {
            assert_eq!(nearest(&sorted, value), Some(expected), "{value}");
        }
        assert_eq!(nearest(&[], 1.0), None);
    }

    #[test]
    fn a_field_moves_by_a_tenth_to_a_fifth_of_what_it_starts_at() {
        let near = |found: f64, expected: f64| (found / expected - 1.0).abs() < 1e-9;
        for (default, step) in [
            (1.0, 0.1),
            (0.5, 0.1),
            (8.0, 1.0),
            (0.03, 0.001),
            (10.0, 1.0),
        ] {
            assert!(near(step_for(default, 100.0), step), "{default}");
        }
        assert!(near(step_for(0.0, 1.0), 0.01));
        assert_eq!(step_for(0.0, 0.0), 1.0);
    }
}
