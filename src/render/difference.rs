/// RGBA of `factor` times the change from one image to another, 8-bit RGB both, around mid-grey.
///
/// Grey (128) is a value that stays as it is; what would leave 0..255 is clipped. Nothing is
/// stretched, so that pictures of different changes can be compared.
pub fn difference(original: &[u8], changed: &[u8], factor: u32) -> Vec<u8> {
    let factor = i32::try_from(factor).unwrap_or(i32::MAX);
    let mut rgba = Vec::with_capacity(original.len() / 3 * 4);
    for (a, b) in original.chunks_exact(3).zip(changed.chunks_exact(3)) {
        for c in 0..3 {
            let change = i32::from(b[c]) - i32::from(a[c]);
            let value = change.saturating_mul(factor).saturating_add(128);
            rgba.push(value.clamp(0, 255) as u8);
        }
        rgba.push(255);
    }
    rgba
}

/// For each pixel, the sum over the channels of the squared change, with values in 0..1.
pub fn change_energies(original: &[u8], changed: &[u8]) -> Vec<f32> {
    let square = |(a, b): (&u8, &u8)| ((f32::from(*b) - f32::from(*a)) / 255.0).powi(2);
    original
        .chunks_exact(3)
        .zip(changed.chunks_exact(3))
        .map(|(a, b)| a.iter().zip(b).map(square).sum())
        .collect()
}

/// How much of the energy, in 0..1, lies on the pixels where `map` is largest; `share` of all
/// pixels, in 0..1, rounded up. Equal values of the map count in row-major order.
///
/// None where there is no energy, or where the lengths differ.
pub fn energy_share(energies: &[f32], map: &[f32], share: f64) -> Option<f64> {
    let total: f64 = energies.iter().copied().map(f64::from).sum();
    if energies.len() != map.len() || total <= 0.0 {
        return None;
    }
    let order = crate::scores::descending(map);
    // A hair less, since a product such as 3.0000000000000004 stands for 3.
    let count = (share * map.len() as f64 - 1e-9).ceil() as usize;
    let there: f64 = order
        .iter()
        .take(count)
        .map(|&i| f64::from(energies[i]))
        .sum();
    Some(there / total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_multiplied_around_grey_and_clipped() {
        let original = [100, 100, 100, 0, 255, 50];
        let changed = [101, 98, 100, 255, 0, 50];
        let expected = [138, 108, 128, 255, 255, 0, 128, 255];
        assert_eq!(difference(&original, &changed, 10), expected);
        assert_eq!(
            difference(&original, &original, 100),
            [128, 128, 128, 255].repeat(2)
        );
    }

    #[test]
    fn energies_are_sums_of_squares_in_units_of_the_whole_range() {
        let found = change_energies(&[0, 0, 0, 10, 10, 10], &[255, 0, 51, 10, 10, 10]);
        assert!((found[0] - 1.04).abs() < 1e-6, "{found:?}");
        assert_eq!(found[1], 0.0);
    }

    #[test]
    fn the_share_counts_the_energy_on_the_most_salient_pixels() {
        let energies = [1.0, 2.0, 3.0, 4.0];
        let map = [0.0, 5.0, 1.0, 2.0];
        assert_eq!(energy_share(&energies, &map, 0.25), Some(0.2));
        assert_eq!(energy_share(&energies, &map, 0.3), Some(0.6));
        assert_eq!(energy_share(&energies, &map, 1.0), Some(1.0));
    }

    #[test]
    fn an_energy_that_is_spread_evenly_gives_the_share_itself() {
        let map: Vec<f32> = (0..200).map(|i| ((i * 37) % 200) as f32).collect();
        assert_eq!(energy_share(&[2.0; 200], &map, 0.1), Some(0.1));
    }

    #[test]
    fn no_change_has_no_share() {
        assert_eq!(energy_share(&[0.0; 3], &[1.0, 2.0, 3.0], 0.1), None);
        assert_eq!(energy_share(&[1.0; 3], &[1.0], 0.1), None);
    }
}
