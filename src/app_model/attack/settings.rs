use std::collections::BTreeMap;

use crate::catalogue;
use crate::protocol::{AttackRequest, Goal};
use crate::spec::{AttackSpec, ClassId, ParamSpec, ParamValues};

use super::AttackEvent;

/// By how much a difference picture may be multiplied.
pub const FACTORS: [u32; 4] = [1, 10, 50, 100];

/// The parameters of the practical's formula, which most attacks have.
pub const OF_THE_FORMULA: [&str; 2] = ["steps", "eta"];

/// The practical's example: stingray.
const FIRST_TARGET: ClassId = ClassId(6);

/// What the reader chose for attacks; nothing here is lost when a worker or picture goes.
#[derive(Debug, Clone, PartialEq)]
pub struct AttackSettings {
    pub attack: &'static str,
    /// By attack; an attack that is not named has its defaults.
    pub params: BTreeMap<&'static str, ParamValues>,
    pub goal: Goal,
    /// The class of the last [`Goal::Class`]: it comes back when the reader goes back to a class.
    pub target: ClassId,
    /// Keep every pixel in 0..255; none: as is the attack's default.
    pub boxed: Option<bool>,
    /// Judge what a file of 8 bits holds; none: as is the attack's default.
    pub eight_bit: Option<bool>,
    /// In 0..1; 0: the first place is enough.
    pub until_probability: f32,
    pub seed: u32,
    /// Of the difference picture: one of [`FACTORS`].
    pub factor: u32,
    /// Gradients that each attack may compute in a comparison.
    pub compare_gradients: u32,
    /// The probability that all attacks of a comparison are compared at, in 0..1; 0: at none.
    pub compare_probability: f32,
    /// Whether a comparison of attacks that lead to a class has those beside it that only leave one.
    pub compare_away: bool,
}

impl Default for AttackSettings {
    fn default() -> Self {
        Self {
            attack: catalogue::ATTACKS[0].id,
            params: BTreeMap::new(),
            goal: Goal::Class(FIRST_TARGET),
            target: FIRST_TARGET,
            boxed: None,
            eight_bit: None,
            until_probability: 0.0,
            seed: 0,
            factor: 50,
            compare_gradients: 100,
            compare_probability: 0.9,
            compare_away: true,
        }
    }
}

impl AttackSettings {
    /// The chosen attack.
    pub fn spec(&self) -> &'static AttackSpec {
        catalogue::attack(self.attack).unwrap_or(catalogue::ATTACKS[0])
    }

    /// The parameters of the chosen attack.
    pub fn values(&self) -> ParamValues {
        self.values_of(self.attack)
    }

    /// Whether `attack` can be told to reach `goal`.
    pub fn knows(attack: &AttackSpec, goal: Goal) -> bool {
        match goal {
            Goal::Away => attack.untargeted,
            Goal::Class(_) | Goal::RunnerUp | Goal::LeastLikely => attack.targeted,
        }
    }

    /// Whether the chosen attack keeps every pixel in 0..255.
    pub fn is_boxed(&self) -> bool {
        self.boxed.unwrap_or(self.spec().on_files)
    }

    /// Whether the chosen attack judges what a file of 8 bits holds.
    pub fn is_eight_bit(&self) -> bool {
        self.eight_bit.unwrap_or(self.spec().on_files)
    }

    /// Whether anything but the parameters of the practical's formula was set. Not the seed: it may follow from a name.
    pub fn goes_beyond_formula(&self) -> bool {
        let (spec, values) = (self.spec(), self.values());
        let is_other = |param: &&ParamSpec| !OF_THE_FORMULA.contains(&param.id);
        let is_changed = |param: &&ParamSpec| values.get(param) != param.default_value();
        self.is_boxed() != spec.on_files
            || self.is_eight_bit() != spec.on_files
            || self.until_probability > 0.0
            || spec
                .params
                .iter()
                .copied()
                .any(|param| is_other(&param) && is_changed(&param))
    }

    /// A run of `attack` as everything is set, with a picture of every step.
    pub fn request(&self, attack: &AttackSpec) -> AttackRequest {
        AttackRequest {
            attack: attack.id.to_owned(),
            params: self.values_of(attack.id),
            goal: self.goal,
            eight_bit: self.eight_bit.unwrap_or(attack.on_files),
            boxed: self.boxed.unwrap_or(attack.on_files),
            until_probability: self.until_probability,
            max_gradients: 0,
            spends: false,
            seed: self.seed,
            frames: true,
        }
    }

    /// The same without pictures, for images that are compared as the files they become: judged so
    /// by every attack, unless the reader chose otherwise.
    pub(in crate::app_model) fn request_on_files(&self, attack: &AttackSpec) -> AttackRequest {
        AttackRequest {
            eight_bit: self.eight_bit.unwrap_or(true),
            boxed: self.boxed.unwrap_or(true),
            frames: false,
            ..self.request(attack)
        }
    }

    /// Everything that a comparison asks for: each attack at its own success, then at the probability
    /// that all are compared at; then the same of those that only leave the class.
    pub(super) fn requests_of_comparison(&self) -> Vec<AttackRequest> {
        let is_apart = self.compare_away && self.goal != Goal::Away;
        let goals = [Some(self.goal), is_apart.then_some(Goal::Away)];
        let at = Some(self.compare_probability).filter(|probability| *probability > 0.0);
        let mut requests = Vec::new();
        for goal in goals.into_iter().flatten() {
            for until_probability in [Some(0.0), at].into_iter().flatten() {
                let attacks = catalogue::ATTACKS.iter();
                let attacks = attacks.filter(|attack| Self::knows(attack, goal));
                requests.extend(attacks.map(|attack| AttackRequest {
                    goal,
                    until_probability,
                    ..self.request_within_budget(attack)
                }));
            }
        }
        requests
    }

    /// As on files, with all of the budget of a comparison to use up.
    fn request_within_budget(&self, attack: &AttackSpec) -> AttackRequest {
        AttackRequest {
            max_gradients: self.compare_gradients,
            spends: true,
            ..self.request_on_files(attack)
        }
    }

    fn values_of(&self, attack: &str) -> ParamValues {
        self.params.get(attack).cloned().unwrap_or_default()
    }

    /// Takes in a choice; what the attack or the page does not know is ignored.
    pub(super) fn change(&mut self, event: AttackEvent) {
        match event {
            AttackEvent::Choose(attack) => self.choose(attack),
            AttackEvent::Set(param, value) => self.set(param, value),
            AttackEvent::Reset => self.reset(),
            AttackEvent::Goal(goal) if Self::knows(self.spec(), goal) => self.aim_at(goal),
            AttackEvent::Boxed(boxed) => self.boxed = Some(boxed),
            AttackEvent::EightBit(eight_bit) => self.eight_bit = Some(eight_bit),
            AttackEvent::UntilProbability(p) if p.is_finite() => {
                self.until_probability = p.clamp(0.0, 1.0);
            }
            AttackEvent::CompareProbability(p) if p.is_finite() => {
                self.compare_probability = p.clamp(0.0, 1.0);
            }
            AttackEvent::CompareAway(away) => self.compare_away = away,
            AttackEvent::Seed(seed) => self.seed = seed,
            AttackEvent::Factor(factor) if FACTORS.contains(&factor) => self.factor = factor,
            // For the engine, none means no limit.
            AttackEvent::CompareGradients(count) => self.compare_gradients = count.max(1),
            _ => {}
        }
    }

    /// Aims at a class that the network has, now or when the reader goes back to one.
    pub(in crate::app_model) fn adapt(&mut self, classes: usize) {
        if let Goal::Class(class) = self.goal {
            self.target = class;
        }
        if self.target.index() >= classes {
            self.target = FIRST_TARGET.min(ClassId(classes.saturating_sub(1) as u16));
        }
        if matches!(self.goal, Goal::Class(_)) {
            self.goal = Goal::Class(self.target);
        }
    }

    pub(in crate::app_model) fn aim_at(&mut self, goal: Goal) {
        self.goal = goal;
        if let Goal::Class(class) = goal {
            self.target = class;
        }
    }

    /// Everything but what is attacked, by which attack and where to: nothing that was set once
    /// rules on unseen.
    fn reset(&mut self) {
        *self = Self {
            attack: self.attack,
            goal: self.goal,
            target: self.target,
            factor: self.factor,
            ..Self::default()
        };
    }

    fn choose(&mut self, attack: &str) {
        let Some(spec) = catalogue::attack(attack) else {
            return;
        };
        self.attack = spec.id;
        self.suit_goal();
    }

    /// Aims at something that the chosen attack can be told to reach.
    pub(in crate::app_model) fn suit_goal(&mut self) {
        let spec = self.spec();
        if !Self::knows(spec, self.goal) {
            self.goal = if spec.targeted {
                Goal::Class(self.target)
            } else {
                Goal::Away
            };
        }
    }

    fn set(&mut self, param: &ParamSpec, value: f32) {
        if self.spec().params.iter().any(|known| known.id == param.id) {
            let values = self.params.entry(self.attack).or_default();
            values.set(param, value);
        }
    }
}
