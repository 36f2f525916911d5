//! Every parameter of the ascent.

use crate::spec::{ParamKind, ParamSpec, ParamValues, Text};

/// How much an octave is larger than the one before.
const OCTAVE: f64 = 1.4;

const NONE: Text = Text::new("", "");
const PIXELS: Text = Text::new("pixels", "pixels");

const fn number(
    id: &'static str,
    name: Text,
    hint: Text,
    unit: Text,
    [min, max, default]: [f32; 3],
) -> ParamSpec {
    ParamSpec {
        id,
        name,
        hint,
        unit,
        kind: ParamKind::Number { min, max, default },
    }
}

const fn whole(
    id: &'static str,
    name: Text,
    hint: Text,
    unit: Text,
    [min, max, default]: [u32; 3],
) -> ParamSpec {
    ParamSpec {
        id,
        name,
        hint,
        unit,
        kind: ParamKind::Whole { min, max, default },
    }
}

const fn choice(
    id: &'static str,
    name: Text,
    hint: Text,
    options: &'static [(&'static str, Text)],
) -> ParamSpec {
    ParamSpec {
        id,
        name,
        hint,
        unit: NONE,
        kind: ParamKind::Choice {
            options,
            default: 0,
        },
    }
}

/// How many steps are taken, over all octaves.
pub const ITERATIONS: ParamSpec = whole(
    "iterations",
    Text::new("Iterations", "Itérations"),
    Text::new(
        "How many times the image is moved.",
        "Combien de fois l’image est déplacée.",
    ),
    NONE,
    [1, 2000, 200],
);
/// Length of a step, in the sense of [`STEP`].
pub const ETA: ParamSpec = number(
    "eta",
    Text::new("Learning rate η", "Taux d’apprentissage η"),
    Text::new(
        "Length of a step, in the sense of the step rule.",
        "Longueur d’un pas, au sens de la règle de pas.",
    ),
    NONE,
    [0.0001, 1000.0, 5.0],
);
/// What makes a step of a gradient: 0 the gradient itself, 1 its direction, 2 a wanted growth of
/// the objective, 3 Adam.
pub const STEP: ParamSpec = choice(
    "step",
    Text::new("Step rule", "Règle de pas"),
    Text::new(
        "What the learning rate multiplies.",
        "Ce que le taux d’apprentissage multiplie.",
    ),
    &[
        ("plain", Text::new("the gradient", "le gradient")),
        (
            "normalised",
            Text::new(
                "the gradient over its norm",
                "le gradient divisé par sa norme",
            ),
        ),
        (
            "progress",
            Text::new(
                "so that the objective grows by η, if it were linear",
                "de sorte que l’objectif croisse de η, s’il était linéaire",
            ),
        ),
        ("adam", Text::new("Adam", "Adam")),
    ],
);
/// Weight of the L2 norm of the normalised image, or of its square.
pub const LAMBDA: ParamSpec = number(
    "lambda",
    Text::new("Weight of the norm λ", "Poids de la norme λ"),
    Text::new(
        "Weight of the norm of the image, which is taken off the objective.",
        "Poids de la norme de l’image, qui est retranchée de l’objectif.",
    ),
    NONE,
    [0.0, 100.0, 0.001],
);
/// What [`LAMBDA`] weighs: 0 the norm, 1 its square.
pub const SQUARED: ParamSpec = choice(
    "penalty",
    Text::new("Penalty", "Pénalité"),
    Text::new(
        "The practical subtracts the norm, CS231n its square.",
        "Le TP soustrait la norme, CS231n son carré.",
    ),
    &[
        ("norm", Text::new("λ‖x‖", "λ‖x‖")),
        ("squared", Text::new("λ‖x‖²", "λ‖x‖²")),
    ],
);
/// Weight of the squared differences between neighbours.
pub const TV: ParamSpec = number(
    "tv",
    Text::new("Weight of total variation", "Poids de la variation totale"),
    Text::new(
        "Holds down differences between neighbouring pixels.",
        "Retient les différences entre pixels voisins.",
    ),
    NONE,
    [0.0, 10.0, 0.0],
);
/// Share of the image that every step takes away, in 0..1.
pub const DECAY: ParamSpec = number(
    "decay",
    Text::new("Decay", "Décroissance"),
    Text::new(
        "Share of the image that every iteration takes away.",
        "Part de l’image que chaque itération retire.",
    ),
    NONE,
    [0.0, 0.9, 0.0],
);
/// How far a step may see the image rolled along each axis, in pixels.
pub const JITTER: ParamSpec = whole(
    "jitter",
    Text::new("Jitter", "Décalage aléatoire"),
    Text::new(
        "Every iteration sees the image rolled by up to so many pixels.",
        "Chaque itération voit l’image décalée d’autant de pixels au plus, en boucle.",
    ),
    PIXELS,
    [0, 64, 16],
);
/// How far a step may see the image turned either way, in degrees.
pub const ROTATION: ParamSpec = number(
    "rotation",
    Text::new("Rotation", "Rotation"),
    Text::new(
        "Every iteration sees the image turned by up to so much, either way.",
        "Chaque itération voit l’image tournée d’autant au plus, dans un sens ou l’autre.",
    ),
    Text::new("degrees", "degrés"),
    [0.0, 45.0, 0.0],
);
/// How much larger or smaller a step may see the image, in per cent.
pub const SCALE: ParamSpec = number(
    "scale",
    Text::new("Scaling", "Changement d’échelle"),
    Text::new(
        "Every iteration sees the image larger or smaller by up to so much.",
        "Chaque itération voit l’image agrandie ou réduite d’autant au plus.",
    ),
    Text::new("%", "%"),
    [0.0, 50.0, 0.0],
);
/// Sigma of the Gaussian blur in pixels; 0: none.
pub const BLUR: ParamSpec = number(
    "blur",
    Text::new("Blur σ", "Flou σ"),
    Text::new("Gaussian; 0: none.", "Gaussien\u{202f}; 0\u{a0}: aucun."),
    PIXELS,
    [0.0, 5.0, 0.5],
);
/// Iterations from one blur to the next.
pub const BLUR_EVERY: ParamSpec = whole(
    "blur-every",
    Text::new("Iterations between blurs", "Itérations entre deux flous"),
    Text::new(
        "Iterations from one blur to the next; the first blurs too.",
        "Itérations d’un flou au suivant\u{202f}; la première floute aussi.",
    ),
    NONE,
    [1, 100, 10],
);
/// Pixels of smaller norm than this percentile are cleared; 0: none.
pub const NORM_PERCENTILE: ParamSpec = number(
    "norm-percentile",
    Text::new(
        "Clear pixels of small norm",
        "Effacer les pixels de petite norme",
    ),
    Text::new(
        "Below this percentile they are set to the mean colour.",
        "Sous ce centile ils prennent la couleur moyenne.",
    ),
    Text::new("percentile", "centile"),
    [0.0, 99.0, 0.0],
);
/// Pixels of smaller contribution than this percentile are cleared; 0: none.
pub const CONTRIBUTION_PERCENTILE: ParamSpec = number(
    "contribution-percentile",
    Text::new(
        "Clear pixels of small contribution",
        "Effacer les pixels de petite contribution",
    ),
    Text::new(
        "Contribution: |x · gradient|; below this percentile they are set to the mean colour.",
        "Contribution\u{a0}: |x · gradient|\u{202f}; sous ce centile ils prennent la couleur moyenne.",
    ),
    Text::new("percentile", "centile"),
    [0.0, 99.0, 0.0],
);
/// Whether every step ends on valid pixels.
pub const CLAMP: ParamSpec = ParamSpec {
    id: "clamp",
    name: Text::new("Clamp", "Bornage"),
    hint: Text::new(
        "Keep every pixel one that a file can hold.",
        "Garder chaque pixel parmi ceux qu’un fichier peut contenir.",
    ),
    unit: NONE,
    kind: ParamKind::Switch { default: true },
};
/// What the image is made of: 0 pixels, 1 waves.
pub const SPACE: ParamSpec = choice(
    "space",
    Text::new("The image is made of", "L’image est faite de"),
    Text::new(
        "Waves of decorrelated colours favour large smooth shapes; decay, clamp, blur and clearing, which are for pixels, have no effect on them.",
        "Les ondes de couleurs décorrélées favorisent les grandes formes lisses\u{202f}; décroissance, bornage, flou et effacements, faits pour les pixels, ne s’y appliquent pas.",
    ),
    &[
        ("pixels", Text::new("pixels", "pixels")),
        ("waves", Text::new("waves (Fourier)", "ondes (Fourier)")),
    ],
);
/// In how many sizes the image is made, each 1.4 times the one before.
pub const OCTAVES: ParamSpec = whole(
    "octaves",
    Text::new("Octaves", "Octaves"),
    Text::new(
        "From coarse to fine: in how many sizes the image is made, each 1.4 times the one before. They share the iterations.",
        "Du grossier au fin\u{a0}: en combien de tailles l’image est faite, chacune 1,4 fois la précédente. Elles se partagent les itérations.",
    ),
    NONE,
    [1, 4, 1],
);
/// Side of the finished image: 0 the network's, 1 half more, 2 twice.
pub const SIDE: ParamSpec = choice(
    "side",
    Text::new("Side of the image", "Côté de l’image"),
    Text::new(
        "Of the finished image; larger ones take longer.",
        "De l’image finie\u{202f}; les plus grandes prennent plus de temps.",
    ),
    &[
        ("network", Text::new("the network’s", "celui du réseau")),
        ("half-more", Text::new("1.5 times", "1,5 fois")),
        ("double", Text::new("twice", "le double")),
    ],
);

/// Every parameter, in the order of their controls.
pub const PARAMS: &[&ParamSpec] = &[
    &ITERATIONS,
    &ETA,
    &STEP,
    &LAMBDA,
    &SQUARED,
    &TV,
    &DECAY,
    &JITTER,
    &ROTATION,
    &SCALE,
    &BLUR,
    &BLUR_EVERY,
    &NORM_PERCENTILE,
    &CONTRIBUTION_PERCENTILE,
    &CLAMP,
    &SPACE,
    &OCTAVES,
    &SIDE,
];

/// Sides of the octaves in pixels, smallest first, for a network of this side.
pub fn sides(values: &ParamValues, of_network: usize) -> Vec<usize> {
    let last = match values.whole(&SIDE) {
        1 => of_network * 3 / 2,
        2 => of_network * 2,
        _ => of_network,
    };
    let octaves = values.whole(&OCTAVES) as i32;
    let side = |k: i32| (last as f64 / OCTAVE.powi(octaves - 1 - k)).round() as usize;
    (0..octaves).map(|k| side(k).max(1)).collect()
}

/// What a run takes, in iterations at the network's side.
pub fn cost(values: &ParamValues, of_network: usize) -> f64 {
    let sides = sides(values, of_network);
    let area = |side: &usize| (*side as f64 / of_network as f64).powi(2);
    let mean = sides.iter().map(area).sum::<f64>() / sides.len() as f64;
    mean * values.whole(&ITERATIONS) as f64
}
