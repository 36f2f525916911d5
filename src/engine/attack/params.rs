//! Parameters that several attacks share.

use crate::spec::{ParamKind, ParamSpec, ParamValues, Text};

use super::objective::{OBJECTIVES, Objective};

pub(super) const NO_UNIT: Text = Text::new("", "");
/// Of pixels of 0 to 255.
pub(super) const GREY: Text = Text::new("grey levels", "niveaux de gris");
/// Of pixels of 0 to 1.
pub(super) const UNIT: Text = Text::new("L2, pixels in [0, 1]", "L2, pixels dans [0, 1]");

const OPTIONS: &[(&str, Text)] = &[
    (
        "score",
        Text::new("unnormalised score", "score non normalisé"),
    ),
    (
        "cross-entropy",
        Text::new("cross-entropy", "entropie croisée"),
    ),
    (
        "margin",
        Text::new("margin over the next class", "marge sur la classe suivante"),
    ),
    (
        "score-then-cross-entropy",
        Text::new(
            "score, then cross-entropy while a third class leads",
            "score, puis entropie croisée tant qu’une troisième classe mène",
        ),
    ),
];

/// The choice of an objective, with its default.
pub(super) const fn objective_param(default: usize) -> ParamSpec {
    ParamSpec {
        id: "objective",
        name: Text::new("Objective", "Objectif"),
        hint: Text::new(
            "What the gradient g is taken of. A third class is neither the original one nor the target.",
            "Ce dont g est le gradient. Une troisième classe n’est ni celle d’origine ni la classe cible.",
        ),
        unit: NO_UNIT,
        kind: ParamKind::Choice {
            options: OPTIONS,
            default,
        },
    }
}

/// The objective that was chosen.
pub(super) fn objective(values: &ParamValues, param: &ParamSpec) -> Objective {
    OBJECTIVES[values.whole(param).min(OBJECTIVES.len() - 1)]
}

/// How many iterations at the most.
pub(super) const fn steps_param(default: u32, max: u32) -> ParamSpec {
    ParamSpec {
        id: "steps",
        name: Text::new(
            "Maximum number of iterations",
            "Nombre maximal d’itérations",
        ),
        hint: Text::new(
            "The attack gives up after so many.",
            "L’attaque abandonne au-delà.",
        ),
        unit: NO_UNIT,
        kind: ParamKind::Whole {
            min: 1,
            max,
            default,
        },
    }
}

/// The bound on every value, in grey levels.
pub(super) const EPSILON_GREY: ParamSpec = ParamSpec {
    id: "epsilon",
    name: Text::new("Bound ε", "Borne ε"),
    hint: Text::new(
        "No value of the image may change by more.",
        "Aucune valeur de l’image ne change davantage.",
    ),
    unit: GREY,
    // Whole levels: rounding to 8 bits then stays within the bound.
    kind: ParamKind::Whole {
        min: 1,
        max: 64,
        default: 4,
    },
};

/// Whether to begin somewhere at random within the bound.
pub(super) const RANDOM_START: ParamSpec = ParamSpec {
    id: "random-start",
    name: Text::new("Random start", "Départ aléatoire"),
    hint: Text::new(
        "Begin at a random place within the bound, drawn from the seed.",
        "Partir d’un point au hasard dans la borne, tiré de la graine.",
    ),
    unit: NO_UNIT,
    kind: ParamKind::Switch { default: false },
};
