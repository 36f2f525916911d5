//! A map in words: where its strongest pixels lie; pure functions.

use crate::scores::descending;

/// Share of the pixels that count as the strongest.
pub const STRONGEST_SHARE: f64 = 0.01;

/// Where the strongest pixels of a map lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strongest {
    /// Largest value, and its pixel: the first in row-major order.
    pub largest: f32,
    pub peak: (u32, u32),
    /// Mean place of the strongest pixels, in pixels.
    pub centre: (f64, f64),
    /// Root of their mean squared distance from it, in pixels.
    pub spread: f64,
    /// The ninth of the image that the centre lies in, each 0..3.
    pub ninth: (u8, u8),
    /// Whether they lie so far apart that their centre says little.
    pub scattered: bool,
}

/// The strongest pixels of a square map of `side`; none when all of it is zero.
pub fn strongest(map: &[f32], side: u32) -> Option<Strongest> {
    let width = side as usize;
    let mut order = descending(map);
    order.retain(|&i| map[i] > 0.0);
    let peak = *order.first()?;
    let count = ((map.len() as f64 * STRONGEST_SHARE).ceil() as usize).clamp(1, order.len());
    order.truncate(count);
    let place = |i: usize| ((i % width) as f64, (i / width) as f64);
    let n = count as f64;
    let (sum_x, sum_y) = order.iter().fold((0.0, 0.0), |(x, y), &i| {
        let (px, py) = place(i);
        (x + px, y + py)
    });
    let centre = (sum_x / n, sum_y / n);
    let squares: f64 = order
        .iter()
        .map(|&i| {
            let (x, y) = place(i);
            (x - centre.0).powi(2) + (y - centre.1).powi(2)
        })
        .sum();
    let spread = (squares / n).sqrt();
    let third = |at: f64| ((at + 0.5) * 3.0 / f64::from(side)).clamp(0.0, 2.0) as u8;
    Some(Strongest {
        largest: map[peak],
        peak: ((peak % width) as u32, (peak / width) as u32),
        centre,
        spread,
        ninth: (third(centre.0), third(centre.1)),
        // Pixels thrown evenly over a square lie 0.41 sides from its middle.
        scattered: spread > 0.3 * f64::from(side),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_peak_and_the_ninth_of_a_single_bright_pixel() {
        let mut map = vec![0.0; 100];
        map[10 * 8 + 1] = 3.0;
        let found = strongest(&map, 10);
        let found = found.as_ref();
        assert_eq!(found.map(|f| (f.peak, f.largest)), Some(((1, 8), 3.0)));
        assert_eq!(found.map(|f| (f.ninth, f.spread)), Some(((0, 2), 0.0)));
    }

    #[test]
    fn opposite_corners_are_called_scattered() {
        let mut map = vec![0.0; 400];
        for i in [0, 19, 380, 399] {
            map[i] = 1.0;
        }
        let found = strongest(&map, 20);
        assert_eq!(
            found.map(|f| (f.scattered, f.ninth, f.centre)),
            Some((true, (1, 1), (9.5, 9.5)))
        );
    }

    #[test]
    fn has_nothing_to_say_of_an_all_zero_map() {
        assert_eq!(strongest(&[0.0; 9], 3), None);
    }
}
