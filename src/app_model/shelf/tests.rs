use super::*;

use crate::app_model::keeping::{Kept, KeptResults, Piece};
use crate::app_model::tests::{at_work, decoder, file, framed, go_over_to, opened, pixels, show};
use crate::app_model::{
    AttackEvent, AttackRun, Axis, Bytes, CellState, Event, Payload, RunPhase, Snapshot, Verdict,
    VisualEvent, VisualRun,
};
use crate::catalogue;
use crate::image::Framing;
use crate::protocol::{AttackRequest, Goal, VisualEnd};
use crate::scores::Standing;
use crate::spec::ClassId;

fn shelved(key: &str, bytes: usize) -> Arc<Shelved> {
    Arc::new(Shelved {
        key: key.to_owned(),
        record: " ".repeat(bytes),
        names: Names::default(),
        pictures: Vec::new(),
    })
}

fn put(model: &mut AppModel, key: &str, bytes: usize, blob: u32) {
    let (shelved, blob) = (shelved(key, bytes), BlobId(blob));
    shelf(model, ShelfEvent::Put { shelved, blob });
}

fn shelf(model: &mut AppModel, event: ShelfEvent) -> Vec<Effect> {
    model.on_event(Event::Shelf(event))
}

fn keys(model: &AppModel) -> Vec<&str> {
    let entries = model.shelf.entries.iter();
    entries.map(|entry| entry.key.as_str()).collect()
}

/// What goes on the shelf by itself when something happens that changes nothing.
fn news(model: &mut AppModel) -> Vec<Kind> {
    let effects = model.on_event(Event::Tick { now_ms: 0.0 });
    let kind = |effect: &Effect| match effect {
        Effect::Shelve(kind) => Some(*kind),
        _ => None,
    };
    effects.iter().filter_map(kind).collect()
}

fn attack() -> AttackRun {
    let request = AttackRequest::new(catalogue::ATTACKS[0], Goal::Class(ClassId(6)));
    AttackRun {
        phase: RunPhase::Ended,
        image: Some(pixels(2)),
        ..AttackRun::new(request, pixels(1))
    }
}

fn verdict() -> Later<Verdict> {
    let standing = Standing {
        class: ClassId(6),
        score: 1.0,
        probability: 0.5,
    };
    Later::Done(Verdict {
        best: standing,
        source: standing,
        target: standing,
        holds: true,
        same_pixels: true,
    })
}

#[test]
fn a_result_goes_on_the_shelf_when_it_is_finished_and_when_more_is_known_of_it() {
    let mut model = at_work();
    model.attack.run = Some(AttackRun {
        phase: RunPhase::Running,
        ..attack()
    });
    assert_eq!(news(&mut model), []);
    model.attack.run = Some(attack());
    assert_eq!(news(&mut model), [Kind::Attack]);
    assert_eq!(news(&mut model), []);
    model.attack.run.as_mut().expect("a run").verdict = verdict();
    assert_eq!(news(&mut model), [Kind::Attack]);
    // Asked for once more, or in vain, it is no other than before.
    for survival in [Later::Running, Later::Failed(String::new())] {
        model.attack.run.as_mut().expect("a run").survival = survival;
        assert_eq!(news(&mut model), []);
    }
    model.attack.run.as_mut().expect("a run").survival = Later::Done(Vec::new());
    assert_eq!(news(&mut model), [Kind::Attack]);
    model.attack.run = Some(attack());
    assert_eq!(news(&mut model), [Kind::Attack], "another run");
}

#[test]
fn a_visualisation_that_was_cancelled_is_kept_as_far_as_it_came() {
    let mut model = at_work();
    let request = model.visual.settings.request();
    let mut run = VisualRun::new(request, Bytes::from([]));
    run.phase = RunPhase::Cancelled;
    model.visual.run = Some(run.clone());
    assert_eq!(news(&mut model), [], "there is nothing to see");
    run.frames.push(0, pixels(3));
    model.visual.run = Some(run);
    assert_eq!(news(&mut model), [Kind::Visualisation]);
}

/// At work, the code of the shelf here.
fn with_shelf() -> AppModel {
    let mut model = at_work();
    model.shelf.copy = Some(AppModel::clone);
    model
}

fn another_picture(model: &mut AppModel) -> Vec<Effect> {
    let mut effects = model.on_event(Event::OpenPicture {
        name: "2.png".to_owned(),
        source: file(2),
    });
    effects.extend(decoder(model, opened(2), Payload::Bytes(vec![0; 4].into())));
    let framed = framed(2, Framing::default());
    effects.extend(decoder(model, framed, Payload::Bytes(pixels(2))));
    effects
}

/// What is put on the shelf when it is dropped from the bench.
fn saved_from(effects: Vec<Effect>) -> Vec<(Kind, Snapshot)> {
    let saved = effects.into_iter().filter_map(|effect| match effect {
        Effect::ShelveOf(kind, model) => Some((kind, model)),
        _ => None,
    });
    saved.collect()
}

#[test]
fn what_a_run_under_way_has_found_is_kept_when_the_image_becomes_another() {
    let mut model = with_shelf();
    let mut run = AttackRun {
        phase: RunPhase::Running,
        image: None,
        ..attack()
    };
    model.attack.run = Some(run.clone());
    assert_eq!(
        saved_from(another_picture(&mut model)),
        [],
        "nothing was found"
    );
    let mut model = with_shelf();
    run.frames.push(0, pixels(3));
    model.attack.run = Some(run);
    let saved = saved_from(another_picture(&mut model));
    let [(Kind::Attack, then)] = &saved[..] else {
        panic!("{saved:?}");
    };
    assert!(model.attack.run.is_none());
    let kept = then.attack.run.as_ref().expect("the run");
    assert_eq!(kept.phase, RunPhase::Cancelled);
    assert_eq!(kept.newest_picture(), Some(&pixels(3)));
}

#[test]
fn what_a_run_has_found_is_kept_by_the_name_of_its_network_when_another_one_comes() {
    for phase in [RunPhase::Running, RunPhase::Paused] {
        let mut model = with_shelf();
        let mut run = AttackRun {
            phase,
            image: None,
            ..attack()
        };
        run.frames.push(0, pixels(3));
        model.attack.run = Some(run);
        let request = model.visual.settings.request();
        let mut ascent = VisualRun::new(request, Bytes::from([]));
        ascent.phase = phase;
        ascent.frames.push(0, pixels(3));
        model.visual.run = Some(ascent);
        let saved = saved_from(go_over_to(&mut model, "efficientnet-lite0"));
        let kinds: Vec<Kind> = saved.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, [Kind::Attack, Kind::Visualisation], "{phase:?}");
        for (kind, then) in saved {
            assert_eq!(then.network().id, "squeezenet-1.1", "{kind:?}, {phase:?}");
        }
        assert!(model.attack.run.is_none() && model.visual.run.is_none());
    }
}

#[test]
fn a_run_that_was_asked_for_is_kept_when_another_network_comes() {
    let mut model = with_shelf();
    model.on_event(Event::Attack(AttackEvent::Start));
    let run = model.attack.run.as_mut().expect("a run");
    assert!(run.is_under_way());
    run.frames.push(0, pixels(3));
    let saved = saved_from(go_over_to(&mut model, "efficientnet-lite0"));
    let [(Kind::Attack, then)] = &saved[..] else {
        panic!("{saved:?}");
    };
    assert_eq!(then.network().id, "squeezenet-1.1");
    assert!(model.attack.run.is_none());
}

#[test]
fn a_finished_run_that_is_there_already_is_not_put_there_again_when_it_goes() {
    let mut model = with_shelf();
    model.attack.run = Some(attack());
    assert_eq!(news(&mut model), [Kind::Attack]);
    assert_eq!(saved_from(another_picture(&mut model)), []);
}

#[test]
fn a_sheet_that_gives_way_to_another_is_kept_as_far_as_it_came() {
    let mut model = with_shelf();
    let axis = VisualEvent::Axis(0, Some(Axis::Seed));
    model.on_event(Event::Visual(axis));
    model.on_event(Event::Visual(VisualEvent::AxisValues(0, vec![1.0, 2.0])));
    let start = |model: &mut AppModel| model.on_event(Event::Visual(VisualEvent::Sweep));
    assert_eq!(saved_from(start(&mut model)), []);
    let sweep = model.visual.sweep.as_mut().expect("a sheet");
    sweep.cells[0].state = CellState::Done;
    sweep.cells[0].run.phase = RunPhase::Ended;
    sweep.cells[0].run.end = Some(VisualEnd {
        iterations: 1,
        side: 224,
        class: None,
        top: Vec::new(),
        was_dead: false,
        no_gradient: false,
    });
    let saved = saved_from(start(&mut model));
    assert!(matches!(&saved[..], [(Kind::Sheet, _)]), "{saved:?}");
}

#[test]
fn a_map_is_kept_when_the_reader_says_so() {
    let mut model = at_work();
    let effects = shelf(&mut model, ShelfEvent::Keep(Kind::Map));
    assert_eq!(effects, [Effect::Shelve(Kind::Map)]);
}

#[test]
fn another_picture_crop_class_or_network_takes_nothing_from_the_shelf() {
    let changes: [fn(&mut AppModel); 4] = [
        |model| _ = show(model, 2),
        |model| _ = model.on_event(Event::Frame(Framing::Squeeze)),
        |model| _ = model.on_event(Event::ChooseClass(Some(ClassId(3)))),
        |model| drop(go_over_to(model, "efficientnet-lite0")),
    ];
    for change in changes {
        let mut model = at_work();
        model.attack.run = Some(attack());
        assert_eq!(news(&mut model), [Kind::Attack]);
        put(&mut model, "a", 10, 5);
        change(&mut model);
        model.on_event(Event::Attack(AttackEvent::Start));
        assert_eq!(keys(&model), ["a"]);
        assert!(
            model
                .shelf
                .entry("a")
                .is_some_and(|e| e.content.done().is_some())
        );
        assert!(model.blobs_in_use().contains(&BlobId(5)));
    }
}

#[test]
fn the_oldest_go_when_there_are_too_many_and_that_is_counted() {
    let mut model = at_work();
    for at in 0..MOST_ENTRIES + 3 {
        put(&mut model, &at.to_string(), 1, at as u32 + 1);
    }
    assert_eq!(model.shelf.entries.len(), MOST_ENTRIES);
    assert_eq!(keys(&model)[0], "3");
    assert_eq!(model.shelf.gone, 3);
    assert!(!model.blobs_in_use().contains(&BlobId(3)));
}

#[test]
fn the_oldest_go_when_there_is_too_much_but_never_the_newest() {
    let mut model = at_work();
    for key in ["a", "b", "c"] {
        put(&mut model, key, MOST_BYTES / 3, 1);
    }
    put(&mut model, "d", MOST_BYTES / 2, 1);
    assert_eq!(keys(&model), ["c", "d"]);
    put(&mut model, "e", MOST_BYTES + 1, 1);
    assert_eq!((keys(&model), model.shelf.gone), (vec!["e"], 4));
}

#[test]
fn the_same_experiment_stands_there_once_as_it_is_known_last() {
    let mut model = at_work();
    for (key, blob) in [("a", 1), ("b", 2), ("a", 3)] {
        put(&mut model, key, 10, blob);
    }
    assert_eq!(keys(&model), ["b", "a"]);
    assert_eq!(model.shelf.entry("a").map(|e| e.blob), Some(BlobId(3)));
    assert_eq!(model.shelf.gone, 0);
}

#[test]
fn what_was_removed_last_can_be_put_back_where_it_stood() {
    let mut model = at_work();
    for (key, blob) in [("a", 1), ("b", 2), ("c", 3)] {
        put(&mut model, key, 10, blob);
    }
    shelf(&mut model, ShelfEvent::Remove("b".to_owned()));
    assert_eq!((keys(&model), model.shelf.removed()), (vec!["a", "c"], 1));
    assert!(model.blobs_in_use().contains(&BlobId(2)));
    shelf(&mut model, ShelfEvent::PutBack);
    assert_eq!(
        (keys(&model), model.shelf.removed()),
        (vec!["a", "b", "c"], 0)
    );
    shelf(&mut model, ShelfEvent::Remove("nobody".to_owned()));
    assert_eq!(model.shelf.removed(), 0);
    shelf(&mut model, ShelfEvent::Clear);
    assert!(keys(&model).is_empty());
    put(&mut model, "b", 10, 4);
    shelf(&mut model, ShelfEvent::PutBack);
    assert_eq!(keys(&model), ["a", "b", "c"]);
    assert_eq!(model.shelf.entry("b").map(|e| e.blob), Some(BlobId(4)));
}

/// What is kept when the page has stopped working: the choices with their files.
fn kept(model: &AppModel) -> Kept {
    let (choices, files) = model.choices();
    let text = serde_json::to_string(&choices).expect("JSON");
    Kept {
        choices: serde_json::from_str(&text).expect("the same"),
        files,
        results: KeptResults::None,
        had_stopped: true,
        is_own: true,
        is_shelf: false,
    }
}

fn lost(model: &AppModel) -> (bool, Vec<Piece>) {
    let kinds = model.notices.iter().map(|notice| &notice.kind);
    let mut back = kinds.filter_map(|kind| match kind {
        NoticeKind::BroughtBack { shelf, lost, .. } => Some((*shelf, lost.clone())),
        _ => None,
    });
    back.next_back().expect("a word about what is back")
}

#[test]
fn who_begins_anew_finds_the_shelf_and_nothing_else() {
    let mut model = at_work();
    put(&mut model, "a", 10, 11);
    model.settings.opacity = 0.25;
    let mut again = AppModel::default();
    let effects = again.restore(Kept {
        is_shelf: true,
        ..kept(&model)
    });
    assert_eq!(effects, []);
    assert_eq!(keys(&again), ["a"]);
    assert_eq!(again.settings, AppModel::default().settings);
    assert!(again.picture.opened.is_none() && again.notices.is_empty());
}

#[test]
fn the_shelf_comes_back_though_the_page_had_stopped_and_is_read_once_it_is_looked_at() {
    let mut model = at_work();
    for (key, blob) in [("a", 11), ("b", 12)] {
        put(&mut model, key, 10, blob);
    }
    let mut again = AppModel::default();
    let effects = again.restore(kept(&model));
    let is_read = |effect: &Effect| matches!(effect, Effect::ReadShelved { .. });
    assert!(!effects.iter().any(is_read));
    assert_eq!(lost(&again), (true, Vec::new()));
    assert_eq!(keys(&again), ["a", "b"]);
    assert_eq!(again.shelf.bytes(), 20);
    let read = |key: &str, blob| Effect::ReadShelved {
        key: key.to_owned(),
        blob: BlobId(blob),
    };
    let effects = shelf(&mut again, ShelfEvent::Open);
    assert_eq!(effects, [read("a", 11), read("b", 12)]);
    assert_eq!(shelf(&mut again, ShelfEvent::Open), []);
    // A file that is another one, or none, is not taken for it.
    for (key, found) in [("a", Some(shelved("a", 10))), ("b", Some(shelved("x", 10)))] {
        let (key, shelved) = (key.to_owned(), found);
        shelf(&mut again, ShelfEvent::Read { key, shelved });
    }
    let states = again.shelf.entries.iter().map(|entry| entry.content.id());
    assert_eq!(states.collect::<Vec<_>>(), ["done", "failed"]);
}

#[test]
fn what_the_browser_has_not_any_more_is_said_and_the_rest_comes_back() {
    let mut model = at_work();
    for (key, blob) in [("a", 11), ("b", 12)] {
        put(&mut model, key, 10, blob);
    }
    let mut kept = kept(&model);
    assert_eq!(kept.choices.files_to_spare(), 2);
    let last = kept.files.len() - 1;
    kept.files[last] = BlobId::NONE;
    let mut again = AppModel::default();
    again.restore(kept);
    assert_eq!(keys(&again), ["a"]);
    assert_eq!(lost(&again), (true, vec![Piece::Shelf]));
}

#[test]
fn another_file_of_an_entry_is_something_to_be_kept_anew() {
    let mut model = at_work();
    put(&mut model, "a", 10, 11);
    let before = serde_json::to_string(&model.choices().0).expect("JSON");
    put(&mut model, "a", 10, 12);
    assert_ne!(
        serde_json::to_string(&model.choices().0).expect("JSON"),
        before
    );
}

#[test]
fn what_came_back_to_the_bench_is_not_put_on_the_shelf_anew() {
    let mut model = at_work();
    model.attack.run = Some(attack());
    model.leave_bench_unshelved();
    assert_eq!(news(&mut model), []);
    model.attack.run.as_mut().expect("a run").verdict = verdict();
    assert_eq!(news(&mut model), [Kind::Attack]);
}

#[test]
fn a_result_that_got_there_after_all_is_not_said_to_be_missing() {
    let mut model = at_work();
    model.notify(NoticeKind::NotShelved(Default::default()));
    put(&mut model, "a", 10, 1);
    assert_eq!(model.notices, []);
}
