//! The CPU engine inside a dedicated worker of a real browser: every fixture.

#![cfg(all(target_arch = "wasm32", feature = "cpu"))]

mod common;

use burn::tensor::Device;
use common::fixtures::Parity;
use gradoscope::engine::network::{self, SCORES, Seed};
use gradoscope::engine::tensor::one_hot;
use gradoscope::engine::{readback, selfcheck};
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const WEIGHTS: &[u8] = include_bytes!("../public/weights/squeezenet-1.1.safetensors");

macro_rules! fixtures {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_bytes!(concat!("fixtures/parity/", $name, ".safetensors")).as_slice())),*]
    };
}

#[wasm_bindgen_test]
async fn scores_and_gradients_equal_the_reference_on_every_image() {
    let device = Device::flex();
    let network = network::load("squeezenet-1.1", WEIGHTS, &device).expect("the weights load");
    let files = fixtures![
        "astronaut",
        "brick",
        "camera",
        "chelsea",
        "chelsea_281",
        "clock",
        "coffee",
        "coins",
        "grass",
        "gravel",
        "hubble",
        "ihc",
        "microaneurysms",
        "odd_size",
        "retina",
        "rocket",
        "text",
    ];
    let mut strict = 0;
    let mut wrong = Vec::new();
    for (name, bytes) in files {
        let fixture = Parity::parse(name, bytes);
        let found = common::distances(network.as_ref(), &fixture, &device).await;
        console_log!("cpu {name}: {found:?}, precisions {:e}", fixture.distance);
        strict += usize::from(found.gradient < common::GRADIENT_TOLERANCE);
        if !found.hold() {
            wrong.push((name, found));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(strict >= 8, "only {strict} images below 1e-3");
}

#[wasm_bindgen_test]
async fn the_self_check_passes_and_fails_when_it_is_spoilt() {
    let device = Device::flex();
    let network = network::load("squeezenet-1.1", WEIGHTS, &device).expect("the weights load");
    let good = selfcheck::run(network.as_ref(), &device, false)
        .await
        .expect("a report");
    assert!(good.passed(), "{good:?}");
    let bad = selfcheck::run(network.as_ref(), &device, true)
        .await
        .expect("a report");
    assert!(!bad.passed(), "{bad:?}");
}

/// burn's way and the kernels' take turns; the medians are for the reader of the log.
#[wasm_bindgen_test]
async fn the_kernels_agree_with_burn_and_how_long_both_take() {
    const ROUNDS: usize = 15;
    let device = Device::flex();
    let network = network::load("squeezenet-1.1", WEIGHTS, &device).expect("the weights load");
    let network = network.as_ref();
    let fixture = Parity::parse(
        "chelsea",
        include_bytes!("fixtures/parity/chelsea.safetensors"),
    );
    let image = common::image_norm(&fixture.pixels, fixture.size, &device);
    let seed = [Seed {
        layer: SCORES,
        weights: one_hot(1, 1000, fixture.class, &device),
    }];
    let mut times = [const { Vec::new() }; 4];
    let mut gradients = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for way in 0..2 {
            let begin = now();
            let image = image.clone();
            let mut trace = match way {
                0 => network.forward_by_autodiff(image),
                _ => network.forward(image),
            };
            let scores = readback::floats(trace.scores().expect("scores")).await;
            scores.expect("finite scores");
            times[way].push(now() - begin);
            let gradient = trace.pull_back(&seed).expect("a gradient");
            gradients[way] = readback::floats(gradient).await.expect("finite numbers");
            times[2 + way].push(now() - begin);
        }
    }
    for times in &mut times {
        times.sort_by(f64::total_cmp);
    }
    let [burn, kernels, burn_gradient, kernels_gradient] = times.map(|times| times[ROUNDS / 2]);
    console_log!(
        "ms, median of {ROUNDS}: forward burn {burn:.1}, {} {kernels:.1}; with the gradient {burn_gradient:.1}, {kernels_gradient:.1}",
        gradoscope_kernels::variant()
    );
    let apart = common::relative_l2(&gradients[1], &gradients[0]);
    assert!(apart <= 1e-5, "{apart:e}");
}

/// Milliseconds of the worker's clock.
fn now() -> f64 {
    use wasm_bindgen::JsCast;
    let global = js_sys::global().unchecked_into::<web_sys::WorkerGlobalScope>();
    global.performance().expect("a clock").now()
}
