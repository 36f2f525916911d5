use super::*;
use crate::app_model::map::sheet_of_pixels;
use crate::catalogue;
use crate::image::{CropBox, Framing, ImageError, crop_box};
use crate::protocol::{
    CheckpointSheet, DecoderEvent, DecoderRequest, DeviceKind, DeviceReport, EngineEvent,
    EngineRequest, Fact, Facts, JobId, LoadFailure, PictureFacts, SelfCheckReport, Task,
    TransferCause, TransferFailure,
};
use crate::spec::ClassId;

const SIDE: usize = 224;

fn adapter(software: bool) -> Option<Adapter> {
    Some(Adapter {
        name: "test adapter".to_owned(),
        software,
    })
}

pub(super) fn started(wish: DeviceWish, adapter: Option<Adapter>) -> (AppModel, Vec<Effect>) {
    let mut model = AppModel::default();
    model.settings.device = wish;
    let surroundings = Surroundings {
        has_webgpu: adapter.is_some(),
        ..Surroundings::default()
    };
    let effects = model.on_event(Event::Started {
        surroundings,
        adapter,
    });
    (model, effects)
}

pub(super) fn engine(model: &mut AppModel, event: EngineEvent, payload: Payload) -> Vec<Effect> {
    let id = first(model);
    model.on_event(Event::Engine {
        id,
        event,
        payload,
        now_ms: 0.0,
    })
}

/// The engine in charge.
pub(super) fn first(model: &AppModel) -> EngineId {
    model.engines.first().expect("an engine").id
}

/// What the engine says that is to take the place of the present one.
pub(super) fn next(model: &mut AppModel, event: EngineEvent) -> Vec<Effect> {
    let id = model.engines.next().expect("a next engine").id;
    model.on_event(Event::Engine {
        id,
        event,
        payload: Payload::None,
        now_ms: 0.0,
    })
}

pub(super) fn decoder(model: &mut AppModel, event: DecoderEvent, payload: Payload) -> Vec<Effect> {
    let generation = model.picture.decoder;
    model.on_event(Event::Decoder {
        generation,
        event,
        payload,
    })
}

pub(super) fn hello() -> EngineEvent {
    EngineEvent::Hello {
        build: BUILD.to_owned(),
    }
}

pub(super) fn ready(kind: DeviceKind) -> EngineEvent {
    EngineEvent::Ready {
        network: "squeezenet-1.1".to_owned(),
        device: DeviceReport {
            kind,
            adapter: String::new(),
            software: false,
            variant: "test".to_owned(),
            cut: None,
        },
        self_check: SelfCheckReport {
            score_error: 0.0,
            score_tolerance: 1e-3,
            gradient_error: 0.0,
            gradient_tolerance: 1e-2,
            by_reference: true,
        },
    }
}

/// The site answered that it has no such file.
pub(super) fn not_there() -> LoadFailure {
    LoadFailure::Transfer(TransferFailure {
        cause: TransferCause::Http,
        status: 404,
        ..TransferFailure::default()
    })
}

pub(super) fn file(byte: u8) -> PictureSource {
    PictureSource::File {
        blob: BlobId(u32::from(byte)),
    }
}

pub(super) fn pixels(byte: u8) -> Bytes {
    vec![byte; SIDE * SIDE * 3].into()
}

pub(super) fn opened(picture: u32) -> DecoderEvent {
    DecoderEvent::Opened {
        picture,
        facts: PictureFacts::for_tests(300, 200),
        preview_width: 300,
        preview_height: 200,
    }
}

pub(super) fn framed(picture: u32, framing: Framing) -> DecoderEvent {
    DecoderEvent::Framed {
        picture,
        source_box: crop_box(300, 200, framing),
        side: SIDE as u32,
    }
}

/// A model with an engine at work and picture 1 shown; its job is 1.
pub(super) fn at_work() -> AppModel {
    let (mut model, _) = started(DeviceWish::Cpu, None);
    engine(&mut model, hello(), Payload::None);
    engine(&mut model, ready(DeviceKind::Cpu), Payload::None);
    show(&mut model, 1);
    model
}

/// The same after it has gone over to a checkpoint of so many classes.
pub(super) fn with_classes(classes: usize) -> AppModel {
    let mut model = at_work();
    let id = own(&mut model, "squeezenet-1.1", classes);
    go_over_to(&mut model, id);
    model
}

/// The reader has a checkpoint.
fn own(model: &mut AppModel, architecture: &str, classes: usize) -> &'static str {
    let sheet = CheckpointSheet {
        path: String::new(),
        sha256: format!("{classes:064}"),
        file_name: "mine.pth".to_owned(),
        bytes: 3_000_000,
        architecture: architecture.to_owned(),
        classes,
        parameters: 700_000,
        normalisation: None,
        preparation: String::new(),
        graph: None,
        class_names: Vec::new(),
    };
    model.on_event(Event::Checkpoint(CheckpointEvent::Found(vec![sheet])));
    model.checkpoints.all[0].spec.id
}

/// Chooses another network, whose engine gets ready at once.
pub(super) fn go_over_to(model: &mut AppModel, network: &'static str) -> Vec<Effect> {
    let mut effects = model.on_event(Event::ChooseNetwork(network));
    effects.extend(next(model, hello()));
    effects.extend(next(model, ready(DeviceKind::Cpu)));
    assert_eq!(model.network().id, network);
    effects
}

pub(super) fn show(model: &mut AppModel, picture: u32) -> Vec<Effect> {
    model.on_event(Event::OpenPicture {
        name: format!("{picture}.png"),
        source: file(picture as u8),
    });
    let event = opened(picture);
    decoder(model, event, Payload::Bytes(vec![0; 4].into()));
    let event = framed(picture, Framing::default());
    decoder(model, event, Payload::Bytes(pixels(picture as u8)))
}

pub(super) fn kinds_spawned(effects: &[Effect]) -> Vec<DeviceKind> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::SpawnEngine { kind, .. } => Some(*kind),
            _ => None,
        })
        .collect()
}

pub(super) fn jobs_run(effects: &[Effect]) -> Vec<(JobId, Option<ClassId>)> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::ToEngine {
                request: EngineRequest::Run { job, task } | EngineRequest::Share { job, task },
                ..
            } => {
                let Task::Saliency(request) = task else {
                    return None;
                };
                Some((*job, request.class))
            }
            _ => None,
        })
        .collect()
}

pub(super) fn jobs_cancelled(effects: &[Effect]) -> Vec<JobId> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::ToEngine {
                request: EngineRequest::Cancel { job },
                ..
            } => Some(*job),
            _ => None,
        })
        .collect()
}

pub(super) fn has_notice(model: &AppModel, is: impl Fn(&NoticeKind) -> bool) -> bool {
    model.notices.iter().any(|notice| is(&notice.kind))
}

fn why_of(model: &AppModel) -> Option<&Why> {
    model.engines.first().map(|first| &first.why)
}

#[test]
fn chooses_the_device_and_says_why() {
    let cases = [
        (
            DeviceWish::Auto,
            adapter(false),
            DeviceKind::WebGpu,
            Why::RealAdapter,
        ),
        (
            DeviceWish::Auto,
            adapter(true),
            DeviceKind::Cpu,
            Why::SoftwareAdapter,
        ),
        (
            DeviceWish::Auto,
            None,
            DeviceKind::Cpu,
            Why::NoWebGpu { secure: true },
        ),
        (
            DeviceWish::WebGpu,
            adapter(true),
            DeviceKind::WebGpu,
            Why::Asked,
        ),
        (DeviceWish::Cpu, adapter(false), DeviceKind::Cpu, Why::Asked),
    ];
    for (wish, adapter, kind, why) in cases {
        let (model, effects) = started(wish, adapter.clone());
        assert_eq!(kinds_spawned(&effects), [kind], "{wish:?} {adapter:?}");
        assert_eq!(why_of(&model), Some(&why), "{wish:?} {adapter:?}");
    }
}

#[test]
fn says_so_when_webgpu_was_asked_for_and_is_not_there() {
    let (model, effects) = started(DeviceWish::WebGpu, None);
    assert_eq!(kinds_spawned(&effects), [DeviceKind::Cpu]);
    assert!(has_notice(&model, |n| matches!(
        n,
        NoticeKind::NoWebGpu { .. }
    )));
}

#[test]
fn falls_back_to_the_cpu_when_the_gpu_fails_its_check() {
    let (mut model, _) = started(DeviceWish::Auto, adapter(false));
    engine(&mut model, hello(), Payload::None);
    let failure = LoadFailure::Broken {
        message: "no".to_owned(),
    };
    let effects = engine(
        &mut model,
        EngineEvent::LoadFailed(failure.clone()),
        Payload::None,
    );
    assert_eq!(kinds_spawned(&effects), [DeviceKind::Cpu]);
    assert_eq!(why_of(&model), Some(&Why::WebGpuFailed(failure)));
    assert!(has_notice(&model, |n| matches!(
        n,
        NoticeKind::FellBack { .. }
    )));
}

#[test]
fn stops_when_the_cpu_cannot_load_and_starts_again_when_told() {
    let (mut model, _) = started(DeviceWish::Auto, None);
    let failure = not_there();
    let effects = engine(&mut model, EngineEvent::LoadFailed(failure), Payload::None);
    assert_eq!(effects, [Effect::EndEngine { id: first(&model) }]);
    assert!(matches!(model.engines.phase(), Phase::Stopped(Some(_))));
    let effects = model.on_event(Event::StartEngineAgain);
    assert_eq!(kinds_spawned(&effects), [DeviceKind::Cpu]);
    assert!(!has_notice(&model, |n| matches!(
        n,
        NoticeKind::EngineFailed(_)
    )));
}

#[test]
fn a_worker_of_another_build_is_not_used_and_nothing_is_loaded_unasked() {
    let (mut model, _) = started(DeviceWish::Auto, None);
    let build = "another".to_owned();
    let effects = engine(&mut model, EngineEvent::Hello { build }, Payload::None);
    assert_eq!(effects, [Effect::EndEngine { id: first(&model) }]);
    assert!(has_notice(&model, |n| *n == NoticeKind::NewVersion));
    let effects = model.on_event(Event::ReloadKeeping);
    assert_eq!(effects, [Effect::KeepAndReload]);
}

#[test]
fn a_picture_opened_before_the_engine_is_ready_is_computed_once_it_is() {
    let (mut model, _) = started(DeviceWish::Auto, None);
    assert!(jobs_run(&show(&mut model, 1)).is_empty());
    assert!(model.is_explaining());
    engine(&mut model, hello(), Payload::None);
    let effects = engine(&mut model, ready(DeviceKind::Cpu), Payload::None);
    assert_eq!(jobs_run(&effects), [(JobId(1), None)]);
}

#[test]
fn a_new_request_replaces_the_old_one() {
    let mut model = at_work();
    let effects = model.on_event(Event::ChooseClass(Some(ClassId(7))));
    assert_eq!(jobs_cancelled(&effects), [JobId(1)]);
    assert_eq!(jobs_run(&effects), [(JobId(2), Some(ClassId(7)))]);
    // The answer to the old one comes too late.
    let late = EngineEvent::Scores {
        job: JobId(1),
        elapsed_ms: 1.0,
    };
    engine(&mut model, late, Payload::Floats(vec![1.0; 1000].into()));
    assert!(model.saliency.scores.is_none());
}

#[test]
fn a_result_keeps_the_parameters_it_was_made_with() {
    let method = catalogue::saliency_method("smooth-grad").expect("a method");
    let copies = method.params[1];
    let mut model = at_work();
    model.on_event(Event::ChooseMethod(method.id));
    let effects = model.on_event(Event::SetParam(copies, 7.0));
    let (job, _) = jobs_run(&effects)[0];
    let progress = EngineEvent::Progress {
        job,
        done: 2,
        total: 7,
    };
    engine(&mut model, progress, Payload::None);
    assert_eq!(model.saliency.progress, Some([2, 7]));
    let event = EngineEvent::Attribution {
        job,
        class: ClassId(285),
        sheet: sheet_of_pixels(3),
        facts: Facts::default(),
        elapsed_ms: 80.0,
        variant: "v".to_owned(),
    };
    engine(&mut model, event, Payload::Floats(vec![0.5; 3].into()));
    let effects = model.on_event(Event::DefaultParams);
    assert_eq!(jobs_run(&effects).len(), 1, "asked anew with the defaults");
    assert_eq!(model.saliency.progress, None);
    let asked = model.settings.saliency(None);
    assert_eq!(asked.params.get(copies), copies.default_value());
    model.on_event(Event::ChooseMethod("gradient"));
    let result = model.saliency.map.as_ref().expect("a result");
    assert_eq!(result.request.method, method.id);
    assert_eq!(result.request.params.get(copies), 7.0);
}

#[test]
fn a_map_under_way_is_shown_until_it_is_done_or_nobody_wants_it() {
    let mut model = at_work();
    let so_far = |job| EngineEvent::MapSoFar {
        job,
        class: ClassId(285),
        sheet: sheet_of_pixels(3),
    };
    let numbers = |value: f32| Payload::Floats(vec![value; 3].into());
    engine(&mut model, so_far(JobId(1)), numbers(0.25));
    let shown = |model: &AppModel| model.saliency.shown().map(|shown| shown.map.values[0]);
    assert_eq!(shown(&model), Some(0.25));
    assert!(model.saliency.map.is_none() && model.is_explaining());
    let done = EngineEvent::Attribution {
        job: JobId(1),
        class: ClassId(285),
        sheet: sheet_of_pixels(3),
        facts: Facts::of(&[Fact::NothingFor]),
        elapsed_ms: 80.0,
        variant: "v".to_owned(),
    };
    engine(&mut model, done, numbers(0.5));
    assert_eq!(shown(&model), Some(0.5));
    let map = model.saliency.map.as_ref().expect("a result");
    assert_eq!(map.map.facts.read(), [Fact::NothingFor]);
    let effects = model.on_event(Event::ChooseClass(Some(ClassId(7))));
    let (job, _) = jobs_run(&effects)[0];
    engine(&mut model, so_far(job), numbers(0.75));
    assert_eq!(shown(&model), Some(0.75));
    model.on_event(Event::Cancel { now_ms: 0.0 });
    assert_eq!(shown(&model), Some(0.5));
}

#[test]
fn a_map_of_other_numbers_than_its_sheet_says_is_none() {
    let mut model = at_work();
    let event = EngineEvent::Attribution {
        job: JobId(1),
        class: ClassId(285),
        sheet: sheet_of_pixels(6),
        facts: Facts::default(),
        elapsed_ms: 80.0,
        variant: "v".to_owned(),
    };
    engine(&mut model, event, Payload::Floats(vec![0.5; 3].into()));
    assert!(model.saliency.map.is_none());
}

#[test]
fn a_result_carries_what_it_was_computed_from() {
    let mut model = at_work();
    let event = EngineEvent::Attribution {
        job: JobId(1),
        class: ClassId(285),
        sheet: sheet_of_pixels(3),
        facts: Facts::default(),
        elapsed_ms: 80.0,
        variant: "v".to_owned(),
    };
    engine(&mut model, event, Payload::Floats(vec![0.5; 3].into()));
    let result = model.saliency.map.as_ref().expect("a result");
    assert_eq!((result.class, result.variant.as_str()), (ClassId(285), "v"));
    assert_eq!(result.pixels, pixels(1));
    assert!(!model.is_explaining());
}

#[test]
fn a_crash_restarts_the_engine_and_asks_again_with_the_same_image_and_class() {
    let mut model = at_work();
    model.on_event(Event::ChooseClass(Some(ClassId(7))));
    let id = first(&model);
    let effects = model.on_event(Event::EngineCrashed {
        id,
        message: "trap".to_owned(),
    });
    assert_eq!(kinds_spawned(&effects), [DeviceKind::Cpu]);
    assert!(has_notice(&model, |n| matches!(
        n,
        NoticeKind::EngineCrashed { .. }
    )));
    engine(&mut model, hello(), Payload::None);
    let effects = engine(&mut model, ready(DeviceKind::Cpu), Payload::None);
    assert_eq!(jobs_run(&effects), [(JobId(3), Some(ClassId(7)))]);
}

#[test]
fn gives_up_after_crashing_again_and_again() {
    let mut model = at_work();
    for _ in 0..3 {
        let id = first(&model);
        model.on_event(Event::EngineCrashed {
            id,
            message: String::new(),
        });
    }
    assert!(matches!(model.engines.phase(), Phase::Stopped(None)));
    assert!(has_notice(&model, |n| *n == NoticeKind::GaveUp));
    assert!(model.picture.opened.is_some(), "the image stays");
}

#[test]
fn events_of_a_dead_worker_are_ignored() {
    let mut model = at_work();
    let before = model.engines.phase().clone();
    model.on_event(Event::EngineCrashed {
        id: EngineId(first(&model).0 - 1),
        message: String::new(),
    });
    assert_eq!(*model.engines.phase(), before);
    assert!(model.notices.is_empty());
}

#[test]
fn a_silent_worker_is_replaced_but_a_sleeping_tab_is_not_a_silent_worker() {
    let mut model = at_work();
    let mut spawned = Vec::new();
    for second in 1..=20 {
        let now_ms = f64::from(second) * 1000.0;
        spawned.extend(kinds_spawned(&model.on_event(Event::Tick { now_ms })));
    }
    assert_eq!(spawned, [DeviceKind::Cpu]);
    assert!(has_notice(&model, |n| matches!(
        n,
        NoticeKind::EngineSilent { .. }
    )));

    let mut model = at_work();
    model.on_event(Event::Tick { now_ms: 1_000.0 });
    let effects = model.on_event(Event::Tick { now_ms: 600_000.0 });
    assert!(kinds_spawned(&effects).is_empty());
}

#[test]
fn workers_are_looked_after_while_they_owe_something_and_no_longer() {
    let (mut model, _) = started(DeviceWish::Cpu, None);
    engine(&mut model, hello(), Payload::None);
    assert!(model.is_waiting_for_workers(), "it loads");
    engine(&mut model, ready(DeviceKind::Cpu), Payload::None);
    assert!(!model.is_waiting_for_workers(), "nothing was asked");
    assert!(at_work().is_waiting_for_workers(), "it owes a map");

    // Whoever has ended owes nothing, whatever it had begun.
    let mut model = at_work();
    for _ in 0..4 {
        let id = first(&model);
        let message = String::new();
        model.on_event(Event::EngineCrashed { id, message });
        engine(&mut model, hello(), Payload::None);
    }
    if model.engines.first().is_none_or(|first| !first.is_alive()) {
        assert!(!model.is_waiting_for_workers());
    } else {
        panic!("it is started for ever");
    }
}

#[test]
fn a_cancel_waits_300_ms_and_then_replaces_the_worker() {
    let mut model = at_work();
    let effects = model.on_event(Event::Cancel { now_ms: 1_000.0 });
    assert_eq!(jobs_cancelled(&effects), [JobId(1)]);
    assert!(effects.contains(&Effect::Wake { after_ms: 300 }));
    let early = model.on_event(Event::Tick { now_ms: 1_100.0 });
    assert!(kinds_spawned(&early).is_empty());
    let late = model.on_event(Event::Tick { now_ms: 1_300.0 });
    assert_eq!(kinds_spawned(&late), [DeviceKind::Cpu]);
    assert!(
        !model.is_explaining(),
        "what was cancelled is not asked for again"
    );
}

#[test]
fn a_cancel_that_is_answered_leaves_the_worker_alone() {
    let mut model = at_work();
    model.on_event(Event::Cancel { now_ms: 1_000.0 });
    engine(
        &mut model,
        EngineEvent::Cancelled { job: JobId(1) },
        Payload::None,
    );
    let late = model.on_event(Event::Tick { now_ms: 1_400.0 });
    assert!(kinds_spawned(&late).is_empty());
    assert!(!model.is_explaining());
}

#[test]
fn a_refused_picture_leaves_the_old_one() {
    let mut model = at_work();
    model.on_event(Event::OpenPicture {
        name: "bad.txt".to_owned(),
        source: file(9),
    });
    let error = ImageError::NotAnImage;
    decoder(
        &mut model,
        DecoderEvent::Refused { picture: 2, error },
        Payload::None,
    );
    assert_eq!(model.picture.opened.as_ref().map(|o| o.id), Some(1));
    assert!(model.picture.opening.is_none());
    assert!(has_notice(&model, |n| matches!(
        n,
        NoticeKind::PictureRefused { .. }
    )));
    show(&mut model, 3);
    assert!(
        model.notices.is_empty(),
        "a good picture makes the notice moot"
    );
}

#[test]
fn says_so_when_neither_we_nor_the_browser_can_read_a_picture() {
    let mut model = at_work();
    model.on_event(Event::OpenPicture {
        name: "photo.avif".to_owned(),
        source: file(9),
    });
    let error = ImageError::BrowserOnly {
        format: crate::image::Format::Avif,
    };
    let refused = DecoderEvent::Refused { picture: 2, error };
    decoder(&mut model, refused, Payload::None);
    assert!(model.picture.opening.is_none());
    let expected = NoticeKind::BrowserCouldNotDecode {
        name: "photo.avif".to_owned(),
        format: "AVIF".to_owned(),
    };
    assert!(has_notice(&model, |n| *n == expected));
}

#[test]
fn a_file_that_cannot_be_read_any_more_is_named_and_forgotten() {
    let mut model = at_work();
    model.on_event(Event::OpenPicture {
        name: "gone.png".to_owned(),
        source: file(9),
    });
    assert_eq!(model.blobs_in_use(), [BlobId(9), BlobId(1)]);
    let event = DecoderEvent::Unreadable { picture: 2 };
    decoder(&mut model, event, Payload::None);
    assert_eq!(model.blobs_in_use(), [BlobId(1)]);
    let expected = NoticeKind::FileUnreadable {
        name: "gone.png".to_owned(),
    };
    assert!(has_notice(&model, |n| *n == expected));
}

#[test]
fn a_decoder_that_died_gets_the_picture_again_when_it_is_needed() {
    let mut model = at_work();
    let generation = model.picture.decoder;
    let message = "out of memory".to_owned();
    model.on_event(Event::DecoderCrashed {
        generation,
        message,
    });
    assert!(model.picture.opened.is_some());
    let effects = model.on_event(Event::Frame(Framing::Squeeze));
    assert!(matches!(effects[0], Effect::SpawnDecoder { .. }));
    let effects = decoder(
        &mut model,
        DecoderEvent::Missing { picture: 1 },
        Payload::None,
    );
    assert!(matches!(
        &effects[..],
        [Effect::ToDecoder {
            request: DecoderRequest::Open { picture: 1, .. },
            ..
        }]
    ));
    let event = opened(1);
    let effects = decoder(&mut model, event, Payload::Bytes(vec![0; 4].into()));
    assert!(matches!(
        effects[..],
        [Effect::ToDecoder {
            request: DecoderRequest::Frame {
                framing: Framing::Squeeze,
                ..
            },
            ..
        }]
    ));
}

#[test]
fn while_one_framing_is_computed_only_the_newest_waits() {
    let mut model = at_work();
    let zoomed = |zoom| Framing::Square {
        centre_x: 0.5,
        centre_y: 0.5,
        zoom,
    };
    assert_eq!(model.on_event(Event::Frame(zoomed(1.5))).len(), 1);
    assert!(model.on_event(Event::Frame(zoomed(1.7))).is_empty());
    assert!(model.on_event(Event::Frame(zoomed(2.0))).is_empty());
    let event = framed(1, zoomed(1.5));
    let effects = decoder(&mut model, event, Payload::Bytes(pixels(4)));
    assert!(matches!(
        effects[..],
        [Effect::ToDecoder { request: DecoderRequest::Frame { framing, .. }, .. }]
            if framing == zoomed(2.0)
    ));
    let event = framed(1, zoomed(2.0));
    let effects = decoder(&mut model, event, Payload::Bytes(pixels(5)));
    assert_eq!(jobs_run(&effects).len(), 1);
    let expected = CropBox {
        x0: 100,
        y0: 50,
        x1: 200,
        y1: 150,
    };
    assert_eq!(
        model.picture.opened.and_then(|o| o.source_box),
        Some(expected)
    );
}

#[test]
fn a_notice_of_one_kind_stands_once_and_can_be_dismissed() {
    let mut model = AppModel::default();
    for _ in 0..2 {
        model.on_event(Event::Notify(NoticeKind::GaveUp));
    }
    assert_eq!(model.notices.len(), 1);
    let id = model.notices[0].id;
    model.on_event(Event::Dismiss(id));
    assert!(model.notices.is_empty());
}

#[test]
fn a_notice_that_takes_the_place_of_another_is_told_from_it() {
    let mut model = AppModel::default();
    let numbers = [true, false].map(|address| {
        model.on_event(Event::Intake(vec![NoticeKind::NoFile { address }]));
        let [notice] = &model.notices[..] else {
            panic!("{:?}", model.notices);
        };
        notice.id
    });
    assert_ne!(numbers[0], numbers[1]);
}

#[test]
fn a_sample_is_announced_while_it_is_fetched() {
    let mut model = at_work();
    model.on_event(Event::FetchingSample {
        id: "coffee".to_owned(),
        name: "A cup".to_owned(),
    });
    assert!(model.picture.fetching.is_some());
    model.on_event(Event::PictureUnreadable {
        name: "A cup".to_owned(),
        kind: NoticeKind::SampleUnreachable {
            name: "A cup".to_owned(),
            failure: TransferFailure::default(),
        },
    });
    assert!(model.picture.fetching.is_none());
    assert!(model.picture.opened.is_some(), "the image stays");
}

#[test]
fn another_network_keeps_the_picture_and_asks_for_its_own_map() {
    let other = crate::catalogue::NETWORKS.get(1).expect("a second network");
    let mut model = at_work();
    model.on_event(Event::Visual(VisualEvent::Begin));
    let before = first(&model);
    let after = EngineId(before.0 + 1);
    let effects = model.on_event(Event::ChooseNetwork(other.id));
    let spawn = Effect::SpawnEngine {
        id: after,
        kind: DeviceKind::Cpu,
        network: other.id,
    };
    assert_eq!(effects, [spawn]);
    // Until the other one stands, nothing of what is there changes.
    assert_ne!(model.network().id, other.id);
    assert!(model.engines.is_ready() && model.visual.run.is_some());
    let effects = next(&mut model, hello());
    let load = |effect: &Effect| matches!(effect, Effect::LoadNetwork { network, .. } if *network == other.id);
    assert!(effects.iter().any(load));
    let effects = next(&mut model, ready(DeviceKind::Cpu));
    assert!(effects.contains(&Effect::EndEngine { id: before }));
    assert_eq!(model.network().id, other.id);
    assert_eq!(first(&model), after);
    assert!(model.saliency.scores.is_none() && model.saliency.map.is_none());
    assert!(model.visual.run.is_none());
    let asks = |effect: &Effect| {
        matches!(
            effect,
            Effect::ToEngine {
                request: EngineRequest::Run {
                    task: Task::Saliency(_),
                    ..
                },
                ..
            }
        )
    };
    assert!(effects.iter().any(asks));
    // The same again is no change.
    assert!(model.on_event(Event::ChooseNetwork(other.id)).is_empty());
}

#[test]
fn a_crop_that_comes_after_another_network_is_made_anew_at_its_size() {
    let mut model = at_work();
    model.on_event(Event::Frame(Framing::Squeeze));
    let id = own(&mut model, "efficientnet-lite1", 1000);
    go_over_to(&mut model, id);
    assert!(model.is_explaining());
    let event = framed(1, Framing::Squeeze);
    let effects = decoder(&mut model, event, Payload::Bytes(pixels(7)));
    assert!(jobs_run(&effects).is_empty());
    let side = |effect: &Effect| match effect {
        Effect::ToDecoder {
            request: DecoderRequest::Frame { side, .. },
            ..
        } => Some(*side),
        _ => None,
    };
    assert_eq!(effects.iter().filter_map(side).collect::<Vec<_>>(), [240]);
}

#[test]
fn what_was_chosen_and_cannot_be_had_takes_nothing_away() {
    let other = crate::catalogue::NETWORKS.get(1).expect("a second network");
    for by_crash in [false, true] {
        let mut model = at_work();
        model.on_event(Event::Attack(AttackEvent::Start));
        let (phase, id) = (model.engines.phase().clone(), first(&model));
        model.on_event(Event::ChooseNetwork(other.id));
        let effects = if by_crash {
            model.on_event(Event::EngineCrashed {
                id: EngineId(id.0 + 1),
                message: "trap".to_owned(),
            })
        } else {
            next(&mut model, EngineEvent::LoadFailed(not_there()))
        };
        assert_eq!(
            effects,
            [Effect::EndEngine {
                id: EngineId(id.0 + 1)
            }]
        );
        assert!(model.engines.next().is_none());
        assert_eq!((model.engines.phase(), first(&model)), (&phase, id));
        assert!(
            model
                .attack
                .run
                .as_ref()
                .is_some_and(|run| run.is_under_way())
        );
        let named = |n: &NoticeKind| matches!(n, NoticeKind::NetworkFailed { name, .. } if name == other.name);
        assert!(has_notice(&model, named));
        // Its button has nothing to start.
        assert!(model.on_event(Event::StartEngineAgain).is_empty());
        assert!(!has_notice(&model, named));
    }
}

#[test]
fn another_device_that_cannot_be_had_leaves_the_wish_as_it_was() {
    let mut model = at_work();
    model.engines.adapter = adapter(false);
    model.on_event(Event::ChooseDevice(DeviceWish::WebGpu));
    assert_eq!(model.settings.device, DeviceWish::WebGpu);
    next(&mut model, EngineEvent::LoadFailed(not_there()));
    assert_eq!(model.settings.device, DeviceWish::Cpu);
    assert!(has_notice(&model, |n| matches!(
        n,
        NoticeKind::DeviceFailed {
            kind: DeviceKind::WebGpu,
            ..
        }
    )));
    assert!(model.engines.is_ready());
}

#[test]
fn another_device_takes_over_what_was_under_way() {
    let mut model = at_work();
    model.engines.adapter = adapter(false);
    model.on_event(Event::Attack(AttackEvent::Start));
    model.on_event(Event::ChooseDevice(DeviceWish::WebGpu));
    let effects = next(&mut model, ready(DeviceKind::WebGpu));
    assert!(
        effects
            .iter()
            .any(|e| matches!(e, Effect::EndEngine { .. }))
    );
    let attacks = |effect: &Effect| {
        matches!(
            effect,
            Effect::ToEngine {
                request: EngineRequest::Run {
                    task: Task::Attack(_),
                    ..
                },
                ..
            }
        )
    };
    assert_eq!(effects.iter().filter(|e| attacks(e)).count(), 1);
    assert!(
        model
            .attack
            .run
            .is_some_and(|run| run.phase == RunPhase::Running)
    );
}

#[test]
fn a_new_choice_replaces_the_one_on_its_way() {
    let other = crate::catalogue::NETWORKS.get(1).expect("a second network");
    let mut model = at_work();
    model.on_event(Event::ChooseNetwork(other.id));
    let effects = model.on_event(Event::ChooseNetwork(crate::catalogue::NETWORKS[0].id));
    assert!(matches!(effects[..], [Effect::EndEngine { .. }]));
    assert!(model.engines.next().is_none() && model.engines.is_ready());
}

#[test]
fn an_update_of_the_site_is_said_and_what_is_loaded_goes_on() {
    let other = crate::catalogue::NETWORKS.get(1).expect("a second network");
    let updated = || TransferFailure {
        cause: TransferCause::NewVersion,
        ..TransferFailure::default()
    };
    let mut model = at_work();
    model.on_event(Event::ChooseNetwork(other.id));
    let failed = EngineEvent::LoadFailed(LoadFailure::Transfer(updated()));
    next(&mut model, failed);
    assert!(model.engines.is_ready() && model.is_explaining());
    assert!(has_notice(&model, |n| *n == NoticeKind::NewVersion));

    let mut model = at_work();
    let generation = model.picture.decoder;
    model.on_event(Event::DecoderNotStarted {
        generation,
        failure: updated(),
    });
    assert!(has_notice(&model, |n| *n == NoticeKind::NewVersion));
    assert!(model.picture.opened.is_some());
}

#[test]
fn a_decoder_that_cannot_be_fetched_keeps_the_picture_until_it_is_asked_again() {
    let mut model = AppModel::default();
    model.on_event(Event::OpenPicture {
        name: "mine.png".to_owned(),
        source: file(5),
    });
    let generation = model.picture.decoder;
    let failure = TransferFailure::default();
    model.on_event(Event::DecoderNotStarted {
        generation,
        failure: failure.clone(),
    });
    let expected = NoticeKind::DecoderFailed {
        name: Some("mine.png".to_owned()),
        failure,
    };
    assert!(has_notice(&model, |n| *n == expected));
    assert_eq!(model.blobs_in_use(), [BlobId(5)]);
    let effects = model.on_event(Event::TryDecoderAgain);
    assert!(matches!(
        &effects[..],
        [
            Effect::SpawnDecoder { .. },
            Effect::ToDecoder {
                request: DecoderRequest::Open { .. },
                blob: Some(BlobId(5)),
                ..
            }
        ]
    ));
    assert!(model.notices.is_empty());
}

#[test]
fn a_decoder_that_falls_silent_is_replaced_and_does_what_the_other_owed() {
    let mut model = at_work();
    model.on_event(Event::Frame(Framing::Squeeze));
    let mut effects = Vec::new();
    for second in 1..=10 {
        let now_ms = f64::from(second) * 1000.0;
        let event = EngineEvent::Pong;
        engine(&mut model, event, Payload::None);
        effects.extend(model.on_event(Event::Tick { now_ms }));
    }
    assert!(has_notice(&model, |n| *n == NoticeKind::DecoderSilent));
    let spawned = effects
        .iter()
        .filter(|e| matches!(e, Effect::SpawnDecoder { .. }));
    assert_eq!(spawned.count(), 1);
    let asks = |effect: &&Effect| {
        matches!(
            effect,
            Effect::ToDecoder {
                request: DecoderRequest::Frame { .. },
                ..
            }
        )
    };
    assert_eq!(effects.iter().filter(asks).count(), 1);
}

/// Counts the replacements while a decoder that owes a picture says nothing for so many seconds.
fn replaced_in(model: &mut AppModel, seconds: u32) -> usize {
    let mut effects = Vec::new();
    for second in 1..=seconds {
        engine(model, EngineEvent::Pong, Payload::None);
        let now_ms = f64::from(second) * 1000.0;
        effects.extend(model.on_event(Event::Tick { now_ms }));
    }
    let is_spawn = |e: &&Effect| matches!(e, Effect::SpawnDecoder { .. });
    effects.iter().filter(is_spawn).count()
}

#[test]
fn a_decoder_that_does_not_take_a_picture_up_is_replaced_and_one_at_work_is_given_its_time() {
    for (takes_it_up, replaced) in [(false, 1), (true, 0)] {
        let mut model = at_work();
        model.on_event(Event::OpenPicture {
            name: "mine.png".to_owned(),
            source: file(5),
        });
        if takes_it_up {
            decoder(&mut model, DecoderEvent::Began, Payload::None);
        }
        assert_eq!(replaced_in(&mut model, 10), replaced);
    }
}

#[test]
fn weights_that_go_on_coming_do_not_wake_an_engine_that_stopped() {
    let (mut model, _) = started(DeviceWish::Cpu, None);
    engine(
        &mut model,
        EngineEvent::LoadFailed(not_there()),
        Payload::None,
    );
    let coming = EngineEvent::Downloading {
        received_bytes: 5,
        total_bytes: 5,
    };
    engine(&mut model, coming, Payload::None);
    assert!(matches!(model.engines.phase(), Phase::Stopped(Some(_))));
}

#[test]
fn an_engine_on_the_cpu_is_told_how_many_may_help_it_and_one_on_webgpu_is_not() {
    for (kind, engines, most) in [
        (DeviceKind::Cpu, 6, Some(5)),
        (DeviceKind::Cpu, 1, None),
        (DeviceKind::WebGpu, 6, None),
    ] {
        let wish = match kind {
            DeviceKind::Cpu => DeviceWish::Cpu,
            DeviceKind::WebGpu => DeviceWish::WebGpu,
        };
        let adapter = Adapter {
            name: String::new(),
            software: false,
        };
        let (mut model, _) = started(wish, Some(adapter));
        model.surroundings.engines = engines;
        engine(&mut model, hello(), Payload::None);
        let effects = engine(&mut model, ready(kind), Payload::None);
        let told = effects.iter().find_map(|effect| match effect {
            Effect::ToEngine {
                request: EngineRequest::Helpers { most },
                ..
            } => Some(*most),
            _ => None,
        });
        assert_eq!(told, most, "{kind:?}, {engines}");
    }
}
