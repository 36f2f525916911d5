//! Integrated gradients (Sundararajan et al. 2017): the gradient along the straight way from a baseline.

use crate::engine::help::Looked;
use crate::engine::job::{Job, JobFailure, LocalFuture};
use crate::protocol::Fact;
use crate::spec::{Cost, Formula, MethodKind, MethodSpec, Paper, ParamKind, ParamSpec, Text, Unit};

use super::baseline::{self, BASELINE, SEED, baseline};
use super::path::Path;
use super::{Attribution, SaliencyMethod, Subject, gradient};

const MOST_STEPS: u32 = 400;
/// Of the difference of the scores.
const SMALL_GAP: f64 = 0.01;

/// How many gradients on the way.
pub const STEPS: ParamSpec = ParamSpec {
    id: "steps",
    name: Text::new("Points of the way", "Points du chemin"),
    hint: Text::new(
        "At how many points of the way the gradient is taken, each in the middle of its part.",
        "En combien de points du chemin le gradient est pris, chacun au milieu de sa part.",
    ),
    unit: Text::new("", ""),
    kind: ParamKind::Whole {
        min: 1,
        max: MOST_STEPS,
        default: 50,
    },
};

/// Whether to go on until the sum is right.
pub const UNTIL: ParamSpec = ParamSpec {
    id: "until",
    name: Text::new(
        "Until the gap is below 1%",
        "Jusqu’à un écart sous 1\u{202f}%",
    ),
    hint: Text::new(
        "Takes twice as many points, again and again, at most 400, while the sum of the map is off by more.",
        "Double le nombre de points, encore et encore, 400 au plus, tant que la somme de la carte s’écarte davantage.",
    ),
    unit: Text::new("", ""),
    kind: ParamKind::Switch { default: false },
};

/// What the page shows of it.
pub const ENTRY: MethodSpec = MethodSpec {
    id: "integrated-gradients",
    name: Text::new("Integrated gradients", "Gradients intégrés"),
    explanation: Text::new(
        "How did the score come to be? Start from an image that says nothing, such as a black one, and fade the picture in along a straight line. The gradients on the way, averaged and multiplied by the change of each pixel, share the whole rise of the score out among the pixels.",
        "D’où vient le score\u{202f}? On part d’une image qui ne dit rien, par exemple noire, et l’on fait apparaître la photo en fondu, en ligne droite. Les gradients du chemin, moyennés et multipliés par le changement de chaque pixel, répartissent toute la montée du score entre les pixels.",
    ),
    formula: Formula {
        words: Text::new(
            "The map is the image I less the baseline b, times the mean over α from 0 to 1 of the derivative of the score S of class i at b + α (I − b).",
            "La carte est l’image I moins la référence b, multipliée par la moyenne, pour α de 0 à 1, de la dérivée du score S de la classe i en b + α (I − b).",
        ),
        mathml: "<mrow><mo>(</mo><mi>I</mi><mo>−</mo><mi>b</mi><mo>)</mo><mo>·</mo><msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup><mfrac><mrow><mo>∂</mo><msub><mi>S</mi><mi>i</mi></msub></mrow><mrow><mo>∂</mo><mi>I</mi></mrow></mfrac><mo>(</mo><mi>b</mi><mo>+</mo><mi>α</mi><mo>(</mo><mi>I</mi><mo>−</mo><mi>b</mi><mo>)</mo><mo>)</mo><mi>d</mi><mi>α</mi></mrow>",
    },
    background: &[],
    beware: Text::new(
        "The map explains the difference from the baseline, not the image: where they are equal it is exactly zero. Most of the rise often happens early on the way, in images so dark that nobody would recognise them. The gap between the sum and the difference of the scores is given with the map.",
        "La carte explique la différence avec la référence, non l’image\u{a0}: là où elles sont égales, elle est exactement nulle. L’essentiel de la montée se fait souvent au début du chemin, sur des images si sombres que personne ne les reconnaîtrait. L’écart entre la somme et la différence des scores est donné avec la carte.",
    ),
    paper: Paper {
        cite: "Sundararajan, Taly & Yan (2017)",
        title: "Axiomatic Attribution for Deep Networks",
        url: "https://arxiv.org/abs/1703.01365",
    },
    deviations: Text::new(
        "The paper takes the gradient at the right end of each part of the way, here it is taken in the middle. Of the baseline of noise one image is drawn, not several.",
        "L’article prend le gradient à la fin de chaque part du chemin\u{202f}; ici, au milieu. Pour la référence de bruit, une seule image est tirée, et non plusieurs.",
    ),
    params: &[&BASELINE, &STEPS, &UNTIL, &SEED],
    kind: MethodKind::Paths,
    cost: |values, _| Cost {
        forwards: 1,
        gradients: values.whole(&STEPS) as u32,
    },
};

pub(super) struct IntegratedGradients;

impl SaliencyMethod for IntegratedGradients {
    fn attribute<'a>(
        &'a self,
        job: &'a Job,
        subject: Subject<'a>,
    ) -> LocalFuture<'a, Result<Attribution, JobFailure>> {
        Box::pin(async move {
            let params = subject.params;
            let (chosen, seed) = (params.whole(&BASELINE), params.whole(&SEED) as u32);
            let image = subject.numbers().await?;
            let baseline = baseline(chosen, &image, subject.size(), seed);
            let baseline_score = subject.of_numbers(&baseline).score().await?;
            let path = Path {
                subject: &subject,
                score: subject.score().await?,
                baseline_score,
            };
            let mut steps = params.whole(&STEPS).max(1) as u32;
            let mut before = 0;
            let map = loop {
                let map = walk(job, &path, [&image, &baseline], [before, steps]).await?;
                let is_wanted = params.is_on(&UNTIL) && path.gap(&map) > SMALL_GAP;
                if !is_wanted || 2 * steps > MOST_STEPS {
                    break map;
                }
                before += steps;
                steps *= 2;
            };
            let drawn = baseline::is_drawn(chosen).then_some(Fact::Drawn { count: 1, seed });
            let completeness = path.completeness(&map, steps);
            Ok(map.with([completeness]).with(drawn))
        })
    }
}

/// The map of so many steps; others were taken before.
async fn walk(
    job: &Job,
    path: &Path<'_, '_>,
    [image, baseline]: [&[f32]; 2],
    [before, steps]: [u32; 2],
) -> Result<Attribution, JobFailure> {
    let subject = path.subject;
    let mut sums = vec![0.0_f64; image.len()];
    let map = |sums: &[f64], steps: u32| {
        let way = image
            .iter()
            .zip(baseline)
            .map(|(to, from)| f64::from(to - from));
        let values = sums
            .iter()
            .zip(way)
            .map(|(sum, way)| sum / f64::from(steps.max(1)) * way);
        let values = values.map(|value| value as f32).collect();
        Attribution::of_pixels(values, subject.size(), Unit::Score)
    };
    let on_the_way = |step: usize| {
        let share = (step as f32 + 0.5) / steps as f32;
        let ends = baseline.iter().zip(image);
        ends.map(|(from, to)| from + share * (to - from)).collect()
    };
    let total = before + steps;
    subject.tell(before, total, || map(&sums, 0));
    let take = |at: usize, looked: Looked| {
        let (_, gradient) = looked.map.ok_or(JobFailure::NotReady)?;
        for (sum, slope) in sums.iter_mut().zip(gradient) {
            *sum += f64::from(slope);
        }
        let step = at as u32 + 1;
        if step < steps {
            subject.tell(before + step, total, || map(&sums, step));
        }
        Ok(())
    };
    let question = subject.question_by(gradient::BY_ID);
    subject
        .each(job, (steps, &question), on_the_way, take)
        .await?;
    Ok(map(&sums, steps))
}
