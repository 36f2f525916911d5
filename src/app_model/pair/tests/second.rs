use super::*;
use crate::app_model::{DeviceWish, Phase};
use crate::protocol::CheckpointSheet;

/// The second engine ends.
const END: Effect = Effect::EndEngine { id: EngineId(2) };

fn phase(model: &AppModel) -> Option<&Phase> {
    model.engines.second().map(|second| &second.phase)
}

#[test]
fn the_second_network_is_loaded_only_when_it_is_asked_for_and_on_the_same_device() {
    let mut model = at_work();
    assert_eq!(phase(&model), None);
    assert_eq!(model.other_network().map(|other| other.id), Some(LITE0));
    let effects = pair(&mut model, PairEvent::Load);
    let (id, kind, network) = (EngineId(2), DeviceKind::Cpu, LITE0);
    assert_eq!(effects, [Effect::SpawnEngine { id, kind, network }]);
    let effects = second(&mut model, hello(), Payload::None);
    let loads = matches!(
        &effects[..],
        [Effect::LoadNetwork { id: EngineId(2), network, .. }] if *network == LITE0
    );
    assert!(loads, "{effects:?}");
    second(&mut model, ready(DeviceKind::Cpu), Payload::None);
    assert!(model.is_pair_ready());
}

#[test]
fn put_away_it_ends_and_what_it_still_says_is_ignored() {
    let mut model = side_by_side();
    assert_eq!(pair(&mut model, PairEvent::Unload), [END]);
    assert_eq!(phase(&model), None);
    let late = Event::Engine {
        id: EngineId(2),
        event: hello(),
        payload: Payload::None,
        now_ms: 0.0,
    };
    assert!(model.on_event(late).is_empty());
    assert_eq!(phase(&model), None);
}

#[test]
fn a_failure_is_said_and_leaves_the_first_engine_alone() {
    let mut model = at_work();
    pair(&mut model, PairEvent::Load);
    second(&mut model, hello(), Payload::None);
    let failure = crate::app_model::tests::not_there();
    let event = EngineEvent::LoadFailed(failure.clone());
    let effects = second(&mut model, event, Payload::None);
    assert_eq!(effects, [END]);
    assert_eq!(phase(&model), Some(&Phase::Stopped(Some(failure))));
    assert!(model.engines.is_ready() && model.notices.is_empty());
    let effects = pair(&mut model, PairEvent::Load);
    assert!(matches!(effects[..], [Effect::SpawnEngine { .. }]));
}

#[test]
fn a_crash_fails_what_was_asked() {
    let mut model = side_by_side();
    pair(&mut model, PairEvent::AskMap);
    assert!(model.other_map().is_running());
    crash(&mut model);
    assert_eq!(phase(&model), Some(&Phase::Stopped(None)));
    assert!(matches!(model.other_map(), Later::Failed(_)));
}

#[test]
fn silence_ends_it_and_a_ping_asks_before() {
    let mut model = side_by_side();
    let mut tick = |now_ms| model.on_event(Event::Tick { now_ms });
    let is_ping = |effect: &Effect| {
        matches!(
            effect,
            Effect::ToEngine {
                id: EngineId(2),
                request: EngineRequest::Ping,
                ..
            }
        )
    };
    assert!(tick(3_000.0).iter().any(is_ping));
    let ends = (4..20).any(|s| tick(f64::from(s) * 1_000.0).contains(&END));
    assert!(ends);
    assert_eq!(phase(&model), Some(&Phase::Stopped(None)));
}

#[test]
fn choosing_its_network_for_the_first_seat_puts_it_away() {
    let mut model = side_by_side();
    model.on_event(Event::ChooseNetwork(LITE0));
    let effects = crate::app_model::tests::next(&mut model, ready(DeviceKind::Cpu));
    assert!(effects.contains(&END));
    let other = model.other_network().map(|other| other.id);
    assert_eq!(other, Some("squeezenet-1.1"));
}

#[test]
fn another_device_takes_it_along() {
    let mut model = side_by_side();
    model.engines.adapter = Some(crate::app_model::Adapter {
        name: "test adapter".to_owned(),
        software: false,
    });
    model.on_event(Event::ChooseDevice(DeviceWish::WebGpu));
    let effects = crate::app_model::tests::next(&mut model, ready(DeviceKind::WebGpu));
    assert!(effects.contains(&END));
    let (id, kind, network) = (EngineId(4), DeviceKind::WebGpu, LITE0);
    assert!(effects.contains(&Effect::SpawnEngine { id, kind, network }));
}

fn own(architecture: &str, classes: usize) -> CheckpointSheet {
    CheckpointSheet {
        sha256: "ab".repeat(32),
        file_name: "mine.pth".to_owned(),
        bytes: 5_000_000,
        architecture: architecture.to_owned(),
        classes,
        parameters: 1_000_000,
        path: String::new(),
        normalisation: None,
        preparation: String::new(),
        graph: None,
        class_names: Vec::new(),
    }
}

fn with_own(sheet: CheckpointSheet) -> (AppModel, &'static str) {
    use crate::app_model::CheckpointEvent;
    let mut model = at_work();
    model.on_event(Event::Checkpoint(CheckpointEvent::Found(vec![sheet])));
    let id = model.checkpoints.all[0].spec.id;
    pair(&mut model, PairEvent::Choose(id));
    (model, id)
}

#[test]
fn networks_without_the_same_classes_are_not_put_side_by_side() {
    let (mut model, id) = with_own(own("squeezenet-1.1", 10));
    assert_eq!(model.other_network().map(|other| other.id), Some(id));
    assert!(!model.shares_classes());
    assert!(pair(&mut model, PairEvent::Load).is_empty());
}

#[test]
fn a_checkpoint_of_the_same_classes_comes_from_where_it_is_kept() {
    let (mut model, _) = with_own(own("efficientnet-lite1", CLASSES));
    assert!(model.shares_classes() && !model.shares_side());
    pair(&mut model, PairEvent::Load);
    let effects = second(&mut model, hello(), Payload::None);
    let loads = matches!(
        &effects[..],
        [Effect::CheckpointToEngine { id: EngineId(2), sha256, .. }] if *sha256 == "ab".repeat(32)
    );
    assert!(loads, "{effects:?}");
    second(&mut model, ready(DeviceKind::Cpu), Payload::None);
    assert!(model.is_pair_ready() && !model.can_fill_matrix());
}
