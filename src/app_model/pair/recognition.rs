use serde::{Deserialize, Serialize};

use crate::app_model::{AppModel, Effect, Payload, Seat};
use crate::protocol::Task;
use crate::scores::Standing;

use super::answers::{About, Place, best};
use super::work::Work;

/// What both networks say of a visualisation, by [`Seat::index`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Recognition {
    pub best: [Standing; 2],
    /// The class that was climbed, where one was.
    pub climbed: Option<[Place; 2]>,
}

impl AppModel {
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
        self.withdraw_pair(Work::Recognition, effects);
        self.pair.recognition = Some(About::new(image.clone()));
        let task = Task::Classify { count: 1, side };
        self.engage_both(Work::Recognition, (task, image), effects);
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
