//! Drawn colours against computed ones.

use std::collections::HashMap;

/// How far a drawn map is from the reference's.
#[derive(Debug)]
pub struct Agreement {
    /// Share of pixels at most one colour step away, in 0..1.
    pub within_one_step: f64,
    pub largest_step: usize,
    /// Pixels whose colour is none of the table's.
    pub strange: usize,
}

/// Compares a drawn map, RGBA, with values that are never negative, on the linear scale.
pub fn compare(drawn: &[u8], values: &[f32], table: &[[u8; 3]]) -> Agreement {
    assert_eq!(drawn.len(), values.len() * 4, "a map of another size");
    let largest = values.iter().copied().fold(0.0_f32, f32::max);
    let steps: HashMap<[u8; 3], usize> =
        table.iter().enumerate().map(|(i, rgb)| (*rgb, i)).collect();
    let (mut near, mut largest_step, mut strange) = (0, 0, 0);
    for (pixel, value) in drawn.chunks_exact(4).zip(values) {
        let expected = ((value / largest * 256.0) as usize).min(255);
        match steps.get(&[pixel[0], pixel[1], pixel[2]]) {
            Some(step) => {
                let away = step.abs_diff(expected);
                largest_step = largest_step.max(away);
                near += usize::from(away <= 1);
            }
            None => strange += 1,
        }
    }
    Agreement {
        within_one_step: near as f64 / values.len() as f64,
        largest_step,
        strange,
    }
}

impl Agreement {
    pub fn holds(&self) -> bool {
        self.strange == 0 && self.within_one_step >= 0.999
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_map_or_a_foreign_colour_does_not_agree() {
        let table: Vec<[u8; 3]> = (0..=255).map(|i| [i, 0, 0]).collect();
        let values = [0.0, 0.5, 1.0];
        let right = [0, 0, 0, 255, 128, 0, 0, 255, 255, 0, 0, 255];
        assert!(compare(&right, &values, &table).holds());
        let mut off_by_two = right;
        off_by_two[4] = 130;
        assert!(!compare(&off_by_two, &values, &table).holds());
        let mut foreign = right;
        foreign[5] = 9;
        assert!(!compare(&foreign, &values, &table).holds());
    }
}
