//! Saliency methods on SqueezeNet 1.1: against the independent reference, against identities that hold on
//! this network, and through the one door that the page asks at.

use crate::common;

use burn::tensor::Device;
use common::family::{picture_of, try_asking};
use common::fixtures::Folder;
use common::sampled::Sampled;
use common::{parity, relative_l2, squeezenet};
use gradoscope::catalogue::{ARCHITECTURES, SALIENCY_METHODS};
use gradoscope::engine::answer::{self, SaliencyAnswer};
use gradoscope::engine::job::{Control, Job, JobFailure};
use gradoscope::engine::network::{Network, NetworkError, Rule, SCORES, Seed, Trace};
use gradoscope::engine::saliency::{
    Attribution, deconvnet, grad_cam, gradient, guided, smooth_grad,
};
use gradoscope::engine::tensor::{one_hot, tensor_from_picture};
use gradoscope::image::{Picture, SIGMA};
use gradoscope::protocol::{Cells, MapSheet, SaliencyRequest};
use gradoscope::random::Random;
use gradoscope::spec::{ParamValues, Unit};

const FIXTURES: Folder = Folder("saliency");

fn numbers<const D: usize>(tensor: burn::tensor::Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec().expect("float32")
}

fn pull_back(trace: &mut Trace<'_>, class: usize, to: Option<&str>, rule: Rule) -> Vec<f32> {
    let weights = one_hot(1, 1000, class, &Device::flex());
    let seeds = [Seed {
        layer: SCORES,
        weights,
    }];
    numbers(trace.pull_back_to(to, rule, &seeds).expect("a gradient"))
}

/// What comes of `method` on a picture, and how often it told its progress.
fn ask(
    network: &dyn Network,
    picture: &Picture,
    method: &str,
    params: &ParamValues,
    class: usize,
) -> (Attribution, usize) {
    let device = Device::flex();
    let asked = try_asking((network, &device), picture, (method, params), class);
    let mut parts = pollster::block_on(asked).expect("an answer");
    let told = parts.iter();
    let told = told.filter(|part| matches!(part, SaliencyAnswer::Progress { .. }));
    let told = told.count();
    match parts.pop() {
        Some(SaliencyAnswer::Attribution { attribution, .. }) => (attribution, told),
        last => panic!("{last:?}"),
    }
}

#[test]
fn every_rule_and_every_layer_agree_with_the_reference() {
    let fixture = parity("odd_size");
    let rules = FIXTURES.bytes("rules.safetensors");
    let network = squeezenet(&Device::flex());
    let mut trace = network.forward(tensor_from_picture(&picture_of(&fixture), &Device::flex()));
    for (name, to, rule) in [
        ("guided", None, Rule::Guided),
        ("deconvnet", None, Rule::Deconvnet),
        ("gradient_at_fire9", Some("fire9"), Rule::Gradient),
        ("guided_at_fire6", Some("fire6"), Rule::Guided),
    ] {
        let found = pull_back(&mut trace, fixture.class, to, rule);
        let distance = Sampled::read(&rules, name).distance(&found);
        println!("{name}: {distance:.1e}");
        assert!(
            distance < common::GRADIENT_TOLERANCE,
            "{name}: {distance:e}"
        );
    }
}

#[test]
fn sums_over_chelsea_are_those_of_the_reference() {
    let fixture = parity("chelsea");
    let network = squeezenet(&Device::flex());
    let picture = picture_of(&fixture);
    for row in FIXTURES.table("sums.tsv").iter().skip(1) {
        let figure = |at: usize| row[at].parse::<f64>().expect("a number");
        let method = match row[0].as_str() {
            "gradient" => gradient::ENTRY,
            "guided" => guided::ENTRY,
            "deconvnet" => deconvnet::ENTRY,
            other => panic!("{other}"),
        };
        let defaults = ParamValues::default();
        let (found, _) = ask(
            network.as_ref(),
            &picture,
            method.id,
            &defaults,
            fixture.class,
        );
        let values: Vec<f64> = found.values.iter().copied().map(f64::from).collect();
        let sum_abs: f64 = values.iter().map(|v| v.abs()).sum();
        let zeros = values.iter().filter(|v| **v == 0.0).count() as f64 / values.len() as f64;
        let off = (values.iter().sum::<f64>() - figure(1)).abs();
        assert!(off < 1e-3 * figure(2), "{row:?}: {off}");
        assert!(
            (sum_abs / figure(2) - 1.0).abs() < 1e-3,
            "{row:?}: {sum_abs}"
        );
        assert!((zeros - figure(3)).abs() < 5e-4, "{row:?}: {zeros}");
        let sheet = MapSheet {
            channels: 3,
            height: 224,
            width: 224,
            signed: true,
            unit: found.sheet.unit,
            cells: Cells::PIXELS,
        };
        assert_eq!(found.sheet, sheet);
        assert_eq!(found.sheet.unit == Unit::Slope, method.id == "gradient");
    }
}

#[test]
fn a_layer_before_all_seeds_has_a_gradient_and_one_behind_has_none() {
    let network = squeezenet(&Device::flex());
    let image = common::tensor(&[0.1; 3 * 64 * 64], [1, 3, 64, 64], &Device::flex());
    let mut trace = network.forward(image);
    let maps = trace.activation("fire2").expect("a layer");
    let seed = [Seed {
        layer: "fire2",
        weights: maps.ones_like(),
    }];
    let mut to = |layer: &str| trace.pull_back_to(Some(layer), Rule::Gradient, &seed);
    assert_eq!(
        numbers(to("fire2").expect("a gradient")),
        numbers(maps.ones_like())
    );
    assert_eq!(to("conv1").expect("a gradient").dims(), [1, 64, 31, 31]);
    let refused = to("fire3").err();
    assert_eq!(refused, Some(NetworkError::NotReached("fire3".to_owned())));
    let refused = to("fire99").err();
    assert_eq!(
        refused,
        Some(NetworkError::NoSuchLayer("fire99".to_owned()))
    );
    // What was left on the way disturbs no later one.
    let whole = trace.pull_back(&seed).expect("a gradient");
    let again = trace.pull_back(&seed).expect("a gradient");
    assert_eq!(numbers(whole), numbers(again));
}

/// The score is the mean of one rectified map of conv10: so Grad-CAM at fire9 is that map without its
/// bias, times the share of positive positions over the number of positions, rectified.
#[test]
fn grad_cam_at_fire9_is_the_map_of_the_class() {
    let fixture = parity("chelsea");
    let network = squeezenet(&Device::flex());
    let picture = picture_of(&fixture);
    let defaults = ParamValues::default();
    let (found, _) = ask(
        network.as_ref(),
        &picture,
        grad_cam::ENTRY.id,
        &defaults,
        fixture.class,
    );
    assert_eq!(
        [found.sheet.channels, found.sheet.height, found.sheet.width],
        [1, 13, 13]
    );
    assert!(!found.sheet.signed);
    let trace = network.forward(tensor_from_picture(&picture, &Device::flex()));
    let rectified = numbers(trace.activation("conv10").expect("a layer"));
    let map = &rectified[fixture.class * 169..][..169];
    let positive = map.iter().filter(|value| **value > 0.0).count() as f32;
    // Where the map is positive, both differ by the bias alone.
    let factor = positive / (169.0 * 169.0);
    let pairs = map.iter().zip(&found.values);
    let bias: Vec<f32> = pairs
        .filter(|(map, found)| **map > 0.0 && **found > 0.0)
        .map(|(map, found)| map - found / factor)
        .collect();
    assert!(bias.len() > 50, "{} positions", bias.len());
    let off = bias.iter().map(|b| (b - bias[0]).abs()).fold(0.0, f32::max);
    let largest = map.iter().copied().fold(0.0, f32::max);
    assert!(off < 1e-5 * largest, "{off} of {largest}, bias {}", bias[0]);
    // As it was found with other programs.
    assert!((bias[0] - 0.018).abs() < 5e-4, "{}", bias[0]);
    let earlier = defaults.with(&grad_cam::LAYER, 3.0);
    let (found, _) = ask(
        network.as_ref(),
        &picture,
        grad_cam::ENTRY.id,
        &earlier,
        fixture.class,
    );
    assert_eq!(
        [found.sheet.height, found.sheet.width],
        [55, 55],
        "of fire3"
    );
}

/// The mean over the same noise, drawn here.
#[test]
fn smooth_grad_is_the_mean_of_maps_of_noisy_copies() {
    let fixture = parity("odd_size");
    let (network, device) = (squeezenet(&Device::flex()), Device::flex());
    let picture = picture_of(&fixture);
    let (base, rule) = (1.0, Rule::Guided);
    let params = ParamValues::default()
        .with(&smooth_grad::BASE, base)
        .with(&smooth_grad::COPIES, 3.0)
        .with(&smooth_grad::NOISE, 0.1)
        .with(&smooth_grad::SEED, 7.0);
    let ask = |params: &ParamValues| {
        ask(
            network.as_ref(),
            &picture,
            smooth_grad::ENTRY.id,
            params,
            fixture.class,
        )
    };
    let (found, told) = ask(&params);
    assert_eq!(told, 3);
    let image = numbers(tensor_from_picture(&picture, &device));
    let [height, width] = fixture.size;
    let mut random = Random::new(7);
    let mut mean = vec![0.0_f32; image.len()];
    for _ in 0..3 {
        let noisy: Vec<f32> = (0..image.len())
            .map(|at| image[at] + 0.1 / SIGMA[at / (height * width)] * random.normal())
            .collect();
        let mut trace = network.forward(common::tensor(&noisy, [1, 3, height, width], &device));
        let map = pull_back(&mut trace, fixture.class, None, rule);
        mean.iter_mut()
            .zip(map)
            .for_each(|(sum, value)| *sum += value / 3.0);
    }
    assert!(relative_l2(&found.values, &mean) < 1e-5);
    let (other, _) = ask(&params.clone().with(&smooth_grad::SEED, 8.0));
    assert!(
        relative_l2(&other.values, &mean) > 0.1,
        "another seed, another map"
    );
    let grad_cam = params.with(&smooth_grad::BASE, 3.0);
    assert_eq!(ask(&grad_cam).0.sheet.channels, 1, "over Grad-CAM");
}

#[test]
fn a_method_of_many_parts_stops_where_it_is_cancelled() {
    let (network, device) = (squeezenet(&Device::flex()), Device::flex());
    let picture = picture_of(&parity("odd_size"));
    let control = Control::default();
    let job = Job::new(
        control.clone(),
        |_| Box::pin(std::future::ready(())),
        || true,
    );
    let request = SaliencyRequest {
        method: smooth_grad::ENTRY.id.to_owned(),
        params: ParamValues::default(),
        class: None,
    };
    let mut done = Vec::new();
    let emit = |part| {
        if let SaliencyAnswer::Progress { done: parts, total } = part {
            done.push((parts, total));
            if parts == 2 {
                control.cancel();
            }
        }
    };
    let asked = answer::saliency(&job, network.as_ref(), &device, &picture, &request, emit);
    assert_eq!(pollster::block_on(asked), Err(JobFailure::Cancelled));
    assert_eq!(done, [(0, 25), (1, 25), (2, 25)]);
}

/// Measured with other programs, by what a unit sees: an unpadded network is not half-pixel.
#[test]
fn cells_lie_at_the_middles_of_what_they_see() {
    let device = Device::flex();
    for (id, layer, first, step) in [
        ("squeezenet-1.1", "fire9", 15.0, 16.0),
        ("squeezenet-1.1", "conv1", 1.0, 2.0),
        ("efficientnet-lite0", "top", 31.0, 32.0),
    ] {
        let network = common::published(id, &device);
        let cells = network.cells(layer, [224, 224]).expect("a layer");
        let expected = Cells {
            first: [first; 2],
            step: [step; 2],
        };
        assert_eq!(cells, expected, "{id} {layer}");
    }
    let network = squeezenet(&device);
    let cells = network.cells(SCORES, [224, 224]).expect("the scores");
    // One cell over all of 13: the middle of the seventh.
    assert_eq!(cells.first, [15.0 + 6.0 * 16.0; 2]);
    assert_eq!(network.cells("fire10", [224, 224]), None);
}

#[test]
fn methods_and_networks_say_all_there_is_to_say() {
    for spec in SALIENCY_METHODS {
        let texts = [
            spec.name,
            spec.explanation,
            spec.formula.words,
            spec.beware,
            spec.deviations,
        ];
        for text in texts {
            assert!(!text.en.is_empty() && !text.fr.is_empty(), "{}", spec.id);
        }
        assert!(spec.formula.mathml.starts_with("<m"), "{}", spec.id);
    }
    for network in ARCHITECTURES {
        let layers = network.layers_of_maps();
        assert_eq!(layers.last(), Some(&network.last_maps), "{}", network.id);
        let behind = network.layers[layers.len()];
        assert!(
            ["conv10", "fc6", SCORES].contains(&behind),
            "{behind} of {}",
            network.id
        );
    }
}
