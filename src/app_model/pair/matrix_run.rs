use crate::app_model::desk::{MISFIT, Purpose};
use crate::app_model::errands::Errand;
use crate::app_model::{AppModel, Bytes, Effect, Later, Payload, Seat};
use crate::protocol::{DecoderRequest, Goal, Task};

use super::PairState;
use super::matrix::{Matrix, MatrixImage, Trial, is_open, seen};
use super::work::Work;

impl PairState {
    pub(super) fn on_original_seen(&mut self, at: usize, seat: Seat, payload: Payload) {
        let classes = self.classes;
        let Some(image) = self.image(at).filter(|image| image.seen.is_running()) else {
            return;
        };
        image.scores[seat.index()] = payload.floats();
        if let Some(both) = seen(&image.scores, classes) {
            image.seen = Later::Done(both);
            image.scores = Default::default();
            if let Some(matrix) = &mut self.matrix {
                matrix.plan(at, classes);
            }
        } else if image.scores.iter().all(Option::is_some) {
            self.fail_image(at, MISFIT);
        }
    }

    pub(super) fn on_judged(&mut self, at: usize, seat: Seat, payload: Payload) {
        let classes = self.classes;
        let Some(trial) = self.trial(at).filter(|trial| trial.seen.is_running()) else {
            return;
        };
        trial.scores[seat.index()] = payload.floats();
        if let Some(both) = seen(&trial.scores, classes) {
            trial.seen = Later::Done(both);
            trial.scores = Default::default();
        } else if trial.scores.iter().all(Option::is_some) {
            self.fail_trial(at, MISFIT);
        }
    }
}

impl AppModel {
    /// Whether a matrix can be filled.
    pub fn can_fill_matrix(&self) -> bool {
        let is_idle = !self.pair.matrix.as_ref().is_some_and(Matrix::is_under_way);
        let is_targeted = self.attack.settings.spec().targeted;
        let has_targets = self.network().classes > 1;
        self.is_pair_ready() && self.shares_side() && is_targeted && has_targets && is_idle
    }

    /// Begins a matrix by the attack that is chosen in the second part, as it is set there.
    pub(super) fn fill_matrix(&mut self, images: Vec<String>, effects: &mut Vec<Effect>) {
        if !self.can_fill_matrix() || images.is_empty() {
            return;
        }
        self.forget_matrix(effects);
        self.pair.matrices += 1;
        self.pair.classes = self.network().classes;
        let settings = &self.attack.settings;
        let request = settings.request_on_files(settings.spec());
        self.pair.matrix = Some(Matrix {
            number: self.pair.matrices,
            request,
            targets: self.pair.targets,
            images: images.into_iter().map(MatrixImage::new).collect(),
            trials: Vec::new(),
            engines: Seat::BOTH.map(|seat| self.side_by_side(seat)),
            standstill: None,
        });
    }

    pub(super) fn on_matrix_file(
        &mut self,
        matrix: u32,
        at: usize,
        file: Option<Bytes>,
        effects: &mut Vec<Effect>,
    ) {
        let present = self.pair.under_way().map(|matrix| matrix.number);
        if present != Some(matrix) {
            return;
        }
        match (self.pair.image(at), file) {
            (Some(image), Some(file)) => image.file = Some(file),
            _ => self.pair.fail_image(at, "the image could not be fetched"),
        }
        self.advance_matrix(effects);
    }

    /// Gives both engines something to do, and opens the next image once the one before is done.
    pub(in crate::app_model) fn advance_matrix(&mut self, effects: &mut Vec<Effect>) {
        for seat in Seat::BOTH {
            while self.start_trial(seat, effects) {}
        }
        let Some(matrix) = self.pair.under_way() else {
            return;
        };
        let is_busy = matrix.trials.iter().any(|trial| is_open(&trial.seen))
            || matrix.images.iter().any(|image| image.seen.is_running());
        let next = matrix.images.iter().position(|image| image.file.is_some());
        if let Some(at) = next.filter(|_| !is_busy)
            && let Some(file) = matrix.images[at].file.take()
        {
            matrix.images[at].seen = Later::Running;
            let side = self.network().side as u32;
            let request = |ticket| DecoderRequest::Glance { ticket, side };
            self.send_errand(Errand::Glance(at), file, request, effects);
        }
    }

    /// Begins the next trial of a seat, if its engines have room for it.
    fn start_trial(&mut self, seat: Seat, effects: &mut Vec<Effect>) -> bool {
        let at_once = self.at_once(seat);
        let Some(matrix) = self.pair.under_way() else {
            return false;
        };
        let own = matrix.trials.iter().filter(|trial| trial.from == seat);
        if own.filter(|trial| trial.seen.is_running()).count() >= at_once {
            return false;
        }
        let is_next = |trial: &Trial| trial.from == seat && trial.seen == Later::NotAsked;
        let Some(at) = matrix.trials.iter().position(is_next) else {
            return false;
        };
        let mut request = matrix.request.clone();
        let trial = &mut matrix.trials[at];
        request.goal = Goal::Class(trial.target);
        trial.seen = Later::Running;
        let Some(pixels) = matrix.images[trial.image].pixels.clone() else {
            self.pair.fail_trial(at, MISFIT);
            return true;
        };
        let purpose = Purpose::Pair(Work::Attack(at));
        self.engage(seat, purpose, (Task::Attack(request), pixels), effects);
        true
    }

    /// The pixels of an image of the matrix.
    pub(in crate::app_model) fn on_glanced(
        &mut self,
        at: usize,
        payload: Payload,
        effects: &mut Vec<Effect>,
    ) {
        let side = self.network().side;
        let pixels = payload.bytes().filter(|p| p.len() == side * side * 3);
        match (self.pair.image(at), pixels) {
            (Some(image), Some(pixels)) => {
                image.pixels = Some(pixels.clone());
                let side = side as u32;
                let task = Task::Classify { count: 1, side };
                self.engage_both(Work::Original(at), (task, pixels), effects);
            }
            _ => {
                self.pair.fail_image(at, MISFIT);
                self.advance_matrix(effects);
            }
        }
    }

    /// The 8-bit image that a trial made goes before both networks, the one that it is made on too.
    pub(super) fn on_trial_end(
        &mut self,
        at: usize,
        elapsed_ms: f32,
        payload: Payload,
        effects: &mut Vec<Effect>,
    ) {
        let side = self.network().side;
        let image = payload.bytes().filter(|p| p.len() == side * side * 3);
        let Some(trial) = self.pair.trial(at) else {
            return;
        };
        trial.elapsed_ms = elapsed_ms;
        let Some(image) = image else {
            return self.pair.fail_trial(at, MISFIT);
        };
        let side = side as u32;
        let task = Task::Classify { count: 1, side };
        self.engage_both(Work::Judge(at), (task, image), effects);
    }
}
