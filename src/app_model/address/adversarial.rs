use crate::app_model::{AttackSettings, FACTORS};
use crate::catalogue;
use crate::protocol::Goal;
use crate::spec::NetworkSpec;

use super::pairs::{Pairs, Taken};
use super::saliency::class_of;

/// Goals that are no class.
const GOALS: [(&str, Goal); 3] = [
    ("runner-up", Goal::RunnerUp),
    ("least-likely", Goal::LeastLikely),
    ("away", Goal::Away),
];

/// Every pair of the second part.
pub(super) fn pairs(pairs: &mut Pairs, settings: &mut AttackSettings, network: &NetworkSpec) {
    let attacks = catalogue::ATTACKS.iter().map(|spec| spec.id);
    let attacks: Vec<&'static str> = attacks.collect();
    pairs.id("method", &mut settings.attack, &attacks);
    let spec = settings.spec();
    let values = settings.params.entry(spec.id).or_default();
    pairs.params(spec.params, values, network);
    goal(pairs, settings, network);
    pairs.number("until", &mut settings.until_probability, [0.0, 1.0]);
    let on_files = settings.spec().on_files;
    switch(pairs, "box", &mut settings.boxed, on_files);
    switch(pairs, "eight-bit", &mut settings.eight_bit, on_files);
    pairs.seed("seed", &mut settings.seed);
    pairs.one("factor", &settings.factor.to_string(), &mut |text| {
        let known = FACTORS
            .into_iter()
            .find(|factor| factor.to_string() == text);
        settings.factor = known.unwrap_or(settings.factor);
        Taken::whole(known.is_some())
    });
}

/// A choice that is as the attack has it where the reader made none.
fn switch(pairs: &mut Pairs, key: &str, chosen: &mut Option<bool>, default: bool) {
    let mut on = chosen.unwrap_or(default);
    pairs.switch(key, &mut on);
    *chosen = (on != default).then_some(on);
}

fn goal(pairs: &mut Pairs, settings: &mut AttackSettings, network: &NetworkSpec) {
    settings.suit_goal();
    settings.adapt(network.classes);
    let named = GOALS.into_iter().find(|(_, goal)| *goal == settings.goal);
    let shown = match settings.goal {
        Goal::Class(class) => class.to_string(),
        _ => named.map_or("", |(id, _)| id).to_owned(),
    };
    let spec = settings.spec();
    pairs.one("to", &shown, &mut |text| {
        let named = GOALS.into_iter().find(|(id, _)| *id == text);
        let class = || class_of(text, network).map(Goal::Class);
        let goal = named.map(|(_, goal)| goal).or_else(class);
        let goal = goal.filter(|goal| AttackSettings::knows(spec, *goal));
        if let Some(goal) = goal {
            settings.aim_at(goal);
        }
        Taken::whole(goal.is_some())
    });
}
