use crate::app_model::desk::{MISFIT, Purpose};
use crate::app_model::errands::Errand;
use crate::app_model::{AppModel, Bytes, Effect, Later, Map, Payload, RunPhase, Seat};
use crate::catalogue;
use crate::protocol::{DecoderRequest, Ray, Task};
use crate::spec::ClassId;

use super::sealing::Standard;
use super::work::{Of, Work};
use super::{AttackRun, AttackState, MapPair, SurvivalRow};

impl AttackRun {
    /// The original and the adversarial image, of an attack that ended.
    fn pair(&self) -> Option<(&Bytes, &Bytes)> {
        let image = self.image.as_ref()?;
        (self.phase == RunPhase::Ended).then_some((&self.original, image))
    }

    /// Both in one buffer.
    pub(in crate::app_model) fn joined(&self) -> Option<Bytes> {
        let (original, image) = self.pair()?;
        Some([&original[..], &image[..]].concat().into())
    }
}

impl AttackState {
    /// The run and its standard, when something may be asked about it.
    fn asked(&mut self) -> Option<(&mut AttackRun, Standard)> {
        let standard = self.standard(Of::Run)?;
        let run = self.run.as_mut().filter(|run| run.pair().is_some())?;
        Some((run, standard))
    }

    /// The changed images will not come.
    pub(in crate::app_model) fn fail_survival(&mut self, message: &str) {
        self.fail(&Work::Survival, message);
    }

    pub(super) fn on_ray(&mut self, ray: Ray) {
        if let Some(run) = &mut self.run {
            run.ray = Later::Done(ray);
        }
    }
}

impl AppModel {
    /// Asks whether what was found survives what happens to images in the world.
    pub(super) fn ask_survival(&mut self, effects: &mut Vec<Effect>) {
        let Some((run, _)) = self.attack.asked() else {
            return;
        };
        let Some(images) = run.joined().filter(|_| !run.survival.is_running()) else {
            return;
        };
        run.survival = Later::Running;
        let side = self.network().side as u32;
        let request = |ticket| DecoderRequest::Change {
            ticket,
            side,
            count: 2,
            only: Vec::new(),
        };
        self.send_errand(Errand::Survival, images, request, effects);
    }

    pub(in crate::app_model) fn on_changed(&mut self, payload: Payload, effects: &mut Vec<Effect>) {
        let count = 2 * catalogue::CHANGES.len();
        let expected = self.attack.original(Of::Run).map(|one| count * one.len());
        let images = payload.bytes().filter(|all| Some(all.len()) == expected);
        let Some(images) = images else {
            return self.fail_errand(Errand::Survival, MISFIT, effects);
        };
        let task = Task::Classify {
            count: count as u32,
            side: self.network().side as u32,
        };
        self.ask_about_attack(Work::Survival, (task, images), effects);
    }

    pub(super) fn on_survival(&mut self, payload: Payload) {
        let classes = self.network().classes;
        let Some((run, standard)) = self.attack.asked() else {
            return;
        };
        let rows = payload
            .floats()
            .and_then(|values| survival_rows(&values, classes, standard));
        run.survival = rows.map_or_else(|| Later::Failed(MISFIT.to_owned()), Later::Done);
    }

    /// Asks for the scores along the line through both images.
    pub(super) fn ask_ray(&mut self, effects: &mut Vec<Effect>) {
        let Some((run, standard)) = self.attack.asked() else {
            return;
        };
        let Some(images) = run.joined().filter(|_| !run.ray.is_running()) else {
            return;
        };
        run.ray = Later::Running;
        let task = Task::Ray {
            source: standard.source,
            target: standard.target,
        };
        self.ask_about_attack(Work::Ray, (task, images), effects);
    }

    /// Asks for the saliency of both images, by the method of part 1.
    pub(super) fn ask_maps(&mut self, effects: &mut Vec<Effect>) {
        let Some((run, standard)) = self.attack.asked() else {
            return;
        };
        if run.maps.is_running() {
            return;
        }
        run.maps = Later::Running;
        let original = run.original.clone();
        let task = Task::Saliency(self.settings.saliency(Some(standard.source)));
        self.ask_about_attack(Work::MapBefore, (task, original), effects);
    }

    pub(super) fn ask_about_attack(
        &mut self,
        work: Work,
        asked: (Task, Bytes),
        effects: &mut Vec<Effect>,
    ) {
        self.engage(Seat::First, Purpose::Attack(work), asked, effects);
    }

    pub(super) fn on_map(
        &mut self,
        work: Work,
        class: ClassId,
        map: Option<Map>,
        effects: &mut Vec<Effect>,
    ) {
        let run = self.attack.run.as_mut();
        let Some(run) = run.filter(|run| run.pair().is_some()) else {
            return;
        };
        match (work, map, run.image.clone()) {
            (Work::MapBefore, Some(before), Some(image)) => {
                let work = Work::MapAfter {
                    before_class: class,
                    before,
                };
                let task = Task::Saliency(self.settings.saliency(None));
                self.ask_about_attack(work, (task, image), effects);
            }
            (
                Work::MapAfter {
                    before_class,
                    before,
                },
                Some(after),
                _,
            ) => {
                run.maps = Later::Done(MapPair {
                    before_class,
                    before,
                    after_class: class,
                    after,
                });
            }
            _ => run.maps = Later::Failed(MISFIT.to_owned()),
        }
    }
}

/// From scores `[changes, 2, classes]`, the original first; none when there are more or fewer.
fn survival_rows(values: &[f32], classes: usize, standard: Standard) -> Option<Vec<SurvivalRow>> {
    let changes = catalogue::CHANGES;
    if values.len() != changes.len() * 2 * classes {
        return None;
    }
    let rows = changes.iter().zip(values.chunks_exact(2 * classes));
    rows.map(|(change, both)| {
        let (original, adversarial) = both.split_at(classes);
        let original = standard.look(original)?;
        let adversarial = standard.look(adversarial)?;
        Some(SurvivalRow {
            change: change.id,
            original: original.best,
            adversarial: adversarial.best,
            target_probability: adversarial.target.probability,
            source_probability: adversarial.source.probability,
            survives: adversarial.reached,
        })
    })
    .collect()
}
