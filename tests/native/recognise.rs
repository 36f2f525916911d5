//! Which network a checkpoint is of, by the names and shapes of its tensors, and how it is made from it.

use crate::common;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use burn::tensor::Device;
use gradoscope::engine::network::recognise::{Recognised, recognise};
use gradoscope::engine::network::{Loaded, SCORES, Weights};
use gradoscope_checkpoint::{Checkpoint, CheckpointError, ReadAt};
use pollster::block_on;

/// Network, library, tensor and shape, as the libraries name them.
const NAMES: &str = include_str!("../../checkpoint/tests/fixtures/names.tsv");

/// A safetensors file of any size that takes no memory: every number is made when it is asked for.
struct Imagined {
    header: Vec<u8>,
    length: u64,
    largest_read: Cell<usize>,
}

fn imagined_number(index: u64) -> f32 {
    let mixed = (index.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 48) as f32 / 65_536.0;
    (mixed - 0.5) * 0.05
}

impl Imagined {
    fn new(tensors: &[(String, Vec<usize>)]) -> Self {
        let mut end = 0_u64;
        let entries: serde_json::Map<String, serde_json::Value> = tensors
            .iter()
            .map(|(name, shape)| {
                let start = end;
                end += 4 * shape.iter().product::<usize>() as u64;
                let info = serde_json::json!(
                    {"dtype": "F32", "shape": shape, "data_offsets": [start, end]}
                );
                (name.clone(), info)
            })
            .collect();
        let mut text = serde_json::to_string(&entries).expect("a header");
        text += &" ".repeat(text.len().next_multiple_of(8) - text.len());
        let mut header = (text.len() as u64).to_le_bytes().to_vec();
        header.extend(text.as_bytes());
        Self {
            length: header.len() as u64 + end,
            header,
            largest_read: Cell::new(0),
        }
    }
}

impl ReadAt for Imagined {
    fn length(&self) -> u64 {
        self.length
    }

    async fn read_at(&self, offset: u64, length: usize) -> Result<Vec<u8>, CheckpointError> {
        self.largest_read.set(self.largest_read.get().max(length));
        let start = self.header.len() as u64;
        if offset < start {
            let rest = &self.header[offset as usize..];
            let mut bytes = rest[..rest.len().min(length)].to_vec();
            // Whoever looks at the beginning does not look at numbers.
            bytes.resize(length, 0);
            return Ok(bytes);
        }
        let first = (offset - start) / 4;
        let numbers = (first..).take(length / 4).map(imagined_number);
        Ok(numbers.flat_map(f32::to_le_bytes).collect())
    }
}

/// The tensors of `names.tsv`, as the libraries name them.
fn library(network: &str, library: &str) -> Vec<(String, Vec<usize>)> {
    let of_network = NAMES.lines().filter_map(|line| {
        let mut cells = line.split('\t');
        (cells.next() == Some(network) && cells.next() == Some(library)).then_some(cells)
    });
    of_network
        .map(|mut cells| {
            let name = cells.next().expect("a name").to_owned();
            let shape = cells.next().unwrap_or_default();
            let sides = shape.split(',').filter(|side| !side.is_empty());
            (
                name,
                sides.map(|side| side.parse().expect("a side")).collect(),
            )
        })
        .collect()
}

fn opened(tensors: &[(String, Vec<usize>)]) -> (Imagined, Checkpoint) {
    let source = Imagined::new(tensors);
    let checkpoint = block_on(Checkpoint::open(&source)).expect("a directory");
    (source, checkpoint)
}

#[test]
fn recognises_every_network_by_the_names_of_both_libraries() {
    let pairs: BTreeSet<(&str, &str)> = NAMES
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(network, rest)| Some((network, rest.split_once('\t')?.0)))
        .collect();
    assert_eq!(pairs.len(), 19);
    for (network, from) in pairs {
        let (_, checkpoint) = opened(&library(network, from));
        let found = recognise(&checkpoint).unwrap_or_else(|e| panic!("{network} of {from}: {e}"));
        assert_eq!(found.architecture.spec.id, network, "{from}");
        assert_eq!(found.classes, 1000);
    }
}

#[test]
fn another_number_of_classes_and_the_wrapper_for_several_devices_are_fine() {
    let mut tensors = library("squeezenet-1.1", "torchvision");
    for (name, shape) in &mut tensors {
        if name.starts_with("classifier") {
            shape[0] = 7;
        }
        *name = format!("module.{name}");
    }
    let (_, checkpoint) = opened(&tensors);
    let found = recognise(&checkpoint).expect("SqueezeNet");
    assert_eq!(found.architecture.spec.id, "squeezenet-1.1");
    assert_eq!(found.classes, 7);
}

fn seven_classes() -> Vec<(String, Vec<usize>)> {
    let mut tensors = library("squeezenet-1.1", "torchvision");
    for (name, shape) in &mut tensors {
        if name.starts_with("classifier") {
            shape[0] = 7;
        }
    }
    tensors
}

#[test]
fn what_stands_before_and_inside_of_the_names_and_beside_them_does_not_matter() {
    let with = |change: &dyn Fn(&str) -> String, beside: &[(&str, &[usize])]| {
        let all = seven_classes().into_iter();
        let mut tensors: Vec<_> = all.map(|(name, shape)| (change(&name), shape)).collect();
        let beside = beside
            .iter()
            .map(|(name, shape)| ((*name).to_owned(), shape.to_vec()));
        tensors.extend(beside);
        let (_, checkpoint) = opened(&tensors);
        recognise(&checkpoint).map(|found| (found.architecture.spec.id, found.classes, found.path))
    };
    let prefixed = |prefix: &'static str| move |name: &str| format!("{prefix}{name}");
    let found = |path: &str| Ok(("squeezenet-1.1", 7, path.to_owned()));
    assert_eq!(with(&prefixed(""), &[]), found(""));
    for prefix in ["module.", "model.", "net.backbone.", "module.model.module."] {
        let path = prefix.trim_end_matches('.');
        assert_eq!(with(&prefixed(prefix), &[]), found(path), "{prefix}");
    }
    let compiled = |name: &str| format!("module._orig_mod.{name}");
    assert_eq!(with(&compiled, &[]), found("module"));
    let inside = |name: &str| name.replace("features.", "features._orig_mod.");
    assert_eq!(with(&inside, &[]), found(""));
    let beside: &[(&str, &[usize])] = &[
        ("criterion.weight", &[7]),
        ("normalize.mean", &[1, 3, 1, 1]),
    ];
    assert_eq!(with(&prefixed("model."), beside), found("model"));
    let empty: &[(&str, &[usize])] = &[("classifier.empty", &[0]), ("classifier.none", &[4, 0, 2])];
    assert_eq!(with(&prefixed(""), empty), found(""));
    let counter: &[(&str, &[usize])] = &[("features.1.num_batches_tracked", &[])];
    assert_eq!(with(&prefixed(""), counter), found(""));
}

#[test]
fn of_two_copies_of_a_network_one_is_taken() {
    let both = ["module.attacker.model.", "module.model."].map(|prefix| {
        let all = seven_classes().into_iter();
        all.map(move |(name, shape)| (format!("{prefix}{name}"), shape))
    });
    let tensors: Vec<_> = both.into_iter().flatten().collect();
    let (_, checkpoint) = opened(&tensors);
    let found = recognise(&checkpoint).expect("SqueezeNet");
    assert_eq!((found.classes, found.path.as_str()), (7, "module.model"));
}

/// As MadryLab's library and RobustBench write them: normalisers, wrappers, a second copy.
#[test]
fn a_robust_resnet_is_recognised_in_the_wrappings_of_those_who_publish_them() {
    let resnet = || library("resnet50", "torchvision").into_iter();
    let under = |prefix: &'static str| {
        resnet().map(move |(name, shape)| (format!("{prefix}{name}"), shape))
    };
    let three = |name: &str, shape: &[usize]| (name.to_owned(), shape.to_vec());
    let madry = under("module.model.").chain(under("module.attacker.model."));
    let madry = madry.chain([
        three("module.normalizer.new_mean", &[3, 1, 1]),
        three("module.normalizer.new_std", &[3, 1, 1]),
        three("module.attacker.normalize.new_mean", &[3, 1, 1]),
        three("module.attacker.normalize.new_std", &[3, 1, 1]),
    ]);
    let bench = under("model.").chain([
        three("normalize.mean", &[1, 3, 1, 1]),
        three("normalize.std", &[1, 3, 1, 1]),
    ]);
    let letters =
        under("model.").chain([three("mu", &[1, 3, 1, 1]), three("sigma", &[1, 3, 1, 1])]);
    for tensors in [
        madry.collect::<Vec<_>>(),
        bench.collect(),
        letters.collect(),
    ] {
        let (_, checkpoint) = opened(&tensors);
        let found = recognise(&checkpoint).expect("ResNet-50");
        assert_eq!(
            (found.architecture.spec.id, found.classes),
            ("resnet50", 1000)
        );
        // torchvision states 25,557,032 parameters, two of each normalisation among them; the running figures of its
        // 53 normalisations of 26,560 channels in all are stored besides.
        assert_eq!(found.parameters(), 25_557_032 + 2 * 26_560);
    }
}

/// A file of one format for all: state dicts by their entries, and how many of them are likelier to be meant.
fn of_parts(parts: &[(&str, usize)]) -> Checkpoint {
    let (_, mut checkpoint) = opened(&seven_classes());
    let part = checkpoint.parts.remove(0);
    let made = parts.iter().map(|(path, before)| {
        let mut made = part.clone();
        (made.path, made.before) = ((*path).to_owned(), *before);
        made
    });
    checkpoint.parts = made.collect();
    checkpoint
}

#[test]
fn of_networks_between_which_nothing_decides_none_is_taken() {
    let found = |parts: &[(&str, usize)]| {
        let checkpoint = of_parts(parts);
        let found = recognise(&checkpoint).map(|found| found.path);
        found.map_err(|not| not.several)
    };
    let both = [("generator", 0), ("discriminator", 0)];
    let names = both.map(|(name, _)| name.to_owned());
    assert_eq!(found(&both), Err(names.to_vec()));
    assert_eq!(found(&[("", 0), ("", 0)]), Err(vec![String::new(); 2]));
    assert_eq!(
        found(&[("model", 0), ("model_ema", 1)]),
        Ok("model".to_owned())
    );
    // What else lies there is no network.
    let mut checkpoint = of_parts(&[("generator", 0), ("optimiser", 0)]);
    checkpoint.parts[1].tensors.truncate(5);
    let found = recognise(&checkpoint).map(|found| found.path);
    assert_eq!(found.ok().as_deref(), Some("generator"));
}

#[test]
fn a_tensor_that_is_there_without_a_number_is_named() {
    let without = |is_empty: fn(&str) -> bool| {
        let mut tensors = seven_classes();
        for (name, shape) in &mut tensors {
            if is_empty(name) {
                shape[0] = 0;
            }
        }
        let (_, checkpoint) = opened(&tensors);
        recognise(&checkpoint).expect_err("no network").empty
    };
    let last = without(|name| name.starts_with("classifier"));
    assert!(last.is_some_and(|name| name.starts_with("classifier.1.")));
    assert!(without(|_| true).is_some());
}

#[test]
fn a_strange_network_is_not_called_nearly_one_that_is_known() {
    let names = [
        "conv1.weight",
        "bn1.weight",
        "layer1.0.conv1.weight",
        "fc.bias",
    ];
    let tensors: Vec<_> = names
        .iter()
        .map(|name| ((*name).to_owned(), vec![8]))
        .collect();
    let (_, checkpoint) = opened(&tensors);
    let refusal = recognise(&checkpoint).expect_err("a residual network");
    assert_eq!((refusal.nearest, refusal.count), ("", 4));
    assert!(!refusal.to_string().contains("nearest"), "{refusal}");
    assert_eq!(
        refusal.found,
        ["conv1.weight", "bn1.weight", "layer1.0.conv1.weight"]
    );
}

#[test]
fn names_what_is_missing_surplus_and_misshapen() {
    let mut tensors = library("vgg16", "torchvision");
    tensors.retain(|(name, _)| name != "features.2.bias");
    tensors.push(("features.99.bias".to_owned(), vec![1]));
    tensors[0].1 = vec![64, 3, 5, 5];
    let (_, checkpoint) = opened(&tensors);
    let refusal = recognise(&checkpoint).expect_err("not VGG16");
    assert_eq!(refusal.nearest, "vgg16");
    assert_eq!(refusal.missing, ["features.2.bias"]);
    assert_eq!(refusal.surplus, ["features.99.bias"]);
    let misshapen = (
        "features.0.weight".to_owned(),
        vec![64, 3, 3, 3],
        vec![64, 3, 5, 5],
    );
    assert_eq!(refusal.misshapen, [misshapen]);
}

fn scores(network: &dyn gradoscope::engine::network::Network, device: &Device) -> Vec<f32> {
    let image = common::tensor(&[0.5; 3 * 64 * 64], [1, 3, 64, 64], device);
    let scores = network.forward(image).activation(SCORES).expect("scores");
    scores.into_data().try_into_vec::<f32>().expect("float32")
}

/// All at once, by the numbers' places in the file.
fn loaded_at_once(
    recognised: &Recognised<'_>,
    tensors: &[(String, Vec<usize>)],
    device: &Device,
) -> Vec<f32> {
    let mut first = 0_u64;
    let mut loaded = BTreeMap::new();
    for (name, shape) in tensors {
        let count = shape.iter().product::<usize>() as u64;
        let values = (first..first + count).map(imagined_number).collect();
        let shape = shape.clone();
        loaded.insert(name.clone(), Loaded::Values { shape, values });
        first += count;
    }
    let weights = Weights::from_loaded(loaded);
    let network = (recognised.architecture.load)(&weights, recognised.classes, device);
    scores(network.expect("VGG11").as_ref(), device)
}

#[test]
fn a_large_network_is_read_in_pieces_and_is_the_same() {
    let device = Device::flex();
    let tensors = library("vgg11", "torchvision");
    let (source, checkpoint) = opened(&tensors);
    let recognised = recognise(&checkpoint).expect("VGG11");
    let mut heard = Vec::new();
    let progress = |done, total| heard.push((done, total));
    let network = block_on(recognised.load(&source, &device, progress)).expect("VGG11");
    let in_pieces = scores(network.as_ref(), &device);
    drop(network);
    // torchvision states 132,863,336 parameters for VGG11.
    assert_eq!(heard.last(), Some(&(132_863_336, 132_863_336)));
    assert!(source.length > 531_000_000);
    assert!(
        source.largest_read.get() <= 64 << 20,
        "{source_read} bytes at once",
        source_read = source.largest_read.get()
    );
    assert_eq!(in_pieces, loaded_at_once(&recognised, &tensors, &device));
    assert!(in_pieces.iter().any(|score| *score != in_pieces[0]));
}
