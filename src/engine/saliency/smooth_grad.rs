//! SmoothGrad (Smilkov et al. 2017): the mean of another method's maps of noisy copies of the image.

use burn::tensor::{Tensor, TensorData};

use crate::engine::job::{Job, JobFailure, LocalFuture};
use crate::image::SIGMA;
use crate::random::Random;
use crate::spec::{Formula, MethodSpec, Paper, ParamKind, ParamSpec, Text};

use super::{Attribution, SaliencyMethod, Subject, deconvnet, grad_cam, gradient, guided};

const NO_UNIT: Text = Text::new("", "");

/// The methods whose maps can be averaged, the default first.
const BASES: &[(&MethodSpec, &dyn SaliencyMethod)] = &[
    (&gradient::ENTRY, &gradient::GRADIENT),
    (&guided::ENTRY, &guided::GUIDED),
    (&deconvnet::ENTRY, &deconvnet::DECONVNET),
    (&grad_cam::ENTRY, &grad_cam::GradCam),
];

/// The method whose maps are averaged.
pub const BASE: ParamSpec = ParamSpec {
    id: "base",
    name: Text::new("Maps of", "Cartes de"),
    hint: Text::new(
        "The method whose maps are averaged, with its default settings.",
        "La méthode dont on moyenne les cartes, avec ses réglages par défaut.",
    ),
    unit: NO_UNIT,
    kind: ParamKind::Choice {
        options: &[
            (gradient::ENTRY.id, gradient::ENTRY.name),
            (guided::ENTRY.id, guided::ENTRY.name),
            (deconvnet::ENTRY.id, deconvnet::ENTRY.name),
            (grad_cam::ENTRY.id, grad_cam::ENTRY.name),
        ],
        default: 0,
    },
};

/// How many maps are averaged.
pub const COPIES: ParamSpec = ParamSpec {
    id: "copies",
    name: Text::new("Noisy copies", "Copies bruitées"),
    hint: Text::new(
        "How many maps are averaged; each takes as long as one.",
        "Combien de cartes sont moyennées\u{202f}; chacune prend le temps d’une seule.",
    ),
    unit: NO_UNIT,
    kind: ParamKind::Whole {
        min: 1,
        max: 200,
        default: 25,
    },
};

/// In shares of the range of grey levels.
pub const NOISE: ParamSpec = ParamSpec {
    id: "noise",
    name: Text::new("Noise σ", "Bruit σ"),
    hint: Text::new(
        "Standard deviation of the noise, alike in every colour. The paper takes 10 to 20%; the network may then no longer recognise the copies.",
        "Écart type du bruit, le même dans chaque couleur. L’article prend 10 à 20\u{202f}%\u{202f}; il se peut que le réseau ne reconnaisse alors plus les copies.",
    ),
    unit: Text::new("share of 255 levels", "part de 255 niveaux"),
    kind: ParamKind::Number {
        min: 0.0,
        max: 0.3,
        default: 0.04,
    },
};

/// Of the noise.
pub const SEED: ParamSpec = ParamSpec {
    id: "seed",
    name: Text::new("Seed", "Graine"),
    hint: Text::new(
        "The same seed gives the same noise.",
        "La même graine donne le même bruit.",
    ),
    unit: NO_UNIT,
    kind: ParamKind::Whole {
        min: 0,
        max: 9999,
        default: 0,
    },
};

/// What the page shows of it.
pub const ENTRY: MethodSpec = MethodSpec {
    id: "smooth-grad",
    name: Text::new("SmoothGrad", "SmoothGrad"),
    explanation: Text::new(
        "A single gradient is noisy: it changes much when the image changes hardly. SmoothGrad adds noise to the image, takes the map, does so many times and shows the mean: what stays is what the copies agree on.",
        "Un seul gradient est bruité\u{a0}: il change beaucoup quand l’image change à peine. SmoothGrad ajoute du bruit à l’image, prend la carte, recommence plusieurs fois et montre la moyenne\u{a0}: ce qui reste est ce sur quoi les copies s’accordent.",
    ),
    formula: Formula {
        words: Text::new(
            "The map is the mean over n copies of the map g of the image I with normal noise ε added.",
            "La carte est la moyenne, sur n copies, de la carte g de l’image I à laquelle un bruit normal ε est ajouté.",
        ),
        mathml: "<mrow><mfrac><mn>1</mn><mi>n</mi></mfrac><munderover><mo>∑</mo><mrow><mi>k</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>g</mi><mo>(</mo><mi>I</mi><mo>+</mo><msub><mi>ε</mi><mi>k</mi></msub><mo>)</mo></mrow>",
    },
    background: &[],
    beware: Text::new(
        "The mean is taken of signed values, as in the paper’s formula. With much noise, the map explains images that the network no longer recognises; with few copies, another seed gives another map.",
        "La moyenne porte sur des valeurs signées, comme dans la formule de l’article. Avec beaucoup de bruit, la carte explique des images que le réseau ne reconnaît plus\u{202f}; avec peu de copies, une autre graine donne une autre carte.",
    ),
    paper: Paper {
        cite: "Smilkov, Thorat, Kim, Viégas & Wattenberg (2017)",
        title: "SmoothGrad: removing noise by adding noise",
        url: "https://arxiv.org/abs/1706.03825",
    },
    deviations: Text::new(
        "The noise is a share of all grey levels, not of the levels in this image; the default is 4%.",
        "Le bruit est une part de tous les niveaux de gris, non de ceux de cette image\u{202f}; 4\u{202f}% par défaut.",
    ),
    params: &[&BASE, &COPIES, &NOISE, &SEED],
};

pub(super) struct SmoothGrad;

impl SaliencyMethod for SmoothGrad {
    fn attribute<'a>(
        &'a self,
        job: &'a Job,
        subject: Subject<'a>,
    ) -> LocalFuture<'a, Result<Attribution, JobFailure>> {
        Box::pin(async move {
            let params = subject.params;
            let (_, base) = BASES[params.whole(&BASE).min(BASES.len() - 1)];
            let (copies, noise) = (params.whole(&COPIES).max(1), params.get(&NOISE));
            let mut random = Random::new(params.get(&SEED) as u32);
            let mut sums: Vec<f64> = Vec::new();
            let mut sheet = None;
            for done in 0..copies {
                (subject.progress)(done as u32, copies as u32);
                let copy = noisy(&subject.image_norm, noise, &mut random);
                let found = base.attribute(job, subject.of(copy)).await?;
                sums.resize(found.values.len(), 0.0);
                for (sum, value) in sums.iter_mut().zip(found.values) {
                    *sum += f64::from(value);
                }
                sheet = Some(found.sheet);
            }
            let mean = sums.into_iter().map(|sum| (sum / copies as f64) as f32);
            Ok(Attribution {
                values: mean.collect(),
                sheet: sheet.ok_or(JobFailure::NotReady)?,
            })
        })
    }
}

/// With normal noise of the deviation `share` of the range of grey levels, not clamped.
fn noisy(image_norm: &Tensor<4>, share: f32, random: &mut Random) -> Tensor<4> {
    let shape = image_norm.dims();
    let [_, channels, height, width] = shape;
    let count: usize = shape.iter().product();
    let noise: Vec<f32> = (0..count)
        .map(|at| share / SIGMA[at / (height * width) % channels] * random.normal())
        .collect();
    image_norm.clone() + Tensor::from_data(TensorData::new(noise, shape), &image_norm.device())
}
