use super::super::tests::{KINDS, MADE, SECRET, whole};
use super::*;
use crate::app_model::{Bytes, Later};

fn found(model: &AppModel, kind: Kind) -> Shelved {
    shelved(model, kind, MADE).expect("a result")
}

#[test]
fn every_kind_comes_out_of_its_file_as_it_went_in() {
    let model = whole(Some("chelsea"));
    for kind in KINDS {
        let shelved = found(&model, kind);
        let file = to_file(&shelved);
        assert_eq!(from_file(&file).as_ref(), Some(&shelved), "{kind:?}");
        assert!(file.len() >= shelved.bytes(), "{kind:?}");
        // Cut, or with something behind it, it is none.
        for length in [0, 3, 10, file.len() / 2, file.len() - 1] {
            assert_eq!(from_file(&file[..length]), None, "{kind:?} {length}");
        }
        assert_eq!(from_file(&[&file[..], &[0]].concat()), None, "{kind:?}");
    }
}

#[test]
fn a_file_that_promises_too_much_is_none() {
    let model = whole(Some("chelsea"));
    let mut shelved = found(&model, Kind::Attack);
    shelved.pictures[0].width = u32::MAX;
    shelved.pictures[0].height = u32::MAX;
    assert_eq!(from_file(&to_file(&shelved)), None);
}

#[test]
fn a_result_has_its_pictures_with_the_pixels_that_were_computed() {
    let model = whole(Some("chelsea"));
    let of = |kind| {
        let shelved = found(&model, kind);
        shelved
            .pictures
            .iter()
            .map(|picture| picture.of)
            .collect::<Vec<_>>()
    };
    let both = [PictureOf::Original, PictureOf::Adversarial];
    assert_eq!(of(Kind::Attack), both);
    assert_eq!(of(Kind::Transfer), both);
    assert_eq!(of(Kind::Visualisation), [PictureOf::Visualisation]);
    let mut from_image = model.clone();
    let run = from_image.visual.run.as_mut().expect("a visualisation");
    let first: Bytes = vec![7; 3 * 4].into();
    run.first = first.clone();
    let pictures = found(&from_image, Kind::Visualisation).pictures;
    assert_eq!(pictures[0].of, PictureOf::Seen);
    assert_eq!(pictures[0].pixels, first);
    assert_eq!(pictures[1].of, PictureOf::Visualisation);
    assert_eq!(of(Kind::Sheet), [PictureOf::Cell(0), PictureOf::Cell(1)]);
    assert_eq!(of(Kind::Comparison), [PictureOf::Original]);
    assert_eq!(of(Kind::Matrix), []);
    // What has failed is left out; positions are those of the record.
    assert_eq!(of(Kind::Methods), [PictureOf::Seen, PictureOf::MapAmong(0)]);
    let pictures = [PictureOf::Among(0), PictureOf::MapAmong(0)];
    assert_eq!(of(Kind::Pictures), pictures);
    let seen = PictureOf::Seen;
    let maps = [seen, PictureOf::Map, PictureOf::Changed];
    assert_eq!(of(Kind::Sanity), maps);
    assert_eq!(of(Kind::Object), [seen, PictureOf::Mask]);
    // Curves and slopes are figures: they stand in the record.
    assert_eq!(of(Kind::Faithful), [seen]);
    assert_eq!(of(Kind::Proof), [seen]);
    let attack = found(&model, Kind::Attack);
    let run = model.attack.run.as_ref().expect("a run");
    assert_eq!(attack.pictures[0].pixels, run.original);
    assert_eq!(Some(&attack.pictures[1].pixels), run.image.as_ref());
    assert_eq!(attack.main_picture(), attack.pictures.last());
    // One and the same in memory.
    assert!(std::sync::Arc::ptr_eq(
        &attack.pictures[0].pixels,
        &run.original
    ));
}

#[test]
fn the_same_experiment_has_the_same_key_whatever_else_is_known_of_it() {
    let mut model = whole(Some("chelsea"));
    let keys = KINDS.map(|kind| found(&model, kind).key);
    for (at, key) in keys.iter().enumerate() {
        assert_eq!(key.len(), 16);
        assert!(!keys[..at].contains(key), "{:?}", KINDS[at]);
    }
    let attack = |model: &AppModel| shelved(model, Kind::Attack, "later").expect("a result").key;
    model.attack.settings.seed = 17;
    model.settings.opacity = 0.1;
    let run = model.attack.run.as_mut().expect("a run");
    run.survival = Later::NotAsked;
    run.verdict = Later::NotAsked;
    assert_eq!(attack(&model), keys[1]);
    let run = model.attack.run.as_mut().expect("a run");
    run.request.seed += 1;
    assert_ne!(attack(&model), keys[1]);
    let run = model.attack.run.as_mut().expect("a run");
    run.request.seed -= 1;
    run.image = Some(run.original.clone());
    assert_ne!(attack(&model), keys[1]);
}

#[test]
fn an_entry_names_its_classes_and_its_picture_and_its_record_does_not() {
    let shelved = found(&whole(None), Kind::Attack);
    assert_eq!(shelved.names.network, "SqueezeNet 1.1");
    assert_eq!(shelved.names.picture.as_deref(), Some(SECRET));
    assert!(!shelved.record.contains(SECRET));
    let names = &shelved.names.classes[&6];
    assert_eq!(names[0], "stingray");
    assert_ne!(names[0], names[1]);
}

#[test]
fn a_picture_carries_the_record_of_its_entry() {
    let shelved = found(&whole(Some("chelsea")), Kind::Visualisation);
    let picture = Drawn {
        name: String::new(),
        width: 224,
        height: 224,
        pixels: shelved.pictures[0].pixels.clone(),
        labels: Vec::new(),
        description: String::new(),
        record: String::new(),
    };
    let record: Value = serde_json::from_str(&carried(&shelved, &picture)).expect("JSON");
    assert_eq!(record["kind"], "visualisation");
    let hash = sha256(&picture.pixels);
    assert_eq!(record["picture"]["pixels_sha256"], hash);
    assert!(super::super::links(record.to_string().as_bytes()).is_ok());
}
