use crate::app_model::desk::{Purpose, each_once};
use crate::app_model::{AppModel, Bytes, Effect, Later, Standstill};
use crate::catalogue;
use crate::protocol::{AttackEnd, AttackRequest, Goal, Task};
use crate::spec::AttackSpec;

use super::work::{Of, Work};
use super::{AttackSettings, AttackState, Verdict};
use crate::app_model::errands::Errand;

/// One attack in a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Contender {
    pub attack: &'static str,
    pub end: Later<AttackEnd>,
    /// The best image, 8-bit.
    pub image: Option<Bytes>,
    pub elapsed_ms: f32,
    /// Kernel variant that computed it.
    pub variant: String,
    pub verdict: Later<Verdict>,
}

/// Every attack that knows the goal, one after the other, under one budget.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    pub goal: Goal,
    pub max_gradients: u32,
    /// What every image is judged at, in 0..1; 0: the first place is enough.
    pub until_probability: f32,
    pub original: Bytes,
    pub contenders: Vec<Contender>,
    pub standstill: Option<Standstill>,
}

impl Contender {
    fn new(attack: &AttackSpec) -> Self {
        Self {
            attack: attack.id,
            end: Later::NotAsked,
            image: None,
            elapsed_ms: 0.0,
            variant: String::new(),
            verdict: Later::NotAsked,
        }
    }

    /// Whether it runs or is being verified.
    pub fn is_at_it(&self) -> bool {
        self.end.is_running() || self.verdict.is_running()
    }
}

impl Comparison {
    /// The kernel variants that its images were computed by, each once.
    pub fn variants(&self) -> Vec<&str> {
        each_once(self.contenders.iter().map(|c| c.variant.as_str()))
    }

    /// Whether something will still happen by itself.
    pub fn is_under_way(&self) -> bool {
        let to_do = |c: &Contender| c.is_at_it() || matches!(c.end, Later::NotAsked);
        self.standstill.is_none() && self.contenders.iter().any(to_do)
    }
}

impl AttackState {
    /// The attacks of the comparison, each with what it was asked for.
    pub fn contenders(&self) -> impl Iterator<Item = (&Contender, &AttackRequest)> {
        let contenders = self.comparison.iter().flat_map(|all| &all.contenders);
        contenders.zip(&self.requests)
    }

    pub(super) fn contender(&mut self, i: usize) -> Option<&mut Contender> {
        self.comparison.as_mut()?.contenders.get_mut(i)
    }

    /// No further contender begins; one that runs has its turn taken back.
    pub(super) fn stand_still(&mut self, why: Standstill) {
        self.upcoming.clear();
        let Some(comparison) = self.comparison.as_mut().filter(|c| c.is_under_way()) else {
            return;
        };
        comparison.standstill = Some(why);
        for contender in &mut comparison.contenders {
            if contender.end.is_running() {
                contender.end = Later::NotAsked;
            }
        }
    }
}

#[cfg(test)]
impl AttackState {
    /// What every contender was asked for.
    pub(crate) fn ask_for_tests(&mut self, requests: Vec<AttackRequest>) {
        self.requests = requests;
    }
}

impl AppModel {
    /// Sets every attack that knows the goal on the present image, one after the other.
    pub(super) fn compare(&mut self, effects: &mut Vec<Effect>) {
        let pixels = self.picture.opened.as_ref().and_then(|o| o.pixels.clone());
        let pixels = pixels.filter(|_| self.attack_hindrance().is_none());
        let Some(original) = pixels else { return };
        self.cancel_attack(None, effects);
        self.forget_comparison(effects);
        let settings = &self.attack.settings;
        let attacks = || {
            let all = catalogue::ATTACKS.iter();
            all.filter(|attack| AttackSettings::knows(attack, settings.goal))
        };
        let requests = attacks().map(|attack| settings.request_within_budget(attack));
        let requests: Vec<AttackRequest> = requests.collect();
        self.attack.upcoming = requests.iter().cloned().enumerate().collect();
        self.attack.requests = requests;
        self.attack.comparison = Some(Comparison {
            goal: settings.goal,
            max_gradients: settings.compare_gradients,
            until_probability: settings.compare_probability,
            original,
            contenders: attacks().map(|attack| Contender::new(attack)).collect(),
            standstill: None,
        });
        self.advance_comparison(effects);
    }

    /// Gives the next contender its turn, once the one before is verified: so none is timed while
    /// another one computes.
    pub(in crate::app_model) fn advance_comparison(&mut self, effects: &mut Vec<Effect>) {
        let comparison = self.attack.comparison.as_ref();
        let Some(comparison) = comparison.filter(|c| !c.contenders.iter().any(Contender::is_at_it))
        else {
            return;
        };
        let original = comparison.original.clone();
        if let Some((i, request)) = self.attack.upcoming.pop_front() {
            if let Some(contender) = self.attack.contender(i) {
                contender.end = Later::Running;
            }
            let work = Work::Attack(Of::Contender(i));
            self.ask_about_attack(work, (Task::Attack(request), original), effects);
        }
    }

    /// Ends the comparison under way; what was found stays, and is still verified.
    pub(super) fn cancel_comparison(&mut self, now_ms: Option<f64>, effects: &mut Vec<Effect>) {
        let runs = Purpose::attack(|work| matches!(work, Work::Attack(Of::Contender(_))));
        self.desk.withdraw(runs, now_ms, effects);
        self.attack.stand_still(Standstill::Cancelled);
    }

    pub(super) fn forget_comparison(&mut self, effects: &mut Vec<Effect>) {
        let is = Purpose::attack(Work::is_about_a_contender);
        self.desk.withdraw(is, None, effects);
        self.errands.drop_all(Errand::is_about_a_contender);
        self.attack.upcoming.clear();
        self.attack.comparison = None;
    }
}
