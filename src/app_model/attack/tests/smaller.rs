use super::*;
use crate::protocol::ShrinkRequest;

/// The search among effects, with its images.
fn search(effects: &[Effect]) -> Option<(JobId, ShrinkRequest, Bytes)> {
    tasks(effects)
        .into_iter()
        .find_map(|(job, task, buffer)| match task {
            Task::Shrink(request) => Some((job, request, buffer)),
            _ => None,
        })
}

/// A verified run whose change is being made smaller; the job of that.
fn searching() -> (AppModel, JobId) {
    let mut model = verified();
    attack(&mut model, AttackEvent::AskRay);
    let effects = attack(&mut model, AttackEvent::Shrink);
    let (job, request, buffer) = search(&effects).expect("a search");
    assert_eq!(buffer[..], [&pixels(1)[..], &pixels(2)[..]].concat());
    assert_eq!((request.end.iterations, request.end.search_looks), (3, 0));
    (model, job)
}

fn searched(look: u32) -> AttackStep {
    AttackStep {
        look: 3 + look,
        stage: Stage::Shrink,
        search_look: look,
        ..step(3)
    }
}

fn take_searched(model: &mut AppModel, job: JobId, look: u32) {
    let event = EngineEvent::AttackStep {
        job,
        step: searched(look),
        elapsed_ms: 7.0,
    };
    engine(model, event, Payload::Bytes(pixels(3)));
}

#[test]
fn a_change_is_made_smaller_once_its_file_is_verified_and_only_once() {
    let (mut model, effects) = ended();
    assert!(search(&attack(&mut model, AttackEvent::Shrink)).is_none());
    seal(&mut model, &effects, &pixels(2));
    assert!(search(&attack(&mut model, AttackEvent::Shrink)).is_none());
    let (mut model, job) = searching();
    assert!(search(&attack(&mut model, AttackEvent::Shrink)).is_none());
    take_searched(&mut model, job, 1);
    take_searched(&mut model, job, 2);
    let before = run(&model).steps.len();
    let event = EngineEvent::AttackEnd {
        job,
        end: AttackEnd {
            search_looks: 2,
            search_gradients: 1,
            best: searched(2),
            ..run(&model)
                .before
                .as_ref()
                .expect("a run")
                .end
                .clone()
                .expect("an end")
        },
        elapsed_ms: 9.0,
        variant: "test".to_owned(),
    };
    let effects = engine(&mut model, event, Payload::Bytes(pixels(3)));
    assert_eq!(run(&model).steps.len(), before);
    assert_eq!(run(&model).elapsed_ms, 49.0, "on top of the attack's");
    assert_eq!(
        run(&model).ray,
        Later::NotAsked,
        "it was of the other image"
    );
    let effects = seal(&mut model, &effects, &pixels(3));
    classified(
        &mut model,
        classifications(&effects)[0].0,
        winning(&[TARGET]),
    );
    assert!(run(&model).verdict.done().is_some_and(|v| v.holds));
    let (first, end) = run(&model).gain().expect("a gain");
    assert_eq!((first.search_look, end.search_gradients), (1, 1));
    assert!(search(&attack(&mut model, AttackEvent::Shrink)).is_none());
}

#[test]
fn a_search_that_does_not_end_leaves_the_run_as_it_was() {
    let expected = AttackRun {
        ray: Later::NotAsked,
        ..run(&verified()).clone()
    };
    let (mut model, job) = searching();
    take_searched(&mut model, job, 1);
    attack(&mut model, AttackEvent::Cancel { now_ms: 0.0 });
    assert_eq!(*run(&model), expected);

    let (mut model, job) = searching();
    take_searched(&mut model, job, 1);
    let error = JobError {
        kind: JobErrorKind::NotFinite,
        message: "not a number".to_owned(),
    };
    engine(
        &mut model,
        EngineEvent::Failed { job, error },
        Payload::None,
    );
    assert_eq!(*run(&model), expected);
}

#[test]
fn a_search_whose_engine_is_lost_begins_anew_behind_the_attack() {
    let (mut model, job) = searching();
    let before = run(&model).steps.len();
    take_searched(&mut model, job, 1);
    crash(&mut model);
    assert_eq!(run(&model).phase, RunPhase::Waiting);
    assert_eq!(run(&model).steps.len(), before);
    assert!(search(&start_over(&mut model)).is_some());
    assert_eq!(run(&model).phase, RunPhase::Running);
}
