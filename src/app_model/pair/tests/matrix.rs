use super::*;
use crate::app_model::Standstill;
use crate::protocol::{
    AttackEnd, AttackRequest, AttackStep, DecoderEvent, DecoderRequest, Ending, Goal, JobError,
    JobErrorKind,
};
use crate::scores::Standing;

const BIRD: ClassId = ClassId(10);

fn matrix(model: &AppModel) -> &Matrix {
    model.pair.matrix.as_ref().expect("a matrix")
}

fn filling(images: &[&str], targets: usize) -> AppModel {
    let mut model = side_by_side();
    pair(&mut model, PairEvent::Targets(targets));
    let images = images.iter().map(|name| (*name).to_owned()).collect();
    pair(&mut model, PairEvent::Fill { images });
    model
}

fn arrives(model: &mut AppModel, image: usize) -> Vec<Effect> {
    let matrix = matrix(model).number;
    let event = PairEvent::Image {
        matrix,
        image,
        file: Some(b"file"[..].into()),
    };
    pair(model, event)
}

/// Answers the glance among `effects`.
fn opened(model: &mut AppModel, effects: &[Effect], byte: u8) -> Vec<Effect> {
    let ticket = effects.iter().find_map(|effect| match effect {
        Effect::ToDecoder {
            request: DecoderRequest::Glance { ticket, side: 224 },
            ..
        } => Some(*ticket),
        _ => None,
    });
    let ticket = ticket.expect("a glance");
    let event = DecoderEvent::Glanced { ticket };
    decoder(model, event, Payload::Bytes(pixels(byte)))
}

/// Both engines see these classes in what was given to them; what follows comes back.
fn see(model: &mut AppModel, effects: &[Effect], seen: [ClassId; 2]) -> Vec<Effect> {
    let mut next = Vec::new();
    for (seat, job, task, _) in given(effects) {
        if matches!(task, Task::Classify { .. }) {
            let scores = floats(winning(seen[seat.index()]));
            next.extend(say(model, seat, classified(job), scores));
        }
    }
    next
}

fn attacks(effects: &[Effect]) -> Vec<(Seat, JobId, AttackRequest, Bytes)> {
    let attack = |(seat, job, task, buffer)| match task {
        Task::Attack(request) => Some((seat, job, request, buffer)),
        _ => None,
    };
    given(effects).into_iter().filter_map(attack).collect()
}

fn ends(model: &mut AppModel, (seat, job): (Seat, JobId), elapsed_ms: f32) -> Vec<Effect> {
    let standing = Standing {
        class: CAT,
        score: 1.0,
        probability: 0.5,
    };
    let event = EngineEvent::AttackEnd {
        job,
        end: AttackEnd {
            ending: Ending::Reached,
            iterations: 1,
            gradients: 1,
            looks: 2,
            first_reached: Some(1),
            tried: None,
            search_looks: 0,
            search_gradients: 0,
            best: AttackStep {
                margin: 1.0,
                reached: true,
                ..AttackStep::for_tests(1, standing, standing)
            },
            was_dead: false,
        },
        elapsed_ms,
        variant: "test".to_owned(),
    };
    say(model, seat, event, Payload::Bytes(pixels(9)))
}

fn target(request: &AttackRequest) -> ClassId {
    match request.goal {
        Goal::Class(class) => class,
        other => panic!("{other:?}"),
    }
}

/// A matrix of one image and target whose two attacks were just begun.
fn begun() -> (AppModel, Vec<Effect>) {
    let mut model = filling(&["cat"], 1);
    let effects = arrives(&mut model, 0);
    let effects = opened(&mut model, &effects, 7);
    let effects = see(&mut model, &effects, [CAT, BIRD]);
    (model, effects)
}

#[test]
fn each_image_is_attacked_on_both_networks_and_judged_by_both_on_its_8_bit_pixels() {
    let (mut model, effects) = begun();
    let begun = attacks(&effects);
    assert_eq!(begun.iter().map(|a| a.0).collect::<Vec<_>>(), Seat::BOTH);
    for (_, _, request, buffer) in &begun {
        assert_eq!((target(request), buffer), (ClassId(6), &pixels(7)));
        assert!(!request.frames && request.eight_bit);
    }
    // On the first it reaches its target and fools the second; on the second it fails.
    let seen = [[ClassId(6), CAT], [CAT, BIRD]];
    for ((seat, job, ..), seen) in begun.into_iter().zip(seen) {
        let effects = ends(&mut model, (seat, job), 40.0);
        assert_eq!(given(&effects).len(), 2, "both judge");
        assert!(
            given(&effects)
                .iter()
                .all(|(.., image)| *image == pixels(9))
        );
        see(&mut model, &effects, seen);
    }
    let matrix = matrix(&model);
    assert!(!matrix.is_under_way());
    assert_eq!((matrix.progress(), matrix.standstill), ((2, 2), None));
    let transferred = MatrixCell {
        attacks: 1,
        successes: 1,
        fooled: 1,
        at_target: 0,
    };
    assert_eq!(matrix.cell(Seat::First, Seat::Second), transferred);
    let failed = MatrixCell {
        attacks: 1,
        ..MatrixCell::default()
    };
    assert_eq!(matrix.cell(Seat::Second, Seat::First), failed);
}

#[test]
fn the_time_left_is_known_from_the_first_attack_on() {
    let mut model = filling(&["cat"], 3);
    let effects = arrives(&mut model, 0);
    let effects = opened(&mut model, &effects, 7);
    let effects = see(&mut model, &effects, [CAT, CAT]);
    assert_eq!(matrix(&model).remaining_ms(), None);
    let (seat, job, ..) = attacks(&effects)[0];
    let effects = ends(&mut model, (seat, job), 40.0);
    see(&mut model, &effects, [CAT, CAT]);
    assert_eq!(matrix(&model).progress(), (1, 6));
    // Three are left on the second network, which is at it at the same time as the first.
    assert_eq!(matrix(&model).remaining_ms(), Some(120.0));
}

#[test]
fn an_image_that_does_not_come_or_open_is_left_out() {
    let mut model = filling(&["lost", "broken", "cat"], 1);
    let number = matrix(&model).number;
    let event = |image, file| PairEvent::Image {
        matrix: number,
        image,
        file,
    };
    pair(&mut model, event(0, None));
    let effects = arrives(&mut model, 1);
    arrives(&mut model, 2);
    let ticket = effects.iter().find_map(|effect| match effect {
        Effect::ToDecoder {
            request: DecoderRequest::Glance { ticket, .. },
            ..
        } => Some(*ticket),
        _ => None,
    });
    let event = DecoderEvent::NotMade {
        ticket: ticket.expect("a glance"),
        message: "no picture".to_owned(),
    };
    let effects = decoder(&mut model, event, Payload::None);
    let effects = opened(&mut model, &effects, 7);
    see(&mut model, &effects, [CAT, CAT]);
    let matrix = matrix(&model);
    let states: Vec<_> = matrix.images.iter().map(|image| image.seen.id()).collect();
    assert_eq!(states, ["failed", "failed", "done"]);
    assert_eq!(matrix.progress(), (0, 2));
}

#[test]
fn cancelled_it_keeps_what_it_has_and_takes_back_what_runs() {
    let (mut model, effects) = begun();
    let begun = attacks(&effects);
    let effects = pair(&mut model, PairEvent::CancelMatrix { now_ms: 0.0 });
    for (seat, job, ..) in &begun {
        assert_eq!(cancelled(&effects, *seat), [*job]);
    }
    assert_eq!(matrix(&model).standstill, Some(Standstill::Cancelled));
    let (seat, job, ..) = begun[0];
    assert!(ends(&mut model, (seat, job), 40.0).is_empty());
    assert!(
        matrix(&model)
            .trials
            .iter()
            .all(|t| t.seen == Later::NotAsked)
    );
    assert!(model.can_fill_matrix());
}

#[test]
fn a_lost_engine_interrupts_it_on_both() {
    let (mut model, effects) = begun();
    let (_, first_job, ..) = attacks(&effects)[0];
    let effects = crash(&mut model);
    assert_eq!(matrix(&model).standstill, Some(Standstill::Interrupted));
    assert_eq!(cancelled(&effects, Seat::First), [first_job]);
    assert!(model.engines.is_ready());
}

#[test]
fn an_attack_that_fails_is_not_counted_and_the_next_begins() {
    let mut model = filling(&["cat"], 2);
    let effects = arrives(&mut model, 0);
    let effects = opened(&mut model, &effects, 7);
    let effects = see(&mut model, &effects, [CAT, CAT]);
    let (seat, job, ..) = attacks(&effects)[0];
    let error = JobError {
        kind: JobErrorKind::NotFinite,
        message: "not a number".to_owned(),
    };
    let event = EngineEvent::Failed { job, error };
    let effects = say(&mut model, seat, event, Payload::None);
    assert_eq!(attacks(&effects).len(), 1);
    let matrix = matrix(&model);
    assert_eq!((matrix.failures(), matrix.progress().0), (1, 1));
    let cell = matrix.cell(Seat::First, Seat::Second);
    assert_eq!(cell, MatrixCell::default());
}

#[test]
fn it_outlives_another_picture_but_not_another_network() {
    let (mut model, _) = begun();
    crate::app_model::tests::show(&mut model, 2);
    assert!(matrix(&model).is_under_way());
    model.on_event(Event::ChooseNetwork(LITE0));
    assert!(
        matrix(&model).is_under_way(),
        "until the other network stands"
    );
    crate::app_model::tests::next(&mut model, ready(DeviceKind::Cpu));
    assert!(model.pair.matrix.is_none());
}
