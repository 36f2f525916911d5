//! DeepFool (Moosavi-Dezfooli, Fawzi & Frossard 2016), L2: step to the nearest of the flat
//! boundaries that the gradients suggest, again and again.

use burn::tensor::Tensor;

use crate::engine::job::LocalFuture;
use crate::engine::readback;
use crate::scores;
use crate::spec::{AttackSpec, ClassId, Paper, ParamKind, ParamSpec, Spending, Text};

use super::params::{NO_UNIT, steps_param};
use super::{Attack, Session, Sight, Stop};
use crate::engine::formula::Formula;
use crate::engine::space::{l2, norm_from_unit, unit_from_norm, unit_gradient};

const STEPS: ParamSpec = steps_param(50, 200);
const OVERSHOOT: ParamSpec = ParamSpec {
    id: "overshoot",
    name: Text::new("Overshoot", "Dépassement"),
    hint: Text::new(
        "How much further than the boundary, as a share of the way.",
        "De combien au-delà de la frontière, en part du chemin.",
    ),
    unit: NO_UNIT,
    kind: ParamKind::Number {
        min: 0.0,
        max: 1.0,
        default: 0.02,
    },
};
const CANDIDATES: ParamSpec = ParamSpec {
    id: "candidates",
    name: Text::new("Candidate classes", "Classes candidates"),
    hint: Text::new(
        "Only the boundaries to the classes of highest score are tried; each costs a gradient per iteration.",
        "Seules les frontières vers les classes de plus haut score sont essayées ; chacune coûte un gradient par itération.",
    ),
    unit: NO_UNIT,
    kind: ParamKind::Whole {
        min: 2,
        max: 50,
        default: 10,
    },
};

/// What the page shows of it.
pub const ENTRY: AttackSpec = AttackSpec {
    id: "deepfool",
    name: Text::new("DeepFool", "DeepFool"),
    summary: Text::new(
        "Takes the network for linear, steps just across the nearest boundary, and repeats until the class has changed.",
        "Prend le réseau pour linéaire, fait un pas juste au-delà de la frontière la plus proche, et recommence jusqu’à ce que la classe change.",
    ),
    deviations: Text::new(
        "Only the candidates of highest score, not all 1000 classes, as usual in practice; 10⁻⁴ is added to each distance so that no step is lost to rounding.",
        "Seulement les candidates de plus haut score, et non les 1000 classes, comme il est d’usage ; 10⁻⁴ est ajouté à chaque distance pour qu’aucun pas ne se perde dans l’arrondi.",
    ),
    paper: Paper {
        cite: "Moosavi-Dezfooli, Fawzi & Frossard (2016)",
        title: "DeepFool: a simple and accurate method to fool deep neural networks",
        url: "https://arxiv.org/abs/1511.04599",
    },
    params: &[&STEPS, &OVERSHOOT, &CANDIDATES],
    targeted: false,
    untargeted: true,
    minimal: true,
    bounded: false,
    on_files: true,
    spending: Spending::Own,
};

/// Keeps a division from being one by zero.
const TINY: f32 = 1e-8;
/// Added to every distance, in 0..1 units.
const BEYOND: f32 = 1e-4;

pub(super) struct DeepFool;

impl Attack for DeepFool {
    fn run<'a, 's: 'a>(
        &'a self,
        session: &'a mut Session<'s>,
    ) -> LocalFuture<'a, Result<(), Stop>> {
        Box::pin(async move {
            let values = session.params();
            let (steps, reach) = (values.whole(&STEPS), 1.0 + values.get(&OVERSHOOT));
            let candidates = values.whole(&CANDIDATES);
            let origin = unit_from_norm(&session.origin).image();
            let mut change = origin.zeros_like();
            let mut rivals: Vec<ClassId> = Vec::new();
            for k in 0..=steps {
                let moved = Formula::from(&change) * reach + &origin;
                let pixels = moved.at_least(0.0).at_most(1.0);
                let mut sight = session.look(norm_from_unit(pixels)).await?;
                if sight.verdict.reached || k == steps {
                    break;
                }
                if rivals.is_empty() {
                    let best = scores::ranking(&sight.scores, candidates);
                    rivals = best
                        .iter()
                        .map(|r| r.class)
                        .filter(|c| *c != session.source)
                        .collect();
                }
                let step = nearest(session, &mut sight, &rivals).await?;
                change = (Formula::from(&step) + &change).image();
            }
            Ok(())
        })
    }
}

/// The step across the nearest of the boundaries to `rivals`, with pixels in 0..1.
async fn nearest<'s>(
    session: &mut Session<'s>,
    sight: &mut Sight<'s>,
    rivals: &[ClassId],
) -> Result<Tensor<4>, Stop> {
    let source = session.source;
    let mut found: Option<(f32, Tensor<4>)> = None;
    for rival in rivals {
        let mut weights = vec![0.0; sight.scores.len()];
        weights[rival.index()] = 1.0;
        weights[source.index()] = -1.0;
        let gradient = session.gradient(sight, weights)?;
        let gradient = unit_gradient(&gradient);
        let norm = readback::floats(l2(gradient.clone())).await?;
        let norm = norm.first().copied().unwrap_or_default() + TINY;
        let gap = (sight.scores[rival.index()] - sight.scores[source.index()]).abs();
        let distance = gap / norm;
        if found
            .as_ref()
            .is_none_or(|(nearest, _)| distance < *nearest)
        {
            let step = gradient * ((distance + BEYOND) / norm);
            found = Some((distance, step.image()));
        }
    }
    Ok(found.map_or_else(|| sight.judged.zeros_like(), |(_, step)| step))
}
