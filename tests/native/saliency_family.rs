//! Every saliency method: against the independent reference on photographs, against identities, against
//! gradients taken by hand, and on images and classes that have nothing to show.

use crate::common;

use burn::tensor::Device;
use common::family::{self, PICTURES, Reference, picture_of, with};
use common::toy::{self, WEIGHT};
use common::{parity, published, relative_l2, squeezenet};
use gradoscope::catalogue::{SALIENCY_METHODS, saliency_method};
use gradoscope::engine::answer::SaliencyAnswer;
use gradoscope::engine::job::JobFailure;
use gradoscope::engine::network::{
    Conv, Drawing, Drawn, Network, SCORES, SCORES_BEFORE_RELU, Weights,
};
use gradoscope::engine::saliency::{
    Attribution, contrastive, integrated_gradients, layer_cam, occlusion, rise, smooth_grad,
};
use gradoscope::engine::tensor::tensor_from_picture;
use gradoscope::image::{MU, Picture, SIGMA};
use gradoscope::protocol::Fact;
use gradoscope::random::Random;
use gradoscope::spec::{ClassId, MethodKind, NetworkSpec, ParamValues, Unit};

fn try_asking(
    network: &dyn Network,
    picture: &Picture,
    method: &str,
    params: &ParamValues,
    class: usize,
) -> Result<Vec<SaliencyAnswer>, JobFailure> {
    let device = Device::flex();
    let on = (network, &device);
    pollster::block_on(family::try_asking(on, picture, (method, params), class))
}

fn ask(
    network: &dyn Network,
    picture: &Picture,
    method: &str,
    params: &ParamValues,
    class: usize,
) -> Attribution {
    let parts = try_asking(network, picture, method, params, class);
    match parts.expect("an answer").pop() {
        Some(SaliencyAnswer::Attribution { attribution, .. }) => attribution,
        last => panic!("{last:?}"),
    }
}

fn sum(values: &[f32]) -> f64 {
    values.iter().copied().map(f64::from).sum()
}

/// Asks for the map of a case and holds it against the reference.
fn compare(network: &dyn Network, of: &Reference, key: &str) -> Attribution {
    let case = of.case(key);
    let found = ask(network, &of.picture, case.method, &case.params, of.class);
    let far = of.far(&case, &found.values);
    println!("{} {key}: {:.1e}", of.name, far.distance);
    assert!(
        far.distance <= case.tolerance,
        "{} {key}: {:e}",
        of.name,
        far.distance
    );
    found
}

/// The same, and the figures that come with it, which are so many.
fn compare_told(network: &dyn Network, of: &Reference, key: &str, count: usize) -> Attribution {
    let found = compare(network, of, key);
    let all = of.told(&of.case(key), &found);
    assert_eq!(all.len(), count, "{key}: {:?}", found.facts);
    for told in all {
        let off = (told.found - told.expected).abs();
        assert!(
            off < told.tolerance,
            "{} {key}, {}: {off}",
            of.name,
            told.what
        );
    }
    found
}

fn on_every_picture(check: impl Fn(&dyn Network, &Reference)) {
    let network = squeezenet(&Device::flex());
    for name in PICTURES {
        check(network.as_ref(), &Reference::read(name));
    }
}

#[test]
fn every_method_has_a_reference() {
    let cases = Reference::read("chelsea").cases();
    for method in SALIENCY_METHODS {
        let is_of = |case: &family::Case| case.method == method.id;
        assert!(cases.iter().any(is_of), "{}", method.id);
    }
}

#[test]
fn gradients_of_one_way_back_are_those_of_the_reference() {
    on_every_picture(|network, of| {
        for key in [
            "gradient",
            "gradient_input",
            "contrastive",
            "guided",
            "deconvnet",
            "guided_grad_cam",
        ] {
            compare(network, of, key);
        }
        // The runner-up is what it is held against by itself.
        let by_itself = ask(
            network,
            &of.picture,
            "contrastive",
            &ParamValues::default(),
            of.class,
        );
        let other = ClassId(of.fact("other") as u16);
        let is_other = |fact: &Fact| matches!(fact, Fact::Against { class, .. } if *class == other);
        assert!(
            by_itself.facts.iter().any(is_other),
            "{:?}",
            by_itself.facts
        );
    });
}

#[test]
fn maps_of_noisy_copies_are_those_of_the_reference() {
    on_every_picture(|network, of| {
        assert!(compare_told(network, of, "smooth_grad", 2).sheet.signed);
        for key in ["smooth_grad_squared", "var_grad"] {
            let found = compare_told(network, of, key, 2);
            assert!(!found.sheet.signed, "{key}");
        }
    });
}

#[test]
fn paths_are_those_of_the_reference_and_tell_their_gap() {
    on_every_picture(|network, of| {
        for key in [
            "integrated_black",
            "integrated_blur",
            "integrated_noise",
            "blur_ig",
        ] {
            let found = compare_told(network, of, key, 2);
            let told = found.facts.iter().find_map(|fact| match fact {
                Fact::Completeness {
                    sum,
                    score,
                    steps: 8,
                    ..
                } => Some([*sum, *score].map(f64::from)),
                _ => None,
            });
            let [told_sum, whole] = told.expect("a gap");
            assert!((told_sum - sum(&found.values)).abs() < 1e-3 * whole.abs().max(1.0));
        }
    });
}

#[test]
fn maps_of_layers_are_those_of_the_reference() {
    on_every_picture(|network, of| {
        for key in of.cases().iter().map(|case| case.key) {
            if key.contains("cam_") && key != "guided_grad_cam" || key == "cam" {
                compare(network, of, key);
            }
        }
    });
}

#[test]
fn masks_are_those_of_the_reference() {
    on_every_picture(|network, of| {
        compare(network, of, "occlusion");
        for key in ["rise", "rise_plain"] {
            compare_told(network, of, key, 1);
        }
    });
}

#[test]
fn controls_are_those_of_the_reference_and_know_no_class() {
    on_every_picture(|network, of| {
        for key in ["edges", "random", "centre"] {
            compare(network, of, key);
        }
    });
    let network = squeezenet(&Device::flex());
    let of = Reference::read("chelsea");
    let ask = |method, params: &ParamValues, class| {
        ask(network.as_ref(), &of.picture, method, params, class).values
    };
    for method in SALIENCY_METHODS {
        if method.kind == MethodKind::Controls {
            let defaults = ParamValues::default();
            assert_eq!(ask(method.id, &defaults, 285), ask(method.id, &defaults, 6));
        }
    }
    let centre = ask("centre", &ParamValues::default(), 285);
    // 60 pixels to the right of the middle: exp(-1/2) of the largest.
    let [middle, beside] = [112 * 224 + 112, 112 * 224 + 172].map(|at| f64::from(centre[at]));
    let half = 0.5_f64;
    let expected = |right: f64| (-(half * half + right * right) / (2.0 * 60.0 * 60.0)).exp();
    assert!((middle - expected(0.5)).abs() < 1e-6 && (beside - expected(60.5)).abs() < 1e-6);
}

#[test]
fn cams_of_squeezenet_are_one_picture_and_add_up_to_the_score() {
    let network = squeezenet(&Device::flex());
    let defaults = ParamValues::default();
    for name in ["chelsea", "coffee"] {
        let fixture = parity(name);
        let picture = picture_of(&fixture);
        let ask = |method| ask(network.as_ref(), &picture, method, &defaults, fixture.class);
        let (cam, hires, grad) = (ask("cam"), ask("hires-cam"), ask("grad-cam"));
        assert!(cam.sheet.signed && hires.sheet.signed && !grad.sheet.signed);
        for map in [&hires, &grad] {
            assert!(map.facts.contains(&Fact::CamsCoincide), "{:?}", map.facts);
        }
        let positions = cam.values.iter().filter(|value| **value > 0.0).count();
        let told = Fact::Positive {
            positions: positions as u32,
            of: 169,
        };
        assert!(grad.facts.contains(&told), "{:?}", grad.facts);
        // 169 HiResCAM is CAM less the bias where CAM is positive, else zero.
        let pairs = || cam.values.iter().zip(&hires.values);
        let biases: Vec<f64> = pairs()
            .filter(|(cam, _)| **cam > 0.0)
            .map(|(cam, hires)| f64::from(*cam) - 169.0 * f64::from(*hires))
            .collect();
        let bias = biases[0];
        assert!(
            biases.iter().all(|b| (b - bias).abs() < 1e-3),
            "{name}: {bias}"
        );
        assert!(pairs().all(|(cam, hires)| *cam > 0.0 || *hires == 0.0));
        let share = positions as f64 / 169.0;
        let score = f64::from(fixture.scores[fixture.class]);
        assert!(
            (sum(&hires.values) + share * bias - score).abs() < 1e-3,
            "{name}"
        );
        let mean = sum(&cam.values) / 169.0;
        let before = f64::from(fixture.scores_before_relu[fixture.class]);
        assert!(
            (mean - before).abs() < common::SCORE_TOLERANCE,
            "{name}: {mean}"
        );
    }
}

/// Nothing but a mean and a linear layer lies behind its last maps.
#[test]
fn cams_of_efficientnet_lite_are_one_picture_and_add_up_to_the_score() {
    let network = published("efficientnet-lite0", &Device::flex());
    let picture = picture_of(&parity("chelsea"));
    let defaults = ParamValues::default();
    let ask = |method| ask(network.as_ref(), &picture, method, &defaults, 285);
    let (cam, hires, grad) = (ask("cam"), ask("hires-cam"), ask("grad-cam"));
    let rectified: Vec<f32> = hires.values.iter().map(|value| value.max(0.0)).collect();
    assert!(relative_l2(&grad.values, &rectified) < 1e-5);
    assert!(hires.facts.contains(&Fact::CamsCoincide));
    let bias = f64::from(cam.values[0]) - 49.0 * f64::from(hires.values[0]);
    let pairs = cam.values.iter().zip(&hires.values);
    let off = pairs.map(|(cam, hires)| f64::from(*cam) - 49.0 * f64::from(*hires) - bias);
    assert!(off.map(f64::abs).fold(0.0, f64::max) < 1e-3);
    let told = hires.facts.iter().find_map(|fact| match fact {
        Fact::SumAndScore { sum, score } => Some([*sum, *score].map(f64::from)),
        _ => None,
    });
    let [told_sum, score] = told.expect("a sum");
    assert!(
        (told_sum + bias - score).abs() < 1e-3,
        "{told_sum} {bias} {score}"
    );
    assert!((sum(&cam.values) / 49.0 - score).abs() < 1e-3);
}

#[test]
fn a_network_that_mixes_positions_has_no_class_map() {
    let network = common::random::network("vgg11", &Device::flex());
    let picture = Picture::new(64, 64, vec![120; 3 * 64 * 64]).expect("a picture");
    let found = ask(
        network.as_ref(),
        &picture,
        "cam",
        &ParamValues::default(),
        3,
    );
    assert!(found.facts.contains(&Fact::NoClassMap), "{:?}", found.facts);
    let hires = ask(
        network.as_ref(),
        &picture,
        "hires-cam",
        &ParamValues::default(),
        3,
    );
    assert!(
        !hires.facts.contains(&Fact::CamsCoincide),
        "{:?}",
        hires.facts
    );
}

#[test]
fn no_noise_and_one_copy_give_the_gradient() {
    let network = squeezenet(&Device::flex());
    let fixture = parity("odd_size");
    let picture = picture_of(&fixture);
    let ask = |method, params: &ParamValues| {
        ask(network.as_ref(), &picture, method, params, fixture.class).values
    };
    let gradient = ask("gradient", &ParamValues::default());
    let still = with(&[(&smooth_grad::COPIES, 3.0), (&smooth_grad::NOISE, 0.0)]);
    assert!(relative_l2(&ask("smooth-grad", &still), &gradient) < 1e-6);
    let squares: Vec<f32> = gradient.iter().map(|slope| slope * slope).collect();
    assert!(relative_l2(&ask("smooth-grad-squared", &still), &squares) < 1e-6);
    let one = with(&[(&smooth_grad::COPIES, 1.0), (&smooth_grad::NOISE, 0.1)]);
    assert!(ask("var-grad", &one).iter().all(|value| *value == 0.0));
}

#[test]
fn a_contrastive_gradient_is_the_difference_of_two_and_of_a_class_with_itself_nothing() {
    let network = squeezenet(&Device::flex());
    let picture = picture_of(&parity("odd_size"));
    let gradient = |class| {
        ask(
            network.as_ref(),
            &picture,
            "gradient",
            &ParamValues::default(),
            class,
        )
        .values
    };
    let against = |class, other: usize| {
        let params = with(&[(&contrastive::OTHER, other as f32 + 1.0)]);
        ask(network.as_ref(), &picture, "contrastive", &params, class)
    };
    let difference: Vec<f32> = gradient(816)
        .iter()
        .zip(gradient(281))
        .map(|(a, b)| a - b)
        .collect();
    assert!(relative_l2(&against(816, 281).values, &difference) < 1e-5);
    let itself = against(816, 816);
    assert!(itself.values.iter().all(|value| *value == 0.0));
    assert!(itself.facts.contains(&Fact::AgainstItself));
    assert!(itself.facts.contains(&Fact::AllZero { dead: false }));
    let params = with(&[(&contrastive::OTHER, 1001.0)]);
    let refused = try_asking(network.as_ref(), &picture, "contrastive", &params, 816);
    let no_such_class = JobFailure::NoSuchClass {
        class: 1000,
        classes: 1000,
    };
    assert_eq!(refused, Err(no_such_class));
}

#[test]
fn more_points_are_taken_until_the_gap_is_small() {
    let network = squeezenet(&Device::flex());
    let fixture = parity("chelsea");
    let params = with(&[
        (&integrated_gradients::STEPS, 8.0),
        (&integrated_gradients::UNTIL, 1.0),
    ]);
    let picture = picture_of(&fixture);
    let found = ask(
        network.as_ref(),
        &picture,
        "integrated-gradients",
        &params,
        fixture.class,
    );
    let told = found.facts.iter().find_map(|fact| match fact {
        Fact::Completeness {
            sum,
            score,
            baseline_score,
            steps,
        } => Some((f64::from(sum / (score - baseline_score)), *steps)),
        _ => None,
    });
    let (share, steps) = told.expect("a gap");
    assert!(
        (share - 1.0).abs() < 0.01 && steps > 8 && steps <= 400,
        "{share} {steps}"
    );
    // What equals the baseline has no part.
    let black = Picture::new(224, 224, vec![0; 3 * 224 * 224]).expect("a picture");
    let one = with(&[(&integrated_gradients::STEPS, 2.0)]);
    let found = ask(network.as_ref(), &black, "integrated-gradients", &one, 285);
    assert!(found.values.iter().all(|value| *value == 0.0));
}

#[test]
fn a_layer_that_the_network_lacks_is_replaced_in_words() {
    let network = squeezenet(&Device::flex());
    let picture = picture_of(&parity("odd_size"));
    let params = with(&[(&layer_cam::LAYER, 40.0)]);
    let found = ask(network.as_ref(), &picture, "layer-cam", &params, 816);
    let last = Fact::LastMapsInstead {
        layer: "fire9".to_owned(),
    };
    assert!(found.facts.contains(&last), "{:?}", found.facts);
}

/// Every method on images without anything in them, and classes that are dead there.
#[test]
fn every_method_is_finite_on_flat_images_and_any_class() {
    let network = squeezenet(&Device::flex());
    let side = 64_u32;
    let flat = |grey: u8| Picture::new(side, side, vec![grey; (3 * side * side) as usize]);
    let pictures = [0, 255, 127].map(|grey| flat(grey).expect("a picture"));
    let brick = picture_of(&parity("brick"));
    let quick = with(&[
        (&smooth_grad::COPIES, 2.0),
        (&integrated_gradients::STEPS, 2.0),
        (&occlusion::SIDE, 64.0),
        (&occlusion::STRIDE, 64.0),
        (&rise::MASKS, 10.0),
    ]);
    let mut zero = 0;
    for (at, picture) in pictures.iter().chain([&brick]).enumerate() {
        let classes = if at < 3 { 0..1000 } else { 0..300 };
        for class in classes.step_by(97) {
            for method in SALIENCY_METHODS {
                let found = ask(network.as_ref(), picture, method.id, &quick, class);
                let what = format!("{} of class {class} on image {at}", method.id);
                assert_eq!(found.values.len(), found.sheet.numbers(), "{what}");
                assert!(found.values.iter().all(|value| value.is_finite()), "{what}");
                let is_signed = found.values.iter().any(|value| *value < 0.0);
                assert!(found.sheet.signed || !is_signed, "{what}");
                let is_zero = found.values.iter().all(|value| *value == 0.0);
                let is_told = found
                    .facts
                    .iter()
                    .any(|fact| matches!(fact, Fact::AllZero { .. }));
                assert_eq!(is_zero, is_told, "{what}");
                zero += usize::from(is_zero);
            }
        }
    }
    assert!(zero > 0, "no class is dead on a flat image?");
}

/// A network that can be differentiated by hand: two maps that a rectified point convolution makes, and two
/// classes that weigh them, averaged over the positions.
static HAND: NetworkSpec = NetworkSpec {
    layers: &["maps", SCORES_BEFORE_RELU, SCORES],
    channels: &[2],
    last_maps: "maps",
    side: 4,
    ..toy::SPEC
};
const FIRST: [[f32; 3]; 2] = [[1.0, 0.5, -0.25], [-0.5, 1.0, 0.75]];
const SECOND: [[f32; 2]; 2] = [[2.0, -1.0], [0.5, 1.5]];
const BIAS: [f32; 2] = [0.25, -3.0];

fn by_hand(device: &Device) -> Drawn {
    let bytes = toy::file(&[
        ("a.weight", &[2, 3, 1, 1], FIRST.concat()),
        ("a.bias", &[2], vec![0.0; 2]),
        ("b.weight", &[2, 2, 1, 1], SECOND.concat()),
        ("b.bias", &[2], BIAS.to_vec()),
    ]);
    let weights = Weights::parse(&bytes).expect("a safetensors file");
    let conv =
        |name, shape| Conv::load(&weights, name, shape, [1, 0], device).expect("two tensors");
    let (a, b) = (conv("a", [2, 3, 1]), conv("b", [2, 2, 1]));
    let mut drawing = Drawing::new();
    let image_norm = drawing.image_norm();
    let maps = drawing.conv_relu(image_norm, &a);
    drawing.name("maps", maps);
    let classes = drawing.conv(maps, &b);
    let before = drawing.mean_over_positions(classes);
    drawing.name(SCORES_BEFORE_RELU, before);
    let rectified = drawing.relu(classes);
    let scores = drawing.mean_over_positions(rectified);
    drawing.name(SCORES, scores);
    Drawn::new(HAND, None, drawing, device)
}

/// Values at one position, in float64, by the chain rule as it stands in a book.
struct Position {
    x: [f64; 3],
    maps: [f64; 2],
    class: f64,
}

impl Position {
    fn of(x: [f64; 3], class: usize) -> Self {
        let dot = |weights: &[f32; 3]| -> f64 {
            weights.iter().zip(x).map(|(w, x)| f64::from(*w) * x).sum()
        };
        let maps = FIRST.each_ref().map(|weights| dot(weights).max(0.0));
        let second = SECOND[class].map(f64::from);
        let class = second[0] * maps[0] + second[1] * maps[1] + f64::from(BIAS[class]);
        Self { x, maps, class }
    }

    /// Of the score of the class with respect to the maps, where `n` positions are averaged.
    fn slopes(&self, class: usize, n: f64) -> [f64; 2] {
        let active = f64::from(u8::from(self.class > 0.0));
        SECOND[class].map(|weight| active * f64::from(weight) / n)
    }

    /// Of the score with respect to the colours.
    fn gradient(&self, class: usize, n: f64) -> [f64; 3] {
        let slopes = self.slopes(class, n);
        [0, 1, 2].map(|colour| {
            let through = |k: usize| {
                let active = f64::from(u8::from(self.maps[k] > 0.0));
                active * slopes[k] * f64::from(FIRST[k][colour])
            };
            through(0) + through(1)
        })
    }
}

#[test]
fn methods_on_a_small_network_are_what_a_hand_finds() {
    let device = Device::flex();
    let network = by_hand(&device);
    let mut random = Random::new(4);
    let pixels: Vec<u8> = (0..48).map(|_| random.below(256) as u8).collect();
    let picture = Picture::new(4, 4, pixels).expect("a picture");
    let image: Vec<f32> = tensor_from_picture(&picture, &device)
        .into_data()
        .try_into_vec()
        .expect("float32");
    let n = 16.0;
    for class in 0..2 {
        let at = |position: usize| [0, 1, 2].map(|c| f64::from(image[16 * c + position]));
        let positions: Vec<Position> = (0..16).map(|i| Position::of(at(i), class)).collect();
        let of_pixels = |number: &dyn Fn(&Position, usize) -> f64| -> Vec<f32> {
            let numbers = (0..3).flat_map(|c| positions.iter().map(move |p| number(p, c)));
            numbers.map(|value| value as f32).collect()
        };
        let of_positions = |number: &dyn Fn(&Position) -> f64| -> Vec<f32> {
            positions.iter().map(|p| number(p) as f32).collect()
        };
        let black = |c: usize| -f64::from(MU[c]) / f64::from(SIGMA[c]);
        let mean_slopes = {
            let all = positions.iter().map(|p| p.slopes(class, n));
            all.fold([0.0; 2], |sum, s| [sum[0] + s[0] / n, sum[1] + s[1] / n])
        };
        let dot = |a: [f64; 2], b: [f64; 2]| a[0] * b[0] + a[1] * b[1];
        let expected = [
            ("gradient", of_pixels(&|p, c| p.gradient(class, n)[c])),
            (
                "gradient-x-input",
                of_pixels(&|p, c| p.gradient(class, n)[c] * (p.x[c] - black(c))),
            ),
            ("cam", of_positions(&|p| p.class)),
            (
                "hires-cam",
                of_positions(&|p| dot(p.slopes(class, n), p.maps)),
            ),
            (
                "grad-cam",
                of_positions(&|p| dot(mean_slopes, p.maps).max(0.0)),
            ),
            (
                "layer-cam",
                of_positions(&|p| dot(p.slopes(class, n).map(|s| s.max(0.0)), p.maps)),
            ),
        ];
        for (method, expected) in expected {
            let found = ask(&network, &picture, method, &ParamValues::default(), class);
            let off = common::largest_difference(&found.values, &expected);
            assert!(off < 1e-5, "{method} of class {class}: {off}");
        }
    }
    let found = ask(
        &network,
        &picture,
        "contrastive",
        &ParamValues::default(),
        0,
    );
    let pairs = [0, 1].map(|class| {
        ask(
            &network,
            &picture,
            "gradient",
            &ParamValues::default(),
            class,
        )
    });
    let [one, other] = pairs.map(|found| found.values);
    let difference: Vec<f32> = one.iter().zip(other).map(|(a, b)| a - b).collect();
    assert!(common::largest_difference(&found.values, &difference) < 1e-6);
}

/// Hiding a window of a network that only averages takes away exactly what stands there.
#[test]
fn occlusion_of_an_average_is_the_share_of_the_window() {
    let device = Device::flex();
    let network = toy::toy(&device);
    let picture = Picture::new(16, 16, vec![255; 3 * 256]).expect("a picture");
    let params = with(&[(&occlusion::SIDE, 8.0), (&occlusion::STRIDE, 8.0)]);
    let found = ask(&network, &picture, "occlusion", &params, 1);
    let white = [0, 1, 2].map(|c| f64::from((1.0 - MU[c]) / SIGMA[c]));
    let dot: f64 = WEIGHT[1]
        .iter()
        .zip(white)
        .map(|(w, x)| f64::from(*w) * x)
        .sum();
    let rectified = |value: f64| (value + f64::from(toy::BIAS[1])).max(0.0);
    let expected = (rectified(dot) - rectified(0.0)) / 4.0;
    for value in &found.values {
        assert!(
            (f64::from(*value) - expected).abs() < 1e-5,
            "{value} {expected}"
        );
    }
    assert_eq!(found.sheet.unit, Unit::Score);
}

#[test]
fn costs_are_those_of_the_table() {
    let cost = |method: &str| {
        let method = saliency_method(method).expect("a method");
        let cost = (method.cost)(&ParamValues::default(), 224);
        (cost.forwards, cost.gradients)
    };
    assert_eq!(cost("gradient"), (0, 1));
    assert_eq!(cost("guided-grad-cam"), (0, 2));
    assert_eq!(cost("smooth-grad"), (0, 25));
    assert_eq!(cost("integrated-gradients"), (1, 50));
    assert_eq!(cost("occlusion"), (169, 0));
    assert_eq!(cost("rise"), (500, 0));
    assert_eq!(cost("edges"), (0, 0));
    // Methods of one kind stand together, in the order of the choice.
    let mut kinds: Vec<MethodKind> = SALIENCY_METHODS.iter().map(|method| method.kind).collect();
    kinds.dedup();
    assert_eq!(kinds.len(), 6);
}

/// Progress is told and the map so far shown while a method of many parts runs.
#[test]
fn a_map_is_shown_while_it_grows() {
    let network = squeezenet(&Device::flex());
    let fixture = parity("odd_size");
    let picture = picture_of(&fixture);
    let params = with(&[
        (&rise::MASKS, 20.0),
        (&smooth_grad::COPIES, 20.0),
        (&integrated_gradients::STEPS, 20.0),
    ]);
    for method in ["smooth-grad", "integrated-gradients", "rise"] {
        let parts = try_asking(network.as_ref(), &picture, method, &params, fixture.class);
        let parts = parts.expect("an answer");
        let told = parts
            .iter()
            .filter(|part| matches!(part, SaliencyAnswer::Progress { .. }));
        assert!(told.count() >= 20, "{method}");
        let so_far: Vec<&Attribution> = parts
            .iter()
            .filter_map(|part| match part {
                SaliencyAnswer::SoFar { attribution, .. } => Some(attribution),
                _ => None,
            })
            .collect();
        assert!(
            (8..=10).contains(&so_far.len()),
            "{method}: {}",
            so_far.len()
        );
        let Some(SaliencyAnswer::Attribution { attribution, .. }) = parts.last() else {
            panic!("{method} has no end");
        };
        assert_eq!(so_far[0].sheet, attribution.sheet, "{method}");
        // The last look is nearly the whole.
        let last = so_far[so_far.len() - 1];
        let distance = relative_l2(&last.values, &attribution.values);
        assert!(distance < 0.5, "{method}: {distance}");
    }
}
