use super::*;
use crate::app_model::map::Map;
use crate::app_model::tests::decoder;
use crate::app_model::{
    AttackEvent, AttackRun, Contender, MapPair, Standstill, SurvivalRow, Verdict,
};
use crate::protocol::{
    AttackEnd, AttackRequest, AttackStep, DecoderEvent, DecoderRequest, Ending, Goal, Norms, Ray,
};

const TARGET: ClassId = ClassId(6);

fn step(iteration: u32) -> AttackStep {
    AttackStep {
        margin: -0.3,
        top: vec![standing(285, 0.7), standing(6, 0.2)],
        norms: Norms {
            l2_unit: 1.0 / 3.0,
            changed_pixels: 17,
            ..Norms::default()
        },
        reached: iteration > 2,
        ..AttackStep::for_tests(
            iteration,
            standing(285, 0.7),
            standing(6, 0.1 * iteration as f32),
        )
    }
}

fn end() -> AttackEnd {
    AttackEnd {
        ending: Ending::Reached,
        iterations: 3,
        gradients: 3,
        looks: 4,
        first_reached: Some(3),
        tried: Some(0.5),
        search_looks: 2,
        search_gradients: 0,
        best: step(3),
        was_dead: false,
    }
}

fn verdict() -> Verdict {
    Verdict {
        best: standing(6, 0.9),
        source: standing(285, 0.05),
        target: standing(6, 0.9),
        holds: true,
        same_pixels: true,
    }
}

fn row(change: &'static str) -> SurvivalRow {
    SurvivalRow {
        change,
        original: standing(285, 0.6),
        adversarial: standing(6, 0.5),
        target_probability: 0.5,
        source_probability: 0.25,
        survives: true,
    }
}

/// A run that ended, with everything that can be asked about it.
pub(super) fn whole(original: Bytes) -> AttackRun {
    let mut run = AttackRun::new(
        AttackRequest::new(catalogue::ATTACKS[1], Goal::Class(TARGET)),
        original,
    );
    let length = run.original.len();
    run.steps = (0..4).map(step).collect();
    for at in 0..4 {
        run.frames.push(at, pixels(at as u8));
    }
    run.phase = RunPhase::Ended;
    run.end = Some(end());
    run.image = Some(pixels(9));
    run.elapsed_ms = 123.25;
    run.variant = "relaxed".to_owned();
    run.png = Later::Done(vec![1, 2, 3].into());
    run.verdict = Later::Done(verdict());
    run.survival = Later::Done(catalogue::CHANGES.iter().map(|c| row(c.id)).collect());
    run.ray = Later::Done(Ray {
        source: CAT,
        target: TARGET,
        at: vec![0.0, 0.1, 1.0],
        source_score: vec![9.0, 8.5, 1.0],
        target_score: vec![0.0, 0.3, 9.0],
        source_slope: -4.5,
        target_slope: 2.25,
        predicted: vec![CAT, CAT, TARGET],
    });
    run.maps = Later::Done(MapPair {
        before_class: CAT,
        before: Map::of_pixels(floats(length, 0.3)),
        after_class: TARGET,
        after: Map::of_pixels(floats(length, -0.3)),
    });
    run
}

fn attacked() -> AppModel {
    let mut model = with_picture();
    model.attack.run = Some(whole(shown(&model)));
    model.attack.scrubbed = Some(2);
    model
}

#[test]
fn an_attack_that_ended_comes_back_with_all_that_was_asked_about_it() {
    let model = attacked();
    let (again, effects) = at_work_again(kept(&model));
    assert_eq!(again.attack.run, model.attack.run);
    assert_eq!(again.attack.scrubbed, Some(2));
    assert_eq!(tasks(&effects), []);
    assert_eq!(lost(&again), []);
    assert!(!has_restarted(&again));
    assert!(matches!(
        back(&again),
        NoticeKind::BroughtBack { results: true, .. }
    ));
}

#[test]
fn a_run_that_was_cut_short_comes_back_as_far_as_it_came() {
    for phase in [RunPhase::Cancelled, RunPhase::Interrupted] {
        let mut model = attacked();
        let run = model.attack.run.as_mut().expect("a run");
        *run = AttackRun {
            phase,
            end: None,
            image: None,
            png: Later::NotAsked,
            verdict: Later::NotAsked,
            survival: Later::NotAsked,
            ray: Later::Failed("the engine was lost".to_owned()),
            maps: Later::NotAsked,
            ..run.clone()
        };
        let (again, effects) = at_work_again(kept(&model));
        assert_eq!(again.attack.run, model.attack.run);
        assert_eq!(tasks(&effects), []);
    }
}

#[test]
fn a_run_under_way_begins_again_from_its_request() {
    let mut model = with_picture();
    model.on_event(Event::Attack(AttackEvent::Seed(7)));
    model.on_event(Event::Attack(AttackEvent::Start));
    model.on_event(Event::Attack(AttackEvent::Seed(8)));
    let request = model.attack.run.as_ref().expect("a run").request.clone();
    assert_eq!(request.seed, 7);
    let (again, effects) = at_work_again(kept(&model));
    assert_eq!(tasks(&effects), [Task::Attack(request)]);
    assert_eq!(
        again.attack.run.as_ref().map(|run| run.phase),
        Some(RunPhase::Running)
    );
    assert_eq!(again.attack.settings, model.attack.settings);
    assert!(has_restarted(&again));
}

#[test]
fn of_a_search_under_way_the_run_that_it_began_from_comes_back() {
    let mut model = attacked();
    if let Some(end) = model.attack.run.as_mut().and_then(|run| run.end.as_mut()) {
        end.search_looks = 0;
    }
    let ended = model.attack.run.clone();
    model.on_event(Event::Attack(AttackEvent::Shrink));
    assert!(
        model
            .attack
            .run
            .as_ref()
            .is_some_and(|run| run.before.is_some())
    );
    let (again, effects) = at_work_again(kept(&model));
    assert_eq!(again.attack.run, ended);
    assert_eq!(tasks(&effects), []);
}

/// What the decoder was asked to make.
fn made(effects: &[Effect]) -> Vec<DecoderRequest> {
    let request = |effect: &Effect| match effect {
        Effect::ToDecoder { request, .. } => Some(request.clone()),
        _ => None,
    };
    effects.iter().filter_map(request).collect()
}

#[test]
fn questions_about_a_run_that_were_under_way_are_asked_again() {
    let mut model = attacked();
    let run = model.attack.run.as_mut().expect("a run");
    run.verdict = Later::Running;
    run.survival = Later::Running;
    run.ray = Later::Running;
    run.maps = Later::Running;
    let (mut again, effects) = at_work_again(kept(&model));
    let errands = made(&effects);
    assert!(
        matches!(
            errands[..],
            [DecoderRequest::Seal { .. }, DecoderRequest::Change { .. }]
        ),
        "{errands:?}"
    );
    assert!(matches!(
        tasks(&effects)[..],
        [Task::Ray { .. }, Task::Saliency(_)]
    ));
    let DecoderRequest::Seal { ticket, .. } = errands[0] else {
        panic!("{errands:?}");
    };
    let sealed = DecoderEvent::Sealed {
        ticket,
        file_bytes: 2,
    };
    let payload = [&[5, 6][..], &pixels(9)].concat();
    let effects = decoder(&mut again, sealed, Payload::Bytes(payload.into()));
    assert!(matches!(
        tasks(&effects)[..],
        [Task::Classify { count: 1, .. }]
    ));
    let run = again.attack.run.as_ref().expect("a run");
    assert_eq!(run.png, Later::Done(vec![5, 6].into()));
}

/// The same once it is done.
fn done(contender: &Contender) -> Contender {
    Contender {
        end: Later::Done(end()),
        image: Some(pixels(9)),
        elapsed_ms: 7.5,
        verdict: Later::Done(verdict()),
        ..contender.clone()
    }
}

#[test]
fn a_finished_comparison_comes_back() {
    let mut model = with_picture();
    model.on_event(Event::Attack(AttackEvent::Compare));
    let comparison = model.attack.comparison.as_mut().expect("a comparison");
    for contender in &mut comparison.contenders {
        *contender = done(contender);
    }
    comparison.contenders[1].end = Later::Failed("zero".to_owned());
    comparison.contenders[1].image = None;
    comparison.standstill = Some(Standstill::Cancelled);
    let (again, effects) = at_work_again(kept(&model));
    assert_eq!(again.attack.comparison, model.attack.comparison);
    assert_eq!(tasks(&effects), []);
}

#[test]
fn a_comparison_under_way_goes_on_with_the_contender_whose_turn_it_was() {
    let mut model = with_picture();
    let effects = model.on_event(Event::Attack(AttackEvent::Compare));
    let [Task::Attack(first)] = &tasks(&effects)[..] else {
        panic!("{effects:?}");
    };
    // The settings have changed since.
    model.on_event(Event::Attack(AttackEvent::CompareGradients(7)));
    let comparison = model.attack.comparison.as_mut().expect("a comparison");
    let first_done = done(&comparison.contenders[0]);
    let (again, effects) = at_work_again(kept(&model));
    assert_eq!(tasks(&effects), [Task::Attack(first.clone())]);
    assert_eq!(again.attack.comparison, model.attack.comparison);
    assert!(has_restarted(&again));
    // With one done, the next one has its turn.
    let comparison = model.attack.comparison.as_mut().expect("a comparison");
    comparison.contenders[0] = first_done;
    comparison.contenders[1].end = Later::Running;
    let (_, effects) = at_work_again(kept(&model));
    let [Task::Attack(second)] = &tasks(&effects)[..] else {
        panic!("{effects:?}");
    };
    assert_ne!(second.attack, first.attack);
    assert_eq!(second.max_gradients, first.max_gradients);
}

#[test]
fn what_has_no_place_in_the_catalogue_any_more_is_left_out_with_a_word() {
    let mut model = attacked();
    model.on_event(Event::Attack(AttackEvent::Choose("fgsm")));
    model.on_event(Event::Attack(AttackEvent::Compare));
    model.attack.run = Some(whole(shown(&model)));
    let mut past = kept(&model);
    let of_the_past = |text: String| text.replace("\"fgsm\"", "\"an-attack-of-the-past\"");
    let text = serde_json::to_string(&past.choices).expect("JSON");
    past.choices = serde_json::from_str(&of_the_past(text)).expect("choices");
    let KeptResults::Whole(results, _) = &mut past.results else {
        panic!("no results");
    };
    let text = serde_json::to_string(results).expect("JSON");
    **results = serde_json::from_str(&of_the_past(text)).expect("results");
    let (again, _) = at_work_again(past);
    assert_eq!(
        lost(&again),
        [Piece::Settings, Piece::Attack, Piece::Comparison]
    );
    assert_eq!(again.attack.run, None);
    assert_eq!(again.attack.settings.attack, catalogue::ATTACKS[0].id);
    let attacks = |model: &AppModel| {
        let comparison = model.attack.comparison.as_ref().expect("a comparison");
        comparison.contenders.len()
    };
    // At its own success and at the common probability, to the class and away from the present one.
    assert_eq!(attacks(&again), attacks(&model) - 4);
    // The picture is not touched by it.
    assert_eq!(unnumbered(&again), unnumbered(&model));
}
