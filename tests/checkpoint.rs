//! Checkpoints written by PyTorch and safetensors themselves, and every way in which one can be bad.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use burn::tensor::Device;
use gradoscope::engine::network::checkpoint::{
    Checkpoint, CheckpointError, Dtype, FileSource, Format, OtherFile, PickleError, ReadAt,
};
use gradoscope::engine::network::recognise::{Recognised, recognise};
use gradoscope::engine::network::{Loaded, SCORES, Weights};
use pollster::block_on;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/checkpoint/{name}"))
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn open(bytes: &[u8]) -> Result<Checkpoint, CheckpointError> {
    block_on(Checkpoint::open(&bytes))
}

/// Shape and numbers of every floating-point tensor.
fn tensors(name: &str) -> BTreeMap<String, (Vec<usize>, Vec<f32>)> {
    let bytes = bytes(name);
    let checkpoint = open(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    checkpoint
        .tensors()
        .iter()
        .filter(|stored| !matches!(stored.dtype, Dtype::Other { .. }))
        .map(|stored| {
            let values = block_on(stored.read(&bytes.as_slice()));
            let values = values.unwrap_or_else(|error| panic!("{name}: {error}"));
            (stored.name.clone(), (stored.shape.clone(), values))
        })
        .collect()
}

fn expected() -> BTreeMap<String, (Vec<usize>, Vec<f32>)> {
    BTreeMap::from([
        (
            "a.weight".to_owned(),
            (vec![2, 3], vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0]),
        ),
        ("b.bias".to_owned(), (vec![4], vec![-1.5, 0.25, 3.0, 0.0])),
    ])
}

#[test]
fn reads_every_format_and_every_precision() {
    let formats = [
        ("zip.pth", Format::PytorchZip),
        ("legacy.pth", Format::PytorchLegacy),
        ("safetensors", Format::Safetensors),
    ];
    for (end, format) in formats {
        for (start, dtype) in [
            ("f32", Dtype::Float32),
            ("f16", Dtype::Float16),
            ("bf16", Dtype::Bfloat16),
            ("f64", Dtype::Float64),
        ] {
            let name = format!("{start}.{end}");
            assert_eq!(tensors(&name), expected(), "{name}");
            let checkpoint = open(&bytes(&name)).expect("it was just read");
            assert_eq!(checkpoint.format, format, "{name}");
            let of_weight = checkpoint.tensors().iter().find(|t| t.name == "a.weight");
            assert_eq!(of_weight.map(|t| t.dtype), Some(dtype), "{name}");
            assert_eq!(checkpoint.tensors().len(), 3, "{name}");
        }
    }
}

#[test]
fn reads_axes_in_another_order_and_several_tensors_of_one_storage() {
    for kind in ["zip", "legacy"] {
        assert_eq!(tensors(&format!("strided.{kind}.pth")), expected());
        assert_eq!(tensors(&format!("views.{kind}.pth")), expected());
        assert_eq!(tensors(&format!("wrapped.{kind}.pth")), expected());
    }
}

#[test]
fn reads_the_state_of_a_module_and_a_bare_parameter() {
    for kind in ["zip", "legacy"] {
        let weight = (vec![2, 3, 1, 1], vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
        let module = tensors(&format!("module.{kind}.pth"));
        assert_eq!(module["weight"], weight);
        assert_eq!(module["bias"].0, [2]);
        assert_eq!(tensors(&format!("parameter.{kind}.pth"))["w"], weight);
    }
}

#[test]
fn a_file_on_disk_reads_like_its_bytes() {
    for name in ["f32.zip.pth", "f32.legacy.pth", "f32.safetensors"] {
        let file = FileSource::open(&path(name)).expect("the fixture");
        let on_disk = block_on(Checkpoint::open(&file)).expect("a checkpoint");
        assert_eq!(Ok(&on_disk), open(&bytes(name)).as_ref());
        for stored in on_disk.tensors() {
            if stored.name == "b.bias" {
                let values = block_on(stored.read_rows(&file, 1, 2)).expect("two rows");
                assert_eq!(values, [0.25, 3.0]);
                assert!(block_on(stored.read_rows(&file, 3, 2)).is_err());
            }
        }
    }
}

/// The files of `awkward` whose names begin so.
fn awkward(start: &str) -> Vec<String> {
    let entries = std::fs::read_dir(path("awkward")).expect("the fixtures");
    let names = entries.flatten().map(|entry| entry.file_name());
    let mut names: Vec<String> = names.filter_map(|name| name.into_string().ok()).collect();
    names.retain(|name| name.starts_with(start));
    names.sort();
    names
        .into_iter()
        .map(|name| format!("awkward/{name}"))
        .collect()
}

#[test]
fn reads_what_other_versions_and_scripts_of_training_write() {
    let all = awkward("good.");
    assert!(all.len() >= 15, "{all:?}");
    for name in all {
        let mut found = tensors(&name);
        found.retain(|name, _| name != "n.num_batches_tracked");
        assert_eq!(found, expected(), "{name}");
    }
}

#[test]
fn what_stands_beside_the_weights_is_found_after_them() {
    let paths = |name: &str| {
        let checkpoint = open(&bytes(name)).expect("a checkpoint");
        let parts = checkpoint.parts.into_iter();
        parts.map(|part| part.path).collect::<Vec<_>>()
    };
    assert_eq!(paths("awkward/good.ema.zip.pth"), ["model", "ema"]);
    assert_eq!(paths("awkward/good.tuple.zip.pth"), ["net"]);
    assert_eq!(paths("awkward/good.protocol-4.zip.pth"), ["state_dict", ""]);
}

#[test]
fn reads_tensors_with_gaps_as_pytorch_wrote_them() {
    for kind in ["zip", "legacy"] {
        let found = tensors(&format!("gaps.{kind}.pth"));
        assert_eq!(found["b.bias"], (vec![4], vec![0.0, 2.0, 4.0, 6.0]));
    }
}

#[test]
fn refuses_what_would_run_a_program_elsewhere() {
    for name in ["hostile.zip.pth", "hostile.legacy.pth"] {
        match open(&bytes(name)) {
            Err(CheckpointError::Pickle(PickleError::Global { module, name })) => {
                assert_eq!(format!("{module}.{name}"), "posix.system");
            }
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn what_is_no_state_dict_is_called_what_it_is() {
    let odd = |name: &str| {
        let checkpoint = open(&bytes(name)).expect("a directory");
        let tensor = checkpoint.tensors().first().expect("a tensor");
        match block_on(tensor.read(&bytes(name).as_slice())) {
            Err(CheckpointError::Dtype { name, found }) => (name, found.name()),
            other => panic!("{name}: {other:?}"),
        }
    };
    assert_eq!(
        odd("awkward/bad.quantised.zip.pth"),
        ("w".to_owned(), "quantised")
    );
    assert_eq!(
        odd("awkward/bad.sparse.zip.pth"),
        ("w".to_owned(), "sparse")
    );
    use CheckpointError::{BigEndian, Compressed, NoTensors, Other, Repeated, WholeModel};
    let text = |words: &str| words.to_owned();
    let cases = [
        ("whole-model.zip.pth", WholeModel),
        ("plain.pkl", Other(OtherFile::Pickle)),
        ("awkward/bad.repeated.zip.pth", Repeated(text("w"))),
        (
            "awkward/bad.no-tensors.zip.pth",
            NoTensors {
                holds: vec![text("epoch"), text("losses")],
            },
        ),
        (
            "awkward/bad.deflated.zip.pth",
            Compressed(text("archive/byteorder")),
        ),
        ("awkward/bad.big-endian.legacy.pth", BigEndian),
        ("awkward/bad.big-endian.zip.pth", BigEndian),
        (
            "awkward/bad.torchscript.zip.pth",
            Other(OtherFile::TorchScript),
        ),
        ("awkward/bad.npz.pth", Other(OtherFile::Numpy)),
        ("awkward/bad.keras.pth", Other(OtherFile::Keras)),
        ("awkward/bad.archive.pth", Other(OtherFile::Archive)),
        ("awkward/bad.pickle.pth", Other(OtherFile::Pickle)),
        ("awkward/bad.tar.pth", Other(OtherFile::OldTar)),
        ("awkward/bad.gnu-tar.pth", Other(OtherFile::Archive)),
        ("awkward/bad.pointer.safetensors", Other(OtherFile::Pointer)),
    ];
    for (name, expected) in cases {
        assert_eq!(open(&bytes(name)), Err(expected), "{name}");
    }
    assert_eq!(open(b""), Err(Other(OtherFile::Empty)));
    assert_eq!(open(b"GIF89a and so on"), Err(Other(OtherFile::Picture)));
    assert_eq!(
        open(b"\x00\x01 and so on"),
        Err(CheckpointError::UnknownFormat)
    );
}

#[test]
fn refuses_opcodes_that_reach_outside_of_the_file() {
    // PERSID, EXT1 and NEXT_BUFFER, in the place of the state dict's first.
    let good = bytes("f32.legacy.pth");
    let start = good
        .windows(13)
        .position(|bytes| bytes == b"ccollections\n")
        .expect("the state dict");
    for code in [b'P', 0x82, 0x97] {
        let mut bad = good.clone();
        bad[start] = code;
        let found = open(&bad);
        assert!(
            matches!(found, Err(CheckpointError::Pickle(PickleError::Opcode { code: c, .. })) if c == code),
            "{code:x}: {found:?}"
        );
    }
}

/// Opens it and reads every tensor; what matters is that it comes back.
fn exhaust(bytes: &[u8]) -> bool {
    let Ok(checkpoint) = open(bytes) else {
        return false;
    };
    checkpoint
        .tensors()
        .iter()
        .all(|stored| block_on(stored.read(&bytes)).is_ok())
}

#[test]
fn a_file_cut_anywhere_is_an_error_and_never_a_panic() {
    for name in ["f32.zip.pth", "f16.legacy.pth", "bf16.safetensors"] {
        let whole = bytes(name);
        for length in 0..whole.len() {
            assert!(!exhaust(&whole[..length]), "{name}: {length} bytes");
        }
    }
}

#[test]
fn a_byte_changed_anywhere_never_panics() {
    for name in [
        "f32.zip.pth",
        "f32.legacy.pth",
        "f32.safetensors",
        "wrapped.zip.pth",
    ] {
        let whole = bytes(name);
        for at in 0..whole.len() {
            for change in [0x01, 0x80, 0xff] {
                let mut changed = whole.clone();
                changed[at] ^= change;
                exhaust(&changed);
            }
        }
    }
}

#[test]
fn sizes_that_the_file_cannot_hold_are_refused_before_anything_is_allocated() {
    // The storage of four numbers is said to have 2^31 - 1.
    let good = bytes("f32.legacy.pth");
    let at = good
        .windows(4)
        .position(|bytes| bytes == [b'K', 6, b'N', b't'])
        .expect("the length of the first storage");
    let huge = [&good[..at], b"J\xff\xff\xff\x7f", &good[at + 2..]].concat();
    assert!(matches!(open(&huge), Err(CheckpointError::Storage(_))));
    let mut header = u64::MAX.to_le_bytes().to_vec();
    header.extend(b"{}      ");
    assert!(matches!(
        open(&header),
        Err(CheckpointError::TooLarge { .. })
    ));
}

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
    let text = String::from_utf8(bytes("names.tsv")).expect("text");
    let of_network = text.lines().filter_map(|line| {
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
    let text = String::from_utf8(bytes("names.tsv")).expect("text");
    let pairs: BTreeSet<(&str, &str)> = text
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(network, rest)| Some((network, rest.split_once('\t')?.0)))
        .collect();
    assert_eq!(pairs.len(), 10);
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
