//! Maps of networks with other weights, and of other classes: against JAX, SciPy and scikit-image.

use crate::common;

use burn::tensor::Device;
use common::fixtures::Folder;
use common::toy::{self, toy};
use common::{parity, picture, squeezenet};
use gradoscope::engine::job::{Control, Job, JobFailure};
use gradoscope::engine::network::{
    Conv, Drawing, Drawn, Network, SCORES, SCORES_BEFORE_RELU, Weights, redrawn, unrectified,
    weighted_layers,
};
use gradoscope::engine::sanity::{SanityPart, run};
use gradoscope::image::Picture;
use gradoscope::protocol::{
    Change, Changed, MethodChoice, Redraw, SaliencyRequest, SanityRequest, SanityStep,
};
use gradoscope::spec::{ClassId, NetworkSpec, ParamValues};

const FIXTURES: Folder = Folder("measure");

fn request(change: Change, seed: u32) -> SanityRequest {
    SanityRequest {
        map: SaliencyRequest {
            method: "gradient".to_owned(),
            params: ParamValues::default(),
            class: None,
        },
        change,
        seed,
        controls: Vec::new(),
    }
}

fn ask(
    network: &dyn Network,
    picture: &Picture,
    request: &SanityRequest,
) -> Result<Vec<SanityStep>, JobFailure> {
    let (job, device) = (Job::unattended(), Device::flex());
    let mut steps = Vec::new();
    let emit = |part| {
        if let SanityPart::Step(step, map) = part {
            assert_eq!(map.values.len(), map.sheet.numbers());
            steps.push(step);
        }
    };
    pollster::block_on(run(&job, network, &device, picture, request, emit))?;
    for (at, step) in steps.iter().enumerate() {
        assert_eq!(
            (step.done as usize, step.total as usize),
            (at + 1, steps.len())
        );
    }
    Ok(steps)
}

fn near(found: Option<f32>, expected: &str, tolerance: f64, what: &str) {
    let expected: f64 = expected.parse().expect("a number");
    let found = f64::from(found.unwrap_or_else(|| panic!("{what}: none")));
    assert!(
        (found - expected).abs() < tolerance,
        "{what}: {found} for {expected}"
    );
}

#[test]
fn maps_of_redrawn_networks_are_those_of_the_reference() {
    let network = squeezenet(&Device::flex());
    let rows = FIXTURES.table("sanity.tsv");
    for (change, how, name) in [
        (Change::Cascade(Redraw::He), "he", "cascade"),
        (Change::Alone(Redraw::Deviation), "deviation", "alone"),
        (Change::Alone(Redraw::Permutation), "permutation", "alone"),
    ] {
        let steps = ask(network.as_ref(), &picture("chelsea"), &request(change, 5));
        let steps = steps.expect("steps");
        let first = steps[0].likeness.expect("itself");
        for itself in [
            first.signed,
            first.size,
            first.coarse,
            first.ssim,
            first.hog,
        ] {
            near(itself, "1", 1e-6, "itself");
        }
        let of_change = rows.iter().filter(|row| row[0] == name && row[1] == how);
        let expected: Vec<_> = of_change.collect();
        assert_eq!((expected.len(), steps.len()), (10, 11), "{name} {how}");
        for (step, row) in steps[1..].iter().zip(expected) {
            println!("{row:?}: {step:?}");
            assert_eq!(step.what, Changed::Layer(row[2].clone()));
            let score: f64 = row[3].parse().expect("a number");
            let off = (f64::from(step.standing.score) - score).abs();
            assert!(off < 1e-3 * score.abs().max(1.0), "{row:?}: {step:?}");
            if score == 0.0 {
                assert!(step.escaped, "{row:?}");
                continue;
            }
            let likeness = step.likeness.expect("maps");
            let figures = [
                likeness.signed,
                likeness.size,
                likeness.coarse,
                likeness.ssim,
                likeness.hog,
            ];
            // Of 196 means and of 11664 numbers in bins a few change places by rounding.
            let tolerances = [1e-4, 1e-4, 1e-3, 1e-4, 1e-3];
            for ((found, expected), tolerance) in
                figures.into_iter().zip(&row[4..9]).zip(tolerances)
            {
                near(found, expected, tolerance, &format!("{row:?}"));
            }
            near(step.entropy, &row[9], 2e-3, &format!("{row:?}"));
        }
    }
}

#[test]
fn other_classes_are_alive_and_none_comes_twice() {
    let network = squeezenet(&Device::flex());
    let scores = parity("chelsea").scores;
    let mut asked = request(Change::Classes { count: 4 }, 1);
    asked.controls.push(MethodChoice {
        method: "magic".to_owned(),
        params: ParamValues::default(),
    });
    let refused = ask(network.as_ref(), &picture("chelsea"), &asked);
    assert!(matches!(refused, Err(JobFailure::NoSuchMethod(_))));
    asked.controls[0].method = gradoscope::engine::saliency::guided::ENTRY.id.to_owned();
    let steps = ask(network.as_ref(), &picture("chelsea"), &asked).expect("steps");
    assert_eq!(steps.len(), 6);
    assert_eq!(
        steps[1].what,
        Changed::Method(asked.controls[0].method.clone())
    );
    let guided = steps[1].likeness.expect("maps").signed.expect("a figure");
    // As it was found with other programs: guided backpropagation is no smoothed gradient.
    assert!(guided.abs() < 0.2, "{guided}");
    let mut classes: Vec<ClassId> = steps[2..].iter().map(|step| step.standing.class).collect();
    let alive = |class: &ClassId| scores[class.index()] > 0.0 && class.index() != 285;
    assert!(classes.iter().all(alive), "{classes:?}");
    let least = classes[0].index();
    let above_zero = scores.iter().copied().filter(|score| *score > 0.0);
    assert_eq!(scores[least], above_zero.reduce(f32::min).expect("one"));
    classes.sort();
    classes.dedup();
    assert_eq!(classes.len(), 4);
    assert!(steps.iter().all(|step| !step.escaped && !step.is_zero));
    let refused = ask(
        network.as_ref(),
        &picture("chelsea"),
        &request(Change::Classes { count: 0 }, 1),
    );
    assert!(matches!(refused, Err(JobFailure::OutOfRange(_))));
}

/// One layer of so many outputs that its weights can be read off its scores and counted.
fn wide(device: &Device) -> (Drawn, Vec<f32>) {
    let weights = common::random::noise(900 * 3, 3);
    let weights: Vec<f32> = weights.iter().map(|value| 0.5 + 2.0 * value).collect();
    let bias: Vec<f32> = (0..900).map(|at| 100.0 + at as f32).collect();
    let file = toy::file(&[
        ("c.weight", &[900, 3, 1, 1], weights.clone()),
        ("c.bias", &[900], bias),
    ]);
    let parsed = Weights::parse(&file).expect("a file");
    let conv = Conv::load(&parsed, "c", [900, 3, 1], [1, 0], device).expect("two tensors");
    let mut drawing = Drawing::new();
    let image = drawing.image_norm();
    let map = drawing.conv(image, &conv);
    let scores = drawing.mean_over_positions(map);
    drawing.name(SCORES, scores);
    let spec = NetworkSpec {
        classes: 900,
        layers: &[SCORES],
        ..toy::SPEC
    };
    (Drawn::new(spec, None, drawing, device), weights)
}

/// Weights, `[900, 3]`, and biases.
fn read_off(network: &dyn Network, device: &Device) -> (Vec<f32>, Vec<f32>) {
    let answer = |rgb: [f32; 3]| -> Vec<f32> {
        let trace = network.forward(common::tensor(&rgb, [1, 3, 1, 1], device));
        trace
            .scores()
            .expect("scores")
            .into_data()
            .try_into_vec()
            .expect("float32")
    };
    let bias = answer([0.0; 3]);
    let columns =
        [0, 1, 2].map(|c| answer(std::array::from_fn(|k| if k == c { 1.0 } else { 0.0 })));
    let weights = (0..900).flat_map(|row| columns.each_ref().map(|column| column[row] - bias[row]));
    (weights.collect(), bias)
}

#[test]
fn weights_are_drawn_as_they_are_said_to_be() {
    let device = Device::flex();
    let (network, trained) = wide(&device);
    assert_eq!(weighted_layers(&network), Some(vec![SCORES]));
    let draw = |how, seed| {
        let drawn = pollster::block_on(redrawn(&network, SCORES, how, seed, &device));
        read_off(&drawn.expect("a network"), &device)
    };
    let spread = |values: &[f32]| {
        let count = values.len() as f64;
        let mean = values.iter().map(|v| f64::from(*v)).sum::<f64>() / count;
        let square = values
            .iter()
            .map(|v| (f64::from(*v) - mean).powi(2))
            .sum::<f64>();
        (mean, (square / count).sqrt())
    };
    // 2700 draws: the mean is off by about a fiftieth of the deviation, that by a seventieth of itself.
    let (he, bias) = draw(Redraw::He, 1);
    let (mean, deviation) = spread(&he);
    let expected = (2.0_f64 / 3.0).sqrt();
    assert!(
        mean.abs() < 0.08 && (deviation - expected).abs() < 0.06,
        "{mean} {deviation}"
    );
    assert!(bias.iter().all(|value| *value == 0.0));
    let (like_trained, bias) = draw(Redraw::Deviation, 1);
    let (mean, deviation) = spread(&like_trained);
    let (_, expected) = spread(&trained);
    assert!(
        mean.abs() < 0.2 && (deviation - expected).abs() < 0.15,
        "{mean} {deviation}"
    );
    assert!(bias.iter().all(|value| *value == 0.0));
    let (permuted, bias) = draw(Redraw::Permutation, 1);
    let sorted = |values: &[f32]| {
        let mut values = values.to_vec();
        values.sort_by(f32::total_cmp);
        values
    };
    assert_ne!(permuted, trained);
    let off = common::largest_difference(&sorted(&permuted), &sorted(&trained));
    assert!(off < 1e-3, "the same numbers: {off}");
    let biases: Vec<f32> = (0..900).map(|at| 100.0 + at as f32).collect();
    assert_ne!(bias, biases);
    assert_eq!(sorted(&bias), biases);
    assert_eq!(draw(Redraw::He, 1).0, he);
    assert_ne!(draw(Redraw::He, 2).0, he);
}

#[test]
fn a_redrawn_layer_changes_nothing_before_it() {
    let (network, device) = (squeezenet(&Device::flex()), Device::flex());
    let layers = weighted_layers(network.as_ref()).expect("a small network");
    assert_eq!(layers, network.spec().layers[..10]);
    let image = common::tensor(
        &common::random::noise(3 * 64 * 64, 2),
        [1, 3, 64, 64],
        &device,
    );
    let changed = redrawn(network.as_ref(), "fire5", Redraw::He, 9, &device);
    let changed = pollster::block_on(changed).expect("a network");
    let changed: &dyn Network = &changed;
    let of = |network: &dyn Network, layer: &str| -> Vec<f32> {
        let trace = network.forward(image.clone());
        let found = trace.activation(layer).expect("a layer");
        found.into_data().try_into_vec().expect("float32")
    };
    for layer in ["conv1", "fire2", "fire3", "fire4"] {
        assert_eq!(of(changed, layer), of(network.as_ref(), layer), "{layer}");
    }
    for layer in ["fire5", "fire6", SCORES] {
        assert_ne!(of(changed, layer), of(network.as_ref(), layer), "{layer}");
    }
    let lite = common::published("efficientnet-lite0", &device);
    let layers = weighted_layers(lite.as_ref()).expect("a small network");
    assert_eq!(
        layers,
        lite.spec().layers,
        "the scores have weights of their own"
    );
}

#[test]
fn a_class_that_is_cut_off_is_followed_before_its_rectifier() {
    let device = Device::flex();
    let network = toy(&device);
    // Green speaks against the first class of the toy, everywhere.
    let picture = Picture::new(2, 2, [0, 255, 0].repeat(4)).expect("a picture");
    let mut asked = request(Change::Cascade(Redraw::Permutation), 0);
    asked.map.class = Some(ClassId(0));
    let steps = ask(&network, &picture, &asked).expect("steps");
    assert_eq!(steps[0].standing.score, 0.0);
    assert!(steps[0].escaped && !steps[0].is_zero);
    assert_eq!(steps.len(), 2);
    assert_eq!(steps[1].what, Changed::Layer(SCORES_BEFORE_RELU.to_owned()));
    let open = unrectified(&network, &device).expect("a rectifier");
    let open: &dyn Network = &open;
    let trace = open.forward(gradoscope::engine::tensor::tensor_from_picture(
        &picture, &device,
    ));
    let [scores, before] = [SCORES, SCORES_BEFORE_RELU].map(|name| -> Vec<f32> {
        let found = trace.activation(name).expect("scores");
        found.into_data().try_into_vec().expect("float32")
    });
    assert_eq!(scores, before);
    assert!(scores[0] < 0.0);
}

#[test]
fn a_bench_that_is_cancelled_stops_between_two_maps() {
    let (network, device) = (squeezenet(&Device::flex()), Device::flex());
    let control = Control::default();
    let job = Job::new(
        control.clone(),
        |_| Box::pin(std::future::ready(())),
        || true,
    );
    let mut steps = 0;
    let emit = |part| {
        steps += u32::from(matches!(part, SanityPart::Step(..)));
        if steps == 2 {
            control.cancel();
        }
    };
    let (picture, asked) = (picture("odd_size"), request(Change::Cascade(Redraw::He), 0));
    let asked = run(&job, network.as_ref(), &device, &picture, &asked, emit);
    assert_eq!(pollster::block_on(asked), Err(JobFailure::Cancelled));
    assert_eq!(steps, 2);
}
