//! Where the components of a mixture begin: k-means, from centres drawn far from each other.

use crate::colour::{Colour, apart};

/// At most `count` of the colours, by the rule of k-means++ (Arthur & Vassilvitskii 2007): the first
/// uniformly, each next one with a probability that grows with its squared distance from the nearest
/// of those before it. Fewer where there are no more different colours. `uniform` draws from 0..1.
pub(crate) fn centres(
    colours: &[Colour],
    count: usize,
    uniform: &mut dyn FnMut() -> f64,
) -> Vec<Colour> {
    let Some(last) = colours.len().checked_sub(1) else {
        return Vec::new();
    };
    let first = (uniform() * colours.len() as f64) as usize;
    let mut centres = vec![colours[first.min(last)]];
    let mut nearest = vec![f64::INFINITY; colours.len()];
    while centres.len() < count {
        let newest = centres[centres.len() - 1];
        for (nearest, colour) in nearest.iter_mut().zip(colours) {
            *nearest = nearest.min(apart(*colour, newest));
        }
        let total: f64 = nearest.iter().sum();
        if total <= 0.0 {
            break;
        }
        let wanted = uniform() * total;
        let mut sum = 0.0;
        let drawn = nearest.iter().position(|distance| {
            sum += distance;
            sum > wanted
        });
        centres.push(colours[drawn.unwrap_or(last)]);
    }
    centres
}

/// Which centre each colour is nearest to, the first of equals, after `rounds` in which every centre
/// moved to the mean of its colours. One that has none stays where it is.
pub(crate) fn groups(colours: &[Colour], mut centres: Vec<Colour>, rounds: usize) -> Vec<usize> {
    for _ in 0..rounds {
        let groups = nearest(colours, &centres);
        let mut sums = vec![([0.0; 3], 0.0); centres.len()];
        for (colour, group) in colours.iter().zip(groups) {
            let (sum, count) = &mut sums[group];
            (0..3).for_each(|c| sum[c] += colour[c]);
            *count += 1.0;
        }
        for (centre, (sum, count)) in centres.iter_mut().zip(sums) {
            if count > 0.0 {
                *centre = sum.map(|value| value / count);
            }
        }
    }
    nearest(colours, &centres)
}

fn nearest(colours: &[Colour], centres: &[Colour]) -> Vec<usize> {
    let of = |colour: &Colour| {
        let mut best = (0, f64::INFINITY);
        for (at, centre) in centres.iter().enumerate() {
            let distance = apart(*colour, *centre);
            if distance < best.1 {
                best = (at, distance);
            }
        }
        best.0
    };
    colours.iter().map(of).collect()
}
