use serde::{Deserialize, Serialize};

use crate::app_model::{AppModel, Effect, Payload, Seat};
use crate::protocol::Task;
use crate::scores::Standing;
use crate::spec::ClassId;

use super::answers::{About, Place, best};
use super::work::Work;

/// What one network says of one image.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Look {
    pub best: Standing,
    /// The class that the attack began from.
    pub source: Place,
    /// The class that it leads to; where it only leads away, the one that it came to.
    pub target: Place,
}

/// What both networks say of the original and of the adversarial image, by [`Seat::index`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
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

impl AppModel {
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
        self.withdraw_pair(Work::Transfer, effects);
        self.pair.transfer = Some(About::new(image));
        let side = self.network().side as u32;
        let task = Task::Classify { count: 2, side };
        self.engage_both(Work::Transfer, (task, both), effects);
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
}

fn look(values: &[f32], [source, target]: [ClassId; 2]) -> Option<Look> {
    Some(Look {
        best: best(values)?,
        source: Place::new(values, source)?,
        target: Place::new(values, target)?,
    })
}
