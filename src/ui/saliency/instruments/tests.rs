use super::doctor_math::clipped;
use super::object_math::{between, shown};
use super::outcome::MEASURES;
use crate::app_model::{ProofRequest, ProofRun, Slope};
use crate::protocol::Likeness;
use crate::segment::area;
use crate::spec::ClassId;

#[test]
fn a_box_is_drawn_from_any_corner_and_has_a_pixel_at_least() {
    assert_eq!(between((5, 7), (2, 3), 10), [3, 2, 8, 6]);
    assert_eq!(between((4, 4), (4, 4), 10), [4, 4, 5, 5]);
    assert_eq!(between((90, 90), (8, 200), 10), [9, 8, 10, 10]);
    assert_eq!(area(between((0, 0), (9, 9), 10)), 100);
}

#[test]
fn the_object_stays_as_it_is_and_the_rest_is_darkened() {
    let pixels = [200, 100, 40].repeat(4);
    let picture = shown(&pixels, &[2, 1, 0, 0], (None, None), 2);
    assert_eq!(
        picture.bytes[..12],
        [200, 100, 40, 255, 100, 50, 20, 255, 50, 25, 10, 255]
    );
    let boxed = shown(
        &pixels,
        &[2; 4],
        (Some([0, 0, 1, 1]), Some([1, 1, 2, 2])),
        2,
    );
    assert_eq!(boxed.bytes[..4], [255, 255, 255, 255]);
    assert_eq!(boxed.bytes[12..], [255, 220, 0, 255]);
    assert_eq!(boxed.bytes[4..8], [200, 100, 40, 255]);
}

#[test]
fn each_measure_reads_a_figure_of_its_own() {
    let likeness = Likeness {
        signed: Some(0.1),
        size: Some(0.2),
        coarse: Some(0.3),
        ssim: Some(0.4),
        hog: Some(0.5),
    };
    let mut read: Vec<f32> = MEASURES.iter().filter_map(|m| (m.of)(&likeness)).collect();
    read.sort_by(f32::total_cmp);
    assert_eq!(read, [0.1, 0.2, 0.3, 0.4, 0.5]);
}

#[test]
fn a_quotient_is_in_score_per_normalised_unit_and_says_its_rounding() {
    let slope = Slope {
        levels: 2,
        scores: [33.0, 33.5],
    };
    let run = ProofRun::for_tests(
        ProofRequest {
            pixel: (1, 0),
            levels: 1,
            class: ClassId(0),
        },
        vec![[slope; 3]],
    );
    let gradient: Vec<f32> = (0..12).map(|at| at as f32).collect();
    let [red, _, blue] = run.proven(Some(&gradient), 2).expect("all");
    assert_eq!((red.gradient, blue.gradient), (Some(1.0), Some(9.0)));
    // Two levels of 255, over the deviation of red of ImageNet.
    assert!((red.step - 2.0 / 255.0 / 0.229).abs() < 1e-8, "{red:?}");
    assert!((red.quotient - 0.5 / red.step).abs() < 1e-9, "{red:?}");
    assert!((red.rounding - 33.5 * f64::from(f32::EPSILON) / red.step).abs() < 1e-9);
    assert_eq!(run.proven(None, 1), None, "the pixel lies outside");
}

#[test]
fn colours_at_the_ends_of_their_range_are_counted() {
    assert_eq!(clipped(&[0, 255, 1, 254]), 0.5);
    assert_eq!(clipped(&[]), 0.0);
}
