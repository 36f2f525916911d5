use crate::app_model::desk::{MISFIT, Purpose};
use crate::app_model::errands::Errand;
use crate::app_model::{AppModel, Effect, Later, Payload, Seat};
use crate::protocol::{DecoderRequest, Task};
use crate::scores::{self, Standing};

use super::work::Work;

/// The changes after which an image is looked at again: what only pleases its exact pixels does not
/// come through. Ids of [`crate::catalogue::CHANGES`], in their order.
pub const CHECKED: [&str; 3] = ["jpeg-444-75", "shift-right-1", "blur-1"];

/// What the network says of the image after a change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CheckRow {
    /// Id of the change.
    pub change: &'static str,
    pub best: Standing,
    /// The class that was climbed, where one was.
    pub class: Option<Standing>,
}

impl AppModel {
    /// Asks what the finished image is after small changes.
    pub(super) fn check(&mut self, effects: &mut Vec<Effect>) {
        let Some(run) = &mut self.visual.run else {
            return;
        };
        let (Some(image), Some(end)) = (run.image.clone(), &run.end) else {
            return;
        };
        run.check = Later::Running;
        let side = end.side;
        let request = |ticket| DecoderRequest::Change {
            ticket,
            side,
            count: 1,
            only: CHECKED.map(str::to_owned).to_vec(),
        };
        self.send_errand(Errand::Check, image, request, effects);
    }

    pub(in crate::app_model) fn on_checked(&mut self, payload: Payload, effects: &mut Vec<Effect>) {
        let run = self.visual.run.as_ref();
        let facts = run.and_then(|run| Some((run.image.as_ref()?.len(), run.end.as_ref()?.side)));
        let Some((one, side)) = facts else { return };
        let images = payload
            .bytes()
            .filter(|all| all.len() == CHECKED.len() * one);
        let Some(images) = images else {
            return self.visual.fail_check(MISFIT);
        };
        let task = Task::Classify {
            count: CHECKED.len() as u32,
            side,
        };
        let purpose = Purpose::Visual(Work::Check);
        self.engage(Seat::First, purpose, (task, images), effects);
    }

    pub(super) fn on_check_classified(&mut self, payload: Payload) {
        let classes = self.network().classes;
        let Some(run) = &mut self.visual.run else {
            return;
        };
        let class = run.end.as_ref().and_then(|end| end.class);
        let values = payload.floats();
        let values = values.filter(|values| values.len() == CHECKED.len() * classes);
        let rows = values.and_then(|values| {
            let rows = CHECKED.iter().zip(values.chunks_exact(classes));
            rows.map(|(change, scores)| {
                Some(CheckRow {
                    change,
                    best: scores::standing(scores, scores::predicted(scores)?)?,
                    class: class.and_then(|class| scores::standing(scores, class.class)),
                })
            })
            .collect()
        });
        run.check = match rows {
            Some(rows) => Later::Done(rows),
            None => Later::Failed(MISFIT.to_owned()),
        };
    }
}
