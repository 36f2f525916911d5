//! A reader's own checkpoint: looked through, loaded and checked without reference values.

use crate::common;

use std::collections::BTreeMap;

use burn::tensor::Device;
use gradoscope::engine::job::JobFailure;
use gradoscope::engine::network::recognise::{ARCHITECTURES, Architecture};
use gradoscope::engine::network::{self, Network, SCORES, Seed, own};
use gradoscope::engine::readback::{self, ReadbackError};
use gradoscope::engine::selfcheck::{self, differences};
use gradoscope::engine::tensor::one_hot;
use gradoscope::image::{MU, SIGMA};
use gradoscope::protocol::{CheckpointRefusal, SelfCheckReport};
use gradoscope::random::Random;
use gradoscope::spec::Preparation;
use pollster::block_on;
use safetensors::tensor::{Dtype, TensorView};
use sha2::{Digest, Sha256};

const CLASSES: usize = 3;

fn architecture(id: &str) -> &'static Architecture {
    let found = ARCHITECTURES.iter().find(|a| a.spec.id == id);
    found.expect("a known architecture")
}

/// What the numbers of a tensor of this name and shape are.
type Make<'m> = &'m mut dyn FnMut(&str, &[usize]) -> f32;

fn made(architecture: &Architecture, classes: usize, make: Make<'_>) -> Vec<u8> {
    let tensors: BTreeMap<String, (Vec<usize>, Vec<u8>)> = (architecture.tensors)(classes)
        .into_iter()
        .map(|(name, shape)| {
            let count: usize = shape.iter().product();
            let numbers = (0..count).map(|_| make(&name, &shape));
            let bytes = numbers.flat_map(f32::to_le_bytes).collect();
            (name, (shape, bytes))
        })
        .collect();
    let views = tensors.iter().map(|(name, (shape, bytes))| {
        let view = TensorView::new(Dtype::F32, shape.clone(), bytes).expect("a tensor");
        (name.clone(), view)
    });
    safetensors::serialize(views, None).expect("a checkpoint")
}

/// One number as He et al. (2015) draw it, biases small, variances one.
fn he(random: &mut Random, name: &str, shape: &[usize]) -> f32 {
    let fan_in: usize = shape.iter().skip(1).product();
    match shape.len() {
        1 if name.ends_with("running_var") || name.ends_with("weight") => 1.0,
        1 => 0.05 * random.normal(),
        _ => (2.0 / fan_in as f32).sqrt() * random.normal(),
    }
}

fn drawn(architecture: &Architecture, classes: usize) -> Vec<u8> {
    let mut random = Random::new(5);
    made(architecture, classes, &mut |name, shape| {
        he(&mut random, name, shape)
    })
}

/// The same checkpoint with these tensors of three numbers beside.
fn with_beside(file: &[u8], beside: &[(&str, [f32; 3])]) -> Vec<u8> {
    let file = safetensors::SafeTensors::deserialize(file).expect("a checkpoint");
    let mut all: Vec<(String, Vec<usize>, Vec<u8>)> = file
        .tensors()
        .into_iter()
        .map(|(name, view)| (name, view.shape().to_vec(), view.data().to_vec()))
        .collect();
    for (name, values) in beside {
        let bytes = values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        all.push(((*name).to_owned(), vec![1, 3, 1, 1], bytes));
    }
    let views = all.iter().map(|(name, shape, bytes)| {
        let view = TensorView::new(Dtype::F32, shape.clone(), bytes).expect("a tensor");
        (name.clone(), view)
    });
    safetensors::serialize(views, None).expect("a checkpoint")
}

/// Of a network that brings its own mean and deviation, scores and gradient are those of the same weights at the
/// picture that these make of the pixels; the gradient by the chain rule.
#[test]
fn a_normalisation_in_the_file_is_used_and_told() {
    let device = Device::flex();
    let (mean, deviation) = ([0.4717, 0.4499, 0.3837], [0.26, 0.25, 0.27]);
    for id in ["resnet18", "squeezenet-1.1", "efficientnet-lite0"] {
        let plain = drawn(architecture(id), 3);
        let own = [("normalize.mean", mean), ("normalize.std", deviation)];
        let own = with_beside(&plain, &own);
        let sheet = inspect(&own).expect("a network");
        let told = [[4717, 4499, 3837], [2600, 2500, 2700]];
        assert_eq!(sheet.normalisation, Some(told), "{id}");
        // The mean and the deviation that a network of this kind has where its file says nothing.
        let [usual_mean, usual_deviation] = match id.starts_with("efficientnet") {
            true => [[127.0 / 255.0; 3], [128.0 / 255.0; 3]],
            false => [MU, SIGMA],
        };
        let side = 64;
        let pixels: Vec<f32> = {
            let mut random = Random::new(9);
            (0..3 * side * side)
                .map(|_| 0.5 + 0.1 * random.normal())
                .collect()
        };
        // `image_norm` of pixels in 0..1 for one network, and for the other of the pixels that look the same to it.
        let norm = |c: usize, pixel: f32| (pixel - MU[c]) / SIGMA[c];
        let seen = |c: usize, pixel: f32| {
            (pixel - mean[c]) / deviation[c] * usual_deviation[c] + usual_mean[c]
        };
        let channel = |at: usize| at / (side * side);
        let image = |f: &dyn Fn(usize, f32) -> f32| -> Vec<f32> {
            pixels
                .iter()
                .enumerate()
                .map(|(at, pixel)| f(channel(at), *pixel))
                .collect()
        };
        let both = [
            (load(&own, &device), image(&norm)),
            (
                load(&plain, &device),
                image(&|c, pixel| norm(c, seen(c, pixel))),
            ),
        ];
        let [(scores, gradient), (expected, of_plain)] = both.map(|(network, image)| {
            let image = common::tensor(&image, [1, 3, side, side], &device);
            let mut trace = network.forward(image);
            let scores = block_on(readback::floats(trace.scores().expect("scores")));
            let scores = scores.expect("numbers");
            // A score that is cut off at zero has no gradient.
            let largest = |a: &usize, b: &usize| scores[*a].total_cmp(&scores[*b]);
            let class = (0..3).max_by(largest).expect("three classes");
            let seed = Seed {
                layer: SCORES,
                weights: one_hot(1, 3, class, &device),
            };
            let gradient = trace.pull_back(&[seed]).expect("a gradient");
            let gradient = block_on(readback::floats(gradient)).expect("numbers");
            (scores, gradient)
        });
        let by_chain: Vec<f32> = of_plain
            .iter()
            .enumerate()
            .map(|(at, value)| value * usual_deviation[channel(at)] / deviation[channel(at)])
            .collect();
        let far = common::relative_l2(&gradient, &by_chain);
        println!("{id}: scores {scores:?} {expected:?}, gradient {far:.1e}");
        assert!(
            common::largest_difference(&scores, &expected) < 1e-3,
            "{id}"
        );
        assert!(far < 1e-3, "{id}: {far:e}");
    }
    let plain = drawn(architecture("resnet18"), 3);
    let usual = [("normalizer.new_mean", MU), ("normalizer.new_std", SIGMA)];
    let sheet = inspect(&with_beside(&plain, &usual)).expect("a network");
    assert_eq!(sheet.normalisation, None);
    let bytes = [("mean", [120.0, 115.0, 98.0]), ("std", [66.0, 64.0, 69.0])];
    let sheet = inspect(&with_beside(&plain, &bytes)).expect("a network");
    assert_eq!(
        sheet.normalisation,
        Some([[4706, 4510, 3843], [2588, 2510, 2706]])
    );
    for useless in [
        [("a.mean", mean), ("b.mean", [0.1, 0.2, 0.3])],
        [("mean", mean), ("std", [0.2, 0.0, 0.2])],
        [("mean", [f32::NAN, 0.4, 0.4]), ("std", deviation)],
        [("mean", [-0.4, 0.4, 0.4]), ("std", deviation)],
    ] {
        let refused = inspect(&with_beside(&plain, &useless));
        let Err(CheckpointRefusal::File { en, .. }) = refused else {
            panic!("{useless:?}: {refused:?}");
        };
        assert!(
            en.contains("the mean and the deviation of its pictures"),
            "{en}"
        );
    }
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
    let loaded = block_on(own::load(
        &file,
        own::MOST_BYTES,
        Preparation::TORCH,
        device,
        |_, _| {},
    ));
    loaded.unwrap_or_else(|refusal| panic!("{refusal:?}"))
}

fn check(network: &dyn Network, device: &Device, spoil: bool) -> SelfCheckReport {
    block_on(selfcheck::run(network, device, spoil)).expect("a report")
}

/// Of these families a smaller network is spoilt too: a wrong gradient is looked at from every side, which takes twelve
/// times as long as a right one.
const LARGER: [&str; 4] = [
    "resnet34",
    "resnet50",
    "efficientnet-lite1",
    "efficientnet-lite2",
];

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
        println!("{}: {good:?}", architecture.spec.id);
        assert!(!good.by_reference && good.passed(), "{good:?}");
        if LARGER.contains(&architecture.spec.id) {
            continue;
        }
        let bad = check(network.as_ref(), &device, true);
        println!("{} spoilt: {}", architecture.spec.id, bad.gradient_error);
        assert!(!bad.passed(), "{bad:?}");
    }
}

fn squeezenet(classes: usize, make: Make<'_>, device: &Device) -> Box<dyn Network> {
    load(&made(architecture("squeezenet-1.1"), classes, make), device)
}

/// Drawn, its scores well above the last ReLU: small gradients beside large scores.
fn untrained(classes: usize, seed: u32, device: &Device) -> Box<dyn Network> {
    let mut random = Random::new(seed);
    let make = &mut |name: &str, shape: &[usize]| match name {
        "classifier.1.weight" => 0.3 * he(&mut random, name, shape),
        "classifier.1.bias" => 3.0 + he(&mut random, name, shape),
        _ => he(&mut random, name, shape),
    };
    squeezenet(classes, make, device)
}

#[test]
fn no_sound_network_is_taken_for_a_broken_device_however_it_was_drawn() {
    let device = Device::flex();
    for classes in [1, 4] {
        for seed in 1..=7 {
            let network = untrained(classes, seed, &device);
            let report = check(network.as_ref(), &device, false);
            println!("{classes} classes, seed {seed}: {}", report.gradient_error);
            assert!(
                report.passed(),
                "{classes} classes, seed {seed}: {report:?}"
            );
        }
    }
    let mut random = Random::new(3);
    let mut tiny = |name: &str, shape: &[usize]| 1e-3 * he(&mut random, name, shape);
    let mut random = Random::new(4);
    let mut wild = |name: &str, shape: &[usize]| 3.0 * he(&mut random, name, shape);
    let mut random = Random::new(5);
    let mut biased = |name: &str, shape: &[usize]| match shape.len() {
        1 => 10.0 * random.normal(),
        _ => he(&mut random, name, shape),
    };
    let makes: [(&str, Make<'_>); 6] = [
        ("nothing but zeros", &mut |_, _| 0.0),
        ("all numbers alike", &mut |_, _| 0.01),
        ("a last ReLU that is shut", &mut |name, _| {
            if name.ends_with("bias") { -1.0 } else { 0.001 }
        }),
        ("tiny numbers", &mut tiny),
        ("large numbers", &mut wild),
        ("large biases", &mut biased),
    ];
    for (what, make) in makes {
        let network = squeezenet(CLASSES, make, &device);
        let report = check(network.as_ref(), &device, false);
        println!("{what}: {}", report.gradient_error);
        assert!(report.passed(), "{what}: {report:?}");
    }
}

#[test]
fn numbers_that_overflow_are_no_report_on_the_device() {
    let device = Device::flex();
    let mut random = Random::new(5);
    let make = &mut |name: &str, shape: &[usize]| 1e8 * he(&mut random, name, shape);
    let network = squeezenet(CLASSES, make, &device);
    let outcome = block_on(selfcheck::run(network.as_ref(), &device, false));
    let not_finite = JobFailure::Readback(ReadbackError::NotFinite);
    assert_eq!(outcome, Err(not_finite));
    let CheckpointRefusal::File { en, fr, .. } = own::overflow() else {
        panic!("a refusal of the file");
    };
    assert!(en.contains("numbers of this checkpoint overflow"), "{en}");
    assert!(fr.contains("nombres de ce fichier débordent"), "{fr}");
}

type Change = fn(&mut [f32]);

/// Ways in which a gradient `[3, 64, 64]` can be wrong.
const WRONG: &[(&str, Change)] = &[
    ("a quarter too large", |g| {
        g.iter_mut().for_each(|v| *v *= 1.25)
    }),
    ("a quarter too small", |g| {
        g.iter_mut().for_each(|v| *v *= 0.75)
    }),
    ("nothing", |g| g.fill(0.0)),
    ("of the other sign", |g| g.iter_mut().for_each(|v| *v = -*v)),
    ("without its blue", |g| g[2 * 4096..].fill(0.0)),
    ("red and blue exchanged", |g| {
        let (red, rest) = g.split_at_mut(4096);
        red.swap_with_slice(&mut rest[4096..]);
    }),
    ("a pixel further", |g| g.rotate_right(1)),
    ("without its last row", |g| {
        g.chunks_mut(64)
            .skip(32)
            .step_by(4)
            .for_each(|row| row.fill(0.0));
    }),
];

#[test]
fn a_wrong_gradient_is_found_in_networks_of_every_kind() {
    let device = Device::flex();
    let file = published("squeezenet-1.1");
    let trained = network::load("squeezenet-1.1", &file, &device).expect("the published network");
    let networks = [
        ("trained", trained),
        ("four classes", untrained(4, 1, &device)),
    ];
    for (what, network) in &networks {
        let pair = [network.as_ref(); 2];
        let report = block_on(differences::run(pair, &device, &|_| {})).expect("a report");
        println!("{what}, right: {}", report.gradient_error);
        assert!(report.passed(), "{what}: {report:?}");
        for (how, change) in WRONG {
            let report = block_on(differences::run(pair, &device, change)).expect("a report");
            println!("{what}, {how}: {}", report.gradient_error);
            assert!(!report.passed(), "{what}, {how}: {report:?}");
        }
    }
}

#[test]
fn a_gradient_of_other_weights_is_found_unless_they_are_nearly_the_same() {
    let device = Device::flex();
    let with = |much: f32| {
        let (mut random, mut noise) = (Random::new(7), Random::new(8));
        let make = &mut |name: &str, shape: &[usize]| {
            let number = match name {
                "classifier.1.bias" => 3.0,
                name => he(&mut random, name, shape),
            };
            number * (1.0 + much * noise.normal())
        };
        squeezenet(4, make, &device)
    };
    let right = with(0.0);
    for (much, passes) in [(1e-5, true), (1e-4, true), (0.3, false), (0.1, false)] {
        let other = with(much);
        let pair = [right.as_ref(), other.as_ref()];
        let report = block_on(differences::run(pair, &device, &|_| {})).expect("a report");
        println!("weights off by {much}: {}", report.gradient_error);
        assert_eq!(report.passed(), passes, "{much}: {report:?}");
    }
}

fn published(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/public/weights");
    let path = format!("{folder}/{name}.safetensors");
    std::fs::read(path).expect("cargo xtask assets was run")
}

#[test]
fn published_weights_that_a_reader_brings_pass_too() {
    let device = Device::flex();
    let file = published("efficientnet-lite0");
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
    let script = include_bytes!("../../checkpoint/tests/fixtures/awkward/bad.torchscript.zip.pth");
    let strange = include_bytes!("../../checkpoint/tests/fixtures/f32.zip.pth");
    let negative = made(architecture("resnet18"), CLASSES, &mut |name, _| match name
        == "layer1.0.bn1.running_var"
    {
        true => -1.0,
        false => 1.0,
    });
    let cases: [(&[u8], [&str; 2]); 13] = [
        (&spoilt, ["infinite or undefined", "infini ou indéfini"]),
        (
            &negative,
            [
                "layer1.0.bn1.running_var holds a negative variance",
                "layer1.0.bn1.running_var contient une variance négative",
            ],
        ),
        (
            include_bytes!("../../checkpoint/tests/fixtures/awkward/bad.meta.zip.pth"),
            [
                "w has a shape but no numbers",
                "w a une forme mais aucun nombre",
            ],
        ),
        (
            include_bytes!("../../checkpoint/tests/fixtures/awkward/bad.one-tensor.zip.pth"),
            ["without the names", "sans les noms"],
        ),
        (
            include_bytes!("../../checkpoint/tests/fixtures/awkward/bad.arrays.zip.pth"),
            ["NumPy arrays instead", "NumPy au lieu"],
        ),
        (
            b"{\"metadata\": {}, \"weight_map\": {\"a\": \"model-00001-of-00002.safetensors\"}}",
            ["index of a checkpoint", "index d’un fichier de poids"],
        ),
        (&file[..end - 4], ["did not arrive", "n’est pas arrivée"]),
        (
            b"just some text, no more",
            ["a text, not weights", "un texte et non des poids"],
        ),
        (
            include_bytes!("../../checkpoint/tests/fixtures/hostile.zip.pth"),
            [
                "run a program (posix.system)",
                "lancerait un programme (posix.system)",
            ],
        ),
        (
            include_bytes!("../../checkpoint/tests/fixtures/whole-model.zip.pth"),
            ["as Python objects", "sous forme d’objets Python"],
        ),
        (script, ["torch.jit.load", "torch.jit.load"]),
        (
            strange,
            [
                "begin with a.weight, b.bias",
                "commencent par a.weight, b.bias",
            ],
        ),
        (
            include_bytes!("../../checkpoint/tests/fixtures/awkward/bad.sparse.zip.pth"),
            [
                "tensor w is stored sparse",
                "tenseur w est enregistré sous forme creuse",
            ],
        ),
    ];
    for (file, words) in cases {
        match inspect(file) {
            Err(CheckpointRefusal::File { en, fr, .. }) => {
                assert!(en.contains(words[0]), "{en}");
                assert!(fr.contains(words[1]), "{fr}");
                assert!(en.ends_with('.') && fr.ends_with('.'), "{en} {fr}");
            }
            other => panic!("{words:?}: {other:?}"),
        }
    }
    let most = own::needed_bytes(1);
    let refusal = block_on(own::inspect(&file.as_slice(), "", most, |_| {}));
    assert!(
        matches!(refusal, Err(CheckpointRefusal::Memory { needed_bytes, .. }) if needed_bytes > most)
    );
}

#[test]
fn one_of_several_files_is_told_by_its_name() {
    let bytes: &[u8] = include_bytes!("../../checkpoint/tests/fixtures/f32.zip.pth");
    let pieces = [
        "model-00001-of-00003.safetensors",
        "pytorch_model-00003-of-00003.bin",
    ];
    for (name, is_piece) in pieces.map(|name| (name, true)).into_iter().chain([
        ("one-of-3.pth", false),
        ("model-00001-of-00001.safetensors", false),
    ]) {
        let refusal = block_on(own::inspect(&bytes, name, own::MOST_BYTES, |_| {}));
        let words = format!("{refusal:?}");
        assert_eq!(
            words.contains("checkpoint in 3 files"),
            is_piece,
            "{name} {words}"
        );
    }
}
