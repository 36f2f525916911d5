//! The CPU engine inside a dedicated worker of a real browser: every fixture.

#![cfg(all(target_arch = "wasm32", any(feature = "cpu", feature = "relaxed")))]

#[path = "../../common/mod.rs"]
mod common;

use std::fmt::Debug;

use burn::tensor::Device;
use common::fixtures::Parity;
use common::messages;
use gradoscope::engine::network;
use gradoscope::engine::selfcheck;
use gradoscope::wire::{self, Buffer};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const WEIGHTS: &[u8] = include_bytes!("../../../public/weights/squeezenet-1.1.safetensors");

macro_rules! fixtures {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_bytes!(concat!("../../fixtures/parity/", $name, ".safetensors")).as_slice())),*]
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
        strict += usize::from(found.gradient < common::CLOSE);
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

fn cross<T: Serialize + DeserializeOwned + PartialEq + Debug>(all: Vec<T>) {
    for message in all {
        let beside = [Buffer::from_bytes(&[1, 2, 3]), Buffer::from_floats(&[0.5])];
        let (data, _) = wire::pack(&message, &beside).expect("plain objects");
        let (back, buffers) = wire::unpack::<T>(data).expect("a message");
        assert_eq!(back, message);
        assert_eq!(buffers.len(), 2);
        assert_eq!(buffers[0].to_bytes(), Some(vec![1, 2, 3]));
        assert_eq!(buffers[1].to_floats(), Some(vec![0.5]));
    }
}

#[wasm_bindgen_test]
fn every_message_crosses_the_wire_unchanged() {
    cross(messages::engine_requests());
    cross(messages::engine_events());
    cross(messages::decoder_requests());
    cross(messages::decoder_events());
}
