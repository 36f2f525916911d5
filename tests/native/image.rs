//! The image module against Pillow's pixels, and against files that are not pictures.
//! The fixtures and the script that makes them lie in `tests/fixtures/image`.

use crate::common;

use std::panic::{AssertUnwindSafe, catch_unwind};

use common::fixtures::Folder;
use gradoscope::image::{
    CropBox, Ending, Format, Framing, Handling, ImageError, MU, Picture, SIGMA, crop_box, decode,
    image_norm_from_rgb, picture_from_rgba, preview, resample_bilinear, rgb_from_image_norm,
};

const FIXTURES: Folder = Folder("image");

fn expected_picture(name: &str) -> Picture {
    let bytes = FIXTURES.bytes(&format!("{name}.ppm"));
    let mut fields = bytes.splitn(4, |byte| byte.is_ascii_whitespace());
    assert_eq!(fields.next(), Some(b"P6".as_slice()));
    let mut number = || -> u32 {
        let field = fields.next().unwrap();
        std::str::from_utf8(field).unwrap().parse().unwrap()
    };
    let (width, height) = (number(), number());
    let rest = fields.next().unwrap().strip_prefix(b"255\n").unwrap();
    Picture::new(width, height, rest.to_vec()).unwrap()
}

fn largest_difference(a: &Picture, b: &Picture) -> u8 {
    assert_eq!((a.width(), a.height()), (b.width(), b.height()));
    let pairs = a.rgb().iter().zip(b.rgb());
    pairs.map(|(a, b)| a.abs_diff(*b)).max().unwrap()
}

/// The generator of `make_image.py`.
struct Noise(u32);

impl Noise {
    fn next_u32(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(1664525).wrapping_add(1013904223);
        self.0
    }

    fn byte(&mut self) -> u8 {
        (self.next_u32() >> 24) as u8
    }

    fn below(&mut self, end: usize) -> usize {
        ((u64::from(self.next_u32()) * end as u64) >> 32) as usize
    }

    fn unit(&mut self) -> f64 {
        f64::from(self.next_u32()) / 2f64.powi(32)
    }

    fn picture(seed: u32, width: u32, height: u32) -> Picture {
        let mut noise = Self(seed);
        let rgb = (0..3 * width * height).map(|_| noise.byte()).collect();
        Picture::new(width, height, rgb).unwrap()
    }
}

fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

#[test]
fn decodes_every_fixture_to_the_pixels_of_pillow() {
    let mut wrong = Vec::new();
    for row in FIXTURES.table("decode.tsv") {
        let name = row[0].as_str();
        let decoded =
            decode(&FIXTURES.bytes(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let difference = largest_difference(&decoded.picture, &expected_picture(name));
        if difference > 0 {
            wrong.push(format!("{name}: {difference} grey levels"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn reports_transparency_depth_profile_orientation_and_animation() {
    for row in FIXTURES.table("decode.tsv") {
        let name = row[0].as_str();
        let decoded = decode(&FIXTURES.bytes(name)).unwrap();
        let flag = |column: usize| row[column] == "1";
        assert_eq!(decoded.had_transparency, flag(1), "{name}: transparency");
        assert_eq!(decoded.bit_depth.to_string(), row[2], "{name}: bits");
        assert_eq!(decoded.had_icc_profile, flag(3), "{name}: profile");
        assert_eq!(
            decoded.orientation.to_string(),
            row[4],
            "{name}: orientation"
        );
        assert_eq!(decoded.animated, flag(5), "{name}: animation");
        let ending = name.rsplit('.').next().unwrap();
        let format = match ending {
            "jpg" => Format::Jpeg,
            "png" => Format::Png,
            "webp" => Format::WebP,
            "gif" => Format::Gif,
            _ => Format::Bmp,
        };
        assert_eq!(decoded.format, format, "{name}");
    }
}

#[test]
fn refuses_an_empty_file_and_text() {
    assert_eq!(decode(b""), Err(ImageError::Empty));
    for text in [
        &b"Bonjour"[..],
        b"BM, for short, is two letters and not a picture",
        b"\0",
        b"RIFF\0\0\0\0WAVE",
    ] {
        assert_eq!(decode(text), Err(ImageError::NotAnImage));
    }
}

#[test]
fn names_the_formats_it_leaves_to_the_browser() {
    let avif = FIXTURES.bytes("real.avif");
    let heic = b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic";
    let avif_second = b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif";
    let cases: [(&[u8], Format); 4] = [
        (&avif, Format::Avif),
        (heic, Format::Heic),
        (avif_second, Format::Avif),
        (b"\xff\x0a\0\0", Format::JpegXl),
    ];
    for (bytes, format) in cases {
        assert_eq!(format.handling(), Handling::Browser);
        assert_eq!(decode(bytes), Err(ImageError::BrowserOnly { format }));
    }
}

#[test]
fn names_the_formats_it_refuses() {
    let cases: [(&[u8], Format, &str); 18] = [
        (b"II*\0\x10\0\0\0CR\x02\0", Format::Raw, "RAW"),
        (b"FUJIFILMCCD-RAW 0201", Format::Raw, "RAW"),
        (b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom", Format::Raw, "RAW"),
        (b"gimp xcf v011\0", Format::Xcf, "XCF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", Format::PostScript, "PostScript"),
        (b"II\xbc\x01\x08\0\0\0", Format::JpegXr, "JPEG XR"),
        (b"II*\0\x08\0\0\0", Format::Tiff, "TIFF"),
        (b"MM\0*\0\0\0\x08", Format::Tiff, "TIFF"),
        (b"%PDF-1.7", Format::Pdf, "PDF"),
        (b"\0\0\x01\0\x01\0", Format::Ico, "ICO"),
        (
            b"\0\0\x02\0\x01\0\x20\x20\0\0\x05\0\x05\0",
            Format::Ico,
            "ICO",
        ),
        // Truevision's TGA 2.0: true colour, grey of compressed rows, and a palette of 256 colours.
        (
            b"\0\0\x02\0\0\0\0\0\0\0\0\0\x40\0\x30\0\x18\x20",
            Format::Tga,
            "TGA",
        ),
        (
            b"\0\0\x0b\0\0\0\0\0\0\0\0\0\x40\0\x30\0\x08\0",
            Format::Tga,
            "TGA",
        ),
        (
            b"\x05\x01\x01\0\0\0\x01\x18\0\0\0\0\x40\0\x30\0\x08\x20title",
            Format::Tga,
            "TGA",
        ),
        (
            b"\xef\xbb\xbf<?xml version='1.0'?>\n<svg xmlns='x'/>",
            Format::Svg,
            "SVG",
        ),
        (b"\n<!DOCTYPE html><html></html>", Format::Html, "HTML"),
        (
            b"\0\0\0\x18ftypisom\0\0\0\0isommp42",
            Format::Video,
            "MP4/WebM",
        ),
        (b"P6\n1 1\n255\n   ", Format::Netpbm, "PNM"),
    ];
    for (bytes, format, name) in cases {
        let error = decode(bytes).unwrap_err();
        assert_eq!(
            error,
            ImageError::Unsupported {
                format,
                feature: None
            }
        );
        assert_eq!(error.to_string(), format!("{name} is not supported here"));
    }
}

#[test]
fn refuses_a_huge_png_from_its_header_alone() {
    let mut bytes = FIXTURES.bytes("rgb8.png");
    bytes[16..20].copy_from_slice(&100_000u32.to_be_bytes());
    bytes[20..24].copy_from_slice(&100_000u32.to_be_bytes());
    let pixels = 10_000_000_000;
    let expected = ImageError::TooLarge { pixels, limit: 50 };
    assert_eq!(decode(&bytes), Err(expected.clone()));
    assert_eq!(decode(&bytes[..33]), Err(expected.clone()));
    assert_eq!(expected.to_string(), "10000.0 megapixels, the limit is 50");
}

#[test]
fn refuses_huge_and_empty_sizes_in_the_other_headers() {
    let sof = |bytes: &[u8]| {
        bytes
            .windows(2)
            .position(|pair| pair == [0xff, 0xc0])
            .unwrap()
    };
    let jpeg = FIXTURES.bytes("exif1.jpg");
    let size_of_jpeg = sof(&jpeg) + 5;
    let vp8 = FIXTURES.bytes("photo_q80.webp");
    let cases: [(&str, usize, Vec<u8>, u64); 4] = [
        ("exif1.jpg", size_of_jpeg, vec![0xff; 4], 65_535 * 65_535),
        ("palette.gif", 6, vec![0xff; 4], 65_535 * 65_535),
        ("rgb.bmp", 18, vec![0, 0, 1, 0, 0, 4, 0, 0], 65_536 * 1024),
        (
            "photo_q80.webp",
            26,
            vec![0xff, 0x3f, 0xff, 0x3f],
            16_383 * 16_383,
        ),
    ];
    assert_eq!(&vp8[23..26], b"\x9d\x01\x2a", "a key frame's start code");
    for (name, at, size, pixels) in cases {
        let mut bytes = FIXTURES.bytes(name);
        bytes[at..at + size.len()].copy_from_slice(&size);
        let expected = ImageError::TooLarge { pixels, limit: 50 };
        assert_eq!(decode(&bytes), Err(expected), "{name}");
    }
    let mut gif = FIXTURES.bytes("palette.gif");
    gif[6..10].fill(0);
    assert_eq!(
        decode(&gif),
        Err(ImageError::BadSize {
            width: 0,
            height: 0
        })
    );
}

#[test]
fn a_jpeg_without_its_end_marker_is_taken_and_one_without_its_pixels_is_not() {
    let format = Format::Jpeg;
    for name in [
        "photo_420_q90.jpg",
        "photo_progressive_q75.jpg",
        "exif6.jpg",
    ] {
        let bytes = FIXTURES.bytes(name);
        let whole = decode(&bytes).unwrap();
        assert_eq!(whole.ending, Ending::Marked);
        let open = &bytes[..bytes.len() - 2];
        for behind in [&b""[..], b"\xff", b"\0\0\0\x18ftypmp42\xff\x10\xff\xda"] {
            let found = decode(&[open, behind].concat()).unwrap();
            assert_eq!(found.picture, whole.picture, "{name}");
            assert_eq!(found.ending, Ending::Unmarked, "{name}");
        }
        let cut = [&bytes[..bytes.len() - 40], b"\xff\xd9"].concat();
        assert_eq!(
            decode(&cut),
            Err(ImageError::Truncated { format }),
            "{name}"
        );
    }
}

#[test]
fn names_the_variants_that_it_does_not_decode() {
    let refused = |bytes: &[u8], format, feature: &str| {
        let feature = Some(feature.to_owned());
        let expected = ImageError::Unsupported { format, feature };
        assert_eq!(decode(bytes), Err(expected));
    };
    let jpeg = FIXTURES.bytes("photo_444_q95.jpg");
    let frame = jpeg.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    for (marker, name) in [(0xc9, "arithmetic coding"), (0xc3, "lossless")] {
        let mut bytes = jpeg.clone();
        bytes[frame + 1] = marker;
        refused(&bytes, Format::Jpeg, name);
    }
    let mut deep = jpeg.clone();
    deep[frame + 4] = 12;
    refused(&deep, Format::Jpeg, "12 bits");
    let mut bitmap = FIXTURES.bytes("rgb.bmp");
    bitmap[30] = 4;
    refused(&bitmap, Format::Bmp, "JPEG compression");
    let mut phone = FIXTURES.bytes("rgb8.png");
    phone.splice(8..8, *b"\0\0\0\x04CgBI\x50\0\x20\x02\x2b\xd5\xb3\x7f");
    refused(&phone, Format::Png, "CgBI");
}

#[test]
fn zeros_at_the_beginning_are_no_icon() {
    let nothing: [&[u8]; 4] = [
        &[0; 64],
        b"\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        b"\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\x30\0\x18\x20",
        b"\0\0\x01\xba\x44\0\x04\0\x04\x01\0\0\0\0\0\0\0\0",
    ];
    for bytes in nothing {
        assert_eq!(decode(bytes), Err(ImageError::NotAnImage), "{bytes:?}");
    }
}

#[test]
fn a_bitmap_of_negative_width_is_damaged_and_not_large() {
    let mut bytes = FIXTURES.bytes("rgb.bmp");
    bytes[18..22].copy_from_slice(&(-64_i32).to_le_bytes());
    let found = decode(&bytes);
    assert!(
        matches!(&found, Err(ImageError::Corrupt { format: Format::Bmp, reason }) if reason == "negative width"),
        "{found:?}"
    );
}

#[test]
fn a_bitmap_is_cut_short_where_its_rows_are_whatever_its_size_says() {
    let mut bytes = FIXTURES.bytes("rgb.bmp");
    bytes.truncate(bytes.len() - 50);
    for size in [0, bytes.len() as u32] {
        bytes[2..6].copy_from_slice(&size.to_le_bytes());
        let format = Format::Bmp;
        assert_eq!(decode(&bytes), Err(ImageError::Truncated { format }));
    }
}

#[test]
fn never_takes_the_beginning_of_a_file_for_the_picture() {
    for row in FIXTURES.table("decode.tsv") {
        let (name, bytes) = (row[0].as_str(), FIXTURES.bytes(&row[0]));
        let whole = decode(&bytes).unwrap();
        let step = (bytes.len() / 150).max(1);
        for length in (1..bytes.len()).step_by(step) {
            match decode(&bytes[..length]) {
                // What is missing may lie behind the pixels.
                Ok(part) => assert_eq!(part.picture, whole.picture, "{name} cut to {length}"),
                Err(ImageError::Truncated { format }) => assert_eq!(format, whole.format),
                Err(ImageError::NotAnImage) => assert!(length < 18, "{name} cut to {length}"),
                Err(other) => panic!("{name} cut to {length}: {other}"),
            }
        }
    }
}

#[test]
fn says_that_a_damaged_file_is_damaged() {
    let mut png = FIXTURES.bytes("rgb8.png");
    let data = png.windows(4).position(|four| four == b"IDAT").unwrap();
    png[data + 20] ^= 0xff;
    let error = decode(&png).unwrap_err();
    assert!(
        matches!(
            error,
            ImageError::Corrupt {
                format: Format::Png,
                ..
            }
        ),
        "{error}"
    );
    let mut webp = FIXTURES.bytes("lossless.webp");
    webp[12..16].copy_from_slice(b"VP8 ");
    let error = decode(&webp).unwrap_err();
    assert!(
        matches!(
            error,
            ImageError::Corrupt {
                format: Format::WebP,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn survives_random_damage_to_every_fixture() {
    let mut noise = Noise(7);
    for row in FIXTURES.table("decode.tsv") {
        let original = FIXTURES.bytes(&row[0]);
        for round in 0..200 {
            let mut bytes = original.clone();
            for _ in 0..1 + round % 8 {
                let at = noise.below(bytes.len());
                bytes[at] = noise.byte();
            }
            let outcome = catch_unwind(AssertUnwindSafe(|| decode(&bytes)));
            assert!(outcome.is_ok(), "{} panics in round {round}", row[0]);
        }
    }
}

#[test]
fn resamples_to_the_bits_of_pillow() {
    let blob = FIXTURES.bytes("resample.bin");
    let mut blob = blob.as_slice();
    let mut compared = 0;
    for row in FIXTURES.table("resample.tsv") {
        let n: Vec<u32> = row[..9]
            .iter()
            .map(|field| field.parse().unwrap())
            .collect();
        let source = Noise::picture(n[8], n[0], n[1]);
        let (x0, y0, x1, y1) = (n[2], n[3], n[4], n[5]);
        let area = CropBox { x0, y0, x1, y1 };
        let out = resample_bilinear(&source, area, n[6], n[7]).unwrap();
        assert_eq!((out.width(), out.height()), (n[6], n[7]));
        if row[9] == "-" {
            let (expected, rest) = blob.split_at(out.rgb().len());
            assert_eq!(out.rgb(), expected, "{row:?}");
            blob = rest;
        } else {
            assert_eq!(format!("{:016x}", fnv1a(out.rgb())), row[9], "{row:?}");
        }
        compared += 1;
    }
    assert!(blob.is_empty());
    assert_eq!(compared, 45);
}

#[test]
fn refuses_to_resample_from_outside_or_to_nothing() {
    let source = Noise::picture(1, 4, 3);
    let whole = CropBox::whole(4, 3);
    for (area, width, height) in [
        (CropBox::whole(5, 3), 2, 2),
        (
            CropBox {
                x0: 2,
                x1: 2,
                ..whole
            },
            2,
            2,
        ),
        (
            CropBox {
                y0: 3,
                y1: 1,
                ..whole
            },
            2,
            2,
        ),
        (whole, 0, 2),
        (whole, 2, 0),
    ] {
        let outcome = resample_bilinear(&source, area, width, height);
        assert!(
            matches!(outcome, Err(ImageError::BadSize { .. })),
            "{area:?}"
        );
    }
}

#[test]
fn a_preview_keeps_the_shape_and_never_enlarges() {
    let sizes = [
        ((640, 480), (100, 75)),
        ((30, 20), (30, 20)),
        ((1000, 3), (100, 1)),
        ((3, 1000), (1, 100)),
    ];
    for ((width, height), expected) in sizes {
        let source = Noise::picture(2, width, height);
        let small = preview(&source, 100).unwrap();
        assert_eq!((small.width(), small.height()), expected);
    }
    let source = Noise::picture(2, 30, 20);
    assert_eq!(preview(&source, 100).unwrap(), source);
    assert_eq!(preview(&source, 0).unwrap().rgb().len(), 3);
}

#[test]
fn the_default_crop_is_the_centre_square_of_the_reference() {
    for width in 1..40 {
        for height in 1..40 {
            let side = width.min(height);
            let (x0, y0) = ((width - side) / 2, (height - side) / 2);
            let expected = CropBox {
                x0,
                y0,
                x1: x0 + side,
                y1: y0 + side,
            };
            assert_eq!(crop_box(width, height, Framing::default()), expected);
        }
    }
}

#[test]
fn a_crop_can_be_moved_and_zoomed() {
    let at = |centre_x, centre_y, zoom| {
        let area = crop_box(
            400,
            200,
            Framing::Square {
                centre_x,
                centre_y,
                zoom,
            },
        );
        (area.x0, area.y0, area.x1, area.y1)
    };
    assert_eq!(at(0.0, 0.5, 1.0), (0, 0, 200, 200));
    assert_eq!(at(1.0, 0.5, 1.0), (200, 0, 400, 200));
    assert_eq!(at(0.25, 0.75, 4.0), (75, 125, 125, 175));
    assert_eq!(at(0.5, 0.5, 1e9), (199, 99, 200, 100));
    assert_eq!(
        crop_box(400, 200, Framing::Squeeze),
        CropBox::whole(400, 200)
    );
}

#[test]
fn a_box_of_the_picture_is_found_again_in_a_part_of_it() {
    // Columns 100 to 300 of 400, at half their size.
    let area = crop_box(400, 200, Framing::default());
    assert_eq!(
        area.place_of([20, 120, 60, 180], 100),
        Some([10, 10, 30, 40])
    );
    assert_eq!(
        area.place_of([0, 0, 200, 400], 100),
        Some([0, 0, 100, 100]),
        "cut off"
    );
    assert_eq!(area.place_of([0, 0, 200, 100], 100), None, "beside it");
    assert_eq!(
        area.place_of([0, 100, 1, 101], 20),
        None,
        "less than half a pixel"
    );
    let squeezed = crop_box(400, 200, Framing::Squeeze);
    assert_eq!(
        squeezed.place_of([20, 120, 60, 180], 100),
        Some([10, 30, 30, 45])
    );
}

#[test]
fn a_crop_lies_inside_whatever_is_asked() {
    let mut noise = Noise(3);
    let odd = [
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        -3.0,
        0.0,
        1.0,
        7.5,
        1e300,
    ];
    for round in 0..20_000 {
        let side =
            |noise: &mut Noise| 1 + noise.below(if round % 2 == 0 { 12 } else { 60_000 }) as u32;
        let (width, height) = (side(&mut noise), side(&mut noise));
        let mut number = |scale: f64| match noise.below(4) {
            0 => odd[noise.below(odd.len())],
            _ => noise.unit() * scale,
        };
        let (centre_x, centre_y, zoom) = (number(1.0), number(1.0), number(20.0));
        let framing = Framing::Square {
            centre_x,
            centre_y,
            zoom,
        };
        let area = crop_box(width, height, framing);
        assert!(
            area.is_inside(width, height),
            "{width} x {height} {framing:?}: {area:?}"
        );
        assert_eq!(area.width(), area.height());
    }
}

#[test]
fn normalises_to_the_bits_of_numpy() {
    let rows = FIXTURES.table("norm.tsv");
    assert_eq!(rows.len(), 256);
    let ramp = (0..=255).flat_map(|value| [value; 3]).collect();
    let picture = Picture::new(256, 1, ramp).unwrap();
    let planes = image_norm_from_rgb(&picture);
    for (value, row) in rows.iter().enumerate() {
        for channel in 0..3 {
            let bits = planes[256 * channel + value].to_bits();
            assert_eq!(
                format!("{bits:08x}"),
                row[channel + 1],
                "{value}, channel {channel}"
            );
        }
    }
}

#[test]
fn normalising_and_back_gives_the_same_picture() {
    let picture = Noise::picture(5, 31, 17);
    let planes = image_norm_from_rgb(&picture);
    assert_eq!(rgb_from_image_norm(&planes, 31, 17).unwrap(), picture);
    let every: Vec<u8> = (0..=255).flat_map(|value| [value; 3]).collect();
    let every = Picture::new(16, 16, every).unwrap();
    let planes = image_norm_from_rgb(&every);
    assert_eq!(rgb_from_image_norm(&planes, 16, 16).unwrap(), every);
}

#[test]
fn values_beyond_the_box_are_clamped_and_not_a_number_is_black() {
    let red = |unit: f32| (unit - MU[0]) / SIGMA[0];
    let planes = [red(-0.2), red(1.3), f32::NAN, f32::INFINITY];
    let planes: Vec<f32> = planes.iter().chain(&[0.0; 8]).copied().collect();
    let picture = rgb_from_image_norm(&planes, 4, 1).unwrap();
    let reds: Vec<u8> = picture.rgb().iter().step_by(3).copied().collect();
    assert_eq!(reds, [0, 255, 0, 255]);
    // 0 is the mean: 0.456 * 255 = 116.28 and 0.406 * 255 = 103.53.
    assert_eq!(picture.rgb()[1..3], [116, 104]);
    let error = rgb_from_image_norm(&planes, 4, 2);
    assert_eq!(
        error,
        Err(ImageError::BadSize {
            width: 4,
            height: 2
        })
    );
}

#[test]
fn composes_the_browsers_pixels_on_white() {
    // 51 / 255 = 0.2: black gives 204, 100 gives 0.2 * 100 + 0.8 * 255 = 224.
    let rgba = vec![0, 100, 255, 51, 9, 8, 7, 255, 1, 2, 3, 0];
    let (picture, transparent) = picture_from_rgba(3, 1, rgba).unwrap();
    assert_eq!(picture.rgb(), [204, 224, 255, 9, 8, 7, 255, 255, 255]);
    assert!(transparent);
    let (_, transparent) = picture_from_rgba(1, 1, vec![1, 2, 3, 255]).unwrap();
    assert!(!transparent);
    let error = ImageError::BadSize {
        width: 2,
        height: 1,
    };
    assert_eq!(picture_from_rgba(2, 1, vec![0; 4]), Err(error));
    let error = ImageError::BadSize {
        width: 0,
        height: 7,
    };
    assert_eq!(picture_from_rgba(0, 7, vec![]), Err(error));
}
