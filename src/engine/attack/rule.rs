//! The practical's rule: a step of fixed length along the gradient, until the class is reached.
//!
//! `x <- x + eta g / ||g||_2`, `g` the gradient of the unnormalised score of the target with
//! respect to the normalised image. After Szegedy et al. (2014), who first showed such images; the
//! rule is the practical's own. By default the objective becomes the cross-entropy while a third class
//! leads; the score alone is one choice away.

use crate::engine::job::LocalFuture;
use crate::spec::{AttackSpec, Paper, ParamKind, ParamSpec, Text};

use super::params::{objective, objective_param, steps_param};
use super::{Attack, Session, Stop};
use crate::engine::space::direction;

const STEPS: ParamSpec = steps_param(100, 1000);
/// Length of a step, L2 in normalised units.
pub const ETA: ParamSpec = ParamSpec {
    id: "eta",
    name: Text::new("Step length η", "Longueur du pas η"),
    hint: Text::new(
        "Every step moves the image by this much. Short steps end nearer to the original.",
        "Chaque pas déplace l’image d’autant. Des pas courts finissent plus près de l’original.",
    ),
    unit: Text::new("L2, normalised", "L2, normalisé"),
    kind: ParamKind::Number {
        min: 0.01,
        max: 20.0,
        default: 1.0,
    },
};
/// The practical's own is `score`; of 405 runs it left 17 without end, a third class rising along.
pub const OBJECTIVE: ParamSpec = objective_param(3);

/// What the page shows of it.
pub const ENTRY: AttackSpec = AttackSpec {
    id: "rule",
    name: Text::new("The practical’s rule", "La règle du TP"),
    summary: Text::new(
        "A step of fixed length along the gradient of the target’s score, again and again, until the target is predicted.",
        "Un pas de longueur fixe le long du gradient du score de la cible, encore et encore, jusqu’à ce que la cible soit prédite.",
    ),
    deviations: Text::new(
        "The paper solves a box-constrained problem with L-BFGS; this is the practical’s simpler ascent. While a third class leads, the cross-entropy takes the place of the score, unless the rule is bare or the objective is the score.",
        "L’article résout un problème sous contraintes avec L-BFGS ; ceci est la montée plus simple du TP. Tant qu’une troisième classe mène, l’entropie croisée prend la place du score, sauf si la règle est nue ou si l’objectif est le score.",
    ),
    paper: Paper {
        cite: "Szegedy et al. (2014)",
        title: "Intriguing properties of neural networks",
        url: "https://arxiv.org/abs/1312.6199",
    },
    params: &[&STEPS, &ETA, &OBJECTIVE],
    targeted: true,
    untargeted: true,
    minimal: false,
    bounded: false,
};

pub(super) struct Rule;

impl Attack for Rule {
    fn run<'a, 's: 'a>(
        &'a self,
        session: &'a mut Session<'s>,
    ) -> LocalFuture<'a, Result<(), Stop>> {
        Box::pin(async move {
            let eta = session.params().get(&ETA);
            let objective = objective(session.params(), &OBJECTIVE);
            let mut x = session.origin.clone();
            for _ in 0..session.params().whole(&STEPS) {
                let mut sight = session.look(&x).await?;
                let gradient = session.climb(&mut sight, objective)?;
                x = session.keep_valid(direction(&gradient) * eta + &x).image();
            }
            session.look(&x).await?;
            Ok(())
        })
    }
}
