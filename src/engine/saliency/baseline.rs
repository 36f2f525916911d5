//! Images that say nothing, to hold an image against: black, white, the mean colour, its own blur, noise.

use crate::image::{MU, SIGMA};
use crate::random::Random;
use crate::spec::{ParamKind, ParamSpec, Text};

use super::gaussian::Gaussian;

const BLACK: usize = 0;
const WHITE: usize = 1;
const MEAN: usize = 2;
const BLUR: usize = 3;

/// Of the blurred baseline, in pixels.
const BLUR_SIGMA: f64 = 10.0;

const OPTIONS: &[(&str, Text)] = &[
    ("black", Text::new("black", "noir")),
    ("white", Text::new("white", "blanc")),
    ("mean", Text::new("mean colour", "couleur moyenne")),
    ("blur", Text::new("the image, blurred", "l’image floutée")),
    ("noise", Text::new("noise", "bruit")),
];

/// What the image is held against.
pub const BASELINE: ParamSpec = ParamSpec {
    id: "baseline",
    name: Text::new("Baseline", "Référence"),
    hint: Text::new(
        "The image that stands for nothing. Where it equals the picture the map is zero: a black cat has no part against black.",
        "L’image qui tient lieu de rien. Là où elle est égale à l’image, la carte est nulle\u{a0}: un chat noir ne compte pas face au noir.",
    ),
    unit: Text::new("", ""),
    kind: ParamKind::Choice {
        options: OPTIONS,
        default: BLACK,
    },
};

/// What takes the place of a part of the image.
pub const FILL: ParamSpec = ParamSpec {
    id: "fill",
    name: Text::new("Filled with", "Rempli de"),
    hint: Text::new(
        "What stands where the image is hidden. No choice is neutral: a grey square is an object too.",
        "Ce qui se trouve là où l’image est cachée. Aucun choix n’est neutre\u{a0}: un carré gris est aussi un objet.",
    ),
    unit: Text::new("", ""),
    kind: ParamKind::Choice {
        options: OPTIONS,
        default: MEAN,
    },
};

/// Of the noise.
pub const SEED: ParamSpec = ParamSpec {
    id: "seed",
    name: Text::new("Seed of the noise", "Graine du bruit"),
    hint: Text::new(
        "For the baseline of noise alone: another seed, another baseline and another map.",
        "Pour la référence de bruit seulement\u{a0}: une autre graine, une autre référence et une autre carte.",
    ),
    unit: Text::new("", ""),
    kind: ParamKind::Whole {
        min: 0,
        max: 9999,
        default: 0,
    },
};

/// The baseline `chosen` among the options, `[3, h, w]`, normalised, for an image of that shape; the noise is
/// uniform between black and white.
pub(super) fn baseline(chosen: usize, image: &[f32], size: [usize; 2], seed: u32) -> Vec<f32> {
    let plane = size[0] * size[1];
    let flat = |unit: f32| {
        let colour = |at: usize| (unit - MU[at / plane]) / SIGMA[at / plane];
        (0..image.len()).map(colour).collect()
    };
    match chosen {
        BLACK => flat(0.0),
        WHITE => flat(1.0),
        MEAN => vec![0.0; image.len()],
        BLUR => Gaussian::new(BLUR_SIGMA, size).blurred(image),
        _ => {
            let mut random = Random::new(seed);
            let colour = |at: usize| (random.uniform() - MU[at / plane]) / SIGMA[at / plane];
            (0..image.len()).map(colour).collect()
        }
    }
}

/// Whether the baseline `chosen` is drawn at random.
pub(super) fn is_drawn(chosen: usize) -> bool {
    chosen > BLUR
}
