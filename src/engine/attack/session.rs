use burn::tensor::{Device, Tensor};

use crate::engine::job::{Job, JobFailure, check_class};
use crate::engine::network::{Network, SCORES, SCORES_BEFORE_RELU, Seed};
use crate::engine::readback;
use crate::engine::tensor::{reshaped, tensor, tensor_from_picture};
use crate::image::Picture;
use crate::protocol::{AttackEnd, AttackRequest, AttackStep, Ending, Norms, Stage};
use crate::scores;
use crate::spec::{ClassId, ParamValues};

use super::best::{Best, norms_from};
use super::objective::Objective;
use super::parts::{AttackPart, Sight, Stop};
use crate::engine::formula::Formula;
use crate::engine::space;
use crate::goal::{Aim, judge};

/// How many classes a step names.
const TOP: usize = 5;

/// The base of every attack: it looks, judges, counts, keeps the best and says when to stop.
pub struct Session<'s> {
    job: &'s Job,
    network: &'s dyn Network,
    device: Device,
    pub(super) request: &'s AttackRequest,
    /// Of the attack; its request's, unless it tries other ones.
    pub(super) params: ParamValues,
    /// The value that is tried of the one that it changes.
    pub(super) tried: Option<f32>,
    /// Whether no step leads to the next image.
    begins: bool,
    emit: Box<dyn FnMut(AttackPart) + 's>,
    /// Whether the first success ends the attack.
    stops_at_success: bool,
    /// The original, normalised, `[1, 3, h, w]`.
    pub origin: Tensor<4>,
    /// The class of the original.
    pub source: ClassId,
    /// What the goal means for the original.
    pub aim: Aim,
    pub(super) stage: Stage,
    /// Of both stages.
    pub(super) counts: [Counts; 2],
    /// Steps that the attack applied.
    pub(super) iterations: u32,
    pub(super) first_reached: Option<u32>,
    pub(super) was_dead: bool,
    /// Norm of the last gradient, not read yet.
    last_norm: Option<Tensor<1>>,
    /// Every gradient goes through the scores before the last ReLU from now on.
    escapes: bool,
    best: Option<Best>,
}

/// What a stage did so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    /// Images that were judged, a forward pass each.
    pub looks: u32,
    /// Backward passes.
    pub gradients: u32,
}

impl<'s> Session<'s> {
    /// Classifies the original and makes out what the goal means for it.
    ///
    /// # Errors
    /// [`JobFailure::NoOtherClass`] of a network of one class, [`JobFailure::NoSuchClass`] for a
    /// target that the network does not have, else what it reports.
    pub(super) async fn open(
        job: &'s Job,
        network: &'s dyn Network,
        device: &Device,
        picture: &Picture,
        request: &'s AttackRequest,
        stops_at_success: bool,
        emit: impl FnMut(AttackPart) + 's,
    ) -> Result<Self, JobFailure> {
        job.checkpoint().await?;
        let origin = tensor_from_picture(picture, device);
        let trace = network.forward(origin.clone());
        let scores = readback::floats(trace.scores()?).await?;
        let before_relu = match trace.activation(SCORES_BEFORE_RELU) {
            Ok(before) => readback::floats(before).await?,
            Err(_) => scores.clone(),
        };
        let aim = Aim::new(request.goal, &scores, &before_relu).ok_or(JobFailure::NoOtherClass)?;
        if let Aim::Toward(class) = aim {
            check_class(class, scores.len())?;
        }
        Ok(Self {
            job,
            network,
            device: device.clone(),
            request,
            params: request.params.clone(),
            tried: None,
            begins: true,
            emit: Box::new(emit),
            stops_at_success,
            origin,
            source: scores::predicted(&scores).unwrap_or(ClassId(0)),
            aim,
            stage: Stage::Attack,
            counts: Default::default(),
            iterations: 0,
            first_reached: None,
            was_dead: false,
            last_norm: None,
            escapes: false,
            best: None,
        })
    }

    /// Values of the attack's own parameters.
    pub fn params(&self) -> &ParamValues {
        &self.params
    }

    /// The attack begins as if nothing had been looked at, but for what was counted and kept.
    pub(super) fn begin(&mut self) {
        self.begins = true;
        self.escapes = false;
        self.last_norm = None;
    }

    /// The probability that is asked for beyond the first place, in 0..1.
    pub(super) fn until_probability(&self) -> f32 {
        self.request.until_probability
    }

    /// Of whatever the attack draws at random.
    pub fn seed(&self) -> u32 {
        self.request.seed
    }

    /// Where the images are.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// The nearest image that is one, unless the attack is to do without.
    pub fn keep_valid(&self, x: impl Into<Formula>) -> Formula {
        if self.request.boxed {
            space::into_box(x)
        } else {
            x.into()
        }
    }

    /// Classifies `x`, `[1, 3, h, w]` normalised, or its rounding, and judges it. But for the first
    /// image a step of the attack led there, and is counted.
    ///
    /// # Errors
    /// [`Stop::Halt`] when the attack is over, [`Stop::Failed`] when it is cancelled or broken.
    pub async fn look(&mut self, x: impl Into<Formula>) -> Result<Sight<'s>, Stop> {
        let begins = std::mem::take(&mut self.begins);
        self.look_at(x, begins).await
    }

    /// As [`Session::look`], where no step led: a random place, or the original once more.
    ///
    /// # Errors
    /// As [`Session::look`].
    pub async fn look_at_start(&mut self, x: impl Into<Formula>) -> Result<Sight<'s>, Stop> {
        self.begins = false;
        self.look_at(x, true).await
    }

    async fn look_at(&mut self, x: impl Into<Formula>, is_start: bool) -> Result<Sight<'s>, Stop> {
        self.job.checkpoint().await?;
        let judged = if self.request.eight_bit || self.stage == Stage::Shrink {
            // Which is valid in any case.
            space::eight_bit(x)
        } else {
            self.keep_valid(x)
        }
        .image();
        let trace = self.network.forward(judged.clone());
        let (scores, norms, last_norm) = self.read(trace.scores()?, &judged).await?;
        let verdict = judge(
            &scores,
            self.source,
            self.aim,
            self.request.until_probability,
        );
        let is_dead = match self.aim {
            Aim::Toward(class) => scores[class.index()] == 0.0,
            Aim::Away => scores.iter().all(|score| *score == 0.0),
        } && self.can_escape();
        self.was_dead |= is_dead;
        let look = self.count_look(is_start);
        if verdict.reached && self.stage == Stage::Attack {
            self.first_reached.get_or_insert(self.iterations);
        }
        let step = AttackStep {
            look,
            iteration: self.iterations,
            is_start,
            gradients: self.attack().gradients,
            stage: self.stage,
            search_look: self.search().looks,
            search_gradients: self.search().gradients,
            source: verdict.source,
            target: verdict.target,
            margin: verdict.margin,
            top: scores::ranking(&scores, TOP),
            norms,
            reached: verdict.reached,
            escaped: is_dead || self.escapes,
        };
        self.record(step, &judged).await?;
        if verdict.reached && self.stops_at_success && self.stage == Stage::Attack {
            return Err(Stop::Halt(Ending::Reached));
        }
        self.heed(last_norm)?;
        Ok(Sight {
            trace,
            judged,
            scores,
            verdict,
            is_dead,
        })
    }

    /// The direction in which `objective` grows, per normalised unit, `[1, 3, h, w]`.
    ///
    /// # Errors
    /// [`Stop::Halt`] when no gradient is left to spend, else what the network reports.
    pub fn climb(
        &mut self,
        sight: &mut Sight<'s>,
        objective: Objective,
    ) -> Result<Tensor<4>, Stop> {
        let weights = objective.weights(&sight.scores, self.source, self.aim);
        self.gradient(sight, weights)
    }

    /// The gradient of `sum of weights * scores` at the judged image, per normalised unit.
    ///
    /// Where the class to raise is dead, its score before the last ReLU stands in for it.
    ///
    /// # Errors
    /// As [`Session::climb`].
    pub fn gradient(
        &mut self,
        sight: &mut Sight<'s>,
        weights: Vec<f32>,
    ) -> Result<Tensor<4>, Stop> {
        let limit = self.request.max_gradients;
        if limit > 0 && self.attack().gradients >= limit && self.stage == Stage::Attack {
            return Err(Stop::Halt(Ending::Gradients));
        }
        self.counts[self.stage as usize].gradients += 1;
        let gradient = sight.trace.pull_back(&self.seeds(sight.is_dead, weights))?;
        self.last_norm = Some(space::l2(&gradient));
        Ok(gradient)
    }

    fn seeds(&self, is_dead: bool, mut weights: Vec<f32>) -> Vec<Seed> {
        let mut before = vec![0.0; weights.len()];
        if self.escapes {
            std::mem::swap(&mut before, &mut weights);
        } else if is_dead {
            match self.aim {
                Aim::Toward(class) => {
                    std::mem::swap(&mut before[class.index()], &mut weights[class.index()])
                }
                Aim::Away => std::mem::swap(&mut before, &mut weights),
            }
        }
        let seed = |layer, weights: Vec<f32>| Seed {
            layer,
            weights: tensor(weights.clone(), [1, weights.len(), 1, 1], &self.device),
        };
        let is_used = |weights: &[f32]| weights.iter().any(|weight| *weight != 0.0);
        if !is_used(&before) {
            return vec![seed(SCORES, weights)];
        }
        let mut seeds = vec![seed(SCORES_BEFORE_RELU, before)];
        if is_used(&weights) {
            seeds.push(seed(SCORES, weights));
        }
        seeds
    }

    /// Scores, norms, and the norm of the last gradient, read back in one go.
    async fn read(
        &mut self,
        scores: Tensor<2>,
        judged: &Tensor<4>,
    ) -> Result<(Vec<f32>, Norms, Option<f32>), Stop> {
        let [_, classes] = scores.dims();
        let mut row = vec![
            reshaped(scores, [classes]),
            space::norms(judged, &self.origin),
        ];
        row.extend(self.last_norm.take());
        let mut numbers = readback::all(row).await?;
        let rest = numbers.split_off(classes);
        let norms = norms_from(&rest);
        Ok((numbers, norms, rest.get(8).copied()))
    }

    /// A gradient of zero leads nowhere: take the way around the last ReLU, or stop.
    fn heed(&mut self, last_norm: Option<f32>) -> Result<(), Stop> {
        if last_norm != Some(0.0) {
            return Ok(());
        }
        self.was_dead = true;
        if self.escapes || !self.can_escape() {
            return Err(Stop::Halt(Ending::ZeroGradient));
        }
        self.escapes = true;
        Ok(())
    }

    fn can_escape(&self) -> bool {
        self.network.spec().layers.contains(&SCORES_BEFORE_RELU)
    }

    /// Keeps the image if it is the best, and tells of the step.
    async fn record(&mut self, step: AttackStep, judged: &Tensor<4>) -> Result<(), Stop> {
        if self.best.as_ref().is_none_or(|best| best.yields_to(&step)) {
            self.best = Some(Best {
                judged: judged.clone(),
                tried: self.tried,
                step: step.clone(),
            });
        }
        let frame = if self.request.frames && self.job.wants_picture() {
            Some(space::bytes(judged).await?)
        } else {
            None
        };
        (self.emit)(AttackPart::Step(step, frame));
        Ok(())
    }

    /// What comes is the search for a smaller change, after an attack that ended so.
    pub(super) fn search_from(&mut self, end: &AttackEnd) {
        self.stage = Stage::Shrink;
        (self.begins, self.tried) = (false, end.tried);
        self.counts[Stage::Attack as usize] = Counts {
            looks: end.looks,
            gradients: end.gradients,
        };
        self.iterations = end.iterations;
        self.first_reached = end.first_reached;
        self.was_dead = end.was_dead;
    }

    pub(super) fn emit(&mut self, part: AttackPart) {
        (self.emit)(part);
    }

    pub(super) fn best(&self) -> Option<Best> {
        self.best.clone()
    }

    /// What the attack did so far.
    pub(super) fn attack(&self) -> Counts {
        self.counts[Stage::Attack as usize]
    }

    /// What the search for a smaller change did so far.
    pub(super) fn search(&self) -> Counts {
        self.counts[Stage::Shrink as usize]
    }

    /// Counts an image; the number of those before it comes back.
    fn count_look(&mut self, is_start: bool) -> u32 {
        let before = self.attack().looks + self.search().looks;
        self.counts[self.stage as usize].looks += 1;
        self.iterations += u32::from(self.stage == Stage::Attack && !is_start);
        before
    }
}
