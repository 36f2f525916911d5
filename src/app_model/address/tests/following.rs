//! What a link sets going, and what it leaves alone.

use super::{arrive, come, kinds, open, page};
use crate::app_model::tests::{at_work, engine, hello, ready};
use crate::app_model::{
    AppModel, AttackEvent, BlobId, CheckpointEvent, Effect, Event, NoticeKind, Payload,
    PictureSource, Surroundings, part,
};
use crate::image::{Framing, crop_box};
use crate::protocol::{
    CheckpointSheet, DecoderEvent, DecoderRequest, DeviceKind, EngineRequest, Task,
};

const CHELSEA: &str = "g1~part_saliency~net_squeezenet-1.1~img_chelsea~crop_75-0-300~method_gradient~class_281~reduction_max-abs~colours_hot~scale_linear~view_alone~opacity_0.6~z";
const RULE: &str = "g1~part_adversarial~net_squeezenet-1.1~img_chelsea~crop_75-0-300~method_rule~steps_60~eta_0.5~objective_score~to_130~until_0~box_1~eight-bit_1~seed_7~factor_10~z";

fn tasks(effects: &[Effect]) -> Vec<&Task> {
    let tasks = effects.iter().filter_map(|effect| match effect {
        Effect::ToEngine {
            request: EngineRequest::Run { task, .. },
            ..
        } => Some(task),
        _ => None,
    });
    tasks.collect()
}

fn spawned(effects: &[Effect]) -> Vec<&'static str> {
    let networks = effects.iter().filter_map(|effect| match effect {
        Effect::SpawnEngine { network, .. } => Some(*network),
        _ => None,
    });
    networks.collect()
}

fn frames(effects: &[Effect]) -> Vec<Framing> {
    let framings = effects.iter().filter_map(|effect| match effect {
        Effect::ToDecoder {
            request: DecoderRequest::Frame { framing, .. },
            ..
        } => Some(*framing),
        _ => None,
    });
    framings.collect()
}

/// The decoder frames what it was asked for.
fn frame(model: &mut AppModel) -> Vec<Effect> {
    let opened = model.picture.opened.as_ref().expect("a picture");
    let side = model.network().side;
    let facts = &opened.facts;
    let event = DecoderEvent::Framed {
        picture: opened.id,
        source_box: crop_box(facts.width, facts.height, opened.framing),
        side: side as u32,
    };
    let pixels = Payload::Bytes(vec![9; side * side * 3].into());
    super::decoder(model, event, pixels)
}

#[test]
fn the_first_engine_is_started_with_the_network_of_the_link() {
    let mut model = AppModel::default();
    let link = CHELSEA.replace("squeezenet-1.1", "efficientnet-lite0");
    assert!(spawned(&open(&mut model, &link)).is_empty());
    let effects = model.on_event(Event::Started {
        surroundings: Surroundings::default(),
        adapter: None,
    });
    assert_eq!(spawned(&effects), ["efficientnet-lite0"]);
}

#[test]
fn another_network_is_started_beside_the_one_at_work() {
    let mut model = at_work();
    let link = CHELSEA.replace("squeezenet-1.1", "efficientnet-lite0");
    let effects = open(&mut model, &link);
    assert_eq!(spawned(&effects), ["efficientnet-lite0"]);
    assert_eq!(model.network().id, "squeezenet-1.1");
}

#[test]
fn every_part_waits_with_its_map_computed_and_nothing_started() {
    let visual = "g1~part_visualisation~img_chelsea~preset_best~z";
    let pair = "g1~part_two-networks~img_chelsea~z";
    for link in [CHELSEA, RULE, visual, pair] {
        let mut model = at_work();
        let mut effects = open(&mut model, link);
        assert_eq!(
            arrive(&mut model, &effects).as_deref(),
            Some("chelsea"),
            "{link}"
        );
        effects.extend(frame(&mut model));
        let asked = tasks(&effects);
        assert!(matches!(asked[..], [Task::Saliency(_)]), "{asked:?}");
        assert!(model.attack.run.is_none() && model.visual.run.is_none());
    }
}

#[test]
fn a_link_that_says_what_is_set_already_changes_nothing() {
    let mut model = page(CHELSEA);
    model.on_event(Event::Started {
        surroundings: Surroundings::default(),
        adapter: None,
    });
    engine(&mut model, hello(), Payload::None);
    engine(&mut model, ready(DeviceKind::Cpu), Payload::None);
    let computed = frame(&mut model);
    assert_eq!(tasks(&computed).len(), 1);
    assert_eq!(open(&mut model, CHELSEA), []);
    assert_eq!(model.link().as_deref(), Some(CHELSEA));
    // Another part of the same picture, and back: what was found stays.
    assert_eq!(open(&mut model, RULE), []);
    assert_eq!(open(&mut model, CHELSEA), []);
    let other = CHELSEA.replace("class_281", "class_3");
    assert_eq!(tasks(&open(&mut model, &other)).len(), 1);
}

#[test]
fn only_another_part_of_the_picture_is_framed_anew() {
    let mut model = page(CHELSEA);
    frame(&mut model);
    assert!(frames(&open(&mut model, CHELSEA)).is_empty());
    let other = CHELSEA.replace("crop_75-0-300", "crop_3-4-100");
    assert_eq!(frames(&open(&mut model, &other)).len(), 1);
    frame(&mut model);
    assert_eq!(model.link(), Some(other));
}

#[test]
fn what_a_link_does_not_speak_of_stays() {
    let mut model = page(CHELSEA);
    model.on_event(Event::Attack(AttackEvent::CompareGradients(7)));
    model.on_event(Event::Attack(AttackEvent::Choose("fgsm")));
    let epsilon = model.attack.settings.spec().params[0];
    model.on_event(Event::Attack(AttackEvent::Set(epsilon, 9.0)));
    open(&mut model, RULE);
    assert_eq!(model.settings.class.map(|class| class.0), Some(281));
    assert_eq!(model.attack.settings.compare_gradients, 7);
    let fgsm = model
        .attack
        .settings
        .params
        .get("fgsm")
        .expect("its parameters");
    assert_eq!(fgsm.get(epsilon), 9.0);
}

#[test]
fn there_is_no_link_before_a_picture_and_while_another_one_comes() {
    let mut model = AppModel::default();
    assert_eq!(model.link(), None);
    let effects = open(&mut model, CHELSEA);
    assert_eq!(model.link(), None);
    arrive(&mut model, &effects);
    assert!(model.link().is_some());
    let coffee = CHELSEA.replace("chelsea", "coffee");
    open(&mut model, &coffee);
    assert_eq!(model.link(), None);
    // It never comes: the picture that is shown goes on.
    let name = "coffee".to_owned();
    let kind = NoticeKind::FileUnreadable { name: name.clone() };
    model.on_event(Event::PictureUnreadable { name, kind });
    assert!(
        model
            .link()
            .is_some_and(|link| link.contains("img_chelsea"))
    );
}

#[test]
fn a_sample_that_comes_another_way_is_not_shown_as_the_link_says() {
    let mut model = AppModel::default();
    open(&mut model, &CHELSEA.replace("75-0-300", "1-1-9"));
    let source = PictureSource::Sample {
        id: "coffee".to_owned(),
        blob: BlobId(1),
    };
    come(&mut model, source, (600, 400), "");
    assert_eq!(model.settings.class, None);
    let opened = model.picture.opened.as_ref().expect("a picture");
    assert_eq!(opened.framing, Framing::default());
}

/// What the browser kept of a checkpoint whose hash begins with `0123456789abcdef`.
fn sheet(architecture: &str) -> CheckpointSheet {
    CheckpointSheet {
        path: String::new(),
        sha256: "0123456789abcdef".repeat(4),
        file_name: "mine.pth".to_owned(),
        bytes: 3_000_000,
        architecture: architecture.to_owned(),
        classes: 10,
        parameters: 700_000,
        normalisation: None,
        preparation: String::new(),
        graph: None,
        class_names: Vec::new(),
    }
}

#[test]
fn a_checkpoint_of_ones_own_is_awaited() {
    let sheet = sheet("squeezenet-1.1");
    let sha256 = sheet.sha256.clone();
    let link = RULE
        .replace("squeezenet-1.1", "sha256-0123456789abcdef")
        .replace("to_130", "to_9");
    let mut model = AppModel::default();
    let effects = open(&mut model, &link);
    arrive(&mut model, &effects);
    assert_eq!(kinds(&model), [&NoticeKind::LinkLacksNetwork]);
    assert_eq!(model.awaited_networks, ["0123456789abcdef"]);
    assert_eq!(model.network().id, "squeezenet-1.1");
    let effects = model.on_event(Event::Checkpoint(CheckpointEvent::Found(vec![sheet])));
    assert!(effects.contains(&Effect::OpenAwaitedLink), "{effects:?}");
    model.open_awaited_link();
    assert_eq!(kinds(&model), Vec::<&NoticeKind>::new());
    assert_eq!(model.awaited_networks, Vec::<String>::new());
    assert_eq!(model.network().sha256, sha256);
    assert_eq!(model.link(), Some(link));
    assert_eq!(model.settings.part, part::ADVERSARIAL);
}

#[test]
fn layers_of_vgg_whose_names_have_an_underscore_come_back() {
    let found = || Event::Checkpoint(CheckpointEvent::Found(vec![sheet("vgg11")]));
    let link =
        "g1~part_visualisation~net_sha256-0123456789abcdef~img_chelsea~term_1-channel-conv1_1-3~z";
    let mut model = AppModel::default();
    model.on_event(found());
    let effects = open(&mut model, link);
    arrive(&mut model, &effects);
    assert_eq!(kinds(&model), Vec::<&NoticeKind>::new());
    let written = model.link().expect("a link");
    assert!(written.contains("~term_1-channel-conv1_1-3~"), "{written}");
}

#[test]
fn a_link_to_another_picture_leaves_the_readers_own_within_reach() {
    let sha256 = "0123456789abcdef".repeat(4);
    let own = PictureSource::File { blob: BlobId(7) };
    let framing = Framing::Square {
        centre_x: 0.5,
        centre_y: 0.5,
        zoom: 2.0,
    };
    let mut model = page(CHELSEA);
    come(&mut model, own.clone(), (900, 800), &sha256);
    model.on_event(Event::Frame(framing));
    frame(&mut model);
    assert_eq!(model.picture.own, None, "it is shown");
    // One set-up after the other, each with a photograph of the page.
    for link in [RULE, &CHELSEA.replace("chelsea~crop_75-0-300", "coffee")] {
        let effects = open(&mut model, link);
        arrive(&mut model, &effects);
        let kept = model.picture.own.as_ref().expect("the reader's own");
        assert_eq!((&kept.source, kept.framing), (&own, framing));
        assert!(model.blobs_in_use().contains(&BlobId(7)));
    }
    let opened = model.settings.part.clone();
    come(&mut model, own.clone(), (900, 800), &sha256);
    let shown = model.picture.opened.as_ref().expect("a picture");
    assert_eq!((&shown.source, shown.framing), (&own, framing));
    assert_eq!(
        (model.picture.own.as_ref(), &model.settings.part),
        (None, &opened)
    );
    // A link that is about it finds it, too.
    let effects = open(&mut model, CHELSEA);
    arrive(&mut model, &effects);
    let effects = open(
        &mut model,
        "g1~part_saliency~net_squeezenet-1.1~img_sha256-0123456789abcdef~method_gradient~z",
    );
    let opens = |effect: &Effect| {
        matches!(
            effect,
            Effect::ToDecoder {
                request: DecoderRequest::Open { .. },
                blob: Some(BlobId(7)),
                ..
            }
        )
    };
    assert!(effects.iter().any(opens), "{effects:?}");
    assert!(!kinds(&model).contains(&&NoticeKind::LinkLacksPicture));
}
