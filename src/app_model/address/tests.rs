mod following;
mod golden;
mod hostile;
mod round;

use super::{saliency, text};
use crate::app_model::tests::decoder;
use crate::app_model::{
    AppModel, BlobId, Effect, Event, Notice, NoticeKind, PROTOCOLS, Payload, PictureSource, leaf,
};
use crate::protocol::{DecoderEvent, PictureFacts};
use crate::segment::RECIPES;
use crate::spec::{ParamKind, ParamSpec};
use crate::{catalogue, render};

/// The size of a sample, as `public/samples/samples.json` has it.
fn size(sample: &str) -> (u32, u32) {
    match sample {
        "chelsea" => (451, 300),
        "coffee" => (600, 400),
        "astronaut" => (512, 512),
        other => panic!("no size of {other}"),
    }
}

fn open(model: &mut AppModel, link: &str) -> Vec<Effect> {
    model.open_link(link)
}

/// A page that has just begun with this link, its sample there.
fn page(link: &str) -> AppModel {
    let mut model = AppModel::default();
    let effects = open(&mut model, link);
    arrive(&mut model, &effects);
    model
}

/// The sample that is asked for comes, if one is.
fn arrive(model: &mut AppModel, effects: &[Effect]) -> Option<String> {
    let asked = effects.iter().find_map(|effect| match effect {
        Effect::OpenSample { id, .. } => Some(id.clone()),
        _ => None,
    })?;
    let source = PictureSource::Sample {
        id: asked.clone(),
        blob: BlobId(1),
    };
    come(model, source, size(&asked), "");
    Some(asked)
}

/// A picture is opened.
fn come(
    model: &mut AppModel,
    source: PictureSource,
    size: (u32, u32),
    sha256: &str,
) -> Vec<Effect> {
    let name = "picture".to_owned();
    model.on_event(Event::OpenPicture { name, source });
    let event = DecoderEvent::Opened {
        picture: model.picture.last_id,
        facts: PictureFacts {
            sha256: sha256.to_owned(),
            ..PictureFacts::for_tests(size.0, size.1)
        },
        preview_width: 1,
        preview_height: 1,
    };
    decoder(model, event, Payload::Bytes(vec![0; 4].into()))
}

fn kinds(model: &AppModel) -> Vec<&NoticeKind> {
    model
        .notices
        .iter()
        .map(|Notice { kind, .. }| kind)
        .collect()
}

fn params() -> Vec<&'static ParamSpec> {
    let methods = catalogue::SALIENCY_METHODS
        .iter()
        .flat_map(|spec| spec.params);
    let attacks = catalogue::ATTACKS.iter().flat_map(|spec| spec.params);
    methods
        .chain(attacks)
        .chain(catalogue::VISUALIZE_PARAMS)
        .copied()
        .collect()
}

#[test]
fn no_id_has_a_sign_that_separates() {
    let mut ids: Vec<&str> = Vec::new();
    for network in catalogue::NETWORKS.iter().chain(catalogue::ARCHITECTURES) {
        ids.push(network.id);
        // VGG's have an underscore, which separates nothing there: the first one did.
        assert!(network.layers.iter().all(|layer| !layer.contains('~')));
    }
    ids.extend(catalogue::SALIENCY_METHODS.iter().map(|spec| spec.id));
    ids.extend(catalogue::ATTACKS.iter().map(|spec| spec.id));
    ids.extend(catalogue::OBJECTIVES.iter().map(|spec| spec.id));
    ids.extend(catalogue::PRESETS.iter().map(|preset| preset.id));
    ids.extend(RECIPES.iter().map(|recipe| recipe.id));
    ids.extend(PROTOCOLS.iter().map(|protocol| protocol.id));
    ids.extend(leaf::ALL);
    for param in params() {
        ids.push(param.id);
        if let ParamKind::Choice { options, .. } = param.kind {
            ids.extend(options.iter().map(|(id, _)| id));
        }
    }
    let samples = include_str!("../../../public/samples/samples.json");
    let samples: serde_json::Value = serde_json::from_str(samples).expect("a list");
    let samples = samples.as_array().expect("a list").iter();
    let samples: Vec<&str> = samples.filter_map(|sample| sample["id"].as_str()).collect();
    assert!(samples.len() > 5);
    ids.extend(samples);
    for id in ids {
        let unreserved = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
        assert!(!id.is_empty() && id.chars().all(unreserved), "{id}");
    }
}

#[test]
fn every_way_to_draw_a_map_has_an_id() {
    for reduction in render::REDUCTIONS {
        assert!(
            saliency::REDUCTIONS
                .iter()
                .any(|(_, known)| known == reduction)
        );
    }
    for colours in render::COLOUR_MAPS {
        assert!(saliency::COLOURS.iter().any(|(_, known)| known == colours));
    }
}

#[test]
fn a_link_that_would_be_cut_on_its_way_is_not_made() {
    assert!(text::sendable("a".repeat(1800)).is_some());
    assert!(text::sendable("a".repeat(1801)).is_none());
}
