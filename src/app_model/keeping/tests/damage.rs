use serde_json::{Value, json};

use super::*;
use crate::app_model::Unusable;

/// A model that holds something of everything.
fn full() -> AppModel {
    let mut model = with_picture();
    model.attack.run = Some(super::attack::whole(shown(&model)));
    let image = model.attack.run.clone();
    model.on_event(Event::Attack(crate::app_model::AttackEvent::Compare));
    model.attack.run = image;
    model.visual.run = Some(super::visual::whole(&model));
    model.visual.sweep = Some(super::visual::sheet(&model));
    model.leave_bench_unshelved();
    model
}

fn read(text: &str) -> Result<Choices, Unusable> {
    Header::check(serde_json::from_str(text).ok())?;
    serde_json::from_str(text).map_err(|_| Unusable::Damaged)
}

#[test]
fn what_another_version_kept_and_what_is_no_json_are_told_apart() {
    let text = serde_json::to_string(&full().choices().0).expect("JSON");
    assert!(read(&text).is_ok());
    let mut other: Value = serde_json::from_str(&text).expect("JSON");
    other["version"] = json!(other["version"].as_u64().map(|version| version + 1));
    other["network"] = json!({"in another form": true});
    assert_eq!(read(&other.to_string()), Err(Unusable::OtherVersion));
    assert_eq!(read("{}"), Err(Unusable::Damaged));
    // Any bytes at all, and any beginning of what is whole.
    let mut state = 1_u32;
    for length in 0..2000_usize {
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        let noise: Vec<u8> = (0..length % 60).map(|_| next()).collect();
        assert!(read(&String::from_utf8_lossy(&noise)).is_err());
        let cut = text.get(..length.min(text.len() - 1));
        assert!(cut.is_none_or(|cut| read(cut).is_err()));
    }
}

/// The places of all values that hold no others.
fn leaves(value: &Value, place: String, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                leaves(value, format!("{place}/{key}"), found);
            }
        }
        Value::Array(list) => {
            // The first few stand for all.
            for (at, value) in list.iter().enumerate().take(2) {
                leaves(value, format!("{place}/{at}"), found);
            }
        }
        _ => found.push(place),
    }
}

/// Puts something else in every place of `whole`, one after the other.
fn spoilt(whole: &Value) -> Vec<Value> {
    let mut places = Vec::new();
    leaves(whole, String::new(), &mut places);
    assert!(places.len() > 20, "{places:?}");
    let others = [
        json!(null),
        json!(0),
        json!(-1),
        json!(65_535),
        json!(1e30),
        json!("x"),
        json!([]),
    ];
    let spoil = |place: &String| {
        others.clone().map(|other| {
            let mut spoilt = whole.clone();
            *spoilt.pointer_mut(place).expect("a place") = other;
            spoilt
        })
    };
    places.iter().flat_map(spoil).collect()
}

/// Whatever comes back, the page works on.
fn assert_works(kept: Kept) {
    let (mut model, _) = at_work_again(kept);
    assert!(model.engines.is_ready());
    assert!(matches!(back(&model), NoticeKind::BroughtBack { .. }));
    model.on_event(Event::Tick { now_ms: 1.0 });
    model.on_event(Event::Attack(crate::app_model::AttackEvent::Scrub(Some(1))));
    model.on_event(Event::Visual(crate::app_model::VisualEvent::OpenCell(0)));
    let _ = (model.choices(), model.results());
}

#[test]
fn spoilt_choices_never_stop_the_page() {
    let model = full();
    let (choices, files) = model.choices();
    let (results, things) = model.results();
    let choices = serde_json::to_value(choices).expect("JSON");
    let (mut understood, all) = (0, spoilt(&choices));
    for spoilt in &all {
        if let Ok(choices) = serde_json::from_value(spoilt.clone()) {
            understood += 1;
            assert_works(Kept {
                choices,
                files: files.clone(),
                results: KeptResults::Whole(Box::new(results.clone()), things.clone()),
                had_stopped: false,
                is_own: true,
                is_shelf: false,
            });
        }
    }
    assert!(understood > 20, "{understood} of {}", all.len());
}

#[test]
fn spoilt_results_never_stop_the_page() {
    let model = full();
    let (choices, files) = model.choices();
    let (results, things) = model.results();
    let results = serde_json::to_value(results).expect("JSON");
    let (mut understood, all) = (0, spoilt(&results));
    for spoilt in &all {
        if let Ok(results) = serde_json::from_value(spoilt.clone()) {
            understood += 1;
            assert_works(Kept {
                choices: choices.clone(),
                files: files.clone(),
                results: KeptResults::Whole(Box::new(results), things.clone()),
                had_stopped: false,
                is_own: true,
                is_shelf: false,
            });
        }
    }
    assert!(understood > 100, "{understood} of {}", all.len());
}

#[test]
fn missing_and_wrong_things_are_left_out_with_a_word() {
    let model = full();
    let (_, things) = model.results();
    for at in 0..things.0.len() {
        let wrong = [
            Thing::Bytes(Bytes::from([])),
            Thing::Floats(floats(3, f32::NAN)),
        ];
        for wrong in wrong {
            let mut things = things.clone();
            things.0[at] = wrong;
            let mut spoilt = kept(&model);
            let KeptResults::Whole(_, of) = &mut spoilt.results else {
                panic!("no results");
            };
            *of = things;
            assert_works(spoilt);
        }
    }
    let mut empty = kept(&model);
    let KeptResults::Whole(_, of) = &mut empty.results else {
        panic!("no results");
    };
    *of = Things::default();
    let (again, _) = restored(empty);
    assert_eq!(
        lost(&again),
        [Piece::Attack, Piece::Visualisation, Piece::Sheet]
    );
}

#[test]
fn results_that_cannot_be_read_leave_picture_and_settings() {
    let model = full();
    let (again, effects) = restored(Kept {
        results: KeptResults::Unreadable,
        ..kept(&model)
    });
    assert_eq!(lost(&again), [Piece::Results]);
    assert_eq!(again.attack.settings, model.attack.settings);
    assert!(
        effects
            .iter()
            .any(|e| matches!(e, Effect::ToDecoder { .. }))
    );
}

#[test]
fn a_reader_who_goes_on_without_a_reload_has_nothing_left_lying_about() {
    let mut model = full();
    assert_eq!(
        model.on_event(Event::ReloadKeeping),
        [Effect::KeepAndReload]
    );
    model.on_event(Event::Notify(NoticeKind::CannotKeep {
        why: crate::app_model::KeepFailure::Full,
        left: crate::app_model::Left::Picture,
    }));
    let id = model.notices.last().expect("a notice").id;
    assert_eq!(model.on_event(Event::Dismiss(id)), [Effect::ForgetKept]);
    assert!(model.notices.is_empty());
}
