//! Checkpoints written by PyTorch and safetensors themselves, and every way in which one can be bad.

#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeMap;
use std::path::PathBuf;

use gradoscope_checkpoint::{
    Checkpoint, CheckpointError, Dtype, FileSource, Format, OtherFile, PickleError,
};
use pollster::block_on;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/{name}"))
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
    assert_eq!(
        odd("awkward/bad.meta.zip.pth"),
        ("w".to_owned(), "no numbers")
    );
    assert_eq!(
        odd("awkward/bad.nested.zip.pth"),
        ("w".to_owned(), "a tensor of another kind")
    );
    use CheckpointError::{
        BigEndian, Compressed, Nameless, NoTensors, Other, Repeated, WholeModel,
    };
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
        ("awkward/bad.one-tensor.zip.pth", Nameless),
        ("awkward/bad.list.zip.pth", Nameless),
        ("awkward/bad.numbered.zip.pth", Nameless),
        ("awkward/bad.arrays.zip.pth", Other(OtherFile::Numpy)),
        ("awkward/bad.inner-arrays.zip.pth", Other(OtherFile::Numpy)),
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
