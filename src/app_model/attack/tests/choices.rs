use super::*;
use crate::catalogue;

fn untargeted_only() -> &'static str {
    let all = catalogue::ATTACKS.iter();
    let found = all.clone().find(|attack| !attack.targeted);
    found.expect("an attack that only leads away").id
}

#[test]
fn begins_with_the_rule_of_the_practical_towards_its_example() {
    let settings = AttackSettings::default();
    assert_eq!(settings.attack, catalogue::ATTACKS[0].id);
    assert_eq!(settings.goal, Goal::Class(ClassId(6)));
    assert!(!settings.is_boxed() && !settings.is_eight_bit());
    let objective = settings.spec().params.iter().find(|p| p.id == "objective");
    assert_eq!(settings.values().get(objective.expect("an objective")), 0.0);
    let without_pictures = AttackRequest {
        frames: false,
        ..settings.request(settings.spec())
    };
    let expected = AttackRequest::new(catalogue::ATTACKS[0], settings.goal);
    assert_eq!(without_pictures, expected);
    assert!(FACTORS.contains(&settings.factor));
}

#[test]
fn an_attack_that_does_not_know_the_goal_brings_one_that_it_knows() {
    let mut model = at_work();
    attack(&mut model, AttackEvent::Choose(untargeted_only()));
    assert_eq!(model.attack.settings.goal, Goal::Away);
    attack(&mut model, AttackEvent::Goal(Goal::RunnerUp));
    assert_eq!(model.attack.settings.goal, Goal::Away, "it is ignored");
    attack(&mut model, AttackEvent::Choose("no-such-attack"));
    assert_eq!(model.attack.settings.attack, untargeted_only());
}

#[test]
fn parameters_belong_to_an_attack_and_stay_with_it() {
    let mut model = at_work();
    let first = catalogue::ATTACKS[0];
    let param = first.params[0];
    let default = param.default_value();
    attack(&mut model, AttackEvent::Set(param, 1.0));
    attack(&mut model, AttackEvent::Choose(catalogue::ATTACKS[1].id));
    attack(&mut model, AttackEvent::Choose(first.id));
    assert_eq!(model.attack.settings.values().get(param), 1.0);
    attack(&mut model, AttackEvent::Reset);
    assert_eq!(model.attack.settings.values().get(param), default);
    assert_ne!(default, 1.0);
}

#[test]
fn default_values_leave_nothing_that_rules_on_unseen() {
    let mut model = at_work();
    let goal = Goal::Class(ClassId(340));
    attack(&mut model, AttackEvent::Goal(goal));
    for id in [catalogue::ATTACKS[1].id, catalogue::ATTACKS[0].id] {
        attack(&mut model, AttackEvent::Choose(id));
        let param = model.attack.settings.spec().params[0];
        attack(&mut model, AttackEvent::Set(param, 2.0));
    }
    attack(&mut model, AttackEvent::UntilProbability(0.99));
    attack(&mut model, AttackEvent::CompareProbability(0.9));
    attack(&mut model, AttackEvent::CompareGradients(7));
    attack(&mut model, AttackEvent::Seed(5));
    attack(&mut model, AttackEvent::Boxed(true));
    attack(&mut model, AttackEvent::EightBit(true));
    attack(&mut model, AttackEvent::Factor(10));
    attack(&mut model, AttackEvent::Reset);
    let expected = AttackSettings {
        goal,
        target: ClassId(340),
        factor: 10,
        ..AttackSettings::default()
    };
    assert_eq!(model.attack.settings, expected);
}

#[test]
fn a_class_that_another_network_lacks_does_not_come_back() {
    let mut model = with_classes(10);
    go_over_to(&mut model, catalogue::NETWORKS[0].id);
    let own = model.checkpoints.all[0].spec.id;
    attack(&mut model, AttackEvent::Goal(Goal::Class(ClassId(340))));
    attack(&mut model, AttackEvent::Goal(Goal::Away));
    assert_eq!(model.attack.settings.target, ClassId(340));
    go_over_to(&mut model, own);
    let target = model.attack.settings.target;
    assert!(target.index() < 10, "{target}");
    assert_eq!(model.attack.settings.goal, Goal::Away);
    // What the button "a class" asks for.
    attack(&mut model, AttackEvent::Goal(Goal::Class(target)));
    assert_eq!(model.attack.settings.goal, Goal::Class(target));
}

#[test]
fn choices_that_make_no_sense_are_ignored_or_brought_into_range() {
    let mut model = at_work();
    let before = model.attack.settings.clone();
    attack(&mut model, AttackEvent::Factor(7));
    attack(&mut model, AttackEvent::UntilProbability(f32::NAN));
    attack(&mut model, AttackEvent::Goal(Goal::Class(ClassId(1000))));
    assert_eq!(model.attack.settings, before);
    attack(&mut model, AttackEvent::UntilProbability(1.5));
    attack(&mut model, AttackEvent::CompareGradients(0));
    assert_eq!(model.attack.settings.until_probability, 1.0);
    assert_eq!(model.attack.settings.compare_gradients, 1);
}

#[test]
fn the_two_switches_follow_the_attack_until_the_reader_sets_them() {
    let mut model = at_work();
    let start = |model: &mut AppModel, id| {
        attack(model, AttackEvent::Choose(id));
        let effects = attack(model, AttackEvent::Start);
        let (_, request, _) = attacks(&effects).remove(0);
        assert!(request.frames && request.max_gradients == 0);
        (request.boxed, request.eight_bit)
    };
    let [rule, other] = [0, 1].map(|at| catalogue::ATTACKS[at].id);
    assert_eq!(start(&mut model, rule), (false, false));
    assert_eq!(start(&mut model, other), (true, true));
    assert_eq!(start(&mut model, rule), (false, false));
    attack(&mut model, AttackEvent::Boxed(true));
    attack(&mut model, AttackEvent::EightBit(false));
    assert_eq!(start(&mut model, rule), (true, false));
    assert_eq!(start(&mut model, other), (true, false), "it stays set");
    attack(&mut model, AttackEvent::Reset);
    assert_eq!(start(&mut model, other), (true, true));
}

#[test]
fn what_is_compared_is_judged_alike_unless_the_reader_set_it() {
    let mut model = at_work();
    let compared = |model: &mut AppModel| {
        let effects = attack(model, AttackEvent::Compare);
        let (_, request, _) = attacks(&effects).remove(0);
        (request.boxed, request.eight_bit)
    };
    assert_eq!(compared(&mut model), (true, true), "the rule too");
    attack(&mut model, AttackEvent::EightBit(false));
    assert_eq!(compared(&mut model), (true, false));
}

#[test]
fn nothing_in_a_comparison_computes_gradients_beyond_its_budget() {
    let mut model = at_work();
    attack(&mut model, AttackEvent::CompareGradients(7));
    let effects = attack(&mut model, AttackEvent::Compare);
    let (_, request, _) = &attacks(&effects)[0];
    assert_eq!(request.max_gradients, 7);
    assert!(!request.frames);
}
