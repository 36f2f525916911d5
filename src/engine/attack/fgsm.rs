//! The fast gradient sign method (Goodfellow, Shlens & Szegedy 2015): one step, every value by the
//! whole bound.

use crate::engine::job::LocalFuture;
use crate::spec::{AttackSpec, Paper, ParamSpec, Spending, Text};

use super::params::{EPSILON_GREY, objective, objective_param};
use super::{Attack, Session, Stop};
use crate::engine::formula::Formula;
use crate::engine::space::{norm_from_unit, unit_from_norm};

const OBJECTIVE: ParamSpec = objective_param(1);

/// What the page shows of it.
pub const ENTRY: AttackSpec = AttackSpec {
    id: "fgsm",
    name: Text::new("Fast gradient sign (FGSM)", "Signe du gradient (FGSM)"),
    summary: Text::new(
        "One single step: every value of the image moves by ε, up or down as its gradient says.",
        "Un seul pas : chaque valeur de l’image bouge de ε, vers le haut ou le bas selon son gradient.",
    ),
    deviations: Text::new(
        "Towards a class as well as away from one (the paper only leaves the true class, here the predicted one).",
        "Vers une classe aussi bien que loin d’une classe (l’article quitte seulement la vraie classe, ici la classe prédite).",
    ),
    paper: Paper {
        cite: "Goodfellow, Shlens & Szegedy (2015)",
        title: "Explaining and Harnessing Adversarial Examples",
        url: "https://arxiv.org/abs/1412.6572",
    },
    params: &[&EPSILON_GREY, &OBJECTIVE],
    targeted: true,
    untargeted: true,
    minimal: false,
    bounded: true,
    on_files: true,
    spending: Spending::Again(&EPSILON_GREY),
};

pub(super) struct Fgsm;

impl Attack for Fgsm {
    fn run<'a, 's: 'a>(
        &'a self,
        session: &'a mut Session<'s>,
    ) -> LocalFuture<'a, Result<(), Stop>> {
        Box::pin(async move {
            let epsilon = session.params().get(&EPSILON_GREY) / 255.0;
            let objective = objective(session.params(), &OBJECTIVE);
            let origin = session.origin.clone();
            let mut sight = session.look(&origin).await?;
            let gradient = session.climb(&mut sight, objective)?;
            let moved = unit_from_norm(&origin) + Formula::from(&gradient).sign() * epsilon;
            session.look(norm_from_unit(moved)).await?;
            Ok(())
        })
    }
}
