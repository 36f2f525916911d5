//! Networks that bring along how their pictures are made ready: a mean and a deviation per channel,
//! as tensors beside the weights. What they state is used.
//!
//! Deviation: where such a network was trained with a layer that first clamps pixels to 0..1, as MadryLab's are,
//! pixels outside of that are not clamped here. Pictures have none; noise and steps without the box may make some.

use crate::image::{MU, SIGMA};

/// What rounding makes of the usual numbers.
const TOLERANCE: f32 = 1e-3;
/// Of the EfficientNet-Lites: 127 and 128 of 255.
const LITE: Normalisation = Normalisation {
    mean: [127.0 / 255.0; 3],
    deviation: [128.0 / 255.0; 3],
};
/// Of all others.
const USUAL: Normalisation = Normalisation {
    mean: MU,
    deviation: SIGMA,
};

/// What pictures are made ready with: less a mean, by a deviation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normalisation {
    /// RGB, for pixels in 0..1.
    pub mean: [f32; 3],
    /// RGB, for pixels in 0..1.
    pub deviation: [f32; 3],
}

/// A mean or a deviation per channel, as a checkpoint states it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stated {
    /// Of the tensor.
    pub name: String,
    /// As they are stored.
    pub values: Vec<f32>,
}

/// Whether a tensor is one by its name and its shape: three numbers.
pub(super) fn is_named_by(name: &str, shape: &[usize]) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    let known = [
        "mean", "std", "new_mean", "new_std", "_mean", "_std", "mu", "sigma",
    ];
    let kinds = ["pixel_mean", "pixel_std", "image_mean", "image_std"];
    shape.iter().product::<usize>() == 3 && (known.contains(&last) || kinds.contains(&last))
}

impl Stated {
    fn is_mean(&self) -> bool {
        self.name.ends_with("mean") || self.name.ends_with("mu")
    }

    /// For pixels in 0..1; none where they are no numbers to normalise with.
    fn of_unit(&self) -> Option<[f32; 3]> {
        let values: [f32; 3] = self.values.as_slice().try_into().ok()?;
        let is_of_bytes = values.iter().any(|value| *value > 1.5);
        let unit = if is_of_bytes { 255.0 } else { 1.0 };
        let values = values.map(|value| value / unit);
        let is_of_use = |value: &f32| match self.is_mean() {
            true => (0.0..=1.0).contains(value),
            false => *value > 1e-3 && *value <= 1.5,
        };
        values.iter().all(is_of_use).then_some(values)
    }
}

fn are_near(a: [f32; 3], b: [f32; 3]) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() <= TOLERANCE)
}

impl Normalisation {
    /// What all of `stated` say together; none where that is what is usual for the architecture with this id.
    ///
    /// # Errors
    /// The one that is of no use, or contradicts another.
    pub(super) fn of(stated: &[Stated], architecture: &str) -> Result<Option<Self>, Stated> {
        let usual = match architecture.starts_with("efficientnet") {
            true => LITE,
            false => USUAL,
        };
        let (mut mean, mut deviation) = (None, None);
        for one in stated {
            let values = one.of_unit().ok_or_else(|| one.clone())?;
            let known = if one.is_mean() {
                &mut mean
            } else {
                &mut deviation
            };
            match *known {
                Some(before) if !are_near(before, values) => return Err(one.clone()),
                _ => *known = Some(values),
            }
        }
        let found = Self {
            mean: mean.unwrap_or(usual.mean),
            deviation: deviation.unwrap_or(usual.deviation),
        };
        let is_usual =
            are_near(found.mean, usual.mean) && are_near(found.deviation, usual.deviation);
        Ok((!is_usual).then_some(found))
    }

    /// Mean and deviation.
    pub(super) fn in_ten_thousandths(self) -> [[u16; 3]; 2] {
        [self.mean, self.deviation].map(|values| values.map(|value| (1e4 * value).round() as u16))
    }
}
