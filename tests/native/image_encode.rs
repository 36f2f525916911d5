//! Files made of pixels: what another decoder reads in them, and labels against Pillow's drawing.

use std::path::PathBuf;

use gradoscope::image::{ImageError, LINE, Label, decode, encode};

fn noise(count: usize) -> Vec<u8> {
    let mut state = 7_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..count).map(|_| next()).collect()
}

/// Width, height, channels and values, as the library's own reader gives them.
fn read(file: &[u8]) -> (u32, u32, u8, Vec<u8>) {
    let picture = image::load_from_memory(file).expect("a PNG file");
    let channels = picture.color().channel_count();
    (
        picture.width(),
        picture.height(),
        channels,
        picture.into_bytes(),
    )
}

#[test]
fn every_value_of_rgb_and_rgba_comes_back_at_any_size() {
    for size in [
        (1, 1),
        (1, 7),
        (7, 1),
        (3, 2),
        (17, 13),
        (224, 224),
        (1024, 33),
    ] {
        let (width, height) = size;
        for channels in [3, 4] {
            let pixels = noise((width * height) as usize * channels);
            let file = encode(pixels.clone(), size, &[], "").expect("a file");
            assert_eq!(
                read(&file),
                (width, height, channels as u8, pixels.clone()),
                "{size:?} {channels}"
            );
            if channels == 3 {
                assert_eq!(decode(&file).expect("a picture").picture.rgb(), pixels);
            }
        }
    }
}

#[test]
fn an_alpha_that_says_nothing_is_left_out() {
    let mut pixels = noise(5 * 3 * 4);
    pixels.iter_mut().skip(3).step_by(4).for_each(|a| *a = 255);
    let rgb: Vec<u8> = pixels
        .chunks_exact(4)
        .flat_map(|p| &p[..3])
        .copied()
        .collect();
    let file = encode(pixels.clone(), (5, 3), &[], "").expect("a file");
    assert_eq!(read(&file), (5, 3, 3, rgb));
    // One pixel that is not opaque keeps it; what it hides is kept too.
    pixels[4 * 7 + 3] = 0;
    let file = encode(pixels.clone(), (5, 3), &[], "").expect("a file");
    assert_eq!(read(&file), (5, 3, 4, pixels));
}

#[test]
fn what_is_no_picture_is_refused() {
    let wrong = [
        (0, 0, 0),
        (0, 5, 0),
        (5, 0, 0),
        (2, 2, 11),
        (2, 2, 13),
        (2, 2, 20),
        (1, 1, 0),
        (u32::MAX, u32::MAX, 12),
    ];
    for (width, height, bytes) in wrong {
        let found = encode(vec![0; bytes], (width, height), &[], "");
        assert_eq!(found, Err(ImageError::BadSize { width, height }), "{bytes}");
    }
}

fn label(text: &str, (x, y): (u32, u32), columns: u32, lines: u32) -> Label {
    Label {
        text: text.to_owned(),
        x,
        y,
        width: columns * 6,
        lines,
    }
}

#[test]
fn labels_are_those_that_pillow_draws() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/letters/labels.pbm");
    let expected = std::fs::read(path).expect("the fixture");
    let bits = expected.strip_prefix(b"P4\n160 72\n").expect("a bitmap");
    let labels = [
        label("Température × 0,5", (4, 14), 20, 1),
        label(
            "a label that takes three lines and is cut off",
            (10, 32),
            13,
            3,
        ),
    ];
    assert_eq!(LINE, 15);
    for channels in [3, 4] {
        let white = vec![255; 160 * 72 * channels];
        let file = encode(white, (160, 72), &labels, "").expect("a file");
        let (_, _, _, rgb) = read(&file);
        for (at, pixel) in rgb.chunks_exact(3).enumerate() {
            // In this format a bit is ink.
            let is_ink = bits[at / 8] << (at % 8) & 0x80 != 0;
            let value = if is_ink { 0 } else { 255 };
            assert_eq!(pixel, [value; 3], "at {}, {}", at % 160, at / 160);
        }
    }
}

#[test]
fn the_file_carries_its_texts() {
    let labels = [label("λ = 0,5", (0, 11), 9, 1), label("two", (0, 30), 9, 1)];
    let white = || vec![255; 60 * 40 * 3];
    let text_in = |labels: &[Label], description: &str| {
        let file = encode(white(), (60, 40), labels, description).expect("a file");
        assert!(decode(&file).is_ok());
        chunk(&file, b"iTXt").map(|body| {
            let text = body.strip_prefix(b"Description\0\0\0\0\0");
            String::from_utf8(text.expect("the keyword").to_vec()).expect("UTF-8")
        })
    };
    assert_eq!(text_in(&[], ""), None);
    assert_eq!(text_in(&[], "What it is"), Some("What it is".to_owned()));
    assert_eq!(text_in(&labels, ""), Some("λ = 0,5\ntwo".to_owned()));
    let all = Some("A sheet\nλ = 0,5\ntwo".to_owned());
    assert_eq!(text_in(&labels, "A\0 sheet"), all);
}

/// What a chunk holds. The lengths lead from each to the next, up to the end.
fn chunk(file: &[u8], kind: &[u8; 4]) -> Option<Vec<u8>> {
    let mut rest = file.strip_prefix(b"\x89PNG\r\n\x1a\n").expect("a PNG file");
    let mut found = None;
    while !rest.is_empty() {
        let length = u32::from_be_bytes(rest[..4].try_into().expect("four bytes")) as usize;
        if &rest[4..8] == kind {
            found = Some(rest[8..8 + length].to_vec());
        }
        rest = &rest[12 + length..];
    }
    found
}
