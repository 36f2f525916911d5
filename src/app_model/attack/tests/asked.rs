use super::*;
use crate::app_model::map::{Map, sheet_of_pixels};
use crate::catalogue;
use crate::protocol::Ray;

fn joined(first: Bytes, second: Bytes) -> Bytes {
    [&first[..], &second[..]].concat().into()
}

fn map(model: &mut AppModel, job: JobId, class: ClassId, values: Floats) -> Vec<Effect> {
    let event = EngineEvent::Attribution {
        job,
        class,
        sheet: sheet_of_pixels(values.len()),
        facts: crate::protocol::Facts::default(),
        elapsed_ms: 1.0,
        variant: String::new(),
    };
    engine(model, event, Payload::Floats(values))
}

/// Answers the change among `effects`, every image of it being picture 3's.
fn changed(model: &mut AppModel, effects: &[Effect], count: usize) -> Vec<Effect> {
    let (request, _) = errands(effects).remove(0);
    let DecoderRequest::Change { ticket, .. } = request else {
        panic!("{request:?}");
    };
    let images = pixels(3).repeat(count);
    let event = DecoderEvent::Changed { ticket, count: 2 };
    decoder(model, event, Payload::Bytes(images.into()))
}

#[test]
fn nothing_can_be_asked_before_the_run_has_ended() {
    let mut model = attacking();
    for event in [
        AttackEvent::AskSurvival,
        AttackEvent::AskRay,
        AttackEvent::AskMaps,
    ] {
        assert!(attack(&mut model, event).is_empty());
    }
    assert_eq!(run(&model).survival, Later::NotAsked);
}

#[test]
fn what_is_being_computed_is_not_asked_for_twice() {
    let mut model = verified();
    for event in [
        AttackEvent::AskSurvival,
        AttackEvent::AskRay,
        AttackEvent::AskMaps,
    ] {
        assert_eq!(attack(&mut model, event.clone()).len(), 1);
        assert!(attack(&mut model, event).is_empty());
    }
}

#[test]
fn survival_has_a_row_for_every_change_with_the_original_as_its_control() {
    let mut model = verified();
    let effects = attack(&mut model, AttackEvent::AskSurvival);
    assert_eq!(errands(&effects)[0].1, joined(pixels(1), pixels(2)));
    let changes = catalogue::CHANGES.len();
    let effects = changed(&mut model, &effects, 2 * changes);
    let (job, count, _) = classifications(&effects)[0].clone();
    assert_eq!(count as usize, 2 * changes);
    // The adversarial image survives every change but the first.
    let scores = (0..changes).flat_map(|change| {
        let found = if change == 0 { SOURCE } else { TARGET };
        [winning(&[SOURCE]), winning(&[found])].concat()
    });
    let scores = scores.collect();
    classified(&mut model, job, scores);
    let rows = run(&model).survival.done().expect("rows");
    let survives: Vec<bool> = rows.iter().map(|row| row.survives).collect();
    let expected: Vec<bool> = (0..changes).map(|change| change > 0).collect();
    assert_eq!(survives, expected);
    assert!(rows.iter().all(|row| row.original.class == SOURCE));
    assert_eq!(rows[1].change, catalogue::CHANGES[1].id);
    assert!(rows[1].target_probability > 0.99 && rows[1].source_probability < 0.01);
}

#[test]
fn changed_images_that_are_too_few_are_not_classified() {
    let mut model = verified();
    let effects = attack(&mut model, AttackEvent::AskSurvival);
    assert!(changed(&mut model, &effects, 3).is_empty());
    assert!(matches!(run(&model).survival, Later::Failed(_)));
    assert_eq!(attack(&mut model, AttackEvent::AskSurvival).len(), 1);
}

#[test]
fn the_ray_leads_from_the_original_to_what_was_found() {
    let mut model = verified();
    let effects = attack(&mut model, AttackEvent::AskRay);
    let (job, task, buffer) = tasks(&effects).remove(0);
    let (source, target) = (SOURCE, TARGET);
    assert_eq!(task, Task::Ray { source, target });
    assert_eq!(buffer, joined(pixels(1), pixels(2)));
    let ray = Ray {
        source,
        target,
        at: vec![0.0, 1.0],
        source_score: vec![2.0, 1.0],
        target_score: vec![1.0, 2.0],
        source_slope: -1.0,
        target_slope: 1.0,
        predicted: vec![source, target],
    };
    let event = EngineEvent::Ray {
        job,
        ray: ray.clone(),
    };
    engine(&mut model, event, Payload::None);
    assert_eq!(run(&model).ray, Later::Done(ray));
}

#[test]
fn maps_are_of_the_source_before_and_of_the_predicted_class_after() {
    let mut model = verified();
    let before: Floats = vec![1.0; pixels(1).len()].into();
    let after: Floats = vec![2.0; pixels(1).len()].into();
    let effects = attack(&mut model, AttackEvent::AskMaps);
    let (job, task, buffer) = tasks(&effects).remove(0);
    assert!(matches!(task, Task::Saliency(asked) if asked.class == Some(SOURCE)));
    assert_eq!(buffer, pixels(1));
    let scores = EngineEvent::Scores {
        job,
        elapsed_ms: 1.0,
    };
    engine(&mut model, scores, Payload::Floats(vec![0.0].into()));
    let effects = map(&mut model, job, SOURCE, before.clone());
    let (job, task, buffer) = tasks(&effects).remove(0);
    assert!(matches!(task, Task::Saliency(asked) if asked.class.is_none()));
    assert_eq!(buffer, pixels(2));
    map(&mut model, job, TARGET, after.clone());
    let expected = MapPair {
        before_class: SOURCE,
        before: Map::of_pixels(before),
        after_class: TARGET,
        after: Map::of_pixels(after),
    };
    assert_eq!(run(&model).maps, Later::Done(expected));
    assert!(model.saliency.map.is_none(), "part 1 keeps its own map");
    assert!(model.saliency.scores.is_none());
}

#[test]
fn what_was_asked_is_asked_again_of_the_next_engine_and_lost_where_none_comes() {
    let mut model = verified();
    attack(&mut model, AttackEvent::AskRay);
    attack(&mut model, AttackEvent::AskMaps);
    crash(&mut model);
    assert!(run(&model).ray.is_running() && run(&model).maps.is_running());
    let effects = start_over(&mut model);
    let asked = requests(&effects);
    assert!(asked.iter().any(|r| matches!(
        r,
        EngineRequest::Run {
            task: Task::Ray { .. },
            ..
        }
    )));
    for _ in 0..3 {
        crash(&mut model);
    }
    let lost = "the engine was lost".to_owned();
    assert_eq!(run(&model).ray, Later::Failed(lost.clone()));
    assert_eq!(run(&model).maps, Later::Failed(lost));
    attack(&mut model, AttackEvent::AskRay);
    assert!(run(&model).ray.is_running());
}
