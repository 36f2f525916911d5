//! Attacks against an independent implementation and against Foolbox, natively.

use crate::common;

use burn::tensor::{Device, Tensor, TensorData};
use common::fixtures::{Folder, metadata};
use common::sampled::Sampled;
use common::{channels_first, picture, squeezenet};
use gradoscope::catalogue::{self, ATTACKS};
use gradoscope::engine::answer;
use gradoscope::engine::attack::{self, AttackPart, objective::Objective};
use gradoscope::engine::job::Job;
use gradoscope::engine::network::{Network, SCORES, Seed};
use gradoscope::engine::space;
use gradoscope::image::{Picture, image_norm_from_rgb};
use gradoscope::protocol::{AttackEnd, AttackRequest, AttackStep, Goal};
use gradoscope::spec::{ClassId, ParamSpec, ParamValues};

const FIXTURES: Folder = Folder("attack");

fn fixture(name: &str) -> Vec<u8> {
    FIXTURES.bytes(&format!("{name}.safetensors"))
}

/// The rows of a table beside the fixtures, by column.
fn table(name: &str) -> Vec<std::collections::HashMap<String, String>> {
    let mut rows = FIXTURES.table(&format!("{name}.tsv")).into_iter();
    let head = rows.next().expect("a head");
    rows.map(|row| head.iter().cloned().zip(row).collect())
        .collect()
}

/// Not rounded; inside the box where asked for.
fn request(id: &str, goal: Goal, boxed: bool, params: &[(&ParamSpec, f32)]) -> AttackRequest {
    let values = params
        .iter()
        .fold(ParamValues::default(), |values, (param, value)| {
            values.with(param, *value)
        });
    AttackRequest {
        params: values,
        eight_bit: false,
        boxed,
        ..AttackRequest::new(catalogue::attack(id).expect("an attack"), goal)
    }
}

fn attempt(
    network: &dyn Network,
    picture: &Picture,
    request: &AttackRequest,
) -> (Vec<AttackStep>, AttackEnd, Vec<u8>) {
    let (mut steps, mut found) = (Vec::new(), None);
    let emit = |part| match part {
        AttackPart::Step(step, _) => steps.push(step),
        AttackPart::End(end, image) => found = Some((end, image)),
    };
    let (job, device) = (Job::unattended(), Device::flex());
    let run = attack::run(&job, network, &device, picture, request, emit);
    pollster::block_on(run).expect("an outcome");
    let (end, image) = found.expect("an end");
    (steps, end, image)
}

fn close(found: f32, expected: f64, share: f64) -> bool {
    (f64::from(found) - expected).abs() <= share * expected.abs()
}

#[test]
fn the_practicals_rule_takes_as_many_iterations_as_the_reference() {
    let (network, chelsea) = (squeezenet(&Device::flex()), picture("chelsea"));
    for (name, eta, iterations) in [("1", 1.0, 6), ("0.5", 0.5, 12), ("0.1", 0.1, 47)] {
        let facts = metadata(&fixture(&format!("practical_eta{name}")));
        let number = |key: &str| -> f64 { facts[key].parse().expect("a number") };
        assert_eq!(number("iterations") as u32, iterations);
        // As the page asks for it where nothing but the step length was set.
        let mut request = AttackRequest::new(ATTACKS[0], Goal::Class(ClassId(6)));
        request.params.set(&attack::rule::ETA, eta);
        let (_, end, _) = attempt(network.as_ref(), &chelsea, &request);
        println!(
            "cpu rule eta {name}: {} iterations, L2 {} (reference {}), score {} ({})",
            end.iterations,
            end.best.norms.l2_unit,
            number("l2_unit"),
            end.best.target.score,
            number("target_score")
        );
        assert!(end.best.reached);
        assert_eq!(end.iterations, iterations, "eta {name}");
        // How far two correct programs may drift apart on the way is written beside the fixture.
        let drift = 2.0 * number("distance_f32").max(number("distance_moved"));
        assert!(
            close(end.best.norms.l2_unit, number("l2_unit"), drift.max(2e-3)),
            "eta {name}"
        );
    }
}

/// The rule written out once more on the waist, to see its perturbation.
#[test]
fn the_perturbation_of_the_rule_is_the_references() {
    let (network, chelsea, device) = (
        squeezenet(&Device::flex()),
        picture("chelsea"),
        Device::flex(),
    );
    let origin = image_norm_from_rgb(&chelsea);
    let mut x = origin.clone();
    for _ in 0..6 {
        let tensor = Tensor::from_data(TensorData::new(x.clone(), [1, 3, 224, 224]), &device);
        let mut trace = network.forward(tensor);
        let weights = gradoscope::engine::tensor::one_hot(1, 1000, 6, &device);
        let seed = Seed {
            layer: SCORES,
            weights,
        };
        let gradient = trace.pull_back(&[seed]).expect("a gradient").into_data();
        let gradient: Vec<f32> = gradient.try_into_vec().expect("numbers");
        let norm = gradient
            .iter()
            .map(|g| f64::from(*g).powi(2))
            .sum::<f64>()
            .sqrt() as f32;
        x.iter_mut()
            .zip(&gradient)
            .for_each(|(x, g)| *x += g / norm);
    }
    let found: Vec<f32> = x.iter().zip(&origin).map(|(a, b)| a - b).collect();
    let expected = Sampled::read(&fixture("practical_eta1"), "perturbation");
    let error = expected.distance(&found);
    println!("cpu rule eta 1: perturbation off by {error:.1e} (relative L2)");
    assert!(error <= 1e-2, "{error}");
}

/// The gradient of an attack's objective at the original, with respect to pixels in 0..1.
fn unit_gradient(network: &dyn Network, picture: &Picture, source: u16, goal: Goal) -> Vec<f32> {
    let device = Device::flex();
    let x = gradoscope::engine::tensor::tensor_from_picture(picture, &device);
    let mut trace = network.forward(x);
    let scores: Vec<f32> = trace
        .scores()
        .expect("scores")
        .into_data()
        .try_into_vec()
        .expect("numbers");
    let aim = gradoscope::goal::Aim::new(goal, &scores, &scores).expect("another class");
    let weights = Objective::CrossEntropy.weights(&scores, ClassId(source), aim);
    let weights = Tensor::from_data(TensorData::new(weights, [1, 1000, 1, 1]), &device);
    let gradient = trace
        .pull_back(&[Seed {
            layer: SCORES,
            weights,
        }])
        .expect("a gradient");
    let gradient = space::unit_gradient(&gradient).image();
    gradient.into_data().try_into_vec().expect("numbers")
}

#[test]
fn the_signs_of_the_fast_gradient_are_the_references() {
    let network = squeezenet(&Device::flex());
    for (name, source) in [("chelsea", 285), ("coffee", 967)] {
        for (goal, what) in [(Goal::Away, "away"), (Goal::Class(ClassId(6)), "to_6")] {
            let expected = Sampled::read(&fixture(&format!("fgsm_{name}_{what}")), "direction");
            let gradient = unit_gradient(network.as_ref(), &picture(name), source, goal);
            let sign = |g: &f32| if *g == 0.0 { 0.0 } else { g.signum() };
            let found: Vec<f32> = gradient.iter().map(sign).collect();
            let agreement = expected.signs(&found);
            println!("cpu fgsm {name} {what}: {agreement:?}");
            assert!(agreement.holds(), "{name} {what}: {agreement:?}");
        }
    }
}

#[test]
fn one_step_of_projected_descent_is_the_references() {
    let (network, chelsea) = (squeezenet(&Device::flex()), picture("chelsea"));
    for (attack_id, kind) in [("pgd-linf", "linf"), ("pgd-l2", "l2")] {
        for (goal, what) in [(Goal::Away, "away"), (Goal::Class(ClassId(6)), "to_6")] {
            let facts = metadata(&fixture(&format!("pgd_{kind}_chelsea_{what}")));
            let spec = catalogue::attack(attack_id).expect("an attack");
            let param = |id: &str| {
                *spec
                    .params
                    .iter()
                    .find(|p| p.id == id)
                    .expect("a parameter")
            };
            let (epsilon, step) = if kind == "linf" {
                (8.0, 2.0)
            } else {
                (2.0, 0.5)
            };
            let params = [
                (param("steps"), 1.0),
                (param("epsilon"), epsilon),
                (param("step"), step),
            ];
            let (steps, _, image) = attempt(
                network.as_ref(),
                &chelsea,
                &request(attack_id, goal, true, &params),
            );
            let after = steps.last().expect("a step").norms;
            let expected: f64 = facts["change_l2"].parse().expect("a number");
            println!(
                "cpu {attack_id} {what}: one step of {} (reference {expected})",
                after.l2_unit
            );
            assert!(close(after.l2_unit, expected, 1e-4), "{attack_id} {what}");
            // Value by value, as whole grey levels: those the reference rounds alike.
            let after = Sampled::read(&fixture(&format!("pgd_{kind}_chelsea_{what}")), "after");
            let agreement = after.levels(&channels_first(&image));
            println!("cpu {attack_id} {what}: {agreement:?}");
            assert!(agreement.holds(), "{attack_id} {what}: {agreement:?}");
        }
    }
}

#[test]
fn deepfool_and_carlini_wagner_find_changes_as_small_as_foolboxs() {
    use attack::carlini_wagner::{FIRST_C, RATE, SEARCHES, STEPS};
    let network = squeezenet(&Device::flex());
    let mut wrong = Vec::new();
    for row in table("attack") {
        let cell = |name: &str| row[name].as_str();
        let number = |name: &str| -> f64 { cell(name).parse().expect("a number") };
        let goal = match cell("goal") {
            "away" => Goal::Away,
            class => Goal::Class(ClassId(class.parse().expect("a class"))),
        };
        let (attack_id, params, tolerance) = match cell("attack") {
            "deepfool" => ("deepfool", vec![], 0.05),
            _ => {
                let params = vec![
                    (&STEPS, 40.0),
                    (&SEARCHES, 4.0),
                    (&FIRST_C, 0.1),
                    (&RATE, 0.001),
                ];
                // Foolbox itself moves by 6 % on coffee when its weights move by one rounding.
                let own = (number("l2_moved") / number("l2") - 1.0).abs();
                ("carlini-wagner", params, f64::max(0.05, 2.0 * own))
            }
        };
        let request = request(attack_id, goal, true, &params);
        let (_, end, _) = attempt(network.as_ref(), &picture(cell("picture")), &request);
        let found = end.best.norms.l2_unit;
        println!(
            "cpu {attack_id} {} {}: L2 {found} (Foolbox {}), {} gradients ({}), class {} ({})",
            cell("picture"),
            cell("goal"),
            cell("l2"),
            end.gradients,
            cell("gradients"),
            end.best.target.class,
            cell("class_after"),
        );
        if !end.best.reached || !close(found, number("l2"), tolerance) {
            wrong.push(format!("{attack_id} {} {}", cell("picture"), cell("goal")));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn dead_targets_are_those_of_the_reference_and_are_escaped() {
    let network = squeezenet(&Device::flex());
    for row in table("dead") {
        let image = match row["picture"].as_str() {
            "black" => flat(0),
            "white" => flat(255),
            "mid-grey" => flat(128),
            name => picture(name),
        };
        let (job, device) = (Job::unattended(), Device::flex());
        let images = std::slice::from_ref(&image);
        let scores = answer::classify(&job, network.as_ref(), &device, images);
        let scores = pollster::block_on(scores).expect("scores");
        let dead: Vec<String> = (0..scores.len())
            .filter(|i| scores[*i] == 0.0)
            .map(|i| i.to_string())
            .collect();
        assert_eq!(
            dead.join(" "),
            row.get("classes").cloned().unwrap_or_default(),
            "{row:?}"
        );
        let Some(class) = dead.first().and_then(|class| class.parse().ok()) else {
            continue;
        };
        let mut request = request("rule", Goal::Class(ClassId(class)), true, &[]);
        request.eight_bit = true;
        let (steps, end, _) = attempt(network.as_ref(), &image, &request);
        println!(
            "cpu dead {}: class {class} {:?} after {} steps",
            row["picture"], end.ending, end.iterations
        );
        assert!(steps[0].escaped && end.was_dead, "{row:?}");
        assert!(end.best.target.score > 0.0, "{row:?}: {end:?}");
    }
}

fn flat(level: u8) -> Picture {
    Picture::new(224, 224, vec![level; 224 * 224 * 3]).expect("a picture")
}
