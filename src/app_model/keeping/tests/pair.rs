use super::*;
use crate::app_model::map::Map;
use crate::app_model::{
    EngineId, Look, OtherMap, PairEvent, Place, Recognition, Seat, Standstill, Transfer,
};

fn place(class: u16) -> Place {
    Place {
        standing: standing(class, 0.5),
        rank: 3,
    }
}

/// Both networks at work beside the attack and the visualisation that they can be asked about.
fn side_by_side() -> AppModel {
    let mut model = with_picture();
    model.on_event(Event::Pair(PairEvent::Load));
    second(&mut model, hello());
    second(&mut model, ready(DeviceKind::Cpu));
    assert!(model.is_pair_ready());
    model.attack.run = Some(super::attack::whole(shown(&model)));
    model.visual.run = Some(super::visual::whole(&model));
    model
}

fn second(model: &mut AppModel, event: crate::protocol::EngineEvent) -> Vec<Effect> {
    let id = model.engines.second().expect("a second engine").id;
    model.on_event(Event::Engine {
        id,
        event,
        payload: Payload::None,
        now_ms: 0.0,
    })
}

/// The tasks that an engine was given.
fn given(effects: &[Effect], seat: Seat) -> Vec<Task> {
    let task = |effect: &Effect| match effect {
        Effect::ToEngine {
            id,
            request: EngineRequest::Run { task, .. } | EngineRequest::Share { task, .. },
            ..
        } if (*id == EngineId(1)) == (seat == Seat::First) => Some(task.clone()),
        _ => None,
    };
    effects.iter().filter_map(task).collect()
}

#[test]
fn answers_of_both_networks_come_back_and_still_belong_to_their_images() {
    let mut model = side_by_side();
    let look = Look {
        best: standing(6, 0.5),
        source: place(285),
        target: place(6),
    };
    let transfer = Transfer {
        original: [look; 2],
        adversarial: [look; 2],
    };
    let recognition = Recognition {
        best: [standing(76, 0.5); 2],
        climbed: Some([place(76); 2]),
    };
    let map = OtherMap {
        map: Map::of_pixels(floats(shown(&model).len(), 0.75)),
        places: [place(285); 2],
        elapsed_ms: 4.5,
        variant: "test".to_owned(),
    };
    model.answer_for_tests(map.clone(), transfer, recognition);
    let (again, effects) = at_work_again(kept(&model));
    assert_eq!(again.other_map().done(), Some(&map));
    assert_eq!(again.transfer().done(), Some(&transfer));
    assert_eq!(again.recognition().done(), Some(&recognition));
    assert!(given(&effects, Seat::First).is_empty() && given(&effects, Seat::Second).is_empty());
}

#[test]
fn the_second_network_is_loaded_again_and_asked_what_it_was_being_asked() {
    let mut model = side_by_side();
    for event in [
        PairEvent::AskMap,
        PairEvent::AskTransfer,
        PairEvent::AskRecognition,
        PairEvent::Targets(5),
    ] {
        model.on_event(Event::Pair(event));
    }
    let (mut again, effects) = at_work_again(kept(&model));
    let other = again.other_network().expect("another network").id;
    let is_spawned = |effect: &Effect| matches!(effect, Effect::SpawnEngine { network, .. } if *network == other);
    assert_eq!(effects.iter().filter(|e| is_spawned(e)).count(), 1);
    assert_eq!(given(&effects, Seat::Second), []);
    second(&mut again, hello());
    let effects = second(&mut again, ready(DeviceKind::Cpu));
    let tasks = given(&effects, Seat::Second);
    assert!(
        matches!(
            tasks[..],
            [
                Task::Saliency(_),
                Task::Classify { count: 2, .. },
                Task::Classify { count: 1, .. }
            ]
        ),
        "{tasks:?}"
    );
    assert_eq!(given(&effects, Seat::First).len(), 2);
    assert_eq!(again.pair.targets, 5);
    assert!(has_restarted(&again));
}

#[test]
fn a_second_network_that_was_never_wanted_is_not_loaded() {
    let (_, effects) = at_work_again(kept(&with_picture()));
    let is_spawned = |effect: &&Effect| matches!(effect, Effect::SpawnEngine { .. });
    assert_eq!(effects.iter().filter(is_spawned).count(), 1);
}

#[test]
fn a_matrix_comes_back_with_what_was_found_and_stands_still() {
    let mut model = side_by_side();
    let images = vec!["cat".to_owned(), "dog".to_owned()];
    model.on_event(Event::Pair(PairEvent::Fill { images }));
    let matrix = model.pair.matrix.as_mut().expect("a matrix");
    matrix.images[0].seen = Later::Done([CAT, CAT]);
    let (again, _) = at_work_again(kept(&model));
    let back = again.pair.matrix.as_ref().expect("a matrix");
    assert_eq!(back.images[0].seen, Later::Done([CAT, CAT]));
    assert_eq!(back.standstill, Some(Standstill::Interrupted));
    assert!(again.has_results());
}

#[test]
fn what_was_shown_of_two_networks_is_shown_again() {
    let mut model = side_by_side();
    model.on_event(Event::Pair(PairEvent::Leaf("matrix")));
    let (again, _) = restored(kept(&model));
    assert_eq!(again.pair.leaf, "matrix");
}
