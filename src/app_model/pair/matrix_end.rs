use crate::app_model::desk::Purpose;
use crate::app_model::errands::Errand;
use crate::app_model::{AppModel, Effect, Kind, Later, Standstill};

use super::PairState;
use super::matrix::{Matrix, MatrixImage, Trial, is_open};
use super::work::Work;

impl PairState {
    pub(super) fn under_way(&mut self) -> Option<&mut Matrix> {
        self.matrix.as_mut().filter(|matrix| matrix.is_under_way())
    }

    pub(super) fn image(&mut self, image: usize) -> Option<&mut MatrixImage> {
        self.under_way()?.images.get_mut(image)
    }

    pub(super) fn trial(&mut self, trial: usize) -> Option<&mut Trial> {
        self.under_way()?.trials.get_mut(trial)
    }

    pub(in crate::app_model) fn fail_image(&mut self, image: usize, message: &str) {
        if let Some(image) = self.image(image).filter(|image| is_open(&image.seen)) {
            image.seen = Later::Failed(message.to_owned());
        }
    }

    pub(super) fn fail_trial(&mut self, trial: usize, message: &str) {
        if let Some(trial) = self.trial(trial).filter(|trial| is_open(&trial.seen)) {
            trial.seen = Later::Failed(message.to_owned());
        }
    }
}

impl AppModel {
    pub(super) fn cancel_matrix(&mut self, now_ms: f64, effects: &mut Vec<Effect>) {
        self.stand_matrix_still(Standstill::Cancelled, Some(now_ms), effects);
    }

    /// Nothing more happens; what was found stays, and what runs has its turn taken back.
    pub(in crate::app_model) fn stand_matrix_still(
        &mut self,
        why: Standstill,
        now_ms: Option<f64>,
        effects: &mut Vec<Effect>,
    ) {
        let Some(matrix) = self.pair.under_way() else {
            return;
        };
        matrix.standstill = Some(why);
        for image in &mut matrix.images {
            image.file = None;
            take_back(&mut image.seen);
        }
        for trial in &mut matrix.trials {
            take_back(&mut trial.seen);
        }
        self.withdraw_matrix(now_ms, effects);
    }

    fn withdraw_matrix(&mut self, now_ms: Option<f64>, effects: &mut Vec<Effect>) {
        let is = Purpose::pair(Work::is_about_the_matrix);
        self.desk.withdraw(is, now_ms, effects);
        self.errands
            .drop_all(|errand| matches!(errand, Errand::Glance(_)));
    }

    pub(super) fn forget_matrix(&mut self, effects: &mut Vec<Effect>) {
        self.shelve_before_it_goes(Kind::Matrix, effects);
        self.withdraw_matrix(None, effects);
        self.pair.matrix = None;
    }
}

fn take_back<T>(later: &mut Later<T>) {
    if later.is_running() {
        *later = Later::NotAsked;
    }
}
