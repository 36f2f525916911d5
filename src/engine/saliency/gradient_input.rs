//! Gradient times input (Shrikumar et al. 2016): how much of the score a linear network would owe to each number.

use crate::engine::job::{Job, JobFailure, LocalFuture};
use crate::protocol::Fact;
use crate::spec::{Cost, Formula, MethodKind, MethodSpec, Paper, Text, Unit};

use super::baseline::{self, BASELINE, SEED, baseline};
use super::{Attribution, SaliencyMethod, Subject};

/// What the page shows of it.
pub const ENTRY: MethodSpec = MethodSpec {
    id: "gradient-x-input",
    name: Text::new("Gradient × input", "Gradient × entrée"),
    explanation: Text::new(
        "The gradient says how steeply the score rises with a number of the image; this map multiplies it by how far the number is from a baseline. For a linear network the product would be exactly what the number adds to the score.",
        "Le gradient dit avec quelle pente le score monte quand un nombre de l’image monte\u{202f}; cette carte le multiplie par la distance du nombre à une référence. Pour un réseau linéaire, le produit serait exactement ce que ce nombre ajoute au score.",
    ),
    formula: Formula {
        words: Text::new(
            "The map is the derivative of the score S of class i with respect to the image I, times the image less the baseline b.",
            "La carte est la dérivée du score S de la classe i par rapport à l’image I, multipliée par l’image moins la référence b.",
        ),
        mathml: "<mrow><mo>(</mo><mi>I</mi><mo>−</mo><mi>b</mi><mo>)</mo><mo>·</mo><mfrac><mrow><mo>∂</mo><msub><mi>S</mi><mi>i</mi></msub></mrow><mrow><mo>∂</mo><mi>I</mi></mrow></mfrac></mrow>",
    },
    background: &[],
    beware: Text::new(
        "A network is not linear: the numbers do not add up to the difference of the scores, as those of integrated gradients nearly do. Where the image equals the baseline the map is zero, whatever the network sees there; another baseline gives another map.",
        "Un réseau n’est pas linéaire\u{a0}: les nombres ne s’additionnent pas en la différence des scores, comme le font à peu près ceux des gradients intégrés. Là où l’image est égale à la référence, la carte est nulle, quoi que le réseau y voie\u{202f}; une autre référence donne une autre carte.",
    ),
    paper: Paper {
        cite: "Shrikumar, Greenside, Shcherbina & Kundaje (2016)",
        title: "Not Just a Black Box: Learning Important Features Through Propagating Activation Differences",
        url: "https://arxiv.org/abs/1605.01713",
    },
    deviations: Text::new(
        "The paper multiplies by the input as the network reads it, whose zero is the mean colour here; black is the default baseline.",
        "L’article multiplie par l’entrée telle que le réseau la lit, dont le zéro est ici la couleur moyenne\u{202f}; le noir est la référence par défaut.",
    ),
    params: &[&BASELINE, &SEED],
    kind: MethodKind::Gradients,
    cost: |_, _| Cost::GRADIENT,
};

pub(super) struct GradientInput;

impl SaliencyMethod for GradientInput {
    fn attribute<'a>(
        &'a self,
        job: &'a Job,
        mut subject: Subject<'a>,
    ) -> LocalFuture<'a, Result<Attribution, JobFailure>> {
        Box::pin(async move {
            job.checkpoint().await?;
            let image = subject.numbers().await?;
            let (chosen, seed) = (subject.params.whole(&BASELINE), subject.params.whole(&SEED));
            let seed = seed as u32;
            let baseline = baseline(chosen, &image, subject.size(), seed);
            let gradient = subject.gradient().await?;
            let values = gradient.iter().zip(&image).zip(&baseline);
            let values = values.map(|((slope, value), from)| slope * (value - from));
            let map = Attribution::of_pixels(values.collect(), subject.size(), Unit::Score);
            let drawn = baseline::is_drawn(chosen).then_some(Fact::Drawn { count: 1, seed });
            Ok(map.with(drawn))
        })
    }
}
