//! From a request to its results, natively: a network worked out by hand, and every refusal.

use crate::common;

use burn::tensor::Device;
use common::toy::{BIAS, WEIGHT, toy};
use gradoscope::engine::answer::{self, SaliencyAnswer, picture_from_bytes};
use gradoscope::engine::job::{Control, Job, JobFailure};
use gradoscope::engine::network::{Network, NetworkError, SCORES, SCORES_BEFORE_RELU, Seed};
use gradoscope::engine::tensor::one_hot;
use gradoscope::image::{MU, SIGMA};
use gradoscope::protocol::SaliencyRequest;
use gradoscope::spec::{ClassId, ParamValues};

/// Two by two pixels: class 0 is positive on the first and the last only.
const PIXELS: [u8; 12] = [250, 10, 10, 10, 250, 10, 10, 200, 200, 255, 0, 0];

fn ask(job: &Job, method: &str, class: Option<u16>) -> Result<Vec<SaliencyAnswer>, JobFailure> {
    let device = Device::flex();
    let network = toy(&device);
    let picture = picture_from_bytes(PIXELS.to_vec(), 2)?;
    let mut parts = Vec::new();
    let request = SaliencyRequest {
        method: method.to_owned(),
        params: ParamValues::default(),
        class: class.map(ClassId),
    };
    let emit = |part| parts.push(part);
    pollster::block_on(answer::saliency(
        job, &network, &device, &picture, &request, emit,
    ))?;
    Ok(parts)
}

/// `WEIGHT[k] . x + BIAS[k]` at every pixel.
fn before_relu(class: usize) -> Vec<f32> {
    PIXELS
        .chunks_exact(3)
        .map(|rgb| {
            (0..3)
                .map(|c| WEIGHT[class][c] * (f32::from(rgb[c]) / 255.0 - MU[c]) / SIGMA[c])
                .sum::<f32>()
                + BIAS[class]
        })
        .collect()
}

#[test]
fn scores_and_gradient_are_those_worked_out_by_hand() {
    for class in 0..2 {
        let parts = ask(&Job::unattended(), "gradient", Some(class as u16)).expect("an answer");
        let [
            SaliencyAnswer::Scores(scores),
            SaliencyAnswer::Attribution { attribution, .. },
        ] = &parts[..]
        else {
            panic!("scores first, then the attribution: {parts:?}");
        };
        let map = before_relu(class);
        let score = map.iter().map(|v| v.max(0.0)).sum::<f32>() / 4.0;
        assert!((scores[class] - score).abs() < 1e-5, "{scores:?} {score}");
        assert!(
            map.iter().any(|v| *v > 0.0) && map.iter().any(|v| *v < 0.0),
            "{map:?}"
        );
        for (c, weight) in WEIGHT[class].iter().enumerate() {
            for (pixel, value) in map.iter().enumerate() {
                let expected = if *value > 0.0 { weight / 4.0 } else { 0.0 };
                let found = attribution.values[4 * c + pixel];
                assert!(
                    (found - expected).abs() < 1e-6,
                    "{class} {c} {pixel}: {found}"
                );
            }
        }
    }
}

#[test]
fn without_a_class_the_predicted_one_is_explained() {
    let parts = ask(&Job::unattended(), "gradient", None).expect("an answer");
    let [
        SaliencyAnswer::Scores(scores),
        SaliencyAnswer::Attribution { class, .. },
    ] = &parts[..]
    else {
        panic!("{parts:?}");
    };
    let best = usize::from(scores[1] > scores[0]);
    assert_eq!(class.index(), best);
}

#[test]
fn what_does_not_exist_is_refused_before_anything_is_computed() {
    let job = Job::unattended();
    assert_eq!(
        ask(&job, "gradient", Some(2)),
        Err(JobFailure::NoSuchClass {
            class: 2,
            classes: 2
        })
    );
    let no_method = JobFailure::NoSuchMethod("magic".to_owned());
    assert_eq!(ask(&job, "magic", None), Err(no_method));
    let short = picture_from_bytes(vec![0; 11], 2).err();
    let expected = JobFailure::ImageSize {
        expected: 12,
        found: 11,
    };
    assert_eq!(short, Some(expected));
}

#[test]
fn a_cancelled_job_yields_nothing_more() {
    let control = Control::default();
    let job = Job::new(
        control.clone(),
        |_| Box::pin(std::future::ready(())),
        || true,
    );
    control.cancel();
    assert_eq!(ask(&job, "gradient", None), Err(JobFailure::Cancelled));
}

#[test]
fn a_pull_back_adds_up_its_seeds_and_ignores_the_relu_when_asked_to() {
    let device = Device::flex();
    let network = toy(&device);
    let network: &dyn Network = &network;
    let picture = picture_from_bytes(PIXELS.to_vec(), 2).expect("a picture");
    let image = gradoscope::engine::tensor::tensor_from_picture(&picture, &device);
    let mut trace = network.forward(image);
    let seed = |layer, class, weight: f32| Seed {
        layer,
        weights: one_hot(1, 2, class, &device).mul_scalar(weight),
    };
    let seeds = [
        seed(SCORES_BEFORE_RELU, 0, 2.0),
        seed(SCORES_BEFORE_RELU, 1, -1.0),
    ];
    let gradient = trace.pull_back(&seeds).expect("a gradient").into_data();
    let gradient = gradient.try_into_vec::<f32>().expect("float32");
    for (c, (first, second)) in WEIGHT[0].iter().zip(WEIGHT[1]).enumerate() {
        let expected = (2.0 * first - second) / 4.0;
        for found in &gradient[4 * c..4 * c + 4] {
            assert!(
                (found - expected).abs() < 1e-6,
                "{c}: {found} for {expected}"
            );
        }
    }
    let nothing = trace.pull_back(&[]).err();
    assert_eq!(nothing, Some(NetworkError::NoSeed));
    let unknown = trace.pull_back(&[seed("fire2", 0, 1.0)]).err();
    assert_eq!(unknown, Some(NetworkError::NoSuchLayer("fire2".to_owned())));
    assert!(trace.activation(SCORES).is_ok());
}

#[test]
fn a_network_without_reference_values_is_checked_against_its_own_scores() {
    let device = Device::flex();
    let network = toy(&device);
    let check = |spoil| {
        let check = gradoscope::engine::selfcheck::run(&network, &device, spoil);
        pollster::block_on(check).expect("a report")
    };
    let good = check(false);
    assert!(good.passed() && !good.by_reference, "{good:?}");
    let bad = check(true);
    assert!(!bad.passed(), "{bad:?}");
}
