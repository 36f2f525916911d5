//! The gradient of the difference of two scores: what speaks for one class rather than another.

use burn::tensor::Tensor;

use crate::engine::job::{Job, JobFailure, LocalFuture, check_class};
use crate::engine::network::{Rule, SCORES, Seed};
use crate::engine::readback;
use crate::engine::tensor::tensor;
use crate::protocol::Fact;
use crate::scores;
use crate::spec::{
    ClassId, Cost, Formula, MethodKind, MethodSpec, Paper, ParamKind, ParamSpec, Text, Unit,
};

use super::{Attribution, SaliencyMethod, Subject};

/// The class that is held against the one explained.
pub const OTHER: ParamSpec = ParamSpec {
    id: "other-class",
    name: Text::new("Rather than", "Plutôt que"),
    hint: Text::new(
        "The class that the other one is held against; left alone, the best of the others.",
        "La classe à laquelle l’autre est comparée\u{202f}; sans choix, la meilleure des autres.",
    ),
    unit: Text::new("", ""),
    kind: ParamKind::Class,
};

/// What the page shows of it.
pub const ENTRY: MethodSpec = MethodSpec {
    id: "contrastive",
    name: Text::new("Contrastive gradient", "Gradient contrastif"),
    explanation: Text::new(
        "Why this class rather than that one? The map is the gradient of the difference of the two scores: pixels that raise both alike cancel out, and what tells the two classes apart remains. It is also the gradient of the logarithm of the ratio of their probabilities.",
        "Pourquoi cette classe plutôt que celle-là\u{202f}? La carte est le gradient de la différence des deux scores\u{a0}: les pixels qui font monter les deux également s’annulent, et il reste ce qui distingue les deux classes. C’est aussi le gradient du logarithme du rapport de leurs probabilités.",
    ),
    formula: Formula {
        words: Text::new(
            "The map is the derivative of the score S of class i less the score of class j with respect to the image I.",
            "La carte est la dérivée du score S de la classe i moins le score de la classe j par rapport à l’image I.",
        ),
        mathml: "<mrow><mfrac><mrow><mo>∂</mo><mo>(</mo><msub><mi>S</mi><mi>i</mi></msub><mo>−</mo><msub><mi>S</mi><mi>j</mi></msub><mo>)</mo></mrow><mrow><mo>∂</mo><mi>I</mi></mrow></mfrac></mrow>",
    },
    background: &[],
    beware: Text::new(
        "Between two close classes, such as two breeds, most of the gradient cancels and what remains is noisy. A class whose score is cut off at zero has no gradient: then the map is that of the other class alone.",
        "Entre deux classes proches, comme deux races, l’essentiel du gradient s’annule et le reste est bruité. Une classe dont le score est coupé à zéro n’a pas de gradient\u{a0}: la carte est alors celle de l’autre classe seule.",
    ),
    paper: Paper {
        cite: "Prabhushankar, Kwon, Temel & AlRegib (2020)",
        title: "Contrastive Explanations in Neural Networks",
        url: "https://arxiv.org/abs/2008.00178",
    },
    deviations: Text::new(
        "The paper differentiates a loss between the two classes and draws it as Grad-CAM does; here the difference of the scores is differentiated with respect to the image.",
        "L’article dérive une fonction de perte entre les deux classes et la dessine à la manière de Grad-CAM\u{202f}; ici, on dérive la différence des scores par rapport à l’image.",
    ),
    params: &[&OTHER],
    kind: MethodKind::Gradients,
    cost: |_, _| Cost::GRADIENT,
};

pub(super) struct Contrastive;

impl SaliencyMethod for Contrastive {
    fn attribute<'a>(
        &'a self,
        job: &'a Job,
        mut subject: Subject<'a>,
    ) -> LocalFuture<'a, Result<Attribution, JobFailure>> {
        Box::pin(async move {
            job.checkpoint().await?;
            let scores = subject.scores().await?;
            let best_other = || scores::best_other(&scores, subject.class);
            let other = subject.params.class(&OTHER).or_else(best_other);
            let other = other.ok_or(JobFailure::NoOtherClass)?;
            check_class(other, scores.len())?;
            let seed = Seed {
                layer: SCORES,
                weights: weights(&subject, other, scores.len()),
            };
            let gradient = subject.trace.pull_back_to(None, Rule::Gradient, &[seed])?;
            let values = readback::floats(gradient).await?;
            let fact = match other == subject.class {
                true => Fact::AgainstItself,
                false => Fact::Against {
                    class: other,
                    difference: scores[subject.class.index()] - scores[other.index()],
                },
            };
            let map = Attribution::of_pixels(values, subject.size(), Unit::Slope);
            Ok(map.with([fact]))
        })
    }
}

/// One for the class, minus one for the other: nothing where they are the same.
fn weights(subject: &Subject<'_>, other: ClassId, classes: usize) -> Tensor<4> {
    let mut weights = vec![0.0; classes];
    weights[subject.class.index()] += 1.0;
    weights[other.index()] -= 1.0;
    let shape = [1, classes, 1, 1];
    tensor(weights, shape, &subject.image_norm.device())
}
