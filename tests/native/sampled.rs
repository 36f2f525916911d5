//! What a fixture keeps of a gradient refuses whatever the whole gradient would: the faults that were
//! met or are near at hand, each done to the whole gradients of the reference, which the fixture's
//! sample must tell from them.

use crate::common;

use common::fixtures::Parity;
use common::sampled::{Agreement, Sampled, is_near_level};
use common::{GRADIENT_TOLERANCE, channels_first, parity, relative_l2};
use gradoscope::random::Random;

/// Channel, row and column.
type Place = [usize; 3];

/// The array with what `change` makes of each value and its place.
fn changed(
    values: &[f32],
    [_, height, width]: Place,
    change: impl Fn(f32, Place) -> f32,
) -> Vec<f32> {
    let place = |at: usize| [at / width / height, at / width % height, at % width];
    let all = values.iter().enumerate();
    all.map(|(at, value)| change(*value, place(at))).collect()
}

/// Each value with noise of `size` times the root of their mean square.
fn noisy(values: &[f32], size: f64) -> Vec<f32> {
    let squares: f64 = values.iter().map(|v| f64::from(*v).powi(2)).sum();
    let size = size * (squares / values.len() as f64).sqrt();
    let mut random = Random::new(1);
    let noise = |v: &f32| (f64::from(*v) + size * f64::from(random.normal())) as f32;
    values.iter().map(noise).collect()
}

fn faults(values: &[f32], shape: Place) -> Vec<(&'static str, Vec<f32>)> {
    let [channels, height, width] = shape;
    let at = |[c, y, x]: Place| (c * height + y % height) * width + x % width;
    let change = |change: &dyn Fn(f32, Place) -> f32| changed(values, shape, change);
    // Each value from another place.
    let from = |from: &dyn Fn(Place) -> Place| change(&|_, place| values[at(from(place))]);
    let by_columns = |[c, y, x]: Place| {
        let at = y * width + x;
        [c, at % height, at / height]
    };
    let by_pixels = |place: Place| {
        let (pixel, channel) = (at(place) / channels, at(place) % channels);
        [channel, pixel / width, pixel % width]
    };
    let largest = values.iter().fold(0.0_f32, |most, v| v.abs().max(most));
    let zero = |is_zero: bool, value: f32| if is_zero { 0.0 } else { value };
    vec![
        ("down by a row", from(&|[c, y, x]| [c, y + height - 1, x])),
        (
            "right by a column",
            from(&|[c, y, x]| [c, y, x + width - 1]),
        ),
        ("left for right", from(&|[c, y, x]| [c, y, width - 1 - x])),
        ("upside down", from(&|[c, y, x]| [c, height - 1 - y, x])),
        ("rows for columns", from(&by_columns)),
        ("pixel by pixel", from(&by_pixels)),
        ("BGR for RGB", from(&|[c, y, x]| [channels - 1 - c, y, x])),
        (
            "two channels swapped",
            from(&|[c, y, x]| [[1, 0, 2][c], y, x]),
        ),
        (
            "a row of zeros",
            change(&|v, [_, y, _]| zero(y == height / 2, v)),
        ),
        (
            "a strip of 8 rows of zeros",
            change(&|v, [_, y, _]| zero(y / 8 == 5, v)),
        ),
        (
            "a tile of 8x8 zeros",
            change(&|v, [_, y, x]| zero(y / 8 == 5 && x / 8 == 6, v)),
        ),
        (
            "sign of one channel",
            change(&|v, [c, _, _]| if c == 1 { -v } else { v }),
        ),
        ("scale 1.001", change(&|v, _| v * 1.001)),
        (
            "scale 1.001 of one channel",
            change(&|v, [c, _, _]| if c == 2 { v * 1.001 } else { v }),
        ),
        (
            "the largest value lost",
            change(&|v, _| zero(v.abs() == largest, v)),
        ),
        ("absolute values", change(&|v, _| v.abs())),
        ("noise of 1e-4", noisy(values, 1e-4)),
    ]
}

fn whole(fixture: &Parity) -> &[f32] {
    fixture.whole_gradient.as_deref().expect("a whole gradient")
}

#[test]
fn every_fault_of_a_gradient_shows_in_its_sample() {
    for name in ["chelsea", "chelsea_281", "odd_size"] {
        let fixture = parity(name);
        let (sample, whole) = (&fixture.gradient, whole(&fixture));
        for (fault, faulty) in faults(whole, sample.shape) {
            let (all, seen) = (relative_l2(&faulty, whole), sample.distance(&faulty));
            println!("{name:<12} {fault:<28} whole {all:.1e} sample {seen:.1e}");
            assert!(seen > GRADIENT_TOLERANCE, "{name}, {fault}: {seen:e}");
            // As large as it is: a picture that is less firm refuses it as it would by the whole.
            assert!(seen > 0.7 * all, "{name}, {fault}: {seen:e} of {all:e}");
        }
    }
}

#[test]
fn a_gradient_and_its_rounding_pass() {
    for name in ["chelsea", "chelsea_281", "odd_size"] {
        let fixture = parity(name);
        let (sample, whole) = (&fixture.gradient, whole(&fixture));
        let own = sample.distance(whole);
        assert!(own < 1e-7, "{name}: {own:e}");
        let rounded = noisy(whole, f64::from(f32::EPSILON));
        let [all, seen] = [relative_l2(&rounded, whole), sample.distance(&rounded)];
        println!("{name:<12} rounding: whole {all:.1e} sample {seen:.1e}");
        assert!(
            seen < 2.0 * all && all < GRADIENT_TOLERANCE,
            "{seen:e} {all:e}"
        );
    }
}

/// Faults are done to `whole` before it is rounded: each that the whole of `reference` refuses has to
/// be refused by its sample too.
fn refuses_as_the_whole(
    sample: &Sampled,
    [reference, whole]: [&[f32]; 2],
    round: fn(&f32) -> f32,
    is_near: fn(f32, f32) -> bool,
    agreement: fn(&Sampled, &[f32]) -> Agreement,
) {
    let expected = sample.of(reference);
    let rounded = |values: &[f32]| -> Vec<f32> { values.iter().map(round).collect() };
    let right = agreement(&expected, &rounded(whole));
    assert!(right.holds(), "{right:?}");
    let mut refused = 0;
    for (fault, faulty) in faults(whole, sample.shape) {
        let faulty = rounded(&faulty);
        let pairs = faulty.iter().zip(reference);
        let near = pairs.filter(|(found, expected)| is_near(**found, **expected));
        let share = near.count() as f64 / reference.len() as f64;
        let found = agreement(&expected, &faulty);
        println!("{fault:<28} whole {share:.4} {found:?}");
        assert!(
            share >= Agreement::SHARE || !found.holds(),
            "{fault}: {found:?}"
        );
        refused += usize::from(!found.holds());
    }
    assert!(refused >= 12, "only {refused} faults show");
}

#[test]
fn every_fault_of_signs_shows_in_their_sample() {
    let fixture = parity("chelsea");
    let sign: fn(&f32) -> f32 = |g| if *g == 0.0 { 0.0 } else { g.signum() };
    let gradient = whole(&fixture);
    let signs: Vec<f32> = gradient.iter().map(sign).collect();
    let both = [&signs, gradient];
    refuses_as_the_whole(&fixture.gradient, both, sign, |a, b| a == b, Sampled::signs);
}

#[test]
fn every_fault_of_levels_shows_in_their_sample() {
    let fixture = parity("chelsea");
    // Between the levels.
    let picture = channels_first(&fixture.pixels);
    let picture: Vec<f32> = picture.iter().map(|u| 0.97 * u + 0.01).collect();
    let level: fn(&f32) -> f32 = |u| (u * 255.0).round() / 255.0;
    let both = [picture.as_slice(); 2];
    refuses_as_the_whole(
        &fixture.gradient,
        both,
        level,
        is_near_level,
        Sampled::levels,
    );
}
