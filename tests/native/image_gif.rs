//! Animated GIF files, read again: frames, sides, delays, the loop and the colours.

use crate::common;

use std::collections::HashSet;
use std::io::Cursor;

use gradoscope::image::{
    CropBox, Format, ImageError, LAST_FRAME_MS, MAX_MEGAPIXELS, Picture, animate, decode,
    encode_gif, resample_bilinear,
};
use image::codecs::gif::GifDecoder;
use image::metadata::LoopCount;
use image::{AnimationDecoder, ImageDecoder};

/// The picture and the milliseconds of every frame.
fn read(file: &[u8]) -> Vec<(Picture, u32)> {
    let decoder = GifDecoder::new(Cursor::new(file)).unwrap();
    let frames = decoder.into_frames().collect_frames().unwrap();
    let read = |frame: image::Frame| {
        let (ms, per) = frame.delay().numer_denom_ms();
        let rgba = frame.into_buffer();
        assert!(rgba.pixels().all(|pixel| pixel.0[3] == 255), "see-through");
        let (width, height) = rgba.dimensions();
        let rgb = rgba.pixels().flat_map(|p| [p.0[0], p.0[1], p.0[2]]);
        let picture = Picture::new(width, height, rgb.collect()).unwrap();
        (picture, ms / per)
    };
    frames.into_iter().map(read).collect()
}

fn delays(frames: usize, delay_ms: u32) -> Vec<u32> {
    let frames = vec![plain(2, [1, 2, 3]); frames];
    let file = encode_gif(&frames, delay_ms).unwrap();
    read(&file).into_iter().map(|(_, ms)| ms).collect()
}

fn plain(side: u32, colour: [u8; 3]) -> Picture {
    let pixels = (side * side) as usize;
    Picture::new(side, side, colour.repeat(pixels)).unwrap()
}

/// Diagonal stripes in as many colours as `colours`, at most 256.
fn stripes(side: u32, colours: u32) -> Picture {
    let colour = |x: u32, y: u32| {
        let i = (x + y * side) % colours;
        [i as u8, (255 - i) as u8, (i * 7 % 256) as u8]
    };
    let rgb = (0..side)
        .flat_map(|y| (0..side).flat_map(move |x| colour(x, y)))
        .collect();
    Picture::new(side, side, rgb).unwrap()
}

fn enlarged(picture: &Picture, side: u32) -> Picture {
    let whole = CropBox::whole(picture.width(), picture.height());
    resample_bilinear(picture, whole, side, side).unwrap()
}

fn colours(picture: &Picture) -> usize {
    let pixels: HashSet<&[u8]> = picture.rgb().chunks_exact(3).collect();
    pixels.len()
}

fn mean_error(a: &[u8], b: &[u8]) -> f64 {
    assert_eq!(a.len(), b.len());
    let total: u64 = a
        .iter()
        .zip(b)
        .map(|(a, b)| u64::from(a.abs_diff(*b)))
        .sum();
    total as f64 / a.len() as f64
}

/// Each pixel in the middle of its cell of the palette that depends on no picture: 8 reds,
/// 8 greens, 4 blues.
fn in_fixed_palette(rgb: &[u8]) -> Vec<u8> {
    let middle = |value: u8, bits: u32| (value >> (8 - bits) << (8 - bits)) + (1 << (7 - bits));
    rgb.chunks_exact(3)
        .flat_map(|p| [middle(p[0], 3), middle(p[1], 3), middle(p[2], 2)])
        .collect()
}

#[test]
fn frames_of_few_colours_come_back_as_they_were_the_small_ones_enlarged() {
    let frames = [plain(3, [200, 10, 90]), stripes(4, 2), stripes(24, 256)];
    let found = read(&encode_gif(&frames, 80).unwrap());
    assert_eq!(found.len(), 3);
    for ((picture, _), frame) in found.iter().zip(&frames) {
        let expected = enlarged(frame, 24);
        assert!(colours(&expected) <= 256);
        assert!(*picture == expected, "{frame:?}");
    }
    assert_eq!(colours(&frames[2]), 256);
    assert_eq!(found[0].0, plain(24, [200, 10, 90]));
    assert_ne!(found[1].0, found[2].0);
}

#[test]
fn the_largest_side_is_that_of_all_frames_wherever_it_stands() {
    for sides in [[9, 4, 6], [4, 9, 6], [4, 6, 9]] {
        let file = encode_gif(&sides.map(|side| plain(side, [5, 6, 7])), 80).unwrap();
        let decoder = GifDecoder::new(Cursor::new(&file)).unwrap();
        assert_eq!(decoder.dimensions(), (9, 9));
        let found = read(&file);
        assert_eq!(found.len(), 3);
        for (picture, _) in found {
            assert_eq!(picture, plain(9, [5, 6, 7]));
        }
    }
}

#[test]
fn it_loops_forever_and_is_a_whole_file() {
    let file = encode_gif(&[stripes(8, 5), stripes(8, 9)], 80).unwrap();
    let decoder = GifDecoder::new(Cursor::new(&file)).unwrap();
    assert!(matches!(decoder.loop_count(), LoopCount::Infinite));
    // The extension itself: without one a viewer plays once. Length 3, sub-block 1, 0: forever.
    let forever = b"NETSCAPE2.0\x03\x01\x00\x00\x00";
    assert_eq!(file.windows(16).filter(|w| w == forever).count(), 1);
    assert!(file.starts_with(b"GIF89a") && file.ends_with(b"\x3b"));
    let decoded = decode(&file).unwrap();
    assert_eq!((decoded.format, decoded.animated), (Format::Gif, true));
    assert_eq!(decoded.picture, stripes(8, 5));
}

#[test]
fn every_frame_shows_as_long_as_asked_and_the_last_one_longer() {
    assert_eq!(LAST_FRAME_MS, 1500);
    assert_eq!(delays(3, 80), [80, 80, 1500]);
    assert_eq!(delays(1, 80), [1500]);
    assert_eq!(delays(2, 2000), [2000, 2000]);
    // To the nearest hundredth of a second, and no less than two.
    assert_eq!(delays(4, 84), [80, 80, 80, 1500]);
    assert_eq!(delays(2, 85), [90, 1500]);
    assert_eq!(delays(2, 0), [20, 1500]);
    // As much as the format holds.
    assert_eq!(delays(2, u32::MAX), [655_350, 655_350]);
}

/// A palette of the picture's own has to be far better than one for all pictures: measured,
/// 18 to 23 % of its error.
#[test]
fn a_photograph_keeps_its_colours_as_well_as_256_of_its_own_can() {
    for name in ["astronaut", "chelsea", "coffee"] {
        let photo = common::picture(name);
        let (width, height) = (photo.width(), photo.height());
        assert_eq!((width, height), (224, 224), "{name}");
        assert!(colours(&photo) > 256);
        // Another frame before it, of other colours: palettes are not shared.
        let found = read(&encode_gif(&[stripes(224, 256), photo.clone()], 80).unwrap());
        let shown = &found[1].0;
        assert!((2..=256).contains(&colours(shown)), "{}", colours(shown));
        let error = mean_error(shown.rgb(), photo.rgb());
        let fixed = mean_error(&in_fixed_palette(photo.rgb()), photo.rgb());
        println!("{name}: {error:.3} grey levels, fixed palette {fixed:.3}");
        assert!(error < fixed / 2.0, "{name}: {error:.3}, fixed {fixed:.3}");
    }
}

#[test]
fn frames_in_one_buffer_give_the_file_of_the_pictures() {
    let frames = [stripes(3, 4), stripes(5, 6), plain(1, [9, 8, 7])];
    let rgb = frames.each_ref().map(Picture::rgb).concat();
    let file = animate(&rgb, &[3, 5, 1], 80).unwrap();
    assert_eq!(file, encode_gif(&frames, 80).unwrap());
}

#[test]
fn buffers_that_are_not_the_frames_are_refused() {
    let cases: [(usize, &[u32], u32, u32); 8] = [
        (0, &[], 0, 0),
        (12, &[], 0, 0),
        (0, &[0], 0, 0),
        (12, &[2, 0], 2, 2),
        (12, &[0, 2], 2, 2),
        (11, &[2], 2, 2),
        (13, &[2], 2, 2),
        (12, &[2, 1], 2, 3),
    ];
    for (bytes, sides, width, height) in cases {
        let refused = Err(ImageError::BadSize { width, height });
        assert_eq!(animate(&vec![0; bytes], sides, 80), refused, "{sides:?}");
    }
    let (width, height) = (u32::MAX, u32::MAX);
    let refused = Err(ImageError::BadSize { width, height });
    assert_eq!(animate(&[0; 12], &[u32::MAX, 2, u32::MAX], 80), refused);
}

#[test]
fn pictures_that_are_none_not_square_or_too_large_are_refused() {
    let nothing = ImageError::BadSize {
        width: 0,
        height: 0,
    };
    assert_eq!(encode_gif(&[], 80), Err(nothing));
    let (width, height) = (2, 3);
    let tall = Picture::new(width, height, vec![0; 18]).unwrap();
    let refused = Err(ImageError::BadSize { width, height });
    assert_eq!(encode_gif(&[plain(4, [0; 3]), tall], 80), refused);
    let side = 7072;
    let refused = Err(ImageError::TooLarge {
        pixels: side * side,
        limit: MAX_MEGAPIXELS,
    });
    assert_eq!(encode_gif(&[plain(side as u32, [0; 3])], 80), refused);
}
