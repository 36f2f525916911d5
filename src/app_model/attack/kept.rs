use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::app_model::frames::{Frames, KeptFrames};
use crate::app_model::keeping::{At, Piece, Restoring, Things};
use crate::app_model::map::KeptMap;
use crate::app_model::settings::kept_params;
use crate::app_model::{AppModel, Bytes, Effect, Later, RunPhase};
use crate::catalogue;
use crate::protocol::{AttackEnd, AttackRequest, AttackStep, Goal, Ray, Task};
use crate::scores::Standing;
use crate::spec::{ClassId, ParamValues};

use super::kept_comparison::KeptComparison;
use super::work::{Of, Work};
use super::{AttackRun, AttackSettings, AttackState, FACTORS, MapPair, SurvivalRow, Verdict};

/// [`AttackSettings`] as they are kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptAttackSettings {
    attack: String,
    params: BTreeMap<String, ParamValues>,
    goal: Goal,
    target: ClassId,
    boxed: Option<bool>,
    eight_bit: Option<bool>,
    until_probability: f32,
    seed: u32,
    factor: u32,
    compare_gradients: u32,
    compare_probability: f32,
    compare_away: bool,
}

impl AttackSettings {
    pub(in crate::app_model) fn keep(&self) -> KeptAttackSettings {
        let Self {
            attack,
            params,
            goal,
            target,
            boxed,
            eight_bit,
            until_probability,
            seed,
            factor,
            compare_gradients,
            compare_probability,
            compare_away,
        } = self;
        KeptAttackSettings {
            attack: (*attack).to_owned(),
            params: kept_params(params),
            goal: *goal,
            target: *target,
            boxed: *boxed,
            eight_bit: *eight_bit,
            until_probability: *until_probability,
            seed: *seed,
            factor: *factor,
            compare_gradients: *compare_gradients,
            compare_probability: *compare_probability,
            compare_away: *compare_away,
        }
    }

    /// For a network of so many classes; what the page does not know any more has its default.
    pub(in crate::app_model) fn restore(
        kept: KeptAttackSettings,
        classes: usize,
        lost: &mut Vec<Piece>,
    ) -> Self {
        let default = Self::default();
        let known = catalogue::attack(&kept.attack);
        if known.is_none() {
            lost.push(Piece::Settings);
        }
        let params = kept.params.into_iter();
        let params = params.filter_map(|(id, values)| Some((catalogue::attack(&id)?.id, values)));
        let share = |p: f32, default: f32| match p.is_finite() {
            true => p.clamp(0.0, 1.0),
            false => default,
        };
        let mut settings = Self {
            attack: known.map_or(default.attack, |spec| spec.id),
            params: params.collect(),
            goal: kept.goal,
            target: kept.target,
            boxed: kept.boxed,
            eight_bit: kept.eight_bit,
            until_probability: share(kept.until_probability, default.until_probability),
            seed: kept.seed,
            factor: Some(kept.factor)
                .filter(|factor| FACTORS.contains(factor))
                .unwrap_or(default.factor),
            compare_gradients: kept.compare_gradients.max(1),
            compare_probability: share(kept.compare_probability, default.compare_probability),
            compare_away: kept.compare_away,
        };
        settings.suit_goal();
        settings.adapt(classes);
        settings
    }
}

/// The second part of the practical as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptAttacks {
    run: Option<KeptRun>,
    scrubbed: Option<usize>,
    comparison: Option<KeptComparison>,
}

/// [`AttackRun`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptRun {
    request: AttackRequest,
    original: At,
    phase: RunPhase,
    steps: Vec<AttackStep>,
    frames: KeptFrames,
    end: Option<AttackEnd>,
    image: Option<At>,
    elapsed_ms: f32,
    variant: String,
    png: Later<At>,
    verdict: Later<Verdict>,
    survival: Later<Vec<KeptRow>>,
    ray: Later<Ray>,
    maps: Later<KeptMaps>,
}

/// [`SurvivalRow`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptRow {
    change: String,
    original: Standing,
    adversarial: Standing,
    target_probability: f32,
    source_probability: f32,
    survives: bool,
}

/// [`MapPair`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptMaps {
    before_class: ClassId,
    before: KeptMap,
    after_class: ClassId,
    after: KeptMap,
}

impl KeptRow {
    fn new(row: &SurvivalRow) -> Self {
        let SurvivalRow {
            change,
            original,
            adversarial,
            target_probability,
            source_probability,
            survives,
        } = *row;
        Self {
            change: change.to_owned(),
            original,
            adversarial,
            target_probability,
            source_probability,
            survives,
        }
    }

    /// None where the change is not known any more.
    fn row(&self) -> Option<SurvivalRow> {
        let mut changes = catalogue::CHANGES.iter();
        Some(SurvivalRow {
            change: changes.find(|change| change.id == self.change)?.id,
            original: self.original,
            adversarial: self.adversarial,
            target_probability: self.target_probability,
            source_probability: self.source_probability,
            survives: self.survives,
        })
    }
}

impl AttackRun {
    fn keep(&self, things: &mut Things) -> KeptRun {
        // A search under way is not begun again by itself: what it began from is kept.
        if let Some(before) = &self.before {
            return before.keep(things);
        }
        let Self {
            request,
            original,
            phase,
            steps,
            frames,
            end,
            image,
            elapsed_ms,
            variant,
            png,
            verdict,
            survival,
            ray,
            maps,
            before: _,
        } = self;
        KeptRun {
            request: request.clone(),
            original: things.put(original),
            phase: *phase,
            steps: steps.clone(),
            frames: frames.keep(things),
            end: end.clone(),
            image: image.as_ref().map(|image| things.put(image)),
            elapsed_ms: *elapsed_ms,
            variant: variant.clone(),
            png: png.and_then(|file| Some(things.put(file))),
            verdict: verdict.clone(),
            survival: survival.and_then(|rows| Some(rows.iter().map(KeptRow::new).collect())),
            ray: ray.clone(),
            maps: maps.and_then(|maps| {
                Some(KeptMaps {
                    before_class: maps.before_class,
                    before: maps.before.keep(things),
                    after_class: maps.after_class,
                    after: maps.after.keep(things),
                })
            }),
        }
    }
}

impl KeptRun {
    /// As it was, on images of so many bytes; none where something is missing or not known any more.
    fn run(self, length: usize, things: &Things) -> Option<AttackRun> {
        catalogue::attack(&self.request.attack)?;
        let original = things.of_length(self.original, length)?;
        if self.phase.is_under_way() {
            return Some(AttackRun::new(self.request, original));
        }
        let image = match self.image {
            Some(at) => Some(things.of_length(at, length)?),
            None => None,
        };
        let is_whole = self.end.is_some() == image.is_some();
        let maps = |maps: &KeptMaps| {
            Some(MapPair {
                before_class: maps.before_class,
                before: maps.before.map(things)?,
                after_class: maps.after_class,
                after: maps.after.map(things)?,
            })
        };
        is_whole.then_some(AttackRun {
            request: self.request,
            original,
            phase: self.phase,
            frames: Frames::restore(&self.frames, things, self.steps.len(), |pixels| {
                pixels.len() == length
            })?,
            steps: self.steps,
            end: self.end,
            image,
            elapsed_ms: self.elapsed_ms,
            variant: self.variant,
            png: self.png.and_then(|at| things.bytes(*at)),
            verdict: self.verdict,
            survival: self
                .survival
                .and_then(|rows| rows.iter().map(KeptRow::row).collect()),
            ray: self.ray,
            maps: self.maps.and_then(maps),
            before: None,
        })
    }
}

impl KeptAttacks {
    pub(in crate::app_model) fn is_empty(&self) -> bool {
        self.run.is_none() && self.comparison.is_none()
    }
}

impl AttackState {
    pub(in crate::app_model) fn keep(&self, things: &mut Things) -> KeptAttacks {
        KeptAttacks {
            run: self.run.as_ref().map(|run| run.keep(things)),
            scrubbed: self.scrubbed,
            comparison: self.keep_comparison(things),
        }
    }
}

impl AppModel {
    /// Puts back what was found, and asks again for what was under way.
    pub(in crate::app_model) fn restore_attacks(
        &mut self,
        kept: KeptAttacks,
        restoring: &mut Restoring,
        effects: &mut Vec<Effect>,
    ) {
        let length = self.image_bytes();
        if let Some(run) = kept.run {
            match run.run(length, &restoring.things) {
                Some(run) => self.restore_run(run, restoring, effects),
                None => restoring.lost.push(Piece::Attack),
            }
            self.attack.scrub(kept.scrubbed);
        }
        if let Some(comparison) = kept.comparison {
            self.restore_comparison(comparison, restoring, effects);
        }
    }

    fn restore_run(
        &mut self,
        mut run: AttackRun,
        restoring: &mut Restoring,
        effects: &mut Vec<Effect>,
    ) {
        let is_new = run.phase == RunPhase::Waiting;
        let seals = run.png.is_running() || run.verdict.is_running();
        let survival = run.survival.restart();
        let ray = run.ray.restart();
        let maps = run.maps.restart();
        restoring.restarted |= is_new || seals || survival || ray || maps;
        let (request, original) = (run.request.clone(), run.original.clone());
        let image: Option<Bytes> = run.image.clone();
        self.attack.run = Some(run);
        if is_new {
            let task = Task::Attack(request);
            self.ask_about_attack(Work::Attack(Of::Run), (task, original), effects);
        }
        if let Some(image) = image.filter(|_| seals) {
            self.seal(Of::Run, image, effects);
        }
        if survival {
            self.ask_survival(effects);
        }
        if ray {
            self.ask_ray(effects);
        }
        if maps {
            self.ask_maps(effects);
        }
    }
}
