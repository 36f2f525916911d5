//! Projected gradient descent (Madry et al. 2018), in the L-inf and in the L2 ball. Without the
//! random start the first is the basic iterative method (Kurakin, Goodfellow & Bengio 2017).

use crate::engine::job::LocalFuture;
use crate::engine::tensor::tensor;
use crate::random::Random;
use crate::spec::{AttackSpec, Paper, ParamKind, ParamSpec, Spending, Text};

use super::params::{
    EPSILON_GREY, GREY, RANDOM_START, UNIT, objective, objective_param, steps_param,
};
use super::{Attack, Session, Stop};
use crate::engine::formula::Formula;
use crate::engine::space::{direction, l2, norm_from_unit, unit_from_norm, unit_gradient};

const STEPS: ParamSpec = steps_param(40, 1000);
const STEP_GREY: ParamSpec = ParamSpec {
    id: "step",
    name: Text::new("Step α", "Pas α"),
    hint: Text::new(
        "By how much every value moves in one iteration.",
        "De combien chaque valeur bouge en une itération.",
    ),
    unit: GREY,
    kind: ParamKind::Number {
        min: 0.1,
        max: 16.0,
        default: 1.0,
    },
};
const EPSILON_L2: ParamSpec = ParamSpec {
    id: "epsilon",
    name: Text::new("Bound ε", "Borne ε"),
    hint: Text::new(
        "The whole change may not be longer.",
        "La modification entière ne peut pas être plus longue.",
    ),
    unit: UNIT,
    kind: ParamKind::Number {
        min: 0.05,
        max: 20.0,
        default: 2.0,
    },
};
const STEP_L2: ParamSpec = ParamSpec {
    id: "step",
    name: Text::new("Step α", "Pas α"),
    hint: Text::new("Length of one step.", "Longueur d’un pas."),
    unit: UNIT,
    kind: ParamKind::Number {
        min: 0.01,
        max: 10.0,
        default: 0.2,
    },
};
const OBJECTIVE: ParamSpec = objective_param(1);

const PAPER: Paper = Paper {
    cite: "Madry et al. (2018)",
    title: "Towards Deep Learning Models Resistant to Adversarial Attacks",
    url: "https://arxiv.org/abs/1706.06083",
};
const DEVIATIONS: Text = Text::new(
    "Stops at the first success; one random start instead of several; the random start is off by default, which makes it the basic iterative method (Kurakin et al. 2017).",
    "S’arrête à la première réussite ; un seul départ aléatoire au lieu de plusieurs ; il est éteint par défaut, ce qui donne la méthode itérative de base (Kurakin et al. 2017).",
);
const DEVIATIONS_L2: Text = Text::new(
    "As in the L∞ ball. The bound holds for the iterate; rounding it to 8 bits moves every value by up to half a level, which can add at most 0.76 to its length at 224×224.",
    "Comme dans la boule L∞. La borne vaut pour l’itéré ; son arrondi à 8 bits déplace chaque valeur d’un demi-niveau au plus, ce qui peut ajouter au plus 0,76 à sa longueur en 224×224.",
);

/// What the page shows of it, in the L-inf ball.
pub const LINF: AttackSpec = AttackSpec {
    id: "pgd-linf",
    name: Text::new("PGD, L∞ (BIM)", "PGD, L∞ (BIM)"),
    summary: Text::new(
        "Many small sign steps, each value kept within ε of the original.",
        "Beaucoup de petits pas de signe, chaque valeur gardée à ε de l’original au plus.",
    ),
    deviations: DEVIATIONS,
    paper: PAPER,
    params: &[&STEPS, &EPSILON_GREY, &STEP_GREY, &RANDOM_START, &OBJECTIVE],
    targeted: true,
    untargeted: true,
    minimal: false,
    bounded: true,
    on_files: true,
    spending: Spending::Again(&EPSILON_GREY),
};

/// What the page shows of it, in the L2 ball.
pub const L2: AttackSpec = AttackSpec {
    id: "pgd-l2",
    name: Text::new("PGD, L2", "PGD, L2"),
    summary: Text::new(
        "Steps along the gradient, the whole change kept shorter than ε.",
        "Des pas le long du gradient, la modification entière gardée plus courte que ε.",
    ),
    deviations: DEVIATIONS_L2,
    paper: PAPER,
    params: &[&STEPS, &EPSILON_L2, &STEP_L2, &RANDOM_START, &OBJECTIVE],
    targeted: true,
    untargeted: true,
    minimal: false,
    bounded: true,
    on_files: true,
    spending: Spending::Again(&EPSILON_L2),
};

/// Which changes are small enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ball {
    Linf,
    L2,
}

impl Ball {
    /// One step of the ascent, with pixels in 0..1.
    fn step(self, gradient: Formula, length: f32) -> Formula {
        match self {
            Self::Linf => gradient.sign() * length,
            Self::L2 => direction(gradient) * length,
        }
    }

    /// The nearest change inside the ball of radius `epsilon`.
    pub(super) fn project(self, delta: Formula, epsilon: f32) -> Formula {
        match self {
            Self::Linf => delta.at_least(-epsilon).at_most(epsilon),
            Self::L2 => {
                let norm = Formula::one(&l2(delta.clone()), 0).at_least(epsilon);
                delta * (Formula::from(1.0) / norm * epsilon)
            }
        }
    }

    /// A change drawn uniformly from the ball.
    fn draw(self, shape: [usize; 4], epsilon: f32, random: &mut Random) -> Vec<f32> {
        let count = shape.iter().product::<usize>();
        match self {
            Self::Linf => (0..count)
                .map(|_| (2.0 * random.uniform() - 1.0) * epsilon)
                .collect(),
            Self::L2 => {
                let drawn: Vec<f32> = (0..count).map(|_| random.normal()).collect();
                let squares: f64 = drawn.iter().map(|v| f64::from(*v).powi(2)).sum();
                let radius = f64::from(random.uniform()).powf(1.0 / count as f64);
                let scale = (f64::from(epsilon) * radius / squares.sqrt()) as f32;
                drawn.into_iter().map(|v| v * scale).collect()
            }
        }
    }
}

pub(super) struct Pgd(pub Ball);

impl Attack for Pgd {
    fn run<'a, 's: 'a>(
        &'a self,
        session: &'a mut Session<'s>,
    ) -> LocalFuture<'a, Result<(), Stop>> {
        Box::pin(async move {
            let ball = self.0;
            let values = session.params();
            let (epsilon, step) = match ball {
                Ball::Linf => (
                    values.get(&EPSILON_GREY) / 255.0,
                    values.get(&STEP_GREY) / 255.0,
                ),
                Ball::L2 => (values.get(&EPSILON_L2), values.get(&STEP_L2)),
            };
            let objective = objective(values, &OBJECTIVE);
            let is_drawn = values.is_on(&RANDOM_START);
            let origin = unit_from_norm(&session.origin).image();
            let mut pixels = origin.clone();
            if is_drawn {
                let original = session.origin.clone();
                session.look(&original).await?;
                let shape = origin.dims();
                let drawn = ball.draw(shape, epsilon, &mut Random::new(session.seed()));
                let drawn = tensor(drawn, shape, session.device());
                let moved = Formula::from(&drawn) + &pixels;
                pixels = moved.at_least(0.0).at_most(1.0).image();
            }
            for k in 0..session.params().whole(&STEPS) {
                let image = norm_from_unit(&pixels);
                let mut sight = match k {
                    0 if is_drawn => session.look_at_start(image).await?,
                    _ => session.look(image).await?,
                };
                let gradient = session.climb(&mut sight, objective)?;
                let step = ball.step(unit_gradient(&gradient), step);
                let delta = ball.project(step + &pixels - &origin, epsilon);
                pixels = (delta + &origin).at_least(0.0).at_most(1.0).image();
            }
            session.look(norm_from_unit(&pixels)).await?;
            Ok(())
        })
    }
}
