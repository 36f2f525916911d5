//! The practical's rule: a step of fixed length along the gradient, until the class is reached.
//!
//! `x <- x + eta g / ||g||_2`, `g` the gradient of the unnormalised score of the target with
//! respect to the normalised image. After Szegedy et al. (2014), who first showed such images; the
//! rule is the practical's own. Box, 8-bit judging and other objectives are a choice away.

use crate::engine::job::LocalFuture;
use crate::spec::{AttackSpec, Paper, ParamKind, ParamSpec, Spending, Text};

use super::params::{objective, objective_param, steps_param};
use super::{Attack, Session, Stop};
use crate::engine::space::direction;

const STEPS: ParamSpec = steps_param(100, 1000);
/// Length of a step, L2 in normalised units.
pub const ETA: ParamSpec = ParamSpec {
    id: "eta",
    name: Text::new("Step length η", "Longueur du pas η"),
    hint: Text::new(
        "Every iteration moves the image by this length. Short steps take more iterations; whether they end nearer to the original, the size of the change says.",
        "Chaque itération déplace l’image de cette longueur. Des pas courts demandent plus d’itérations\u{202f}; s’ils finissent plus près de l’original, la taille de la modification le dit.",
    ),
    unit: Text::new("L2, normalised", "L2, normalisé"),
    kind: ParamKind::Number {
        min: 0.01,
        max: 20.0,
        default: 1.0,
    },
};
/// The score, as in the practical; of 405 runs it left 17 without end, a third class rising along.
pub const OBJECTIVE: ParamSpec = objective_param(0);

/// What the page shows of it.
pub const ENTRY: AttackSpec = AttackSpec {
    id: "rule",
    name: Text::new("The practical’s rule", "La règle du TP"),
    summary: Text::new(
        "x ← x + η g/‖g‖₂, where g is the gradient of the score ỹⱼ of the target class j, again and again until class j is predicted. To any other class: down the score ỹ_i of the original class i.",
        "x ← x + η g/‖g‖₂, où g est le gradient du score ỹⱼ de la classe cible j, encore et encore, jusqu’à ce que la classe j soit prédite. Vers n’importe quelle autre classe\u{a0}: en descendant le score ỹ_i de la classe d’origine i.",
    ),
    deviations: Text::new(
        "The paper solves a box-constrained problem with L-BFGS; this is the practical’s simpler ascent, without bounds and without rounding unless the two switches say otherwise. Where the gradient is exactly zero, the score before the last ReLU stands in for ỹⱼ.",
        "L’article résout un problème sous contraintes avec L-BFGS\u{202f}; ceci est la montée plus simple du TP, sans bornes ni arrondi sauf si les deux interrupteurs en décident autrement. Là où le gradient est exactement nul, le score avant la dernière ReLU remplace ỹⱼ.",
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
    on_files: false,
    spending: Spending::Again(&ETA),
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
