use super::*;
use crate::app_model::tests::{framed, has_notice, kinds_spawned};
use crate::app_model::{Again, BlobId, PictureSource};
use crate::image::Framing;

fn with_a_step() -> AppModel {
    let mut model = attacking();
    take_step(&mut model, JobId(2), 0, Payload::Bytes(pixels(1)));
    model
}

#[test]
fn a_cancel_is_seen_at_once_and_a_worker_that_does_not_obey_is_replaced() {
    let mut model = with_a_step();
    let effects = attack(&mut model, AttackEvent::Cancel { now_ms: 1_000.0 });
    assert_eq!(
        requests(&effects),
        [EngineRequest::Cancel { job: JobId(2) }]
    );
    assert!(effects.contains(&Effect::Wake { after_ms: 300 }));
    assert_eq!(run(&model).phase, RunPhase::Cancelled);
    let early = model.on_event(Event::Tick { now_ms: 1_200.0 });
    assert!(kinds_spawned(&early).is_empty());
    let late = model.on_event(Event::Tick { now_ms: 1_300.0 });
    assert_eq!(kinds_spawned(&late), [DeviceKind::Cpu]);
    assert_eq!(run(&model).phase, RunPhase::Cancelled);
    assert_eq!((run(&model).steps.len(), run(&model).frames.len()), (1, 1));
    let once = model.on_event(Event::Tick { now_ms: 1_400.0 });
    assert!(kinds_spawned(&once).is_empty());
}

#[test]
fn a_cancel_that_is_answered_leaves_the_worker_alone() {
    let mut model = with_a_step();
    attack(&mut model, AttackEvent::Cancel { now_ms: 1_000.0 });
    let job = JobId(2);
    engine(&mut model, EngineEvent::Cancelled { job }, Payload::None);
    let late = model.on_event(Event::Tick { now_ms: 1_400.0 });
    assert!(kinds_spawned(&late).is_empty());
}

#[test]
fn a_cancelled_run_that_ended_all_the_same_leaves_the_worker_alone() {
    let mut model = with_a_step();
    attack(&mut model, AttackEvent::Cancel { now_ms: 1_000.0 });
    assert!(end(&mut model, JobId(2), pixels(2)).is_empty());
    let late = model.on_event(Event::Tick { now_ms: 1_400.0 });
    assert!(kinds_spawned(&late).is_empty());
    assert_eq!(run(&model).phase, RunPhase::Cancelled);
}

#[test]
fn a_crash_keeps_the_steps_and_frames_and_the_run_is_not_begun_anew() {
    let mut model = with_a_step();
    attack(&mut model, AttackEvent::Pause);
    crash(&mut model);
    assert_eq!(run(&model).phase, RunPhase::Interrupted);
    assert_eq!((run(&model).steps.len(), run(&model).frames.len()), (1, 1));
    let effects = start_over(&mut model);
    assert!(attacks(&effects).is_empty());
    assert_eq!(tasks(&effects).len(), 1, "the map of part 1 is asked again");
    assert!(end(&mut model, JobId(2), pixels(2)).is_empty());
    assert_eq!(run(&model).phase, RunPhase::Interrupted);
}

#[test]
fn steps_are_signs_of_life_between_two_crashes() {
    let mut model = at_work();
    for _ in 0..5 {
        let effects = attack(&mut model, AttackEvent::Start);
        let job = attacks(&effects)[0].0;
        take_step(&mut model, job, 0, Payload::None);
        assert_eq!(kinds_spawned(&crash(&mut model)), [DeviceKind::Cpu]);
        start_over(&mut model);
    }
}

#[test]
fn a_verdict_is_asked_again_and_says_so_where_it_is_lost() {
    let (mut model, effects) = ended();
    seal(&mut model, &effects, &pixels(2));
    crash(&mut model);
    assert!(run(&model).verdict.is_running());
    assert_eq!(classifications(&start_over(&mut model)).len(), 1);
    for _ in 0..3 {
        crash(&mut model);
    }
    assert!(matches!(run(&model).verdict, Later::Failed(_)));
    assert_eq!(run(&model).phase, RunPhase::Ended);
}

#[test]
fn a_file_that_is_sealed_while_the_engine_restarts_is_judged_afterwards() {
    let (mut model, effects) = ended();
    crash(&mut model);
    assert!(classifications(&seal(&mut model, &effects, &pixels(2))).is_empty());
    assert!(run(&model).verdict.is_running());
    let effects = start_over(&mut model);
    assert_eq!(classifications(&effects).len(), 1);
}

#[test]
fn a_run_that_failed_is_kept_and_reported() {
    let mut model = with_a_step();
    let error = JobError {
        kind: JobErrorKind::NotFinite,
        message: "not a number".to_owned(),
    };
    let job = JobId(2);
    let failed = EngineEvent::Failed {
        job,
        error: error.clone(),
    };
    engine(&mut model, failed, Payload::None);
    assert_eq!(run(&model).phase, RunPhase::Interrupted);
    assert_eq!(run(&model).steps.len(), 1);
    assert!(has_notice(&model, |n| *n == NoticeKind::JobFailed(error.clone())));
}

#[test]
fn a_device_that_fails_in_an_attack_is_replaced() {
    let mut model = with_a_step();
    let error = JobError {
        kind: JobErrorKind::Device,
        message: "gone".to_owned(),
    };
    let job = JobId(2);
    let effects = engine(
        &mut model,
        EngineEvent::Failed { job, error },
        Payload::None,
    );
    assert_eq!(kinds_spawned(&effects), [DeviceKind::Cpu]);
    // It begins anew by itself, as the notice says.
    assert_eq!(run(&model).phase, RunPhase::Waiting);
    assert!(run(&model).steps.is_empty());
    assert!(has_notice(&model, |n| matches!(
        n,
        NoticeKind::DeviceLost {
            again: Again::Restarted,
            ..
        }
    )));
    let effects = start_over(&mut model);
    assert_eq!(attacks(&effects).len(), 1);
    assert_eq!(run(&model).phase, RunPhase::Running);
}

#[test]
fn a_paused_attack_keeps_what_it_found_when_its_engine_is_lost() {
    let mut model = with_a_step();
    attack(&mut model, AttackEvent::Pause);
    crash(&mut model);
    assert_eq!(run(&model).phase, RunPhase::Interrupted);
    assert_eq!(run(&model).steps.len(), 1);
    assert!(has_notice(&model, |n| matches!(
        n,
        NoticeKind::EngineCrashed {
            again: Again::Paused,
            ..
        }
    )));
}

#[test]
fn an_image_of_another_size_is_not_taken() {
    let mut model = with_a_step();
    let effects = end(&mut model, JobId(2), vec![0; 7].into());
    assert!(errands(&effects).is_empty());
    assert_eq!(run(&model).phase, RunPhase::Interrupted);
    assert!(run(&model).end.is_none() && run(&model).image.is_none());
}

#[test]
fn a_decoder_that_dies_takes_the_seal_with_it() {
    let (mut model, _) = ended();
    let generation = model.picture.decoder;
    model.on_event(Event::DecoderCrashed {
        generation,
        message: String::new(),
    });
    assert!(matches!(run(&model).png, Later::Failed(_)));
    assert!(matches!(run(&model).verdict, Later::Failed(_)));
    let effects = attack(&mut model, AttackEvent::AskSurvival);
    assert!(matches!(effects[0], Effect::SpawnDecoder { .. }));
    assert_eq!(errands(&effects).len(), 1);
}

#[test]
fn a_seal_that_failed_can_be_asked_for_again_and_one_that_holds_is_not_made_twice() {
    let (mut model, _) = ended();
    let generation = model.picture.decoder;
    model.on_event(Event::DecoderCrashed {
        generation,
        message: String::new(),
    });
    let effects = attack(&mut model, AttackEvent::SealAgain);
    assert!(matches!(effects[0], Effect::SpawnDecoder { .. }));
    assert!(run(&model).png.is_running());
    assert!(attack(&mut model, AttackEvent::SealAgain).is_empty());
    let effects = seal(&mut model, &effects, &pixels(2));
    assert_eq!(classifications(&effects).len(), 1);
    assert!(matches!(run(&model).png, Later::Done(_)));
    assert!(attack(&mut model, AttackEvent::SealAgain).is_empty());
}

#[test]
fn a_decoder_that_is_replaced_is_asked_for_the_seal_again() {
    let (mut model, _) = ended();
    let open = |byte: u8| Event::OpenPicture {
        name: format!("{byte}.png"),
        source: PictureSource::File {
            blob: BlobId(u32::from(byte)),
        },
    };
    model.on_event(open(5));
    let effects = model.on_event(open(6));
    assert!(matches!(effects[0], Effect::SpawnDecoder { .. }));
    let effects = seal(&mut model, &effects, &pixels(2));
    assert_eq!(classifications(&effects).len(), 1);
}

#[test]
fn a_seal_that_could_not_be_made_is_said_and_a_broken_one_not_believed() {
    let (mut model, _) = ended();
    let message = "no memory".to_owned();
    let ticket = 1;
    let event = DecoderEvent::NotMade { ticket, message };
    decoder(&mut model, event, Payload::None);
    assert_eq!(run(&model).png, Later::Failed("no memory".to_owned()));

    let (mut model, _) = ended();
    let event = DecoderEvent::Sealed {
        ticket,
        file_bytes: 100,
    };
    let short = Payload::Bytes(vec![0; 10].into());
    assert!(decoder(&mut model, event, short).is_empty());
    assert!(matches!(run(&model).verdict, Later::Failed(_)));
}

#[test]
fn another_framing_ends_the_run_and_forgets_it() {
    let mut model = with_a_step();
    model.on_event(Event::Frame(Framing::Squeeze));
    let event = framed(1, Framing::Squeeze);
    let effects = decoder(&mut model, event, Payload::Bytes(pixels(7)));
    assert!(requests(&effects).contains(&EngineRequest::Cancel { job: JobId(2) }));
    assert!(model.attack.run.is_none());
}

#[test]
fn the_same_pixels_framed_again_change_nothing() {
    let mut model = with_a_step();
    model.on_event(Event::Frame(Framing::Squeeze));
    let event = framed(1, Framing::Squeeze);
    decoder(&mut model, event, Payload::Bytes(pixels(1)));
    assert_eq!(run(&model).phase, RunPhase::Running);
}

#[test]
fn an_attack_that_pauses_is_not_taken_for_a_dead_worker() {
    let mut model = with_a_step();
    attack(&mut model, AttackEvent::Pause);
    let id = first(&model);
    for second in 1..=60 {
        let now_ms = f64::from(second) * 1_000.0;
        let effects = model.on_event(Event::Tick { now_ms });
        assert!(kinds_spawned(&effects).is_empty());
        if requests(&effects).contains(&EngineRequest::Ping) {
            model.on_event(Event::Engine {
                id,
                event: EngineEvent::Pong,
                payload: Payload::None,
                now_ms,
            });
        }
    }
    assert_eq!(run(&model).phase, RunPhase::Paused);
}
