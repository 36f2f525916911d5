//! Saving as PNG, and what happens to images in the world, against NumPy, SciPy and Pillow.
//! The fixtures and the script that makes them lie in `tests/fixtures/image_changes`.

use crate::common;

use std::collections::HashSet;

use common::fixtures::Folder;
use gradoscope::catalogue;
use gradoscope::image::change::{Change, jpeg};
use gradoscope::image::{
    CHANGES, ChangeError, Format, ImageError, Picture, changes, decode, encode_png, seal,
};

const FIXTURES: Folder = Folder("image_changes");

/// Quality and id of every JPEG, in order.
const QUALITIES: [(u8, &str); 4] = [
    (95, "jpeg-444-95"),
    (75, "jpeg-444-75"),
    (50, "jpeg-444-50"),
    (25, "jpeg-444-25"),
];

/// A picture, and what it has to become under each change that has one exact answer.
struct Case {
    name: String,
    source: Picture,
    expected: Vec<(String, Picture)>,
}

fn cases() -> Vec<Case> {
    let ids = FIXTURES.table("changes.tsv");
    let case = |row: Vec<String>| {
        let (width, height): (u32, u32) = (row[1].parse().unwrap(), row[2].parse().unwrap());
        let bytes = FIXTURES.bytes(&format!("{}.bin", row[0]));
        let mut pictures = bytes
            .chunks_exact((3 * width * height) as usize)
            .map(|rgb| Picture::new(width, height, rgb.to_vec()).unwrap());
        let source = pictures.next().unwrap();
        let expected: Vec<(String, Picture)> =
            ids.iter().map(|id| id[0].clone()).zip(pictures).collect();
        assert_eq!(expected.len(), ids.len());
        Case {
            name: row[0].clone(),
            source,
            expected,
        }
    };
    FIXTURES
        .table("sources.tsv")
        .into_iter()
        .map(case)
        .collect()
}

fn photo() -> Picture {
    let photo = cases().into_iter().find(|case| case.name == "photo");
    photo.unwrap().source
}

fn change(id: &str) -> Change {
    let found = CHANGES.iter().find(|(spec, _)| spec.id == id);
    found.unwrap_or_else(|| panic!("no change {id}")).1
}

fn mean_error(a: &Picture, b: &Picture) -> f64 {
    let pairs = a.rgb().iter().zip(b.rgb());
    let total: u64 = pairs.map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    total as f64 / a.rgb().len() as f64
}

/// Bytes of a linear congruential generator.
fn random_picture(seed: u32, width: u32, height: u32) -> Picture {
    let mut state = seed;
    let mut byte = || {
        state = state.wrapping_mul(1664525).wrapping_add(1013904223);
        (state >> 24) as u8
    };
    let rgb = (0..3 * width * height).map(|_| byte()).collect();
    Picture::new(width, height, rgb).unwrap()
}

fn png_pictures() -> Vec<Picture> {
    let sizes = [
        (1, 1),
        (1, 7),
        (7, 1),
        (2, 2),
        (31, 17),
        (224, 224),
        (227, 227),
    ];
    let mut pictures: Vec<Picture> = (0..)
        .zip(sizes)
        .map(|(seed, (width, height))| random_picture(seed, width, height))
        .collect();
    for value in [0, 255] {
        pictures.push(Picture::new(50, 40, vec![value; 6000]).unwrap());
    }
    pictures.push(photo());
    pictures
}

#[test]
fn a_png_gives_back_the_values_it_was_made_of() {
    for picture in png_pictures() {
        let decoded = decode(&encode_png(&picture).unwrap()).unwrap();
        assert!(decoded.picture == picture, "{picture:?}");
        assert_eq!(decoded.format, Format::Png);
        assert_eq!((decoded.bit_depth, decoded.orientation), (8, 1));
        assert!(!decoded.had_transparency && !decoded.had_icc_profile && !decoded.animated);
    }
}

#[test]
fn a_png_is_eight_bit_rgb_with_no_chunk_but_the_necessary_ones() {
    let file = encode_png(&photo()).unwrap();
    let mut rest = file.strip_prefix(b"\x89PNG\r\n\x1a\n").unwrap();
    let mut names = Vec::new();
    while let [a, b, c, d, tail @ ..] = rest {
        let (name, tail) = tail.split_at(4);
        let (data, tail) = tail.split_at(u32::from_be_bytes([*a, *b, *c, *d]) as usize);
        if name == b"IHDR" {
            // Bits, colour type (2: RGB), compression, filter, interlace.
            assert_eq!(data, [0, 0, 0, 60, 0, 0, 0, 44, 8, 2, 0, 0, 0]);
        }
        names.push(name);
        rest = &tail[4..];
    }
    names.dedup();
    assert_eq!(names, [b"IHDR", b"IDAT", b"IEND"]);
}

#[test]
fn a_smooth_picture_takes_less_room_as_png_than_its_values() {
    let rgb = (0..224u32 * 224)
        .flat_map(|i| [(i % 224) as u8, (i / 224) as u8, 90])
        .collect();
    let picture = Picture::new(224, 224, rgb).unwrap();
    let bytes = encode_png(&picture).unwrap().len();
    assert!(bytes < picture.rgb().len() / 10, "{bytes}");
}

#[test]
fn a_seal_holds_the_file_and_what_the_file_says() {
    let picture = random_picture(9, 31, 31);
    let told = seal(picture.rgb().to_vec(), 31, "seed 7 · simd").unwrap();
    let text = "seed 7 · simd".as_bytes();
    assert!(told.file.windows(text.len()).any(|part| part == text));
    assert_eq!(told.picture, picture);
    let sealed = seal(picture.rgb().to_vec(), 31, "").unwrap();
    assert_eq!(sealed.file, encode_png(&picture).unwrap());
    assert_eq!(sealed.picture, decode(&sealed.file).unwrap().picture);
    assert_eq!(sealed.picture, picture);
}

#[test]
fn a_seal_of_the_wrong_number_of_bytes_is_refused() {
    for (bytes, side) in [(0, 0), (0, 2), (11, 2), (13, 2)] {
        let (width, height) = (side, side);
        let refused = Err(ImageError::BadSize { width, height });
        assert_eq!(seal(vec![0; bytes], side, ""), refused);
    }
}

#[test]
fn shifts_crop_blurs_noise_and_bits_are_those_of_numpy_scipy_and_pillow() {
    let mut wrong = Vec::new();
    for case in cases() {
        for (id, expected) in &case.expected {
            let found = change(id)(&case.source).unwrap();
            if found != *expected {
                let error = mean_error(&found, expected);
                wrong.push(format!(
                    "{} {id}: mean difference {error:.4}, to the source {:.4}",
                    case.name,
                    mean_error(&found, &case.source)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_change_is_compared_with_a_reference() {
    let compared: Vec<String> = FIXTURES
        .table("changes.tsv")
        .into_iter()
        .flatten()
        .collect();
    let jpeg = QUALITIES.map(|(_, id)| id.to_owned());
    let all: Vec<&str> = CHANGES.iter().map(|(spec, _)| spec.id).collect();
    let listed: Vec<String> = jpeg.into_iter().chain(compared).collect();
    assert_eq!(all, listed);
}

#[test]
fn a_jpeg_costs_what_it_costs_in_pillow_and_more_as_the_quality_falls() {
    let photo = photo();
    let mut last = 0.0;
    for ((quality, id), row) in QUALITIES.into_iter().zip(FIXTURES.table("jpeg.tsv")) {
        assert_eq!(row[0], quality.to_string());
        let of_pillow: f64 = row[1].parse().unwrap();
        let error = mean_error(&change(id)(&photo).unwrap(), &photo);
        assert!(
            (error / of_pillow - 1.0).abs() < 0.05,
            "{id}: {error:.4} grey levels, {of_pillow} in Pillow"
        );
        assert!(error > last, "{id}: {error:.4} after {last:.4}");
        last = error;
    }
}

#[test]
fn a_jpeg_keeps_colour_at_full_resolution_as_its_name_says() {
    for (quality, id) in QUALITIES {
        let file = jpeg::encoded(&photo(), quality).unwrap();
        let at = file.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
        // Length, bits, height, width, components; then id, sampling, table of each.
        let frame = &file[at + 2..at + 19];
        assert_eq!(frame[..8], [0, 17, 8, 0, 44, 0, 60, 3]);
        assert_eq!([frame[9], frame[12], frame[15]], [0x11; 3], "{id}");
        let (spec, _) = CHANGES.iter().find(|(spec, _)| spec.id == id).unwrap();
        assert!(spec.name.en.contains("4:4:4") && spec.name.fr.contains("4:4:4"));
        assert!(spec.name.en.contains(&quality.to_string()), "{id}");
    }
}

#[test]
fn noise_has_the_mean_and_the_deviation_it_states() {
    let grey = Picture::new(224, 224, vec![128; 3 * 224 * 224]).unwrap();
    let noisy = change("noise-4")(&grey).unwrap();
    let differences: Vec<f64> = noisy.rgb().iter().map(|&v| f64::from(v) - 128.0).collect();
    let count = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / count;
    let square = differences.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / count;
    let near = differences.iter().filter(|d| d.abs() <= 4.0).count() as f64 / count;
    // Five standard errors. Rounding adds a twelfth to the variance; the share of a normal
    // distribution within 4.5 of its mean is erf(4.5 / (4 sqrt 2)).
    assert!(mean.abs() < 0.052, "{mean}");
    assert!((square.sqrt() - (16.0f64 + 1.0 / 12.0).sqrt()).abs() < 0.037);
    assert!((near - 0.7394).abs() < 0.0057, "{near}");
}

#[test]
fn noise_is_the_same_every_time_and_not_the_same_in_every_channel() {
    let noise = change("noise-4");
    let grey = Picture::new(40, 30, vec![100; 3600]).unwrap();
    let first = noise(&grey).unwrap();
    assert_eq!(noise(&grey).unwrap(), first);
    let grey_pixels = first.rgb().chunks_exact(3);
    let equal = grey_pixels.filter(|p| p[0] == p[1] && p[1] == p[2]);
    assert!(equal.count() < 60, "of 1200 about 15 by chance");
}

#[test]
fn every_change_keeps_the_size_and_changes_something() {
    for (spec, change) in CHANGES {
        for (width, height) in [(1, 1), (1, 3), (3, 1), (2, 2), (31, 17), (224, 224)] {
            let picture = random_picture(width, width, height);
            let changed = change(&picture).unwrap_or_else(|e| panic!("{}: {e}", spec.id));
            let size = (changed.width(), changed.height());
            assert_eq!(size, (width, height), "{}", spec.id);
        }
        let photo = photo();
        assert_ne!(change(&photo).unwrap(), photo, "{}", spec.id);
    }
}

#[test]
fn sides_that_jpeg_cannot_hold_are_refused() {
    let (width, height) = (65_536, 1);
    let wide = Picture::new(width, height, vec![7; 3 * 65_536]).unwrap();
    let refused = Err(ImageError::BadSize { width, height });
    assert_eq!(change("jpeg-444-75")(&wide), refused);
}

#[test]
fn the_changes_of_several_images_lie_one_after_the_other() {
    let (first, second) = (random_picture(1, 16, 16), random_picture(2, 16, 16));
    let both = [first.rgb(), second.rgb()].concat();
    let all = changes(&both, 16, 2, &[]).unwrap();
    let mut images = all.chunks_exact(3 * 16 * 16);
    assert_eq!(images.len(), 2 * CHANGES.len());
    for (spec, change) in CHANGES {
        for picture in [&first, &second] {
            let expected = change(picture).unwrap();
            assert!(images.next() == Some(expected.rgb()), "{}", spec.id);
        }
    }
}

#[test]
fn images_that_do_not_fill_the_buffer_are_refused() {
    for (bytes, side, count) in [(0, 2, 0), (0, 2, 1), (24, 2, 1), (13, 2, 1), (0, 0, 3)] {
        let refused = ImageError::BadSize {
            width: side,
            height: side * count,
        };
        let found = changes(&vec![0; bytes], side, count, &[]);
        assert_eq!(found, Err(refused.into()));
    }
    let huge = changes(&[0; 12], u32::MAX, u32::MAX, &[]);
    let bad_size = |error| matches!(error, ChangeError::Image(ImageError::BadSize { .. }));
    assert!(huge.is_err_and(bad_size));
}

#[test]
fn changes_asked_for_by_their_ids_come_in_the_order_asked() {
    let (first, second) = (random_picture(1, 16, 16), random_picture(2, 16, 16));
    let both = [first.rgb(), second.rgb()].concat();
    // Not the order of the table, and one of them twice.
    let ids = ["noise-4", "jpeg-444-75", "noise-4"];
    let some = changes(&both, 16, 2, &ids.map(String::from)).unwrap();
    let mut images = some.chunks_exact(3 * 16 * 16);
    assert_eq!(images.len(), 2 * ids.len());
    for id in ids {
        for picture in [&first, &second] {
            let expected = change(id)(picture).unwrap();
            assert!(images.next() == Some(expected.rgb()), "{id}");
        }
    }
    for (spec, change) in CHANGES {
        let alone = changes(first.rgb(), 16, 1, &[spec.id.to_owned()]).unwrap();
        assert!(alone == change(&first).unwrap().rgb(), "{}", spec.id);
    }
}

#[test]
fn a_change_that_does_not_exist_is_refused_by_its_name() {
    let picture = random_picture(1, 16, 16);
    for wrong in ["", "noise", "Noise-4", "noise-4 "] {
        for ids in [vec![wrong], vec!["noise-4", wrong], vec![wrong, "noise-4"]] {
            let ids: Vec<String> = ids.into_iter().map(String::from).collect();
            let refused = changes(picture.rgb(), 16, 1, &ids).unwrap_err();
            assert_eq!(refused, ChangeError::Unknown(wrong.to_owned()));
            assert!(refused.to_string().contains(&format!("{wrong:?}")));
        }
    }
}

#[test]
fn the_catalogue_lists_the_changes_in_the_order_of_their_table() {
    let in_table: Vec<&str> = CHANGES.iter().map(|(spec, _)| spec.id).collect();
    let in_catalogue: Vec<&str> = catalogue::CHANGES.iter().map(|spec| spec.id).collect();
    assert_eq!(in_table, in_catalogue);
}

#[test]
fn changes_have_ids_in_kebab_case_and_names_in_both_languages_that_are_theirs_alone() {
    let mut seen = HashSet::new();
    for spec in catalogue::CHANGES {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.';
        let mut words = spec.id.split('-');
        assert!(
            words.all(|word| !word.is_empty() && word.chars().all(allowed)),
            "{}",
            spec.id
        );
        for text in [spec.id, spec.name.en, spec.name.fr] {
            assert!(!text.is_empty() && seen.insert(text), "{text} stands twice");
        }
    }
}
