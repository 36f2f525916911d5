//! Every attack, on a toy network and on the real one: what must hold whatever it finds.

use crate::common;

use std::cell::RefCell;

use burn::tensor::Device;
use common::toy;
use common::{picture, squeezenet};
use gradoscope::catalogue::ATTACKS;
use gradoscope::engine::answer;
use gradoscope::engine::attack::{self, AttackPart, carlini_wagner};
use gradoscope::engine::job::{Control, Job, JobFailure};
use gradoscope::engine::network::Network;
use gradoscope::image::{Picture, decode, encode_png};
use gradoscope::protocol::{
    AttackEnd, AttackRequest, AttackStep, Ending, Goal, ShrinkRequest, Stage,
};
use gradoscope::scores;
use gradoscope::spec::{AttackSpec, ClassId, ParamKind, ParamValues};

/// Of images that are files from the first step on.
pub(crate) fn request(spec: &AttackSpec, goal: Goal) -> AttackRequest {
    AttackRequest {
        seed: 5,
        eight_bit: true,
        boxed: true,
        ..AttackRequest::new(spec, goal)
    }
}

pub(crate) struct Outcome {
    pub steps: Vec<AttackStep>,
    pub end: AttackEnd,
    pub image: Vec<u8>,
}

pub(crate) fn attempt(
    job: &Job,
    network: &dyn Network,
    picture: &Picture,
    request: &AttackRequest,
) -> Result<Outcome, JobFailure> {
    let device = Device::flex();
    outcome(|emit| pollster::block_on(attack::run(job, network, &device, picture, request, emit)))
}

/// Looks for a smaller change than the one that was found.
fn make_smaller(
    network: &dyn Network,
    picture: &Picture,
    request: &AttackRequest,
    found: &Outcome,
) -> Outcome {
    let device = Device::flex();
    let (width, height) = (picture.width(), picture.height());
    let adversarial = Picture::new(width, height, found.image.clone()).expect("an image");
    let request = ShrinkRequest {
        attack: request.clone(),
        end: found.end.clone(),
    };
    let (job, pair) = (Job::unattended(), [picture, &adversarial]);
    let smaller = outcome(|emit| {
        pollster::block_on(attack::shrink(&job, network, &device, pair, &request, emit))
    });
    smaller.expect("an outcome")
}

fn outcome(
    run: impl FnOnce(&mut dyn FnMut(AttackPart)) -> Result<(), JobFailure>,
) -> Result<Outcome, JobFailure> {
    let (mut steps, mut found) = (Vec::new(), None);
    run(&mut |part| match part {
        AttackPart::Step(step, _) => steps.push(step),
        AttackPart::End(end, image) => found = Some((end, image)),
    })?;
    let (end, image) = found.expect("an end");
    Ok(Outcome { steps, end, image })
}

fn score(network: &dyn Network, picture: &Picture) -> Vec<f32> {
    let job = Job::unattended();
    let pictures = std::slice::from_ref(picture);
    pollster::block_on(answer::classify(&job, network, &Device::flex(), pictures)).expect("scores")
}

pub(crate) fn toy() -> (Box<dyn Network>, Picture) {
    let pixels = vec![250, 10, 10, 10, 250, 10, 10, 200, 200, 255, 0, 0];
    let picture = Picture::new(2, 2, pixels).expect("four pixels");
    (Box::new(toy::toy(&Device::flex())), picture)
}

pub(crate) fn goals(spec: &AttackSpec, target: u16) -> Vec<Goal> {
    let targeted = spec.targeted.then_some(Goal::Class(ClassId(target)));
    targeted
        .into_iter()
        .chain(spec.untargeted.then_some(Goal::Away))
        .collect()
}

/// The bound of a bounded attack on the largest change, in grey levels.
fn bound_grey(spec: &AttackSpec, values: &ParamValues) -> Option<f32> {
    let epsilon = spec.params.iter().find(|param| param.id == "epsilon")?;
    (spec.bounded && matches!(epsilon.kind, ParamKind::Whole { .. })).then(|| values.get(epsilon))
}

fn check(network: &dyn Network, picture: &Picture, spec: &AttackSpec, request: &AttackRequest) {
    let what = format!("{} {:?}", spec.id, request.goal);
    let before = score(network, picture);
    let found = attempt(&Job::unattended(), network, picture, request).expect("an outcome");
    let again = attempt(&Job::unattended(), network, picture, request).expect("an outcome");
    assert_eq!(
        found.steps, again.steps,
        "{what}: the same seed, the same steps"
    );
    assert_eq!(
        found.image, again.image,
        "{what}: the same seed, the same image"
    );
    assert_eq!(
        before,
        score(network, picture),
        "{what}: the network is unchanged"
    );
    claims(network, picture, spec, request, &found);
    if found.end.best.reached {
        let smaller = make_smaller(network, picture, request, &found);
        claims(network, picture, spec, request, &smaller);
        assert!(smaller.end.best.reached, "{what}: {:?}", smaller.end);
        let size = |found: &Outcome| found.end.best.norms.l2_unit;
        assert!(size(&smaller) <= size(&found) * (1.0 + 1e-5), "{what}");
    }
}

/// Of every image that was looked at, and of the one that was kept.
fn claims(
    network: &dyn Network,
    picture: &Picture,
    spec: &AttackSpec,
    request: &AttackRequest,
    found: &Outcome,
) {
    let what = format!("{} {:?}", spec.id, request.goal);
    for step in &found.steps {
        assert_eq!(step.norms.outside, 0, "{what}: pixels in the box");
        if let Some(bound) = bound_grey(spec, &request.params) {
            assert!(
                step.norms.linf_unit * 255.0 <= bound + 1e-3,
                "{what}: {:?}",
                step.norms
            );
        }
        // A margin of zero is a tie, which the first class wins.
        if step.margin != 0.0 {
            assert_eq!(step.reached, step.margin > 0.0, "{what}: {step:?}");
        }
    }
    // The claim is about the file: encoded, decoded, classified again.
    let image =
        Picture::new(picture.width(), picture.height(), found.image.clone()).expect("an image");
    let file = encode_png(&image).expect("a file");
    let decoded = decode(&file).expect("a picture").picture;
    assert_eq!(
        decoded.rgb(),
        image.rgb(),
        "{what}: the file holds the image"
    );
    let scores = score(network, &decoded);
    let predicted = scores::predicted(&scores).expect("a class");
    let is_there = match request.goal {
        Goal::Class(class) => predicted == class,
        _ => predicted != found.end.best.source.class,
    };
    assert_eq!(found.end.best.reached, is_there, "{what}: {:?}", found.end);
    assert_eq!(found.end.ending == Ending::Reached, is_there, "{what}");
    let best = found.end.best.top[0];
    assert_eq!(best.class, predicted, "{what}");
    assert!(
        (best.score - scores[predicted.index()]).abs() < 1e-3,
        "{what}"
    );
    let changed = image.rgb().iter().zip(picture.rgb());
    let square: f64 = changed
        .map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2))
        .sum();
    let l2 = square.sqrt() / 255.0;
    assert!(
        (l2 - f64::from(found.end.best.norms.l2_unit)).abs() <= 1e-4 * l2.max(1e-2),
        "{what}: {l2}"
    );
}

#[test]
fn what_must_hold_of_every_attack_holds_on_the_toy_network() {
    let (network, picture) = toy();
    for spec in ATTACKS {
        for goal in goals(spec, 1) {
            check(network.as_ref(), &picture, spec, &request(spec, goal));
        }
    }
}

#[test]
fn what_must_hold_of_every_attack_holds_on_squeezenet() {
    let (network, picture) = (squeezenet(&Device::flex()), picture("chelsea"));
    for spec in ATTACKS {
        for goal in goals(spec, 281) {
            let request = AttackRequest {
                max_gradients: 4,
                ..request(spec, goal)
            };
            check(network.as_ref(), &picture, spec, &request);
        }
    }
}

#[test]
fn an_attack_refuses_goals_it_does_not_know_and_classes_that_do_not_exist() {
    let (network, picture) = toy();
    for spec in ATTACKS {
        let unknown = [
            Goal::Class(ClassId(0)),
            Goal::RunnerUp,
            Goal::LeastLikely,
            Goal::Away,
        ];
        for goal in unknown {
            let knows = if goal == Goal::Away {
                spec.untargeted
            } else {
                spec.targeted
            };
            let found = attempt(
                &Job::unattended(),
                network.as_ref(),
                &picture,
                &request(spec, goal),
            );
            assert_eq!(found.is_ok(), knows, "{} {goal:?}", spec.id);
        }
        if spec.targeted {
            let request = request(spec, Goal::Class(ClassId(2)));
            let found = attempt(&Job::unattended(), network.as_ref(), &picture, &request);
            assert_eq!(
                found.err(),
                Some(JobFailure::NoSuchClass {
                    class: 2,
                    classes: 2
                })
            );
        }
    }
}

/// Numbers of the steps and of the end, each counted again from the steps alone.
fn count_again(spec: &AttackSpec, found: &Outcome) {
    let (steps, end) = (&found.steps, &found.end);
    let of = |stage| steps.iter().filter(move |step| step.stage == stage);
    let attack: Vec<&AttackStep> = of(Stage::Attack).collect();
    let search: Vec<&AttackStep> = of(Stage::Shrink).collect();
    assert_eq!(end.looks as usize, attack.len(), "{}", spec.id);
    assert_eq!(end.search_looks as usize, search.len(), "{}", spec.id);
    for (i, step) in steps.iter().enumerate() {
        assert_eq!(step.look as usize, i, "{}", spec.id);
        let applied = attack.iter().take(i + 1).filter(|step| !step.is_start);
        assert_eq!(step.iteration as usize, applied.count(), "{}", spec.id);
    }
    for (i, step) in search.iter().enumerate() {
        assert_eq!(step.search_look as usize, i + 1, "{}", spec.id);
        assert_eq!((step.gradients, step.is_start), (end.gradients, false));
    }
    assert!(attack[0].is_start && attack[0].iteration == 0);
    assert_eq!(end.iterations, attack[attack.len() - 1].iteration);
    let first = attack.iter().find(|step| step.reached);
    assert_eq!(end.first_reached, first.map(|step| step.iteration));
    assert!(end.search_gradients == 0 || !search.is_empty());
    assert!(attack.iter().all(|step| step.search_gradients == 0));
}

#[test]
fn iterations_gradients_and_looks_are_counted_apart_for_each_stage() {
    let (network, picture) = (squeezenet(&Device::flex()), picture("chelsea"));
    let mut searches = 0;
    for spec in ATTACKS {
        let goal = *goals(spec, 281).last().expect("a goal");
        let request = AttackRequest {
            max_gradients: 6,
            ..request(spec, goal)
        };
        let found = attempt(&Job::unattended(), network.as_ref(), &picture, &request);
        let mut found = found.expect("an outcome");
        count_again(spec, &found);
        if !found.end.best.reached {
            continue;
        }
        let smaller = make_smaller(network.as_ref(), &picture, &request, &found);
        let attack = |end: &AttackEnd| (end.iterations, end.gradients, end.looks);
        assert_eq!(attack(&smaller.end), attack(&found.end), "{}", spec.id);
        assert!(smaller.end.search_gradients > 0, "{}", spec.id);
        found.steps.extend(smaller.steps);
        found.end = smaller.end;
        count_again(spec, &found);
        searches += 1;
    }
    assert!(searches > 0, "nothing was made smaller");
}

#[test]
fn an_attack_at_its_limit_has_applied_as_many_steps_as_it_may() {
    let (network, picture) = toy();
    // No change of two by two pixels leads there.
    let unreachable = |spec: &AttackSpec, goal| AttackRequest {
        until_probability: 1.0,
        ..request(spec, goal)
    };
    for spec in ATTACKS.iter().filter(|spec| spec.targeted) {
        let mut request = unreachable(spec, Goal::Class(ClassId(1)));
        let mut expected = 1;
        for param in spec.params {
            match param.id {
                "steps" => {
                    request.params.set(param, 3.0);
                    expected = 3;
                }
                "random-start" => request.params.set(param, 1.0),
                _ => {}
            }
        }
        if spec.id == "carlini-wagner" {
            request.params.set(&carlini_wagner::SEARCHES, 2.0);
            expected *= 2;
        }
        let found = attempt(&Job::unattended(), network.as_ref(), &picture, &request);
        let found = found.expect("an outcome");
        count_again(spec, &found);
        let end = &found.end;
        assert_eq!(end.ending, Ending::Steps, "{}: {end:?}", spec.id);
        assert!(end.iterations <= expected, "{}: {end:?}", spec.id);
        if spec.id != "carlini-wagner" {
            assert_eq!(end.iterations, expected, "{}: {end:?}", spec.id);
        }
    }
}

#[test]
fn one_class_leaves_nothing_to_attack() {
    let (network, (_, picture)) = (toy::of_one_class(&Device::flex()), toy());
    for spec in ATTACKS {
        for goal in [
            Goal::Class(ClassId(0)),
            Goal::RunnerUp,
            Goal::LeastLikely,
            Goal::Away,
        ] {
            let knows = match goal {
                Goal::Away => spec.untargeted,
                _ => spec.targeted,
            };
            let request = request(spec, goal);
            let found = attempt(&Job::unattended(), &network, &picture, &request);
            let expected = if knows {
                JobFailure::NoOtherClass
            } else {
                JobFailure::NoSuchGoal(spec.id.to_owned())
            };
            assert_eq!(found.err(), Some(expected), "{} {goal:?}", spec.id);
        }
    }
}

#[test]
fn a_cancelled_attack_takes_no_further_step() {
    let (network, picture) = (squeezenet(&Device::flex()), picture("chelsea"));
    for spec in ATTACKS {
        let goal = *goals(spec, 6).last().expect("a goal");
        let control = Control::default();
        let job = Job::new(
            control.clone(),
            |_| Box::pin(std::future::ready(())),
            || true,
        );
        let seen = RefCell::new(0);
        let emit = |_| {
            *seen.borrow_mut() += 1;
            control.cancel();
        };
        let request = request(spec, goal);
        let device = Device::flex();
        let outcome = pollster::block_on(attack::run(
            &job,
            network.as_ref(),
            &device,
            &picture,
            &request,
            emit,
        ));
        assert_eq!(outcome, Err(JobFailure::Cancelled), "{}", spec.id);
        assert_eq!(*seen.borrow(), 1, "{}", spec.id);
    }
}

#[test]
fn no_attack_exceeds_its_budget_of_gradients() {
    let (network, picture) = (squeezenet(&Device::flex()), picture("chelsea"));
    for spec in ATTACKS {
        let goal = *goals(spec, 6).last().expect("a goal");
        let request = AttackRequest {
            max_gradients: 2,
            ..request(spec, goal)
        };
        let found = attempt(&Job::unattended(), network.as_ref(), &picture, &request);
        let end = found.expect("an outcome").end;
        assert!(end.gradients <= 2, "{}: {end:?}", spec.id);
    }
}
