//! The WebGPU engine inside a dedicated worker of a real browser: two fixtures and the self-check,
//! on whatever adapter there is.

#![cfg(all(target_arch = "wasm32", feature = "gpu"))]

#[path = "../../common/mod.rs"]
mod common;

use burn::tensor::Device;
use common::fixtures::Parity;
use common::together;
use gradoscope::engine::network::{Network, Plan, TUNINGS};
use gradoscope::engine::{network, selfcheck};
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// The blocks of a cut may be others for more images, and their sums are rounded otherwise.
const ROUNDING: f64 = 1e-4;

async fn what_is_looked_at_together_is_what_each_gives_alone(
    network: &dyn Network,
    device: &Device,
) {
    let Some(Plan::Shaders(plan)) = network.plan() else {
        panic!("a plan for shaders");
    };
    // Of the cuts, this one and its like have other blocks for more images.
    plan.tune(TUNINGS[0]);
    let images = (together::BATCHES, [32, 40]);
    let (first, alone) = together::looked(network, device, images, "gradient").await;
    assert_eq!(first, 1);
    plan.look_at(8);
    let (first, eight) = together::looked(network, device, images, "gradient").await;
    plan.look_at(1);
    assert_eq!(first, 8);
    let mut farthest = 0.0_f64;
    for (one, other) in alone.iter().zip(&eight) {
        let maps = [one, other].map(|looked| &looked.map.as_ref().expect("a map").1);
        for [one, other] in [[&one.scores, &other.scores], maps] {
            farthest = farthest.max(common::relative_l2(other, one));
        }
    }
    console_log!("webgpu, eight images together: {farthest:e}");
    assert!(farthest <= ROUNDING, "{farthest:e}");
}

const WEIGHTS: &[u8] = include_bytes!("../../../public/weights/squeezenet-1.1.safetensors");
const CHELSEA: &[u8] = include_bytes!("../../fixtures/parity/chelsea.safetensors");
const ODD_SIZE: &[u8] = include_bytes!("../../fixtures/parity/odd_size.safetensors");
const ASTRONAUT: &[u8] = include_bytes!("../../fixtures/parity/astronaut.safetensors");

#[wasm_bindgen_test]
async fn self_check_scores_and_gradients_equal_the_reference() {
    gradoscope::browser::constructors::call_constructors();
    // One test: a device can be opened once in a worker.
    let device = Device::wgpu_options()
        .init_async()
        .await
        .expect("a WebGPU adapter");
    let network = network::load("squeezenet-1.1", WEIGHTS, &device).expect("the weights load");
    let good = selfcheck::run(network.as_ref(), &device, false)
        .await
        .expect("a report");
    console_log!("webgpu self-check: {good:?}");
    assert!(good.passed(), "{good:?}");
    let bad = selfcheck::run(network.as_ref(), &device, true)
        .await
        .expect("a report");
    assert!(!bad.passed(), "{bad:?}");
    for (name, bytes) in [("chelsea", CHELSEA), ("astronaut", ASTRONAUT)] {
        let fixture = Parity::parse(name, bytes);
        let found = common::distances(network.as_ref(), &fixture, &device).await;
        console_log!(
            "webgpu {name}: {found:?}, precisions {:e}",
            fixture.distance
        );
        assert!(found.hold(), "{name}: {found:?}");
    }
    for shape in common::formulas::SHAPES {
        common::formulas::check(shape, &device).await;
    }
    let fixture = Parity::parse("odd_size", ODD_SIZE);
    for tuning in TUNINGS {
        let Some(Plan::Shaders(plan)) = network.plan() else {
            panic!("a plan for shaders");
        };
        plan.tune(*tuning);
        let found = common::distances(network.as_ref(), &fixture, &device).await;
        console_log!("webgpu, {}: {found:?}", tuning.name);
        assert!(found.hold(), "{}: {found:?}", tuning.name);
    }
    what_is_looked_at_together_is_what_each_gives_alone(network.as_ref(), &device).await;
}
