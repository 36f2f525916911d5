use super::*;

use crate::app_model::map::sheet_of_pixels;
use crate::app_model::tests::{
    at_work, decoder, engine, file, first, framed, jobs_cancelled, opened, pixels, show,
};
use crate::app_model::{Event, Kind, Payload};
use crate::filling::Curve;
use crate::image::Framing;
use crate::protocol::{
    Change, Changed, EngineRequest, Filling, Found, JobError, JobErrorKind, JobId, MethodChoice,
    Redraw, SaliencyRequest, Task,
};
use crate::scores::Standing;
use crate::spec::ParamValues;

const CAT: ClassId = ClassId(285);

fn map(method: &str) -> SaliencyRequest {
    SaliencyRequest {
        method: method.to_owned(),
        params: ParamValues::default(),
        class: Some(CAT),
    }
}

fn sanity(method: &str, redraw: Redraw) -> SanityRequest {
    SanityRequest {
        map: map(method),
        change: Change::Cascade(redraw),
        seed: 0,
        controls: Vec::new(),
    }
}

fn faithful() -> FaithfulRequest {
    FaithfulRequest {
        methods: Vec::new(),
        class: Some(CAT),
        steps: 28,
        deletion: Filling::MeanColour,
        insertion: Filling::OutOfFocus,
        neighbours: 0,
        bounds: None,
        seed: 0,
    }
}

fn object() -> SegmentRequest {
    SegmentRequest {
        recipe: "simonyan".to_owned(),
        map: map("gradient"),
        side: 224,
        ten_crops: false,
        gamma: 20.0,
        seed: 0,
    }
}

/// A picture with its class chosen, the code of this room here.
fn with_picture() -> AppModel {
    let mut model = at_work();
    model.seat_instruments();
    model.settings.class = Some(CAT);
    model
}

/// The only job among these that is a test.
fn job(effects: &[Effect]) -> JobId {
    let job = |effect: &Effect| match effect {
        Effect::ToEngine {
            request:
                EngineRequest::Run {
                    job,
                    task: Task::Sanity(_) | Task::Faithful(_) | Task::Segment(_),
                },
            ..
        } => Some(*job),
        _ => None,
    };
    let all: Vec<JobId> = effects.iter().filter_map(job).collect();
    let [job] = all[..] else {
        panic!("{effects:?}");
    };
    job
}

fn step(job: JobId, done: u32, value: f32) -> (EngineEvent, Payload) {
    let event = EngineEvent::SanityStep {
        job,
        step: SanityStep {
            what: Changed::Layer(format!("layer {done}")),
            done,
            total: 3,
            standing: Standing {
                class: CAT,
                score: 1.0,
                probability: 0.5,
            },
            escaped: false,
            is_zero: false,
            likeness: None,
            entropy: None,
        },
        sheet: sheet_of_pixels(3),
        elapsed_ms: 1.0,
    };
    (event, Payload::Floats(vec![value; 3].into()))
}

fn finished(job: JobId) -> EngineEvent {
    EngineEvent::Finished {
        job,
        elapsed_ms: 9.0,
        variant: "simd".to_owned(),
    }
}

/// A test of a method, brought to its end.
fn tested(model: &mut AppModel, method: &str, redraw: Redraw) {
    let effects = model.on_instrument(InstrumentEvent::Sanity(sanity(method, redraw)));
    let job = job(&effects);
    for done in 1..=3 {
        let (event, values) = step(job, done, done as f32);
        engine(model, event, values);
    }
    engine(model, finished(job), Payload::None);
}

fn on_bench(model: &AppModel) -> Vec<(&str, usize)> {
    let all = model.sanity_runs().into_iter();
    all.map(|run| (run.request.map.method.as_str(), run.answers.len()))
        .collect()
}

#[test]
fn every_method_that_is_tested_alike_stays_on_the_bench_and_stands_there_once() {
    let mut model = with_picture();
    tested(&mut model, "gradient", Redraw::He);
    tested(&mut model, "grad-cam", Redraw::He);
    assert_eq!(on_bench(&model), [("gradient", 3), ("grad-cam", 3)]);
    tested(&mut model, "gradient", Redraw::He);
    assert_eq!(on_bench(&model), [("grad-cam", 3), ("gradient", 3)]);
    // Another change belongs on another chart.
    tested(&mut model, "edges", Redraw::Permutation);
    assert_eq!(on_bench(&model), [("edges", 3)]);
    let run = model.sanity_runs()[0].clone();
    assert_eq!(run.end, Some(InstrumentEnd::Finished));
    assert_eq!(run.elapsed_ms, 9.0);
    assert_eq!(run.answers[2].map.values[..], [3.0; 3]);
}

#[test]
fn another_picture_takes_them_off_the_bench_and_a_test_of_it_ends_the_old_ones() {
    let mut model = with_picture();
    model.on_instrument(InstrumentEvent::Sanity(sanity("gradient", Redraw::He)));
    show(&mut model, 2);
    assert_eq!(on_bench(&model), []);
    model.settings.class = Some(CAT);
    assert!(model.can_test(Instrument::Sanity));
    tested(&mut model, "grad-cam", Redraw::He);
    assert_eq!(on_bench(&model), [("grad-cam", 3)]);
}

#[test]
fn the_same_part_of_a_picture_once_more_changes_nothing() {
    let mut model = with_picture();
    tested(&mut model, "gradient", Redraw::He);
    model.on_event(Event::Frame(Framing::default()));
    let event = framed(1, Framing::default());
    let effects = decoder(&mut model, event, Payload::Bytes(pixels(1)));
    assert!(effects.is_empty());
    assert_eq!(on_bench(&model), [("gradient", 3)]);
    assert!(model.can_test(Instrument::Sanity));
}

#[test]
fn a_cancelled_test_keeps_what_it_found_and_hears_no_more() {
    let mut model = with_picture();
    let effects = model.on_instrument(InstrumentEvent::Sanity(sanity("gradient", Redraw::He)));
    let running = job(&effects);
    assert!(!model.can_test(Instrument::Sanity));
    let (event, values) = step(running, 1, 0.5);
    engine(&mut model, event, values);
    let effects = model.on_instrument(InstrumentEvent::Cancel {
        instrument: Instrument::Sanity,
        now_ms: 0.0,
    });
    assert_eq!(jobs_cancelled(&effects), [running]);
    let (event, values) = step(running, 2, 0.5);
    engine(&mut model, event, values);
    assert_eq!(on_bench(&model), [("gradient", 1)]);
    let run = model.sanity_runs()[0];
    assert_eq!(run.end, Some(InstrumentEnd::Cancelled));
    assert_eq!(
        run.variant, "test",
        "the kernels of the engine that it ran on"
    );
    assert!(model.can_test(Instrument::Sanity));
}

#[test]
fn a_test_whose_engine_is_lost_begins_anew_and_nothing_stands_there_twice() {
    let mut model = with_picture();
    let effects = model.on_instrument(InstrumentEvent::Sanity(sanity("gradient", Redraw::He)));
    let (event, values) = step(job(&effects), 1, 0.5);
    engine(&mut model, event, values);
    let id = first(&model);
    let message = "out of memory".to_owned();
    model.on_event(Event::EngineCrashed { id, message });
    assert!(model.sanity_runs()[0].is_under_way());
    assert_eq!(on_bench(&model), [("gradient", 1)]);
}

#[test]
fn a_test_that_fails_says_why_in_its_place_and_no_notice_comes() {
    let mut model = with_picture();
    let effects = model.on_instrument(InstrumentEvent::Object(object()));
    let error = JobError {
        kind: JobErrorKind::Request,
        message: "the map is the same everywhere".to_owned(),
    };
    let event = EngineEvent::Failed {
        job: job(&effects),
        error: error.clone(),
    };
    engine(&mut model, event, Payload::None);
    let run = model.object_run().expect("a run");
    assert_eq!(run.end, Some(InstrumentEnd::Failed(error.message)));
    assert!(model.notices.is_empty(), "{:?}", model.notices);
}

#[test]
fn a_mask_of_another_size_is_no_answer_and_one_of_this_size_is() {
    for (pixels, is_taken) in [(224 * 224, true), (12, false)] {
        let mut model = with_picture();
        let effects = model.on_instrument(InstrumentEvent::Object(object()));
        let event = EngineEvent::Segmented {
            job: job(&effects),
            class: CAT,
            facts: SegmentFacts {
                found: Found::Object,
                labelled: 9,
                object: 9,
                regions: 1,
                bounds: Some([0, 0, 3, 3]),
                energy: 1.0,
                rounds: 1,
            },
            elapsed_ms: 2.0,
            variant: String::new(),
        };
        engine(&mut model, event, Payload::Bytes(vec![2; pixels].into()));
        let run = model.object_run().expect("a run");
        assert_eq!(run.answers.len(), usize::from(is_taken));
        assert_eq!(run.end == Some(InstrumentEnd::Finished), is_taken);
    }
}

#[test]
fn nothing_is_tested_without_a_picture_or_a_class() {
    let mut model = with_picture();
    model.settings.class = None;
    assert!(!model.can_test(Instrument::Faithful));
    let effects = model.on_instrument(InstrumentEvent::Faithful(faithful()));
    assert!(effects.is_empty(), "{effects:?}");
    assert!(model.faithful_run().is_none());
}

#[test]
fn each_colour_of_a_pixel_is_changed_down_and_up_within_its_range_and_the_scores_are_read_back() {
    let mut model = with_picture();
    let request = ProofRequest {
        pixel: (3, 2),
        levels: 4,
        class: ClassId(1),
    };
    let effects = model.on_instrument(InstrumentEvent::Proof(request));
    let (job, images) = effects
        .iter()
        .find_map(|effect| match effect {
            Effect::ToEngine {
                request:
                    EngineRequest::Run {
                        job,
                        task: Task::Classify { count: 6, .. },
                    },
                buffer,
                ..
            } => Some((*job, buffer.clone()?)),
            _ => None,
        })
        .expect("six images");
    let before = model.pixels().expect("pixels").clone();
    let changed = |image: usize| -> Vec<(usize, u8, u8)> {
        let image = &images[image * before.len()..(image + 1) * before.len()];
        let pairs = before.iter().zip(image).enumerate();
        pairs
            .filter(|(_, (old, new))| old != new)
            .map(|(at, (old, new))| (at, *old, *new))
            .collect()
    };
    let at = 3 * (2 * 224 + 3);
    // Of a picture whose colours are all 1: three levels less than wished for downwards.
    for colour in 0..3 {
        assert_eq!(changed(2 * colour), [(at + colour, 1, 0)]);
        assert_eq!(changed(2 * colour + 1), [(at + colour, 1, 5)]);
    }
    let scores: Vec<f32> = (0..6 * 1000).map(|at| at as f32).collect();
    let event = EngineEvent::Classified {
        job,
        elapsed_ms: 1.0,
    };
    engine(&mut model, event, Payload::Floats(scores.into()));
    let run = model.proof_run().expect("a run");
    assert_eq!(run.end, Some(InstrumentEnd::Finished));
    assert_eq!(run.variant, "test");
    assert_eq!(
        run.answers[0][1],
        Slope {
            levels: 5,
            scores: [2001.0, 3001.0],
        }
    );
}

#[test]
fn a_pixel_outside_of_the_picture_is_not_proved() {
    let mut model = with_picture();
    let request = ProofRequest {
        pixel: (224, 0),
        levels: 1,
        class: CAT,
    };
    let effects = model.on_instrument(InstrumentEvent::Proof(request));
    assert!(effects.is_empty(), "{effects:?}");
    assert!(model.can_test(Instrument::Proof));
}

fn model_figures() -> FaithfulFigures {
    FaithfulFigures {
        method: 0,
        class: CAT,
        deletion: vec![0.5; 29],
        insertion: vec![0.5; 29],
        areas: [0.5; 2],
        kept_and_removed: None,
        sensitivity: None,
        gini: None,
        inside: None,
        is_zero: false,
    }
}

/// What goes on the shelf.
fn shelved(effects: &[Effect]) -> Vec<Kind> {
    let kind = |effect: &Effect| match effect {
        Effect::Shelve(kind) | Effect::ShelveOf(kind, _) => Some(*kind),
        _ => None,
    };
    effects.iter().filter_map(kind).collect()
}

#[test]
fn a_test_of_a_picture_that_goes_gives_the_engine_free_and_goes_on_the_shelf_as_far_as_it_came() {
    let mut model = with_picture();
    model.shelf.copy = Some(AppModel::clone);
    let effects = model.on_instrument(InstrumentEvent::Sanity(sanity("gradient", Redraw::He)));
    let running = job(&effects);
    let (event, values) = step(running, 1, 0.5);
    engine(&mut model, event, values);
    model.on_event(Event::OpenPicture {
        name: "2.png".to_owned(),
        source: file(2),
    });
    let effects = decoder(&mut model, opened(2), Payload::Bytes(vec![0; 4].into()));
    assert!(jobs_cancelled(&effects).contains(&running), "{effects:?}");
    let kept = effects.iter().find_map(|effect| match effect {
        Effect::ShelveOf(Kind::Sanity, page) => page.sanity_run().cloned(),
        _ => None,
    });
    // Of the page as it was: the run is about its picture.
    let kept = kept.expect("a run");
    assert_eq!(
        (kept.answers.len(), kept.end),
        (1, Some(InstrumentEnd::Cancelled))
    );
    assert!(model.sanity_runs().is_empty());
}

#[test]
fn what_has_ended_with_an_answer_goes_on_the_shelf_once() {
    let mut model = with_picture();
    let effects = model.on_instrument(InstrumentEvent::Sanity(sanity("gradient", Redraw::He)));
    let running = job(&effects);
    let (event, values) = step(running, 1, 0.5);
    assert_eq!(shelved(&engine(&mut model, event, values)), []);
    let effects = engine(&mut model, finished(running), Payload::None);
    assert_eq!(shelved(&effects), [Kind::Sanity]);
    // One that found nothing has nothing to be kept.
    model.on_instrument(InstrumentEvent::Sanity(sanity("grad-cam", Redraw::He)));
    let effects = model.on_instrument(InstrumentEvent::Cancel {
        instrument: Instrument::Sanity,
        now_ms: 0.0,
    });
    assert_eq!(shelved(&effects), []);
}

#[test]
fn the_record_of_a_run_is_its_own_whichever_map_is_looked_at() {
    let mut model = with_picture();
    model.shelf.copy = Some(AppModel::clone);
    tested(&mut model, "gradient", Redraw::He);
    let effects = model.on_instrument(InstrumentEvent::Sanity(sanity("grad-cam", Redraw::He)));
    let running = job(&effects);
    let first = model.sanity_runs()[0].number;
    model.on_instrument(InstrumentEvent::Show(Some(first)));
    let (event, values) = step(running, 1, 0.5);
    engine(&mut model, event, values);
    let effects = engine(&mut model, finished(running), Payload::None);
    let method = effects.iter().find_map(|effect| match effect {
        Effect::ShelveOf(Kind::Sanity, page) => Some(page.sanity_run()?.request.map.method.clone()),
        _ => None,
    });
    assert_eq!(method.as_deref(), Some("grad-cam"));
    let shown = model.sanity_run().expect("a run");
    assert_eq!(shown.request.map.method, "gradient");
}

#[test]
fn curves_come_with_the_order_of_the_pixels_and_the_picture_at_a_step_follows_from_it() {
    let mut model = with_picture();
    let mut request = faithful();
    request.methods = vec![MethodChoice {
        method: "gradient".to_owned(),
        params: ParamValues::default(),
    }];
    request.insertion = Filling::Black;
    let effects = model.on_instrument(InstrumentEvent::Faithful(request));
    let event = EngineEvent::Faithful {
        job: job(&effects),
        figures: model_figures(),
        elapsed_ms: 1.0,
    };
    // The last pixel is the most important one.
    let order: Vec<u8> = (0..224 * 224_u32)
        .rev()
        .flat_map(u32::to_le_bytes)
        .collect();
    engine(&mut model, event, Payload::Bytes(order.into()));
    let run = model.faithful_run().expect("a run");
    let at = |curve, step| {
        let images = Refilled::of(run, curve).expect("images");
        let picture = images.picture(images.after(&run.answers[0], step));
        picture.expect("a picture").bytes
    };
    let pixels = run.pixels.clone();
    let whole: Vec<u8> = pixels
        .chunks(3)
        .flat_map(|p| [p[0], p[1], p[2], 255])
        .collect();
    assert!(at(Curve::Deletion, 0) == whole, "nothing is gone");
    assert!(at(Curve::Insertion, 28) == whole, "everything has come");
    // Half of them: 14 of 28 steps. The mean colour of ImageNet is 0.485, 0.456, 0.406 of 255.
    let gone = at(Curve::Deletion, 14);
    let half = gone.len() / 2;
    assert!(
        gone[..half] == whole[..half],
        "the less important half stays"
    );
    let mean = [124, 116, 104, 255];
    assert!(
        gone[half..].chunks(4).all(|pixel| pixel == mean),
        "{:?}",
        &gone[half..half + 4]
    );
    let come = at(Curve::Insertion, 14);
    assert!(
        come[half..] == whole[half..],
        "the more important half has come"
    );
    assert!(come[..half].chunks(4).all(|pixel| pixel == [0, 0, 0, 255]));
}

#[test]
fn curves_without_the_order_of_the_pixels_are_no_answer() {
    let mut model = with_picture();
    let effects = model.on_instrument(InstrumentEvent::Faithful(faithful()));
    let event = EngineEvent::Faithful {
        job: job(&effects),
        figures: model_figures(),
        elapsed_ms: 1.0,
    };
    engine(&mut model, event, Payload::None);
    let run = model.faithful_run().expect("a run");
    assert!(run.answers.is_empty());
    assert!(
        matches!(run.end, Some(InstrumentEnd::Failed(_))),
        "{:?}",
        run.end
    );
}

#[test]
fn every_control_stands_beside_the_methods_once_whatever_the_protocol() {
    let mut model = with_picture();
    model.settings.beside = vec!["gradient", "edges"];
    for protocol in PROTOCOLS {
        let mut set = model.instrument_settings().clone();
        set.faithful.choose(protocol.id);
        model.on_instrument(InstrumentEvent::Set(Box::new(set)));
        let asked = model.faithful_request();
        let ids: Vec<&str> = asked.methods.iter().map(|m| m.method.as_str()).collect();
        assert_eq!(ids[0], "gradient");
        for control in controls() {
            let count = ids.iter().filter(|id| **id == control).count();
            assert_eq!(count, 1, "{control}: {ids:?}");
        }
        let of_protocol = (protocol.steps, protocol.deletion, protocol.insertion);
        assert_eq!((asked.steps, asked.deletion, asked.insertion), of_protocol);
    }
}

#[test]
fn a_box_that_does_not_lie_in_the_picture_is_not_asked_about() {
    let mut model = with_picture();
    let mut asked = |bounds| {
        let bounds = Some(bounds);
        let set = InstrumentSettings {
            bounds,
            ..InstrumentSettings::default()
        };
        model.on_instrument(InstrumentEvent::Set(Box::new(set)));
        model.faithful_request().bounds
    };
    assert_eq!(asked([0, 0, 224, 224]), Some([0, 0, 224, 224]));
    assert_eq!(asked([0, 0, 225, 224]), None);
    assert_eq!(asked([5, 0, 5, 224]), None);
}

#[test]
fn another_way_to_an_object_has_its_own_price_of_a_border() {
    let mut set = ObjectSettings::default();
    let own = set.gamma();
    set.price(3.0);
    assert_eq!(set.gamma(), 3.0);
    set.choose("simonyan");
    assert_eq!(set.gamma(), 20.0);
    set.choose("class-map-with-prior");
    assert_eq!(set.gamma(), own);
}
