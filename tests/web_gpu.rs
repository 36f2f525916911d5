//! The WebGPU engine inside a dedicated worker of a real browser: two fixtures and the self-check,
//! on whatever adapter there is.

#![cfg(all(target_arch = "wasm32", feature = "gpu"))]

mod common;

use burn::tensor::Device;
use common::fixtures::Parity;
use gradoscope::engine::network::{Network, Plan, SCORES, SCORES_BEFORE_RELU, Seed, TUNINGS};
use gradoscope::engine::random::Random;
use gradoscope::engine::{network, readback, selfcheck};
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const WEIGHTS: &[u8] = include_bytes!("../public/weights/squeezenet-1.1.safetensors");
const CHELSEA: &[u8] = include_bytes!("fixtures/parity/chelsea.safetensors");
const ASTRONAUT: &[u8] = include_bytes!("fixtures/parity/astronaut.safetensors");

#[wasm_bindgen_test]
async fn self_check_scores_and_gradients_equal_the_reference() {
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
    for tuning in TUNINGS {
        let Some(Plan::Shaders(plan)) = network.plan() else {
            panic!("a plan for shaders");
        };
        plan.tune(*tuning);
        let distance = from_burn(network.as_ref(), &device).await;
        console_log!("webgpu, {}: {distance:e} from burn", tuning.name);
        assert!(distance <= 2e-5, "{}: {distance:e}", tuning.name);
    }
}

/// Relative L2 distance of the gradient of weights on several layers of two images, through the
/// shaders, from the same through burn.
async fn from_burn(network: &dyn Network, device: &Device) -> f64 {
    let shape = [2, 3, 58, 83];
    let mut random = Random::new(6);
    let mut noise = |shape: [usize; 4]| {
        let numbers: Vec<f32> = (0..shape.iter().product())
            .map(|_| random.normal())
            .collect();
        common::tensor(&numbers, shape, device)
    };
    let image = noise(shape);
    let mut shaders = network.forward(image.clone());
    let mut burn = network.forward_by_autodiff(image);
    let seeds: Vec<Seed> = ["conv1", "fire5", SCORES_BEFORE_RELU, SCORES]
        .into_iter()
        .map(|layer| Seed {
            layer,
            weights: noise(shaders.activation(layer).expect("a layer").dims()),
        })
        .collect();
    let found = shaders.pull_back(&seeds).expect("a gradient");
    let expected = burn.pull_back(&seeds).expect("a gradient");
    let found = readback::floats(found).await.expect("numbers");
    let expected = readback::floats(expected).await.expect("numbers");
    common::relative_l2(&found, &expected)
}
