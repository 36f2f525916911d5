//! The second part of the practical: an attack, what it found, and what is asked about it.

mod asked;
mod comparison;
mod event;
mod kept;
mod kept_comparison;
mod run;
mod sealing;
mod settings;
#[cfg(test)]
mod tests;
mod turn;
pub(super) mod work;

pub use comparison::{Comparison, Contender};
pub use event::AttackEvent;
pub use kept::{KeptAttackSettings, KeptAttacks};
pub use run::{AttackRun, MapPair, SurvivalRow, Verdict};
pub use settings::{AttackSettings, FACTORS, OF_THE_FORMULA};

use std::collections::VecDeque;

use crate::app_model::desk::MISFIT;
use crate::app_model::{AppModel, Effect, Map, Payload};
use crate::protocol::{EngineEvent, Goal};
use work::{Of, Work};

/// The second part of the practical.
#[derive(Debug, Clone, Default)]
pub struct AttackState {
    pub settings: AttackSettings,
    /// The run under way, or the last one on the present image.
    pub run: Option<AttackRun>,
    /// The kept frame that is shown, by its position among them; none: the newest.
    pub scrubbed: Option<usize>,
    pub comparison: Option<Comparison>,
    /// The contenders whose turn has not come.
    upcoming: VecDeque<usize>,
}

/// Why no attack can be started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hindrance {
    /// There is no image yet.
    NoPicture,
    /// The network has one class only.
    NoOtherClass,
    /// The network sees the goal already.
    AlreadyThere,
}

impl AppModel {
    /// Why no attack can be started as everything is set, if anything hinders it.
    pub fn attack_hindrance(&self) -> Option<Hindrance> {
        let opened = self.picture.opened.as_ref();
        let goal = self.attack.settings.goal;
        if self.network().classes < 2 {
            Some(Hindrance::NoOtherClass)
        } else if opened.is_none_or(|opened| opened.pixels.is_none()) {
            Some(Hindrance::NoPicture)
        } else if matches!(goal, Goal::Class(class) if Some(class) == self.seen_class(0)) {
            Some(Hindrance::AlreadyThere)
        } else {
            None
        }
    }

    pub(super) fn on_attack(&mut self, event: AttackEvent, effects: &mut Vec<Effect>) {
        match event {
            AttackEvent::Start => self.start_attack(effects),
            AttackEvent::Shrink => self.shrink_attack(effects),
            AttackEvent::Pause => self.hold_attack(true, effects),
            AttackEvent::Resume => self.hold_attack(false, effects),
            AttackEvent::Cancel { now_ms } => self.cancel_attack(Some(now_ms), effects),
            AttackEvent::Scrub(position) => self.attack.scrub(position),
            AttackEvent::SealAgain => self.seal_again(effects),
            AttackEvent::AskSurvival => self.ask_survival(effects),
            AttackEvent::AskRay => self.ask_ray(effects),
            AttackEvent::AskMaps => self.ask_maps(effects),
            AttackEvent::Compare => self.compare(effects),
            AttackEvent::CancelComparison { now_ms } => {
                self.cancel_comparison(Some(now_ms), effects);
            }
            AttackEvent::Goal(Goal::Class(class)) if class.index() >= self.network().classes => {}
            choice => {
                self.attack.settings.change(choice);
                let classes = self.network().classes;
                self.attack.settings.adapt(classes);
            }
        }
    }

    /// What the engine says of something that this part asked for.
    pub(super) fn on_attack_answer(
        &mut self,
        work: Work,
        event: EngineEvent,
        payload: Payload,
        effects: &mut Vec<Effect>,
    ) {
        match (work, event) {
            (
                Work::Attack(Of::Run),
                EngineEvent::AttackStep {
                    step, elapsed_ms, ..
                },
            ) => self.attack.add_step(step, elapsed_ms, payload),
            // A contender's steps are not shown, and of a map its end tells more.
            (
                _,
                EngineEvent::AttackStep { .. }
                | EngineEvent::MapSoFar { .. }
                | EngineEvent::Scores { .. }
                | EngineEvent::Progress { .. },
            ) => return,
            (
                Work::Attack(of),
                EngineEvent::AttackEnd {
                    end,
                    elapsed_ms,
                    variant,
                    ..
                },
            ) => self.on_attack_end(of, end, (elapsed_ms, variant), payload, effects),
            (Work::Verify { of, same_pixels }, EngineEvent::Classified { .. }) => {
                self.on_verified(of, same_pixels, payload);
            }
            (Work::Survival, EngineEvent::Classified { .. }) => self.on_survival(payload),
            (Work::Ray, EngineEvent::Ray { ray, .. }) => self.attack.on_ray(ray),
            (
                work @ (Work::MapBefore | Work::MapAfter { .. }),
                EngineEvent::Attribution {
                    class,
                    sheet,
                    facts,
                    ..
                },
            ) => self.on_map(work, class, Map::new(sheet, facts, payload), effects),
            (work, _) => self.attack.fail(&work, MISFIT),
        }
        self.advance_comparison(effects);
    }
}
