use super::*;
use crate::app_model::{
    Axis, CHECKED, Cell, CellState, CheckRow, Standstill, Sweep, VisualEvent, VisualRun,
};
use crate::protocol::{DecoderRequest, Start, Term, VisualEnd, VisualStep};

fn step(iteration: u32) -> VisualStep {
    VisualStep {
        iteration,
        adjustments: 0,
        iterations: 200,
        side: 224,
        objective: 1.0 / 3.0,
        penalty: 0.125,
        gradient_norm: 1.5,
        image_norm: 2.5,
        class: Some(standing(76, 0.2)),
        top: vec![standing(76, 0.2)],
        escaped: iteration == 0,
    }
}

/// The run that a model would make, ended.
pub(super) fn whole(model: &AppModel) -> VisualRun {
    let request = model.visual.settings.request();
    let mut run = VisualRun::new(request, Bytes::from([]));
    run.steps = (0..5).map(step).collect();
    for at in 0..5 {
        run.frames.push(at, pixels(at as u8));
    }
    run.phase = RunPhase::Ended;
    run.end = Some(VisualEnd {
        iterations: 200,
        side: 224,
        class: Some(standing(76, 0.9)),
        top: vec![standing(76, 0.9)],
        was_dead: false,
        no_gradient: false,
    });
    run.image = Some(pixels(11));
    run.elapsed_ms = 2000.5;
    run.variant = "relaxed".to_owned();
    let check = |change| CheckRow {
        change,
        best: standing(76, 0.8),
        class: Some(standing(76, 0.8)),
    };
    run.check = Later::Done(CHECKED.map(check).to_vec());
    run.animation = Later::Done(vec![71, 73, 70].into());
    run
}

#[test]
fn a_finished_image_comes_back_with_its_way_its_check_and_its_film() {
    let mut model = with_picture();
    model.visual.run = Some(whole(&model));
    model.visual.scrubbed = Some(3);
    let (again, effects) = at_work_again(kept(&model));
    assert_eq!(again.visual.run, model.visual.run);
    assert_eq!(again.visual.scrubbed, Some(3));
    assert_eq!(tasks(&effects), []);
    assert_eq!(lost(&again), []);
}

#[test]
fn an_image_needs_no_picture_to_come_back() {
    let (mut model, _) = crate::app_model::tests::started(DeviceWish::Cpu, None);
    model.visual.run = Some(whole(&model));
    let (again, _) = restored(kept(&model));
    assert_eq!(again.visual.run, model.visual.run);
    assert!(matches!(
        back(&again),
        NoticeKind::BroughtBack {
            picture: false,
            results: true,
            ..
        }
    ));
}

#[test]
fn a_run_under_way_or_paused_begins_again_with_its_last_parameters() {
    for is_paused in [false, true] {
        let mut model = with_picture();
        model.on_event(Event::Visual(VisualEvent::Start(Start::Image)));
        model.on_event(Event::Visual(VisualEvent::Begin));
        let eta = catalogue::VISUALIZE_PARAMS.iter().find(|p| p.id == "eta");
        model.on_event(Event::Visual(VisualEvent::Set(eta.expect("eta"), 2.0)));
        if is_paused {
            model.on_event(Event::Visual(VisualEvent::Pause));
        }
        let run = model.visual.run.clone().expect("a run");
        let (again, effects) = at_work_again(kept(&model));
        assert_eq!(tasks(&effects), [Task::Visualize(run.request)]);
        let begun = again.visual.run.as_ref().expect("a run");
        assert_eq!((begun.phase, begun.steps.len()), (RunPhase::Running, 0));
        assert_eq!(begun.first, shown(&again));
        assert!(has_restarted(&again));
    }
}

#[test]
fn a_check_and_a_film_under_way_are_asked_again() {
    let mut model = with_picture();
    let mut run = whole(&model);
    run.check = Later::Running;
    run.animation = Later::Running;
    model.visual.run = Some(run);
    let (again, effects) = restored(kept(&model));
    let asked = |is: fn(&DecoderRequest) -> bool| {
        let is =
            |effect: &&Effect| matches!(effect, Effect::ToDecoder { request, .. } if is(request));
        effects.iter().filter(is).count()
    };
    assert_eq!(asked(|r| matches!(r, DecoderRequest::Change { .. })), 1);
    assert_eq!(asked(|r| matches!(r, DecoderRequest::Animate { .. })), 1);
    assert!(has_restarted(&again));
}

#[test]
fn settings_of_the_third_part_come_back() {
    let mut model = with_picture();
    let preset = catalogue::PRESETS.last().expect("a preset").id;
    for event in [
        VisualEvent::Preset(preset),
        VisualEvent::Seed(9),
        VisualEvent::Axis(0, Some(Axis::Class)),
        VisualEvent::AxisValues(0, vec![3.0, 5.0]),
        VisualEvent::Axis(1, Some(Axis::Preset)),
    ] {
        model.on_event(Event::Visual(event));
    }
    let (again, _) = restored(kept(&model));
    assert_eq!(again.visual.settings, model.visual.settings);
}

#[test]
fn objectives_and_layers_of_the_past_are_left_out_with_a_word() {
    for unknown in ["objective", "layer"] {
        let mut model = with_picture();
        let layer = Some("fire2".to_owned());
        let term = Term {
            layer,
            ..Term::new("layer")
        };
        model.on_event(Event::Visual(VisualEvent::Term(1, term)));
        model.visual.run = Some(whole(&model));
        let (again, _) = restored(kept(&model));
        assert_eq!(lost(&again), []);
        let settings = &mut model.visual.settings;
        let past = "of-the-past".to_owned();
        match unknown {
            "objective" => settings.terms[1].objective = past,
            _ => settings.terms[1].layer = Some(past),
        }
        let (again, _) = restored(kept(&model));
        assert_eq!(
            again.visual.settings.terms,
            model.visual.settings.terms[..1]
        );
        assert_eq!(lost(&again), [Piece::Settings]);
        assert_eq!(again.visual.run, model.visual.run);
    }
    let mut model = with_picture();
    let mut run = whole(&model);
    run.request.terms.push(Term::new("of-the-past"));
    model.visual.run = Some(run);
    let (again, _) = restored(kept(&model));
    assert_eq!(lost(&again), [Piece::Visualisation]);
}

/// A sheet of two by two with one cell done, one that failed, one running and one to come.
pub(super) fn sheet(model: &AppModel) -> Sweep {
    let state = [
        CellState::Done,
        CellState::Failed,
        CellState::Running,
        CellState::Upcoming,
    ];
    let cell = |(at, state): (usize, CellState)| {
        let mut run = whole(model);
        run.request.seed = at as u32;
        run.frames = Default::default();
        match state {
            CellState::Done => {}
            CellState::Failed => run.phase = RunPhase::Interrupted,
            CellState::Running => run.phase = RunPhase::Running,
            CellState::Upcoming => run = VisualRun::new(run.request, run.first),
        }
        Cell {
            values: vec![at as f32, 0.5],
            state,
            run,
        }
    };
    Sweep {
        number: 3,
        axes: vec![(Axis::Seed, vec![0.0, 1.0]), (Axis::LAMBDA, vec![0.5, 1.0])],
        cells: state.into_iter().enumerate().map(cell).collect(),
        standstill: None,
    }
}

#[test]
fn a_sheet_goes_on_with_the_cell_whose_turn_it_was() {
    let mut model = with_picture();
    model.visual.sweep = Some(sheet(&model));
    let (again, effects) = at_work_again(kept(&model));
    let before = sheet(&model);
    let after = again.visual.sweep.as_ref().expect("a sheet");
    assert_eq!(after.cells[..2], before.cells[..2]);
    assert_eq!(after.cells[2].state, CellState::Running);
    assert_eq!(after.cells[3], before.cells[3]);
    let request = before.cells[2].run.request.clone();
    assert_eq!(tasks(&effects), [Task::Visualize(request)]);
    assert_eq!((after.number, &after.axes), (before.number, &before.axes));
    assert!(has_restarted(&again));
}

#[test]
fn a_sheet_that_was_stopped_stays_so() {
    let mut model = with_picture();
    let mut stopped = sheet(&model);
    stopped.standstill = Some(Standstill::Cancelled);
    stopped.cells.swap(2, 3);
    stopped.cells[3] = stopped.cells[2].clone();
    model.visual.sweep = Some(stopped);
    let (again, effects) = at_work_again(kept(&model));
    assert_eq!(again.visual.sweep, model.visual.sweep);
    assert_eq!(tasks(&effects), []);
}

#[test]
fn a_sheet_of_other_presets_than_there_are_now_is_left_out_with_a_word() {
    let mut model = with_picture();
    let mut of_presets = sheet(&model);
    of_presets.axes[0].0 = Axis::Preset;
    model.visual.sweep = Some(of_presets);
    let mut past = kept(&model);
    let KeptResults::Whole(results, _) = &mut past.results else {
        panic!("no results");
    };
    let text = serde_json::to_string(results).expect("JSON");
    let text = text.replace("\"presets\":[", "\"presets\":[\"a-preset-of-the-past\",");
    **results = serde_json::from_str(&text).expect("results");
    let (again, _) = restored(past);
    assert_eq!(lost(&again), [Piece::Sheet]);
    let (again, _) = restored(kept(&model));
    assert_eq!(lost(&again), []);
}
