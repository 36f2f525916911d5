//! A reader's own checkpoint: looked through, loaded and checked without reference values.

#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeMap;

use burn::tensor::Device;
use gradoscope::engine::network::Network;
use gradoscope::engine::network::own;
use gradoscope::engine::network::recognise::{ARCHITECTURES, Architecture};
use gradoscope::engine::random::Random;
use gradoscope::engine::selfcheck;
use gradoscope::protocol::{CheckpointRefusal, SelfCheckReport};
use pollster::block_on;
use safetensors::tensor::{Dtype, TensorView};
use sha2::{Digest, Sha256};

const CLASSES: usize = 3;

fn architecture(id: &str) -> &'static Architecture {
    let found = ARCHITECTURES.iter().find(|a| a.spec.id == id);
    found.expect("a known architecture")
}

/// A checkpoint with weights drawn as He et al. (2015) do, biases small, variances one.
fn drawn(architecture: &Architecture, classes: usize) -> Vec<u8> {
    let mut random = Random::new(5);
    let tensors: BTreeMap<String, (Vec<usize>, Vec<u8>)> = (architecture.tensors)(classes)
        .into_iter()
        .map(|(name, shape)| {
            let count: usize = shape.iter().product();
            let fan_in: usize = shape.iter().skip(1).product();
            let mut one = || match shape.len() {
                1 if name.ends_with("running_var") || name.ends_with("weight") => 1.0,
                1 => 0.05 * random.normal(),
                _ => (2.0 / fan_in as f32).sqrt() * random.normal(),
            };
            let bytes = (0..count).flat_map(|_| one().to_le_bytes()).collect();
            (name, (shape, bytes))
        })
        .collect();
    let views = tensors.iter().map(|(name, (shape, bytes))| {
        let view = TensorView::new(Dtype::F32, shape.clone(), bytes).expect("a tensor");
        (name.clone(), view)
    });
    safetensors::serialize(views, None).expect("a checkpoint")
}

fn inspect(file: &[u8]) -> Result<gradoscope::protocol::CheckpointSheet, CheckpointRefusal> {
    block_on(own::inspect(
        &file,
        "mine.safetensors",
        own::MOST_BYTES,
        |_| {},
    ))
}

fn load(file: &[u8], device: &Device) -> Box<dyn Network> {
    let loaded = block_on(own::load(&file, own::MOST_BYTES, device, |_, _| {}));
    loaded.unwrap_or_else(|refusal| panic!("{refusal:?}"))
}

fn check(network: &dyn Network, device: &Device, spoil: bool) -> SelfCheckReport {
    block_on(selfcheck::run(network, device, spoil)).expect("a report")
}

#[test]
fn every_small_architecture_is_loaded_and_passes_unless_its_gradient_is_spoilt() {
    let device = Device::flex();
    for architecture in ARCHITECTURES {
        if architecture.spec.id.starts_with("vgg") {
            continue;
        }
        let file = drawn(architecture, CLASSES);
        let network = load(&file, &device);
        let good = check(network.as_ref(), &device, false);
        let bad = check(network.as_ref(), &device, true);
        println!(
            "{}: {good:?} spoilt {}",
            architecture.spec.id, bad.gradient_error
        );
        assert!(!good.by_reference && good.passed(), "{good:?}");
        assert!(!bad.passed(), "{bad:?}");
    }
}

#[test]
fn published_weights_that_a_reader_brings_pass_too() {
    let device = Device::flex();
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/public/weights/efficientnet-lite0.safetensors"
    );
    let file = std::fs::read(path).expect("cargo xtask assets was run");
    let network = load(&file, &device);
    let report = check(network.as_ref(), &device, false);
    println!("{report:?}");
    assert!(report.passed(), "{report:?}");
}

#[test]
fn a_checkpoint_says_what_it_is_and_progress_ends_at_the_end() {
    let file = drawn(architecture("squeezenet-1.1"), CLASSES);
    let mut shares = Vec::new();
    let sheet = block_on(own::inspect(
        &file.as_slice(),
        "mine.pth",
        own::MOST_BYTES,
        |share| {
            shares.push(share);
        },
    ));
    let sheet = sheet.expect("a network");
    assert_eq!(
        (sheet.architecture.as_str(), sheet.classes),
        ("squeezenet-1.1", CLASSES)
    );
    assert_eq!(
        (sheet.file_name.as_str(), sheet.bytes),
        ("mine.pth", file.len() as u64)
    );
    let hash: String = Sha256::digest(&file)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    assert_eq!(sheet.sha256, hash);
    assert!(
        shares.is_sorted() && shares.last() == Some(&1.0),
        "{shares:?}"
    );
}

#[test]
fn what_cannot_be_used_is_refused_with_its_reason() {
    let squeezenet = architecture("squeezenet-1.1");
    let file = drawn(squeezenet, CLASSES);
    let mut spoilt = file.clone();
    let end = spoilt.len();
    spoilt[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    assert!(matches!(
        inspect(&spoilt),
        Err(CheckpointRefusal::Numbers { .. })
    ));
    assert!(matches!(
        inspect(&file[..end - 4]),
        Err(CheckpointRefusal::Damaged { .. })
    ));
    assert_eq!(
        inspect(b"just some text, no more"),
        Err(CheckpointRefusal::UnknownFormat)
    );
    let hostile = include_bytes!("fixtures/checkpoint/hostile.zip.pth");
    assert!(matches!(
        inspect(hostile),
        Err(CheckpointRefusal::Unsafe { .. })
    ));
    let strange = include_bytes!("fixtures/checkpoint/f32.zip.pth");
    let Err(CheckpointRefusal::Unknown {
        missing, surplus, ..
    }) = inspect(strange)
    else {
        panic!("two tensors are no network");
    };
    assert_eq!((missing.len(), surplus.len()), (3, 2));
    let most = own::needed_bytes(1);
    let refusal = block_on(own::inspect(&file.as_slice(), "", most, |_| {}));
    assert!(
        matches!(refusal, Err(CheckpointRefusal::Memory { needed_bytes, .. }) if needed_bytes > most)
    );
}
