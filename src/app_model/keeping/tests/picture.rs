use super::*;
use crate::app_model::tests::{decoder, framed, started};
use crate::app_model::{Adjustment, BlobId, MapView, NoticeKind, PictureSource};
use crate::image::Framing;
use crate::protocol::{CheckpointSheet, DecoderEvent, DecoderRequest, PictureFacts};
use crate::render::{ColourMap, Reduction, Scale};

fn requests(effects: &[Effect]) -> Vec<(DecoderRequest, Option<BlobId>)> {
    let request = |effect: &Effect| match effect {
        Effect::ToDecoder { request, blob, .. } => Some((request.clone(), *blob)),
        _ => None,
    };
    effects.iter().filter_map(request).collect()
}

#[test]
fn a_page_on_which_nothing_has_happened_comes_back_as_it_began() {
    let (model, _) = started(DeviceWish::Auto, None);
    let (again, _) = restored(kept(&model));
    assert_eq!(again.settings, model.settings);
    assert_eq!(again.attack.settings, model.attack.settings);
    assert_eq!(again.visual.settings, model.visual.settings);
    assert_eq!(again.picture.opened, None);
    let expected = NoticeKind::BroughtBack {
        picture: false,
        results: false,
        restarted: false,
        shelf: false,
        had_stopped: false,
        lost: Vec::new(),
    };
    assert_eq!(back(&again), &expected);
}

#[test]
fn picture_scores_and_map_are_there_at_once_and_nothing_is_computed_again() {
    let model = with_picture();
    let (again, effects) = at_work_again(kept(&model));
    assert_eq!(unnumbered(&again), unnumbered(&model));
    assert_eq!(again.saliency.scores, model.saliency.scores);
    let map = |model: &AppModel| {
        let map = model.saliency.map.clone().expect("a map");
        (map.map, map.request, map.class, map.pixels, map.variant)
    };
    assert_eq!(map(&again), map(&model));
    assert_eq!(again.settings, model.settings);
    // What belongs together still does: by identity, not by equality.
    assert_eq!(again.seen_class(0), Some(ClassId(0)));
    assert_eq!((tasks(&effects), requests(&effects)), (vec![], vec![]));
    assert_eq!(again.blobs_in_use(), [BlobId(1)]);
    assert_eq!(lost(&again), []);
}

#[test]
fn a_map_that_is_older_than_the_settings_is_asked_for_again() {
    let mut model = with_picture();
    let results = kept(&model).results;
    model.on_event(Event::ChooseClass(Some(ClassId(7))));
    let (again, effects) = at_work_again(Kept {
        results,
        ..kept(&model)
    });
    let request = again.settings.saliency(Some(ClassId(7)));
    assert_eq!(tasks(&effects), [Task::Saliency(request)]);
    assert!(again.saliency.map.is_some());
}

#[test]
fn who_loads_the_page_again_and_finds_a_photograph_of_its_own_there_is_told_nothing() {
    let by_reader = |model: &AppModel, had_stopped| Kept {
        is_own: false,
        had_stopped,
        ..without_results(model)
    };
    let says = |kept| {
        let notices = restored(kept).0.notices;
        let is_it = |kind: &NoticeKind| matches!(kind, NoticeKind::BroughtBack { .. });
        notices.iter().any(|notice| is_it(&notice.kind))
    };
    let (nothing, _) = started(DeviceWish::Auto, None);
    assert!(!says(by_reader(&nothing, false)));
    assert!(says(by_reader(&nothing, true)));
    assert!(says(by_reader(&with_picture(), false)));
}

#[test]
fn every_setting_comes_back() {
    let mut model = with_picture();
    for adjustment in [
        Adjustment::Reduction(Reduction::L2),
        Adjustment::Colours(ColourMap::Viridis),
        Adjustment::Scale(Scale::Percentile(97.5)),
        Adjustment::View(MapView::InPlace),
        Adjustment::Opacity(0.25),
    ] {
        model.on_event(Event::Adjust(adjustment));
    }
    model.on_event(Event::OpenPart("adversarial"));
    model.on_event(Event::ChooseDevice(DeviceWish::Cpu));
    let (again, _) = restored(kept(&model));
    assert_eq!(again.settings, model.settings);
    assert_eq!(again.settings.part, "adversarial");
    assert_ne!(again.settings, AppModel::default().settings);
}

#[test]
fn the_other_network_is_loaded_alone_and_its_results_stay() {
    let other = catalogue::NETWORKS[1];
    let mut model = with_picture();
    change_network(&mut model, other.id);
    let (again, effects) = restored(kept(&model));
    assert_eq!(again.settings.network, other.id);
    let loaded = effects.iter().filter_map(|effect| match effect {
        Effect::SpawnEngine { network, .. } => Some(*network),
        _ => None,
    });
    assert_eq!(loaded.collect::<Vec<_>>(), [other.id]);
    assert_eq!(lost(&again), []);
}

#[test]
fn what_was_being_computed_of_the_picture_is_asked_again() {
    let mut model = with_picture();
    model.on_event(Event::ChooseClass(Some(ClassId(7))));
    assert!(model.is_explaining());
    let (again, effects) = at_work_again(kept(&model));
    let class = Some(ClassId(7));
    let request = again.settings.saliency(class);
    assert_eq!(tasks(&effects), [Task::Saliency(request)]);
    assert!(again.is_explaining());
}

#[test]
fn a_framing_under_way_is_asked_again_of_the_file() {
    let mut model = with_picture();
    model.on_event(Event::Frame(Framing::Squeeze));
    let (mut again, effects) = restored(kept(&model));
    let asked = requests(&effects);
    let [
        (
            DecoderRequest::Frame {
                picture, framing, ..
            },
            None,
        ),
    ] = asked[..]
    else {
        panic!("{asked:?}");
    };
    assert_eq!(framing, Framing::Squeeze);
    let effects = decoder(&mut again, DecoderEvent::Missing { picture }, Payload::None);
    assert!(matches!(
        requests(&effects)[..],
        [(DecoderRequest::Open { .. }, Some(BlobId(1)))]
    ));
}

/// What is left where the page had stopped, or the storage is full.
pub(super) fn without_results(model: &AppModel) -> Kept {
    Kept {
        results: KeptResults::None,
        had_stopped: true,
        is_own: true,
        is_shelf: false,
        ..kept(model)
    }
}

fn opened(picture: u32) -> DecoderEvent {
    DecoderEvent::Opened {
        picture,
        facts: PictureFacts::for_tests(300, 200),
        preview_width: 1,
        preview_height: 1,
    }
}

#[test]
fn without_results_the_picture_is_opened_framed_and_explained_as_it_was() {
    let model = with_picture();
    let (mut again, effects) = at_work_again(without_results(&model));
    assert!(matches!(
        requests(&effects)[..],
        [(DecoderRequest::Open { picture: 1, .. }, Some(BlobId(1)))]
    ));
    let effects = decoder(&mut again, opened(1), Payload::Bytes(vec![0; 4].into()));
    assert!(matches!(
        requests(&effects)[..],
        [(
            DecoderRequest::Frame {
                framing: FRAMING,
                ..
            },
            None
        )]
    ));
    let effects = decoder(&mut again, framed(1, FRAMING), Payload::Bytes(pixels(1)));
    let class = Some(CAT);
    assert!(matches!(&tasks(&effects)[..], [Task::Saliency(asked)] if asked.class == class));
    let NoticeKind::BroughtBack {
        picture,
        results,
        had_stopped,
        ..
    } = back(&again)
    else {
        panic!("{:?}", again.notices);
    };
    assert_eq!((*picture, *results, *had_stopped), (true, false, true));
    // Of another picture the reader decides anew.
    again.on_event(Event::OpenPicture {
        name: "1.png".to_owned(),
        source: PictureSource::File { blob: BlobId(9) },
    });
    let effects = decoder(&mut again, opened(2), Payload::Bytes(vec![0; 4].into()));
    assert_eq!(again.settings.class, None);
    assert!(matches!(
        requests(&effects)[..],
        [(
            DecoderRequest::Frame {
                framing: Framing::CENTRE_SQUARE,
                ..
            },
            None
        )]
    ));
}

#[test]
fn a_picture_of_the_readers_own_that_another_took_the_place_of_comes_back_as_such() {
    let mut model = with_picture();
    let own = model
        .picture
        .opened
        .as_ref()
        .map(|shown| shown.source.clone());
    model.on_event(Event::OpenPicture {
        name: "cat".to_owned(),
        source: PictureSource::Sample {
            id: "chelsea".to_owned(),
            blob: BlobId(9),
        },
    });
    let picture = model.picture.last_id;
    decoder(
        &mut model,
        opened(picture),
        Payload::Bytes(vec![0; 4].into()),
    );
    let aside = model.picture.own.clone().expect("the reader's own");
    assert_eq!(
        (Some(&aside.source), aside.framing),
        (own.as_ref(), FRAMING)
    );
    let (again, _) = restored(kept(&model));
    let back = again.picture.own.expect("the reader's own");
    assert_eq!((back.name, back.source), (aside.name, aside.source));
    assert_eq!(back.framing, FRAMING);
}

#[test]
fn a_sample_without_its_file_is_fetched_again_and_an_own_picture_without_it_is_said_to_be_lost() {
    let mut model = with_picture();
    let gone = |model: &AppModel| Kept {
        files: Vec::new(),
        ..without_results(model)
    };
    let (again, _) = restored(gone(&model));
    assert_eq!(lost(&again), [Piece::Picture]);
    let opened = model.picture.opened.as_mut().expect("a picture");
    opened.source = PictureSource::Sample {
        id: "chelsea".to_owned(),
        blob: BlobId(1),
    };
    let (again, effects) = restored(gone(&model));
    let wanted = Effect::OpenSample {
        id: "chelsea".to_owned(),
        name: "1.png".to_owned(),
    };
    assert!(effects.contains(&wanted) && lost(&again).is_empty());
}

#[test]
fn a_picture_that_was_being_opened_is_opened_and_the_one_before_stays_until_then() {
    let mut model = with_picture();
    model.on_event(Event::OpenPicture {
        name: "2.png".to_owned(),
        source: PictureSource::File { blob: BlobId(2) },
    });
    let (again, effects) = restored(kept(&model));
    assert_eq!(unnumbered(&again), unnumbered(&model));
    assert!(matches!(
        requests(&effects)[..],
        [(DecoderRequest::Open { .. }, Some(BlobId(2)))]
    ));
    assert_eq!(again.blobs_in_use(), [BlobId(2), BlobId(1)]);
}

fn sheet() -> CheckpointSheet {
    CheckpointSheet {
        path: String::new(),
        sha256: "ab".repeat(32),
        file_name: "mine.pth".to_owned(),
        bytes: 5_000_000,
        architecture: catalogue::ARCHITECTURES[0].id.to_owned(),
        classes: 10,
        parameters: 1_000,
        normalisation: None,
        preparation: String::new(),
        graph: None,
        class_names: (0..10).map(|i| format!("class {i}")).collect(),
    }
}

/// A model whose network is the reader's, at work; `kept`: in the browser's storage too.
fn with_own(is_stored: bool) -> AppModel {
    let mut model = with_picture();
    let blob = Some(BlobId(5));
    assert!(model.checkpoints.bring_back(sheet(), blob, is_stored));
    let id = model.checkpoints.all[0].spec.id;
    change_network(&mut model, id);
    model
}

#[test]
fn a_network_of_the_reader_comes_back_from_the_storage_or_with_its_file() {
    for is_stored in [true, false] {
        let model = with_own(is_stored);
        let (again, effects) = at_work_again(kept(&model));
        assert_eq!(again.network().name, model.network().name);
        assert_eq!(again.class_names(), model.class_names());
        let loaded = effects.iter().find_map(|effect| match effect {
            Effect::CheckpointToEngine { blob, sha256, .. } => Some((*blob, sha256.clone())),
            _ => None,
        });
        let file = (!is_stored).then_some(BlobId(5));
        assert_eq!(loaded, Some((file, sheet().sha256)));
        assert_eq!(again.checkpoints.all[0].kept, is_stored);
        assert_eq!(lost(&again), []);
    }
}

#[test]
fn a_network_whose_file_is_gone_gives_its_place_to_the_page_s_own() {
    let model = with_own(false);
    let mut without = kept(&model);
    without.files = vec![BlobId(1)];
    let (again, _) = restored(without);
    assert!(lost(&again).contains(&Piece::Network));
    let (again, _) = {
        let mut unknown = kept(&model);
        let text = serde_json::to_string(&unknown.choices).expect("JSON");
        let text = text.replace(catalogue::ARCHITECTURES[0].id, "a-network-of-the-past");
        unknown.choices = serde_json::from_str(&text).expect("choices");
        restored(unknown)
    };
    assert_eq!(again.network().id, catalogue::NETWORKS[0].id);
    assert_eq!(lost(&again), [Piece::Network, Piece::Results]);
}

#[test]
fn a_checkpoint_that_was_being_looked_through_is_looked_through() {
    let mut model = with_picture();
    let (name, blob) = ("mine.pth".to_owned(), BlobId(6));
    model.on_event(Event::Checkpoint(crate::app_model::CheckpointEvent::Open {
        name,
        blob,
    }));
    let (again, effects) = at_work_again(kept(&model));
    let asked = effects.iter().any(|effect| {
        matches!(effect, Effect::CheckpointToEngine { blob, .. } if *blob == Some(BlobId(6)))
    });
    assert!(asked && again.checkpoints.opening.is_some());
}
