//! Blur integrated gradients (Xu et al. 2020): the way from a blurred image to the sharp one.

use crate::engine::help::Looked;
use crate::engine::job::{Job, JobFailure, LocalFuture};
use crate::spec::{Cost, Formula, MethodKind, MethodSpec, Paper, ParamKind, ParamSpec, Text, Unit};

use super::gaussian::Gaussian;
use super::path::Path;
use super::{Attribution, SaliencyMethod, Subject, gradient};

/// The smallest sigma of the way that is not zero, in pixels.
const LEAST_SIGMA: f64 = 0.3;

/// How many gradients on the way.
pub const STEPS: ParamSpec = ParamSpec {
    id: "steps",
    name: Text::new("Parts of the way", "Parts du chemin"),
    hint: Text::new(
        "Into how many parts the way from the blurred image to the sharp one is cut; each takes a gradient.",
        "En combien de parts le chemin de l’image floue à l’image nette est coupé\u{202f}; chacune demande un gradient.",
    ),
    unit: Text::new("", ""),
    kind: ParamKind::Whole {
        min: 2,
        max: 100,
        default: 20,
    },
};

/// Where the way begins.
pub const SIGMA: ParamSpec = ParamSpec {
    id: "sigma",
    name: Text::new("Largest blur σ", "Flou le plus fort σ"),
    hint: Text::new(
        "The blur that the way begins with: enough that nothing is recognised.",
        "Le flou dont part le chemin\u{a0}: assez pour qu’on ne reconnaisse rien.",
    ),
    unit: Text::new("pixels", "pixels"),
    kind: ParamKind::Number {
        min: 1.0,
        max: 100.0,
        default: 50.0,
    },
};

/// What the page shows of it.
pub const ENTRY: MethodSpec = MethodSpec {
    id: "blur-ig",
    name: Text::new(
        "Blur integrated gradients",
        "Gradients intégrés par le flou",
    ),
    explanation: Text::new(
        "The way of integrated gradients, but from a blurred picture to the sharp one rather than from a colour: no baseline has to be chosen, and the map tells at which sharpness the evidence appears, summed over all of them.",
        "Le chemin des gradients intégrés, mais d’une image floue à l’image nette plutôt que depuis une couleur\u{a0}: il n’y a pas de référence à choisir, et la carte réunit ce qui apparaît à chaque degré de netteté.",
    ),
    formula: Formula {
        words: Text::new(
            "The map is the sum over parts of the way, from one blur σ to the next, of the derivative of the score S of class i at the image B blurred by the middle of the two, times the change of the blurred image.",
            "La carte est la somme, sur les parts du chemin, d’un flou σ au suivant, de la dérivée du score S de la classe i en l’image B floutée par le milieu des deux, multipliée par le changement de l’image floue.",
        ),
        mathml: "<mrow><munder><mo>∑</mo><mi>k</mi></munder><mfrac><mrow><mo>∂</mo><msub><mi>S</mi><mi>i</mi></msub></mrow><mrow><mo>∂</mo><mi>I</mi></mrow></mfrac><mo>(</mo><mi>B</mi><mo>(</mo><mfrac><mrow><msub><mi>σ</mi><mi>k</mi></msub><mo>+</mo><msub><mi>σ</mi><mrow><mi>k</mi><mo>+</mo><mn>1</mn></mrow></msub></mrow><mn>2</mn></mfrac><mo>)</mo><mo>)</mo><mo>·</mo><mo>(</mo><mi>B</mi><mo>(</mo><msub><mi>σ</mi><mi>k</mi></msub><mo>)</mo><mo>−</mo><mi>B</mi><mo>(</mo><msub><mi>σ</mi><mrow><mi>k</mi><mo>+</mo><mn>1</mn></mrow></msub><mo>)</mo><mo>)</mo></mrow>",
    },
    background: &[],
    beware: Text::new(
        "The map explains the difference from the blurred image: a large smooth surface hardly changes on the way and gets little. The gap between the sum and the difference of the scores is given with the map.",
        "La carte explique la différence avec l’image floue\u{a0}: une grande surface unie change à peine en chemin et reçoit peu. L’écart entre la somme et la différence des scores est donné avec la carte.",
    ),
    paper: Paper {
        cite: "Xu, Venugopalan & Sundararajan (2020)",
        title: "Attribution in Scale and Space",
        url: "https://arxiv.org/abs/2004.03383",
    },
    deviations: Text::new(
        "The blurs grow by a constant factor, after a first one of 0.3 pixels, where the authors’ program cuts the way evenly; the image goes on with its border, not with grey.",
        "Les flous croissent d’un facteur constant, après un premier de 0,3 pixel, là où le programme des auteurs coupe le chemin en parts égales\u{202f}; l’image est prolongée par son bord, non par du gris.",
    ),
    params: &[&STEPS, &SIGMA],
    kind: MethodKind::Paths,
    cost: |values, _| Cost {
        forwards: 1,
        gradients: values.whole(&STEPS) as u32,
    },
};

pub(super) struct BlurIg;

impl SaliencyMethod for BlurIg {
    fn attribute<'a>(
        &'a self,
        job: &'a Job,
        subject: Subject<'a>,
    ) -> LocalFuture<'a, Result<Attribution, JobFailure>> {
        Box::pin(async move {
            let params = subject.params;
            let sigmas = sigmas(params.whole(&STEPS), f64::from(params.get(&SIGMA)));
            let (steps, size) = (sigmas.len() as u32 - 1, subject.size());
            let image = subject.numbers().await?;
            let mut sums = vec![0.0_f64; image.len()];
            let map = |sums: &[f64]| {
                let values = sums.iter().map(|sum| *sum as f32).collect();
                Attribution::of_pixels(values, size, Unit::Score)
            };
            let mut sharper = image.clone();
            let blurred = |sigma: f64| Gaussian::new(sigma, size).blurred(&image);
            let middle = |at: usize| blurred((sigmas[at] + sigmas[at + 1]) / 2.0);
            subject.tell(0, steps, || map(&sums));
            let take = |at: usize, looked: Looked| {
                let (_, gradient) = looked.map.ok_or(JobFailure::NotReady)?;
                let softer = blurred(sigmas[at + 1]);
                let changes = sharper.iter().zip(&softer).map(|(near, far)| near - far);
                for ((sum, slope), change) in sums.iter_mut().zip(gradient).zip(changes) {
                    *sum += f64::from(slope) * f64::from(change);
                }
                sharper = softer;
                let done = at as u32 + 1;
                if done < steps {
                    subject.tell(done, steps, || map(&sums));
                }
                Ok(())
            };
            let question = subject.question_by(gradient::BY_ID);
            subject.each(job, (steps, &question), middle, take).await?;
            let path = Path {
                subject: &subject,
                score: subject.score().await?,
                baseline_score: subject.of_numbers(&sharper).score().await?,
            };
            let map = map(&sums);
            let completeness = path.completeness(&map, steps);
            Ok(map.with([completeness]))
        })
    }
}

/// The blurs of the way, in pixels: none, then so many, each larger than the one before by the same factor.
fn sigmas(steps: usize, largest: f64) -> Vec<f64> {
    let steps = steps.max(2);
    let factor = (largest / LEAST_SIGMA).powf(1.0 / (steps - 1) as f64);
    let sigma = |at: usize| LEAST_SIGMA * factor.powi(at as i32);
    std::iter::once(0.0).chain((0..steps).map(sigma)).collect()
}
