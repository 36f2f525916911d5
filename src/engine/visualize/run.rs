use std::cell::RefCell;
use std::rc::Rc;

use burn::tensor::{Device, Tensor};

use super::canvas::{self, Begin};
use super::contract::{Canvas, Share, VisualPart};
use super::objective::{Sum, score};
use super::regularise::{self, Blur};
use super::stride::Stride;
use super::{linear, params, view};
use crate::engine::formula::{Fold, Formula, fold};
use crate::engine::job::{Job, JobFailure};
use crate::engine::network::{Network, SCORES_BEFORE_RELU, Trace};
use crate::engine::readback;
use crate::engine::space;
use crate::engine::tensor::{reshaped, tensor_from_picture};
use crate::image::Picture;
use crate::protocol::{Start, Term, VisualEnd, VisualStep, VisualizeRequest};
use crate::random::Random;
use crate::scores;
use crate::spec::{ClassId, ParamValues};

const TOP: usize = 5;

/// The parameters of a run, which may change while it runs.
#[derive(Debug, Clone, Default)]
pub struct Dial(Rc<RefCell<(ParamValues, u32)>>);

impl Dial {
    /// A dial at these values.
    pub fn new(values: ParamValues) -> Self {
        Self(Rc::new(RefCell::new((values, 0))))
    }

    /// Takes effect with the next iteration. What the image is made of and how large it is stay
    /// as they were.
    pub fn set(&self, values: ParamValues) {
        let mut dial = self.0.borrow_mut();
        *dial = (values, dial.1 + 1);
    }

    /// The values, and how often they were set.
    fn now(&self) -> (ParamValues, u32) {
        self.0.borrow().clone()
    }
}

/// Climbs: every step, then the end, through `emit`. `picture` is the image of [`Start::Image`].
///
/// # Errors
/// Those of [`Sum::new`] before anything is computed;
/// [`JobFailure::Cancelled`], or what the network or the device reports.
pub async fn run(
    job: &Job,
    network: &dyn Network,
    device: &Device,
    picture: Option<&Picture>,
    request: &VisualizeRequest,
    dial: &Dial,
    emit: impl FnMut(VisualPart),
) -> Result<(), JobFailure> {
    let objective = Sum::new(&request.terms, network.spec())?;
    let mut ascent = Ascent {
        job,
        network,
        objective: &objective,
        class: class_of(&request.terms),
        climbs_score: climbs_score(&request.terms),
        frames: request.frames,
        random: Random::new(request.seed),
        stride: Stride::default(),
        blur: Blur::default(),
        was_dead: false,
        adjustments: 0,
        emit,
    };
    ascent.climb(device, picture, request, dial).await
}

fn class_of(terms: &[Term]) -> Option<ClassId> {
    terms.iter().find_map(|term| term.class)
}

/// Whether the class of [`class_of`] is wanted for its score, which may be without a gradient.
fn climbs_score(terms: &[Term]) -> bool {
    let class = class_of(terms);
    let of_class = |term: &Term| term.objective == score::ENTRY.id && term.class == class;
    terms.iter().any(of_class)
}

struct Ascent<'a, F> {
    job: &'a Job,
    network: &'a dyn Network,
    objective: &'a Sum,
    class: Option<ClassId>,
    climbs_score: bool,
    frames: bool,
    random: Random,
    stride: Stride,
    blur: Blur,
    was_dead: bool,
    adjustments: u32,
    emit: F,
}

/// What one iteration reads back.
struct Reading {
    objective: f32,
    penalty: f32,
    gradient_norm: f32,
    image_norm: f32,
    /// Of the objective alone.
    pull: f32,
    scores: Vec<f32>,
}

impl<F: FnMut(VisualPart)> Ascent<'_, F> {
    async fn climb(
        &mut self,
        device: &Device,
        picture: Option<&Picture>,
        request: &VisualizeRequest,
        dial: &Dial,
    ) -> Result<(), JobFailure> {
        let (values, turned_before) = dial.now();
        let (kind, sides) = (
            values.whole(&params::SPACE),
            params::sides(&values, self.network.spec().side),
        );
        let begin = |image, start| Begin {
            start,
            image,
            seed: request.seed,
        };
        let first = first_image(picture, sides[0], request.start, device);
        let mut canvas = canvas::canvas(kind, begin(first, request.start));
        let (mut octave, mut iteration) = (0, 0);
        let mut no_gradient = false;
        loop {
            let (values, turned) = dial.now();
            self.adjustments = turned - turned_before;
            let iterations = values.whole(&params::ITERATIONS);
            if iteration >= iterations {
                break;
            }
            if octave + 1 < sides.len() && iteration * sides.len() >= (octave + 1) * iterations {
                octave += 1;
                let grown = grow(canvas.image(), sides[octave]);
                canvas = canvas::canvas(kind, begin(grown, Start::Image));
                self.stride.forget();
            }
            self.job.checkpoint().await?;
            let goes_on = self
                .step(canvas.as_mut(), iteration, iterations, &values)
                .await?;
            if !goes_on {
                no_gradient = true;
                break;
            }
            iteration += 1;
        }
        self.finish(canvas.image(), iteration, no_gradient).await
    }

    /// One step up; whether there was a gradient to follow.
    async fn step(
        &mut self,
        canvas: &mut dyn Canvas,
        iteration: usize,
        iterations: usize,
        values: &ParamValues,
    ) -> Result<bool, JobFailure> {
        let image = canvas.image();
        let side = image.dims()[3];
        let views = view::draw(values, side, &mut self.random);
        let mut trace = self.network.forward(view::see(&views, image.clone()));
        let (seeds, values_there) = self.objective.seeds(&trace)?;
        let pulled = view::pull(&views, trace.pull_back(&seeds)?);
        let (penalty, brake) = regularise::penalty(&image, values);
        let ascent = (Formula::from(&pulled) - brake).image();
        let norms = [&ascent, &image, &pulled].map(|of| (Fold::Norm, Formula::from(of)));
        let reading = read(&trace, [values_there, penalty], fold(&norms)).await?;
        self.report(&reading, &image, iteration, iterations).await?;
        if reading.pull == 0.0 {
            return Ok(false);
        }
        let step = self.stride.step(&canvas.pull(ascent), values);
        canvas.add(step);
        if canvas.is_of_pixels() {
            let moved = canvas.image();
            let blur = &mut self.blur;
            let edited = regularise::edited(moved, &pulled, iteration, values, blur).await?;
            canvas.edit(&|_| edited.clone());
        }
        Ok(true)
    }

    async fn report(
        &mut self,
        reading: &Reading,
        image: &Tensor<4>,
        iteration: usize,
        iterations: usize,
    ) -> Result<(), JobFailure> {
        let class = self
            .class
            .and_then(|class| scores::standing(&reading.scores, class));
        let has_relu = self.network.spec().layers.contains(&SCORES_BEFORE_RELU);
        let escaped =
            has_relu && self.climbs_score && class.is_some_and(|class| class.score == 0.0);
        self.was_dead |= escaped;
        let step = VisualStep {
            iteration: iteration as u32,
            iterations: iterations as u32,
            adjustments: self.adjustments,
            side: image.dims()[3] as u32,
            objective: reading.objective,
            penalty: reading.penalty,
            gradient_norm: reading.gradient_norm,
            image_norm: reading.image_norm,
            class,
            top: scores::ranking(&reading.scores, TOP),
            escaped,
        };
        let frame = if self.frames && self.job.wants_picture() {
            Some(space::bytes(image).await?)
        } else {
            None
        };
        (self.emit)(VisualPart::Step(step, frame));
        Ok(())
    }

    async fn finish(
        &mut self,
        image: Tensor<4>,
        iterations: usize,
        no_gradient: bool,
    ) -> Result<(), JobFailure> {
        let trace = self.network.forward(space::eight_bit(&image).image());
        let scores = readback::floats(trace.scores()?).await?;
        let end = VisualEnd {
            iterations: iterations as u32,
            side: image.dims()[3] as u32,
            class: self
                .class
                .and_then(|class| scores::standing(&scores, class)),
            top: scores::ranking(&scores, TOP),
            was_dead: self.was_dead,
            no_gradient,
        };
        let bytes = space::bytes(&image).await?;
        (self.emit)(VisualPart::End(end, bytes));
        Ok(())
    }
}

/// Everything at once: the sums of the objective and of the penalty, three norms, the scores.
async fn read(
    trace: &Trace<'_>,
    sums: [Vec<Share>; 2],
    norms: Tensor<1>,
) -> Result<Reading, JobFailure> {
    let scores = trace.scores()?;
    let [_, classes] = scores.dims();
    let mut parts: Vec<_> = sums.iter().flatten().map(|(_, one)| one.clone()).collect();
    parts.extend([norms, reshaped(scores, [classes])]);
    let mut numbers = readback::all(parts).await?.into_iter();
    let mut sum = |shares: &[Share]| -> f32 {
        let counted = shares.iter().zip(numbers.by_ref());
        counted.map(|((weight, _), number)| weight * number).sum()
    };
    let [objective, penalty] = [sum(&sums[0]), sum(&sums[1])];
    let mut next = || numbers.next().unwrap_or_default();
    Ok(Reading {
        objective,
        penalty,
        gradient_norm: next(),
        image_norm: next(),
        pull: next(),
        scores: numbers.collect(),
    })
}

fn first_image(picture: Option<&Picture>, side: usize, start: Start, device: &Device) -> Tensor<4> {
    match picture.filter(|_| start == Start::Image) {
        Some(picture) => grow(tensor_from_picture(picture, device), side),
        None => Tensor::zeros([1, 3, side, side], device),
    }
}

/// The same image at another size.
fn grow(image: Tensor<4>, side: usize) -> Tensor<4> {
    let [_, _, _, present] = image.dims();
    if present == side {
        return image;
    }
    linear::enlarge(present, side, &image.device()).apply(image)
}
