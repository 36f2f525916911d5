//! Occlusion (Zeiler & Fergus 2014): how much the score falls when a window of the image is hidden.

use crate::engine::help::Looked;
use crate::engine::job::{Job, JobFailure, LocalFuture};
use crate::protocol::Fact;
use crate::spec::{
    Cost, Formula, MethodKind, MethodSpec, Paper, ParamKind, ParamSpec, ParamValues, Text, Unit,
};

use super::baseline::{self, FILL, SEED, baseline};
use super::looks::Question;
use super::{Attribution, SaliencyMethod, Subject};

/// Of the window.
pub const SIDE: ParamSpec = ParamSpec {
    id: "side",
    name: Text::new("Window", "Fenêtre"),
    hint: Text::new(
        "Side of the square that is hidden. Small ones are easily made up for by what stands around them.",
        "Côté du carré caché. Un petit carré est vite compensé par ce qui l’entoure.",
    ),
    unit: Text::new("pixels", "pixels"),
    kind: ParamKind::Whole {
        min: 8,
        max: 112,
        default: 32,
    },
};

/// From one window to the next.
pub const STRIDE: ParamSpec = ParamSpec {
    id: "stride",
    name: Text::new("Stride", "Pas"),
    hint: Text::new(
        "How far the window moves, at most its side. Half of it takes four times as long.",
        "De combien la fenêtre avance, au plus son côté. Un pas deux fois plus petit prend quatre fois plus de temps.",
    ),
    unit: Text::new("pixels", "pixels"),
    kind: ParamKind::Whole {
        min: 4,
        max: 112,
        default: 16,
    },
};

/// What the page shows of it.
pub const ENTRY: MethodSpec = MethodSpec {
    id: "occlusion",
    name: Text::new("Occlusion", "Occultation"),
    explanation: Text::new(
        "Hide a square of the image, look at the score again, move the square, and so on over the whole image. Each pixel shows how much the score fell, on average, in all the tries that hid it. No gradient is needed: this is what happens, not what a slope foretells.",
        "On cache un carré de l’image, on regarde de nouveau le score, on déplace le carré, et ainsi de suite sur toute l’image. Chaque pixel montre de combien le score a baissé, en moyenne, dans tous les essais qui l’ont caché. Aucun gradient\u{a0}: c’est ce qui arrive, non ce qu’une pente annonce.",
    ),
    formula: Formula {
        words: Text::new(
            "The map at a pixel is the mean, over the windows w that cover it, of the score S of class i of the image I less that of the image with the window filled.",
            "La carte en un pixel est la moyenne, sur les fenêtres w qui le couvrent, du score S de la classe i de l’image I moins celui de l’image où la fenêtre est remplie.",
        ),
        mathml: "<mrow><munder><mi>mean</mi><mi>w</mi></munder><mo>(</mo><msub><mi>S</mi><mi>i</mi></msub><mo>(</mo><mi>I</mi><mo>)</mo><mo>−</mo><msub><mi>S</mi><mi>i</mi></msub><mo>(</mo><msub><mi>I</mi><mi>w</mi></msub><mo>)</mo><mo>)</mo></mrow>",
    },
    background: &[],
    beware: Text::new(
        "A hidden square is an object that no image has: its edges can raise or lower the score by themselves. Where hiding raises the score the map is negative, which is drawn as zero. The size of the window decides what can be found.",
        "Un carré caché est un objet qu’aucune image ne contient\u{a0}: ses bords suffisent à faire monter ou baisser le score. Là où cacher fait monter le score, la carte est négative, ce qui se dessine comme zéro. La taille de la fenêtre décide de ce que l’on peut trouver.",
    ),
    paper: Paper {
        cite: "Zeiler & Fergus (2014)",
        title: "Visualizing and Understanding Convolutional Networks",
        url: "https://arxiv.org/abs/1311.2901",
    },
    deviations: Text::new(
        "The paper draws the probability at the middle of the window; here the fall of the score is shared by all pixels of the window, and each pixel has the mean over its windows. Where the stride does not end at the border, one more window does.",
        "L’article dessine la probabilité au milieu de la fenêtre\u{202f}; ici, la baisse du score vaut pour tous les pixels de la fenêtre, et chaque pixel reçoit la moyenne de ses fenêtres. Si le pas ne tombe pas sur le bord, une fenêtre de plus y est placée.",
    ),
    params: &[&SIDE, &STRIDE, &FILL, &SEED],
    kind: MethodKind::Masks,
    cost,
};

fn cost(values: &ParamValues, side: usize) -> Cost {
    let count = starts(values, side).len() as u32;
    Cost::forwards(count * count)
}

/// Side of the window in an axis of `length`.
fn window(values: &ParamValues, length: usize) -> usize {
    values.whole(&SIDE).clamp(1, length.max(1))
}

/// Where the windows begin along an axis of `length`; together they cover all of it.
fn starts(values: &ParamValues, length: usize) -> Vec<usize> {
    let side = window(values, length);
    let last = length.saturating_sub(side);
    let stride = values.whole(&STRIDE).clamp(1, side);
    let mut starts: Vec<usize> = (0..=last).step_by(stride).collect();
    if starts.last() != Some(&last) {
        starts.push(last);
    }
    starts
}

pub(super) struct Occlusion;

impl SaliencyMethod for Occlusion {
    fn attribute<'a>(
        &'a self,
        job: &'a Job,
        subject: Subject<'a>,
    ) -> LocalFuture<'a, Result<Attribution, JobFailure>> {
        Box::pin(async move {
            let (params, size) = (subject.params, subject.size());
            let (chosen, seed) = (params.whole(&FILL), params.whole(&SEED) as u32);
            let image = subject.numbers().await?;
            let fill = baseline(chosen, &image, size, seed);
            let score = subject.score().await?;
            let [rows, columns] = size.map(|length| starts(params, length));
            let total = (rows.len() * columns.len()) as u32;
            let sides = size.map(|length| window(params, length));
            let window = Window { size, sides };
            let mut falls = Falls::new(window);
            let place = |at: usize| [rows[at / columns.len()], columns[at % columns.len()]];
            let hidden = |at: usize| window.filled(&image, &fill, place(at));
            subject.tell(0, total, || falls.map());
            let take = |at: usize, looked: Looked| {
                let left = looked.scores.get(subject.class.index());
                let left = left.copied().unwrap_or_default();
                falls.add(place(at), f64::from(score) - f64::from(left));
                let done = at as u32 + 1;
                if done < total {
                    subject.tell(done, total, || falls.map());
                }
                Ok(())
            };
            let question = Question::scores(size);
            subject.each(job, (total, &question), hidden, take).await?;
            let drawn = baseline::is_drawn(chosen).then_some(Fact::Drawn { count: 1, seed });
            Ok(falls.map().with(drawn))
        })
    }
}

/// What is hidden of an image at once.
#[derive(Clone, Copy)]
struct Window {
    /// Of the image, height and width.
    size: [usize; 2],
    /// Its own.
    sides: [usize; 2],
}

/// How much the score fell, summed over the windows so far at each pixel, and how many they are.
struct Falls {
    window: Window,
    sums: Vec<(f64, u32)>,
}

impl Window {
    /// Positions of the window at `place` in one channel, row by row.
    fn rows(&self, [top, left]: [usize; 2]) -> impl Iterator<Item = std::ops::Range<usize>> {
        let ([_, width], [down, across]) = (self.size, self.sides);
        (top..top + down).map(move |y| y * width + left..y * width + left + across)
    }

    /// The image with its window at `place` from `fill`.
    fn filled(&self, image: &[f32], fill: &[f32], place: [usize; 2]) -> Vec<f32> {
        let mut hidden = image.to_vec();
        let plane = self.size[0] * self.size[1];
        let planes = hidden.chunks_exact_mut(plane).zip(fill.chunks_exact(plane));
        for (hidden, fill) in planes {
            for row in self.rows(place) {
                hidden[row.clone()].copy_from_slice(&fill[row]);
            }
        }
        hidden
    }
}

impl Falls {
    fn new(window: Window) -> Self {
        let [height, width] = window.size;
        let sums = vec![(0.0, 0); height * width];
        Self { window, sums }
    }

    fn add(&mut self, place: [usize; 2], fall: f64) {
        for row in self.window.rows(place) {
            for (sum, windows) in &mut self.sums[row] {
                *sum += fall;
                *windows += 1;
            }
        }
    }

    /// Zero where no window has been yet.
    fn map(&self) -> Attribution {
        let mean = |(sum, windows): &(f64, u32)| (sum / f64::from((*windows).max(1))) as f32;
        let values = self.sums.iter().map(mean).collect();
        Attribution::on_pixels(values, self.window.size, (1, true), Unit::Score)
    }
}
