//! The ascent of a class visualisation against an independent implementation, natively.

use crate::common;

use std::cell::Cell;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use burn::tensor::{Device, Tensor};
use common::fixtures::{Folder, floats, metadata};
use common::sampled::Sampled;
use common::toy;
use common::{channels_first, picture, relative_l2, squeezenet, tensor};
use gradoscope::catalogue::OBJECTIVES;
use gradoscope::engine::answer;
use gradoscope::engine::formula::Formula;
use gradoscope::engine::job::{Control, Job, JobFailure, Turn};
use gradoscope::engine::network::{Drawn, Network, NetworkError, SCORES, SCORES_BEFORE_RELU};
use gradoscope::engine::space::into_box;
use gradoscope::engine::visualize::{
    self, Dial, VisualPart, canvas, linear, params, presets::PRESETS, regularise, view,
};
use gradoscope::image::{MU, Picture, SIGMA};
use gradoscope::protocol::{Start, Term, VisualEnd, VisualStep, VisualizeRequest};
use gradoscope::random::Random;
use gradoscope::spec::{ClassId, Need, ParamValues};
use safetensors::SafeTensors;

const FIXTURES: Folder = Folder("visualize");

fn numbers<const D: usize>(x: Tensor<D>) -> Vec<f32> {
    x.into_data().try_into_vec().expect("numbers")
}

#[test]
fn three_iterations_without_jitter_are_the_references() {
    let device = Device::flex();
    let network = squeezenet(&device);
    let picture = picture("chelsea");
    let values = PRESETS[0].params().with(&params::JITTER, 0.0);
    let values = values.with(&params::ITERATIONS, 3.0);
    let request = VisualizeRequest {
        terms: vec![score(130)],
        params: values.clone(),
        start: Start::Image,
        seed: 0,
        frames: false,
    };
    let mut image = Vec::new();
    let mut objectives = Vec::new();
    let emit = |part| match part {
        VisualPart::Step(step, _) => objectives.push(step.objective),
        VisualPart::End(_, bytes) => image = bytes,
    };
    let (job, dial) = (Job::unattended(), Dial::new(values));
    let run = visualize::run(
        &job,
        network.as_ref(),
        &device,
        Some(&picture),
        &request,
        &dial,
        emit,
    );
    pollster::block_on(run).expect("an image");
    assert_eq!(objectives.len(), 3, "{objectives:?}");
    // The engine gives 8-bit pixels: the reference's, rounded.
    let after = Sampled::read(&FIXTURES.bytes("ascent.safetensors"), "after");
    let agreement = after.levels(&channels_first(&image));
    println!("cpu visualisation after three iterations: {agreement:?}");
    assert!(agreement.holds(), "{agreement:?}");
}

#[test]
fn every_regulariser_is_scipys() {
    let device = Device::flex();
    let bytes = FIXTURES.bytes("regularisers.safetensors");
    let file = SafeTensors::deserialize(&bytes).expect("a fixture");
    let x = tensor::<4>(&floats(&file, "x"), [1, 3, 20, 20], &device);
    for (name, sigma) in [("blur_0.5", 0.5), ("blur_1.0", 1.0)] {
        let found = numbers(linear::blur(20, sigma, &device).apply(x.clone()));
        let error = relative_l2(&found, &floats(&file, name));
        assert!(error < 1e-6, "{name}: {error}");
    }
    let cleared = pollster::block_on(regularise::clear_small_norms(x.clone(), 50.0));
    let error = relative_l2(
        &numbers(cleared.expect("an image")),
        &floats(&file, "cleared"),
    );
    assert!(error < 1e-6, "{error}");
    let ((_, value), gradient) = regularise::variation_penalty(&x, 1.0);
    let expected: f32 = metadata(&bytes)["variation"].parse().expect("a number");
    assert!((numbers(value)[0] / expected - 1.0).abs() < 1e-5);
    let error = relative_l2(
        &numbers(gradient.image()),
        &floats(&file, "variation_gradient"),
    );
    assert!(error < 1e-6, "{error}");
    let ((_, norm), gradient) = regularise::norm_penalty(&x.zeros_like(), 1.0);
    assert_eq!(numbers(norm), [0.0]);
    assert!(numbers(gradient.image()).iter().all(|g| *g == 0.0));
}

#[test]
fn pulling_back_is_the_transpose_of_seeing() {
    let device = Device::flex();
    let values = PRESETS[0].params();
    let values = values
        .with(&params::ROTATION, 20.0)
        .with(&params::SCALE, 10.0);
    let mut random = Random::new(3);
    let mut draw = || -> Tensor<4> {
        let drawn: Vec<f32> = (0..3 * 16 * 16).map(|_| random.normal()).collect();
        tensor(&drawn, [1, 3, 16, 16], &device)
    };
    let (x, y) = (draw(), draw());
    let views = view::draw(&values, 16, &mut Random::new(9));
    assert_eq!(views.len(), 2);
    let there = numbers((view::see(&views, x.clone()) * y.clone()).sum())[0];
    let back = numbers((x * view::pull(&views, y)).sum())[0];
    assert!(
        (there - back).abs() < 1e-3 * there.abs().max(1.0),
        "{there} {back}"
    );
}

/// A run of one term from noise, without pictures of the steps.
fn request(term: Term, params: ParamValues) -> VisualizeRequest {
    VisualizeRequest {
        terms: vec![term],
        params,
        start: Start::Noise,
        seed: 0,
        frames: false,
    }
}

fn score(class: u16) -> Term {
    Term::score(ClassId(class))
}

/// A term that is told all there is to tell.
fn of(objective: &str, layer: &str) -> Term {
    Term {
        class: Some(ClassId(1)),
        layer: Some(layer.to_owned()),
        channel: Some(1),
        ..Term::new(objective)
    }
}

struct Outcome {
    steps: Vec<VisualStep>,
    end: VisualEnd,
    image: Vec<u8>,
}

fn attempt(
    network: &dyn Network,
    picture: Option<&Picture>,
    request: &VisualizeRequest,
) -> Result<Outcome, JobFailure> {
    let dial = Dial::new(request.params.clone());
    watched(network, picture, request, &Job::unattended(), &dial, |_| {})
}

/// The same, with a job and a dial of one's own, and a look at every step.
fn watched(
    network: &dyn Network,
    picture: Option<&Picture>,
    request: &VisualizeRequest,
    job: &Job,
    dial: &Dial,
    mut watch: impl FnMut(&VisualStep),
) -> Result<Outcome, JobFailure> {
    let device = Device::flex();
    let (mut steps, mut found) = (Vec::new(), None);
    let emit = |part| match part {
        VisualPart::Step(step, _) => {
            watch(&step);
            steps.push(step);
        }
        VisualPart::End(end, image) => found = Some((end, image)),
    };
    let run = visualize::run(job, network, &device, picture, request, dial, emit);
    pollster::block_on(run)?;
    let (end, image) = found.expect("an end");
    Ok(Outcome { steps, end, image })
}

fn toy() -> Drawn {
    toy::toy(&Device::flex())
}

fn toy_picture() -> Picture {
    let pixels = vec![250, 10, 10, 10, 250, 10, 10, 200, 200, 255, 0, 0];
    Picture::new(2, 2, pixels).expect("four pixels")
}

/// Does `work` for every one of `items`, one a core.
fn on_all_cores<T: Sync>(items: &[T], work: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(item);
                }
            });
        }
    });
}

#[test]
fn the_practicals_ascent_reaches_its_class_from_every_seed() {
    let runs: [(u16, u32); 5] = [(366, 0), (366, 1), (366, 2), (130, 3), (604, 4)];
    on_all_cores(&runs, |(class, seed)| {
        let network = squeezenet(&Device::flex());
        let request = VisualizeRequest {
            seed: *seed,
            ..request(score(*class), PRESETS[0].params())
        };
        let end = attempt(network.as_ref(), None, &request)
            .expect("an image")
            .end;
        let class = end.class.expect("the class");
        println!(
            "class {}, seed {seed}: score {:.1}, probability {:.5}",
            class.class, class.score, class.probability
        );
        assert_eq!(end.iterations, 200);
        assert!(class.probability > 0.99, "{class:?}, seed {seed}");
    });
}

#[test]
fn a_seed_settles_the_picture_to_the_bit() {
    let network = squeezenet(&Device::flex());
    for preset in PRESETS.iter().filter(|p| p.start == Start::Noise).take(2) {
        let values = preset.params().with(&params::ITERATIONS, 3.0);
        let with_seed = |seed| {
            let request = VisualizeRequest {
                seed,
                ..request(score(130), values.clone())
            };
            attempt(network.as_ref(), None, &request).expect("an image")
        };
        let (first, again, other) = (with_seed(7), with_seed(7), with_seed(8));
        assert_eq!(first.image, again.image, "{}", preset.id);
        assert_eq!(first.steps, again.steps, "{}", preset.id);
        assert_ne!(first.image, other.image, "{}", preset.id);
    }
}

#[test]
fn a_pause_changes_nothing() {
    let network = toy();
    let values = PRESETS[0].params().with(&params::ITERATIONS, 6.0);
    let request = request(score(0), values.clone());
    let plain = attempt(&network, None, &request).expect("an image");
    let control = Control::default();
    let waits = Rc::new(Cell::new(0));
    let (held, waited) = (control.clone(), waits.clone());
    let give_way = move |turn| {
        if turn == Turn::Long {
            waited.set(waited.get() + 1);
            held.pause(waited.get() % 3 != 0);
        }
        Box::pin(std::future::ready(())) as gradoscope::engine::job::LocalFuture<'static, ()>
    };
    let job = Job::new(control.clone(), give_way, || true);
    let dial = Dial::new(values);
    let watch = |step: &VisualStep| control.pause(step.iteration % 2 == 1);
    let paused = watched(&network, None, &request, &job, &dial, watch).expect("an image");
    // After the steps 1 and 3, three turns each; after the last nothing is left to hold.
    assert_eq!(waits.get(), 6);
    assert_eq!(paused.steps, plain.steps);
    assert_eq!(paused.image, plain.image);
}

#[test]
fn a_cancelled_run_takes_no_further_step() {
    let network = toy();
    let request = request(score(0), PRESETS[0].params());
    let control = Control::default();
    let job = Job::new(
        control.clone(),
        |_| Box::pin(std::future::ready(())),
        || true,
    );
    let seen = Cell::new(0);
    let watch = |step: &VisualStep| {
        seen.set(seen.get() + 1);
        if step.iteration == 4 {
            control.cancel();
        }
    };
    let dial = Dial::new(request.params.clone());
    let outcome = watched(&network, None, &request, &job, &dial, watch);
    assert_eq!(outcome.err(), Some(JobFailure::Cancelled));
    assert_eq!(seen.get(), 5);
}

/// Nothing but steps of a fixed length along the gradient.
fn bare() -> ParamValues {
    PRESETS[0]
        .params()
        .with(&params::STEP, 1.0)
        .with(&params::ETA, 0.01)
        .with(&params::LAMBDA, 0.0)
        .with(&params::JITTER, 0.0)
        .with(&params::BLUR, 0.0)
        .with(&params::CLAMP, 0.0)
}

#[test]
fn a_parameter_changed_in_mid_run_counts_from_the_next_step() {
    let network = toy();
    let values = bare().with(&params::ITERATIONS, 8.0);
    let request = VisualizeRequest {
        start: Start::Grey,
        ..request(score(0), values.clone())
    };
    let (job, dial) = (Job::unattended(), Dial::new(values.clone()));
    let watch = |step: &VisualStep| match step.iteration {
        2 => dial.set(values.clone().with(&params::ETA, 0.05)),
        4 => dial.set(values.clone().with(&params::ITERATIONS, 6.0)),
        _ => {}
    };
    let found = watched(&network, None, &request, &job, &dial, watch).expect("an image");
    assert_eq!(found.end.iterations, 6);
    assert_eq!(found.steps.len(), 6);
    let adjustments: Vec<u32> = found.steps.iter().map(|s| s.adjustments).collect();
    assert_eq!(adjustments, [0, 0, 0, 1, 1, 2]);
    // Score 0 is linear where it is positive, as here: along its gradient a step of length eta
    // lifts it by eta times the norm, half that of the weights on four pixels that share it.
    let norm = 0.5 * toy::WEIGHT[0].iter().map(|w| w * w).sum::<f32>().sqrt();
    let rise = |k: usize| found.steps[k + 1].objective - found.steps[k].objective;
    for (k, eta) in [(1, 0.01), (2, 0.01), (3, 0.05), (4, 0.05)] {
        assert!(
            (rise(k) - eta * norm).abs() < 1e-5,
            "{k}: {} {}",
            rise(k),
            eta * norm
        );
    }
}

/// Runs that fail on whatever is not finite, since nothing else leaves a device.
#[test]
fn every_objective_canvas_view_and_preset_gives_finite_numbers() {
    let network = toy();
    let objectives = OBJECTIVES.iter();
    let mut sums: Vec<Vec<Term>> = objectives
        .map(|spec| vec![of(spec.id, SCORES_BEFORE_RELU)])
        .collect();
    let less = Term {
        weight: -0.5,
        ..of("layer", SCORES)
    };
    sums.push(vec![score(0), less]);
    let every = PARAMS_OF_VIEWS
        .iter()
        .fold(ParamValues::default(), |values, (param, value)| {
            values.with(param, *value)
        });
    let picture = toy_picture();
    let mut tried: Vec<ParamValues> = PRESETS.iter().map(|preset| preset.params()).collect();
    for canvas in 0..2 {
        for step in 0..4 {
            for octaves in [1.0, 3.0] {
                tried.push(
                    every
                        .clone()
                        .with(&params::SPACE, canvas as f32)
                        .with(&params::STEP, step as f32)
                        .with(&params::OCTAVES, octaves),
                );
            }
        }
    }
    for values in tried {
        let values = values.with(&params::ITERATIONS, 6.0);
        for terms in &sums {
            for start in [Start::Noise, Start::Grey, Start::Image] {
                let request = VisualizeRequest {
                    terms: terms.clone(),
                    params: values.clone(),
                    start,
                    seed: 3,
                    frames: true,
                };
                let found = attempt(&network, Some(&picture), &request);
                let what = format!("{terms:?} {start:?} {values:?}");
                let found = found.unwrap_or_else(|error| panic!("{error}: {what}"));
                let (side, length) = (found.end.side as usize, found.image.len());
                assert_eq!(length, 3 * side * side, "{what}");
                assert!(found.end.iterations == 6 || found.end.no_gradient, "{what}");
            }
        }
    }
}

/// All that the presets leave out.
const PARAMS_OF_VIEWS: [(&gradoscope::spec::ParamSpec, f32); 7] = [
    (&params::ROTATION, 20.0),
    (&params::SCALE, 20.0),
    (&params::TV, 0.01),
    (&params::DECAY, 0.1),
    (&params::NORM_PERCENTILE, 30.0),
    (&params::CONTRIBUTION_PERCENTILE, 30.0),
    (&params::SIDE, 2.0),
];

#[test]
fn what_does_not_exist_is_refused() {
    let network = toy();
    let refused = |terms: Vec<Term>| {
        let request = VisualizeRequest {
            terms,
            ..request(score(0), PRESETS[0].params())
        };
        attempt(&network, None, &request).err()
    };
    let no_class = JobFailure::NoSuchClass {
        class: 2,
        classes: 2,
    };
    assert_eq!(refused(vec![score(2)]), Some(no_class));
    for terms in [
        Vec::new(),
        vec![of("layer", "fire9")],
        vec![of("no-objective", SCORES)],
    ] {
        let found = refused(terms);
        assert!(
            matches!(found, Some(JobFailure::NoSuchObjective(_))),
            "{found:?}"
        );
    }
    let channel = Some(2);
    let found = refused(vec![Term {
        channel,
        ..of("unit", SCORES)
    }]);
    assert!(
        matches!(
            found,
            Some(JobFailure::Network(NetworkError::NoSuchChannel { .. }))
        ),
        "{found:?}"
    );
}

#[test]
fn an_objective_that_is_not_told_what_it_needs_is_refused_in_words() {
    let network = toy();
    for (spec, need) in OBJECTIVES
        .iter()
        .flat_map(|spec| spec.needs.iter().map(move |need| (spec, need)))
    {
        let mut term = of(spec.id, SCORES);
        let what = match need {
            Need::Class => term.class.take().map(|_| "class"),
            Need::Layer => term.layer.take().map(|_| "layer"),
            Need::Channel => term.channel.take().map(|_| "channel"),
        };
        let found = attempt(&network, None, &request(term, PRESETS[0].params()));
        let words = format!(
            "the objective {} needs a {}",
            spec.id,
            what.expect("a part")
        );
        assert_eq!(found.err(), Some(JobFailure::NoSuchObjective(words)));
    }
}

#[test]
fn what_is_rolled_and_rolled_back_is_the_same() {
    let device = Device::flex();
    let values = ParamValues::default().with(&params::JITTER, 16.0);
    let numbers_in: Vec<f32> = (0..3 * 20 * 20).map(|k| k as f32).collect();
    let x = tensor::<4>(&numbers_in, [1, 3, 20, 20], &device);
    let mut moved = 0;
    for seed in 0..20 {
        let views = view::draw(&values, 20, &mut Random::new(seed));
        let seen = view::see(&views, x.clone());
        moved += usize::from(numbers(seen.clone()) != numbers_in);
        assert_eq!(numbers(view::pull(&views, seen)), numbers_in);
    }
    assert!(moved >= 18, "{moved}");
}

#[test]
fn clamped_pixels_are_valid_and_the_valid_ones_stay() {
    let device = Device::flex();
    let values: Vec<f32> = (0..3 * 16).map(|k| (k as f32 - 24.0) / 4.0).collect();
    let x = tensor::<4>(&values, [1, 3, 4, 4], &device);
    let clamped = numbers(into_box(&x).image());
    for (k, (before, after)) in values.iter().zip(&clamped).enumerate() {
        let c = k / 16;
        let (low, high) = (-MU[c] / SIGMA[c], (1.0 - MU[c]) / SIGMA[c]);
        assert!((after - before.clamp(low, high)).abs() < 1e-6, "{k}");
    }
}

#[test]
fn grey_is_the_mean_colour_on_every_canvas() {
    let network = squeezenet(&Device::flex());
    let device = Device::flex();
    let grey = MU.map(|mu| (mu * 255.0).round() as u8);
    for canvas in [0.0, 1.0] {
        let values = bare().with(&params::SPACE, canvas);
        let request = VisualizeRequest {
            start: Start::Grey,
            frames: true,
            ..request(score(281), values.with(&params::ITERATIONS, 1.0))
        };
        let mut first = None;
        let emit = |part| {
            if let VisualPart::Step(_, frame) = part {
                first = frame;
            }
        };
        let (job, dial) = (Job::unattended(), Dial::new(request.params.clone()));
        let run = visualize::run(&job, network.as_ref(), &device, None, &request, &dial, emit);
        pollster::block_on(run).expect("an image");
        let first = first.expect("a frame");
        assert!(first.chunks_exact(3).all(|rgb| rgb == grey), "{canvas}");
    }
}

/// Along a direction the image changes as the pulled-back gradient says.
#[test]
fn pulling_back_through_waves_is_their_derivative() {
    let device = Device::flex();
    let mut random = Random::new(4);
    let mut draw = |scale: f32| -> Tensor<4> {
        let drawn: Vec<f32> = (0..3 * 12 * 12).map(|_| scale * random.normal()).collect();
        tensor(&drawn, [1, 3, 12, 12], &device)
    };
    let (gradient, direction) = (draw(1.0), draw(1.0));
    let begin = || canvas::Begin {
        start: Start::Noise,
        image: Tensor::zeros([1, 3, 12, 12], &device),
        seed: 5,
    };
    let along = |step: f32| {
        let mut waves = canvas::canvas(1, begin());
        waves.add(Formula::from(&direction) * step);
        f64::from(numbers((waves.image() * gradient.clone()).sum())[0])
    };
    let waves = canvas::canvas(1, begin());
    let pulled = waves.pull(gradient.clone()) * direction.clone();
    let expected = f64::from(numbers(pulled.sum())[0]);
    let slope = (along(0.01) - along(-0.01)) / 0.02;
    assert!((slope / expected - 1.0).abs() < 0.01, "{slope} {expected}");
}

#[test]
fn what_presets_climb_exists_and_a_layer_of_the_photograph_can_be_climbed() {
    let (network, picture) = (squeezenet(&Device::flex()), picture("chelsea"));
    let dreams = PRESETS.iter().filter_map(|p| Some((p, p.term()?)));
    for (preset, term) in dreams {
        let values = preset.params().with(&params::ITERATIONS, 4.0);
        let values = values
            .with(&params::SIDE, 0.0)
            .with(&params::OCTAVES, 1.0)
            .with(&params::JITTER, 0.0);
        let request = VisualizeRequest {
            start: preset.start,
            ..request(term, values)
        };
        let found = attempt(network.as_ref(), Some(&picture), &request).expect("an image");
        let climbed: Vec<f32> = found.steps.iter().map(|step| step.objective).collect();
        assert!(climbed.is_sorted(), "{}: {climbed:?}", preset.id);
    }
}

/// Waves show the image that they begin with, but for its blackest and whitest pixels.
#[test]
fn waves_can_begin_with_a_photograph() {
    let (network, picture) = (squeezenet(&Device::flex()), picture("chelsea"));
    let values = bare().with(&params::SPACE, 1.0).with(&params::ETA, 0.0001);
    let request = VisualizeRequest {
        start: Start::Image,
        ..request(score(281), values.with(&params::ITERATIONS, 1.0))
    };
    let found = attempt(network.as_ref(), Some(&picture), &request).expect("an image");
    let farthest = found.image.iter().zip(picture.rgb());
    let farthest = farthest.map(|(a, b)| a.abs_diff(*b)).max();
    assert!(farthest <= Some(3), "{farthest:?}");
}

#[test]
fn an_image_grows_through_its_octaves_to_twice_the_side() {
    let network = squeezenet(&Device::flex());
    for canvas in [0.0, 1.0] {
        let values = PRESETS[0]
            .params()
            .with(&params::SPACE, canvas)
            .with(&params::OCTAVES, 3.0)
            .with(&params::ITERATIONS, 6.0);
        for (choice, sides) in [(1.0, [171, 240, 336]), (2.0, [229, 320, 448])] {
            let request = request(score(130), values.clone().with(&params::SIDE, choice));
            let found = attempt(network.as_ref(), None, &request).expect("an image");
            let seen: Vec<u32> = found.steps.iter().map(|step| step.side).collect();
            let expected: Vec<u32> = sides.iter().flat_map(|side| [*side, *side]).collect();
            assert_eq!(seen, expected);
            assert_eq!(found.end.side, sides[2]);
        }
    }
}

#[test]
fn a_class_without_a_gradient_is_recognised_and_escaped() {
    let network = squeezenet(&Device::flex());
    let device = Device::flex();
    let mean = MU.map(|mu| (mu * 255.0).round() as u8);
    let grey = Picture::new(224, 224, mean.repeat(224 * 224)).expect("a picture");
    let job = Job::unattended();
    let scores = answer::classify(&job, network.as_ref(), &device, std::slice::from_ref(&grey));
    let scores = pollster::block_on(scores).expect("scores");
    let dead: Vec<u16> = (0..1000_u16)
        .filter(|class| scores[usize::from(*class)] == 0.0)
        .collect();
    println!("without a gradient on the mean colour: {dead:?}");
    let class = *dead.first().expect("a class");
    let values = PRESETS[0].params().with(&params::ITERATIONS, 60.0);
    let request = VisualizeRequest {
        start: Start::Grey,
        ..request(score(class), values)
    };
    let found = attempt(network.as_ref(), None, &request).expect("an image");
    let of = |step: &VisualStep| step.class.expect("the class").probability;
    let (first, end) = (&found.steps[0], found.end.class.expect("the class"));
    println!("{end:?}");
    assert!(first.escaped && found.end.was_dead && !found.end.no_gradient);
    assert!(!found.steps[59].escaped);
    assert!(end.score > 0.0 && end.probability > 10.0 * of(first));
}

/// Half the square of a gradient too small to matter, and none at all.
#[test]
fn a_flat_objective_ends_the_run_instead_of_dividing_by_zero() {
    let network = toy();
    // Nothing is exciting about a weight of zero.
    for step in 0..4 {
        let request = VisualizeRequest {
            terms: vec![Term {
                weight: 0.0,
                ..score(0)
            }],
            ..request(score(0), bare().with(&params::STEP, step as f32))
        };
        let found = attempt(&network, None, &request).expect("an image");
        assert!(found.end.no_gradient && found.end.iterations == 0);
    }
    // The steps of "progress" would be of length 1e12.
    for weight in [1e-12, 1e-20] {
        let request = VisualizeRequest {
            terms: vec![Term { weight, ..score(0) }],
            start: Start::Grey,
            ..request(score(0), bare().with(&params::STEP, 2.0))
        };
        let found = attempt(&network, None, &request).expect("an image");
        let norms = found.steps.iter().map(|step| step.image_norm);
        assert!(norms.fold(0.0, f32::max) < 1e3);
    }
}
