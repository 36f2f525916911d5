use super::*;
use crate::app_model::tests::{decoder, engine, first, hello, jobs_run, next, ready, started};
use crate::app_model::{
    AttackEvent, BesideEvent, DeviceWish, Event, Later, Named, Of, Payload, Ways,
};
use crate::protocol::{
    DecoderEvent, DecoderRequest, DeviceKind, EngineEvent, Goal, GraphSheet, JobError,
    JobErrorKind, JobId, LoadFailure, Task,
};
use crate::spec::ClassId;

const BLOB: BlobId = BlobId(9);

fn sheet(classes: usize) -> CheckpointSheet {
    CheckpointSheet {
        sha256: format!("{classes:064}"),
        file_name: "mine.pth".to_owned(),
        bytes: 3_000_000,
        architecture: "squeezenet-1.1".to_owned(),
        classes,
        parameters: 700_000,
        path: String::new(),
        normalisation: None,
        preparation: String::new(),
        graph: None,
        class_names: Vec::new(),
    }
}

/// A page whose published network is at work.
fn at_work() -> AppModel {
    let (mut model, _) = started(DeviceWish::Cpu, None);
    engine(&mut model, hello(), Payload::None);
    engine(&mut model, ready(DeviceKind::Cpu), Payload::None);
    model
}

fn send(model: &mut AppModel, event: CheckpointEvent) -> Vec<Effect> {
    model.on_event(Event::Checkpoint(event))
}

fn open(model: &mut AppModel) -> Vec<Effect> {
    let name = "mine.pth".to_owned();
    send(model, CheckpointEvent::Open { name, blob: BLOB })
}

fn names(count: usize) -> CheckpointEvent {
    let lines: String = (0..count).map(|n| format!("name {n}\n")).collect();
    CheckpointEvent::ClassNames(NamesFile {
        name: "names.txt".to_owned(),
        bytes: lines.into_bytes().into(),
    })
}

/// Reads the list of names that is to be read, as the page does.
fn read_names(model: &mut AppModel, effects: &[Effect]) -> Vec<Effect> {
    let asked = effects.iter().find_map(|effect| match effect {
        Effect::ReadClassNames { id, file, classes } => Some((*id, file.clone(), *classes)),
        _ => None,
    });
    let (id, file, classes) = asked.expect("a list to read");
    let found = read_side_file(&file.bytes, classes);
    let name = file.name;
    send(model, CheckpointEvent::ClassNamesRead { id, name, found })
}

/// The same page after a checkpoint was opened and its network has started.
fn with_own(classes: usize) -> AppModel {
    let mut model = at_work();
    open(&mut model);
    let opened = EngineEvent::CheckpointOpened(sheet(classes));
    engine(&mut model, opened, Payload::None);
    seat(&mut model);
    model
}

/// The engine with the network that was chosen takes its place.
fn seat(model: &mut AppModel) {
    next(model, hello());
    next(model, ready(DeviceKind::Cpu));
}

fn loads(effects: &[Effect]) -> Vec<(&str, Option<BlobId>)> {
    let load = |effect: &Effect| {
        matches!(
            effect,
            Effect::CheckpointToEngine {
                request: EngineRequest::LoadCheckpoint { .. },
                ..
            }
        )
    };
    let all = effects.iter().filter(|effect| load(effect));
    all.filter_map(|effect| match effect {
        Effect::CheckpointToEngine { sha256, blob, .. } => Some((sha256.as_str(), *blob)),
        _ => None,
    })
    .collect()
}

fn asks_to_open(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| {
        matches!(
            effect,
            Effect::CheckpointToEngine {
                request: EngineRequest::OpenCheckpoint { .. },
                blob: Some(BLOB),
                ..
            }
        )
    })
}

fn has_notice(model: &AppModel, is: impl Fn(&NoticeKind) -> bool) -> bool {
    model.notices.iter().any(|notice| is(&notice.kind))
}

#[test]
fn a_checkpoint_is_looked_through_kept_and_put_to_work() {
    let mut model = at_work();
    assert!(asks_to_open(&open(&mut model)));
    assert!(model.blobs_in_use().contains(&BLOB));
    assert!(model.is_waiting_for_workers(), "one that never answers");
    engine(
        &mut model,
        EngineEvent::ReadingCheckpoint { share: 0.5 },
        Payload::None,
    );
    assert_eq!(
        model.checkpoints.opening.as_ref().map(|o| o.share),
        Some(0.5)
    );
    let effects = engine(
        &mut model,
        EngineEvent::CheckpointOpened(sheet(2)),
        Payload::None,
    );
    let keep = Effect::KeepCheckpoint {
        sheet: sheet(2),
        blob: Some(BLOB),
    };
    assert!(effects.contains(&keep));
    let effects = next(&mut model, hello());
    assert_eq!(loads(&effects), [(sheet(2).sha256.as_str(), Some(BLOB))]);
    assert_eq!(model.network().classes, 1000, "until it stands");
    next(&mut model, ready(DeviceKind::Cpu));
    assert_eq!((model.network().classes, model.network().side), (2, 224));
    assert!(model.checkpoints.opening.is_none());
}

#[test]
fn a_refused_checkpoint_changes_nothing() {
    let mut model = at_work();
    let before = (model.settings.clone(), first(&model));
    open(&mut model);
    let refusal = CheckpointRefusal::File {
        en: "it is empty.".to_owned(),
        fr: "il est vide.".to_owned(),
        message: String::new(),
    };
    let effects = engine(
        &mut model,
        EngineEvent::CheckpointRefused(refusal),
        Payload::None,
    );
    assert!(effects.is_empty(), "{effects:?}");
    assert_eq!((model.settings.clone(), first(&model)), before);
    assert!(model.engines.is_ready() && model.checkpoints.all.is_empty());
    assert!(has_notice(
        &model,
        |n| matches!(n, NoticeKind::CheckpointRefused { name, .. } if name == "mine.pth")
    ));
    // What comes too late is nobody's.
    engine(
        &mut model,
        EngineEvent::CheckpointOpened(sheet(2)),
        Payload::None,
    );
    assert!(model.checkpoints.all.is_empty());
}

#[test]
fn a_checkpoint_that_cannot_be_loaded_gives_way_to_the_network_before_it() {
    for crash in [false, true] {
        let mut model = at_work();
        let before = model.network().id;
        open(&mut model);
        engine(
            &mut model,
            EngineEvent::CheckpointOpened(sheet(2)),
            Payload::None,
        );
        next(&mut model, hello());
        let refusal = CheckpointRefusal::Memory {
            needed_bytes: 2,
            most_bytes: 1,
        };
        let failure = EngineEvent::LoadFailed(LoadFailure::Checkpoint(refusal));
        let dying = EngineEvent::Dying {
            message: "out of memory".to_owned(),
            device_lost: false,
        };
        next(&mut model, if crash { dying } else { failure });
        assert_eq!(model.network().id, before, "crash {crash}");
        assert!(has_notice(&model, |n| matches!(
            n,
            NoticeKind::CheckpointRefused { .. }
        )));
        assert!(model.engines.is_ready() && model.engines.next().is_none());
        assert_eq!(model.checkpoints.all.len(), 1, "it may be chosen again");
    }
}

#[test]
fn an_engine_that_ends_while_it_reads_is_not_asked_again() {
    let mut model = at_work();
    open(&mut model);
    let id = first(&model);
    let message = "unreachable".to_owned();
    model.on_event(Event::EngineCrashed { id, message });
    assert!(model.checkpoints.opening.is_none());
    let effects = engine(&mut model, hello(), Payload::None);
    assert!(!asks_to_open(&effects));
    assert!(has_notice(&model, |n| matches!(
        n,
        NoticeKind::CheckpointRefused { .. }
    )));
}

#[test]
fn a_checkpoint_waits_for_an_engine_that_is_starting_or_stopped() {
    let (mut model, _) = started(DeviceWish::Cpu, None);
    assert!(!asks_to_open(&open(&mut model)));
    assert!(asks_to_open(&engine(&mut model, hello(), Payload::None)));

    let (mut model, _) = started(DeviceWish::Cpu, None);
    engine(&mut model, hello(), Payload::None);
    let failure = crate::app_model::tests::not_there();
    engine(&mut model, EngineEvent::LoadFailed(failure), Payload::None);
    let effects = open(&mut model);
    assert!(
        effects
            .iter()
            .any(|e| matches!(e, Effect::SpawnEngine { .. }))
    );
    assert!(asks_to_open(&engine(&mut model, hello(), Payload::None)));
}

#[test]
fn what_was_kept_can_be_chosen_after_a_reload_and_is_taken_from_storage() {
    let mut model = at_work();
    let kept = CheckpointSheet {
        normalisation: None,
        class_names: vec!["a".to_owned(), "b".to_owned()],
        ..sheet(2)
    };
    send(&mut model, CheckpointEvent::Found(vec![kept.clone()]));
    let id = model.checkpoints.all[0].spec.id;
    model.on_event(Event::ChooseNetwork(id));
    let effects = next(&mut model, hello());
    assert_eq!(loads(&effects), [(kept.sha256.as_str(), None)]);
    next(&mut model, ready(DeviceKind::Cpu));
    assert_eq!(
        model.class_names(),
        ClassNames::Own(["a".to_owned(), "b".to_owned()].into())
    );
    // Of an architecture that this page does not know.
    let strange = CheckpointSheet {
        architecture: "resnet".to_owned(),
        ..sheet(3)
    };
    send(&mut model, CheckpointEvent::Found(vec![strange]));
    assert_eq!(model.checkpoints.all.len(), 1);
}

#[test]
fn a_checkpoint_that_was_removed_or_is_gone_gives_way_to_a_published_network() {
    for gone in [false, true] {
        let mut model = with_own(2);
        let sha256 = sheet(2).sha256;
        let event = match gone {
            true => CheckpointEvent::Gone { sha256 },
            false => CheckpointEvent::Removed { sha256 },
        };
        send(&mut model, event);
        assert!(model.checkpoints.all.is_empty());
        assert_eq!(model.settings.network, catalogue::NETWORKS[0].id);
        assert_eq!(
            has_notice(&model, |n| matches!(n, NoticeKind::CheckpointGone)),
            gone
        );
    }
}

#[test]
fn names_of_classes_come_with_a_checkpoint_or_after_it() {
    let mut model = at_work();
    open(&mut model);
    send(&mut model, names(2));
    let effects = engine(
        &mut model,
        EngineEvent::CheckpointOpened(sheet(2)),
        Payload::None,
    );
    read_names(&mut model, &effects);
    seat(&mut model);
    let own = |model: &AppModel| matches!(model.class_names(), ClassNames::Own(names) if names[1] == "name 1");
    assert!(own(&model));

    let mut model = with_own(2);
    assert_eq!(model.class_names(), ClassNames::Numbered(2));
    let effects = send(&mut model, names(2));
    let effects = read_names(&mut model, &effects);
    assert!(own(&model));
    let [Effect::KeepCheckpoint { sheet, blob: None }] = effects.as_slice() else {
        panic!("the sheet is kept, the file is there: {effects:?}");
    };
    assert_eq!(sheet.class_names.len(), 2);
}

#[test]
fn names_that_do_not_fit_are_refused_and_change_nothing() {
    let mut model = with_own(2);
    let effects = send(&mut model, names(2));
    read_names(&mut model, &effects);
    let effects = send(&mut model, names(3));
    assert!(read_names(&mut model, &effects).is_empty());
    assert!(has_notice(&model, |n| matches!(
        n,
        NoticeKind::ClassNamesRefused { why: [en, _], .. }
            if en.starts_with("it has 3 lines, but the network has 2 classes")
    )));
    assert!(matches!(model.class_names(), ClassNames::Own(names) if names.len() == 2));

    let mut model = at_work();
    send(&mut model, names(1000));
    assert!(has_notice(&model, |n| matches!(
        n,
        NoticeKind::ClassNamesWithoutCheckpoint
    )));
    assert_eq!(model.class_names(), ClassNames::ImageNet);
}

#[test]
fn a_thousand_classes_without_names_are_taken_for_imagenets() {
    assert_eq!(with_own(1000).class_names(), ClassNames::ImageNet);
    assert_eq!(with_own(999).class_names(), ClassNames::Numbered(999));
}

#[test]
fn aims_stay_within_the_classes_of_the_network() {
    let mut model = with_own(2);
    assert_eq!(model.attack.settings.goal, Goal::Class(ClassId(1)));
    assert!(
        model
            .visual
            .settings
            .class()
            .is_some_and(|class| class.index() < 2)
    );
    model.on_event(Event::Attack(AttackEvent::Goal(Goal::Class(ClassId(2)))));
    assert_eq!(model.attack.settings.goal, Goal::Class(ClassId(1)));
    for preset in catalogue::PRESETS {
        model.on_event(Event::Visual(crate::app_model::VisualEvent::Preset(
            preset.id,
        )));
        assert!(
            model
                .visual
                .settings
                .class()
                .is_none_or(|class| class.index() < 2),
            "{}",
            preset.id
        );
    }
}

#[test]
fn a_full_storage_is_said_and_the_network_is_used_all_the_same() {
    let mut model = with_own(2);
    let sha256 = sheet(2).sha256;
    send(
        &mut model,
        CheckpointEvent::Stored {
            sha256,
            kept: false,
        },
    );
    assert!(has_notice(&model, |n| matches!(
        n,
        NoticeKind::CheckpointNotKept
    )));
    assert!(model.engines.is_ready() && model.checkpoint().is_some_and(|own| !own.kept));
    assert!(model.blobs_in_use().contains(&BLOB));
}

#[test]
fn what_is_no_list_of_names_is_said_by_its_name_and_a_list_that_fits_ends_the_complaint() {
    let mut model = with_own(2);
    let file = NamesFile {
        name: "picture.txt".to_owned(),
        bytes: b"\x89PNG\r\n\x1a\n\0\0\0".as_slice().into(),
    };
    let effects = send(&mut model, CheckpointEvent::ClassNames(file));
    assert!(read_names(&mut model, &effects).is_empty());
    assert!(has_notice(
        &model,
        |n| matches!(n, NoticeKind::ClassNamesRefused { name, .. } if name == "picture.txt")
    ));
    let effects = send(&mut model, names(3));
    read_names(&mut model, &effects);
    let is_misfit = |n: &NoticeKind| matches!(n, NoticeKind::ClassNamesRefused { .. });
    assert!(has_notice(&model, is_misfit));
    let effects = send(&mut model, names(2));
    read_names(&mut model, &effects);
    assert!(!has_notice(&model, is_misfit));
}

#[test]
fn what_is_said_of_files_gives_way_to_what_is_said_of_the_next() {
    let mut model = at_work();
    let names = vec!["paper.pdf".to_owned()];
    model.on_event(Event::Intake(vec![NoticeKind::FilesOfNoKind { names }]));
    assert!(has_notice(&model, |n| matches!(
        n,
        NoticeKind::FilesOfNoKind { .. }
    )));
    model.on_event(Event::Intake(vec![NoticeKind::NoFile { address: true }]));
    assert_eq!(model.notices.len(), 1);
    model.on_event(Event::Intake(Vec::new()));
    assert!(model.notices.is_empty());
}

/// Whether a network in use stands with these letters in the links to what is set.
fn has_link_to(model: &AppModel, letters: &str) -> bool {
    model.network_in_link(model.network().id).contains(letters)
}

fn model_sheet() -> CheckpointSheet {
    CheckpointSheet {
        architecture: "onnx".to_owned(),
        preparation: "imagenet".to_owned(),
        graph: Some(Box::new(GraphSheet {
            layers: vec!["layer1".to_owned(), "scores".to_owned()],
            channels: vec![16],
            last_maps: "layer1".to_owned(),
            side: 64,
            ends_in_softmax: false,
            scales_itself: false,
            writer: "pytorch, opset 17".to_owned(),
            suggested: "imagenet".to_owned(),
        })),
        ..sheet(3)
    }
}

#[test]
fn pictures_made_ready_in_another_way_are_for_another_network_of_the_same_file() {
    let mut model = at_work();
    open(&mut model);
    let opened = EngineEvent::CheckpointOpened(model_sheet());
    engine(&mut model, opened, Payload::None);
    seat(&mut model);
    let first = model.network();
    assert_eq!((first.side, first.classes), (64, 3));
    assert_eq!(first.layers, ["layer1", "scores"]);
    assert!(first.name.contains("mine.pth"), "{}", first.name);

    let prepare = |model: &mut AppModel, preparation| {
        let id = model.network().id;
        send(model, CheckpointEvent::Prepare { id, preparation })
    };
    prepare(&mut model, "unit");
    let effects = next(&mut model, hello());
    let asked = effects.iter().find_map(|effect| match effect {
        Effect::CheckpointToEngine {
            request: EngineRequest::LoadCheckpoint { sheet, .. },
            ..
        } => Some(sheet.preparation.as_str()),
        _ => None,
    });
    assert_eq!(asked, Some("unit"));
    next(&mut model, ready(DeviceKind::Cpu));
    let second = model.network();
    assert_ne!(second.id, first.id);
    assert_eq!(second.sha256, first.sha256);
    assert!(second.name.contains("unit"), "{}", second.name);
    let chosen = model.checkpoint().and_then(OwnNetwork::preparation);
    assert_eq!(chosen.map(|chosen| chosen.id), Some("unit"));

    assert!(has_link_to(&model, ".unit"), "its links say so");

    prepare(&mut model, "imagenet");
    seat(&mut model);
    assert!(!has_link_to(&model, ".unit"));
    assert_eq!(model.network().id, first.id, "the one that was there");
    assert_eq!(model.checkpoints.all.len(), 2);
}

#[test]
fn a_link_brings_the_preparation_of_its_pictures_with_it() {
    let mut model = at_work();
    open(&mut model);
    let opened = EngineEvent::CheckpointOpened(model_sheet());
    engine(&mut model, opened, Payload::None);
    seat(&mut model);
    let hash = &model_sheet().sha256[..16];
    let link = format!("g1~part_saliency~net_sha256-{hash}.bytes-bgr-mean~z");
    model.open_link(&link);
    next(&mut model, hello());
    next(&mut model, ready(DeviceKind::Cpu));
    let chosen = model.checkpoint().map(|own| own.sheet.preparation.as_str());
    assert_eq!(chosen, Some("bytes-bgr-mean"));
    assert_eq!(model.checkpoints.all.len(), 2, "no other of that name");
    let link = format!("g1~part_saliency~net_sha256-{hash}.something~z");
    model.open_link(&link);
    assert!(has_notice(&model, |kind| matches!(
        kind,
        NoticeKind::LinkPartly(_)
    )));
}

#[test]
fn settings_beside_a_model_prepare_its_pictures_and_names_are_of_every_network_of_its_file() {
    let mut model = at_work();
    open(&mut model);
    let settings = |text: &str| {
        CheckpointEvent::ClassNames(NamesFile {
            name: "preprocessor_config.json".to_owned(),
            bytes: text.as_bytes().into(),
        })
    };
    send(
        &mut model,
        settings(r#"{"image_mean": [0.5], "image_std": [0.5]}"#),
    );
    send(&mut model, names(3));
    let opened = EngineEvent::CheckpointOpened(model_sheet());
    let effects = engine(&mut model, opened, Payload::None);
    let is_read = |effect: &&Effect| matches!(effect, Effect::ReadClassNames { .. });
    let asked: Vec<&Effect> = effects.iter().filter(is_read).collect();
    assert_eq!(asked.len(), 2);
    for one in asked {
        read_names(&mut model, std::slice::from_ref(one));
    }
    next(&mut model, hello());
    next(&mut model, ready(DeviceKind::Cpu));
    assert!(model.notices.is_empty(), "{:?}", model.notices);
    let own = model.checkpoint().expect("the model");
    assert_eq!(own.sheet.preparation, "symmetric");
    assert_eq!(own.sheet.class_names[2], "name 2");

    // Afterwards, and the same once more: nothing is loaded again.
    let effects = send(&mut model, settings(r#"{"mean": 0.5, "std": 0.5}"#));
    let effects = read_names(&mut model, &effects);
    assert!(effects.is_empty(), "{effects:?}");
    let effects = send(&mut model, settings(r#"{"mean": 0.3, "std": 0.1}"#));
    read_names(&mut model, &effects);
    assert!(has_notice(&model, |kind| matches!(
        kind,
        NoticeKind::PreparationIsOther { .. }
    )));
}

#[test]
fn settings_beside_a_checkpoint_change_nothing() {
    let mut model = with_own(2);
    let effects = send(
        &mut model,
        CheckpointEvent::ClassNames(NamesFile {
            name: "config.json".to_owned(),
            bytes: br#"{"mean": 0.5, "std": 0.5}"#.as_slice().into(),
        }),
    );
    assert!(read_names(&mut model, &effects).is_empty());
    assert!(has_notice(
        &model,
        |kind| matches!(kind, NoticeKind::PreparationIsKnown { name } if name == "config.json")
    ));
}

/// A page with a model of three classes, and a picture of a series with its map.
fn with_series() -> AppModel {
    let mut model = at_work();
    model.seat_beside();
    open(&mut model);
    let opened = EngineEvent::CheckpointOpened(model_sheet());
    engine(&mut model, opened, Payload::None);
    seat(&mut model);
    let named = |name: &str| Named {
        name: name.to_owned(),
        sample: None,
        truth: Some(ClassId(2)),
    };
    assert!(model.has_ways() && !model.can_try_ways());
    model.on_beside(BesideEvent::Open(vec![named("a.png"), named("b.png")]));
    let (series, _) = model.wanted_picture().expect("a file");
    for at in [0, 1] {
        let file = match at {
            0 => Ok(vec![1].into()),
            _ => Err(NoticeKind::FileUnreadable {
                name: "b.png".to_owned(),
            }),
        };
        let effects = model.on_beside(BesideEvent::File { series, at, file });
        let ticket = effects.iter().find_map(|effect| match effect {
            Effect::ToDecoder {
                request: DecoderRequest::Glance { ticket, .. },
                ..
            } => Some(*ticket),
            _ => None,
        });
        let Some(ticket) = ticket else { continue };
        let pixels = Payload::Bytes(vec![7; 64 * 64 * 3].into());
        let effects = decoder(&mut model, DecoderEvent::Glanced { ticket }, pixels);
        let (job, _) = jobs_run(&effects)[0];
        let message = "no map".to_owned();
        let kind = JobErrorKind::Request;
        let error = JobError { kind, message };
        engine(
            &mut model,
            EngineEvent::Failed { job, error },
            Payload::None,
        );
    }
    model
}

fn ways(model: &AppModel) -> &Ways {
    &model.series(Of::Pictures).expect("a series").ways
}

/// The job of the ways that are tried.
fn tries(model: &mut AppModel) -> JobId {
    let effects = model.on_beside(BesideEvent::Ways);
    let asked = effects.iter().find_map(|effect| match effect {
        Effect::ToEngine {
            request:
                EngineRequest::Run {
                    job,
                    task: Task::Prepare { count: 1, now },
                },
            buffer,
            ..
        } => Some((*job, now.as_str(), buffer.as_ref().map(|b| b.len()))),
        _ => None,
    });
    let (job, now, length) = asked.expect("every way is asked for");
    assert_eq!((now, length), ("imagenet", Some(64 * 64 * 3)));
    job
}

#[test]
fn every_way_of_making_pixels_ready_is_tried_on_the_pictures_that_are_there() {
    let mut model = with_series();
    assert!(model.can_try_ways());
    let job = tries(&mut model);
    assert!(!model.can_try_ways(), "once at a time");
    let (done, total) = (4, 9);
    let progress = EngineEvent::Progress { job, done, total };
    engine(&mut model, progress, Payload::None);
    assert_eq!(ways(&model).progress, Some([4, 9]));
    let classified = |job| EngineEvent::Classified {
        job,
        elapsed_ms: 5.0,
    };
    let count = Preparation::ALL.len();
    let mut numbers = [2.0, 0.5].repeat(count);
    numbers[2..4].fill(f32::NAN);
    engine(&mut model, classified(job), Payload::Floats(numbers.into()));
    let found = ways(&model).found.done().expect("all of them");
    assert_eq!(ways(&model).of, [0]);
    assert_eq!(found.len(), count);
    assert_eq!(found[0], [Some((ClassId(2), 0.5))]);
    assert_eq!(found[1], [None], "what is not a number is no class");
    // The three classes are not ImageNet's.
    assert_eq!(model.truth_in_series(0), None);

    let job = tries(&mut model);
    engine(
        &mut model,
        classified(job),
        Payload::Floats(vec![0.0; 3].into()),
    );
    assert!(matches!(ways(&model).found, Later::Failed(_)));
    let job = tries(&mut model);
    let (of, now_ms) = (Of::Pictures, 0.0);
    let effects = model.on_beside(BesideEvent::Cancel { of, now_ms });
    let cancel = EngineRequest::Cancel { job };
    let is_cancel =
        |effect: &Effect| matches!(effect, Effect::ToEngine { request, .. } if *request == cancel);
    assert!(effects.iter().any(is_cancel));
    assert_eq!(ways(&model).found, Later::NotAsked);
}
