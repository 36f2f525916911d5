//! Models as ONNX files against PyTorch in float64, and those that are refused.

use crate::common;

use burn::tensor::{Device, FloatDType};
use common::fixtures::{Folder, floats, metadata};
use common::{image_norm, largest_difference, relative_l2};
use gradoscope::engine::job::Job;
use gradoscope::engine::network::onnx::{Opened, Unfit};
use gradoscope::engine::network::{Network, SCORES, Seed, own};
use gradoscope::engine::tensor::one_hot;
use gradoscope::engine::{answer, readback, selfcheck};
use gradoscope::image::Picture;
use gradoscope::protocol::{CheckpointRefusal, header_of_model_with_data};
use gradoscope::scores;
use gradoscope::spec::Preparation;
use gradoscope_checkpoint::onnx::Model;
use pollster::block_on;
use safetensors::SafeTensors;

pub const MODELS: [&str; 14] = [
    "residual-old",
    "residual-new",
    "joined-old",
    "joined-new",
    "inverted-old",
    "inverted-new",
    "fired-old",
    "grouped-old",
    "grouped-new",
    "channels-last",
    "halves",
    "weighed-old",
    "weighed-new",
    "padded-old",
];

fn file(name: &str) -> Vec<u8> {
    Folder("onnx").bytes(name)
}

/// The model, with its weights behind it where they lie apart.
fn model(name: &str) -> Vec<u8> {
    let model = file(&format!("{name}.onnx"));
    match name {
        "joined-new" => {
            let data_name = format!("{name}.onnx.data");
            let header = header_of_model_with_data(model.len() as u64, &data_name);
            [header, model, file(&data_name)].concat()
        }
        _ => model,
    }
}

struct Expected {
    pixels: Vec<u8>,
    side: usize,
    class: usize,
    scores: Vec<f32>,
    gradient: Vec<f32>,
    preparation: Preparation,
}

impl Expected {
    fn of(name: &str) -> Self {
        let bytes = file(&format!("{name}.safetensors"));
        let found = SafeTensors::deserialize(&bytes).expect("a safetensors fixture");
        let facts = metadata(&bytes);
        let planes = found.tensor("pixels").expect("pixels").data().to_vec();
        let side: usize = facts["side"].parse().expect("a side");
        let area = side * side;
        let pixels = (0..area).flat_map(|at| [0, 1, 2].map(|channel| planes[channel * area + at]));
        Self {
            pixels: pixels.collect(),
            side,
            class: facts["class"].parse().expect("a class"),
            scores: floats(&found, "scores"),
            gradient: floats(&found, "gradient"),
            preparation: Preparation::of(&facts["preparation"]),
        }
    }

    /// Largest difference of a score, relative to the largest score, and the relative L2 error of the gradient.
    fn errors(&self, network: &dyn Network, device: &Device, is_double: bool) -> (f64, f64) {
        let image = image_norm(&self.pixels, [self.side; 2], device);
        let cast = |tensor: burn::tensor::Tensor<4>| match is_double {
            true => tensor.cast(FloatDType::F64),
            false => tensor,
        };
        let mut trace = network.forward(cast(image));
        let classes = self.scores.len();
        let read = |tensor: burn::tensor::Tensor<4>| {
            block_on(readback::floats(tensor.cast(FloatDType::F32))).expect("finite numbers")
        };
        let scores = read(trace.activation(SCORES).expect("scores"));
        let seed = Seed {
            layer: SCORES,
            weights: cast(one_hot(1, classes, self.class, device)),
        };
        let gradient = read(trace.pull_back(&[seed]).expect("a gradient"));
        let largest = self
            .scores
            .iter()
            .fold(0.0_f32, |most, s| most.max(s.abs()));
        (
            largest_difference(&scores, &self.scores) / f64::from(largest),
            relative_l2(&gradient, &self.gradient),
        )
    }
}

pub fn loaded(name: &str, device: &Device, is_double: bool) -> Box<dyn Network> {
    let bytes = model(name);
    let opened = block_on(Opened::read(&bytes.as_slice())).expect(name);
    let preparation = Expected::of(name).preparation;
    let source = bytes.as_slice();
    let network = opened.load(&source, preparation, device, is_double, |_, _| {});
    block_on(network).expect(name)
}

#[test]
fn every_model_gives_pytorchs_scores_and_gradient() {
    let (plain, double) = (Device::flex(), Device::flex().autodiff());
    for name in MODELS {
        let expected = Expected::of(name);
        let (scores, gradient) = expected.errors(&*loaded(name, &double, true), &double, true);
        println!("{name}, float64: scores {scores:.1e}, gradient {gradient:.1e}");
        // The fixture keeps float32.
        assert!(scores < 1e-6 && gradient < 1e-6, "{name}");
        let (scores, gradient) = expected.errors(&*loaded(name, &plain, false), &plain, false);
        println!("{name}, float32: scores {scores:.1e}, gradient {gradient:.1e}");
        assert!(scores < 1e-5 && gradient < 1e-4, "{name}");
    }
}

#[test]
fn a_model_is_looked_through_before_it_is_used_and_checked_by_its_own_differences() {
    let device = Device::flex();
    for name in MODELS {
        let bytes = model(name);
        let source = bytes.as_slice();
        let sheet = block_on(own::inspect(&source, "mine.onnx", own::MOST_BYTES, |_| {}));
        let sheet = sheet.expect(name);
        let expected = Expected::of(name);
        assert_eq!(sheet.classes, expected.scores.len(), "{name}");
        let graph = sheet.graph.expect("a graph");
        println!(
            "{name}: {} weights, {:?}, last {}, {}",
            sheet.parameters, graph.layers, graph.last_maps, graph.writer
        );
        assert_eq!(usize::from(graph.side), expected.side, "{name}");
        assert_eq!(graph.layers.len(), graph.channels.len() + 1, "{name}");
        assert_eq!(graph.layers.last().map(String::as_str), Some(SCORES));
        assert!(graph.layers.contains(&graph.last_maps), "{name}");
        let ends_in_softmax = name.starts_with("joined") || name == "channels-last";
        assert_eq!(graph.ends_in_softmax, ends_in_softmax, "{name}");
        assert_eq!(graph.scales_itself, name == "channels-last", "{name}");
        let suggested = match name {
            "channels-last" => "bytes",
            _ => "imagenet",
        };
        assert_eq!(sheet.preparation, suggested, "{name}");
        let network = loaded(name, &device, false);
        for (layer, channels) in graph.layers.iter().zip(&graph.channels) {
            assert_eq!(
                network.spec().channels_of(layer),
                Some(usize::from(*channels))
            );
        }
        for spoil in [false, true] {
            let report = block_on(selfcheck::run(&*network, &device, spoil)).expect("a report");
            assert_eq!(report.passed(), !spoil, "{name}: {report:?}");
        }
    }
}

#[test]
fn every_way_of_making_pixels_ready_is_tried_without_loading_again() {
    let device = Device::flex();
    let name = "halves";
    let expected = Expected::of(name);
    let bytes = model(name);
    let source = bytes.as_slice();
    let opened = block_on(Opened::read(&source)).expect(name);
    let load = |way: &Preparation| {
        let network = opened.load(&source, *way, &device, false, |_, _| {});
        block_on(network).expect(name)
    };
    let side = expected.side as u32;
    let picture = Picture::new(side, side, expected.pixels.clone()).expect("a picture");
    let job = Job::unattended();
    let best_of = |way: &Preparation| {
        let pictures = std::slice::from_ref(&picture);
        let network = load(way);
        let scores = answer::classify(&job, &*network, &device, pictures);
        let scores = block_on(scores).expect("scores");
        scores::ranking(&scores, 1)[0]
    };
    let alone: Vec<_> = Preparation::ALL.iter().map(best_of).collect();
    let words = |best: &scores::Standing| format!("{} {:.2}", best.class, best.probability);
    let different: std::collections::BTreeSet<_> = alone.iter().map(words).collect();
    assert!(different.len() > 3, "the ways differ: {different:?}");
    for now in [
        &expected.preparation,
        &Preparation::TORCH,
        &Preparation::UNIT,
    ] {
        let told = std::cell::RefCell::new(Vec::new());
        let progress = |done, total| told.borrow_mut().push((done, total));
        let pictures = [picture.clone(), picture.clone()];
        let network = load(now);
        let found = answer::prepared(&job, &*network, &device, &pictures, now, progress);
        let found = block_on(found).expect("classes");
        let count = 2 * Preparation::ALL.len() as u32;
        assert_eq!(
            told.into_inner(),
            (1..=count).map(|n| (n, count)).collect::<Vec<_>>()
        );
        for (pair, best) in found.as_chunks::<4>().0.iter().zip(&alone) {
            for [class, probability] in [[pair[0], pair[1]], [pair[2], pair[3]]] {
                assert_eq!(class, best.class.index() as f32);
                let error = (probability - best.probability).abs();
                assert!(error < 1e-4, "{probability}, not {}", best.probability);
            }
        }
    }
}

#[test]
fn weights_that_are_not_there_are_asked_for_by_the_name_of_their_file() {
    let alone = file("joined-new.onnx");
    let source = alone.as_slice();
    let refusal = block_on(own::inspect(&source, "", own::MOST_BYTES, |_| {}));
    let Err(CheckpointRefusal::File { en, fr, .. }) = refusal else {
        panic!("{refusal:?}");
    };
    assert!(
        en.contains("joined-new.onnx.data") && en.contains("both files"),
        "{en}"
    );
    assert!(
        fr.contains("joined-new.onnx.data") && fr.contains("les deux"),
        "{fr}"
    );
}

/// The same model with the name of an operation changed to another of the same length.
fn with_operation(name: &str, before: &str, after: &str) -> Result<(), Unfit> {
    assert_eq!(before.len(), after.len());
    let mut bytes = model(name);
    let (before, after) = (before.as_bytes(), after.as_bytes());
    let at = bytes.windows(before.len()).rposition(|part| part == before);
    let at = at.expect("the operation");
    bytes[at..at + after.len()].copy_from_slice(after);
    let opened = block_on(Opened::read(&bytes.as_slice()));
    match opened {
        Ok(_) => Ok(()),
        Err(gradoscope::engine::network::onnx::OnnxError::Unfit(unfit)) => Err(unfit),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn what_is_not_here_is_refused_by_its_name() {
    let refused = with_operation("residual-new", "Relu", "Celu");
    assert!(
        matches!(&refused, Err(Unfit::Operation(kind, _)) if kind == "Celu"),
        "{refused:?}"
    );
    let words = CheckpointRefusal::from(gradoscope::engine::network::onnx::OnnxError::from(
        refused.expect_err("a refusal"),
    ));
    let CheckpointRefusal::File { en, fr, .. } = words else {
        panic!("{words:?}");
    };
    assert!(en.contains("Celu") && en.contains("ResNet"), "{en}");
    assert!(fr.contains("Celu") && fr.contains("opération"), "{fr}");
}

#[test]
fn a_model_says_what_it_is_made_of() {
    let bytes = model("residual-old");
    let model = block_on(Model::open(&bytes.as_slice())).expect("a model");
    assert_eq!(model.producer, "pytorch");
    assert_eq!(model.opset, 11);
    let norms = model
        .nodes
        .iter()
        .filter(|node| node.kind == "BatchNormalization");
    assert!(norms.count() >= 5, "they are not folded");
}
