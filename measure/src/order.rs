/// Positions of the values in rising order, equals as they stand, by the total order of IEEE 754: a zero
/// with a sign before one without, what is not a number at the ends.
///
/// What the engines put in order by a number they put in order here: every sort of another kind is some
/// kilobytes of code.
pub fn rising(values: impl Iterator<Item = f32>) -> Vec<u32> {
    let mut keys: Vec<u64> = (0_u32..)
        .zip(values)
        .map(|(at, value)| u64::from(key(value)) << 32 | u64::from(at))
        .collect();
    keys.sort_unstable();
    keys.into_iter().map(|key| key as u32).collect()
}

/// A whole number that rises with the value.
fn key(value: f32) -> u32 {
    let bits = value.to_bits();
    match value.is_sign_negative() {
        true => !bits,
        false => bits | 1 << 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_the_total_one_and_equals_stay() {
        let values = [
            3.0,
            -0.0,
            f32::NAN,
            0.0,
            -7.5,
            3.0,
            f32::INFINITY,
            -f32::NAN,
            1e-40,
            f32::NEG_INFINITY,
            -1e-40,
            0.0,
        ];
        let mut expected: Vec<u32> = (0..values.len() as u32).collect();
        expected.sort_by(|a, b| values[*a as usize].total_cmp(&values[*b as usize]));
        assert_eq!(rising(values.into_iter()), expected);
        assert!(rising(std::iter::empty()).is_empty());
    }
}
