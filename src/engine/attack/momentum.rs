//! The momentum iterative method, MI-FGSM (Dong et al. 2018).

use crate::engine::job::LocalFuture;
use crate::spec::{AttackSpec, Paper, ParamKind, ParamSpec, Spending, Text};

use super::params::{EPSILON_GREY, NO_UNIT, objective, objective_param, steps_param};
use super::pgd::Ball;
use super::{Attack, Session, Stop};
use crate::engine::formula::Formula;
use crate::engine::space::{norm_from_unit, total, unit_from_norm, unit_gradient};

const STEPS: ParamSpec = steps_param(10, 200);
const DECAY: ParamSpec = ParamSpec {
    id: "decay",
    name: Text::new("Decay μ", "Amortissement μ"),
    hint: Text::new(
        "How much of the past directions is kept; 0: none.",
        "Part des directions passées qui est gardée ; 0 : aucune.",
    ),
    unit: NO_UNIT,
    kind: ParamKind::Number {
        min: 0.0,
        max: 2.0,
        default: 1.0,
    },
};
const OBJECTIVE: ParamSpec = objective_param(1);

/// What the page shows of it.
pub const ENTRY: AttackSpec = AttackSpec {
    id: "mi-fgsm",
    name: Text::new("Momentum (MI-FGSM)", "Élan (MI-FGSM)"),
    summary: Text::new(
        "Sign steps of ε divided by their number, along a running sum of the past gradients.",
        "Des pas de signe de ε divisé par leur nombre, le long d’une somme glissante des gradients passés.",
    ),
    deviations: Text::new(
        "Stops at the first success.",
        "S’arrête à la première réussite.",
    ),
    paper: Paper {
        cite: "Dong et al. (2018)",
        title: "Boosting Adversarial Attacks with Momentum",
        url: "https://arxiv.org/abs/1710.06081",
    },
    params: &[&STEPS, &EPSILON_GREY, &DECAY, &OBJECTIVE],
    targeted: true,
    untargeted: true,
    minimal: false,
    bounded: true,
    on_files: true,
    spending: Spending::Again(&EPSILON_GREY),
};

pub(super) struct Momentum;

impl Attack for Momentum {
    fn run<'a, 's: 'a>(
        &'a self,
        session: &'a mut Session<'s>,
    ) -> LocalFuture<'a, Result<(), Stop>> {
        Box::pin(async move {
            let values = session.params();
            let steps = values.whole(&STEPS);
            let epsilon = values.get(&EPSILON_GREY) / 255.0;
            let decay = values.get(&DECAY);
            let objective = objective(values, &OBJECTIVE);
            let origin = unit_from_norm(&session.origin).image();
            let mut pixels = origin.clone();
            let mut velocity = origin.zeros_like();
            for _ in 0..steps {
                let mut sight = session.look(norm_from_unit(&pixels)).await?;
                let gradient = session.climb(&mut sight, objective)?;
                let gradient = unit_gradient(&gradient);
                let size = total(gradient.clone().size());
                let share = gradient / Formula::one(&size, 0).at_least(f32::MIN_POSITIVE);
                velocity = (Formula::from(&velocity) * decay + share).image();
                let step = Formula::from(&velocity).sign() * (epsilon / steps as f32);
                let delta = Ball::Linf.project(step + &pixels - &origin, epsilon);
                pixels = (delta + &origin).at_least(0.0).at_most(1.0).image();
            }
            session.look(norm_from_unit(&pixels)).await?;
            Ok(())
        })
    }
}
