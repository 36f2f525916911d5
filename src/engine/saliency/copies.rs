//! Maps of noisy copies of an image: what SmoothGrad, its squares and VarGrad have in common.

use crate::engine::help::Looked;
use crate::engine::job::{Job, JobFailure, LocalFuture};
use crate::image::SIGMA;
use crate::protocol::{Fact, MapSheet};
use crate::random::Random;
use crate::spec::{Cost, ParamKind, ParamSpec, ParamValues, Text, Unit};

use super::looks::ById;
use super::{Attribution, SaliencyMethod, Subject, deconvnet, grad_cam, gradient, guided};

const NO_UNIT: Text = Text::new("", "");

/// The methods whose maps can be averaged, the default first.
const BASES: &[ById] = &[
    gradient::BY_ID,
    (guided::ENTRY.id, &guided::GUIDED),
    (deconvnet::ENTRY.id, &deconvnet::DECONVNET),
    (grad_cam::ENTRY.id, &grad_cam::GRAD_CAM),
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

/// A gradient each, whatever the base, and the scores of each.
pub(super) fn cost(values: &ParamValues, _: usize) -> Cost {
    Cost::gradients(values.whole(&COPIES) as u32)
}

/// One number out of the mean and the mean of the squares of what the maps of all copies have in its place.
pub(super) struct OverCopies {
    pub of: fn([f64; 2]) -> f64,
    /// Whether the number has the unit of a square, and no sign.
    pub is_squared: bool,
}

/// Sums over the maps of the copies so far.
struct Sums {
    copies: u32,
    sums: Vec<[f64; 2]>,
    sheet: MapSheet,
    probability: f64,
    recognised: u32,
}

impl SaliencyMethod for OverCopies {
    fn attribute<'a>(
        &'a self,
        job: &'a Job,
        subject: Subject<'a>,
    ) -> LocalFuture<'a, Result<Attribution, JobFailure>> {
        Box::pin(async move {
            let params = subject.params;
            let base = BASES[params.whole(&BASE).min(BASES.len() - 1)];
            let copies = params.whole(&COPIES).max(1) as u32;
            let (noise, seed) = (params.get(&NOISE), params.get(&SEED) as u32);
            let mut random = Random::new(seed);
            (subject.progress)(0, copies);
            let image = subject.numbers().await?;
            let question = subject.question_by(base).and_scores();
            let mut sums = None;
            let take = |at: usize, looked: Looked| {
                let (sheet, map) = looked.map.ok_or(JobFailure::NotReady)?;
                let sums = sums.get_or_insert_with(|| Sums::new(sheet));
                sums.add(&map, subject.seen(&looked.scores));
                let done = at as u32 + 1;
                if done < copies {
                    subject.tell(done, copies, || self.map(sums));
                }
                Ok(())
            };
            let draw = |_| noisy(&image, noise, &mut random);
            subject.each(job, (copies, &question), draw, take).await?;
            let sums = sums.ok_or(JobFailure::NotReady)?;
            let under_noise = Fact::UnderNoise {
                probability: (sums.probability / f64::from(copies)) as f32,
                without: subject.probability().await?.0,
                recognised: sums.recognised,
                copies,
            };
            let count = copies;
            let facts = [Fact::Drawn { count, seed }, under_noise];
            Ok(self.map(&sums).with(facts))
        })
    }
}

impl OverCopies {
    /// Of the copies so far, at least one.
    fn map(&self, sums: &Sums) -> Attribution {
        let n = f64::from(sums.copies);
        let values = sums
            .sums
            .iter()
            .map(|sum| (self.of)(sum.map(|sum| sum / n)));
        let mut sheet = sums.sheet;
        if self.is_squared {
            sheet.signed = false;
            sheet.unit = match sheet.unit {
                Unit::Slope => Unit::SquaredSlope,
                _ => Unit::Arbitrary,
            };
        }
        Attribution {
            values: values.map(|value| value as f32).collect(),
            sheet,
            facts: Vec::new(),
        }
    }
}

impl Sums {
    fn new(sheet: MapSheet) -> Self {
        Self {
            copies: 0,
            sums: vec![[0.0; 2]; sheet.numbers()],
            sheet,
            probability: 0.0,
            recognised: 0,
        }
    }

    fn add(&mut self, map: &[f32], (probability, is_best): (f32, bool)) {
        self.copies += 1;
        self.probability += f64::from(probability);
        self.recognised += u32::from(is_best);
        for ([sum, squares], value) in self.sums.iter_mut().zip(map) {
            let value = f64::from(*value);
            *sum += value;
            *squares += value * value;
        }
    }
}

/// With normal noise of the deviation `share` of the range of grey levels, not clamped.
fn noisy(image_norm: &[f32], share: f32, random: &mut Random) -> Vec<f32> {
    let area = image_norm.len() / SIGMA.len();
    let noise = |at: usize| share / SIGMA[at / area] * random.normal();
    let noise: Vec<f32> = (0..image_norm.len()).map(noise).collect();
    image_norm
        .iter()
        .zip(noise)
        .map(|(value, noise)| value + noise)
        .collect()
}
