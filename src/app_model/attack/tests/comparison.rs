use super::*;
use crate::app_model::tests::show;
use crate::catalogue;

fn comparison(model: &AppModel) -> &Comparison {
    model.attack.comparison.as_ref().expect("a comparison")
}

/// Lets the contender that was sent among `effects` end and be verified; what follows comes back.
fn take_turn(model: &mut AppModel, effects: &[Effect]) -> Vec<Effect> {
    let (job, ..) = attacks(effects)[0];
    let effects = end(model, job, pixels(2));
    let effects = seal(model, &effects, &pixels(2));
    let (job, ..) = classifications(&effects)[0];
    classified(model, job, winning(&[TARGET]))
}

/// The attacks that know a goal, in their order.
fn known(goal: Goal) -> Vec<&'static str> {
    let all = catalogue::ATTACKS.iter();
    all.filter(|attack| AttackSettings::knows(attack, goal))
        .map(|attack| attack.id)
        .collect()
}

#[test]
fn every_attack_that_knows_the_goal_has_its_turn_under_the_same_budget() {
    let mut model = at_work();
    attack(&mut model, AttackEvent::CompareGradients(30));
    attack(&mut model, AttackEvent::CompareProbability(0.75));
    let mut effects = attack(&mut model, AttackEvent::Compare);
    // What is chosen meanwhile is for the next time.
    attack(&mut model, AttackEvent::Goal(Goal::RunnerUp));
    attack(&mut model, AttackEvent::CompareGradients(99));
    attack(&mut model, AttackEvent::CompareProbability(0.0));
    let goals = [Goal::Class(TARGET), Goal::Away];
    let rounds = goals.map(|goal| [0.0, 0.75].map(|p| (goal, p)));
    let turns = rounds.as_flattened().iter();
    let turns: Vec<_> = turns
        .flat_map(|turn| known(turn.0).into_iter().map(move |id| (id, *turn)))
        .collect();
    for (at, (id, (goal, probability))) in turns.iter().enumerate() {
        assert_eq!(comparison(&model).done(), at);
        let sent = attacks(&effects);
        assert_eq!(sent.len(), 1, "one at a time");
        let (_, request, buffer) = &sent[0];
        assert_eq!(request.attack, *id);
        assert_eq!((request.max_gradients, request.spends), (30, true));
        assert_eq!(request.until_probability, *probability);
        assert!(!request.frames);
        assert_eq!((request.goal, buffer), (*goal, &pixels(1)));
        assert!(comparison(&model).is_under_way());
        effects = take_turn(&mut model, &effects);
    }
    assert!(attacks(&effects).is_empty());
    let comparison = comparison(&model);
    assert_eq!(comparison.done(), turns.len());
    assert!(!comparison.is_under_way());
    assert_eq!(comparison.standstill, None);
    let done = |c: &Contender| {
        c.end.done().is_some() && c.image == Some(pixels(2)) && c.elapsed_ms == 40.0
    };
    assert!(comparison.contenders.iter().all(done));
    let holds = |c: &Contender| c.verdict.done().is_some_and(|v| v.holds && v.same_pixels);
    assert!(comparison.contenders.iter().all(holds));
}

#[test]
fn each_attack_is_paired_with_itself_at_the_common_probability() {
    let mut model = at_work();
    attack(&mut model, AttackEvent::Compare);
    let comparison = comparison(&model);
    assert_eq!(comparison.goals(), [Goal::Class(TARGET), Goal::Away]);
    for goal in comparison.goals() {
        let pairs = comparison.pairs(goal);
        let ids: Vec<&str> = pairs.iter().map(|(own, _)| own.attack).collect();
        assert_eq!(ids, known(goal));
        for (own, at) in pairs {
            let at = at.expect("a partner");
            assert_eq!((own.attack, own.request.goal), (at.attack, goal));
            assert!(own.is_at_its_own() && !at.is_at_its_own());
        }
    }
}

#[test]
fn deepfool_stands_beside_the_untargeted_ones_unless_they_are_left_out() {
    let ids = |model: &AppModel, goal| -> Vec<&'static str> {
        let pairs = comparison(model).pairs(goal);
        pairs.iter().map(|(own, _)| own.attack).collect()
    };
    let mut model = at_work();
    attack(&mut model, AttackEvent::Compare);
    assert!(ids(&model, Goal::Away).contains(&"deepfool"));
    assert!(!ids(&model, Goal::Class(TARGET)).contains(&"deepfool"));
    attack(&mut model, AttackEvent::CompareAway(false));
    attack(&mut model, AttackEvent::Compare);
    assert_eq!(comparison(&model).goals(), [Goal::Class(TARGET)]);
    // They are not compared twice where they are the goal.
    attack(&mut model, AttackEvent::CompareAway(true));
    attack(&mut model, AttackEvent::Goal(Goal::Away));
    attack(&mut model, AttackEvent::Compare);
    assert_eq!(comparison(&model).goals(), [Goal::Away]);
    assert_eq!(ids(&model, Goal::Away), known(Goal::Away));
}

#[test]
fn the_probability_of_a_single_attack_does_not_rule_a_comparison() {
    let mut model = at_work();
    attack(&mut model, AttackEvent::UntilProbability(0.99));
    attack(&mut model, AttackEvent::CompareProbability(0.0));
    attack(&mut model, AttackEvent::Compare);
    assert_eq!(comparison(&model).probability, 0.0);
    let contenders = &comparison(&model).contenders;
    assert!(contenders.iter().all(Contender::is_at_its_own));
    assert!(comparison(&model).pairs(Goal::Away)[0].1.is_none());
}

#[test]
fn a_file_is_judged_at_the_probability_that_its_attack_was_asked_for() {
    let mut model = at_work();
    attack(&mut model, AttackEvent::CompareProbability(0.6));
    let mut effects = attack(&mut model, AttackEvent::Compare);
    // What is set meanwhile is for the next time.
    attack(&mut model, AttackEvent::CompareProbability(0.0));
    let count = known(Goal::Class(TARGET)).len();
    for _ in 0..=count {
        effects = end(&mut model, attacks(&effects)[0].0, pixels(2));
        effects = seal(&mut model, &effects, &pixels(2));
        let (job, ..) = classifications(&effects)[0];
        // Two equal scores far above all others share the probability.
        effects = classified(&mut model, job, winning(&[TARGET, SOURCE]));
    }
    let verdict = |at: usize| {
        let contender = &comparison(&model).contenders[at];
        contender.verdict.done().expect("a verdict")
    };
    assert!(verdict(0).holds && !verdict(count).holds);
    assert_eq!(verdict(count).best.class, TARGET);
    assert_eq!(comparison(&model).probability, 0.6);
    assert_eq!(comparison(&model).variants(), ["test"]);
}

#[test]
fn a_contender_that_fails_does_not_stop_the_others() {
    let mut model = at_work();
    let effects = attack(&mut model, AttackEvent::Compare);
    let (job, ..) = attacks(&effects)[0];
    let error = JobError {
        kind: JobErrorKind::NotFinite,
        message: "not a number".to_owned(),
    };
    let effects = engine(
        &mut model,
        EngineEvent::Failed { job, error },
        Payload::None,
    );
    assert_eq!(attacks(&effects).len(), 1);
    let first = &comparison(&model).contenders[0];
    assert_eq!(first.end, Later::Failed("not a number".to_owned()));
    assert!(model.notices.is_empty(), "its row says so");
}

#[test]
fn a_comparison_that_is_cancelled_keeps_what_it_has() {
    let mut model = at_work();
    let effects = attack(&mut model, AttackEvent::Compare);
    let effects = take_turn(&mut model, &effects);
    let (job, ..) = attacks(&effects)[0];
    let effects = attack(&mut model, AttackEvent::CancelComparison { now_ms: 0.0 });
    assert_eq!(requests(&effects), [EngineRequest::Cancel { job }]);
    assert!(effects.contains(&Effect::Wake { after_ms: 300 }));
    assert!(end(&mut model, job, pixels(2)).is_empty());
    let comparison = comparison(&model);
    assert_eq!(comparison.standstill, Some(Standstill::Cancelled));
    assert!(comparison.contenders[0].verdict.done().is_some());
    let rest = &comparison.contenders[1..];
    assert!(rest.iter().all(|c| c.end == Later::NotAsked));
}

#[test]
fn a_comparison_goes_on_after_a_crash_and_stands_still_where_no_engine_comes() {
    let mut model = at_work();
    let effects = attack(&mut model, AttackEvent::Compare);
    let first = attacks(&effects)[0].1.clone();
    crash(&mut model);
    assert_eq!(comparison(&model).standstill, None);
    let effects = start_over(&mut model);
    assert_eq!(attacks(&effects)[0].1, first, "the same contender, anew");
    for _ in 0..3 {
        crash(&mut model);
    }
    let comparison = comparison(&model);
    assert_eq!(comparison.standstill, Some(Standstill::Interrupted));
    assert!(matches!(comparison.contenders[0].end, Later::Failed(_)));
    assert_eq!(comparison.contenders[1].end, Later::NotAsked);
}

#[test]
fn a_run_and_a_comparison_end_each_other() {
    let mut model = attacking();
    let effects = attack(&mut model, AttackEvent::Compare);
    assert!(requests(&effects).contains(&EngineRequest::Cancel { job: JobId(2) }));
    assert_eq!(run(&model).phase, RunPhase::Cancelled);
    let (job, ..) = attacks(&effects)[0];
    let effects = attack(&mut model, AttackEvent::Start);
    assert!(requests(&effects).contains(&EngineRequest::Cancel { job }));
    assert_eq!(attacks(&effects).len(), 1);
    assert_eq!(comparison(&model).standstill, Some(Standstill::Cancelled));
}

#[test]
fn a_new_picture_clears_the_comparison() {
    let mut model = at_work();
    let effects = attack(&mut model, AttackEvent::Compare);
    let effects = end(&mut model, attacks(&effects)[0].0, pixels(2));
    show(&mut model, 2);
    assert!(model.attack.comparison.is_none());
    assert!(seal(&mut model, &effects, &pixels(2)).is_empty());
}

#[test]
fn with_several_engines_several_attacks_are_at_it_and_none_is_left_out() {
    let mut model = at_work();
    model.surroundings.engines = 2;
    let mut waiting = attacks(&attack(&mut model, AttackEvent::Compare));
    assert_eq!(waiting.len(), 3);
    let mut begun = waiting.len();
    // The newest is the first that ends.
    while let Some((job, ..)) = waiting.pop() {
        let effects = end(&mut model, job, pixels(2));
        assert!(attacks(&effects).is_empty(), "it is not verified yet");
        let effects = seal(&mut model, &effects, &pixels(2));
        let (job, ..) = classifications(&effects)[0];
        let effects = classified(&mut model, job, winning(&[TARGET]));
        let next = attacks(&effects);
        begun += next.len();
        waiting.extend(next);
    }
    let comparison = comparison(&model);
    assert_eq!(
        (begun, comparison.done()),
        (comparison.contenders.len(), begun)
    );
    assert!(!comparison.is_under_way());
}

#[test]
fn how_long_a_comparison_takes_is_told_before_it_is_started() {
    let mut model = at_work();
    attack(&mut model, AttackEvent::CompareGradients(30));
    attack(&mut model, AttackEvent::CompareProbability(0.0));
    attack(&mut model, AttackEvent::CompareAway(false));
    let count = known(Goal::Class(TARGET)).len();
    assert_eq!(model.comparison_estimate(None), (count, None));
    // Before an attack was timed, by what is said a gradient takes.
    let ms = (count * 30 * 2) as f64;
    assert_eq!(model.comparison_estimate(Some(2.0)), (count, Some(ms)));
    // Each at the common probability, too, and those that only leave the class.
    attack(&mut model, AttackEvent::CompareProbability(0.9));
    attack(&mut model, AttackEvent::CompareAway(true));
    let all = 2 * (count + known(Goal::Away).len());
    assert_eq!(model.comparison_estimate(None), (all, None));
    // Then by what was timed, whatever was said.
    let effects = attack(&mut model, AttackEvent::Compare);
    take_turn(&mut model, &effects);
    let first = &comparison(&model).contenders[0];
    let gradients = first.end.done().expect("an end").gradients;
    let pace = f64::from(first.elapsed_ms) / f64::from(gradients);
    let (_, told) = model.comparison_estimate(Some(2000.0));
    let told = told.expect("a time");
    assert!((told - pace * 30.0 * all as f64).abs() < 1e-6, "{told}");
}
