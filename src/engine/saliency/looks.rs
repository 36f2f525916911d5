//! Many images that do not depend on each other, looked at by one network: here, and by whoever helps.
//!
//! What is found is taken in the order of the images and computed by the same kernels wherever that is, so that a
//! result does not depend on how many engines there are, nor on which of them was faster. A device on which it pays looks at
//! several together, always as many.

use std::collections::VecDeque;
use std::rc::Rc;

use burn::tensor::Device;

use crate::engine::help::{Given, Helpers, Looked};
use crate::engine::job::{Job, JobFailure};
use crate::engine::network::Network;
use crate::engine::readback;
use crate::engine::tensor::tensor;
use crate::protocol::{Look, MethodChoice};
use crate::spec::{ClassId, ParamValues};

use super::{Attribution, SaliencyMethod, Subject};

/// Images that wait for one that was drawn before them, for every one that is looked at at the same time.
const AHEAD: usize = 4;
/// So many moments a helper has for an image, where there is nothing else to do.
const PATIENCE: u32 = 500;
/// Fewer images are looked at before another engine is there.
const WORTH_HELP: usize = 4;

/// Where images are looked at.
#[derive(Clone, Copy)]
pub struct Here<'a> {
    /// Which is cancelled, and gives way.
    pub job: &'a Job,
    /// The network that looks.
    pub network: &'a dyn Network,
    /// Its device.
    pub device: &'a Device,
}

/// What is asked of images.
pub struct Question<'a> {
    look: Look,
    method: Option<&'a dyn SaliencyMethod>,
}

impl<'a> Question<'a> {
    /// For the scores of images of `size`, height and width.
    pub fn scores(size: [usize; 2]) -> Self {
        let look = Look {
            size: size.map(|side| side as u32),
            scores: true,
            map: None,
        };
        Self { look, method: None }
    }

    /// For a map of `class` by a method, and its choice; without scores.
    pub fn map(
        size: [usize; 2],
        class: ClassId,
        (method, choice): (&'a dyn SaliencyMethod, MethodChoice),
    ) -> Self {
        let look = Look {
            size: size.map(|side| side as u32),
            scores: false,
            map: Some((class, choice)),
        };
        let method = Some(method);
        Self { look, method }
    }

    /// For the scores, too.
    pub fn and_scores(mut self) -> Self {
        self.look.scores = true;
        self
    }

    /// Whether it can be asked of several images together.
    fn takes_many(&self) -> bool {
        self.method.is_none_or(SaliencyMethod::takes_many)
    }

    /// Numbers of one image.
    fn length(&self) -> usize {
        let [height, width] = self.look.size.map(|side| side as usize);
        (3 * height * width).max(1)
    }
}

/// A method by its id, with its default settings.
pub(super) type ById = (&'static str, &'static dyn SaliencyMethod);

impl Subject<'_> {
    /// The question for the class's map of another image of the same size.
    pub(super) fn question_by(&self, (id, method): ById) -> Question<'static> {
        let choice = MethodChoice {
            method: id.to_owned(),
            params: ParamValues::default(),
        };
        Question::map(self.size(), self.class, (method, choice))
    }

    /// Looks at `count` images, `[3, h, w]` each, as [`Here::each`].
    pub(super) async fn each(
        &self,
        job: &Job,
        (count, question): (u32, &Question<'_>),
        mut draw: impl FnMut(usize) -> Vec<f32>,
        mut take: impl FnMut(usize, Looked) -> Result<(), JobFailure>,
    ) -> Result<(), JobFailure> {
        let here = Here {
            job,
            network: self.network,
            device: &self.image_norm.device(),
        };
        let mut draw = |at| Some(draw(at));
        let each = here.each(count as usize, question, &mut draw, &mut take);
        each.await
    }
}

/// A question that a helper has; dropped, it is forgotten there.
struct Asked {
    helpers: Rc<dyn Helpers>,
    number: u32,
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.helpers.forget(self.number);
    }
}

/// An image that was drawn and not yet taken.
enum Drawn {
    /// Nobody looks at it.
    Here(Vec<f32>),
    /// A helper does; the image stays, in case that comes to nothing.
    There(Vec<f32>, Asked),
    Looked(Looked),
}

impl Drawn {
    fn mind(self) -> Self {
        match self {
            Self::There(images, asked) => {
                match asked.helpers.collect(asked.number) {
                    Given::Pending => Self::There(images, asked),
                    Given::Done(looked) => Self::Looked(looked),
                    // Where it failed for a reason that holds anywhere, it does so here, in words.
                    Given::Lost => Self::Here(images),
                }
            }
            other => other,
        }
    }

    fn image(&mut self) -> Option<Vec<f32>> {
        match self {
            Self::Here(images) | Self::There(images, _) => Some(std::mem::take(images)),
            Self::Looked(_) => None,
        }
    }
}

impl Here<'_> {
    /// Looks at images, `[n, 3, h, w]`, by itself.
    ///
    /// # Errors
    /// [`JobFailure::Cancelled`], or what the network or the device reports.
    pub async fn look(
        &self,
        question: &Question<'_>,
        images: Vec<f32>,
    ) -> Result<Looked, JobFailure> {
        let look = &question.look;
        let [height, width] = look.size.map(|side| side as usize);
        let count = images.len() / question.length();
        let image_norm = tensor(images, [count, 3, height, width], self.device);
        let trace = self.network.forward(image_norm.clone());
        let scores = match look.scores {
            true => readback::floats(trace.scores()?).await?,
            false => Vec::new(),
        };
        let (Some(method), Some((class, choice))) = (question.method, &look.map) else {
            return Ok(Looked { scores, map: None });
        };
        let subject = Subject {
            network: self.network,
            image_norm,
            trace,
            class: *class,
            params: &choice.params,
            progress: &|_, _| (),
            so_far: &|_| (),
        };
        let Attribution { values, sheet, .. } = method.attribute(self.job, subject).await?;
        let map = Some((sheet, values));
        Ok(Looked { scores, map })
    }

    /// Looks at `count` images, or batches of them. `draw` makes them, one after the other; where it has none yet, others
    /// have their turn, and it is asked again. `take` is given what was found in them, in the same order.
    ///
    /// # Errors
    /// As [`Here::look`], and those of `take`.
    pub async fn each(
        &self,
        count: usize,
        question: &Question<'_>,
        draw: &mut dyn FnMut(usize) -> Option<Vec<f32>>,
        take: &mut dyn FnMut(usize, Looked) -> Result<(), JobFailure>,
    ) -> Result<(), JobFailure> {
        let helpers = self.job.helpers().filter(|_| count >= WORTH_HELP);
        if let Some(helpers) = helpers {
            helpers.call();
        }
        let at_once = match helpers {
            None if question.takes_many() => self.network.at_once(),
            _ => 1,
        };
        let most_ahead = at_once.max(AHEAD * (1 + helpers.map_or(0, |helpers| helpers.most())));
        let mut ahead: VecDeque<Drawn> = VecDeque::new();
        let (mut drawn, mut taken, mut patience) = (0, 0, 0);
        while taken < count {
            if let Some(Drawn::Looked(_)) = ahead.front()
                && let Some(Drawn::Looked(looked)) = ahead.pop_front()
            {
                take(taken, looked)?;
                taken += 1;
                continue;
            }
            // Answers come in here, and make room for more questions.
            self.job.checkpoint().await?;
            ahead = ahead.into_iter().map(Drawn::mind).collect();
            while drawn < count
                && ahead.len() < most_ahead
                && ahead.iter().rev().take_while(is_free).count() < at_once
            {
                let images = loop {
                    match draw(drawn) {
                        Some(images) => break images,
                        None => self.job.checkpoint().await?,
                    }
                };
                drawn += 1;
                ahead.push_back(given(helpers, &question.look, images));
            }
            let present = helpers.map_or(0, |helpers| helpers.present());
            let own = own_of(&ahead, drawn < count, present);
            if let (None, Some(helpers)) = (own, helpers) {
                patience += 1;
                if patience < PATIENCE {
                    helpers.moment().await;
                    continue;
                }
            }
            // Who does not answer for so long may never do.
            let own = own.or_else(|| own_of(&ahead, drawn < count, 0));
            patience = 0;
            if let Some(first) = own {
                let (images, counts) = joined(&mut ahead, first, question.length(), at_once);
                let looked = self.look(question, images).await?;
                for (one, looked) in ahead.iter_mut().skip(first).zip(looked.parts(&counts)) {
                    *one = Drawn::Looked(looked);
                }
            }
        }
        Ok(())
    }
}

fn is_free(drawn: &&Drawn) -> bool {
    matches!(drawn, Drawn::Here(_))
}

/// What was drawn at `first`, and after it what nobody looks at, as long as it is no more than `most` images of `length`
/// numbers; and how many images each is.
fn joined(
    ahead: &mut VecDeque<Drawn>,
    first: usize,
    length: usize,
    most: usize,
) -> (Vec<f32>, Vec<usize>) {
    let mut after = ahead.iter_mut().skip(first);
    let mut images = after.next().and_then(Drawn::image).unwrap_or_default();
    let mut counts = vec![images.len() / length];
    for drawn in after {
        match drawn {
            Drawn::Here(more) if images.len() + more.len() <= most * length => {
                counts.push(more.len() / length);
                images.append(more);
            }
            _ => break,
        }
    }
    (images, counts)
}

/// To a helper who has room for it.
fn given(helpers: Option<&Rc<dyn Helpers>>, look: &Look, images: Vec<f32>) -> Drawn {
    let given = helpers.and_then(|helpers| Some((helpers, helpers.give(look, &images)?)));
    match given {
        Some((helpers, number)) => {
            let helpers = Rc::clone(helpers);
            Drawn::There(images, Asked { helpers, number })
        }
        None => Drawn::Here(images),
    }
}

/// Which image is looked at here: one that nobody looks at; else, where all others wait for the first, that one; where
/// none is left to draw, one that a helper has and has not begun, as far as one can tell: each is at one.
fn own_of(ahead: &VecDeque<Drawn>, is_more_to_come: bool, present: usize) -> Option<usize> {
    let is_out = |drawn: &Drawn| matches!(drawn, Drawn::There(..));
    let out = ahead.iter().filter(|drawn| is_out(drawn)).count();
    ahead.iter().position(|drawn| is_free(&drawn)).or_else(|| {
        if is_more_to_come {
            ahead.iter().position(is_out)
        } else if out > present {
            ahead.iter().rposition(is_out)
        } else {
            None
        }
    })
}
