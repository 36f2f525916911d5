use super::*;
use crate::app_model::PairEvent;
use crate::catalogue;

const GOALS: [Goal; 4] = [
    Goal::Class(ClassId(0)),
    Goal::RunnerUp,
    Goal::LeastLikely,
    Goal::Away,
];

#[test]
fn with_one_class_nothing_can_be_started_whatever_the_goal() {
    let mut model = with_classes(1);
    for spec in catalogue::ATTACKS {
        attack(&mut model, AttackEvent::Choose(spec.id));
        for goal in GOALS {
            attack(&mut model, AttackEvent::Goal(goal));
            assert_eq!(model.attack_hindrance(), Some(Hindrance::NoOtherClass));
            for event in [AttackEvent::Start, AttackEvent::Compare] {
                assert!(attack(&mut model, event).is_empty(), "{} {goal:?}", spec.id);
            }
        }
    }
    assert!(model.attack.run.is_none() && model.attack.comparison.is_none());
    assert!(!model.can_fill_matrix() && !model.can_ask_transfer());
    let images = vec!["cat".to_owned()];
    model.on_event(Event::Pair(PairEvent::Fill { images }));
    assert!(model.pair.matrix.is_none());
}

#[test]
fn one_class_is_said_before_there_is_a_picture() {
    let mut model = with_classes(1);
    model.picture.opened = None;
    assert_eq!(model.attack_hindrance(), Some(Hindrance::NoOtherClass));
    go_over_to(&mut model, catalogue::NETWORKS[0].id);
    assert_eq!(model.attack_hindrance(), Some(Hindrance::NoPicture));
}

#[test]
fn with_few_classes_every_goal_can_be_started_and_names_a_class_that_exists() {
    for classes in [2, 3, 7] {
        let mut model = with_classes(classes);
        let goal = model.attack.settings.goal;
        let exists = matches!(goal, Goal::Class(class) if class.index() < classes);
        assert!(exists, "{classes}: {goal:?}");
        for goal in [goal, Goal::RunnerUp, Goal::LeastLikely, Goal::Away] {
            attack(&mut model, AttackEvent::Goal(goal));
            let effects = attack(&mut model, AttackEvent::Start);
            assert_eq!(attacks(&effects)[0].1.goal, goal, "{classes}");
            assert_eq!(run(&model).phase, RunPhase::Running);
        }
    }
}

#[test]
fn a_class_that_is_seen_already_is_no_goal() {
    let mut model = at_work();
    let event = EngineEvent::Scores {
        job: JobId(1),
        elapsed_ms: 1.0,
    };
    let scores = Payload::Floats(winning(&[TARGET]).into());
    engine(&mut model, event, scores);
    assert_eq!(model.attack_hindrance(), Some(Hindrance::AlreadyThere));
    assert!(attacks(&attack(&mut model, AttackEvent::Start)).is_empty());
    assert!(attacks(&attack(&mut model, AttackEvent::Compare)).is_empty());
    attack(&mut model, AttackEvent::Goal(Goal::RunnerUp));
    assert_eq!(model.attack_hindrance(), None);
}
