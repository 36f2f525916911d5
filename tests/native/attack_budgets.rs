//! Attacks that use up what they are given: what they do with it, and what it gains.

use burn::tensor::Device;
use gradoscope::catalogue::ATTACKS;
use gradoscope::engine::attack::{carlini_wagner, ddn};
use gradoscope::engine::job::Job;
use gradoscope::engine::network::Network;
use gradoscope::image::Picture;
use gradoscope::protocol::{AttackRequest, Goal};
use gradoscope::spec::{AttackSpec, ClassId, ParamSpec, Spending};

use crate::attacks::{Outcome, attempt, goals, request, toy};
use crate::common::{picture, squeezenet};

const STINGRAY: Goal = Goal::Class(ClassId(6));

fn run(network: &dyn Network, picture: &Picture, request: &AttackRequest) -> Outcome {
    attempt(&Job::unattended(), network, picture, request).expect("an outcome")
}

fn spending(spec: &AttackSpec, goal: Goal, budget: u32) -> AttackRequest {
    AttackRequest {
        max_gradients: budget,
        spends: true,
        ..request(spec, goal)
    }
}

/// How many iterations led on from each place where the attack began.
fn iterations_of_each_start(found: &Outcome) -> Vec<usize> {
    let begins = found.steps.chunk_by(|_, next| !next.is_start);
    begins.map(|steps| steps.len() - 1).collect()
}

/// What an attack that begins again finds is what it finds alone with the value that it tried: every
/// try is a run of its own.
fn check_again(
    network: &dyn Network,
    picture: &Picture,
    (spec, param): (&AttackSpec, &'static ParamSpec),
    request: &AttackRequest,
) {
    let what = format!("{} {:?}", spec.id, request.goal);
    let found = run(network, picture, request);
    let once = AttackRequest {
        spends: false,
        ..request.clone()
    };
    let first = run(network, picture, &once);
    assert_eq!(found.steps[..first.steps.len()], first.steps, "{what}");
    let best = &found.end.best;
    let tried = found.end.tried.expect("a value");
    if first.end.best.reached {
        assert!(best.reached, "{what}");
        assert!(best.norms.l2_unit <= first.end.best.norms.l2_unit, "{what}");
    }
    if best.reached {
        let mut alone = once;
        alone.params.set(param, tried);
        let alone = run(network, picture, &alone);
        assert_eq!(alone.image, found.image, "{what}: {tried}");
        assert_eq!(alone.end.best.norms, best.norms, "{what}: {tried}");
        assert_eq!(alone.end.best.target, best.target, "{what}: {tried}");
    }
}

#[test]
fn every_try_of_an_attack_that_begins_again_is_a_run_of_its_own() {
    let (network, picture) = toy();
    for spec in ATTACKS {
        let Spending::Again(param) = spec.spending else {
            continue;
        };
        assert!(!spec.minimal, "{} ends at its first success", spec.id);
        for goal in goals(spec, 1) {
            let request = spending(spec, goal, 60);
            check_again(network.as_ref(), &picture, (spec, param), &request);
        }
    }
}

#[test]
fn no_attack_spends_more_than_it_has_and_none_that_begins_again_loses_by_it() {
    let (network, picture) = (squeezenet(&Device::flex()), picture("chelsea"));
    let budget = 12;
    println!("attack, goal, at: gradients of {budget}, L2, probability, value tried");
    for spec in ATTACKS {
        for goal in goals(spec, 6) {
            for until_probability in [0.0, 0.9] {
                let request = AttackRequest {
                    until_probability,
                    ..spending(spec, goal, budget)
                };
                let once = AttackRequest {
                    spends: false,
                    ..request.clone()
                };
                let [found, once] = [&request, &once].map(|r| run(network.as_ref(), &picture, r));
                let what = format!("{} {goal:?} at {until_probability}", spec.id);
                let best = &found.end.best;
                println!(
                    "{what}: {} ({} alone), {} ({}), {:.3}, {:?}, reached {} ({})",
                    found.end.gradients,
                    once.end.gradients,
                    best.norms.l2_unit,
                    once.end.best.norms.l2_unit,
                    best.target.probability,
                    found.end.tried,
                    best.reached,
                    once.end.best.reached,
                );
                assert!(found.end.gradients <= budget, "{what}");
                assert!(best.target.probability >= until_probability || !best.reached);
                if let Spending::Again(_) = spec.spending {
                    assert!(found.end.gradients >= once.end.gradients, "{what}");
                    assert!(best.reached || !once.end.best.reached, "{what}");
                }
            }
        }
    }
}

#[test]
fn ddn_takes_as_many_iterations_as_it_has_gradients() {
    let (network, picture) = toy();
    let found = run(
        network.as_ref(),
        &picture,
        &spending(&ddn::ENTRY, Goal::Away, 37),
    );
    assert_eq!((found.end.iterations, found.end.gradients), (37, 37));
}

#[test]
fn carlini_wagner_gains_by_what_it_is_given_and_tries_many_values_of_c() {
    let (network, picture) = (squeezenet(&Device::flex()), picture("chelsea"));
    let budget = 60;
    let request = spending(&carlini_wagner::ENTRY, STINGRAY, budget);
    let once = AttackRequest {
        spends: false,
        ..request.clone()
    };
    let [found, once] = [&request, &once].map(|r| run(network.as_ref(), &picture, r));
    let each = iterations_of_each_start(&found);
    let size = |found: &Outcome| found.end.best.norms.l2_unit;
    println!("{each:?}: L2 {} ({} alone)", size(&found), size(&once));
    assert!(each.len() > 1 && each.iter().all(|count| *count <= budget as usize));
    assert!(found.end.gradients > once.end.gradients && found.end.gradients <= budget);
    assert!(found.end.best.reached && size(&found) < size(&once));
}

/// The margin alone ends just beyond the first place, however large c is.
#[test]
fn carlini_wagner_reaches_a_probability_that_it_is_asked_for() {
    let (network, picture) = (squeezenet(&Device::flex()), picture("chelsea"));
    for goal in [STINGRAY, Goal::Away] {
        let request = AttackRequest {
            until_probability: 0.9,
            ..spending(&carlini_wagner::ENTRY, goal, 100)
        };
        let found = run(network.as_ref(), &picture, &request);
        let best = &found.end.best;
        println!(
            "{goal:?}: {} at L2 {}",
            best.target.probability, best.norms.l2_unit
        );
        assert!(best.reached && best.target.probability >= 0.9, "{best:?}");
        // It does not overshoot: the smallest change is the one that is only just enough.
        assert!(best.target.probability < 0.99, "{best:?}");
    }
}
