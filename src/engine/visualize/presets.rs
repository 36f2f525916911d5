//! Settings that somebody published.

use crate::protocol::Start;
use crate::spec::{ParamSpec, ParamValues, Text};

use super::params::*;

/// Named settings, with where they come from.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    /// Permanent, kebab-case.
    pub id: &'static str,
    pub name: Text,
    pub source: Text,
    pub start: Start,
    /// What differs from the defaults, which are the practical's.
    pub values: &'static [(&'static ParamSpec, f32)],
}

impl Preset {
    pub fn params(&self) -> ParamValues {
        let mut values = ParamValues::default();
        for (param, value) in self.values {
            values.set(param, *value);
        }
        values
    }
}

const YOSINSKI: &str = "Yosinski et al. (2015)";
/// A rate for pixels of 0 to 255 becomes one for normalised pixels by division by the square of 255
/// times the mean of sigma, 57.6.
const RATE_100: f32 = 100.0 / (57.6 * 57.6);

/// Every preset, the default first.
pub const PRESETS: &[Preset] = &[
    Preset {
        id: "practical",
        name: Text::new("The practical", "Le TP"),
        source: Text::new(
            "The practical’s equations 3 and 4 and its regularisers, with η = 5.",
            "Les équations 3 et 4 du TP et ses régularisations, avec η = 5.",
        ),
        start: Start::Noise,
        values: &[],
    },
    Preset {
        id: "cs231n",
        name: Text::new("CS231n", "CS231n"),
        source: Text::new(
            "The Network Visualization assignment of Stanford’s course CS231n: squared norm, η = 25.",
            "L’exercice « Network Visualization » du cours CS231n de Stanford : norme au carré, η = 25.",
        ),
        start: Start::Noise,
        values: &[(&ITERATIONS, 100.0), (&ETA, 25.0), (&SQUARED, 1.0)],
    },
    Preset {
        id: "gentle",
        name: Text::new("Gentle", "Doux"),
        source: Text::new(
            "The practical’s rule with η = 1: shorter steps, clearer shapes.",
            "La règle du TP avec η = 1 : des pas plus courts, des formes plus nettes.",
        ),
        start: Start::Noise,
        values: &[(&ETA, 1.0)],
    },
    Preset {
        id: "from-image",
        name: Text::new("From an image", "À partir d’une image"),
        source: Text::new(
            "Question 10 of the practical: the chosen image is the start.",
            "Question 10 du TP : l’image choisie est le point de départ.",
        ),
        start: Start::Image,
        values: &[(&ITERATIONS, 50.0), (&ETA, 1.0), (&LAMBDA, 0.0001)],
    },
    Preset {
        id: "yosinski-1",
        name: Text::new("Yosinski 1: small norms", "Yosinski 1 : petites normes"),
        source: Text::new(YOSINSKI, YOSINSKI),
        start: Start::Noise,
        values: &[
            (&ITERATIONS, 500.0),
            (&STEP, 2.0),
            (&ETA, 2.0),
            (&LAMBDA, 0.0),
            (&JITTER, 0.0),
            (&BLUR, 0.5),
            (&BLUR_EVERY, 4.0),
            (&NORM_PERCENTILE, 50.0),
        ],
    },
    Preset {
        id: "yosinski-2",
        name: Text::new("Yosinski 2: decay", "Yosinski 2 : décroissance"),
        source: Text::new(YOSINSKI, YOSINSKI),
        start: Start::Noise,
        values: &[
            (&ITERATIONS, 750.0),
            (&ETA, RATE_100),
            (&LAMBDA, 0.0),
            (&JITTER, 0.0),
            (&DECAY, 0.3),
            (&BLUR, 0.0),
            (&NORM_PERCENTILE, 20.0),
        ],
    },
    Preset {
        id: "yosinski-3",
        name: Text::new("Yosinski 3: blur", "Yosinski 3 : flou"),
        source: Text::new(YOSINSKI, YOSINSKI),
        start: Start::Noise,
        values: &[
            (&ITERATIONS, 1000.0),
            (&ETA, RATE_100),
            (&LAMBDA, 0.0),
            (&JITTER, 0.0),
            (&DECAY, 0.0001),
            (&BLUR, 1.0),
            (&BLUR_EVERY, 4.0),
        ],
    },
    Preset {
        id: "yosinski-4",
        name: Text::new(
            "Yosinski 4: small contributions",
            "Yosinski 4 : petites contributions",
        ),
        source: Text::new(YOSINSKI, YOSINSKI),
        start: Start::Noise,
        values: &[
            (&ITERATIONS, 1000.0),
            (&STEP, 2.0),
            (&ETA, 2.0),
            (&LAMBDA, 0.0),
            (&JITTER, 0.0),
            (&BLUR, 0.5),
            (&BLUR_EVERY, 4.0),
            (&CONTRIBUTION_PERCENTILE, 90.0),
        ],
    },
];
