//! The ascent of a class visualisation against an independent implementation, natively.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use burn::tensor::{Device, Tensor};
use common::fixtures::{floats, metadata};
use common::{picture, relative_l2, squeezenet, tensor};
use gradoscope::engine::job::Job;
use gradoscope::engine::random::Random;
use gradoscope::engine::visualize::{
    self, Dial, VisualPart, linear, params, presets::PRESETS, regularise, view,
};
use gradoscope::protocol::{Aim, Start, Term, VisualizeRequest};
use gradoscope::spec::ClassId;
use safetensors::SafeTensors;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");

fn read(path: &str) -> Vec<u8> {
    std::fs::read(format!("{FOLDER}/{path}")).expect("a fixture")
}

fn numbers<const D: usize>(x: Tensor<D>) -> Vec<f32> {
    x.into_data().try_into_vec().expect("numbers")
}

#[test]
fn three_iterations_without_jitter_are_the_references() {
    let device = Device::flex();
    let network = squeezenet(&device);
    let picture = picture("chelsea");
    let values = PRESETS[0].params().with(&params::JITTER, 0.0);
    let values = values.with(&params::ITERATIONS, 3.0);
    let request = VisualizeRequest {
        terms: vec![Term {
            weight: 1.0,
            aim: Aim::Score(ClassId(366)),
        }],
        params: values.clone(),
        start: Start::Image,
        seed: 0,
        frames: false,
    };
    let mut image = Vec::new();
    let mut objectives = Vec::new();
    let emit = |part| match part {
        VisualPart::Step(step, _) => objectives.push(step.objective),
        VisualPart::End(_, bytes) => image = bytes,
    };
    let (job, dial) = (Job::unattended(), Dial::new(values));
    let run = visualize::run(
        &job,
        network.as_ref(),
        &device,
        Some(&picture),
        &request,
        &dial,
        emit,
    );
    pollster::block_on(run).expect("an image");
    assert_eq!(objectives.len(), 3, "{objectives:?}");
    // The engine gives 8-bit pixels: the reference's, rounded.
    let file = read("visualize/ascent.safetensors");
    let after = floats(
        &SafeTensors::deserialize(&file).expect("a fixture"),
        "after",
    );
    let (mu, sigma) = (
        gradoscope::engine::image::MU,
        gradoscope::engine::image::SIGMA,
    );
    let same = (0..image.len())
        .filter(|at| {
            let c = at % 3;
            let grey = (after[c * 224 * 224 + at / 3] * sigma[c] + mu[c]) * 255.0;
            (grey.clamp(0.0, 255.0) - f32::from(image[*at])).abs() <= 0.51
        })
        .count();
    let share = same as f64 / image.len() as f64;
    println!(
        "cpu visualisation: {:.4} % of the values after three iterations",
        100.0 * share
    );
    assert!(share >= 0.999, "{share}");
}

#[test]
fn every_regulariser_is_scipys() {
    let device = Device::flex();
    let bytes = read("visualize/regularisers.safetensors");
    let file = SafeTensors::deserialize(&bytes).expect("a fixture");
    let x = tensor::<4>(&floats(&file, "x"), [1, 3, 20, 20], &device);
    for (name, sigma) in [("blur_0.5", 0.5), ("blur_1.0", 1.0)] {
        let found = numbers(linear::blur(20, sigma, &device).apply(x.clone()));
        let error = relative_l2(&found, &floats(&file, name));
        assert!(error < 1e-6, "{name}: {error}");
    }
    let cleared = pollster::block_on(regularise::clear_small_norms(x.clone(), 50.0));
    let error = relative_l2(
        &numbers(cleared.expect("an image")),
        &floats(&file, "cleared"),
    );
    assert!(error < 1e-6, "{error}");
    let (value, gradient) = regularise::variation_penalty(&x, 1.0);
    let expected: f32 = metadata(&bytes)["variation"].parse().expect("a number");
    assert!((numbers(value)[0] / expected - 1.0).abs() < 1e-5);
    let error = relative_l2(&numbers(gradient), &floats(&file, "variation_gradient"));
    assert!(error < 1e-6, "{error}");
    let (norm, gradient) = regularise::norm_penalty(&x.zeros_like(), 1.0);
    assert_eq!(numbers(norm), [0.0]);
    assert!(numbers(gradient).iter().all(|g| *g == 0.0));
}

#[test]
fn pulling_back_is_the_transpose_of_seeing() {
    let device = Device::flex();
    let values = PRESETS[0].params();
    let values = values
        .with(&params::ROTATION, 20.0)
        .with(&params::SCALE, 10.0);
    let mut random = Random::new(3);
    let mut draw = || -> Tensor<4> {
        let drawn: Vec<f32> = (0..3 * 16 * 16).map(|_| random.normal()).collect();
        tensor(&drawn, [1, 3, 16, 16], &device)
    };
    let (x, y) = (draw(), draw());
    let views = view::draw(&values, 16, &mut Random::new(9));
    assert_eq!(views.len(), 2);
    let there = numbers((view::see(&views, x.clone()) * y.clone()).sum())[0];
    let back = numbers((x * view::pull(&views, y)).sum())[0];
    assert!(
        (there - back).abs() < 1e-3 * there.abs().max(1.0),
        "{there} {back}"
    );
}
