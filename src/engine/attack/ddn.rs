//! Decoupling direction and norm, DDN (Rony et al. 2019): the smallest L2 change in few steps. The
//! length of the change shrinks after a success and grows after a failure; the gradient only turns
//! it.

use std::f32::consts::PI;

use crate::engine::job::LocalFuture;
use crate::spec::{AttackSpec, Paper, ParamKind, ParamSpec, Spending, Text};

use super::params::{NO_UNIT, UNIT, objective, objective_param, steps_param};
use super::{Attack, Session, Stop};
use crate::engine::formula::Formula;
use crate::engine::space::{direction, l2, norm_from_unit, unit_from_norm, unit_gradient};

const STEPS: ParamSpec = steps_param(60, 1000);
const FIRST: ParamSpec = ParamSpec {
    id: "epsilon",
    name: Text::new("First length ε", "Première longueur ε"),
    hint: Text::new(
        "Length of the change to begin with.",
        "Longueur de la modification pour commencer.",
    ),
    unit: UNIT,
    kind: ParamKind::Number {
        min: 0.05,
        max: 10.0,
        default: 1.0,
    },
};
const GAMMA: ParamSpec = ParamSpec {
    id: "gamma",
    name: Text::new("Change of length γ", "Variation de longueur γ"),
    hint: Text::new(
        "By which share the length shrinks after a success, or grows after a failure.",
        "De quelle part la longueur diminue après une réussite, ou augmente après un échec.",
    ),
    unit: NO_UNIT,
    kind: ParamKind::Number {
        min: 0.001,
        max: 0.5,
        default: 0.05,
    },
};
const OBJECTIVE: ParamSpec = objective_param(1);
/// Length of the first and the last turn.
const TURNS: (f32, f32) = (1.0, 0.01);

/// What the page shows of it.
pub const ENTRY: AttackSpec = AttackSpec {
    id: "ddn",
    name: Text::new("DDN, smallest L2", "DDN, plus petite L2"),
    summary: Text::new(
        "Turns the change along the gradient, and makes it shorter after every success, longer after every failure.",
        "Tourne la modification selon le gradient, et la raccourcit après chaque réussite, l’allonge après chaque échec.",
    ),
    deviations: Text::new(
        "The iterate stays unrounded (the paper rounds it in every iteration, which here would swallow small turns); only what is judged and differentiated is rounded.",
        "L’itéré n’est pas arrondi (l’article l’arrondit à chaque itération, ce qui avalerait ici les petites rotations) ; seul ce qui est jugé et dérivé l’est.",
    ),
    paper: Paper {
        cite: "Rony et al. (2019)",
        title: "Decoupling Direction and Norm for Efficient Gradient-Based L2 Adversarial Attacks and Defenses",
        url: "https://arxiv.org/abs/1811.09600",
    },
    params: &[&STEPS, &FIRST, &GAMMA, &OBJECTIVE],
    targeted: true,
    untargeted: true,
    minimal: true,
    bounded: false,
    on_files: true,
    spending: Spending::Iterations(&STEPS),
};

pub(super) struct Ddn;

impl Attack for Ddn {
    fn run<'a, 's: 'a>(
        &'a self,
        session: &'a mut Session<'s>,
    ) -> LocalFuture<'a, Result<(), Stop>> {
        Box::pin(async move {
            let values = session.params();
            let steps = values.whole(&STEPS);
            let (mut length, gamma) = (values.get(&FIRST), values.get(&GAMMA));
            let objective = objective(values, &OBJECTIVE);
            let origin = unit_from_norm(&session.origin).image();
            let mut delta = origin.zeros_like();
            for k in 0..=steps {
                let pixels = Formula::from(&origin) + &delta;
                let mut sight = session.look(norm_from_unit(pixels)).await?;
                if k == steps {
                    break;
                }
                let gradient = session.climb(&mut sight, objective)?;
                let toward = direction(unit_gradient(&gradient)) * turn(k, steps);
                let turned = (Formula::from(&delta) + toward).image();
                length *= if sight.verdict.reached {
                    1.0 - gamma
                } else {
                    1.0 + gamma
                };
                let norm = Formula::one(&l2(&turned), 0).at_least(f32::MIN_POSITIVE);
                let resized = Formula::from(&turned) * (Formula::from(1.0) / norm * length);
                let moved = Formula::from(&origin) + resized;
                delta = (moved.at_least(0.0).at_most(1.0) - &origin).image();
            }
            Ok(())
        })
    }
}

/// Half a cosine from the first turn to the last.
fn turn(k: usize, steps: usize) -> f32 {
    let (first, last) = TURNS;
    last + (first - last) * 0.5 * (1.0 + (PI * k as f32 / steps as f32).cos())
}
