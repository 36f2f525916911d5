//! Noise, as of a sensor: normally distributed, standard deviation 4 grey levels, drawn
//! for every value by itself.
//!
//! The same noise for every picture of a size, so that two pictures can be compared under
//! it. The values are taken in the order in which they lie in memory, and each gets 4 times
//! the next normal number of [`Random`], started at [`SEED`]. The sum is rounded to the
//! nearest level (halves away from zero) and clamped to 0..=255.

use crate::image::{ImageError, Picture};
use crate::random::Random;
use crate::spec::{ChangeSpec, Text};

/// What the page shows of it.
pub const ENTRY: ChangeSpec = ChangeSpec {
    id: "noise-4",
    name: Text::new(
        "Noise, standard deviation 4 grey levels",
        "Bruit, écart type de 4 niveaux de gris",
    ),
};

/// Standard deviation in grey levels, before rounding.
const DEVIATION: f64 = 4.0;

/// What the generator starts from.
pub const SEED: u32 = 2014;

/// The picture with noise added.
///
/// # Errors
/// None.
pub fn noisy(picture: &Picture) -> Result<Picture, ImageError> {
    let mut random = Random::new(SEED);
    let add_noise = |&value: &u8| {
        let noise = DEVIATION * f64::from(random.normal());
        (f64::from(value) + noise).round() as u8
    };
    let rgb = picture.rgb().iter().map(add_noise).collect();
    Picture::new(picture.width(), picture.height(), rgb)
}
