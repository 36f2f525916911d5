//! Settings that somebody published.

use crate::protocol::{Start, Term};
use crate::spec::{ParamSpec, ParamValues, Text};

use super::objective::layer;
use super::params::*;

/// Named settings, with where they come from.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    /// Permanent, kebab-case.
    pub id: &'static str,
    /// As its choice is called.
    pub name: Text,
    /// Where it comes from, and what differs here.
    pub source: Text,
    /// What the ascent begins with.
    pub start: Start,
    /// The layer whose activations are climbed as a whole, in place of a class.
    pub layer: Option<&'static str>,
    /// What differs from the defaults, which are the practical's.
    pub values: &'static [(&'static ParamSpec, f32)],
}

impl Preset {
    /// The values of all parameters.
    pub fn params(&self) -> ParamValues {
        let mut values = ParamValues::default();
        for (param, value) in self.values {
            values.set(param, *value);
        }
        values
    }

    /// What is climbed in place of a class, if anything.
    pub fn term(&self) -> Option<Term> {
        Some(Term {
            layer: Some(self.layer?.to_owned()),
            ..Term::new(layer::ENTRY.id)
        })
    }
}

/// Deviation: they climbed a network without mean over positions, whose gradient is larger, and
/// showed their pictures with the contrast stretched. With their steps (a growth of 2 per iteration,
/// a rate of 100 in grey levels, 0.03 here) pictures of SqueezeNet stay grey, so the step is ours.
const YOSINSKI: Text = Text::new(
    "The regularisers of Yosinski et al. (2015), “Understanding Neural Networks Through Deep Visualization”; a longer step η, without which the picture of this network stays grey.",
    "Les régularisations de Yosinski et al. (2015), «\u{a0}Understanding Neural Networks Through Deep Visualization\u{a0}»\u{202f}; un pas η plus long, sans lequel l’image de ce réseau reste grise.",
);

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
        layer: None,
        values: &[],
    },
    Preset {
        id: "best",
        name: Text::new("Best picture", "Meilleure image"),
        source: Text::new(
            "Found by looking: waves of decorrelated colours, rotation and scaling after Olah, Mordvintsev & Schubert (2017), “Feature Visualization”; total variation after Mahendran & Vedaldi (2015).",
            "Trouvé en regardant\u{a0}: ondes de couleurs décorrélées, rotation et changement d’échelle d’après Olah, Mordvintsev et Schubert (2017), «\u{a0}Feature Visualization\u{a0}»\u{202f}; variation totale d’après Mahendran et Vedaldi (2015).",
        ),
        start: Start::Noise,
        layer: None,
        values: &[
            (&ITERATIONS, 200.0),
            (&STEP, 3.0),
            (&ETA, 0.05),
            (&LAMBDA, 0.0),
            (&TV, 0.004),
            (&JITTER, 32.0),
            (&ROTATION, 10.0),
            (&SCALE, 15.0),
            (&BLUR, 0.0),
            (&SPACE, 1.0),
        ],
    },
    Preset {
        id: "cs231n",
        name: Text::new("CS231n", "CS231n"),
        source: Text::new(
            "The Network Visualization assignment of Stanford’s course CS231n: squared norm, η = 25.",
            "L’exercice «\u{a0}Network Visualization\u{a0}» du cours CS231n de Stanford\u{a0}: norme au carré, η = 25.",
        ),
        start: Start::Noise,
        layer: None,
        values: &[(&ITERATIONS, 100.0), (&ETA, 25.0), (&SQUARED, 1.0)],
    },
    Preset {
        id: "gentle",
        name: Text::new("Gentle", "Doux"),
        source: Text::new(
            "The practical’s rule with η = 1: shorter steps, clearer shapes.",
            "La règle du TP avec η = 1\u{a0}: des pas plus courts, des formes plus nettes.",
        ),
        start: Start::Noise,
        layer: None,
        values: &[(&ETA, 1.0)],
    },
    Preset {
        id: "from-image",
        name: Text::new("From an image", "À partir d’une image"),
        source: Text::new(
            "Question 10 of the practical: the chosen image is the start.",
            "Question 10 du TP\u{a0}: l’image choisie est le point de départ.",
        ),
        start: Start::Image,
        layer: None,
        values: &[(&ITERATIONS, 50.0), (&ETA, 1.0), (&LAMBDA, 0.0001)],
    },
    Preset {
        id: "yosinski-1",
        name: Text::new(
            "Yosinski 1: small norms",
            "Yosinski 1\u{a0}: petites normes",
        ),
        source: YOSINSKI,
        start: Start::Noise,
        layer: None,
        values: &[
            (&ITERATIONS, 500.0),
            (&STEP, 2.0),
            (&ETA, 300.0),
            (&LAMBDA, 0.0),
            (&JITTER, 0.0),
            (&BLUR, 0.5),
            (&BLUR_EVERY, 4.0),
            (&NORM_PERCENTILE, 50.0),
        ],
    },
    Preset {
        id: "yosinski-2",
        name: Text::new("Yosinski 2: decay", "Yosinski 2\u{a0}: décroissance"),
        source: YOSINSKI,
        start: Start::Noise,
        layer: None,
        values: &[
            (&ITERATIONS, 750.0),
            (&ETA, 5.0),
            (&LAMBDA, 0.0),
            (&JITTER, 0.0),
            (&DECAY, 0.3),
            (&BLUR, 0.0),
            (&NORM_PERCENTILE, 20.0),
        ],
    },
    Preset {
        id: "yosinski-3",
        name: Text::new("Yosinski 3: blur", "Yosinski 3\u{a0}: flou"),
        source: YOSINSKI,
        start: Start::Noise,
        layer: None,
        values: &[
            (&ITERATIONS, 1000.0),
            (&ETA, 0.5),
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
            "Yosinski 4\u{a0}: petites contributions",
        ),
        source: YOSINSKI,
        start: Start::Noise,
        layer: None,
        values: &[
            (&ITERATIONS, 1000.0),
            (&STEP, 2.0),
            (&ETA, 300.0),
            (&LAMBDA, 0.0),
            (&JITTER, 0.0),
            (&BLUR, 0.5),
            (&BLUR_EVERY, 4.0),
            (&CONTRIBUTION_PERCENTILE, 90.0),
        ],
    },
    Preset {
        id: "deepdream",
        name: Text::new("DeepDream", "DeepDream"),
        source: Text::new(
            "Mordvintsev, Olah & Tyka (2015), “Inceptionism”: whatever a layer sees in the image, more of it, from coarse to fine.",
            "Mordvintsev, Olah et Tyka (2015), «\u{a0}Inceptionism\u{a0}»\u{a0}: tout ce qu’une couche voit dans l’image, davantage, du grossier au fin.",
        ),
        start: Start::Image,
        layer: Some("fire7"),
        values: &[
            (&ITERATIONS, 48.0),
            (&STEP, 1.0),
            (&ETA, 35.0),
            (&LAMBDA, 0.0),
            (&JITTER, 32.0),
            (&BLUR, 0.0),
            (&OCTAVES, 3.0),
            (&SIDE, 1.0),
        ],
    },
];
