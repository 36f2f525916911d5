use super::*;
use crate::app_model::tests::{
    at_work, decoder, engine, first, go_over_to, hello, pixels, ready, started, with_classes,
};
use crate::app_model::{Bytes, DeviceWish, Event, RunPhase, Standstill};
use crate::catalogue;
use crate::protocol::{
    DecoderEvent, DecoderRequest, DeviceKind, EngineRequest, JobId, Start, Task, Term, VisualEnd,
    VisualStep, VisualizeRequest,
};
use crate::scores::Standing;
use crate::spec::{ClassId, Need, ParamSpec};

const CLASSES: usize = 1000;
const CLASS: ClassId = ClassId(76);

fn param(id: &str) -> &'static ParamSpec {
    let found = catalogue::VISUALIZE_PARAMS.iter().find(|p| p.id == id);
    found.expect("a parameter")
}

fn visual(model: &mut AppModel, event: VisualEvent) -> Vec<Effect> {
    model.on_event(Event::Visual(event))
}

/// Jobs that the engine was given, with what came along.
fn ascents(effects: &[Effect]) -> Vec<(JobId, VisualizeRequest, Bytes)> {
    let ascent = |effect: &Effect| match effect {
        Effect::ToEngine {
            request:
                EngineRequest::Run {
                    job,
                    task: Task::Visualize(request),
                }
                | EngineRequest::Share {
                    job,
                    task: Task::Visualize(request),
                },
            buffer: Some(buffer),
            ..
        } => Some((*job, request.clone(), buffer.clone())),
        _ => None,
    };
    effects.iter().filter_map(ascent).collect()
}

fn requests(effects: &[Effect]) -> Vec<EngineRequest> {
    let request = |effect: &Effect| match effect {
        Effect::ToEngine { request, .. } => Some(request.clone()),
        _ => None,
    };
    effects.iter().filter_map(request).collect()
}

/// A model with a run under way.
fn climbing() -> (AppModel, JobId) {
    let mut model = at_work();
    let effects = visual(&mut model, VisualEvent::Begin);
    let job = ascents(&effects)[0].0;
    (model, job)
}

fn standing(class: ClassId, probability: f32) -> Standing {
    Standing {
        class,
        score: 9.0,
        probability,
    }
}

fn step(model: &mut AppModel, job: JobId, iteration: u32, picture: Payload) {
    take_step(model, job, (iteration, 0), picture);
}

/// The parameters were changed so often until then.
fn adjusted_step(model: &mut AppModel, job: JobId, iteration: u32, adjustments: u32) {
    take_step(model, job, (iteration, adjustments), Payload::None);
}

fn take_step(
    model: &mut AppModel,
    job: JobId,
    (iteration, adjustments): (u32, u32),
    picture: Payload,
) {
    let step = VisualStep {
        iteration,
        adjustments,
        iterations: 200,
        side: 224,
        objective: iteration as f32,
        penalty: 0.0,
        gradient_norm: 1.0,
        image_norm: 1.0,
        class: Some(standing(CLASS, 0.5)),
        top: vec![standing(CLASS, 0.5)],
        escaped: false,
    };
    let elapsed_ms = 100.0 * (iteration + 1) as f32;
    let event = EngineEvent::VisualStep {
        job,
        step,
        elapsed_ms,
    };
    engine(model, event, picture);
}

fn end(model: &mut AppModel, job: JobId, iterations: u32, image: Bytes) -> Vec<Effect> {
    let end = VisualEnd {
        iterations,
        side: 224,
        class: Some(standing(CLASS, 0.9)),
        top: vec![standing(CLASS, 0.9)],
        was_dead: false,
        no_gradient: false,
    };
    let event = EngineEvent::VisualEnd {
        job,
        end,
        elapsed_ms: 100.0 * iterations as f32,
        variant: "test".to_owned(),
    };
    engine(model, event, Payload::Bytes(image))
}

fn run(model: &AppModel) -> &VisualRun {
    model.visual.run.as_ref().expect("a run")
}

fn errands(effects: &[Effect]) -> Vec<DecoderRequest> {
    let errand = |effect: &Effect| match effect {
        Effect::ToDecoder { request, .. } => Some(request.clone()),
        _ => None,
    };
    effects.iter().filter_map(errand).collect()
}

#[test]
fn begins_with_the_practical_and_noise() {
    let mut model = at_work();
    let effects = visual(&mut model, VisualEvent::Begin);
    let (_, request, buffer) = &ascents(&effects)[0];
    assert_eq!(request.terms, [Term::score(CLASS)]);
    assert_eq!(request.start, Start::Noise);
    assert!(request.frames && buffer.is_empty());
    assert!(model.visual.settings.is_preset());
    assert_eq!(run(&model).phase, RunPhase::Running);
}

#[test]
fn an_image_comes_along_where_the_run_begins_with_it() {
    let mut model = at_work();
    visual(&mut model, VisualEvent::Start(Start::Image));
    let effects = visual(&mut model, VisualEvent::Begin);
    assert_eq!(ascents(&effects)[0].2, pixels(1));
    let mut empty = AppModel::default();
    visual(&mut empty, VisualEvent::Start(Start::Image));
    assert!(visual(&mut empty, VisualEvent::Begin).is_empty());
    assert!(empty.visual.run.is_none() && !empty.can_sweep());
}

#[test]
fn a_parameter_changed_on_the_way_reaches_the_run_and_only_then() {
    let (mut model, job) = climbing();
    let effects = visual(&mut model, VisualEvent::Set(param("eta"), 2.0));
    let found = requests(&effects);
    let expected = EngineRequest::Adjust {
        job,
        params: model.visual.settings.params.clone(),
    };
    assert_eq!(found, [expected]);
    assert_eq!(run(&model).request.params.get(param("eta")), 2.0);
    // The same again, and what does not change on the way.
    assert!(visual(&mut model, VisualEvent::Set(param("eta"), 2.0)).is_empty());
    assert!(visual(&mut model, VisualEvent::Seed(3)).is_empty());
    end(&mut model, job, 200, pixels(2));
    assert!(visual(&mut model, VisualEvent::Set(param("eta"), 3.0)).is_empty());
    assert!(!model.visual.settings.is_preset());
}

#[test]
fn a_change_on_the_way_is_noted_with_the_iteration_that_began_with_it() {
    let (mut model, job) = climbing();
    let begun = run(&model).request.clone();
    step(&mut model, job, 0, Payload::None);
    for eta in [2.0, 3.0] {
        visual(&mut model, VisualEvent::Set(param("eta"), eta));
    }
    // The engine has not heard of it yet, then of both at once.
    step(&mut model, job, 1, Payload::None);
    assert_eq!(run(&model).changes(), []);
    adjusted_step(&mut model, job, 2, 2);
    adjusted_step(&mut model, job, 3, 2);
    visual(&mut model, VisualEvent::Set(param("eta"), 4.0));
    adjusted_step(&mut model, job, 4, 3);
    let changes = run(&model).changes().into_iter();
    let etas: Vec<(u32, f32)> = changes
        .map(|(at, params)| (at, params.get(param("eta"))))
        .collect();
    assert_eq!(etas, [(2, 3.0), (4, 4.0)]);
    assert_eq!(run(&model).begun_with(), begun);
}

#[test]
fn a_parameter_changed_while_the_run_waits_is_not_lost() {
    let (mut model, _) = started(DeviceWish::Cpu, None);
    visual(&mut model, VisualEvent::Begin);
    assert_eq!(run(&model).phase, RunPhase::Waiting);
    assert!(visual(&mut model, VisualEvent::Set(param("eta"), 2.0)).is_empty());
    visual(&mut model, VisualEvent::Set(param("iterations"), 7.0));
    engine(&mut model, hello(), Payload::None);
    let effects = engine(&mut model, ready(DeviceKind::Cpu), Payload::None);
    let (_, request, _) = &ascents(&effects)[0];
    assert_eq!(request.params.get(param("eta")), 2.0);
    assert_eq!(request.params.get(param("iterations")), 7.0);
    assert_eq!(request.params, run(&model).request.params);
    assert_eq!(run(&model).begun_with(), run(&model).request);
    assert_eq!(run(&model).variant, "test");
}

#[test]
fn the_image_before_the_first_step_is_iteration_0_and_the_finished_one_the_last() {
    let (mut model, job) = climbing();
    assert_eq!(run(&model).iterations(), None);
    for iteration in 0..3 {
        step(&mut model, job, iteration, Payload::None);
        assert_eq!(run(&model).iterations(), Some(iteration));
    }
    end(&mut model, job, 3, pixels(2));
    assert_eq!(run(&model).iterations(), Some(3));
}

/// Every class that a run climbs.
fn climbed(request: &VisualizeRequest) -> Vec<usize> {
    let classes = request.terms.iter().filter_map(|term| term.class);
    classes.map(ClassId::index).collect()
}

#[test]
fn classes_on_offer_exist_and_are_as_many_as_there_are_up_to_five() {
    for classes in [1, 2, 3, 4, 5, 6, 10, 77, 366, 604, 605, 1000, 21_000] {
        let offered = Axis::Class.offered(classes);
        assert_eq!(offered.len(), classes.min(5), "{classes}");
        for (i, class) in offered.iter().enumerate() {
            assert!((*class as usize) < classes, "{classes}: {offered:?}");
            assert!(!offered[..i].contains(class), "{classes}: {offered:?}");
        }
    }
    assert_eq!(Axis::Class.offered(1000)[0], f32::from(CLASS.0));
}

#[test]
fn a_sheet_of_classes_by_presets_climbs_classes_that_the_network_has() {
    for classes in [1, 2, 10] {
        let mut model = with_classes(classes);
        visual(&mut model, VisualEvent::Axis(0, Some(Axis::Class)));
        visual(&mut model, VisualEvent::Axis(1, Some(Axis::Preset)));
        visual(&mut model, VisualEvent::Sweep);
        let sweep = model.visual.sweep.as_ref().expect("a sheet");
        let expected = classes.min(5) * catalogue::PRESETS.len();
        assert_eq!(sweep.cells.len(), expected, "{classes}");
        for cell in &sweep.cells {
            let climbed = climbed(&cell.run.request);
            assert!(climbed.iter().all(|class| *class < classes), "{climbed:?}");
        }
    }
}

#[test]
fn every_preset_after_one_of_a_layer_climbs_a_class_that_exists() {
    let mut model = with_classes(2);
    visual(&mut model, VisualEvent::Preset("deepdream"));
    visual(&mut model, VisualEvent::Axis(0, Some(Axis::Preset)));
    visual(&mut model, VisualEvent::Sweep);
    let sweep = model.visual.sweep.as_ref().expect("a sheet");
    for cell in &sweep.cells {
        let climbed = climbed(&cell.run.request);
        assert!(climbed.iter().all(|class| *class < 2), "{climbed:?}");
    }
    visual(&mut model, VisualEvent::Preset("practical"));
    assert_eq!(model.visual.settings.class(), Some(ClassId(1)));
}

#[test]
fn classes_of_a_sheet_that_another_network_lacks_go() {
    let mut model = with_classes(100);
    let own = model.checkpoints.all[0].spec.id;
    go_over_to(&mut model, catalogue::NETWORKS[0].id);
    visual(&mut model, VisualEvent::Axis(0, Some(Axis::Class)));
    visual(&mut model, VisualEvent::Axis(1, Some(Axis::Class)));
    visual(&mut model, VisualEvent::AxisValues(1, vec![366.0, 999.0]));
    go_over_to(&mut model, own);
    let [columns, rows] = &model.visual.settings.axes;
    assert_eq!(columns.values, [76.0]);
    assert_eq!(rows.values, Axis::Class.offered(100));
}

#[test]
fn steps_and_pictures_are_kept_and_the_time_left_follows_from_them() {
    let (mut model, job) = climbing();
    for iteration in 0..10 {
        step(&mut model, job, iteration, Payload::Bytes(pixels(3)));
    }
    // A picture of another size is none.
    step(&mut model, job, 10, Payload::Bytes(vec![0; 12].into()));
    assert_eq!(run(&model).steps.len(), 11);
    assert_eq!(run(&model).frames.len(), 10);
    assert_eq!(run(&model).remaining_ms(), Some(100.0 * 189.0));
    visual(&mut model, VisualEvent::Scrub(Some(4)));
    assert_eq!(model.visual.scrubbed, Some(4));
    visual(&mut model, VisualEvent::Scrub(Some(10)));
    assert_eq!(model.visual.scrubbed, None);
}

#[test]
fn a_finished_image_is_looked_at_again_after_small_changes() {
    let (mut model, job) = climbing();
    let effects = end(&mut model, job, 200, pixels(2));
    let asked = errands(&effects);
    let DecoderRequest::Change {
        ticket,
        side,
        count,
        only,
    } = asked.last().expect("an errand")
    else {
        panic!("{asked:?}");
    };
    assert_eq!((*side, *count), (224, 1));
    assert_eq!(only, &CHECKED);
    let known = |id: &&str| catalogue::CHANGES.iter().any(|change| change.id == *id);
    assert!(CHECKED.iter().all(known));
    let changed: Bytes = pixels(2).repeat(CHECKED.len()).into();
    let event = DecoderEvent::Changed {
        ticket: *ticket,
        count: 1,
    };
    let effects = decoder(&mut model, event, Payload::Bytes(changed));
    let [EngineRequest::Run { job, task }] = &requests(&effects)[..] else {
        panic!("{effects:?}");
    };
    let expected = Task::Classify {
        count: CHECKED.len() as u32,
        side: 224,
    };
    assert_eq!(task, &expected);
    let mut scores = vec![0.0; CHECKED.len() * CLASSES];
    scores[CLASS.index()] = 10.0;
    scores[CLASSES + 5] = 10.0;
    let event = EngineEvent::Classified {
        job: *job,
        elapsed_ms: 1.0,
    };
    engine(&mut model, event, Payload::Floats(scores.into()));
    let rows = run(&model).check.done().expect("rows");
    assert_eq!(rows.len(), CHECKED.len());
    assert_eq!(
        (rows[0].best.class, rows[1].best.class),
        (CLASS, ClassId(5))
    );
    assert!(rows[0].class.is_some_and(|class| class.probability > 0.9));
    assert!(rows[1].class.is_some_and(|class| class.probability < 0.1));
}

#[test]
fn an_end_without_its_image_is_no_end() {
    let (mut model, job) = climbing();
    step(&mut model, job, 0, Payload::None);
    end(&mut model, job, 1, vec![0; 3].into());
    assert_eq!(run(&model).phase, RunPhase::Interrupted);
    assert!(run(&model).end.is_none());
    assert_eq!(run(&model).steps.len(), 1);
}

#[test]
fn pause_resume_and_cancel_speak_of_the_run() {
    let (mut model, job) = climbing();
    step(&mut model, job, 0, Payload::Bytes(pixels(3)));
    let effects = visual(&mut model, VisualEvent::Pause);
    assert_eq!(requests(&effects), [EngineRequest::Pause { job }]);
    assert!(visual(&mut model, VisualEvent::Pause).is_empty());
    let effects = visual(&mut model, VisualEvent::Resume);
    assert_eq!(requests(&effects), [EngineRequest::Resume { job }]);
    let effects = visual(&mut model, VisualEvent::Cancel { now_ms: 0.0 });
    assert_eq!(requests(&effects), [EngineRequest::Cancel { job }]);
    // What still comes of it is not taken in.
    step(&mut model, job, 1, Payload::Bytes(pixels(3)));
    assert_eq!(run(&model).phase, RunPhase::Cancelled);
    assert_eq!((run(&model).steps.len(), run(&model).frames.len()), (1, 1));
}

fn crash(model: &mut AppModel) {
    let id = first(model);
    model.on_event(Event::EngineCrashed {
        id,
        message: String::new(),
    });
}

#[test]
fn a_run_whose_engine_is_lost_begins_anew_unless_it_was_paused() {
    let (mut model, job) = climbing();
    step(&mut model, job, 0, Payload::Bytes(pixels(3)));
    crash(&mut model);
    assert_eq!(run(&model).phase, RunPhase::Waiting);
    engine(&mut model, hello(), Payload::None);
    let effects = engine(&mut model, ready(DeviceKind::Cpu), Payload::None);
    let (job, ..) = ascents(&effects)[0];
    assert_eq!(run(&model).phase, RunPhase::Running);
    step(&mut model, job, 0, Payload::Bytes(pixels(3)));
    visual(&mut model, VisualEvent::Pause);
    crash(&mut model);
    assert_eq!(run(&model).phase, RunPhase::Interrupted);
    assert_eq!(run(&model).frames.len(), 1);
}

#[test]
fn a_run_begins_anew_with_the_parameters_as_they_are_now() {
    let (mut model, _) = climbing();
    visual(&mut model, VisualEvent::Set(param("eta"), 2.0));
    crash(&mut model);
    assert!(visual(&mut model, VisualEvent::Set(param("iterations"), 7.0)).is_empty());
    engine(&mut model, hello(), Payload::None);
    let effects = engine(&mut model, ready(DeviceKind::Cpu), Payload::None);
    let (_, request, _) = &ascents(&effects)[0];
    assert_eq!(request.params.get(param("eta")), 2.0);
    assert_eq!(request.params.get(param("iterations")), 7.0);
}

#[test]
fn a_new_picture_leaves_a_visualisation_alone() {
    let (mut model, job) = climbing();
    step(&mut model, job, 0, Payload::Bytes(pixels(3)));
    let mut effects = Vec::new();
    model.forget_attacks(&mut effects);
    assert_eq!(run(&model).phase, RunPhase::Running);
}

#[test]
fn an_animation_is_made_of_the_kept_pictures_and_the_finished_one() {
    let (mut model, job) = climbing();
    for iteration in 0..100 {
        step(&mut model, job, iteration, Payload::Bytes(pixels(3)));
    }
    end(&mut model, job, 100, pixels(2));
    let effects = visual(&mut model, VisualEvent::Animate);
    let asked = errands(&effects);
    let [DecoderRequest::Animate { ticket, sides, .. }] = &asked[..] else {
        panic!("{asked:?}");
    };
    assert_eq!(sides, &[224; 60]);
    assert!(visual(&mut model, VisualEvent::Animate).is_empty());
    let event = DecoderEvent::Animated { ticket: *ticket };
    decoder(&mut model, event, Payload::Bytes((*b"GIF").into()));
    assert_eq!(
        run(&model).animation.done().map(|file| &file[..]),
        Some(&b"GIF"[..])
    );
}

fn sheet(model: &mut AppModel, axes: [Option<(Axis, &[f32])>; 2]) -> Vec<Effect> {
    for (at, axis) in axes.into_iter().enumerate() {
        visual(model, VisualEvent::Axis(at, axis.map(|(axis, _)| axis)));
        if let Some((_, values)) = axis {
            visual(model, VisualEvent::AxisValues(at, values.to_vec()));
        }
    }
    visual(model, VisualEvent::Sweep)
}

#[test]
fn a_sheet_fills_cell_by_cell_from_one_seed() {
    let mut model = at_work();
    visual(&mut model, VisualEvent::Seed(7));
    let axes = [
        Some((Axis::Class, &[366.0, 130.0][..])),
        Some((Axis::LAMBDA, &[0.0, 1.0][..])),
    ];
    let mut effects = sheet(&mut model, axes);
    let mut found = Vec::new();
    while let [(job, request, _)] = &ascents(&effects)[..] {
        let class = climbed(request)[0];
        found.push((class, request.params.get(param("lambda")), request.seed));
        effects = end(&mut model, *job, 200, pixels(2));
    }
    let expected = [(366, 0.0, 7), (130, 0.0, 7), (366, 1.0, 7), (130, 1.0, 7)];
    assert_eq!(found, expected);
    let sweep = model.visual.sweep.as_ref().expect("a sheet");
    assert!(!sweep.is_under_way());
    assert!(sweep.cells.iter().all(|cell| cell.state == CellState::Done));
}

#[test]
fn two_presets_stand_side_by_side_in_the_place_of_a_run_until_the_next() {
    let (mut model, first) = climbing();
    visual(&mut model, VisualEvent::Class(ClassId(130)));
    visual(&mut model, VisualEvent::Seed(7));
    visual(&mut model, VisualEvent::Set(param("eta"), 2.0));
    let before = model.visual.settings.clone();
    let mut effects = visual(&mut model, VisualEvent::Beside);
    assert!(requests(&effects).contains(&EngineRequest::Cancel { job: first }));
    assert!(model.visual.run.is_none() && model.visual.beside().is_some());
    let mut found = Vec::new();
    while let [(job, request, _)] = &ascents(&effects)[..] {
        found.push((climbed(request), request.seed, request.params.clone()));
        effects = end(&mut model, *job, 200, pixels(2));
    }
    // What was set by hand is neither's, and stays as it is.
    let expected = ["practical", "best"].map(|id| {
        let preset = catalogue::PRESETS.iter().find(|preset| preset.id == id);
        let params = preset.expect("a preset").params();
        (vec![130], 7, params)
    });
    assert_eq!(found, expected);
    assert_eq!(model.visual.settings, before);
    visual(&mut model, VisualEvent::OpenCell(1));
    assert!(model.visual.beside().is_none());
    assert_eq!(model.visual.settings.params.get(param("eta")), 0.05);
    visual(&mut model, VisualEvent::Beside);
    assert!(model.visual.beside().is_some());
    visual(&mut model, VisualEvent::Begin);
    assert!(model.visual.beside().is_none());
    // Another sheet stands where sheets do.
    sheet(&mut model, [Some((Axis::Preset, &[0.0, 2.0][..])), None]);
    model.visual.run = None;
    assert!(model.visual.beside().is_none());
}

#[test]
fn the_estimate_follows_the_pace_that_was_seen() {
    let (mut model, job) = climbing();
    for iteration in 0..200 {
        step(&mut model, job, iteration, Payload::None);
    }
    end(&mut model, job, 200, pixels(2));
    visual(&mut model, VisualEvent::Axis(0, Some(Axis::ITERATIONS)));
    visual(&mut model, VisualEvent::AxisValues(0, vec![10.0, 30.0]));
    // 100 ms an iteration.
    assert_eq!(model.sweep_estimate(), (2, Some(4000.0)));
}

#[test]
fn a_preset_does_not_take_back_what_another_axis_sets() {
    let mut model = at_work();
    let axes = [
        Some((Axis::ITERATIONS, &[3.0][..])),
        Some((Axis::Preset, &[1.0][..])),
    ];
    let effects = sheet(&mut model, axes);
    let (_, request, _) = &ascents(&effects)[0];
    assert_eq!(request.params.get(param("iterations")), 3.0);
    let other = param("eta");
    let preset = catalogue::PRESETS[1].params();
    assert_eq!(request.params.get(other), preset.get(other));
}

#[test]
fn a_cancelled_sheet_keeps_its_finished_cells_and_one_of_them_opens() {
    let mut model = at_work();
    let effects = sheet(&mut model, [Some((Axis::Seed, &[4.0, 5.0][..])), None]);
    let (job, ..) = ascents(&effects)[0];
    let effects = end(&mut model, job, 200, pixels(2));
    let (second, ..) = ascents(&effects)[0];
    step(&mut model, second, 0, Payload::Bytes(pixels(3)));
    let effects = visual(&mut model, VisualEvent::CancelSweep { now_ms: 0.0 });
    assert!(requests(&effects).contains(&EngineRequest::Cancel { job: second }));
    let sweep = model.visual.sweep.as_ref().expect("a sheet");
    assert_eq!(sweep.standstill, Some(Standstill::Cancelled));
    let states: Vec<CellState> = sweep.cells.iter().map(|cell| cell.state).collect();
    assert_eq!(states, [CellState::Done, CellState::Upcoming]);
    assert!(visual(&mut model, VisualEvent::OpenCell(1)).is_empty());
    let effects = visual(&mut model, VisualEvent::OpenCell(0));
    assert_eq!(model.visual.settings.seed, 4);
    assert_eq!(run(&model).image, Some(pixels(2)));
    assert!(matches!(
        errands(&effects)[..],
        [DecoderRequest::Change { .. }]
    ));
}

#[test]
fn a_sheet_goes_on_after_a_lost_engine_and_stands_still_where_none_comes() {
    let mut model = at_work();
    let effects = sheet(&mut model, [Some((Axis::Seed, &[4.0, 5.0][..])), None]);
    let (job, ..) = ascents(&effects)[0];
    end(&mut model, job, 200, pixels(2));
    crash(&mut model);
    engine(&mut model, hello(), Payload::None);
    let effects = engine(&mut model, ready(DeviceKind::Cpu), Payload::None);
    assert_eq!(
        ascents(&effects).len(),
        1,
        "the cell that was under way, anew"
    );
    for _ in 0..3 {
        crash(&mut model);
    }
    let sweep = model.visual.sweep.as_ref().expect("a sheet");
    assert_eq!(sweep.standstill, Some(Standstill::Interrupted));
    assert_eq!(sweep.cells[0].state, CellState::Done);
    assert_eq!(sweep.cells[1].state, CellState::Upcoming);
}

#[test]
fn values_that_an_axis_cannot_take_are_left_out() {
    let mut model = AppModel::default();
    visual(&mut model, VisualEvent::Axis(0, Some(Axis::Class)));
    let typed = vec![1.0, 1000.0, -1.0, f32::NAN, 999.0, 1.0];
    visual(&mut model, VisualEvent::AxisValues(0, typed));
    assert_eq!(model.visual.settings.axes[0].values, [1.0, 999.0]);
    visual(&mut model, VisualEvent::Axis(0, Some(Axis::LAMBDA)));
    let many: Vec<f32> = (0..100).map(|i| i as f32).collect();
    visual(&mut model, VisualEvent::AxisValues(0, many));
    assert_eq!(model.visual.settings.axes[0].values.len(), MOST_VALUES);
}

#[test]
fn terms_that_the_network_does_not_have_are_refused() {
    let mut model = AppModel::default();
    let layer = |name: &str| Term {
        weight: 2.0,
        layer: Some(name.to_owned()),
        ..Term::new("layer")
    };
    for term in [
        Term::score(ClassId(1000)),
        layer("nowhere"),
        Term::new("no-objective"),
    ] {
        visual(&mut model, VisualEvent::Term(1, term));
    }
    assert_eq!(model.visual.settings.terms, [Term::score(CLASS)]);
    visual(&mut model, VisualEvent::Term(1, layer("fire8")));
    assert_eq!(model.visual.settings.terms[1], layer("fire8"));
    visual(&mut model, VisualEvent::RemoveTerm(0));
    visual(&mut model, VisualEvent::RemoveTerm(0));
    assert_eq!(model.visual.settings.terms.len(), 1);
    assert_eq!(model.visual.settings.class(), None);
    visual(&mut model, VisualEvent::Class(ClassId(9)));
    assert_eq!(model.visual.settings.class(), Some(ClassId(9)));
}

#[test]
fn a_preset_of_a_layer_brings_its_objective_and_leaves_with_it() {
    let presets = catalogue::PRESETS.iter();
    let dream = presets.clone().find(|preset| preset.layer.is_some());
    let dream = dream.expect("a preset of a layer");
    let mut model = AppModel::default();
    visual(&mut model, VisualEvent::Preset(dream.id));
    let terms = &model.visual.settings.terms;
    assert_eq!(*terms, Vec::from_iter(dream.term()));
    let layer = terms[0].layer.as_deref().expect("a layer");
    assert!(model.network().layers.contains(&layer));
    assert!(model.visual.settings.is_preset());
    visual(&mut model, VisualEvent::Class(ClassId(9)));
    assert!(!model.visual.settings.is_preset());
    visual(&mut model, VisualEvent::Preset(dream.id));
    visual(&mut model, VisualEvent::Preset(catalogue::PRESETS[0].id));
    assert_eq!(model.visual.settings.class(), Some(CLASS));
}

#[test]
fn a_term_is_told_what_its_objective_needs_and_no_more() {
    let mut model = AppModel::default();
    let layers = model.network().layers;
    let middle = layers[layers.len() / 2];
    visual(&mut model, VisualEvent::Class(ClassId(9)));
    for spec in catalogue::OBJECTIVES {
        visual(&mut model, VisualEvent::Term(1, Term::new(spec.id)));
        let expected = Term {
            class: spec.needs(Need::Class).then_some(ClassId(9)),
            layer: spec.needs(Need::Layer).then(|| middle.to_owned()),
            channel: spec.needs(Need::Channel).then_some(0),
            ..Term::new(spec.id)
        };
        assert_eq!(model.visual.settings.terms[1], expected);
        // What it is told stays, but for what it does not ask for.
        let told = Term {
            class: Some(ClassId(8)),
            layer: Some("fire2".to_owned()),
            channel: Some(u32::MAX),
            ..Term::new(spec.id)
        };
        visual(&mut model, VisualEvent::Term(1, told));
        let channels = model.network().channels_of("fire2").expect("channels");
        let expected = Term {
            class: expected.class.map(|_| ClassId(8)),
            layer: expected.layer.map(|_| "fire2".to_owned()),
            channel: expected.channel.map(|_| channels as u32 - 1),
            ..expected
        };
        assert_eq!(model.visual.settings.terms[1], expected);
    }
}

#[test]
fn with_several_engines_several_cells_are_at_it_and_the_sheet_is_said_to_take_less() {
    let mut model = at_work();
    model.visual.pace_ms = Some(10.0);
    let axes = || [Some((Axis::LAMBDA, &[0.0, 1.0, 2.0, 3.0, 4.0][..])), None];
    sheet(&mut model, axes());
    let alone = model.sweep_estimate();
    model.surroundings.engines = 2;
    let (runs, ms) = model.sweep_estimate();
    assert_eq!((runs, ms.map(|ms| 2.0 * ms)), alone);
    let mut waiting = ascents(&sheet(&mut model, axes()));
    assert_eq!(waiting.len(), 3);
    while let Some((job, ..)) = waiting.pop() {
        waiting.extend(ascents(&end(&mut model, job, 200, pixels(2))));
    }
    let sweep = model.visual.sweep.as_ref().expect("a sheet");
    assert!(sweep.cells.iter().all(|cell| cell.state == CellState::Done));
}
