//! A control: numbers drawn at random, which know nothing of the image.

use crate::engine::job::{Job, JobFailure, LocalFuture};
use crate::protocol::Fact;
use crate::random::Random;
use crate::spec::{Cost, Formula, MethodKind, MethodSpec, Paper, ParamKind, ParamSpec, Text, Unit};

use super::{Attribution, SaliencyMethod, Subject};

/// Of the numbers.
pub const SEED: ParamSpec = ParamSpec {
    id: "seed",
    name: Text::new("Seed", "Graine"),
    hint: Text::new(
        "The same seed gives the same numbers.",
        "La même graine donne les mêmes nombres.",
    ),
    unit: Text::new("", ""),
    kind: ParamKind::Whole {
        min: 0,
        max: 9999,
        default: 0,
    },
};

/// What the page shows of it.
pub const ENTRY: MethodSpec = MethodSpec {
    id: "random",
    name: Text::new("Chance", "Hasard"),
    explanation: Text::new(
        "A number between 0 and 1 drawn for every pixel, whatever the image. A measure that cannot tell a map from this one says nothing of the map.",
        "Un nombre entre 0 et 1, tiré pour chaque pixel, quelle que soit l’image. Une mesure qui ne distingue pas une carte de celle-ci ne dit rien de la carte.",
    ),
    formula: Formula {
        words: Text::new(
            "The map at every pixel is a number u drawn evenly between 0 and 1.",
            "La carte en chaque pixel est un nombre u tiré uniformément entre 0 et 1.",
        ),
        mathml: "<mrow><msub><mi>u</mi><mrow><mi>x</mi><mo>,</mo><mi>y</mi></mrow></msub></mrow>",
    },
    background: &[],
    beware: Text::new(
        "Blurred a little, chance has blobs that an eager eye takes for objects.",
        "Un peu floutées, ces valeurs font des taches qu’un œil complaisant prend pour des objets.",
    ),
    paper: Paper {
        cite: "Adebayo, Gilmer, Muelly, Goodfellow, Hardt & Kim (2018)",
        title: "Sanity Checks for Saliency Maps",
        url: "https://arxiv.org/abs/1810.03292",
    },
    deviations: Text::new(
        "The paper randomises the weights of the network; here the map itself is random.",
        "L’article rend aléatoires les poids du réseau\u{202f}; ici, c’est la carte elle-même qui l’est.",
    ),
    params: &[&SEED],
    kind: MethodKind::Controls,
    cost: |_, _| Cost::default(),
};

pub(super) struct RandomMap;

impl SaliencyMethod for RandomMap {
    fn attribute<'a>(
        &'a self,
        job: &'a Job,
        subject: Subject<'a>,
    ) -> LocalFuture<'a, Result<Attribution, JobFailure>> {
        Box::pin(async move {
            job.checkpoint().await?;
            let (size, seed) = (subject.size(), subject.params.get(&SEED) as u32);
            let mut random = Random::new(seed);
            let values = (0..size[0] * size[1]).map(|_| random.uniform());
            let map = Attribution::on_pixels(values.collect(), size, (1, false), Unit::Arbitrary);
            Ok(map.with([Fact::Drawn { count: 1, seed }]))
        })
    }
}
