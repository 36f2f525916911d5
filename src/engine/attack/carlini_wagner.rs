//! The L2 attack of Carlini & Wagner (2017): least `||delta||^2 + c * max(margin, 0)`, over a
//! variable that can only stand for valid pixels, with a search over `c`.

use crate::engine::adam::Adam;
use crate::engine::job::LocalFuture;
use crate::engine::readback;
use crate::goal;
use crate::spec::{AttackSpec, Paper, ParamKind, ParamSpec, Spending, Text};

use super::objective::Objective;
use super::params::{NO_UNIT, steps_param};
use super::{Attack, Session, Sight, Stop};
use crate::engine::formula::Formula;
use crate::engine::space::{logit, norm_from_unit, sigmoid, total, unit_from_norm, unit_gradient};

/// Steps of Adam for one value of c.
pub const STEPS: ParamSpec = steps_param(50, 10_000);
/// How many values of c are tried.
pub const SEARCHES: ParamSpec = ParamSpec {
    id: "searches",
    name: Text::new("Values of c", "Valeurs de c"),
    hint: Text::new(
        "How many values of c are tried; each takes all the iterations.",
        "Combien de valeurs de c sont essayées ; chacune prend toutes les itérations.",
    ),
    unit: NO_UNIT,
    kind: ParamKind::Whole {
        min: 1,
        max: 20,
        default: 4,
    },
};
/// Weight of the margin, in score, against the squared L2 change with pixels in 0..1.
pub const FIRST_C: ParamSpec = ParamSpec {
    id: "first-c",
    name: Text::new("First c", "Premier c"),
    hint: Text::new(
        "Weight of the margin against the size of the change, to begin with.",
        "Poids de la marge face à la taille de la modification, pour commencer.",
    ),
    unit: NO_UNIT,
    kind: ParamKind::Number {
        min: 0.001,
        max: 1000.0,
        default: 1.0,
    },
};
/// Adam's, in the variable of which `tanh` makes pixels.
pub const RATE: ParamSpec = ParamSpec {
    id: "rate",
    name: Text::new("Learning rate", "Taux d’apprentissage"),
    hint: Text::new("Of Adam, the optimiser.", "D’Adam, l’optimiseur."),
    unit: NO_UNIT,
    kind: ParamKind::Number {
        min: 0.0001,
        max: 1.0,
        default: 0.01,
    },
};
const CONFIDENCE: ParamSpec = ParamSpec {
    id: "confidence",
    name: Text::new("Confidence κ", "Confiance κ"),
    hint: Text::new(
        "The margin, in score, that is wanted beyond the first place.",
        "La marge, en score, voulue au-delà de la première place.",
    ),
    unit: NO_UNIT,
    kind: ParamKind::Number {
        min: 0.0,
        max: 50.0,
        default: 0.0,
    },
};

/// What the page shows of it.
pub const ENTRY: AttackSpec = AttackSpec {
    id: "carlini-wagner",
    name: Text::new("Carlini-Wagner, L2", "Carlini-Wagner, L2"),
    summary: Text::new(
        "Minimises the size of the change plus c times what is missing to succeed, and searches the smallest c that succeeds. Slow, and small.",
        "Minimise la taille de la modification plus c fois ce qui manque pour réussir, et cherche le plus petit c qui réussit. Lent, et petit.",
    ),
    deviations: Text::new(
        "Far fewer iterations and values of c than the paper’s 10 000 and 20; the search gives up early when the loss no longer falls.",
        "Bien moins d’itérations et de valeurs de c que les 10 000 et 20 de l’article ; la recherche abandonne tôt quand la perte ne baisse plus.",
    ),
    paper: Paper {
        cite: "Carlini & Wagner (2017)",
        title: "Towards Evaluating the Robustness of Neural Networks",
        url: "https://arxiv.org/abs/1608.04644",
    },
    params: &[&STEPS, &SEARCHES, &FIRST_C, &RATE, &CONFIDENCE],
    targeted: true,
    untargeted: true,
    minimal: true,
    bounded: false,
    on_files: true,
    spending: Spending::Values {
        tries: &SEARCHES,
        each: &STEPS,
    },
};

/// Keeps the original's variable finite where a pixel is black or saturated.
const INSIDE: f32 = 0.999_999;
/// How often the loss is checked within one search.
const CHECKS: usize = 10;
/// A loss above this share of the one at the last check no longer falls.
const FALLS: f32 = 0.9999;
const MOST_C: f32 = 1e10;
/// From so many values of c on, the last one is the largest that may be needed.
const MANY_SEARCHES: usize = 10;

pub(super) struct CarliniWagner;

impl Attack for CarliniWagner {
    fn run<'a, 's: 'a>(
        &'a self,
        session: &'a mut Session<'s>,
    ) -> LocalFuture<'a, Result<(), Stop>> {
        Box::pin(async move {
            let values = session.params();
            let (steps, searches) = (values.whole(&STEPS), values.whole(&SEARCHES));
            let mut c = values.get(&FIRST_C);
            let (mut low, mut high) = (0.0_f32, f32::INFINITY);
            for search in 0..searches {
                if search + 1 == searches && searches >= MANY_SEARCHES {
                    c = high.min(MOST_C);
                }
                let succeeded = descend(session, c, steps).await?;
                if succeeded {
                    high = c;
                } else {
                    low = c;
                }
                c = if high.is_infinite() {
                    c * 10.0
                } else {
                    (low + high) / 2.0
                };
            }
            Ok(())
        })
    }
}

/// One minimisation for a fixed `c`; whether any image on its way reached the goal.
async fn descend(session: &mut Session<'_>, c: f32, steps: usize) -> Result<bool, Stop> {
    let values = session.params();
    let (rate, confidence) = (values.get(&RATE), values.get(&CONFIDENCE));
    let start = variable_from_unit(unit_from_norm(&session.origin)).image();
    let anchor = unit_from_variable(&start).image();
    let mut delta = start.zeros_like();
    let mut adam = Adam::new(&delta);
    let mut succeeded = false;
    let mut last_loss = f32::INFINITY;
    let check_every = steps.div_ceil(CHECKS).max(1);
    for step in 0..=steps {
        let pixels = unit_from_variable(Formula::from(&start) + &delta).image();
        let image = norm_from_unit(&pixels);
        let mut sight = match step {
            0 => session.look_at_start(image).await?,
            _ => session.look(image).await?,
        };
        let away = Formula::from(&pixels) - &anchor;
        let (missing, objective) = missing(session, &sight, confidence);
        succeeded |= sight.verdict.reached && sight.verdict.margin >= confidence;
        if step == steps {
            break;
        }
        if step % check_every == 0 {
            let loss = c * missing + squares(away.clone()).await?;
            if loss > FALLS * last_loss {
                break;
            }
            last_loss = loss;
        }
        let mut gradient = away * 2.0;
        if missing > 0.0 {
            let gain = session.climb(&mut sight, objective)?;
            gradient = gradient - unit_gradient(&gain) * c;
        }
        // Of `sigmoid(2 w)`.
        let slope = (Formula::from(1.0) - &pixels) * &pixels * 2.0;
        let step = adam.step(&(gradient * slope).image(), rate);
        delta = (Formula::from(&delta) - step).image();
    }
    Ok(succeeded)
}

/// What is missing to succeed, in score, and what to climb for it: the margin, or the odds where a
/// probability is asked for of which more is missing.
fn missing(session: &Session<'_>, sight: &Sight<'_>, confidence: f32) -> (f32, Objective) {
    let margin = (confidence - sight.verdict.margin).max(0.0);
    let target = sight.verdict.target.class;
    let odds = goal::missing_odds(&sight.scores, target, session.until_probability());
    if odds > margin {
        (odds, Objective::LogOdds)
    } else {
        (margin, Objective::Margin)
    }
}

async fn squares(x: Formula) -> Result<f32, Stop> {
    let sum = readback::floats(total(x.clone() * x)).await?;
    Ok(sum.first().copied().unwrap_or_default())
}

/// Any number stands for a valid pixel: `(tanh(w) + 1) / 2`, which is the sigmoid of `2 w`.
fn unit_from_variable(w: impl Into<Formula>) -> Formula {
    sigmoid(w.into() * 2.0)
}

fn variable_from_unit(u: Formula) -> Formula {
    logit((u - 0.5) * INSIDE + 0.5) * 0.5
}
