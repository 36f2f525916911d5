use super::*;
use crate::app_model::{InstrumentEnd, InstrumentEvent, leaf};
use crate::protocol::SanityRequest;

/// With a run of every instrument.
fn with_tests() -> AppModel {
    let mut model = with_picture();
    model.seat_instruments();
    model.put_to_test_for_tests();
    model
}

#[test]
fn every_test_comes_back_with_what_it_found_and_nothing_is_asked_again() {
    let mut model = with_tests();
    model.on_event(Event::OpenLeaf(leaf::FAITHFUL));
    let shown = model.sanity_runs()[0].number;
    model.on_instrument(InstrumentEvent::Show(Some(shown)));
    let (again, effects) = at_work_again(kept(&model));
    assert_eq!(again.settings.leaf, leaf::FAITHFUL);
    assert_eq!(again.instrument_settings(), model.instrument_settings());
    assert_eq!(tasks(&effects), []);
    assert_eq!(lost(&again), []);
    let runs = |model: &AppModel| {
        let sanity = model.sanity_run().expect("a run").clone();
        let faithful = model.faithful_run().expect("a run").clone();
        let object = model.object_run().expect("a run").clone();
        let proof = model.proof_run().expect("a run").clone();
        (sanity, faithful, object, proof)
    };
    let ((a, b, c, d), (e, f, g, h)) = (runs(&model), runs(&again));
    assert_eq!((&a.request, &a.end), (&e.request, &e.end));
    for (one, other) in a.answers.iter().zip(&e.answers) {
        assert_eq!((&one.step, &one.map), (&other.step, &other.map));
    }
    assert_eq!(b.request, f.request);
    for (one, other) in b.answers.iter().zip(&f.answers) {
        assert_eq!((&one.figures, &one.order), (&other.figures, &other.order));
    }
    assert_eq!(
        (c.request, &c.answers[0].mask),
        (g.request, &g.answers[0].mask)
    );
    assert_eq!((d.request, d.answers), (h.request, h.answers));
    assert_eq!(
        [a.answers.len(), b.answers.len()],
        [e.answers.len(), f.answers.len()]
    );
}

#[test]
fn one_that_was_under_way_has_stopped_where_it_was_and_another_begins_with_a_new_number() {
    let mut model = with_tests();
    let request: SanityRequest = model.sanity_request();
    model.on_instrument(InstrumentEvent::Sanity(request.clone()));
    assert!(model.sanity_run().expect("a run").is_under_way());
    let number = model.sanity_run().expect("a run").number;
    let (mut again, effects) = at_work_again(kept(&model));
    assert_eq!(tasks(&effects), []);
    let run = again.sanity_run().expect("a run");
    assert_eq!(run.end, Some(InstrumentEnd::Interrupted));
    again.seat_instruments();
    again.on_instrument(InstrumentEvent::Sanity(request));
    assert_ne!(again.sanity_run().expect("a run").number, number);
}

#[test]
fn what_is_set_for_a_test_comes_back_without_any_result() {
    let mut model = with_picture();
    model.seat_instruments();
    let mut set = model.instrument_settings().clone();
    (set.object.ten_crops, set.bounds) = (true, Some([0, 0, 2, 2]));
    set.sanity.seed = 7;
    model.on_instrument(InstrumentEvent::Set(Box::new(set.clone())));
    let kept = super::picture::without_results(&model);
    assert_eq!(restored(kept).0.instrument_settings(), &set);
}
