//! Pickles of arrays that NumPy wrote, and what is refused of them.

#![cfg(not(target_arch = "wasm32"))]

use std::path::PathBuf;

use gradoscope_checkpoint::{Array, CheckpointError, PickleError, arrays};

fn bytes(name: &str) -> Vec<u8> {
    let path = format!("tests/fixtures/arrays/{name}.pkl");
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read(path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What make_arrays.py writes.
fn expected() -> Vec<(String, Vec<Array>)> {
    let array = |shape: &[usize], data: &[f32]| Array {
        shape: shape.to_vec(),
        data: data.to_vec(),
    };
    let kernel = array(&[2, 3], &[1.0, -2.0, 3.5, 0.0, 5.0, 6.0]);
    let bias = array(&[2], &[0.25, -0.5]);
    vec![
        ("conv".to_owned(), vec![kernel, bias.clone()]),
        ("dense".to_owned(), vec![bias]),
    ]
}

#[test]
fn reads_names_shapes_and_numbers_in_order() {
    for name in ["good.protocol-3", "good.protocol-4"] {
        assert_eq!(arrays(&bytes(name)), Ok(expected()), "{name}");
    }
}

#[test]
fn refuses_arrays_that_are_stored_otherwise() {
    for name in [
        "bad.big-endian",
        "bad.column-major",
        "bad.float64",
        "bad.bare",
    ] {
        let found = arrays(&bytes(name));
        let is_refused = matches!(
            found,
            Err(CheckpointError::Pickle(PickleError::Unexpected { .. }))
        );
        assert!(is_refused, "{name}: {found:?}");
    }
}

#[test]
fn refuses_what_would_run_a_program_elsewhere() {
    for (module, name) in [("os", "system"), ("builtins", "eval")] {
        let bytes = format!("c{module}\n{name}\n(S'true'\ntR.");
        let refused = PickleError::Global {
            module: module.to_owned(),
            name: name.to_owned(),
        };
        assert_eq!(arrays(bytes.as_bytes()), Err(refused.into()));
    }
}

#[test]
fn refuses_a_shape_that_does_not_match_the_bytes() {
    let mut bytes = bytes("good.protocol-3");
    // The tuple of the sides 2 and 3.
    let at = bytes.windows(5).position(|five| five == b"K\x02K\x03\x86");
    bytes[at.expect("the shape") + 1] = 4;
    assert_eq!(
        arrays(&bytes),
        Err(CheckpointError::Extent("conv".to_owned()))
    );
}

#[test]
fn refuses_more_numbers_than_the_file_holds() {
    let refused = CheckpointError::Repeated("conv".to_owned());
    assert_eq!(arrays(&bytes("repeated")), Err(refused));
}

#[test]
fn refuses_bytes_after_the_end() {
    let mut bytes = bytes("good.protocol-3");
    bytes.push(0);
    assert!(arrays(&bytes).is_err());
}

#[test]
fn a_file_cut_or_changed_anywhere_never_panics() {
    let whole = bytes("good.protocol-3");
    for at in 0..whole.len() {
        assert!(arrays(&whole[..at]).is_err(), "{at} bytes");
        for change in [0x01, 0x80, 0xff] {
            let mut changed = whole.clone();
            changed[at] ^= change;
            let _ = arrays(&changed);
        }
    }
}
