use std::sync::Arc;

use crate::app_model::attack::MISFIT;
use crate::app_model::{AppModel, Effect, Floats, Later, Payload, Seat};
use crate::protocol::Task;
use crate::scores::{self, Standing};
use crate::spec::ClassId;

use super::jobs::Purpose;
use super::{Halves, PairState, whole};

/// Something asked about one image or one map; of another one it does not hold.
#[derive(Debug, Clone)]
pub(super) struct About<K, T> {
    of: Arc<[K]>,
    answer: Later<T>,
    scores: Halves,
}

impl<K, T> About<K, T> {
    fn new(of: Arc<[K]>) -> Self {
        Self {
            of,
            answer: Later::Running,
            scores: Halves::default(),
        }
    }

    /// The answer, where it is about `of`.
    pub(super) fn answer<'a>(about: Option<&'a Self>, of: Option<&Arc<[K]>>) -> &'a Later<T> {
        let about = about.filter(|about| of.is_some_and(|of| Arc::ptr_eq(of, &about.of)));
        about.map_or(&Later::NotAsked, |about| &about.answer)
    }

    fn fail(about: &mut Option<Self>, message: &str) {
        if let Some(about) = about.as_mut().filter(|about| about.answer.is_running()) {
            about.answer = Later::Failed(message.to_owned());
        }
    }

    /// One engine's scores; the answer is made once both are there.
    fn add(&mut self, seat: Seat, payload: Payload, make: impl Fn([&Floats; 2]) -> Option<T>) {
        self.scores[seat.index()] = payload.floats();
        let misfit = || Later::Failed(MISFIT.to_owned());
        if !self.answer.is_running() {
            return;
        }
        if self.scores[seat.index()].is_none() {
            self.answer = misfit();
        } else if let Some(both) = whole(&self.scores) {
            self.answer = make(both).map_or_else(misfit, Later::Done);
        }
    }
}

/// Where one class stands among all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    pub standing: Standing,
    /// From 1.
    pub rank: usize,
}

impl Place {
    fn new(values: &[f32], class: ClassId) -> Option<Self> {
        Some(Self {
            standing: scores::standing(values, class)?,
            rank: scores::rank(values, class)?,
        })
    }
}

fn best(values: &[f32]) -> Option<Standing> {
    scores::standing(values, scores::predicted(values)?)
}

/// The map of one class as another network draws it.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherMap {
    /// `[3, side, side]`, signed.
    pub values: Floats,
    /// The class on each network.
    pub places: [Place; 2],
    pub elapsed_ms: f32,
    pub variant: String,
}

/// What one network says of one image.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    pub best: Standing,
    /// The class that the attack began from.
    pub source: Place,
    /// The class that it leads to; where it only leads away, the one that it came to.
    pub target: Place,
}

/// What both networks say of the original and of the adversarial image, by [`Seat::index`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Transfer {
    pub original: [Look; 2],
    pub adversarial: [Look; 2],
}

impl Transfer {
    /// Whether a network names something else in the adversarial image than in the original.
    pub fn fools(&self, seat: Seat) -> bool {
        let at = seat.index();
        self.original[at].best.class != self.adversarial[at].best.class
    }

    /// Whether a network names the class that the attack leads to.
    pub fn reaches(&self, seat: Seat) -> bool {
        let look = &self.adversarial[seat.index()];
        look.best.class == look.target.standing.class
    }
}

/// What both networks say of a visualisation, by [`Seat::index`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recognition {
    pub best: [Standing; 2],
    /// The class that was climbed, where one was.
    pub climbed: Option<[Place; 2]>,
}

impl PairState {
    /// What was asked for will not come.
    pub(super) fn fail(&mut self, purpose: Purpose, message: &str) {
        match purpose {
            Purpose::Map => About::fail(&mut self.map, message),
            Purpose::Transfer => About::fail(&mut self.transfer, message),
            Purpose::Recognition => About::fail(&mut self.recognition, message),
            Purpose::Original(image) => self.fail_image(image, message),
            Purpose::Attack(trial) | Purpose::Judge(trial) => self.fail_trial(trial, message),
        }
    }

    pub(super) fn on_map_scores(&mut self, payload: Payload) {
        if let Some(about) = &mut self.map {
            about.scores[Seat::Second.index()] = payload.floats();
        }
    }

    pub(super) fn on_map(&mut self, payload: Payload, elapsed_ms: f32, variant: String) {
        let Some(about) = self.map.as_mut().filter(|about| about.answer.is_running()) else {
            return;
        };
        let (length, class) = (about.of.len(), self.mapped);
        let values = payload.floats().filter(|values| values.len() == length);
        let map = values.and_then(|values| {
            let [first, second] = whole(&about.scores)?;
            Some(OtherMap {
                values,
                places: [Place::new(first, class)?, Place::new(second, class)?],
                elapsed_ms,
                variant,
            })
        });
        about.answer = map.map_or_else(|| Later::Failed(MISFIT.to_owned()), Later::Done);
    }
}

impl AppModel {
    /// Whether there is a map of the present image that the second network can draw too.
    pub fn can_ask_other_map(&self) -> bool {
        self.is_pair_ready() && self.shares_side() && self.mapped_scores().is_some()
    }

    /// The scores of the image that the present map is of.
    fn mapped_scores(&self) -> Option<&Floats> {
        let pixels = self.picture.opened.as_ref()?.pixels.as_ref()?;
        let map = self.run.saliency.as_ref()?;
        let scores = self.run.scores.as_ref()?;
        let is_present = [&map.pixels, &scores.pixels]
            .into_iter()
            .all(|of| Arc::ptr_eq(of, pixels));
        (is_present && !self.run.is_busy()).then_some(&scores.values)
    }

    pub(super) fn ask_other_map(&mut self, effects: &mut Vec<Effect>) {
        let scores = self.mapped_scores().cloned();
        let map = self.run.saliency.clone();
        let (Some(scores), Some(map), true) = (scores, map, self.can_ask_other_map()) else {
            return;
        };
        self.withdraw_pair(Purpose::Map, effects);
        let mut about = About::new(map.values);
        about.scores[Seat::First.index()] = Some(scores);
        self.pair.map = Some(about);
        self.pair.mapped = map.class;
        let task = Task::Saliency {
            method: map.method.to_owned(),
            class: Some(map.class),
        };
        self.engage_pair(Seat::Second, Purpose::Map, (task, map.pixels), effects);
    }

    /// Whether there is an adversarial image that both networks can be shown.
    pub fn can_ask_transfer(&self) -> bool {
        let run = self.attack.run.as_ref();
        self.is_pair_ready() && run.is_some_and(|run| run.joined().is_some())
    }

    pub(super) fn ask_transfer(&mut self, effects: &mut Vec<Effect>) {
        let run = self.attack.run.as_ref();
        let images = run.and_then(|run| Some((run.image.clone()?, run.joined()?)));
        let (Some((image, both)), true) = (images, self.can_ask_transfer()) else {
            return;
        };
        self.withdraw_pair(Purpose::Transfer, effects);
        self.pair.transfer = Some(About::new(image));
        let side = self.network().side as u32;
        let task = Task::Classify { count: 2, side };
        self.engage_both(Purpose::Transfer, (task, both), effects);
    }

    pub(super) fn on_transfer(&mut self, seat: Seat, payload: Payload) {
        let end = self.attack.run.as_ref().and_then(|run| run.end.as_ref());
        let classes = end.map(|end| [end.best.source.class, end.best.target.class]);
        let count = self.network().classes;
        let Some(about) = &mut self.pair.transfer else {
            return;
        };
        about.add(seat, payload, |both| {
            let looks = |image: usize| -> Option<[Look; 2]> {
                let [first, second] = both.map(|values| {
                    let one = values.chunks_exact(count).nth(image)?;
                    (values.len() == 2 * count).then(|| look(one, classes?))?
                });
                Some([first?, second?])
            };
            Some(Transfer {
                original: looks(0)?,
                adversarial: looks(1)?,
            })
        });
    }

    /// Whether there is a finished visualisation that both networks can be shown.
    pub fn can_ask_recognition(&self) -> bool {
        let run = self.visual.run.as_ref();
        self.is_pair_ready() && run.is_some_and(|run| run.end.is_some() && run.image.is_some())
    }

    pub(super) fn ask_recognition(&mut self, effects: &mut Vec<Effect>) {
        let run = self.visual.run.as_ref();
        let image = run.and_then(|run| Some((run.image.clone()?, run.end.as_ref()?.side)));
        let (Some((image, side)), true) = (image, self.can_ask_recognition()) else {
            return;
        };
        self.withdraw_pair(Purpose::Recognition, effects);
        self.pair.recognition = Some(About::new(image.clone()));
        let task = Task::Classify { count: 1, side };
        self.engage_both(Purpose::Recognition, (task, image), effects);
    }

    pub(super) fn on_recognition(&mut self, seat: Seat, payload: Payload) {
        let end = self.visual.run.as_ref().and_then(|run| run.end.as_ref());
        let class = end.and_then(|end| end.class).map(|class| class.class);
        let Some(about) = &mut self.pair.recognition else {
            return;
        };
        about.add(seat, payload, |both| {
            let [first, second] = both.map(|values| best(values));
            let climbed = class.and_then(|class| {
                let [first, second] = both.map(|values| Place::new(values, class));
                Some([first?, second?])
            });
            Some(Recognition {
                best: [first?, second?],
                climbed,
            })
        });
    }
}

fn look(values: &[f32], [source, target]: [ClassId; 2]) -> Option<Look> {
    Some(Look {
        best: best(values)?,
        source: Place::new(values, source)?,
        target: Place::new(values, target)?,
    })
}
