//! RISE (Petsiuk et al. 2018): which random masks leave the class its probability.

use std::cell::RefCell;
use std::collections::VecDeque;

use crate::engine::help::Looked;
use crate::engine::job::{Job, JobFailure, LocalFuture};
use crate::protocol::Fact;
use crate::random::Random;
use crate::spec::{Cost, Formula, MethodKind, MethodSpec, Paper, ParamKind, ParamSpec, Text, Unit};

use super::looks::Question;
use super::{Attribution, SaliencyMethod, Subject};

/// How many masks.
pub const MASKS: ParamSpec = ParamSpec {
    id: "masks",
    name: Text::new("Masks", "Masques"),
    hint: Text::new(
        "Each takes a forward pass. The paper takes 4000 to 8000; with few, another seed gives another map.",
        "Chacun demande une passe avant. L’article en prend 4000 à 8000\u{202f}; avec peu de masques, une autre graine donne une autre carte.",
    ),
    unit: Text::new("", ""),
    kind: ParamKind::Whole {
        min: 10,
        max: 8000,
        default: 500,
    },
};

/// Of a mask.
pub const CELLS: ParamSpec = ParamSpec {
    id: "cells",
    name: Text::new("Cells across", "Cases par côté"),
    hint: Text::new(
        "A mask is drawn on so many cells each way, then smoothed and shifted.",
        "Un masque est tiré sur autant de cases par côté, puis lissé et décalé.",
    ),
    unit: Text::new("", ""),
    kind: ParamKind::Whole {
        min: 2,
        max: 28,
        default: 7,
    },
};

/// Of a cell.
pub const KEEP: ParamSpec = ParamSpec {
    id: "keep",
    name: Text::new("Share kept", "Part gardée"),
    hint: Text::new(
        "How probable it is that a cell of a mask shows the image.",
        "La probabilité qu’une case d’un masque laisse voir l’image.",
    ),
    unit: Text::new("", ""),
    kind: ParamKind::Number {
        min: 0.1,
        max: 0.9,
        default: 0.5,
    },
};

/// How the masks are weighed.
pub const ESTIMATOR: ParamSpec = ParamSpec {
    id: "estimator",
    name: Text::new("Mean", "Moyenne"),
    hint: Text::new(
        "Centred: each mask counts by how far its probability is from their mean. The paper’s plain mean shows mostly where the masks happened to lie.",
        "Centrée\u{a0}: chaque masque compte selon l’écart de sa probabilité à leur moyenne. La moyenne simple de l’article montre surtout où les masques sont tombés.",
    ),
    unit: Text::new("", ""),
    kind: ParamKind::Choice {
        options: &[
            ("centred", Text::new("centred", "centrée")),
            (
                "plain",
                Text::new("plain, the paper’s", "simple, celle de l’article"),
            ),
        ],
        default: 0,
    },
};

/// Of the masks.
pub const SEED: ParamSpec = ParamSpec {
    id: "seed",
    name: Text::new("Seed", "Graine"),
    hint: Text::new(
        "The same seed gives the same masks.",
        "La même graine donne les mêmes masques.",
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
    id: "rise",
    name: Text::new("RISE", "RISE"),
    explanation: Text::new(
        "Look at the image through hundreds of random masks, each of which hides about half of it, and note how probable the class is every time. A pixel matters when the class is more probable in the tries that show it than in the others. The network is only asked, never looked into.",
        "On regarde l’image à travers des centaines de masques aléatoires, qui en cachent chacun à peu près la moitié, en notant chaque fois la probabilité de la classe. Un pixel compte quand la classe est plus probable dans les essais qui le montrent que dans les autres. Le réseau est seulement interrogé, jamais ouvert.",
    ),
    formula: Formula {
        words: Text::new(
            "The map is the mean over N masks M of the mask times the probability p of the class through it, less the mean probability.",
            "La carte est la moyenne, sur N masques M, du masque multiplié par la probabilité p de la classe à travers lui, moins la probabilité moyenne.",
        ),
        mathml: "<mrow><mfrac><mn>1</mn><mi>N</mi></mfrac><munderover><mo>∑</mo><mrow><mi>k</mi><mo>=</mo><mn>1</mn></mrow><mi>N</mi></munderover><mo>(</mo><msub><mi>p</mi><mi>k</mi></msub><mo>−</mo><mover><mi>p</mi><mo>¯</mo></mover><mo>)</mo><msub><mi>M</mi><mi>k</mi></msub></mrow>",
    },
    background: &[],
    beware: Text::new(
        "Where the class is improbable through every mask there is nothing to tell masks apart, and the map is chance. Hidden pixels become grey, which networks do not take for nothing. Where showing the image lowers the probability the map is negative, which is drawn as zero.",
        "Là où la classe est improbable à travers tous les masques, rien ne les distingue, et la carte est due au hasard. Les pixels cachés deviennent gris, ce que les réseaux ne prennent pas pour rien. Là où montrer l’image fait baisser la probabilité, la carte est négative, ce qui se dessine comme zéro.",
    ),
    paper: Paper {
        cite: "Petsiuk, Das & Saenko (2018)",
        title: "RISE: Randomized Input Sampling for Explanation of Black-box Models",
        url: "https://arxiv.org/abs/1806.07421",
    },
    deviations: Text::new(
        "The mean probability is taken off first, which makes two runs of 500 masks agree much better; the paper’s plain mean, divided by the share kept, can be chosen.",
        "La probabilité moyenne est d’abord retirée\u{a0}: deux séries de 500 masques s’accordent alors bien mieux\u{202f}; la moyenne simple de l’article, divisée par la part gardée, peut être choisie.",
    ),
    params: &[&MASKS, &CELLS, &KEEP, &ESTIMATOR, &SEED],
    kind: MethodKind::Masks,
    cost: |values, _| Cost::forwards(values.whole(&MASKS) as u32),
};

pub(super) struct Rise;

impl SaliencyMethod for Rise {
    fn attribute<'a>(
        &'a self,
        job: &'a Job,
        subject: Subject<'a>,
    ) -> LocalFuture<'a, Result<Attribution, JobFailure>> {
        Box::pin(async move {
            let (params, size) = (subject.params, subject.size());
            let (count, seed) = (params.whole(&MASKS).max(1) as u32, params.get(&SEED) as u32);
            let masks = Masks {
                cells: params.whole(&CELLS).max(1),
                keep: params.get(&KEEP),
                size,
            };
            let is_plain = params.whole(&ESTIMATOR) == 1;
            let image = subject.numbers().await?;
            let mut random = Random::new(seed);
            let mut sums = Sums::new(size, is_plain.then_some(masks.keep));
            // Those whose images have been drawn and not yet taken.
            let drawn = RefCell::new(VecDeque::new());
            let masked = |_| {
                let mask = masks.draw(&mut random);
                // Zero is the mean colour.
                let masked = image.iter().zip(mask.iter().cycle());
                let masked = masked.map(|(value, mask)| value * mask).collect();
                drawn.borrow_mut().push_back(mask);
                masked
            };
            subject.tell(0, count, || sums.map());
            let take = |at: usize, looked: Looked| {
                let mask = drawn.borrow_mut().pop_front();
                let mask = mask.ok_or(JobFailure::NotReady)?;
                sums.add(&mask, f64::from(subject.seen(&looked.scores).0));
                let done = at as u32 + 1;
                if done < count {
                    subject.tell(done, count, || sums.map());
                }
                Ok(())
            };
            let question = Question::scores(size);
            subject.each(job, (count, &question), masked, take).await?;
            let probability = sums.mean_probability() as f32;
            let facts = [
                Fact::Drawn { count, seed },
                Fact::UnderMasks { probability },
            ];
            Ok(sums.map().with(facts))
        })
    }
}

/// How masks are drawn.
struct Masks {
    cells: usize,
    /// How probable it is that a cell is one, not zero.
    keep: f32,
    size: [usize; 2],
}

impl Masks {
    /// A mask in 0..1, `[h, w]`: cells of zeros and ones, row by row; spread by straight lines over one cell
    /// more than the image has; of that, a part as large as the image, shifted down and right by less than a
    /// cell. Drawn in this order: cells, down, right.
    fn draw(&self, random: &mut Random) -> Vec<f32> {
        let n = self.cells;
        let cell = |_| {
            if random.uniform() < self.keep {
                1.0
            } else {
                0.0
            }
        };
        let cells: Vec<f32> = (0..n * n).map(cell).collect();
        let [rows, columns] = self.size.map(|length| {
            let step = length.div_ceil(n);
            let shift = random.below(step as u32) as usize;
            let stretch = ((n + 1) * step) as f64 / n as f64;
            let pixels = shift..shift + length;
            pixels
                .map(|pixel| between(pixel, stretch, n))
                .collect::<Vec<_>>()
        });
        let along = |row: usize, &(left, right, part): &(usize, usize, f32)| {
            let [a, b] = [left, right].map(|column| cells[row * n + column]);
            a + part * (b - a)
        };
        let mut mask = Vec::with_capacity(rows.len() * columns.len());
        for (above, below, part) in rows {
            mask.extend(columns.iter().map(|at| {
                let [a, b] = [above, below].map(|row| along(row, at));
                a + part * (b - a)
            }));
        }
        mask
    }
}

/// The two of `n` cells that a pixel lies between when each is spread over `stretch` pixels, and which part of
/// the second it has; beyond the middle of the last cell the others come back as in a mirror.
fn between(pixel: usize, stretch: f64, n: usize) -> (usize, usize, f32) {
    let last = n.saturating_sub(1);
    let place = ((pixel as f64 + 0.5) / stretch - 0.5).abs();
    let place = (last as f64 - (last as f64 - place).abs()).max(0.0);
    let first = (place as usize).min(last);
    (first, (first + 1).min(last), (place - first as f64) as f32)
}

/// Sums over the masks so far.
struct Sums {
    size: [usize; 2],
    /// The share kept, for the plain mean.
    plain: Option<f32>,
    count: u32,
    probability: f64,
    /// At each pixel, of the mask, and of the mask times the probability.
    masks: Vec<[f64; 2]>,
}

impl Sums {
    fn new(size: [usize; 2], plain: Option<f32>) -> Self {
        Self {
            size,
            plain,
            count: 0,
            probability: 0.0,
            masks: vec![[0.0; 2]; size[0] * size[1]],
        }
    }

    fn add(&mut self, mask: &[f32], probability: f64) {
        self.count += 1;
        self.probability += probability;
        for ([sum, weighted], value) in self.masks.iter_mut().zip(mask) {
            let value = f64::from(*value);
            *sum += value;
            *weighted += probability * value;
        }
    }

    fn mean_probability(&self) -> f64 {
        self.probability / f64::from(self.count.max(1))
    }

    fn map(&self) -> Attribution {
        let (n, mean) = (f64::from(self.count.max(1)), self.mean_probability());
        let value = |[sum, weighted]: &[f64; 2]| match self.plain {
            Some(keep) => weighted / (n * f64::from(keep)),
            None => (weighted - mean * sum) / n,
        };
        let values = self.masks.iter().map(|sums| value(sums) as f32).collect();
        let is_signed = self.plain.is_none();
        Attribution::on_pixels(values, self.size, (1, is_signed), Unit::Probability)
    }
}
