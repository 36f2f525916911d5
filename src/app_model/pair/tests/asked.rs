use super::*;
use crate::app_model::AttackEvent;
use crate::app_model::tests::show;
use crate::protocol::{AttackEnd, AttackStep, Ending};
use crate::scores::Standing;

const STINGRAY: ClassId = ClassId(6);
const TABBY: ClassId = ClassId(281);

#[test]
fn the_second_network_draws_the_same_class_of_the_same_pixels() {
    let mut model = side_by_side();
    let effects = pair(&mut model, PairEvent::AskMap);
    let jobs = given(&effects);
    let [(Seat::Second, job, Task::Saliency(request), buffer)] = &jobs[..] else {
        panic!("{jobs:?}");
    };
    assert_eq!(
        (request.method.as_str(), request.class),
        ("gradient", Some(CAT))
    );
    assert_eq!(*buffer, pixels(1));
    let (job, elapsed_ms) = (*job, 1.0);
    let scores = EngineEvent::Scores { job, elapsed_ms };
    second(&mut model, scores, floats(winning(TABBY)));
    let values = vec![2.0; 3 * SIDE * SIDE];
    second(&mut model, attribution(job), floats(values));
    let map = model.other_map().done().expect("a map");
    assert_eq!(map.map.values[0], 2.0);
    assert_eq!(map.places.map(|place| place.rank), [1, 2]);
}

#[test]
fn a_map_is_of_one_picture_only() {
    let mut model = side_by_side();
    pair(&mut model, PairEvent::AskMap);
    assert!(model.other_map().is_running());
    show(&mut model, 2);
    assert_eq!(model.other_map(), &Later::NotAsked);
    assert!(!model.can_ask_other_map(), "its own map is not there yet");
}

fn standing(class: ClassId) -> Standing {
    Standing {
        class,
        score: 1.0,
        probability: 0.5,
    }
}

fn attack_end(job: JobId) -> EngineEvent {
    let best = AttackStep {
        margin: 1.0,
        reached: true,
        ..AttackStep::for_tests(1, standing(CAT), standing(STINGRAY))
    };
    EngineEvent::AttackEnd {
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
            best,
            was_dead: false,
        },
        elapsed_ms: 40.0,
        variant: "test".to_owned(),
    }
}

/// A model whose attack on picture 1 ended at picture 2's pixels.
fn attacked() -> AppModel {
    let mut model = side_by_side();
    assert!(!model.can_ask_transfer());
    let effects = model.on_event(Event::Attack(AttackEvent::Start));
    let job = given(&effects)[0].1;
    engine(&mut model, attack_end(job), Payload::Bytes(pixels(2)));
    model
}

fn transfer_seen(of_second: [ClassId; 2]) -> Transfer {
    let mut model = attacked();
    let effects = pair(&mut model, PairEvent::AskTransfer);
    let both: Bytes = [&pixels(1)[..], &pixels(2)[..]].concat().into();
    for (seat, job, task, buffer) in given(&effects) {
        assert_eq!(
            task,
            Task::Classify {
                count: 2,
                side: 224
            }
        );
        assert_eq!(buffer, both);
        let seen = match seat {
            Seat::First => [CAT, STINGRAY],
            Seat::Second => of_second,
        };
        let scores = seen.map(winning).concat();
        say(&mut model, seat, classified(job), floats(scores));
    }
    *model.transfer().done().expect("an answer")
}

#[test]
fn both_networks_see_the_original_and_the_adversarial_image() {
    let found = transfer_seen([CAT, CAT]);
    assert!(found.fools(Seat::First) && found.reaches(Seat::First));
    assert!(!found.fools(Seat::Second) && !found.reaches(Seat::Second));
    assert_eq!(found.adversarial[1].target.rank, 2);
}

#[test]
fn fooled_is_another_class_than_in_the_original_whatever_that_was() {
    let found = transfer_seen([TABBY, CAT]);
    assert!(found.fools(Seat::Second) && !found.reaches(Seat::Second));
    let found = transfer_seen([TABBY, STINGRAY]);
    assert!(found.fools(Seat::Second) && found.reaches(Seat::Second));
    assert!(!transfer_seen([TABBY, TABBY]).fools(Seat::Second));
}

#[test]
fn an_answer_of_another_size_is_a_failure_not_a_result() {
    let mut model = attacked();
    let effects = pair(&mut model, PairEvent::AskTransfer);
    for (seat, job, ..) in given(&effects) {
        say(&mut model, seat, classified(job), floats(winning(CAT)));
    }
    assert!(matches!(model.transfer(), Later::Failed(_)));
}

#[test]
fn another_attack_makes_the_answer_moot() {
    let mut model = attacked();
    pair(&mut model, PairEvent::AskTransfer);
    model.on_event(Event::Attack(AttackEvent::Start));
    assert_eq!(model.transfer(), &Later::NotAsked);
    assert!(!model.can_ask_transfer());
}
