//! The native CPU engine against the independent reference, image by image.

use crate::common;

use std::path::Path;

use burn::tensor::Device;
use common::fixtures::{Folder, Parity};
use common::{parity, squeezenet};
use gradoscope::catalogue;
use gradoscope::engine::network::{self, NetworkError, WeightsError};
use gradoscope::render::{Reduction, reduce};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn weights() -> Vec<u8> {
    let path = root().join("public").join(catalogue::NETWORKS[0].file);
    std::fs::read(&path).unwrap_or_else(|error| {
        panic!(
            "{}: {error}; `cargo xtask assets` fetches the weights",
            path.display()
        )
    })
}

fn fixtures() -> Vec<Parity> {
    let rows = Folder("parity").table("parity.tsv");
    let names = rows.iter().skip(1).map(|row| &row[0]);
    names.map(|name| parity(name)).collect()
}

#[test]
fn scores_and_gradients_equal_the_reference_on_every_image() {
    let device = Device::flex();
    let network = squeezenet(&device);
    let fixtures = fixtures();
    assert!(fixtures.len() >= 12, "only {} fixtures", fixtures.len());
    let mut strict = 0;
    let mut wrong = Vec::new();
    println!(
        "image              |score|   before ReLU  gradient   tolerance  precisions  rounding"
    );
    for fixture in &fixtures {
        let found = pollster::block_on(common::distances(network.as_ref(), fixture, &device));
        println!(
            "{:<18} {:.2e}  {:.2e}     {:.2e}   {:.2e}   {:.2e}    {:.2e}",
            fixture.name,
            found.scores,
            found.scores_before_relu,
            found.gradient,
            found.gradient_tolerance,
            fixture.distance,
            fixture.rounding
        );
        strict += usize::from(found.gradient < common::CLOSE);
        if !found.hold() {
            wrong.push((fixture.name.clone(), found));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(strict >= 8, "only {strict} images below 1e-3");
}

#[test]
fn the_map_of_the_paper_equals_the_reference() {
    let fixtures = fixtures();
    let whole = |fixture: &Parity| fixture.whole_gradient.clone();
    let all = fixtures.iter().filter_map(|f| Some((f, whole(f)?)));
    assert_eq!(all.clone().count(), 3);
    for (fixture, gradient) in all {
        let map = reduce(&gradient, 3, Reduction::MaxAbs);
        let sum: f64 = map.iter().map(|v| f64::from(*v)).sum();
        let largest = map.iter().copied().fold(0.0_f32, f32::max);
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-5 * b.abs().max(1e-6);
        assert!(near(sum, fixture.saliency_sum), "{}: {sum}", fixture.name);
        assert!(
            near(f64::from(largest), fixture.saliency_max),
            "{}: {largest}",
            fixture.name
        );
    }
}

#[test]
fn chelsea_is_an_egyptian_cat_of_score_33_4496() {
    let device = Device::flex();
    let network = squeezenet(&device);
    let fixture = parity("chelsea");
    let image = common::image_norm(&fixture.pixels, fixture.size, &device);
    let scores = network.forward(image).scores().expect("scores");
    let scores = scores.into_data().try_into_vec::<f32>().expect("float32");
    let best = gradoscope::scores::ranking(&scores, 1)[0];
    assert_eq!(best.class.0, 285);
    assert!((best.score - 33.4496).abs() < 1e-3, "{}", best.score);
}

#[test]
fn every_activation_is_named_in_the_spec_and_has_its_size() {
    let device = Device::flex();
    let network = squeezenet(&device);
    let image = common::tensor(&[0.0; 3 * 64 * 64], [1, 3, 64, 64], &device);
    let names: Vec<&str> = network
        .activations(image)
        .iter()
        .map(|(name, _)| *name)
        .collect();
    assert_eq!(names, network.spec().layers);
}

#[test]
fn a_second_pull_back_of_one_trace_gives_the_same_gradient() {
    use gradoscope::engine::network::{SCORES, Seed};
    let device = Device::flex();
    let network = squeezenet(&device);
    let fixture = parity("odd_size");
    let image = common::image_norm(&fixture.pixels, fixture.size, &device);
    let seed = Seed {
        layer: SCORES,
        weights: gradoscope::engine::tensor::one_hot(1, 1000, fixture.class, &device),
    };
    let mut trace = network.forward(image);
    let seeds = [seed];
    let mut pull = || trace.pull_back(&seeds).expect("a gradient").into_data();
    assert_eq!(pull(), pull());
}

#[test]
fn weights_of_another_hash_are_refused() {
    let mut bytes = weights();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    let error = network::load("squeezenet-1.1", &bytes, &Device::flex()).err();
    assert!(
        matches!(
            error,
            Some(NetworkError::Weights(WeightsError::Hash { .. }))
        ),
        "{error:?}"
    );
}

/// In float64: in float32 the rounding of a score drowns the step.
#[test]
fn the_gradient_equals_a_finite_difference() {
    use burn::tensor::{FloatDType, Tensor};
    use gradoscope::engine::network::{SCORES, Seed, Weights, squeezenet};
    const STEP: f64 = 1e-6;
    let device = Device::flex();
    let bytes = weights();
    let weights = Weights::parse(&bytes).expect("the weights").in_float64();
    let network = squeezenet::load(&weights, &device).expect("the published weights load");
    let fixture = parity("odd_size");
    let image = common::image_norm(&fixture.pixels, fixture.size, &device).cast(FloatDType::F64);
    let numbers = |tensor: Tensor<4>| tensor.into_data().try_into_vec::<f64>().expect("float64");
    let seed = Seed {
        layer: SCORES,
        weights: gradoscope::engine::tensor::one_hot(1, 1000, fixture.class, &device)
            .cast(FloatDType::F64),
    };
    let gradient = numbers(
        network
            .forward(image.clone())
            .pull_back(&[seed])
            .expect("a gradient"),
    );
    let dims = image.dims();
    let values = numbers(image);
    let score_at = |index: usize, step: f64| {
        let mut moved = values.clone();
        moved[index] += step;
        let image = Tensor::<1>::from_data(
            burn::tensor::TensorData::new(moved, [values.len()]),
            (&device, burn::tensor::DType::F64),
        )
        .reshape(dims);
        let scores = network.forward(image).activation(SCORES).expect("scores");
        numbers(scores)[fixture.class]
    };
    let mean = gradient.iter().map(|v| v.abs()).sum::<f64>() / gradient.len() as f64;
    let mut errors: Vec<f64> = (0..100)
        .map(|k| {
            // A prime stride: all over the image and all channels.
            let index = k * 377 + 500;
            let slope = (score_at(index, STEP) - score_at(index, -STEP)) / (2.0 * STEP);
            (slope - gradient[index]).abs() / mean
        })
        .collect();
    errors.sort_by(f64::total_cmp);
    println!(
        "finite difference: median {:.1e}, largest {:.1e} of the mean |g|",
        errors[50], errors[99]
    );
    assert!(errors[50] <= 1e-3, "{:e}", errors[50]);
}
