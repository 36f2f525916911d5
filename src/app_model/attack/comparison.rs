use crate::app_model::desk::{Purpose, each_once};
use crate::app_model::{AppModel, Bytes, Effect, Kind, Later, Seat, Standstill};
use crate::catalogue;
use crate::protocol::{AttackEnd, AttackRequest, Goal, Task};

use super::work::{Of, Work};
use super::{AttackState, Verdict};
use crate::app_model::errands::Errand;

/// One attack in a comparison, at its own success or at the probability that all are compared at.
#[derive(Debug, Clone, PartialEq)]
pub struct Contender {
    pub attack: &'static str,
    /// What it was asked for.
    pub request: AttackRequest,
    pub end: Later<AttackEnd>,
    /// The best image, 8-bit.
    pub image: Option<Bytes>,
    pub elapsed_ms: f32,
    /// Kernel variant that computed it.
    pub variant: String,
    pub verdict: Later<Verdict>,
}

/// Every attack that knows the goal, and beside them those that only leave the class, as many at a time as there are
/// engines; each has the same budget, and uses it up as it can.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    pub goal: Goal,
    pub max_gradients: u32,
    /// What all are compared at, beside their own successes, in 0..1; 0: nothing.
    pub probability: f32,
    pub original: Bytes,
    pub contenders: Vec<Contender>,
    pub standstill: Option<Standstill>,
}

impl Contender {
    /// None where the attack is not known.
    pub(in crate::app_model) fn new(request: AttackRequest) -> Option<Self> {
        Some(Self {
            attack: catalogue::attack(&request.attack)?.id,
            request,
            end: Later::NotAsked,
            image: None,
            elapsed_ms: 0.0,
            variant: String::new(),
            verdict: Later::NotAsked,
        })
    }

    /// The same without its picture.
    pub fn figures(&self) -> Self {
        Self {
            image: None,
            ..self.clone()
        }
    }

    /// Whether it runs or is being verified.
    pub fn is_at_it(&self) -> bool {
        self.end.is_running() || self.verdict.is_running()
    }

    /// Whether it has only its own success to find.
    pub fn is_at_its_own(&self) -> bool {
        self.request.until_probability == 0.0
    }
}

impl Comparison {
    /// The kernel variants that its images were computed by, each once.
    pub fn variants(&self) -> Vec<&str> {
        each_once(self.contenders.iter().map(|c| c.variant.as_str()))
    }

    /// What it leads to: its goal, and where attacks that only leave the class stand beside it, that.
    pub fn goals(&self) -> Vec<Goal> {
        let is_apart = self.contenders.iter().any(|c| c.request.goal != self.goal);
        let goals = [Some(self.goal), is_apart.then_some(Goal::Away)];
        goals.into_iter().flatten().collect()
    }

    /// The attacks that lead to `goal`: each at its own success, and at the common probability.
    pub fn pairs(&self, goal: Goal) -> Vec<(&Contender, Option<&Contender>)> {
        let of_goal = |c: &&Contender| c.request.goal == goal;
        let all = || self.contenders.iter().filter(of_goal);
        let own = all().filter(|c| c.is_at_its_own());
        own.map(|own| {
            let at = all().find(|c| c.attack == own.attack && !c.is_at_its_own());
            (own, at)
        })
        .collect()
    }

    /// The same without pictures.
    pub fn figures(&self) -> Self {
        let contenders = self.contenders.iter().map(Contender::figures);
        Self {
            goal: self.goal,
            max_gradients: self.max_gradients,
            probability: self.probability,
            original: Bytes::from([]),
            contenders: contenders.collect(),
            standstill: self.standstill,
        }
    }

    /// How many contenders have had their turn.
    pub fn done(&self) -> usize {
        let is_over = |c: &&Contender| !c.is_at_it() && !matches!(c.end, Later::NotAsked);
        self.contenders.iter().filter(is_over).count()
    }

    /// Whether something will still happen by itself.
    pub fn is_under_way(&self) -> bool {
        let to_do = |c: &Contender| c.is_at_it() || matches!(c.end, Later::NotAsked);
        self.standstill.is_none() && self.contenders.iter().any(to_do)
    }
}

impl AttackState {
    /// Milliseconds of a gradient and of all that goes with it: of the last comparison, or else of the last attack.
    fn pace_ms(&self) -> Option<f64> {
        let contenders = self.comparison.iter().flat_map(|c| &c.contenders);
        let compared = contenders.filter_map(|c| Some((c.elapsed_ms, c.end.done()?)));
        let run = self.run.as_ref().filter(|run| run.before.is_none());
        let run = run.and_then(|run| Some((run.elapsed_ms, run.end.as_ref()?)));
        [compared.collect(), Vec::from_iter(run)].iter().find_map(
            |timed: &Vec<(f32, &AttackEnd)>| {
                let ms: f64 = timed.iter().map(|(ms, _)| f64::from(*ms)).sum();
                let gradients: f64 = timed.iter().map(|(_, end)| f64::from(end.gradients)).sum();
                (gradients > 0.0).then_some(ms / gradients)
            },
        )
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

impl AppModel {
    /// How many measurements a comparison takes as it is set, and in how many milliseconds at the most;
    /// `otherwise` is what a gradient takes before an attack was timed.
    pub fn comparison_estimate(&self, otherwise: Option<f64>) -> (usize, Option<f64>) {
        let settings = &self.attack.settings;
        let count = settings.requests_of_comparison().len();
        let gradients = count as f64 * f64::from(settings.compare_gradients);
        let side_by_side = self.side_by_side(Seat::First).min(count).max(1);
        let pace = self.attack.pace_ms().or(otherwise);
        (count, pace.map(|ms| ms * gradients / side_by_side as f64))
    }

    /// Sets the attacks on the present image.
    pub(super) fn compare(&mut self, effects: &mut Vec<Effect>) {
        let pixels = self.picture.opened.as_ref().and_then(|o| o.pixels.clone());
        let pixels = pixels.filter(|_| self.attack_hindrance().is_none());
        let Some(original) = pixels else { return };
        self.cancel_attack(None, effects);
        self.forget_comparison(effects);
        let settings = &self.attack.settings;
        let requests = settings.requests_of_comparison().into_iter();
        let contenders: Vec<Contender> = requests.filter_map(Contender::new).collect();
        self.attack.upcoming = (0..contenders.len()).collect();
        self.attack.comparison = Some(Comparison {
            goal: settings.goal,
            max_gradients: settings.compare_gradients,
            probability: settings.compare_probability,
            original,
            contenders,
            standstill: None,
        });
        self.advance_comparison(effects);
    }

    /// Gives the next contenders their turn: one, once the one before is verified, or as many as there are engines for.
    pub(in crate::app_model) fn advance_comparison(&mut self, effects: &mut Vec<Effect>) {
        let at_once = self.at_once(Seat::First);
        while let Some(comparison) = &self.attack.comparison {
            let at_it = comparison.contenders.iter().filter(|c| c.is_at_it());
            if at_it.count() >= at_once {
                return;
            }
            let original = comparison.original.clone();
            let next = self.attack.upcoming.pop_front();
            let Some((i, contender)) = next.and_then(|i| Some((i, self.attack.contender(i)?)))
            else {
                return;
            };
            contender.end = Later::Running;
            let request = contender.request.clone();
            let work = Work::Attack(Of::Contender(i));
            self.ask_about_attack(work, (Task::Attack(request), original), effects);
        }
    }

    /// Ends the comparison under way; what was found stays, and is still verified.
    pub(in crate::app_model) fn cancel_comparison(
        &mut self,
        now_ms: Option<f64>,
        effects: &mut Vec<Effect>,
    ) {
        let runs = Purpose::attack(|work| matches!(work, Work::Attack(Of::Contender(_))));
        self.desk.withdraw(runs, now_ms, effects);
        self.attack.stand_still(Standstill::Cancelled);
    }

    pub(super) fn forget_comparison(&mut self, effects: &mut Vec<Effect>) {
        self.shelve_before_it_goes(Kind::Comparison, effects);
        let is = Purpose::attack(Work::is_about_a_contender);
        self.desk.withdraw(is, None, effects);
        self.errands.drop_all(Errand::is_about_a_contender);
        self.attack.upcoming.clear();
        self.attack.comparison = None;
    }
}
