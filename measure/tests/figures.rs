//! Figures against NumPy, SciPy and scikit-image.

use gradoscope_measure::{
    Imputation, area, blurred, by_largest, entropy, gini, hog, kept_and_removed, means, order,
    out_of_focus, pearson, points_inside, quantile, ranks, relative_distance, replaced,
    share_inside, spearman, ssim, taken,
};
use safetensors::SafeTensors;

const FIXTURE: &[u8] = include_bytes!("fixtures/measure.safetensors");
const FIGURES: &str = include_str!("fixtures/measure.tsv");

fn parity(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/parity");
    std::fs::read(format!("{folder}/{name}.safetensors")).expect("a fixture")
}

fn floats(file: &[u8], name: &str) -> Vec<f32> {
    let file = SafeTensors::deserialize(file).expect("a fixture");
    let (numbers, _) = file.tensor(name).expect("a tensor").data().as_chunks::<4>();
    numbers
        .iter()
        .map(|bytes| f32::from_le_bytes(*bytes))
        .collect()
}

fn bytes(file: &[u8], name: &str) -> Vec<u8> {
    let file = SafeTensors::deserialize(file).expect("a fixture");
    file.tensor(name).expect("a tensor").data().to_vec()
}

fn gradient(name: &str) -> Vec<f32> {
    floats(&parity(name), "input_grad")
}

/// The map `name`, and its size.
fn map(name: &str) -> (Vec<f32>, [usize; 2]) {
    if name == "grey" {
        let pixels = bytes(&parity("chelsea"), "pixels");
        let (pixels, _) = pixels.as_chunks::<3>();
        let sum = |rgb: &[u8; 3]| rgb.iter().map(|level| f32::from(*level)).sum();
        return (pixels.iter().map(sum).collect(), [224, 224]);
    }
    let gradient = gradient(name);
    let size = if name == "odd_size" {
        [97, 131]
    } else {
        [224, 224]
    };
    let pixels = size[0] * size[1];
    let largest = |at: usize| {
        let channels = gradient.iter().skip(at).step_by(pixels);
        channels.fold(0.0_f32, |largest, value| largest.max(value.abs()))
    };
    ((0..pixels).map(largest).collect(), size)
}

fn norm(values: &[f32]) -> f64 {
    let square = |value: &f32| f64::from(*value) * f64::from(*value);
    values.iter().map(square).sum::<f64>().sqrt()
}

fn described(name: &str) -> Vec<f64> {
    let (map, size) = map(name);
    hog(&by_largest(&map), size).expect("blocks")
}

fn figure(kind: &str, a: &str, b: &str) -> Option<f64> {
    let two = || (map(a), map(b));
    match kind {
        "signed" => spearman(&gradient(a), &gradient(b)),
        "size" => {
            let ((a, _), (b, _)) = two();
            spearman(&a, &b)
        }
        "coarse" => {
            let ((a, size), (b, _)) = two();
            spearman(&means(&a, size, [14; 2])?, &means(&b, size, [14; 2])?)
        }
        "ssim" => {
            let ((a, size), (b, _)) = two();
            ssim(&by_largest(&a), &by_largest(&b), size)
        }
        "hog" => pearson(&described(a), &described(b)),
        "gini" => gini(&map(a).0),
        "entropy" => entropy(&map(a).0, 100),
        "distance" => relative_distance(&gradient(a), &gradient(b)),
        "coarse_norm" => {
            let (map, size) = map(a);
            Some(norm(&means(&map, size, [14; 2])?))
        }
        "blurred_norm" => {
            let (map, size) = map(a);
            Some(norm(&blurred(&map, size, 4.0)))
        }
        other => panic!("{other}"),
    }
}

#[test]
fn every_figure_is_the_one_of_other_programs() {
    let mut figures = 0;
    for line in FIGURES.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [kind, a, b, expected] = cells[..] else {
            panic!("{line}");
        };
        let expected: f64 = expected.parse().expect("a number");
        let found = figure(kind, a, b).expect(line);
        println!("{line}: {found:.9}");
        // Bins of a histogram have edges, on which rounding decides.
        let tolerance = if kind == "entropy" { 1e-3 } else { 1e-6 };
        assert!(
            (found - expected).abs() <= tolerance * expected.abs().max(1.0),
            "{line}: {found}"
        );
        figures += 1;
    }
    assert!(figures > 15, "{figures}");
}

/// `[3, 64, 64]` in 0..1, out of the middle of the picture.
fn image() -> Vec<f32> {
    let pixels = bytes(&parity("chelsea"), "pixels");
    let level = |c: usize, y: usize, x: usize| pixels[((80 + y) * 224 + 80 + x) * 3 + c];
    let all = (0..3 * 64 * 64).map(|at| level(at / 4096, at / 64 % 64, at % 64));
    all.map(|level| f32::from(level) / 255.0).collect()
}

fn near(found: &[f32], expected: &[f32], tolerance: f32, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let apart = found.iter().zip(expected).map(|(a, b)| (a - b).abs());
    let largest = apart.fold(0.0, f32::max);
    println!("{what}: {largest:e}");
    assert!(largest < tolerance, "{what}: {largest:e}");
}

fn every_seventh(image: &[f32]) -> Vec<f32> {
    image.iter().copied().step_by(7).collect()
}

#[test]
fn out_of_focus_is_what_the_authors_kernel_does() {
    let found = every_seventh(&out_of_focus(&image(), [64; 2]));
    near(
        &found,
        &floats(FIXTURE, "out_of_focus"),
        1e-6,
        "out of focus",
    );
}

#[test]
fn imputed_pixels_solve_the_system() {
    let image = image();
    for share in ["10", "50", "90"] {
        let known = bytes(FIXTURE, &format!("known_{share}"));
        let known: Vec<bool> = known.iter().map(|known| *known == 1).collect();
        let mut imputation = Imputation::new(&image, [64; 2], &known).expect("some are known");
        let mut portions = 1;
        while !imputation.advance(5) {
            portions += 1;
            assert!(portions < 200, "{share}");
        }
        let found = imputation.image();
        for (at, known) in known.iter().enumerate().filter(|(_, known)| **known) {
            assert_eq!((found[at], *known), (image[at], true));
        }
        let expected = floats(FIXTURE, &format!("imputed_{share}"));
        near(
            &every_seventh(&found),
            &expected,
            1e-3,
            &format!("{share} %"),
        );
    }
}

#[test]
fn where_nothing_is_known_or_nothing_fits_nothing_is_imputed() {
    let image = [1.0, 2.0, 3.0, 4.0];
    assert!(Imputation::new(&image, [2, 2], &[false; 4]).is_none());
    assert!(Imputation::new(&image, [2, 2], &[true; 3]).is_none());
    assert!(Imputation::new(&image, [3, 1], &[true; 3]).is_none());
    let mut all = Imputation::new(&image, [2, 2], &[true; 4]).expect("all are known");
    assert!(all.advance(1));
    assert_eq!(all.image(), image);
    // Black stays black: there is nothing to solve.
    let mut black = Imputation::new(&[0.0; 4], [2, 2], &[true, false, false, true]).expect("some");
    assert!(black.advance(1));
    assert_eq!(black.image(), [0.0; 4]);
    // One pixel among equals.
    let mut one = Imputation::new(
        &[5.0; 9],
        [3, 3],
        &[true, true, true, true, false, true, true, true, true],
    )
    .expect("eight are known");
    assert!(one.advance(10));
    assert!((one.image()[4] - 5.0).abs() < 1e-4);
}

#[test]
fn pixels_are_taken_by_value_and_equals_as_they_stand() {
    assert_eq!(order(&[1.0, 3.0, -2.0, 3.0, 1.0]), [1, 3, 0, 4, 2]);
    assert_eq!(order(&[0.0, -0.0, 0.0]), [0, 1, 2]);
    let counts: Vec<usize> = (0..=4).map(|step| taken(step, 4, 10)).collect();
    assert_eq!(counts, [0, 2, 5, 7, 10]);
    assert_eq!(taken(3, 224, 50_176), 3 * 224, "as published");
    let image = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let found = replaced(&image, &[-1.0; 6], 3, &[2, 0, 9]);
    assert_eq!(found, [-1.0, 2.0, -1.0, -1.0, 5.0, -1.0]);
    // (1 + 0) / 2 + 0.5, over two steps.
    assert_eq!(area(&[1.0, 0.5, 0.0]), Some(0.5));
    assert_eq!(area(&[1.0, 1.0, 0.0]), Some(0.75));
    assert_eq!((area(&[1.0]), area(&[])), (None, None));
    // Of ten steps, one to seven: a gap of 0.2 in each.
    let kept = kept_and_removed(&[0.5; 11], &[0.7; 11]).expect("seven points");
    assert!((kept - 0.1).abs() < 1e-7);
    let mut insertion = [0.5; 11];
    insertion[3] = 1.2;
    let kept = kept_and_removed(&[0.5; 11], &insertion).expect("seven points");
    assert!(
        (kept - 0.05).abs() < 1e-7,
        "seven tenths gone is three tenths in"
    );
    assert_eq!(kept_and_removed(&[1.0, 0.0], &[0.0, 1.0]), None);
    assert_eq!(kept_and_removed(&[1.0], &[]), None);
}

#[test]
fn equals_share_a_rank_and_what_is_constant_has_no_correlation() {
    assert_eq!(
        ranks(&[3.0, 1.0, 3.0, -2.0, 0.0, -0.0]),
        [5.5, 4.0, 5.5, 1.0, 2.5, 2.5]
    );
    assert_eq!(spearman(&[1.0, 2.0, 3.0], &[-1.0, 5.0, 99.0]), Some(1.0));
    assert_eq!(spearman(&[1.0, 2.0, 3.0], &[7.0, 7.0, 7.0]), None);
    assert_eq!(spearman(&[1.0, 2.0], &[7.0]), None);
    assert_eq!(pearson(&[], &[]), None);
}

#[test]
fn quantiles_lie_between_ranks() {
    let values = [4.0, 1.0, 3.0, 2.0];
    let at = |share| quantile(&values, share).expect("values");
    assert_eq!([at(0.0), at(0.5), at(0.95), at(1.0)], [1.0, 2.5, 3.85, 4.0]);
    assert_eq!([at(-3.0), at(7.0)], [1.0, 4.0]);
    assert_eq!(quantile(&[], 0.5), None);
}

#[test]
fn figures_that_do_not_exist_are_none() {
    assert_eq!(
        (gini(&[0.0; 4]), entropy(&[2.0; 4], 9), entropy(&[], 9)),
        (None, None, None)
    );
    assert_eq!(gini(&[1.0; 8]), Some(0.0));
    assert_eq!(gini(&[0.0, 0.0, 0.0, -5.0]), Some(0.75));
    assert_eq!(relative_distance(&[1.0], &[0.0]), None);
    assert_eq!(ssim(&[0.0; 100], &[0.0; 100], [10, 10]), None);
    let same = ssim(&[0.3; 121], &[0.3; 121], [11, 11]).expect("one window");
    assert!((same - 1.0).abs() < 1e-12);
    assert_eq!(hog(&[0.0; 1024], [32, 32]), None);
    assert_eq!(means(&[0.0; 5], [2, 2], [1, 1]), None);
    assert!(by_largest(&[0.0, -4.0, 2.0]) == [0.0, -1.0, 0.5] && by_largest(&[0.0]) == [0.0]);
}

#[test]
fn a_map_points_at_its_first_largest_value() {
    let map = [0.0, 2.0, 0.0, 2.0, -9.0, 1.0];
    let at = |bounds, tolerance| points_inside(&map, 3, bounds, tolerance);
    assert_eq!(at([0, 1, 1, 2], 0), Some(true));
    assert_eq!(
        at([1, 0, 2, 1], 0),
        Some(false),
        "the other one comes later"
    );
    assert_eq!(at([1, 0, 2, 1], 1), Some(true));
    assert_eq!(at([0, 2, 2, 3], 0), Some(false));
    assert_eq!(points_inside(&[0.0, -1.0], 2, [0, 0, 1, 2], 0), None);
    let inside = [false, true, false, false, true, true];
    assert_eq!(share_inside(&map, &inside), Some(0.6));
    assert_eq!(share_inside(&[0.0, -1.0], &[true, true]), None);
    assert_eq!(share_inside(&map, &[true]), None);
}
