use super::*;
use crate::app_model::tests::{at_work, decoder, show};
use crate::app_model::{Event, PictureSource};
use crate::protocol::{DecoderEvent, TransferCause, TransferFailure};

fn drawn(name: &str, value: u8) -> Drawn {
    Drawn {
        name: name.to_owned(),
        width: 3,
        height: 2,
        pixels: vec![value; 24].into(),
        labels: Vec::new(),
        description: "a map".to_owned(),
        record: String::new(),
    }
}

fn save(model: &mut AppModel, name: &str, value: u8) -> Vec<Effect> {
    model.on_event(Event::Save(SaveEvent::Picture(drawn(name, value))))
}

/// Tickets of the files that are asked for, with the first byte of each picture.
fn asked(effects: &[Effect]) -> Vec<(u32, u8)> {
    let one = |effect: &Effect| match effect {
        Effect::ToDecoder {
            request:
                DecoderRequest::Encode {
                    ticket,
                    width: 3,
                    height: 2,
                    ..
                },
            bytes: Some(bytes),
            ..
        } => Some((*ticket, bytes[0])),
        _ => None,
    };
    effects.iter().filter_map(one).collect()
}

fn offered(effects: &[Effect]) -> Vec<(&str, &[u8], bool)> {
    let mut all = Vec::new();
    for effect in effects {
        if let Effect::Offer { file, is_again } = effect {
            all.push((file.name.as_str(), &file.bytes[..], *is_again));
        }
    }
    all
}

fn encoded(model: &mut AppModel, ticket: u32, file: &[u8]) -> Vec<Effect> {
    let event = DecoderEvent::Encoded {
        ticket,
        lacks_letters: false,
    };
    decoder(model, event, Payload::Bytes(file.into()))
}

fn lose(model: &mut AppModel) -> Vec<Effect> {
    let generation = model.picture.decoder;
    model.on_event(Event::DecoderCrashed {
        generation,
        message: "gone".to_owned(),
    })
}

fn spawned(effects: &[Effect]) -> bool {
    let is_spawn = |effect: &Effect| matches!(effect, Effect::SpawnDecoder { .. });
    effects.iter().any(is_spawn)
}

fn said(model: &AppModel) -> Vec<&NotSaved> {
    let mut all = Vec::new();
    for notice in &model.notices {
        if let NoticeKind::NotSaved { name, why } = &notice.kind
            && name == "map.png"
        {
            all.push(why);
        }
    }
    all
}

#[test]
fn a_picture_is_made_into_a_file_and_handed_over() {
    let mut model = AppModel::default();
    let effects = save(&mut model, "map.png", 7);
    assert!(spawned(&effects));
    let [(ticket, 7)] = asked(&effects)[..] else {
        panic!("{effects:?}");
    };
    let effects = encoded(&mut model, ticket, b"file");
    assert_eq!(offered(&effects), [("map.png", &b"file"[..], false)]);
    assert!(model.notices.is_empty() && model.saving.making.is_empty());
    // Whoever asks for the very same file again may not have got it.
    let (ticket, _) = asked(&save(&mut model, "map.png", 7))[0];
    let effects = encoded(&mut model, ticket, b"file");
    assert_eq!(offered(&effects), [("map.png", &b"file"[..], true)]);
    let (ticket, _) = asked(&save(&mut model, "map.png", 8))[0];
    let effects = encoded(&mut model, ticket, b"other");
    assert_eq!(offered(&effects), [("map.png", &b"other"[..], false)]);
}

#[test]
fn a_lost_decoder_is_said_and_the_file_can_be_asked_for_again() {
    let mut model = AppModel::default();
    save(&mut model, "map.png", 7);
    lose(&mut model);
    assert_eq!(said(&model), [&NotSaved::Lost]);
    assert_eq!(model.notices.len(), 1, "{:?}", model.notices);
    let effects = save(&mut model, "map.png", 7);
    assert!(spawned(&effects));
    let (ticket, _) = asked(&effects)[0];
    let effects = encoded(&mut model, ticket, b"file");
    assert_eq!(offered(&effects).len(), 1);
    assert!(model.notices.is_empty(), "{:?}", model.notices);
}

#[test]
fn a_decoder_that_cannot_be_fetched_is_said_once_with_the_true_cause() {
    let failure = TransferFailure {
        cause: TransferCause::Offline,
        ..TransferFailure::default()
    };
    let mut model = AppModel::default();
    save(&mut model, "map.png", 7);
    let generation = model.picture.decoder;
    let not_started = |generation| Event::DecoderNotStarted {
        generation,
        failure: failure.clone(),
    };
    model.on_event(not_started(generation));
    assert_eq!(said(&model), [&NotSaved::NotStarted(failure.clone())]);
    assert_eq!(model.notices.len(), 1, "{:?}", model.notices);
    let effects = save(&mut model, "map.png", 7);
    assert!(spawned(&effects));
    let (ticket, _) = asked(&effects)[0];
    assert_eq!(offered(&encoded(&mut model, ticket, b"file")).len(), 1);
    assert!(model.notices.is_empty());
    // A picture that waits has its own words, and its own button.
    let mut model = at_work();
    lose(&mut model);
    let name = "next.png".to_owned();
    let blob = crate::app_model::BlobId(2);
    let source = PictureSource::File { blob };
    model.on_event(Event::OpenPicture { name, source });
    save(&mut model, "map.png", 7);
    let generation = model.picture.decoder;
    model.on_event(not_started(generation));
    assert_eq!(model.notices.len(), 2, "{:?}", model.notices);
}

#[test]
fn a_decoder_that_is_replaced_leaves_the_file_to_the_next() {
    let mut model = at_work();
    let (ticket, _) = asked(&save(&mut model, "map.png", 7))[0];
    let open = |blob| Event::OpenPicture {
        name: "next.png".to_owned(),
        source: PictureSource::File {
            blob: crate::app_model::BlobId(blob),
        },
    };
    model.on_event(open(2));
    // The second choice ends the decoder that is busy with the first.
    let effects = model.on_event(open(3));
    assert!(spawned(&effects));
    assert_eq!(asked(&effects), [(ticket, 7)]);
    let effects = encoded(&mut model, ticket, b"file");
    assert_eq!(offered(&effects).len(), 1);
    assert!(model.notices.is_empty());
}

#[test]
fn a_file_that_cannot_be_made_says_why() {
    let mut model = AppModel::default();
    let (ticket, _) = asked(&save(&mut model, "map.png", 7))[0];
    let message = "not enough memory".to_owned();
    let event = DecoderEvent::NotMade {
        ticket,
        message: message.clone(),
    };
    decoder(&mut model, event, Payload::None);
    assert_eq!(said(&model), [&NotSaved::NotMade(message)]);
    let (ticket, _) = asked(&save(&mut model, "map.png", 7))[0];
    encoded(&mut model, ticket, b"");
    let [NotSaved::NotMade(_)] = said(&model)[..] else {
        panic!("an empty file: {:?}", model.notices);
    };
    let (ticket, _) = asked(&save(&mut model, "map.png", 7))[0];
    encoded(&mut model, ticket, b"file");
    assert!(model.notices.is_empty());
}

#[test]
fn pressed_again_while_it_is_made_one_file_comes_of_it_the_newest() {
    let mut model = AppModel::default();
    let (first, _) = asked(&save(&mut model, "map.png", 1))[0];
    let (second, _) = asked(&save(&mut model, "map.png", 2))[0];
    let (other, _) = asked(&save(&mut model, "difference.png", 3))[0];
    assert!(offered(&encoded(&mut model, first, b"one")).is_empty());
    let effects = encoded(&mut model, second, b"two");
    assert_eq!(offered(&effects), [("map.png", &b"two"[..], false)]);
    assert_eq!(offered(&encoded(&mut model, other, b"three")).len(), 1);
}

#[test]
fn a_decoder_that_falls_silent_over_a_file_is_replaced_and_the_file_comes() {
    let mut model = at_work();
    let (ticket, _) = asked(&save(&mut model, "map.png", 7))[0];
    let mut again = Vec::new();
    for second in 0..=8 {
        let now_ms = f64::from(second) * 1000.0;
        let effects = model.on_event(Event::Tick { now_ms });
        if spawned(&effects) {
            again.extend(asked(&effects));
        }
    }
    assert_eq!(again, [(ticket, 7)]);
    assert_eq!(offered(&encoded(&mut model, ticket, b"file")).len(), 1);
    assert!(said(&model).is_empty());
}

#[test]
fn a_file_that_may_not_arrive_stands_on_the_page_until_it_is_closed() {
    let mut model = AppModel::default();
    let file = SavedFile::png("map.png".to_owned(), b"file"[..].into());
    let effects = model.on_event(Event::Save(SaveEvent::File(file.clone())));
    assert_eq!(offered(&effects).len(), 1);
    model.on_event(Event::Save(SaveEvent::Show {
        file: file.clone(),
        can_download: false,
    }));
    assert_eq!(model.saving.shown, Some((file, false)));
    model.on_event(Event::Save(SaveEvent::Close));
    assert_eq!(model.saving.shown, None);
    let (name, message) = ("map.png".to_owned(), "no room".to_owned());
    let failed = SaveEvent::Failed {
        name,
        message: message.clone(),
    };
    model.on_event(Event::Save(failed));
    assert_eq!(said(&model), [&NotSaved::Browser(message)]);
}

#[test]
fn letters_that_are_missing_are_said_and_the_file_comes() {
    let mut model = AppModel::default();
    let (ticket, _) = asked(&save(&mut model, "sheet.png", 7))[0];
    let event = DecoderEvent::Encoded {
        ticket,
        lacks_letters: true,
    };
    let effects = decoder(&mut model, event, Payload::Bytes(b"file"[..].into()));
    assert_eq!(offered(&effects).len(), 1);
    assert_eq!(model.notices[0].kind, NoticeKind::LabelsLackLetters);
}

#[test]
fn a_decoder_that_ends_while_no_picture_is_opened_blames_no_picture() {
    let mut model = at_work();
    lose(&mut model);
    assert!(model.notices.is_empty(), "{:?}", model.notices);
    show(&mut model, 2);
    assert!(model.picture.opened.is_some());
}
