mod attack;
mod damage;
mod instruments;
mod pair;
mod picture;
mod visual;

use crate::app_model::map::Map;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::*;
use crate::app_model::tests::{at_work, engine, hello, pixels, ready};
use crate::app_model::{
    Bytes, DeviceWish, Event, Floats, Later, Opened, Payload, RunPhase, SaliencyResult, Scores,
    Surroundings,
};
use crate::catalogue;
use crate::image::CropBox;
use crate::protocol::{DeviceKind, EngineRequest, JobId, Task};
use crate::scores::Standing;
use crate::spec::ClassId;

const CLASSES: usize = 1000;
const CAT: ClassId = ClassId(285);
const FRAMING: Framing = Framing::Square {
    centre_x: 0.25,
    centre_y: 0.75,
    zoom: 2.0,
};

fn standing(class: u16, probability: f32) -> Standing {
    Standing {
        class: ClassId(class),
        score: 9.1,
        probability,
    }
}

fn floats(length: usize, value: f32) -> Floats {
    vec![value; length].into()
}

/// A model with an engine at work and the reader's own picture, framed, with scores and a map.
fn with_picture() -> AppModel {
    let mut model = at_work();
    let opened = model.picture.opened.as_mut().expect("a picture");
    let (width, height) = (opened.preview_width, opened.preview_height);
    opened.preview_rgba = vec![7; (width * height * 4) as usize].into();
    opened.framing = FRAMING;
    opened.source_box = Some(CropBox::whole(width, height));
    let shown = opened.pixels.clone().expect("pixels");
    model.forget_saliency(&mut Vec::new());
    model.saliency.scores = Some(Scores {
        values: floats(CLASSES, 0.5),
        pixels: shown.clone(),
        elapsed_ms: 3.0,
    });
    model.saliency.map = Some(SaliencyResult {
        job: JobId(1),
        request: model.settings.saliency(None),
        class: CAT,
        map: Map::of_pixels(floats(shown.len(), 0.1)),
        pixels: shown,
        elapsed_ms: 12.5,
        variant: "test".to_owned(),
    });
    model.settings.class = Some(CAT);
    model
}

/// Chooses another network and waits until it is in use.
fn change_network(model: &mut AppModel, id: &'static str) {
    model.on_event(Event::ChooseNetwork(id));
    let next = model.engines.next().expect("an engine on its way");
    let next = next.id;
    for event in [hello(), ready(DeviceKind::Cpu)] {
        model.on_event(Event::Engine {
            id: next,
            event,
            payload: Payload::None,
            now_ms: 0.0,
        });
    }
    assert_eq!(model.settings.network, id);
}

fn shown(model: &AppModel) -> Bytes {
    let opened = model.picture.opened.as_ref().expect("a picture");
    opened.pixels.clone().expect("pixels")
}

/// Through JSON and back, as what is kept goes through the browser's storage.
fn through_json<T: Serialize + DeserializeOwned>(value: &T) -> T {
    let text = serde_json::to_string(value).expect("JSON");
    serde_json::from_str(&text).expect("the same")
}

/// The same numbers, elsewhere.
fn copied(things: &Things) -> Things {
    let copy = |thing: &Thing| match thing {
        Thing::Bytes(bytes) => Thing::Bytes(bytes.to_vec().into()),
        Thing::Floats(floats) => Thing::Floats(floats.to_vec().into()),
    };
    Things(things.0.iter().map(copy).collect())
}

fn kept(model: &AppModel) -> Kept {
    let (choices, files) = model.choices();
    let (results, things) = model.results();
    Kept {
        choices: through_json(&choices),
        files,
        results: KeptResults::Whole(Box::new(through_json(&results)), copied(&things)),
        had_stopped: false,
        is_own: true,
        is_shelf: false,
    }
}

/// A page that has just begun takes back what was kept; what it asks for meanwhile.
fn restored(kept: Kept) -> (AppModel, Vec<Effect>) {
    let mut model = AppModel::default();
    let mut effects = model.restore(kept);
    effects.extend(model.on_event(Event::Started {
        surroundings: Surroundings::default(),
        adapter: None,
    }));
    (model, effects)
}

/// The same with its engine at work.
fn at_work_again(kept: Kept) -> (AppModel, Vec<Effect>) {
    let (mut model, mut effects) = restored(kept);
    effects.extend(engine(&mut model, hello(), Payload::None));
    effects.extend(engine(&mut model, ready(DeviceKind::Cpu), Payload::None));
    (model, effects)
}

/// The tasks that the first engine was given.
fn tasks(effects: &[Effect]) -> Vec<Task> {
    let task = |effect: &Effect| match effect {
        Effect::ToEngine {
            request: EngineRequest::Run { task, .. } | EngineRequest::Share { task, .. },
            ..
        } => Some(task.clone()),
        _ => None,
    };
    effects.iter().filter_map(task).collect()
}

fn back(model: &AppModel) -> &NoticeKind {
    let mut notices = model.notices.iter().map(|notice| &notice.kind);
    let found = notices.find(|kind| matches!(kind, NoticeKind::BroughtBack { .. }));
    found.expect("a word about what is back")
}

fn lost(model: &AppModel) -> Vec<Piece> {
    match back(model) {
        NoticeKind::BroughtBack { lost, .. } => lost.clone(),
        _ => Vec::new(),
    }
}

fn has_restarted(model: &AppModel) -> bool {
    matches!(
        back(model),
        NoticeKind::BroughtBack {
            restarted: true,
            ..
        }
    )
}

/// The picture but for its number, which is another after a reload.
fn unnumbered(model: &AppModel) -> Option<Opened> {
    let opened = model.picture.opened.clone()?;
    Some(Opened { id: 0, ..opened })
}
