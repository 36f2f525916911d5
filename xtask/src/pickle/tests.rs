use super::{PickleError, read_arrays};

/// `{"a": [array of `shape` holding `numbers`]}`, written opcode by opcode.
fn pickle_of(shape: &[u8], numbers: &[f32]) -> Vec<u8> {
    let mut out = b"\x80\x03}(X\x01\0\0\0a](".to_vec();
    out.extend(b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85C\x01b\x87R");
    out.extend(b"(K\x01(");
    for side in shape {
        out.extend([b'K', *side]);
    }
    out.extend(b"tcnumpy\ndtype\nX\x02\0\0\0f4K\0K\x01\x87R");
    out.extend(b"(K\x03X\x01\0\0\0<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb");
    out.extend(b"\x89C");
    out.push(u8::try_from(numbers.len() * 4).unwrap());
    out.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    out.extend(b"tbeu.");
    out
}

#[test]
fn reads_an_array_with_its_shape_and_its_numbers() {
    let entries = read_arrays(&pickle_of(&[2, 3], &[1.0, -2.0, 3.5, 0.0, 5.0, 6.0])).unwrap();
    assert_eq!(entries.len(), 1);
    let (name, arrays) = &entries[0];
    assert_eq!(name, "a");
    assert_eq!(arrays[0].shape, [2, 3]);
    assert_eq!(arrays[0].data, [1.0, -2.0, 3.5, 0.0, 5.0, 6.0]);
}

#[test]
fn refuses_every_other_import_before_anything_is_called() {
    for (module, name) in [
        ("os", "system"),
        ("builtins", "eval"),
        ("numpy", "load"),
        ("numpy.core.multiarray", "fromfile"),
    ] {
        let hostile = format!("\u{0}c{module}\n{name}\nX\u{1}\0\0\0x\u{0}");
        let bytes = [b"\x80\x03c", &hostile.as_bytes()[2..]].concat();
        assert_eq!(
            read_arrays(&bytes),
            Err(PickleError::Global {
                module: module.into(),
                name: name.into()
            })
        );
    }
}

#[test]
fn refuses_opcodes_that_a_file_of_arrays_does_not_need() {
    // INST, OBJ, NEWOBJ, STACK_GLOBAL, PERSID and EXT1 all reach code or objects elsewhere.
    for code in [b'i', b'o', 0x81, 0x93, b'P', 0x82] {
        assert_eq!(
            read_arrays(&[0x80, 3, code, b'.']),
            Err(PickleError::Opcode { code, at: 2 })
        );
    }
}

#[test]
fn a_file_cut_anywhere_is_an_error_and_never_a_panic() {
    let whole = pickle_of(&[2], &[1.0, 2.0]);
    for length in 0..whole.len() {
        assert!(read_arrays(&whole[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn a_byte_changed_anywhere_never_panics() {
    let whole = pickle_of(&[2], &[1.0, 2.0]);
    let refused = (0..whole.len())
        .filter(|at| {
            let mut changed = whole.clone();
            changed[*at] ^= 0xff;
            read_arrays(&changed).is_err()
        })
        .count();
    // Only the eight bytes of numbers, the name and the dtype's unused fields may change unnoticed.
    assert!(
        refused > whole.len() * 3 / 4,
        "{refused} of {}",
        whole.len()
    );
}

#[test]
fn refuses_an_array_whose_shape_does_not_match_its_bytes() {
    assert!(matches!(
        read_arrays(&pickle_of(&[3], &[1.0, 2.0])),
        Err(PickleError::ArraySize {
            wanted: 12,
            found: 8,
            ..
        })
    ));
}

#[test]
fn refuses_bytes_after_the_end() {
    let mut bytes = pickle_of(&[1], &[1.0]);
    bytes.push(0);
    assert_eq!(read_arrays(&bytes), Err(PickleError::Trailing { count: 1 }));
}

#[test]
fn bounds_the_stack() {
    let mut bytes = vec![0x80, 3];
    bytes.extend([b'N'; 1000]);
    assert!(matches!(
        read_arrays(&bytes),
        Err(PickleError::Limit { limit: 256, .. })
    ));
}
