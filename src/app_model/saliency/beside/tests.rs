use super::*;

use crate::app_model::keeping::{Kept, KeptResults};
use crate::app_model::map::sheet_of_pixels;
use crate::app_model::tests::{
    at_work, decoder, engine, first, go_over_to, hello, jobs_cancelled, jobs_run, pixels, ready,
    show, with_classes,
};
use crate::app_model::{Bytes, Event, NoticeKind, Payload, Phase, Standstill};
use crate::catalogue;
use crate::image::{Format, ImageError};
use crate::protocol::{
    DecoderEvent, DecoderRequest, DeviceKind, EngineEvent, EngineRequest, JobError, JobErrorKind,
    JobId, SaliencyRequest, Task,
};
use crate::spec::ClassId;

const CAT: ClassId = ClassId(285);
const DOG: ClassId = ClassId(207);
const THREE: [&str; 3] = ["gradient", "smooth-grad", "grad-cam"];

/// Best at `class`.
fn scores(class: ClassId) -> Payload {
    let mut scores = vec![0.0; 1000];
    scores[class.index()] = 20.0;
    scores[DOG.index()] += 10.0;
    Payload::Floats(scores.into())
}

fn attribution(job: JobId, class: ClassId) -> EngineEvent {
    EngineEvent::Attribution {
        job,
        class,
        sheet: sheet_of_pixels(3),
        facts: crate::protocol::Facts::default(),
        elapsed_ms: 80.0,
        variant: "simd".to_owned(),
    }
}

/// The engine answers a job with scores and a map of this value.
fn answer(model: &mut AppModel, job: JobId, class: ClassId, value: f32) -> Vec<Effect> {
    let event = EngineEvent::Scores {
        job,
        elapsed_ms: 1.0,
    };
    engine(model, event, scores(class));
    let values = Payload::Floats(vec![value; 3].into());
    engine(model, attribution(job, class), values)
}

fn beside(model: &mut AppModel, event: BesideEvent) -> Vec<Effect> {
    model.on_beside(event)
}

fn choose(model: &mut AppModel, methods: &[&'static str]) {
    for method in methods {
        let (method, is_wanted) = (*method, true);
        beside(model, BesideEvent::Choose { method, is_wanted });
    }
}

/// A picture with its scores and map by the gradient, the code of this room here.
fn with_map() -> AppModel {
    let mut model = at_work();
    model.seat_beside();
    answer(&mut model, JobId(1), CAT, 0.5);
    model
}

/// The same, with these methods put side by side.
fn compared(methods: &[&'static str]) -> (AppModel, Vec<Effect>) {
    let mut model = with_map();
    choose(&mut model, methods);
    let effects = beside(&mut model, BesideEvent::Compare);
    (model, effects)
}

fn requests(effects: &[Effect]) -> Vec<(JobId, SaliencyRequest, Option<Bytes>)> {
    let request = |effect: &Effect| match effect {
        Effect::ToEngine {
            request:
                EngineRequest::Run {
                    job,
                    task: Task::Saliency(request),
                }
                | EngineRequest::Share {
                    job,
                    task: Task::Saliency(request),
                },
            buffer,
            ..
        } => Some((*job, request.clone(), buffer.clone())),
        _ => None,
    };
    effects.iter().filter_map(request).collect()
}

fn states(model: &AppModel, of: Of) -> Vec<&'static str> {
    let series = model.series(of).expect("a series");
    series.items.iter().map(|item| item.found.id()).collect()
}

/// The only job that is run.
fn job(effects: &[Effect]) -> JobId {
    let [(job, _)] = jobs_run(effects)[..] else {
        panic!("{effects:?}");
    };
    job
}

fn crash(model: &mut AppModel) -> Vec<Effect> {
    let id = first(model);
    let message = "out of memory".to_owned();
    model.on_event(Event::EngineCrashed { id, message })
}

#[test]
fn methods_stand_in_the_order_of_the_catalogue_and_no_more_than_six_of_them() {
    let mut model = with_map();
    let all: Vec<&str> = catalogue::SALIENCY_METHODS.iter().map(|m| m.id).collect();
    let backwards: Vec<&'static str> = catalogue::SALIENCY_METHODS
        .iter()
        .rev()
        .map(|method| method.id)
        .collect();
    choose(&mut model, &backwards);
    let chosen = model.settings.beside.clone();
    assert_eq!(chosen.len(), all.len().min(MOST_METHODS));
    assert!(chosen.is_sorted_by_key(|id| all.iter().position(|known| known == id)));
    let method = chosen[0];
    let is_wanted = false;
    beside(&mut model, BesideEvent::Choose { method, is_wanted });
    assert_eq!(model.settings.beside, chosen[1..]);
}

#[test]
fn maps_are_made_one_after_the_other_of_one_picture_and_class_as_each_method_is_set() {
    let mut model = with_map();
    let smooth = catalogue::saliency_method("smooth-grad").expect("a method");
    let values = model.settings.params.entry(smooth.id).or_default();
    values.set(smooth.params[1], 7.0);
    choose(&mut model, &["smooth-grad", "grad-cam"]);
    assert!(model.can_compare_methods());
    let effects = beside(&mut model, BesideEvent::Compare);
    let asked = requests(&effects);
    assert_eq!(asked.len(), 1, "the other waits for it");
    let (job, request, buffer) = &asked[0];
    assert_eq!(request.method, smooth.id);
    assert_eq!(request.params.get(smooth.params[1]), 7.0);
    assert_eq!(request.class, Some(CAT), "the class that is predicted");
    assert_eq!(buffer.as_ref(), Some(&pixels(1)));
    assert!(!model.can_compare_methods(), "it is under way");
    let progress = EngineEvent::Progress {
        job: *job,
        done: 2,
        total: 7,
    };
    engine(&mut model, progress, Payload::None);
    let series = model.series(Of::Methods).expect("a series");
    assert_eq!(series.progress(), Some([2, 7]));
    assert_eq!(states(&model, Of::Methods), ["computing", "waiting"]);
    let effects = answer(&mut model, *job, CAT, 0.25);
    let (job, request, _) = &requests(&effects)[0];
    assert_eq!(request.method, "grad-cam");
    answer(&mut model, *job, CAT, 0.125);
    let series = model.series(Of::Methods).expect("a series");
    assert!(!series.is_under_way());
    assert_eq!((series.ended(), series.progress()), ((2, 2), None));
    let values: Vec<f32> = series.maps().map(|(_, map)| map.map.values[0]).collect();
    assert_eq!(values, [0.25, 0.125]);
    let (_, map) = series.maps().next().expect("a map");
    assert_eq!((map.class.class, map.class.score), (CAT, 20.0));
    // The map of the page has not been touched.
    assert_eq!(
        model.saliency.map.as_ref().map(|map| map.job),
        Some(JobId(1))
    );
    assert!(!model.is_explaining());
}

#[test]
fn the_map_that_is_on_the_page_is_not_made_again() {
    let (model, effects) = compared(&["gradient", "guided-backpropagation"]);
    assert_eq!(states(&model, Of::Methods), ["done", "computing"]);
    assert_eq!(requests(&effects).len(), 1);
    let series = model.series(Of::Methods).expect("a series");
    let (item, map) = series.maps().next().expect("a map");
    assert_eq!(item.request.method, "gradient");
    assert_eq!(map.map.values[0], 0.5);
    // Set otherwise, it is another map.
    let mut model = with_map();
    model.on_event(Event::ChooseClass(Some(DOG)));
    choose(&mut model, &["gradient"]);
    let effects = beside(&mut model, BesideEvent::Compare);
    assert_eq!(requests(&effects)[0].1.class, Some(DOG));
}

#[test]
fn nothing_is_compared_without_methods_a_picture_or_its_class() {
    let mut model = with_map();
    assert!(!model.can_compare_methods(), "no method");
    assert_eq!(beside(&mut model, BesideEvent::Compare), []);
    let mut model = at_work();
    model.seat_beside();
    choose(&mut model, &THREE);
    assert!(!model.can_compare_methods(), "no class yet");
    model.settings.class = Some(DOG);
    assert!(model.can_compare_methods(), "it was chosen");
}

#[test]
fn cancelled_it_keeps_what_it_has_and_its_engine_is_told() {
    let (mut model, effects) = compared(&THREE);
    let running = job(&effects);
    let (of, now_ms) = (Of::Methods, 5.0);
    let effects = beside(&mut model, BesideEvent::Cancel { of, now_ms });
    assert_eq!(jobs_cancelled(&effects), [running]);
    assert_eq!(states(&model, of), ["done", "waiting", "waiting"]);
    let series = model.series(of).expect("a series");
    assert_eq!(series.standstill, Some(Standstill::Cancelled));
    let late = answer(&mut model, running, CAT, 1.0);
    assert_eq!(jobs_run(&late), [], "what comes too late changes nothing");
    assert_eq!(states(&model, of), ["done", "waiting", "waiting"]);
    assert!(model.can_compare_methods(), "it can be asked for anew");
}

#[test]
fn an_engine_that_is_lost_and_comes_back_goes_on_and_one_that_stops_leaves_what_was_made() {
    let (mut model, effects) = compared(&THREE);
    let effects = answer(&mut model, job(&effects), CAT, 0.25);
    assert_eq!(states(&model, Of::Methods), ["done", "done", "computing"]);
    let lost = job(&effects);
    crash(&mut model);
    let back = [hello(), ready(DeviceKind::Cpu)];
    let effects: Vec<Effect> = back
        .into_iter()
        .flat_map(|event| engine(&mut model, event, Payload::None))
        .collect();
    let again = job(&effects);
    assert_ne!(again, lost);
    answer(&mut model, again, CAT, 0.125);
    assert_eq!(states(&model, Of::Methods), ["done"; 3]);

    let (mut model, _) = compared(&THREE);
    while !matches!(model.engines.phase(), Phase::Stopped(_)) {
        crash(&mut model);
    }
    assert_eq!(states(&model, Of::Methods), ["done", "waiting", "waiting"]);
    let series = model.series(Of::Methods).expect("a series");
    assert_eq!(series.standstill, Some(Standstill::Interrupted));
}

#[test]
fn a_method_that_fails_has_its_reason_and_the_next_one_begins() {
    let (mut model, effects) = compared(&THREE);
    let event = EngineEvent::Failed {
        job: job(&effects),
        error: JobError {
            kind: JobErrorKind::NotFinite,
            message: "no numbers".to_owned(),
        },
    };
    let before = model.notices.len();
    let effects = engine(&mut model, event, Payload::None);
    assert_eq!(states(&model, Of::Methods), ["done", "failed", "computing"]);
    assert_eq!(model.notices.len(), before, "it stands in its place");
    let series = model.series(Of::Methods).expect("a series");
    let why = Trouble::NoMap("no numbers".to_owned());
    assert_eq!(series.items[1].found, Found::Failed(why));
    // Numbers that are not as many as their sheet says are no map.
    let event = attribution(job(&effects), CAT);
    engine(&mut model, event, Payload::Floats(vec![0.5; 4].into()));
    assert_eq!(states(&model, Of::Methods), ["done", "failed", "failed"]);
    assert!(!model.series(Of::Methods).expect("a series").is_under_way());
}

#[test]
fn maps_of_another_picture_or_network_are_not_shown_and_do_not_go_on() {
    let (mut model, effects) = compared(&THREE);
    let running = job(&effects);
    show(&mut model, 2);
    assert!(model.series(Of::Methods).is_none());
    let effects = answer(&mut model, running, CAT, 1.0);
    assert_eq!(jobs_run(&effects), [], "the rest is not made");

    let (mut model, _) = compared(&["gradient"]);
    assert_eq!(states(&model, Of::Methods), ["done"]);
    go_over_to(&mut model, "efficientnet-lite0");
    assert!(model.series(Of::Methods).is_none());
}

#[test]
fn another_class_leaves_the_maps_of_the_one_before() {
    let (mut model, _) = compared(&["gradient"]);
    model.on_event(Event::ChooseClass(Some(DOG)));
    let series = model.series(Of::Methods).expect("a series");
    assert_eq!(series.items[0].request.class, Some(CAT));
    assert!(model.can_compare_methods());
}

fn named(name: &str, truth: Option<ClassId>) -> Named {
    Named {
        name: name.to_owned(),
        sample: None,
        truth,
    }
}

fn glances(effects: &[Effect]) -> Vec<u32> {
    let glance = |effect: &Effect| match effect {
        Effect::ToDecoder {
            request: DecoderRequest::Glance { ticket, .. },
            ..
        } => Some(*ticket),
        _ => None,
    };
    effects.iter().filter_map(glance).collect()
}

/// Three pictures, whose files are wanted one after the other.
fn three() -> (AppModel, u32) {
    let mut model = with_map();
    let pictures = [("a.png", Some(DOG)), ("b.txt", None), ("c.png", None)];
    let pictures = pictures.map(|(name, truth)| named(name, truth));
    beside(&mut model, BesideEvent::Open(pictures.to_vec()));
    let (series, at) = model.wanted_picture().expect("a file");
    assert_eq!(at, 0);
    (model, series)
}

/// The file of a picture comes; the decoder's ticket.
fn comes(model: &mut AppModel, series: u32, at: usize) -> u32 {
    assert_eq!(model.wanted_picture(), Some((series, at)));
    let file = Ok(vec![at as u8].into());
    let effects = beside(model, BesideEvent::File { series, at, file });
    assert_eq!(model.wanted_picture(), None, "one at a time");
    let [ticket] = glances(&effects)[..] else {
        panic!("{effects:?}");
    };
    ticket
}

fn glanced(model: &mut AppModel, ticket: u32, byte: u8) -> Vec<Effect> {
    let event = DecoderEvent::Glanced { ticket };
    decoder(model, event, Payload::Bytes(pixels(byte)))
}

/// As the decoder says it of a file.
fn not_made(ticket: u32, error: &ImageError) -> DecoderEvent {
    let message = serde_json::to_string(error).expect("JSON");
    DecoderEvent::NotMade { ticket, message }
}

fn why(model: &AppModel, at: usize) -> &Trouble {
    let series = model.series(Of::Pictures).expect("a series");
    match &series.items[at].found {
        Found::Failed(why) => why,
        found => panic!("{}", found.id()),
    }
}

#[test]
fn each_picture_has_the_map_of_the_class_found_in_it_and_one_that_is_none_its_reason() {
    let (mut model, series) = three();
    let ticket = comes(&mut model, series, 0);
    let effects = glanced(&mut model, ticket, 7);
    let (job, request, buffer) = &requests(&effects)[0];
    assert_eq!((request.class, buffer), (None, &Some(pixels(7))));
    assert_eq!(request.method, model.settings.method);
    answer(&mut model, *job, CAT, 0.25);
    // A file that is no picture.
    let ticket = comes(&mut model, series, 1);
    let event = not_made(ticket, &ImageError::NotAnImage);
    decoder(&mut model, event, Payload::None);
    let ticket = comes(&mut model, series, 2);
    let effects = glanced(&mut model, ticket, 8);
    let (job, ..) = &requests(&effects)[0];
    answer(&mut model, *job, DOG, 0.5);
    assert_eq!(states(&model, Of::Pictures), ["done", "failed", "done"]);
    let refused = NoticeKind::PictureRefused {
        name: "b.txt".to_owned(),
        error: ImageError::NotAnImage,
    };
    assert_eq!(why(&model, 1), &Trouble::NoPicture(refused));
    let found = model.series(Of::Pictures).expect("a series");
    let maps: Vec<_> = found.maps().map(|(_, map)| map.clone()).collect();
    assert_eq!((maps[0].class.class, maps[1].class.class), (CAT, DOG));
    let (truth, rank) = maps[0].truth.expect("its label is known");
    assert_eq!((truth.class, rank), (DOG, 2));
    assert_eq!(maps[1].truth, None);
    // The picture of the page is what it was.
    assert_eq!(
        model.saliency.map.as_ref().map(|map| map.job),
        Some(JobId(1))
    );
}

#[test]
fn files_that_do_not_come_and_formats_of_no_browser_are_named_too() {
    let (mut model, series) = three();
    let gone = NoticeKind::FileUnreadable {
        name: "a.png".to_owned(),
    };
    let (at, file) = (0, Err(gone.clone()));
    beside(&mut model, BesideEvent::File { series, at, file });
    assert_eq!(why(&model, 0), &Trouble::NoPicture(gone));
    let ticket = comes(&mut model, series, 1);
    let format = Format::Heic;
    let event = not_made(ticket, &ImageError::BrowserOnly { format });
    decoder(&mut model, event, Payload::None);
    let only = NoticeKind::BrowserCouldNotDecode {
        name: "b.txt".to_owned(),
        format: format.name().to_owned(),
    };
    assert_eq!(why(&model, 1), &Trouble::NoPicture(only));
    // A decoder that dies of a picture takes no other with it.
    comes(&mut model, series, 2);
    let generation = model.picture.decoder;
    let message = "panic".to_owned();
    model.on_event(Event::DecoderCrashed {
        generation,
        message,
    });
    let lost = NoticeKind::DecoderCrashed {
        name: "c.png".to_owned(),
    };
    assert_eq!(why(&model, 2), &Trouble::NoPicture(lost));
    assert!(!model.series(Of::Pictures).expect("a series").is_under_way());
}

#[test]
fn files_of_a_series_that_was_left_are_not_taken() {
    let (mut model, series) = three();
    let ticket = comes(&mut model, series, 0);
    let (of, now_ms) = (Of::Pictures, 0.0);
    beside(&mut model, BesideEvent::Cancel { of, now_ms });
    assert_eq!(model.wanted_picture(), None);
    assert_eq!(requests(&glanced(&mut model, ticket, 7)), []);
    assert_eq!(states(&model, of), ["waiting"; 3]);
    beside(&mut model, BesideEvent::Open(vec![named("d.png", None)]));
    let (at, file) = (0, Ok(vec![1].into()));
    let effects = beside(&mut model, BesideEvent::File { series, at, file });
    assert_eq!(effects, [], "it belongs to the series before");
    assert_ne!(model.wanted_picture(), Some((series, 0)));
    // Nor does another picture on the page take anything from this one.
    show(&mut model, 2);
    assert_eq!(states(&model, of), ["waiting"]);
}

#[test]
fn so_many_pictures_and_no_more() {
    let mut model = with_map();
    let many = vec![named("x.png", None); MOST_PICTURES + 1];
    beside(&mut model, BesideEvent::Open(many));
    assert_eq!(states(&model, Of::Pictures).len(), MOST_PICTURES);
}

#[test]
fn labels_of_imagenet_say_nothing_of_other_classes() {
    let mut model = with_classes(1001);
    model.seat_beside();
    let truth = Some(DOG);
    beside(&mut model, BesideEvent::Open(vec![named("a.png", truth)]));
    let (series, at) = model.wanted_picture().expect("a file");
    let ticket = comes(&mut model, series, at);
    let effects = glanced(&mut model, ticket, 7);
    let job = requests(&effects)[0].0;
    let event = EngineEvent::Scores {
        job,
        elapsed_ms: 1.0,
    };
    engine(&mut model, event, Payload::Floats(vec![0.5; 1001].into()));
    let values = Payload::Floats(vec![0.5; 3].into());
    engine(&mut model, attribution(job, CAT), values);
    let found = model.series(Of::Pictures).expect("a series");
    let (_, map) = found.maps().next().expect("a map");
    assert_eq!(map.truth, None);
}

#[test]
fn what_was_found_comes_back_after_a_reload_and_what_was_not_can_be_asked_for_again() {
    let (mut model, _) = compared(&THREE);
    let ticket = {
        beside(
            &mut model,
            BesideEvent::Open(vec![named("a.png", Some(DOG))]),
        );
        let (series, at) = model.wanted_picture().expect("a file");
        comes(&mut model, series, at)
    };
    let effects = glanced(&mut model, ticket, 7);
    answer(&mut model, requests(&effects)[0].0, CAT, 0.25);
    let opened = model.picture.opened.as_mut().expect("a picture");
    opened.preview_rgba = vec![7; 300 * 200 * 4].into();
    assert!(model.has_results());
    let (choices, files) = model.choices();
    let (results, things) = model.results();
    let text = serde_json::to_string(&(&choices, &results)).expect("JSON");
    let (choices, results) = serde_json::from_str(&text).expect("the same");
    let mut back = AppModel::default();
    back.restore(Kept {
        choices,
        files,
        results: KeptResults::Whole(Box::new(results), things),
        had_stopped: false,
        is_own: true,
        is_shelf: false,
    });
    back.seat_beside();
    assert_eq!(back.settings.beside, model.settings.beside);
    let series = back.series(Of::Methods).expect("the maps");
    assert_eq!(states(&back, Of::Methods), ["done", "waiting", "waiting"]);
    assert_eq!(series.standstill, Some(Standstill::Interrupted));
    let before = model.series(Of::Methods).expect("a series");
    assert_eq!(series.items[0], before.items[0]);
    let [now, before] = [&back, &model].map(|m| m.series(Of::Pictures).expect("pictures"));
    assert_eq!(now.items, before.items);
    assert!(back.can_compare_methods());
}

#[test]
fn with_several_engines_several_maps_are_made_at_a_time_and_each_comes_to_its_place() {
    let mut model = with_map();
    model.surroundings.engines = 3;
    let methods = [
        "gradient",
        "gradient-x-input",
        "guided-backpropagation",
        "grad-cam",
        "smooth-grad",
    ];
    choose(&mut model, &methods);
    let effects = beside(&mut model, BesideEvent::Compare);
    let sent = requests(&effects);
    // The gradient's map is there; of the others one waits in the engine.
    assert_eq!(sent.len(), 4);
    let by = |method: &str| {
        let found = sent.iter().find(|(_, request, _)| request.method == method);
        found.expect("a request").0
    };
    let (first, last) = (by("gradient-x-input"), by("smooth-grad"));
    for (done, total, job) in [(3, 25, last), (1, 2, first)] {
        let progress = EngineEvent::Progress { job, done, total };
        engine(&mut model, progress, Payload::None);
    }
    let series = |model: &AppModel| model.series(Of::Methods).expect("a series").clone();
    assert_eq!(series(&model).progress(), Some([1, 2]));
    for (value, job) in [
        (4.0, last),
        (1.0, first),
        (2.0, by("guided-backpropagation")),
        (3.0, by("grad-cam")),
    ] {
        answer(&mut model, job, CAT, value);
    }
    let series = series(&model);
    let values = |(item, map): (&Item, &ItemMap)| (item.request.method.clone(), map.map.values[0]);
    let found: Vec<_> = series.maps().map(values).collect();
    assert_eq!(found.len(), 5);
    for (method, value) in found {
        let expected = match &*method {
            "gradient" => 0.5,
            "gradient-x-input" => 1.0,
            "guided-backpropagation" => 2.0,
            "grad-cam" => 3.0,
            _ => 4.0,
        };
        assert_eq!(value, expected, "{method}");
    }
    assert!(!series.is_under_way());
}

#[test]
fn with_several_engines_the_next_file_is_wanted_while_maps_are_made() {
    let (mut model, series) = three();
    model.surroundings.engines = 2;
    for at in 0..3 {
        assert_eq!(model.wanted_picture(), Some((series, at)));
        let file = Ok(vec![at as u8].into());
        beside(&mut model, BesideEvent::File { series, at, file });
    }
    assert_eq!(model.wanted_picture(), None);
    assert_eq!(states(&model, Of::Pictures), ["opening"; 3]);
}
