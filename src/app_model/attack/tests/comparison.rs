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

fn targeted() -> Vec<&'static str> {
    let all = catalogue::ATTACKS.iter();
    all.filter(|attack| attack.targeted)
        .map(|attack| attack.id)
        .collect()
}

#[test]
fn every_attack_that_knows_the_goal_has_its_turn_under_the_same_budget() {
    let mut model = at_work();
    attack(&mut model, AttackEvent::CompareGradients(30));
    let mut effects = attack(&mut model, AttackEvent::Compare);
    // What is chosen meanwhile is for the next time.
    attack(&mut model, AttackEvent::Goal(Goal::RunnerUp));
    attack(&mut model, AttackEvent::CompareGradients(99));
    for id in targeted() {
        let sent = attacks(&effects);
        assert_eq!(sent.len(), 1, "one at a time");
        let (_, request, buffer) = &sent[0];
        assert_eq!(request.attack, id);
        assert_eq!((request.max_gradients, request.frames), (30, false));
        assert_eq!((request.goal, buffer), (Goal::Class(TARGET), &pixels(1)));
        assert!(comparison(&model).is_under_way());
        effects = take_turn(&mut model, &effects);
    }
    assert!(attacks(&effects).is_empty());
    let comparison = comparison(&model);
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
fn the_probability_of_a_single_attack_does_not_rule_a_comparison() {
    let mut model = at_work();
    attack(&mut model, AttackEvent::UntilProbability(0.99));
    let effects = attack(&mut model, AttackEvent::Compare);
    assert_eq!(attacks(&effects)[0].1.until_probability, 0.0);
    assert_eq!(comparison(&model).until_probability, 0.0);
}

#[test]
fn a_comparison_is_judged_at_the_probability_that_it_was_asked_for() {
    let mut model = at_work();
    attack(&mut model, AttackEvent::CompareProbability(0.6));
    let effects = attack(&mut model, AttackEvent::Compare);
    assert_eq!(attacks(&effects)[0].1.until_probability, 0.6);
    // What is set meanwhile is for the next time.
    attack(&mut model, AttackEvent::CompareProbability(0.0));
    let effects = end(&mut model, attacks(&effects)[0].0, pixels(2));
    let effects = seal(&mut model, &effects, &pixels(2));
    let (job, ..) = classifications(&effects)[0];
    // Two equal scores far above all others share the probability.
    classified(&mut model, job, winning(&[TARGET, SOURCE]));
    let first = &comparison(&model).contenders[0];
    let verdict = first.verdict.done().expect("a verdict");
    assert!(!verdict.holds && verdict.best.class == TARGET);
    assert_eq!(comparison(&model).until_probability, 0.6);
    assert_eq!(comparison(&model).variants(), ["test"]);
}

#[test]
fn only_attacks_that_know_the_goal_take_part() {
    let mut model = at_work();
    attack(&mut model, AttackEvent::Compare);
    let contenders = &comparison(&model).contenders;
    let ids: Vec<&str> = contenders.iter().map(|c| c.attack).collect();
    assert_eq!(ids, targeted());
    assert!(ids.len() < catalogue::ATTACKS.len());
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
