use super::*;
use crate::app_model::DeviceWish;
use crate::app_model::frames::MOST_FRAMES;
use crate::app_model::map::sheet_of_pixels;
use crate::app_model::tests::{show, started};

#[test]
fn a_run_leads_from_its_start_to_a_verdict_on_the_saved_file() {
    let mut model = at_work();
    let effects = attack(&mut model, AttackEvent::Start);
    let (job, request, buffer) = attacks(&effects).remove(0);
    assert_eq!((request.goal, buffer), (Goal::Class(TARGET), pixels(1)));
    assert_eq!(run(&model).phase, RunPhase::Running);
    take_step(&mut model, job, 0, Payload::Bytes(pixels(1)));
    take_step(&mut model, job, 1, Payload::Bytes(Vec::new().into()));
    take_step(&mut model, job, 2, Payload::None);
    assert_eq!((run(&model).steps.len(), run(&model).frames.len()), (3, 1));
    let effects = end(&mut model, job, pixels(2));
    assert_eq!(run(&model).phase, RunPhase::Ended);
    assert_eq!(run(&model).image, Some(pixels(2)));
    assert!(run(&model).png.is_running() && run(&model).verdict.is_running());
    assert_eq!(errands(&effects)[0].1, pixels(2));
    let effects = seal(&mut model, &effects, &pixels(2));
    assert_eq!(run(&model).png, Later::Done(FILE.to_vec().into()));
    let (job, count, buffer) = classifications(&effects).remove(0);
    assert_eq!((count, buffer), (1, pixels(2)));
    classified(&mut model, job, winning(&[TARGET]));
    let verdict = run(&model).verdict.done().expect("a verdict");
    assert!(verdict.holds && verdict.same_pixels);
    assert_eq!((verdict.best.class, verdict.best.score), (TARGET, 20.0));
    assert_eq!((verdict.source.class, verdict.source.score), (SOURCE, 0.0));
}

/// The verdict on a file that is decoded as `decoded` and has these scores.
fn verdict(settle: impl Fn(&mut AppModel), decoded: Bytes, scores: Vec<f32>) -> Verdict {
    let mut model = at_work();
    settle(&mut model);
    attack(&mut model, AttackEvent::Start);
    let effects = end(&mut model, JobId(2), pixels(2));
    let effects = seal(&mut model, &effects, &decoded);
    classified(&mut model, classifications(&effects)[0].0, scores);
    *run(&model).verdict.done().expect("a verdict")
}

#[test]
fn a_file_that_is_seen_otherwise_is_no_success() {
    let failed = verdict(|_| {}, pixels(2), winning(&[SOURCE]));
    assert!(!failed.holds && failed.same_pixels);
    assert_eq!(failed.best.class, SOURCE);
    let tie = verdict(|_| {}, pixels(2), winning(&[ClassId(5), TARGET]));
    assert!(!tie.holds, "the first of equals is the best");
    let other_pixels = verdict(|_| {}, pixels(3), winning(&[TARGET]));
    assert!(other_pixels.holds && !other_pixels.same_pixels);
}

#[test]
fn a_wished_probability_is_asked_of_the_file_too() {
    let wish = |model: &mut AppModel| {
        attack(model, AttackEvent::UntilProbability(0.6));
    };
    // Two equal scores far above all others share the probability.
    let shared = verdict(wish, pixels(2), winning(&[TARGET, SOURCE]));
    assert_eq!(shared.best.class, TARGET);
    assert!((shared.target.probability - 0.5).abs() < 1e-3);
    assert!(!shared.holds);
    assert!(verdict(wish, pixels(2), winning(&[TARGET])).holds);
}

#[test]
fn leading_away_is_reached_by_any_class_but_the_source() {
    let away = |model: &mut AppModel| {
        attack(model, AttackEvent::Goal(Goal::Away));
    };
    assert!(verdict(away, pixels(2), winning(&[ClassId(9)])).holds);
    assert!(!verdict(away, pixels(2), winning(&[SOURCE])).holds);
}

#[test]
fn a_run_names_the_variant_that_computes_it_even_when_it_does_not_end() {
    let mut model = attacking();
    assert_eq!(run(&model).variant, "test");
    attack(&mut model, AttackEvent::Cancel { now_ms: 0.0 });
    assert_eq!(run(&model).variant, "test");
}

#[test]
fn an_attack_waits_for_an_engine_that_is_not_ready() {
    let (mut model, _) = started(DeviceWish::Cpu, None);
    show(&mut model, 1);
    assert!(attacks(&attack(&mut model, AttackEvent::Start)).is_empty());
    assert_eq!(run(&model).phase, RunPhase::Waiting);
    engine(&mut model, hello(), Payload::None);
    let effects = engine(&mut model, ready(DeviceKind::Cpu), Payload::None);
    assert_eq!(attacks(&effects).len(), 1);
    assert_eq!(run(&model).phase, RunPhase::Running);
}

#[test]
fn an_attack_that_waits_can_be_cancelled() {
    let (mut model, _) = started(DeviceWish::Cpu, None);
    show(&mut model, 1);
    attack(&mut model, AttackEvent::Start);
    assert!(attack(&mut model, AttackEvent::Cancel { now_ms: 0.0 }).is_empty());
    engine(&mut model, hello(), Payload::None);
    let effects = engine(&mut model, ready(DeviceKind::Cpu), Payload::None);
    assert!(attacks(&effects).is_empty());
    assert_eq!(run(&model).phase, RunPhase::Cancelled);
}

#[test]
fn without_a_picture_nothing_is_attacked() {
    let mut model = AppModel::default();
    assert!(attack(&mut model, AttackEvent::Start).is_empty());
    assert!(attack(&mut model, AttackEvent::Compare).is_empty());
    assert!(model.attack.run.is_none() && model.attack.comparison.is_none());
}

#[test]
fn a_run_pauses_and_goes_on() {
    let mut model = attacking();
    let job = JobId(2);
    assert!(attack(&mut model, AttackEvent::Resume).is_empty());
    let effects = attack(&mut model, AttackEvent::Pause);
    assert_eq!(requests(&effects), [EngineRequest::Pause { job }]);
    assert_eq!(run(&model).phase, RunPhase::Paused);
    let effects = attack(&mut model, AttackEvent::Resume);
    assert_eq!(requests(&effects), [EngineRequest::Resume { job }]);
    assert_eq!(run(&model).phase, RunPhase::Running);
}

#[test]
fn starting_again_replaces_the_run_and_what_the_old_one_still_says_is_ignored() {
    let mut model = attacking();
    take_step(&mut model, JobId(2), 0, Payload::Bytes(pixels(1)));
    let effects = attack(&mut model, AttackEvent::Start);
    assert!(requests(&effects).contains(&EngineRequest::Cancel { job: JobId(2) }));
    assert_eq!(attacks(&effects)[0].0, JobId(3));
    take_step(&mut model, JobId(2), 1, Payload::Bytes(pixels(1)));
    assert!(end(&mut model, JobId(2), pixels(2)).is_empty());
    let job = JobId(2);
    engine(&mut model, EngineEvent::Cancelled { job }, Payload::None);
    assert_eq!(run(&model).phase, RunPhase::Running);
    assert!(run(&model).steps.is_empty() && run(&model).image.is_none());
}

#[test]
fn a_frame_is_shown_by_its_position_and_the_newest_otherwise() {
    let mut model = attacking();
    for i in 0..3 {
        take_step(&mut model, JobId(2), i, Payload::Bytes(pixels(1)));
    }
    attack(&mut model, AttackEvent::Scrub(Some(1)));
    assert_eq!(model.attack.scrubbed, Some(1));
    attack(&mut model, AttackEvent::Scrub(Some(3)));
    assert_eq!(model.attack.scrubbed, None);
}

#[test]
fn the_frame_that_is_shown_stays_when_others_are_thinned_out() {
    let mut model = attacking();
    let shown = |model: &AppModel| {
        let position = model.attack.scrubbed.expect("a position");
        run(model).frames.get(position).map(|frame| frame.step)
    };
    let count = MOST_FRAMES as u32;
    for i in 0..count {
        take_step(&mut model, JobId(2), i, Payload::Bytes(pixels(1)));
    }
    attack(&mut model, AttackEvent::Scrub(Some(40)));
    take_step(&mut model, JobId(2), count, Payload::Bytes(pixels(1)));
    assert!(run(&model).frames.len() < MOST_FRAMES);
    assert_eq!(shown(&model), Some(40));
}

#[test]
fn a_new_picture_clears_what_was_found_and_leaves_the_settings() {
    let mut model = attacking();
    attack(&mut model, AttackEvent::Seed(9));
    let effects = show(&mut model, 2);
    assert!(model.attack.run.is_none());
    assert_eq!(model.attack.settings.seed, 9);
    take_step(&mut model, JobId(2), 0, Payload::Bytes(pixels(1)));
    assert!(model.attack.run.is_none());
    assert!(attacks(&effects).is_empty(), "nobody asked for another");
}

#[test]
fn a_map_of_part_one_is_computed_beside_an_attack() {
    let mut model = attacking();
    let effects = model.on_event(Event::ChooseClass(Some(ClassId(7))));
    let cancelled = EngineRequest::Cancel { job: JobId(2) };
    assert!(!requests(&effects).contains(&cancelled));
    let job = tasks(&effects)[0].0;
    let event = EngineEvent::Attribution {
        job,
        class: ClassId(7),
        sheet: sheet_of_pixels(3),
        facts: crate::protocol::Facts::default(),
        elapsed_ms: 1.0,
        variant: String::new(),
    };
    engine(&mut model, event, Payload::Floats(vec![0.0; 3].into()));
    assert_eq!(model.saliency.map.as_ref().map(|s| s.job), Some(job));
    assert_eq!(run(&model).phase, RunPhase::Running);
}
